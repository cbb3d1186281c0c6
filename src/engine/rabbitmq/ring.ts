/**
 * The ring along which the master's word goes from mirror to mirror, and its mending: when a mirror
 * leaves, the one before it says again to the one after it what was under way (RabbitMQ's gm).
 */
import { Lane, laneA, laneC, laneLength, setLaneC } from '../kernel/events';
import { ringAt, ringLength } from '../kernel/ring';
import { parkedAt, parkedCount } from '../world/parking';
import { Inter, interLane, send } from './cluster';
import { Copy } from './copy';
import { hasReplica, Queue, queueAt, queueCount, QueueState } from './queue';

/** Next mirror on the ring after a node; −1 at its end. The master stands before the first. */
function nextOnRing(queue: Queue, node: u32): i32 {
	const count = ringLength(queue.mirrorNodes);
	if (node == queue.masterNode) return count > 0 ? load<u32>(ringAt(queue.mirrorNodes, 0)) : -1;
	for (let index: u32 = 0; index + 1 < count; index++) {
		if (load<u32>(ringAt(queue.mirrorNodes, index)) == node) {
			return load<u32>(ringAt(queue.mirrorNodes, index + 1));
		}
	}
	return -1;
}

function passOn(queue: Queue, fromNode: u32, copy: Copy, kind: u32): void {
	const next = nextOnRing(queue, fromNode);
	if (next < 0) return;
	copy.references++;
	send(fromNode, next, changetype<u32>(copy), 0, kind);
}

export function passOnPublish(queue: Queue, fromNode: u32, copy: Copy): void {
	passOn(queue, fromNode, copy, Inter.RingPublish);
}

export function passOnAck(queue: Queue, fromNode: u32, copy: Copy): void {
	passOn(queue, fromNode, copy, Inter.RingAck);
}

/** A node is about to die: every queue that has a mirror there mends its ring. */
export function mendRings(leaving: u32): void {
	for (let index: u32 = 0; index < queueCount; index++) {
		const queue = queueAt(index);
		if (hasReplica(queue, leaving)) mendRing(queue, leaving);
	}
}

/** A mirror is about to leave. */
export function mendRing(queue: Queue, leaving: u32): void {
	if (queue.state != QueueState.Up || queue.masterNode == leaving) return;
	const next = nextOnRing(queue, leaving);
	if (next < 0) return;
	// What the leaving one had passed on is older than what it had not yet received.
	const before = previousOnRing(queue, leaving);
	sayAgain(queue, interLane(leaving, next), before, next);
	sayAgain(queue, interLane(before, leaving), before, next);
}

function previousOnRing(queue: Queue, node: u32): u32 {
	let previous = queue.masterNode;
	for (let index: u32 = 0; index < ringLength(queue.mirrorNodes); index++) {
		const other = load<u32>(ringAt(queue.mirrorNodes, index));
		if (other == node) return previous;
		previous = other;
	}
	return previous;
}

/** Sends the words of one queue that are on a link, or held up before its end, by another way. */
function sayAgain(queue: Queue, lane: Lane, from: u32, to: u32): void {
	for (let index: u32 = 0; index < parkedCount(); index++) {
		const address = parkedAt(index);
		if (load<u32>(address) != changetype<u32>(lane)) continue;
		const kind = load<u32>(address, 12);
		if (!isWordOf(queue, load<u32>(address, 4), kind)) continue;
		send(from, to, load<u32>(address, 4), 0, kind);
		store<u32>(address, Inter.Void, 12);
	}
	for (let index: u32 = 0; index < laneLength(lane); index++) {
		const kind = laneC(lane, index);
		if (!isWordOf(queue, laneA(lane, index), kind)) continue;
		send(from, to, laneA(lane, index), 0, kind);
		setLaneC(lane, index, Inter.Void);
	}
}

function isWordOf(queue: Queue, a: u32, kind: u32): bool {
	if (kind != <u32>Inter.RingPublish && kind != <u32>Inter.RingAck) return false;
	return changetype<Copy>(a).queue == queue.index;
}
