/** RabbitMQ's side of `scenario/hooks.ts`, and who handles its lanes. */
import { configureBalancer } from './client/balancer';
import { Lane } from '../kernel/events';
import { Client, Role } from '../clients/client';
import { deadLettered, held } from '../ledger/ledger';
import { setting } from '../scenario/settings';
import { cost } from '../world/costs';
import { nodeAt, nodeCount } from '../world/node';
import { noteOutage } from '../world/outage';
import { swallowAnswer } from '../scenario/faults';
import { AmqpClient, Connection, Down, producerAt, producerCount } from './client/client';
import {
	fall,
	kill,
	onClosed,
	onControl,
	onGone,
	restart,
	startClients
} from './client/connection';
import { findRoutes } from './client/envelope';
import { Consumer, createConsumer, onDelivery, onProcessed } from './client/consumer';
import { initialiseHost, offerFrame } from './client/host';
import {
	AckMode,
	createProducer,
	finishProducer,
	onProducerFrame,
	onWake,
	Producer
} from './client/producer';
import { onChannelJob, submitToChannel } from './channel';
import { Channel, initialiseChannels } from './channel-state';
import { initialiseCluster, onInter } from './cluster';
import { flushConfirms, onObituary } from './confirms';
import { CopyFlag, copyInSlot, copySlots, CopyState } from './copy';
import { RabbitmqCost } from './costs';
import { createExchange, initialiseExchanges } from './exchange';
import { findLimits, onExpiry } from './head';
import { noteUse, onUnused } from './deletion';
import { initialiseDeaths } from './deaths';
import { expel, initialiseFailover, reviewQueues } from './failover';
import { onIdleTimer, onSyncTimer } from './journal';
import { RabbitmqLane } from './lane-kind';
import { initialiseQueues, Queue, queueAt, queueCount, queueSeenFrom, Replica } from './queue';
import { killNode, returnNode } from './node-life';
import { configurePartitions, linksMended, netTickUs, noticePartition } from './partition/handling';
import { initialiseRestarts, onRejoin } from './partition/restart';
import { onReplicaJob } from './queue-process';
import { onElectionTimer } from './quorum/election';
import { onMemberJob, onWalSynced } from './quorum/member';
import {
	expelConsumers,
	loseWithoutMajority,
	quorumSilenceBegan,
	quorumSilenceEnded
} from './quorum/nodes';
import { initialiseSessions } from './quorum/session-state';
import { initialiseQuorums, isQuorum, Member } from './quorum/state';
import { initialiseWals, Wal } from './quorum/wal';
import { loseWhatNeverReturned, onPromoted, regainReplicas } from './recovery';
import { RabbitmqBrokerSetting } from './settings';

export { killNode, noticePartition as partitionNoticed, returnNode, reviewQueues as reviewOutage };

export function initialise(): void {
	diskAlarms = 0;
	initialiseHost();
	initialiseChannels();
	initialiseCluster(nodeCount);
	initialiseQueues();
	initialiseFailover();
	initialiseRestarts();
	initialiseQuorums();
	initialiseSessions();
	initialiseWals();
	initialiseDeaths();
}

export function configureBroker(): void {
	const alternate = <i32>setting(RabbitmqBrokerSetting.AlternateExchange);
	initialiseExchanges();
	configureBalancer();
	configurePartitions();
	createExchange(<i32>setting(RabbitmqBrokerSetting.ExchangeType), alternate);
}

/** Everything is made: what can be found out once is, and the clients begin. */
export function start(): void {
	for (let index: u32 = 0; index < producerCount; index++) findRoutes(producerAt(index).envelope);
	findLimits();
	for (let index: u32 = 0; index < queueCount; index++) noteUse(queueAt(index));
	startClients();
}

export function makeProducer(node: u32, host: bool): Client {
	return createProducer(node, host);
}

export function completeProducer(client: Client): void {
	finishProducer(changetype<Producer>(changetype<usize>(client)));
}

export function makeConsumer(node: u32, host: bool): Client {
	return createConsumer(node, host);
}

function asAmqp(client: Client): AmqpClient {
	return changetype<AmqpClient>(changetype<usize>(client));
}

export function onEvent(lane: Lane, a: u32, b: u32, c: u32): void {
	const owner = lane.owner;
	switch (lane.kind) {
		case RabbitmqLane.ProducerWake:
			onWake(changetype<Producer>(owner));
			break;
		case RabbitmqLane.ConsumerDone:
			onProcessed(changetype<Consumer>(owner), a, b, c);
			break;
		case RabbitmqLane.Up:
			submitToChannel(changetype<AmqpClient>(owner).channel, a, b, c);
			break;
		case RabbitmqLane.Down:
			onFrame(changetype<AmqpClient>(owner), a, b, c);
			break;
		case RabbitmqLane.Control:
			onControl(changetype<AmqpClient>(owner), a);
			break;
		case RabbitmqLane.Gone:
			onGone(changetype<Channel>(owner), a, b);
			break;
		case RabbitmqLane.Channel:
			onChannelJob(changetype<Channel>(owner), a, b, c);
			break;
		case RabbitmqLane.Replica:
			onReplicaJob(changetype<Replica>(owner), a, b, c);
			break;
		case RabbitmqLane.SyncTimer:
			onSyncTimer(changetype<Replica>(owner));
			break;
		case RabbitmqLane.IdleTimer:
			onIdleTimer(changetype<Replica>(owner));
			break;
		case RabbitmqLane.Inter:
			onInter((<u32>owner) & 255, a, b, c);
			break;
		case RabbitmqLane.Promotion:
			onPromoted(changetype<Queue>(owner));
			break;
		case RabbitmqLane.Obituary:
			onObituary(changetype<Queue>(owner), a, b);
			break;
		case RabbitmqLane.Member:
			onMemberJob(changetype<Member>(owner), a, b, c);
			break;
		case RabbitmqLane.Election:
			onElectionTimer(changetype<Member>(owner), a);
			break;
		case RabbitmqLane.Wal:
			onWalSynced(changetype<Wal>(owner));
			break;
		case RabbitmqLane.Expiry:
			onExpiry(changetype<Queue>(owner));
			break;
		case RabbitmqLane.Rejoin:
			onRejoin(<u32>owner);
			break;
		default:
			assert(lane.kind == RabbitmqLane.Unused, 'a lane of RabbitMQ');
			onUnused(changetype<Queue>(owner));
	}
	flushConfirms();
}

/** A fault may have answered for somebody. */
export function afterFault(): void {
	flushConfirms();
}

/** A frame reaches a client. */
function onFrame(client: AmqpClient, a: u32, b: u32, c: u32): void {
	const kind = c & 255;
	if (kind <= <u32>Down.CommitOk && swallowAnswer(client)) return;
	if (client.host) offerFrame(client, a, b, c);
	else if (kind == Down.Closed) onClosed(client, a);
	else if (client.role == Role.Producer)
		onProducerFrame(changetype<Producer>(changetype<usize>(client)), kind, a, b != 0);
	else onDelivery(changetype<Consumer>(changetype<usize>(client)), a, b, c);
}

/** A consumer's deliveries come by way of its node from that of the queue. */
function isBehindCut(client: AmqpClient): bool {
	if (client.role != Role.Consumer) return false;
	const consumer = changetype<Consumer>(changetype<usize>(client));
	const queue = queueSeenFrom(client.node, consumer.queue);
	const master: u32 = 1 << queue.masterNode;
	return !isQuorum(queue) && (nodeAt(client.node).cutFrom & master) != 0;
}

/** Whether what the event is for is paused, or its link cut. */
export function stands(lane: Lane): bool {
	const owner = lane.owner;
	switch (lane.kind) {
		case RabbitmqLane.ProducerWake:
		case RabbitmqLane.ConsumerDone:
		case RabbitmqLane.Control:
			return changetype<AmqpClient>(owner).paused;
		case RabbitmqLane.Down: {
			const client = changetype<AmqpClient>(owner);
			const node = nodeAt(client.node);
			return client.paused || node.cutFromClients || (node.cutFrom != 0 && isBehindCut(client));
		}
		case RabbitmqLane.Up: {
			const client = changetype<AmqpClient>(owner);
			const node = nodeAt(client.node);
			if (diskAlarms != 0 && client.role == Role.Producer) return true;
			return node.paused || node.cutFromClients;
		}
		case RabbitmqLane.Gone: {
			const node = nodeAt(changetype<Channel>(owner).node);
			return node.paused || node.cutFromClients;
		}
		case RabbitmqLane.Channel:
			return nodeAt(changetype<Channel>(owner).node).paused;
		case RabbitmqLane.Replica:
		case RabbitmqLane.SyncTimer:
		case RabbitmqLane.IdleTimer:
			return nodeAt(changetype<Replica>(owner).node).paused;
		case RabbitmqLane.Member:
		case RabbitmqLane.Election:
			return nodeAt(changetype<Member>(owner).node).paused;
		case RabbitmqLane.Wal:
			return nodeAt(changetype<Wal>(owner).node).paused;
		case RabbitmqLane.Expiry: {
			const queue = changetype<Queue>(owner);
			return isQuorum(queue) && nodeAt(queue.masterNode).paused;
		}
		case RabbitmqLane.Inter: {
			const to = nodeAt((<u32>owner) & 255);
			return to.paused || (to.cutFrom & (1 << ((<u32>owner) >> 8))) != 0;
		}
		default:
			return false;
	}
}

export function killClient(client: Client, _ending: i32): void {
	kill(asAmqp(client));
}

export function returnClient(client: Client): void {
	restart(asAmqp(client));
}

/** Its events wait parked: nothing else is to do. */
export function clientPaused(_client: Client): void {}

export function clientResumed(_client: Client): void {}

export function nodeOfClient(client: Client): u32 {
	return asAmqp(client).node;
}

/** Heartbeats of clients' connections (R29). */
export function clientNoticeUs(): f64 {
	return cost(RabbitmqCost.Heartbeat);
}

/** net_ticktime between nodes (R29). */
export function peerNoticeUs(): f64 {
	return netTickUs();
}

/** net_ticktime as well: what clients notice sooner they notice as of any silence. */
export function machineNoticeUs(): f64 {
	return netTickUs();
}

export function loseSilentClient(client: Client): void {
	if (asAmqp(client).connection == Connection.Open) fall(asAmqp(client), false);
}

export function loseSilentNodes(silent: u32): void {
	expel(silent);
	expelConsumers(silent);
}

/** Nodes notice by net_ticktime; members of quorum queues sooner. */
export function silenceBegan(_silent: u32): void {
	quorumSilenceBegan();
}

/** The nodes that were taken for dead come back as what they are now. */
export function silenceEnded(_silent: u32, expelled: u32): void {
	for (let index: u32 = 0; index < nodeCount; index++) {
		if (expelled & (1 << index) && nodeAt(index).up) regainReplicas(index);
	}
	quorumSilenceEnded();
	linksMended();
}

/** Whether its next answer is worth waiting for, before a cut. */
export function expectsAnswer(client: Client): bool {
	if (client.role != Role.Producer) return false;
	return changetype<Producer>(changetype<usize>(client)).ackMode != AckMode.None;
}

export function cutClient(client: Client): void {
	if (asAmqp(client).connection == Connection.Open) fall(asAmqp(client), false);
}

/**
 * The free disk space alarm: no node of the cluster reads any further from a connection that
 * publishes, until there is room on every disk. Confirms and consumers go on.
 */
let diskAlarms: u32 = 0;

export function diskFilled(node: u32): void {
	diskAlarms |= 1 << node;
}

export function diskFreed(node: u32): void {
	diskAlarms &= ~(1 << node);
}

export function leaderOf(queue: u32): u32 {
	return queueAt(queue).masterNode;
}

/** What is held where, and what is lost with nodes that never returned. */
export function finish(): void {
	noteOutage(false);
	loseWhatNeverReturned();
	loseWithoutMajority();
	const slots = copySlots();
	for (let slot: u32 = 0; slot < slots; slot++) {
		const copy = copyInSlot(slot);
		if (copy.state == CopyState.Free || copy.state == CopyState.Done) continue;
		if (copy.flags & CopyFlag.DeadLettered) deadLettered(copy.message);
		else held(copy.message);
	}
}

/** Bit mask of the producers that ask for acknowledgements. */
export function producersThatWait(): u32 {
	let waits: u32 = 0;
	for (let index: u32 = 0; index < producerCount; index++) {
		if (producerAt(index).ackMode != AckMode.None) waits |= 1 << index;
	}
	return waits;
}
