/** The life of a connection: it falls, both ends learn of it, the client connects again. */
import { clear, Lane, laneA, laneB, laneC, laneLength, now, push } from '../../kernel/events';
import { ringAt, ringLength } from '../../kernel/ring';
import { Cost, cost } from '../../world/costs';
import { RabbitmqCost } from '../costs';
import { nodeAt, nodeCount } from '../../world/node';
import { forgetParked, parkedAt, parkedCount, unparkInto } from '../../world/parking';
import { destroyed } from '../../ledger/ledger';
import { DuplicateCause, LossCause, Place } from '../../ledger/causes';
import {
	asConsumer,
	asProducer,
	ChannelJob,
	closeLater,
	rollBack,
	submitToChannel
} from '../channel';
import { Channel, freeChannel, openChannel } from '../channel-state';
import { closeSessions } from '../quorum/session';
import { trySubscribe } from '../recovery';
import { restartsPending } from '../partition/restart';
import {
	canReach,
	chooseNode,
	AmqpClient,
	clientAt,
	clientCount,
	Connection,
	Control,
	startConnecting,
	Up
} from './client';
import { balance } from './balancer';
import { Role } from '../../clients/client';
import { dropDownFrames, onConsumerDied, onConsumerLost } from './consumer';
import { ReplyCode } from '../reply-code';
import { onProducerRefused } from './producer';
import { beginDeclaring, Declares, onDeclared } from './declaring';
import {
	dropUpFrames,
	onProducerDied,
	onProducerLost,
	onProducerOpened,
	Producer
} from './producer';
import { offerLost, offerOpened } from './host';
import { returnsPending } from '../../scenario/fault';

/**
 * The connection falls: what is on its way in either direction is lost. If the broker's end lives
 * on it learns of it a link's latency later, as the client does.
 */
export function fall(client: AmqpClient, brokerDied: bool): void {
	unparkInto(client.control);
	clear(client.control);
	if (client.connection == Connection.GivenUp) return;
	const wasOpen = client.connection == Connection.Open;
	client.connection = wasOpen && brokerDied && !client.dead ? Connection.Dying : Connection.Closed;
	if (wasOpen) {
		// A stopped process's machine goes on receiving; what is cut off by a partition it never saw.
		const node = nodeAt(client.node);
		if (node.paused && !node.cutFromClients && !brokerDied) handOver(client.up, client.channel);
		unparkInto(client.up);
		unparkInto(client.down);
		if (client.role == Role.Producer) {
			dropUpFrames(asProducer(client));
			clear(client.down);
		} else {
			clear(client.up);
			dropDownFrames(asConsumer(client));
		}
		if (!brokerDied) {
			const cause = client.dead ? DuplicateCause.ConsumerCrash : DuplicateCause.ConnectionLoss;
			const epoch = client.role == Role.Consumer ? asConsumer(client).epoch : 0;
			closeLater(client.channel, cause, epoch);
		}
	}
	if (client.dead) return;
	const notice = brokerDied ? cost(Cost.ResetDelay) : 0;
	push(client.control, now + notice + cost(Cost.LinkLatency), Control.Lost, 0, 0);
}

/** Gives what is parked at a channel to it after all: its machine had received it. */
function handOver(lane: Lane, channel: Channel): void {
	const count = parkedCount();
	for (let index: u32 = 0; index < count; index++) {
		const address = parkedAt(index);
		if (load<u32>(address) != changetype<u32>(lane)) continue;
		forgetParked(address);
		submitToChannel(channel, load<u32>(address, 4), load<u32>(address, 8), load<u32>(address, 12));
	}
}

/**
 * The server closes the channel for what its client did. An unknown delivery tag (406) is over
 * with a new channel; a missing exchange (404), a queue in exclusive use (403), another's exclusive
 * queue (405) or one declared otherwise (406) stays what it is.
 */
export function onClosed(client: AmqpClient, code: u32): void {
	if (client.connection != Connection.Open) return;
	if (code == ReplyCode.PreconditionFailed && client.role == Role.Consumer) {
		fall(client, false);
		return;
	}
	client.connection = Connection.GivenUp;
	if (client.role == Role.Producer) onProducerRefused(asProducer(client));
}

/** The broker's end learns that the connection has ended; what it read before is handled first. */
export function onGone(channel: Channel, cause: u32, epoch: u32): void {
	submitToChannel(channel, cause, epoch, ChannelJob.Close);
}

/** The broker's process died with this channel in it. */
export function loseChannel(channel: Channel): void {
	const process = channel.process;
	unparkInto(process.lane);
	unparkInto(channel.gone);
	clear(channel.gone);
	for (let index: u32 = 0; index < laneLength(process.lane); index++) {
		loseJob(
			channel,
			laneA(process.lane, index),
			laneB(process.lane, index),
			laneC(process.lane, index)
		);
	}
	clear(process.lane);
	const waiting = ringLength(process.mailbox);
	for (let index: u32 = 0; index < waiting; index++) {
		const mail = ringAt(process.mailbox, index);
		loseJob(channel, load<u32>(mail), load<u32>(mail, 4), load<u32>(mail, 8));
	}
	closeSessions(channel, DuplicateCause.ConnectionLoss, true);
	rollBack(channel);
	freeChannel(channel);
}

function loseJob(channel: Channel, a: u32, b: u32, c: u32): void {
	if ((c & 255) != Up.Publish) return;
	destroyed(a, LossCause.InMemoryAtCrash, Place.Node, channel.node, b);
}

export function onControl(client: AmqpClient, kind: u32): void {
	switch (kind) {
		case Control.Lost:
			client.connection = Connection.Closed;
			if (client.role == Role.Producer) onProducerLost(asProducer(client));
			else onConsumerLost(asConsumer(client));
			if (client.host) offerLost(client);
			tryConnect(client);
			break;
		case Control.Try:
			tryConnect(client);
			break;
		case Control.Restart:
			// Two crashes may overlap: the first end of one starts it.
			if (!client.dead) break;
			client.dead = false;
			tryConnect(client);
			break;
		case Control.Declared:
			onDeclared(asProducer(client));
			break;
		default:
			open(client);
	}
}

/** Connects to its node or the next one; if none can be reached it tries again after a while. */
function tryConnect(client: AmqpClient): void {
	const node = client.balanced ? balance(client) : chooseNode(client);
	// A balancer may name a node that does not answer: until its checks have noticed.
	const refused = node >= 0 && !canReach(client, node);
	if (node >= 0 && !refused) {
		client.node = node;
		startConnecting(client);
	} else if (refused || returnsPending() || restartsPending()) {
		client.connection = Connection.Closed;
		push(client.control, now + cost(RabbitmqCost.ClientReconnect), Control.Try, 0, 0);
	} else {
		client.connection = Connection.GivenUp;
	}
}

function open(client: AmqpClient): void {
	if (!canReach(client, client.node)) {
		tryConnect(client);
		return;
	}
	client.connection = Connection.Open;
	openChannel(client);
	if (client.role == Role.Producer) openProducer(asProducer(client));
	else trySubscribe(asConsumer(client));
	if (client.host) offerOpened(client);
}

function openProducer(producer: Producer): void {
	if (producer.declares == Declares.Nothing) onProducerOpened(producer);
	else beginDeclaring(producer);
}

/** The client's own process dies. Its machine closes the connection at once. */
export function kill(client: AmqpClient): void {
	if (client.dead) return;
	client.dead = true;
	unparkInto(client.wake);
	fall(client, false);
	if (client.role == Role.Producer) onProducerDied(asProducer(client));
	else onConsumerDied(asConsumer(client));
}

export function restart(client: AmqpClient): void {
	push(client.control, now, Control.Restart, 0, 0);
}

/** Starts every client: connections are open at time 0. */
export function startClients(): void {
	for (let index: u32 = 0; index < clientCount; index++) {
		// A balancer counts those that it has given a node.
		if (clientAt(index).balanced) clientAt(index).connection = Connection.Closed;
	}
	for (let index: u32 = 0; index < clientCount; index++) {
		const client = clientAt(index);
		assert(client.homeNode < nodeCount, 'node of a client');
		if (client.balanced) {
			client.node = balance(client);
			client.connection = Connection.Open;
		}
		openChannel(client);
		if (client.role == Role.Consumer) trySubscribe(asConsumer(client));
	}
	for (let index: u32 = 0; index < clientCount; index++) {
		const client = clientAt(index);
		if (client.role == Role.Producer) openProducer(asProducer(client));
	}
}
