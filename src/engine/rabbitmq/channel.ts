/**
 * Reader and channel of one connection, one process here: parses publishes, routes them, takes
 * acknowledgements to the queue. Credit from the queues holds it back; then it reads no further and
 * the socket fills (R10). What it owes in confirms is in `confirms.ts`.
 */
import { now, push } from '../kernel/events';
import { ringAt, ringLength, ringPush, ringShift } from '../kernel/ring';
import { begin, hasMail, hasUrgentMail, post, postUrgent, takeMail } from '../world/process';
import { Cost, cost } from '../world/costs';
import { RabbitmqCost } from './costs';
import { FRAME_OVERHEAD_BYTES, linkDelay } from '../world/link';
import { destroyed, unroutable } from '../ledger/ledger';
import { LossCause, Place, TraceKind } from '../ledger/causes';
import { trace } from '../ledger/trace';
import { AmqpClient, clientAt, clientCount, Connection, Down, Up } from './client/client';
import { Role } from '../clients/client';
import { routeAt } from './client/envelope';
import { AckMode, placeOfMessage, Producer } from './client/producer';
import { hasExchange } from './exchange';
import { closeByServer, ReplyCode } from './reply-code';
import { Consumer } from './client/consumer';
import { framesOf } from './client/reading';
import {
	Channel,
	CREDIT_MORE,
	CREDIT_START,
	creditOf,
	freeChannel,
	setCredit
} from './channel-state';
import { send, Inter } from './cluster';
import { passAnswer, tellQueue } from './consumer-channel';
import { oweConfirms, REFUSED, refuseWhenKnown, settleTags } from './confirms';
import { CopyFlag, createCopy } from './copy';
import { liveBits, masterOf, Queue, queueCount, queueSeenFrom, QueueState } from './queue';
import { Job, submit } from './queue-process';
import { tellMirrors } from './mirrors';
import { closeSessions, handleApplied, publishToQuorum, roomAtQuorum } from './quorum/session';
import { isQuorum } from './quorum/state';

/** Jobs of a channel beside the frames of `Up`; the low byte of `c`. */
export const enum ChannelJob {
	/** Confirms of a run of tags arrive from a queue. */
	Confirm = 16,
	Nack,
	/** The connection has ended; everything read before has been handled. */
	Close,
	/** A quorum queue has applied what came from here. */
	QuorumApplied,
	/** So many publishes at the head of the mail. */
	Publishes
}

/** Publishes that it takes before the queues get their turn, as `DELIVERIES_AT_ONCE` of a queue. */
const PUBLISHES_AT_ONCE: u32 = 16;

/** Bodies from this size are in the message store: queue_index_embed_msgs_below. */
const LARGE_BYTES: f64 = 4096;

export function asProducer(client: AmqpClient): Producer {
	return changetype<Producer>(changetype<usize>(client));
}

export function asConsumer(client: AmqpClient): Consumer {
	return changetype<Consumer>(changetype<usize>(client));
}

export function submitToChannel(channel: Channel, a: u32, b: u32, c: u32): void {
	const process = channel.process;
	const settles = isSettlement(c);
	// Want of credit holds back only what publishes.
	const isFree = !process.busy && (settles || !process.blocked);
	if (isFree) begin(process, costOf(channel, b, c), a, b, c);
	else if (settles) postUrgent(process, a, b, c);
	else post(process, a, b, c);
}

/** What classic queues confirm or refuse comes before all other mail (prioritise_cast of rabbit_channel). */
function isSettlement(c: u32): bool {
	return (c & 255) == ChannelJob.Confirm || (c & 255) == ChannelJob.Nack;
}

function costOf(channel: Channel, b: u32, c: u32): f64 {
	switch (c & 255) {
		case Up.Publish: {
			const producer = asProducer(channel.client);
			const bytes = producer.workload.size / cost(RabbitmqCost.ChannelBytesPerUs);
			const us = cost(RabbitmqCost.ChannelRead) + bytes;
			// A transaction routes when it commits.
			if (producer.ackMode == AckMode.Transaction) return us;
			return us + cost(RabbitmqCost.ChannelRoute);
		}
		case Up.Commit: {
			const routing = cost(RabbitmqCost.ChannelRoute) * <f64>ringLength(channel.transaction);
			return cost(RabbitmqCost.ChannelCommit) + routing;
		}
		case Up.Ack:
		case Up.Reject:
			return cost(RabbitmqCost.ChannelAck) * <f64>framesOf(b);
		case Up.Recover:
			return cost(RabbitmqCost.ChannelAck);
		default:
			return cost(RabbitmqCost.ChannelConfirm);
	}
}

/** Takes up the next job, of those that it may. */
function resumeChannel(channel: Channel): void {
	const process = channel.process;
	if (process.busy || !(process.blocked ? hasUrgentMail(process) : hasMail(process))) return;
	const count = publishesAhead(channel);
	if (count > 1) {
		begin(process, <f64>count * costOf(channel, 0, Up.Publish), count, 0, ChannelJob.Publishes);
		return;
	}
	const mail = takeMail(process);
	const a = load<u32>(mail);
	const b = load<u32>(mail, 4);
	const c = load<u32>(mail, 8);
	begin(process, costOf(channel, b, c), a, b, c);
}

/** How many publishes are next in its mail, as far as its turn and its credit reach. */
function publishesAhead(channel: Channel): u32 {
	const process = channel.process;
	if (hasUrgentMail(process)) return 0;
	let most = min(ringLength(process.mailbox), PUBLISHES_AT_ONCE);
	for (let index: u32 = 0; index < queueCount; index++) {
		most = min(most, creditOf(channel, index));
		most = min(most, roomAtQuorum(channel, index));
	}
	let count: u32 = 0;
	while (count < most && (load<u32>(ringAt(process.mailbox, count), 8) & 255) == Up.Publish)
		count++;
	return count;
}

/** Those that were begun together, as far as the queues' credit reaches. */
function takePublishes(channel: Channel, count: u32): void {
	for (let left = count; left > 0 && !channel.process.blocked; left--) {
		const mail = ringShift(channel.process.mailbox);
		takePublish(channel, load<u32>(mail), load<u32>(mail, 4));
	}
}

export function onChannelJob(channel: Channel, a: u32, b: u32, c: u32): void {
	channel.process.busy = false;
	switch (c & 255) {
		case Up.Publish:
			takePublish(channel, a, b);
			break;
		case ChannelJob.Publishes:
			takePublishes(channel, a);
			break;
		case Up.Commit:
			leaveSocket(channel);
			commitTransaction(channel);
			break;
		case Up.Ack:
			passAnswer(channel, Job.Ack, a, b, c >> 8);
			break;
		case Up.Reject:
			passAnswer(channel, Job.Reject, a, b, c >> 8);
			break;
		case Up.Recover:
			tellQueue(asConsumer(channel.client), channel.node, Job.Recover, b);
			break;
		case ChannelJob.Confirm:
			settleTags(channel, a, b, 0);
			break;
		case ChannelJob.Nack:
			settleTags(channel, a, b, REFUSED);
			break;
		case ChannelJob.QuorumApplied:
			handleApplied(channel, a, b);
			break;
		default:
			closeChannel(channel, a, b);
			return;
	}
	resumeChannel(channel);
}

function takePublish(channel: Channel, message: u32, sending: u32): void {
	leaveSocket(channel);
	trace(message, TraceKind.Arrived, Place.Node, channel.node, -1, sending);
	if (asProducer(channel.client).ackMode == AckMode.Transaction) {
		const address = ringPush(channel.transaction);
		store<u32>(address, message);
		store<u32>(address, sending, 4);
	} else {
		route(channel, message, sending);
	}
}

/** A frame has been read from the socket: the producer may have room again. */
function leaveSocket(channel: Channel): void {
	if (channel.closing) return;
	const client = channel.client;
	if (client.inSocket > 0) client.inSocket--;
	if (!client.socketFull || client.inSocket * 2 > client.socketFrames) return;
	if (client.connection != Connection.Open) return;
	push(client.down, now + linkDelay(client.link, client.node, 0), 0, 0, Down.Writable);
}

/** Sends one message to every queue it is routed to. */
function route(channel: Channel, message: u32, sending: u32): void {
	const producer = asProducer(channel.client);
	if (!hasExchange(producer.envelope.exchange)) {
		unroutable(message);
		destroyed(message, LossCause.QueueDeleted, Place.Node, channel.node, sending);
		closeByServer(channel.client, ReplyCode.NotFound);
		return;
	}
	const mask = routeAt(producer.envelope, placeOfMessage(producer, message));
	// Nobody hears the confirms of a connection that has fallen; their numbers are the next one's.
	const confirms = producer.ackMode != AckMode.None && !channel.closing;
	const tag = confirms ? ++producer.nextTag : 0;
	let owed: u32 = 0;
	let vanished: u32 = 0;
	for (let index: u32 = 0; index < queueCount; index++) {
		if ((mask & (1 << index)) == 0) continue;
		const queue = queueSeenFrom(channel.node, index);
		if (isGone(queue) && !isQuorum(queue)) {
			if (publishInVain(channel, queue, message, sending, tag)) owed++;
			else vanished++;
			continue;
		}
		if (queue.state == QueueState.Deleted) continue;
		owed++;
		if (isQuorum(queue)) publishToQuorum(channel, queue, message, sending, tag);
		else sendToQueue(channel, queue, message, sending, tag);
	}
	if (owed == 0) {
		if (vanished == 0) {
			unroutable(message);
			destroyed(message, LossCause.QueueDeleted, Place.Node, channel.node, sending);
		}
		if (producer.mandatory) giveBack(channel, message);
	}
	if (!confirms) return;
	oweConfirms(channel, owed);
	if (owed == 0) submitToChannel(channel, tag, tag, ChannelJob.Confirm);
}

/** Its process is gone, and it is known by name at least. */
function isGone(queue: Queue): bool {
	if (queue.state == QueueState.Deleted) return now < queue.unknownUntil;
	return queue.state == QueueState.Down;
}

/**
 * Nobody can take the message. As long as the end of the queue's node is not known the queue is
 * still in the routing tables, a mirrored one afterwards too, and the channel refuses; any other has
 * vanished then, and the publish is confirmed (R25, R27; rabbit_amqqueue:on_node_down of 3.10).
 */
function publishInVain(channel: Channel, queue: Queue, message: u32, sending: u32, tag: u32): bool {
	const isKnown = now >= queue.unknownUntil;
	const cause = isKnown ? LossCause.QueueHomeNodeDown : LossCause.InFlight;
	destroyed(message, cause, Place.Node, channel.node, sending);
	if (isKnown && queue.mirrors == 0) return false;
	if (isKnown) callDeadNode(channel);
	else takeCredit(channel, queue);
	if (tag != 0) refuseWhenKnown(queue, channel.client, tag);
	return true;
}

/** The channel's node tries to connect, in vain. */
export function callDeadNode(channel: Channel): void {
	const process = channel.process;
	process.freeAt = max(process.freeAt, now) + cost(RabbitmqCost.DeadNodeRefusal);
}

/** `basic.return` with the whole message, before its confirm (R7). */
function giveBack(channel: Channel, message: u32): void {
	const client = channel.client;
	if (client.connection != Connection.Open || channel.closing) return;
	const bytes = client.workload.size + FRAME_OVERHEAD_BYTES;
	push(client.down, now + linkDelay(client.link, client.node, bytes), message, 0, Down.Return);
}

function sendToQueue(channel: Channel, queue: Queue, message: u32, sending: u32, tag: u32): void {
	const producer = asProducer(channel.client);
	const copy = createCopy(message, sending, producer.index, queue.index);
	copy.tag = tag;
	if (producer.persistent) copy.flags |= <u8>CopyFlag.Persistent;
	if (producer.workload.size >= LARGE_BYTES) copy.flags |= <u8>CopyFlag.Large;
	if (tag != 0) copy.waiting = liveBits(queue);
	trace(message, TraceKind.Routed, Place.Node, channel.node, -1, sending);
	copy.references++;
	if (queue.state == QueueState.Up) {
		copy.references++;
		const pointer = changetype<u32>(copy);
		if (queue.masterNode == channel.node) submit(masterOf(queue), pointer, 0, Job.Publish);
		else send(channel.node, queue.masterNode, pointer, 0, Inter.Publish);
		takeCredit(channel, queue);
	}
	tellMirrors(queue, channel.node, copy);
	copy.references--;
}

/** What a closing channel has read it sends without regard to credit: there is no more to come. */
function takeCredit(channel: Channel, queue: Queue): void {
	if (channel.closing) return;
	const left = creditOf(channel, queue.index) - 1;
	setCredit(channel, queue.index, left);
	if (left == 0) channel.process.blocked = true;
}

/** The queue has handled enough of this client's messages to grant more. */
export function grantCredit(client: AmqpClient, queue: Queue): void {
	if (client.node == queue.masterNode) addCredit(client, queue.index);
	else send(queue.masterNode, client.node, queue.index, 0, Inter.Credit | (client.index << 8));
}

export function addCredit(client: AmqpClient, queue: u32): void {
	const channel = client.channel;
	setCredit(channel, queue, min(creditOf(channel, queue) + CREDIT_MORE, CREDIT_START));
	unblock(channel);
}

/** A quorum queue has caught up with the channel. */
export function letGo(channel: Channel, queue: u32): void {
	setCredit(channel, queue, CREDIT_START);
	unblock(channel);
}

/** The queue's process has ended, or another one has begun: nobody owes anybody anything. */
export function forgiveCredit(queue: Queue): void {
	for (let index: u32 = 0; index < clientCount; index++) resetCredit(clientAt(index), queue.index);
}

/** A queue has gone: what it owed in credit is forgiven. */
export function resetCredit(client: AmqpClient, queue: u32): void {
	setCredit(client.channel, queue, CREDIT_START);
	store<u32>(client.handled + ((<usize>queue) << 2), 0);
	unblock(client.channel);
}

function unblock(channel: Channel): void {
	if (!channel.process.blocked || channel.free) return;
	for (let queue: u32 = 0; queue < queueCount; queue++) {
		if (creditOf(channel, queue) == 0) return;
	}
	channel.process.blocked = false;
	resumeChannel(channel);
}

/** tx.commit: only now do the messages go to their queues; the answer waits for all of them (R9). */
function commitTransaction(channel: Channel): void {
	while (ringLength(channel.transaction) > 0) {
		const address = ringShift(channel.transaction);
		const message = load<u32>(address);
		const sending = load<u32>(address, 4);
		trace(message, TraceKind.Committed, Place.Node, channel.node, -1, sending);
		route(channel, message, sending);
	}
	channel.commitTag = channel.client.nextTag;
}

/** The connection has fallen; a link's latency later the channel hears of it and closes. */
export function closeLater(channel: Channel, cause: u32, epoch: u32): void {
	channel.closing = true;
	push(channel.gone, now + cost(Cost.LinkLatency), cause, epoch, 0);
	channel.process.blocked = false;
	resumeChannel(channel);
}

function closeChannel(channel: Channel, cause: u32, epoch: u32): void {
	const client = channel.client;
	if (client.role == Role.Consumer) {
		tellQueue(asConsumer(client), channel.node, Job.Cancel, cause | (epoch << 8));
	}
	closeSessions(channel, cause, false);
	rollBack(channel);
	freeChannel(channel);
}

/** What was published in a transaction that is never committed. */
export function rollBack(channel: Channel): void {
	while (ringLength(channel.transaction) > 0) {
		const address = ringShift(channel.transaction);
		const sending = load<u32>(address, 4);
		destroyed(load<u32>(address), LossCause.RolledBack, Place.Node, channel.node, sending);
	}
}
