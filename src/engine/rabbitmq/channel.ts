/**
 * Reader and channel of one connection, one process here: parses publishes, routes them, keeps
 * count of the confirms that are owed, takes acknowledgements to the queue. Credit from the queues
 * holds it back; then it reads no further and the socket fills (R10).
 */
import { now, push } from '../kernel/events';
import { ringAt, ringClear, ringLength, ringPush, ringShift } from '../kernel/ring';
import { begin, hasMail, isFree, post, takeMail } from '../world/process';
import { Cost, cost } from '../world/costs';
import { FRAME_OVERHEAD_BYTES, linkDelay } from '../world/link';
import { nodeAt } from '../world/node';
import { destroyed, unroutable } from '../ledger/ledger';
import { LossCause, Place, TraceKind } from '../ledger/causes';
import { trace } from '../ledger/trace';
import { Client, clientAt, Connection, Down, QUEUES_MAX, Role, Up } from '../clients/client';
import { AckMode, Producer, routeOfMessage } from '../clients/producer';
import { Consumer } from '../clients/consumer';
import { send, Inter } from './cluster';
import { Copy, CopyFlag, createCopy } from './copy';
import {
	CREDIT_MORE,
	CREDIT_START,
	Job,
	liveBits,
	masterOf,
	Queue,
	queueAt,
	queueCount,
	QueueState,
	submit
} from './queue';
import { tellMirrors } from './mirrors';

/** Jobs of a channel beside the frames of `Up`; the low byte of `c`. */
export const enum ChannelJob {
	/** Confirms of a run of tags arrive from a queue. */
	Confirm = 16,
	Nack,
	/** The connection has ended; everything read before has been handled. */
	Close
}

/** Bodies from this size are in the message store: queue_index_embed_msgs_below. */
const LARGE_BYTES: f64 = 4096;
/** In a word of `confirms`: how many queues still owe an answer, and two marks. */
const OWED: u32 = 0xffff;
const REFUSED: u32 = 1 << 16;
const ANSWERED: u32 = 1 << 17;

function asProducer(client: Client): Producer {
	return changetype<Producer>(changetype<usize>(client));
}

function asConsumer(client: Client): Consumer {
	return changetype<Consumer>(changetype<usize>(client));
}

export function openChannel(client: Client): void {
	for (let queue: u32 = 0; queue < QUEUES_MAX; queue++) {
		store<u32>(client.credit + ((<usize>queue) << 2), CREDIT_START);
		store<u32>(client.handled + ((<usize>queue) << 2), 0);
	}
	ringClear(client.confirms);
	client.firstTag = client.nextTag + 1;
	ringClear(client.transaction);
	client.commitTag = 0;
	client.channel.blocked = false;
}

export function submitToChannel(client: Client, a: u32, b: u32, c: u32): void {
	const process = client.channel;
	if (isFree(process)) begin(process, costOf(client, a, b, c), a, b, c);
	else post(process, a, b, c);
}

function costOf(client: Client, a: u32, b: u32, c: u32): f64 {
	switch (c & 255) {
		case Up.Publish: {
			if (asProducer(client).ackMode == AckMode.Transaction) return cost(Cost.ChannelRead);
			return cost(Cost.ChannelRead) + cost(Cost.ChannelRoute);
		}
		case Up.Commit:
			return (
				cost(Cost.ChannelCommit) + cost(Cost.ChannelRoute) * <f64>ringLength(client.transaction)
			);
		case Up.Ack:
			return cost(Cost.ChannelAck);
		default:
			return cost(Cost.ChannelConfirm);
	}
}

/** Takes up the next job, unless blocked. */
export function resumeChannel(client: Client): void {
	const process = client.channel;
	if (!isFree(process) || !hasMail(process)) return;
	const mail = takeMail(process);
	const a = load<u32>(mail);
	const b = load<u32>(mail, 4);
	const c = load<u32>(mail, 8);
	begin(process, costOf(client, a, b, c), a, b, c);
}

export function onChannelJob(client: Client, a: u32, b: u32, c: u32): void {
	client.channel.busy = false;
	switch (c & 255) {
		case Up.Publish:
			leaveSocket(client);
			trace(a, TraceKind.Arrived, Place.Node, client.node, -1, b);
			if (asProducer(client).ackMode == AckMode.Transaction) {
				const address = ringPush(client.transaction);
				store<u32>(address, a);
				store<u32>(address, b, 4);
			} else {
				route(asProducer(client), a, b);
			}
			break;
		case Up.Commit:
			leaveSocket(client);
			commitTransaction(client);
			break;
		case Up.Ack:
			passAck(asConsumer(client), a, b, c >> 8);
			break;
		case ChannelJob.Confirm:
			settleTags(client, a, b, 0);
			break;
		case ChannelJob.Nack:
			settleTags(client, a, b, REFUSED);
			break;
		default:
			closeChannel(client, a, b);
	}
	resumeChannel(client);
}

/** A frame has been read from the socket: the producer may have room again. */
function leaveSocket(client: Client): void {
	if (client.inSocket > 0) client.inSocket--;
	if (!client.socketFull || client.inSocket * 2 > client.socketFrames) return;
	if (client.connection != Connection.Open) return;
	push(client.down, now + linkDelay(client.link, 0), 0, 0, Down.Writable);
}

/** Sends one message to every queue it is routed to. */
function route(producer: Producer, message: u32, sending: u32): void {
	const mask = routeOfMessage(producer, message);
	const confirms = producer.ackMode != AckMode.None;
	const tag = confirms ? ++producer.nextTag : 0;
	let owed: u32 = 0;
	if (mask == 0) {
		unroutable(message);
		destroyed(message, LossCause.QueueDeleted, Place.Node, producer.node, sending);
	}
	for (let index: u32 = 0; index < queueCount; index++) {
		if ((mask & (1 << index)) == 0) continue;
		const queue = queueAt(index);
		if (queue.state == QueueState.Down) {
			// Its home node is down: it has vanished from routing, and the publish is confirmed (R25).
			destroyed(message, LossCause.QueueHomeNodeDown, Place.Node, producer.node, sending);
			continue;
		}
		owed++;
		sendToQueue(producer, queue, message, sending, tag);
	}
	if (!confirms) return;
	store<u32>(ringPush(producer.confirms), owed);
	if (owed == 0) submitToChannel(producer, tag, tag, ChannelJob.Confirm);
}

function sendToQueue(producer: Producer, queue: Queue, message: u32, sending: u32, tag: u32): void {
	const copy = createCopy(message, sending, producer.index, queue.index);
	copy.tag = tag;
	if (producer.persistent) copy.flags |= <u8>CopyFlag.Persistent;
	if (producer.size >= LARGE_BYTES) copy.flags |= <u8>CopyFlag.Large;
	if (tag != 0) copy.waiting = liveBits(queue);
	trace(message, TraceKind.Routed, Place.Node, producer.node, -1, sending);
	copy.references++;
	if (queue.state == QueueState.Up) {
		copy.references++;
		if (queue.masterNode == producer.node)
			submit(masterOf(queue), changetype<u32>(copy), 0, Job.Publish);
		else send(producer.node, queue.masterNode, changetype<u32>(copy), 0, Inter.Publish);
		takeCredit(producer, queue);
	}
	tellMirrors(queue, producer.node, copy);
	copy.references--;
}

function takeCredit(client: Client, queue: Queue): void {
	const address = client.credit + ((<usize>queue.index) << 2);
	const left = load<u32>(address) - 1;
	store<u32>(address, left);
	if (left == 0) client.channel.blocked = true;
}

/** The queue has handled enough of this channel's messages to grant more. */
export function grantCredit(client: Client, queue: Queue): void {
	if (client.node == queue.masterNode) addCredit(client, queue.index);
	else send(queue.masterNode, client.node, queue.index, 0, Inter.Credit | (client.index << 8));
}

export function addCredit(client: Client, queue: u32): void {
	const address = client.credit + ((<usize>queue) << 2);
	store<u32>(address, min(load<u32>(address) + CREDIT_MORE, CREDIT_START));
	unblock(client);
}

/** A queue has gone: what it owed in credit is forgiven. */
export function resetCredit(client: Client, queue: u32): void {
	store<u32>(client.credit + ((<usize>queue) << 2), CREDIT_START);
	store<u32>(client.handled + ((<usize>queue) << 2), 0);
	unblock(client);
}

function unblock(client: Client): void {
	if (!client.channel.blocked) return;
	for (let queue: u32 = 0; queue < queueCount; queue++) {
		if (load<u32>(client.credit + ((<usize>queue) << 2)) == 0) return;
	}
	client.channel.blocked = false;
	resumeChannel(client);
}

/** tx.commit: only now do the messages go to their queues; the answer waits for all of them (R9). */
function commitTransaction(client: Client): void {
	while (ringLength(client.transaction) > 0) {
		const address = ringShift(client.transaction);
		const message = load<u32>(address);
		const sending = load<u32>(address, 4);
		trace(message, TraceKind.Committed, Place.Node, client.node, -1, sending);
		route(asProducer(client), message, sending);
	}
	client.commitTag = client.nextTag;
}

// Confirms of neighbouring tags travel together: the run that is being gathered.
let runClient: u32 = u32.MAX_VALUE;
let runNode: u32 = 0;
let runFirst: u32 = 0;
let runLast: u32 = 0;

/** A queue owes this copy no more: its channel learns of it, together with its neighbours. */
export function tellConfirmed(copy: Copy, fromNode: u32): void {
	if (copy.tag == 0) return;
	if (runClient == copy.client && runNode == fromNode && copy.tag == runLast + 1) {
		runLast = copy.tag;
		return;
	}
	flushConfirms();
	runClient = copy.client;
	runNode = fromNode;
	runFirst = copy.tag;
	runLast = copy.tag;
}

/** Sends the gathered run; called after each event. */
export function flushConfirms(): void {
	if (runClient == u32.MAX_VALUE) return;
	const client = clientAt(runClient);
	runClient = u32.MAX_VALUE;
	if (!nodeAt(client.node).up) return;
	if (client.node == runNode) submitToChannel(client, runFirst, runLast, ChannelJob.Confirm);
	else send(runNode, client.node, runFirst, runLast, Inter.Confirm | (client.index << 8));
}

/** A queue died with this copy unconfirmed: the channel sees it go down and refuses. */
export function tellRefused(copy: Copy): void {
	if (copy.tag == 0) return;
	submitToChannel(clientAt(copy.client), copy.tag, copy.tag, ChannelJob.Nack);
}

/** One queue has answered for the tags from `first` to `last`. */
function settleTags(client: Client, first: u32, last: u32, mark: u32): void {
	for (let tag = max(first, client.firstTag); tag <= last; tag++) {
		const index = tag - client.firstTag;
		if (index >= ringLength(client.confirms)) return;
		const address = ringAt(client.confirms, index);
		const word = load<u32>(address);
		if ((word & OWED) > 0) store<u32>(address, (word - 1) | mark);
		else store<u32>(address, word | mark);
		if (index > 0 && tag == last) answerAlone(client, first);
	}
	answerPrefix(client);
}

/** What is complete though an older tag is not is answered tag by tag. */
function answerAlone(client: Client, first: u32): void {
	if (asProducer(client).ackMode == AckMode.Transaction) return;
	const head = load<u32>(ringAt(client.confirms, 0));
	if ((head & OWED) == 0) return;
	const length = ringLength(client.confirms);
	for (let index = max(first, client.firstTag) - client.firstTag; index < length; index++) {
		const address = ringAt(client.confirms, index);
		const word = load<u32>(address);
		if ((word & OWED) != 0) return;
		if (word & ANSWERED) continue;
		store<u32>(address, word | ANSWERED);
		sendAnswer(client, client.firstTag + index, false, word & REFUSED ? Down.Nack : Down.Confirm);
	}
}

/** Answers all complete tags from the oldest on, in runs of one sign, with `multiple`. */
function answerPrefix(client: Client): void {
	const transactional = asProducer(client).ackMode == AckMode.Transaction;
	let sign: u32 = 0;
	let open = false;
	while (ringLength(client.confirms) > 0) {
		const word = load<u32>(ringAt(client.confirms, 0));
		if ((word & OWED) != 0) break;
		if (open && (word & REFUSED) != sign && !transactional) {
			sendAnswer(client, client.firstTag - 1, true, sign ? Down.Nack : Down.Confirm);
		}
		sign = transactional ? sign | (word & REFUSED) : word & REFUSED;
		open = true;
		ringShift(client.confirms);
		client.firstTag++;
	}
	if (!open) return;
	if (!transactional) {
		sendAnswer(client, client.firstTag - 1, true, sign ? Down.Nack : Down.Confirm);
	} else if (client.commitTag != 0 && client.firstTag > client.commitTag) {
		client.commitTag = 0;
		sendAnswer(client, client.firstTag - 1, true, sign ? Down.Nack : Down.CommitOk);
	}
}

function sendAnswer(client: Client, tag: u32, multiple: bool, kind: u32): void {
	if (client.connection != Connection.Open) return;
	push(
		client.down,
		now + linkDelay(client.link, FRAME_OVERHEAD_BYTES),
		tag,
		multiple ? 1 : 0,
		kind
	);
}

function passAck(consumer: Consumer, tag: u32, multiple: u32, epoch: u32): void {
	const queue = queueAt(consumer.queue);
	if (queue.state != QueueState.Up) return;
	const c = Job.Ack | ((epoch & 255) << 8) | (consumer.index << 16);
	if (queue.masterNode == consumer.node) submit(masterOf(queue), tag, multiple, c);
	else send(consumer.node, queue.masterNode, tag, multiple, Inter.QueueJob | (c << 8));
}

/** Gives a job without an answer to the master of the consumer's queue, wherever it is. */
export function tellQueue(consumer: Consumer, fromNode: u32, job: u32, b: u32): void {
	const queue = queueAt(consumer.queue);
	if (queue.state != QueueState.Up) return;
	if (queue.masterNode == fromNode) submit(masterOf(queue), consumer.index, b, job);
	else send(fromNode, queue.masterNode, consumer.index, b, Inter.QueueJob | (job << 8));
}

function closeChannel(client: Client, cause: u32, epoch: u32): void {
	if (client.role == Role.Consumer) {
		tellQueue(asConsumer(client), client.node, Job.Cancel, cause | (epoch << 8));
		return;
	}
	rollBack(client);
	ringClear(client.confirms);
	client.firstTag = client.nextTag + 1;
	client.commitTag = 0;
}

/** What was published in a transaction that is never committed. */
export function rollBack(client: Client): void {
	while (ringLength(client.transaction) > 0) {
		const address = ringShift(client.transaction);
		destroyed(
			load<u32>(address),
			LossCause.RolledBack,
			Place.Node,
			client.node,
			load<u32>(address, 4)
		);
	}
}
