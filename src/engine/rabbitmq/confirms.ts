/**
 * Publisher confirms: what queues say of copies becomes answers to the publisher. Tags are answered
 * from the oldest on with `multiple`; what is complete out of order is answered alone.
 */
import { now, push } from '../kernel/events';
import { ringAt, ringLength, ringPush, ringShift } from '../kernel/ring';
import { FRAME_OVERHEAD_BYTES, linkDelay } from '../world/link';
import { nodeAt } from '../world/node';
import { AmqpClient, clientAt, Connection, Down } from './client/client';
import { AckMode } from './client/producer';
import { asProducer, ChannelJob, forgiveCredit, submitToChannel } from './channel';
import { Channel } from './channel-state';
import { Inter, send } from './cluster';
import { Copy } from './copy';
import { Queue, queueAt, QueueState } from './queue';

/** In a word of `Channel.confirms`: how many queues still owe an answer, and two marks. */
const OWED: u32 = 0xffff;
export const REFUSED: u32 = 1 << 16;
const ANSWERED: u32 = 1 << 17;

// Confirms of neighbouring tags travel together: the run that is being gathered.
let runClient: u32 = u32.MAX_VALUE;
let runNode: u32 = 0;
let runFirst: u32 = 0;
let runLast: u32 = 0;

/** The next tag waits for the answers of so many queues. */
export function oweConfirms(channel: Channel, queues: u32): void {
	store<u32>(ringPush(channel.confirms), queues);
}

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
	if (client.node == runNode) confirmTags(client, runFirst, runLast);
	else send(runNode, client.node, runFirst, runLast, Inter.Confirm | (client.index << 8));
}

/** Confirms arrive at the node of the client's channel. */
export function confirmTags(client: AmqpClient, first: u32, last: u32): void {
	if (!client.channel.closing) submitToChannel(client.channel, first, last, ChannelJob.Confirm);
}

/** A queue died with this copy unconfirmed: the channel sees it go down and refuses. */
export function tellRefused(copy: Copy): void {
	if (copy.tag != 0) refuseWhenKnown(queueAt(copy.queue), clientAt(copy.client), copy.tag);
}

/** The queue's process is gone: the channel refuses as soon as its node knows (R25). */
export function refuseWhenKnown(queue: Queue, client: AmqpClient, tag: u32): void {
	if (now < queue.unknownUntil) push(queue.obituary, queue.unknownUntil, tag, client.index, 0);
	else refuseTag(client, tag);
}

/** The nodes learn of the end of a queue's process. `tag`: a publish to it; 0: its credit is void. */
export function onObituary(queue: Queue, tag: u32, index: u32): void {
	if (tag == 0) {
		if (queue.state != QueueState.Up) forgiveCredit(queue);
	} else if (nodeAt(clientAt(index).node).up) {
		refuseTag(clientAt(index), tag);
	}
}

/** A queue refuses the copy (`reject-publish`). */
export function tellRefusedBy(copy: Copy, fromNode: u32): void {
	if (copy.tag == 0) return;
	flushConfirms();
	const client = clientAt(copy.client);
	if (!nodeAt(client.node).up) return;
	if (client.node == fromNode) refuseTag(client, copy.tag);
	else send(fromNode, client.node, copy.tag, 0, Inter.Refuse | (client.index << 8));
}

/** A refusal arrives at the node of the client's channel. */
export function refuseTag(client: AmqpClient, tag: u32): void {
	if (!client.channel.closing) submitToChannel(client.channel, tag, tag, ChannelJob.Nack);
}

/** One queue has answered for the tags from `first` to `last`. */
export function settleTags(channel: Channel, first: u32, last: u32, mark: u32): void {
	const from = max(first, channel.firstTag);
	for (let tag = from; tag <= last; tag++) {
		const index = tag - channel.firstTag;
		if (index >= ringLength(channel.confirms)) break;
		const address = ringAt(channel.confirms, index);
		const word = load<u32>(address);
		store<u32>(address, (word & OWED ? word - 1 : word) | mark);
	}
	answerPrefix(channel);
	answerAlone(channel, from, last);
}

function isTransactional(channel: Channel): bool {
	return asProducer(channel.client).ackMode == AckMode.Transaction;
}

/** What is complete though an older tag is not is answered tag by tag. */
function answerAlone(channel: Channel, first: u32, last: u32): void {
	if (isTransactional(channel)) return;
	for (let tag = max(first, channel.firstTag); tag <= last; tag++) {
		const index = tag - channel.firstTag;
		if (index >= ringLength(channel.confirms)) return;
		const address = ringAt(channel.confirms, index);
		const word = load<u32>(address);
		if (word & OWED || word & ANSWERED) continue;
		store<u32>(address, word | ANSWERED);
		sendAnswer(channel.client, tag, false, word & REFUSED ? Down.Nack : Down.Confirm);
	}
}

/** Answers all complete tags from the oldest on, in runs of one sign, with `multiple`. */
function answerPrefix(channel: Channel): void {
	if (isTransactional(channel)) {
		answerCommit(channel);
		return;
	}
	let sign: u32 = 0;
	let open = false;
	while (isOldestComplete(channel)) {
		const refused = load<u32>(ringAt(channel.confirms, 0)) & REFUSED;
		if (open && refused != sign) answerUpTo(channel, sign);
		sign = refused;
		open = true;
		ringShift(channel.confirms);
		channel.firstTag++;
	}
	if (open) answerUpTo(channel, sign);
}

/**
 * `tx.commit-ok` when the last of its messages is answered. One refused fails them all, whenever its
 * refusal came (rabbit_channel:complete_tx, "partial tx completion").
 */
function answerCommit(channel: Channel): void {
	while (isOldestComplete(channel)) {
		if (load<u32>(ringShift(channel.confirms)) & REFUSED) channel.commitRefused = true;
		channel.firstTag++;
	}
	if (channel.commitTag == 0 || channel.firstTag <= channel.commitTag) return;
	const kind = channel.commitRefused ? Down.Nack : Down.CommitOk;
	channel.commitTag = 0;
	channel.commitRefused = false;
	sendAnswer(channel.client, channel.firstTag - 1, true, kind);
}

function isOldestComplete(channel: Channel): bool {
	if (ringLength(channel.confirms) == 0) return false;
	return (load<u32>(ringAt(channel.confirms, 0)) & OWED) == 0;
}

function answerUpTo(channel: Channel, sign: u32): void {
	sendAnswer(channel.client, channel.firstTag - 1, true, sign ? Down.Nack : Down.Confirm);
}

function sendAnswer(client: AmqpClient, tag: u32, multiple: bool, kind: u32): void {
	if (client.connection != Connection.Open) return;
	const delay = linkDelay(client.link, client.node, FRAME_OVERHEAD_BYTES);
	push(client.down, now + delay, tag, multiple ? 1 : 0, kind);
}
