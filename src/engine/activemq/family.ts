/** ActiveMQ's side of `scenario/hooks.ts`, and who handles its lanes. */
import { Lane } from '../kernel/events';
import { Client, Role } from '../clients/client';
import { clientAt, clientCount, producerAt, producerCount } from '../clients/roster';
import { held } from '../ledger/ledger';
import { cost } from '../world/costs';
import { nodeAt, nodeCount } from '../world/node';
import { noteOutage } from '../world/outage';
import {
	Bridge,
	createBridges,
	loseBridges,
	onBridgeAnswer,
	onForward,
	reviewBridges
} from './bridge';
import { onConsumerCommitted } from './client/acknowledging';
import { connectionOf } from './client/clients';
import {
	Connection,
	cut,
	Down,
	kill,
	onArrival,
	onControl,
	openAtStart,
	restart
} from './client/connection';
import { asConsumer, createConsumer, JmsConsumer, onDelivery, onWorked } from './client/consumer';
import {
	asProducer,
	completeProducer as completeJmsProducer,
	createProducer,
	holdUnsent,
	JmsProducer,
	onProducerCommand,
	onWake
} from './client/producer';
import { onRedeliveryDue } from './client/redelivery';
import { copyInSlot, copySlots, CopyState, initialiseCopies } from './copy';
import { ActivemqCost } from './costs';
import { onDispatcher, onExpiry } from './dispatcher';
import { onBatch } from './journal';
import { ActivemqLane } from './lane-kind';
import {
	initialiseLifecycle,
	loseBroker,
	loseWhatNeverReturned,
	onServe,
	regainBroker,
	reviewSites
} from './lifecycle';
import { isDurable, isTopic, readOptions } from './options';
import { initialiseSessions, onGone, onSessionJob, Session } from './session';
import { createSites, Site, siteAt, siteCount } from './site';
import { onStoreJob } from './store';
import { resumeBlocked } from './usage';
import { createDurableSubscriptions, initialiseSubscriptions } from './subscription';
import { resumeBlocked } from './usage';

export { reviewSites as reviewOutage };

export function initialise(): void {
	initialiseCopies();
	initialiseSessions();
	initialiseSubscriptions();
	initialiseLifecycle();
}

export function configureBroker(): void {
	readOptions();
	createSites(nodeCount);
	createBridges();
}

export function makeProducer(node: u32, host: bool): Client {
	return createProducer(node, host);
}

export function completeProducer(client: Client): void {
	completeJmsProducer(asProducer(client));
}

export function makeConsumer(node: u32, host: bool): Client {
	return createConsumer(node, host);
}

export function start(): void {
	for (let index: u32 = 0; index < siteCount; index++) {
		if (isTopic && isDurable) createDurableSubscriptions(siteAt(index));
	}
	for (let index: u32 = 0; index < clientCount; index++) openAtStart(connectionOf(clientAt(index)));
}

export function onEvent(lane: Lane, a: u32, b: u32, c: u32): void {
	const owner = lane.owner;
	switch (lane.kind) {
		case ActivemqLane.ProducerWake:
			onWake(changetype<JmsProducer>(owner));
			break;
		case ActivemqLane.ConsumerDone:
			onWorked(changetype<JmsConsumer>(owner));
			break;
		case ActivemqLane.Up:
			onArrival(changetype<Connection>(owner), a, b, c);
			break;
		case ActivemqLane.Down:
			onCommand(changetype<Connection>(owner), a, b, c);
			break;
		case ActivemqLane.Control:
			onControl(changetype<Connection>(owner), a);
			break;
		case ActivemqLane.Redelivery:
			onRedeliveryDue(changetype<JmsConsumer>(owner));
			break;
		case ActivemqLane.Gone:
			onGone(changetype<Session>(owner), c);
			break;
		case ActivemqLane.Session:
			onSessionJob(changetype<Session>(owner), a, b, c);
			break;
		case ActivemqLane.Store:
			onStoreJob(changetype<Site>(owner), a, b);
			break;
		case ActivemqLane.Appender:
			onBatch(changetype<Site>(owner));
			break;
		case ActivemqLane.Dispatch:
			onDispatcher(changetype<Site>(owner), a);
			break;
		case ActivemqLane.Expiry:
			onExpiry(changetype<Site>(owner));
			break;
		case ActivemqLane.Serve:
			onServe(changetype<Site>(owner));
			break;
		case ActivemqLane.BridgeForward:
			onForward(changetype<Bridge>(owner), a, b, c);
			break;
		default:
			onBridgeAnswer(changetype<Bridge>(owner), a, b);
	}
}

function onCommand(connection: Connection, a: u32, b: u32, c: u32): void {
	const client = connection.client;
	const kind = c & 15;
	if (client.role == Role.Producer) onProducerCommand(asProducer(client), kind, a);
	else if (kind == Down.Deliver) onDelivery(asConsumer(client), a, b, c);
	else if (kind == Down.Committed) onConsumerCommitted(asConsumer(client));
}

export function afterFault(): void {}

/** Whether what the event is for is paused, or its link cut. */
export function stands(lane: Lane): bool {
	const owner = lane.owner;
	switch (lane.kind) {
		case ActivemqLane.ProducerWake:
		case ActivemqLane.ConsumerDone:
		case ActivemqLane.Redelivery:
			return changetype<Client>(owner).paused;
		case ActivemqLane.Control:
			return changetype<Connection>(owner).client.paused;
		case ActivemqLane.Down: {
			const connection = changetype<Connection>(owner);
			return connection.client.paused || nodeAt(connection.site.node).cutFromClients;
		}
		case ActivemqLane.Up: {
			const node = nodeAt(changetype<Connection>(owner).site.node);
			return node.paused || node.cutFromClients;
		}
		case ActivemqLane.Gone:
		case ActivemqLane.Session:
			return nodeAt(changetype<Session>(owner).site.node).paused;
		case ActivemqLane.Store:
		case ActivemqLane.Appender:
		case ActivemqLane.Dispatch:
		case ActivemqLane.Expiry:
		case ActivemqLane.Serve:
			return nodeAt(changetype<Site>(owner).node).paused;
		case ActivemqLane.BridgeForward: {
			const bridge = changetype<Bridge>(owner);
			return isCutOff(bridge.to.node, bridge.from.node);
		}
		case ActivemqLane.BridgeAnswer: {
			const bridge = changetype<Bridge>(owner);
			return isCutOff(bridge.from.node, bridge.to.node);
		}
		default:
			return false;
	}
}

function isCutOff(to: u32, from: u32): bool {
	return nodeAt(to).paused || (nodeAt(to).cutFrom & (1 << from)) != 0;
}

export function killNode(node: u32, ending: i32): void {
	loseBroker(node, ending);
}

export function returnNode(node: u32): void {
	regainBroker(node);
}

export function killClient(client: Client, ending: i32): void {
	kill(connectionOf(client), ending);
}

export function returnClient(client: Client): void {
	restart(connectionOf(client));
}

/** Its events wait parked: nothing else is to do. */
export function clientPaused(_client: Client): void {}

export function clientResumed(_client: Client): void {}

export function nodeOfClient(client: Client): u32 {
	return connectionOf(client).site.node;
}

/** Both ends give a connection up after this (`wireFormat.maxInactivityDuration`). */
export function clientNoticeUs(): f64 {
	return cost(ActivemqCost.Inactivity);
}

export function peerNoticeUs(): f64 {
	return cost(ActivemqCost.Inactivity);
}

/** The lease of its lock on the shared store runs out. */
export function machineNoticeUs(): f64 {
	return cost(ActivemqCost.LockLease);
}

export function loseSilentClient(client: Client): void {
	cut(connectionOf(client));
}

/** Bridges to them are given up; a broker that stands still keeps its store's lock. */
export function loseSilentNodes(silent: u32): void {
	for (let index: u32 = 0; index < siteCount; index++) {
		if (silent & (1 << siteAt(index).node)) loseBridges(siteAt(index));
	}
}

export function silenceBegan(_silent: u32): void {}

export function silenceEnded(_silent: u32, _expelled: u32): void {
	reviewBridges();
}

/** Whether its next answer is worth waiting for, before a cut. */
export function expectsAnswer(client: Client): bool {
	if (client.role != Role.Producer) return false;
	return asProducer(client).waits || asProducer(client).transacted;
}

export function cutClient(client: Client): void {
	cut(connectionOf(client));
}

/** No persistent message fits into the stores on this node: their producers wait (A10). */
export function diskFilled(_node: u32): void {
	reviewDisks();
}

export function diskFreed(_node: u32): void {
	reviewDisks();
}

function reviewDisks(): void {
	for (let index: u32 = 0; index < siteCount; index++) {
		const site = siteAt(index);
		const wasFull = site.diskFull;
		site.diskFull = nodeAt(site.node).diskFull;
		if (wasFull && !site.diskFull && site.hasBlocked) resumeBlocked(site);
	}
}

/** The node of the broker that serves the store now. */
export function leaderOf(index: u32): u32 {
	return siteAt(min(index, siteCount - 1)).node;
}

/** What is held where, and what stays with brokers that never returned. */
export function finish(): void {
	noteOutage(false);
	loseWhatNeverReturned();
	const slots = copySlots();
	for (let slot: u32 = 0; slot < slots; slot++) {
		const copy = copyInSlot(slot);
		if (copy.state != CopyState.Free && copy.state != CopyState.Removed) held(copy.message);
	}
	for (let index: u32 = 0; index < producerCount; index++)
		holdUnsent(asProducer(producerAt(index)));
}

/** Bit mask of the producers that ask for acknowledgements. */
export function producersThatWait(): u32 {
	let waits: u32 = 0;
	for (let index: u32 = 0; index < producerCount; index++) {
		const producer = asProducer(producerAt(index));
		if (producer.waits || producer.transacted) waits |= 1 << index;
	}
	return waits;
}
