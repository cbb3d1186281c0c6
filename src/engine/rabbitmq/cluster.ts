/**
 * Messages between the nodes of the cluster: one ordered link for each pair and direction. What a
 * node that fell had sent or was to receive is lost; a partition only holds it up, as TCP does.
 */
import { createLane, Lane, now, push } from '../kernel/events';
import { createStream, Purpose, Stream } from '../kernel/random';
import { FRAME_OVERHEAD_BYTES, linkDelayBetween } from '../world/link';
import { NODES_MAX } from '../world/node';
import { RabbitmqLane } from './lane-kind';
import { clientAt } from './client/client';
import { Consumer } from './client/consumer';
import { addCredit } from './channel';
import { confirmTags, refuseTag } from './confirms';
import { Copy, drop } from './copy';
import { masterOf, queueAt, queueSeenFrom, QueueState, sizeOf } from './queue';
import { Job, submit } from './queue-process';
import { refuseIfLast } from './failover';
import { dropQuorumMessage, isQuorumMessage, onQuorumMessage } from './quorum/messages';
import { onMirrorConfirm, onToldByChannel, onToldByMaster } from './mirrors';
import { LossCause, Place } from '../ledger/causes';

/** Kinds of messages: the low byte of `c`. */
export const enum Inter {
	/** Was said again by another way. */
	Void = 0,
	/** A channel's publish to the master. a: copy. */
	Publish,
	/** The same publish, from the channel to a mirror. a: copy. */
	MirrorPublish,
	/** The master's word of it, passed on along the ring of mirrors. a: copy. */
	RingPublish,
	RingAck,
	/** A mirror has it as safe as asked for. a: copy, c: bit << 8. */
	MirrorConfirm,
	/** A queue's confirm to a channel. a, b: tags, c: client << 8. */
	Confirm,
	/** Credit to a channel. a: queue, c: client << 8. */
	Credit,
	/** A job for the master of a consumer's queue. c: job << 8. */
	QueueJob,
	/** A queue's refusal to a channel. a: tag, c: client << 8. */
	Refuse,
	/** Of quorum queues; `quorum/messages.ts` has their layout. Those from Command to Cancel name a session. */
	QuorumAppend,
	QuorumAppendReply,
	QuorumVote,
	QuorumVoteReply,
	QuorumCommand,
	QuorumApplied,
	QuorumNotLeader,
	QuorumLeader,
	QuorumDeliver,
	/** Publishers are to refuse, or may publish again. b: 1 or 0. */
	QuorumStatus,
	QuorumCancel,
	/** A dead letter, of no session. a: copy. */
	QuorumUntracked
}

const links = new StaticArray<usize>(NODES_MAX * NODES_MAX);
const streams = new StaticArray<usize>(NODES_MAX * NODES_MAX);
const FIRST_STREAM: i32 = 1000;

export function initialiseCluster(nodes: u32): void {
	for (let from: u32 = 0; from < nodes; from++) {
		for (let to: u32 = 0; to < nodes; to++) {
			const index = from * NODES_MAX + to;
			links[index] = changetype<usize>(createLane(RabbitmqLane.Inter, <usize>((from << 8) | to)));
			streams[index] = changetype<usize>(createStream(Purpose.Link, FIRST_STREAM + index));
		}
	}
}

export function interLane(from: u32, to: u32): Lane {
	assert(from < NODES_MAX && to < NODES_MAX, 'node');
	return changetype<Lane>(unchecked(links[from * NODES_MAX + to]));
}

/** Whether the message carries a copy, and with it a body. */
function namesCopy(kind: u32): bool {
	return kind >= <u32>Inter.Publish && kind <= <u32>Inter.MirrorConfirm;
}

export function send(from: u32, to: u32, a: u32, b: u32, c: u32): void {
	assert(from != to, 'a message to oneself');
	const kind = c & 255;
	const body = kind <= <u32>Inter.RingPublish ? sizeOf(changetype<Copy>(a)) : 0;
	const stream = changetype<Stream>(streams[from * NODES_MAX + to]);
	const delay = linkDelayBetween(stream, from, to, body + FRAME_OVERHEAD_BYTES);
	push(interLane(from, to), now + delay, a, b, c);
}

/** The same with the bytes that it carries beside its frame. */
export function sendBytes(from: u32, to: u32, a: u32, b: u32, c: u32, bytes: f64): void {
	sendAt(from, to, a, b, c, bytes + FRAME_OVERHEAD_BYTES, now);
}

/** The same with the whole of its bytes, leaving at a time that is still to come. */
export function sendAt(
	from: u32,
	to: u32,
	a: u32,
	b: u32,
	c: u32,
	bytes: f64,
	leavesAt: f64
): void {
	assert(from != to, 'a message to oneself');
	const stream = changetype<Stream>(streams[from * NODES_MAX + to]);
	push(interLane(from, to), leavesAt + linkDelayBetween(stream, from, to, bytes), a, b, c);
}

/** A message arrives at node `to`. */
export function onInter(to: u32, a: u32, b: u32, c: u32): void {
	switch (c & 255) {
		case Inter.Void:
			break;
		case Inter.Publish:
			arrivePublish(to, changetype<Copy>(a));
			break;
		case Inter.MirrorPublish:
			onToldByChannel(to, changetype<Copy>(a));
			break;
		case Inter.RingPublish:
		case Inter.RingAck:
			onToldByMaster(to, changetype<Copy>(a), (c & 255) == Inter.RingPublish);
			break;
		case Inter.MirrorConfirm:
			onMirrorConfirm(changetype<Copy>(a), <u8>(c >> 8), to);
			break;
		case Inter.Confirm:
			confirmTags(clientAt(c >> 8), a, b);
			break;
		case Inter.Refuse:
			refuseTag(clientAt(c >> 8), a);
			break;
		case Inter.Credit:
			addCredit(clientAt(c >> 8), a);
			break;
		case Inter.QueueJob:
			arriveJob(to, a, b, c >> 8);
			break;
		default:
			onQuorumMessage(to, a, b, c);
	}
}

function arrivePublish(to: u32, copy: Copy): void {
	const queue = queueAt(copy.queue);
	if (queue.state == QueueState.Up && queue.masterNode == to) {
		submit(masterOf(queue), changetype<u32>(copy), 0, Job.Publish);
	} else {
		refuseIfLast(copy);
		drop(copy, LossCause.InFlight, Place.Node, to);
	}
}

/** Subscriptions and acknowledgements for a master that has moved meanwhile find nobody. */
function arriveJob(to: u32, a: u32, b: u32, c: u32): void {
	const job = c & 255;
	const client = job == Job.Ack || job == Job.Reject ? c >> 16 : a;
	const queue = queueSeenFrom(to, queueOfClient(client));
	if (queue.state == QueueState.Up && queue.masterNode == to) submit(masterOf(queue), a, b, c);
}

function queueOfClient(client: u32): u32 {
	return changetype<Consumer>(changetype<usize>(clientAt(client))).queue;
}

/** A message between nodes is dropped because one of them died. */
export function dropInter(a: u32, b: u32, c: u32, from: u32): void {
	const kind = c & 255;
	if (isQuorumMessage(kind)) {
		dropQuorumMessage(a, c);
	} else if (kind == Inter.Confirm) {
		// The channel sees the queue process go down and asks no more of it.
		confirmTags(clientAt(c >> 8), a, b);
	} else if (kind == Inter.Refuse) {
		refuseTag(clientAt(c >> 8), a);
	} else if (kind == Inter.MirrorConfirm) {
		onMirrorConfirm(changetype<Copy>(a), <u8>(c >> 8), clientAt(changetype<Copy>(a).client).node);
	} else if (namesCopy(kind)) {
		refuseIfLast(changetype<Copy>(a));
		drop(changetype<Copy>(a), LossCause.InFlight, Place.Link, from);
	}
}
