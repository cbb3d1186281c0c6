/**
 * To whom a queue gives its next message (R15, R17; rabbit_queue_consumers of 3.10). Consumers take
 * turns within a priority, the highest first. One whose window is full leaves the row when its turn
 * comes, and stands at the end of it again when an acknowledgement has made room.
 */
import { now, push } from '../kernel/events';
import { ringPush } from '../kernel/ring';
import { cost, Cost } from '../world/costs';
import { FRAME_OVERHEAD_BYTES, linkDelay } from '../world/link';
import { Place, TraceKind } from '../ledger/causes';
import { trace } from '../ledger/trace';
import { Consumer, packDelivery } from './client/consumer';
import { consumerAt, consumerCount } from './client/client';
import { Copy, CopyFlag, CopyState, NO_CAUSE } from './copy';
import { forget } from './acknowledge';
import { isMaster, Queue, Replica, sizeOf } from './queue';
import { takeReady } from './ready';

export function consumerIn(queue: Queue, place: u32): Consumer {
	return changetype<Consumer>(queue.consumers[place]);
}

/** How many more the window allows; automatic ack has no window (R11). */
function roomOf(consumer: Consumer): u32 {
	if (!consumer.manual || consumer.prefetch == 0) return u32.MAX_VALUE;
	return consumer.prefetch - min(inWindow(consumer), consumer.prefetch);
}

function hasRoom(consumer: Consumer): bool {
	return roomOf(consumer) > 0;
}

/** What counts against its prefetch: its own, or with `global` those of the whole channel. */
function inWindow(consumer: Consumer): u32 {
	if (!consumer.prefetchGlobal) return consumer.unackedCount;
	let count: u32 = 0;
	for (let index: u32 = 0; index < consumerCount; index++) {
		const other = consumerAt(index);
		if (other.sharedChannel == consumer.sharedChannel) count += other.unackedCount;
	}
	return count;
}

/** An acknowledgement to such a consumer has to wake its delivery again. */
export function isWindowFull(consumer: Consumer): bool {
	return consumer.prefetch != 0 && consumer.unackedCount >= consumer.prefetch;
}

/** Joins the row behind those of its priority. */
export function joinRow(queue: Queue, consumer: Consumer): void {
	let place = queue.consumerCount++;
	while (place > 0 && consumerIn(queue, place - 1).priority < consumer.priority) {
		queue.consumers[place] = queue.consumers[place - 1];
		place--;
	}
	queue.consumers[place] = changetype<usize>(consumer);
}

export function leaveRow(queue: Queue, consumer: Consumer): void {
	let kept: u32 = 0;
	for (let place: u32 = 0; place < queue.consumerCount; place++) {
		if (consumerIn(queue, place) == consumer) continue;
		queue.consumers[kept++] = queue.consumers[place];
	}
	queue.consumerCount = kept;
}

/** To the end of those of its priority. */
export function moveBack(queue: Queue, place: u32): void {
	const consumer = consumerIn(queue, place);
	let next = place + 1;
	while (next < queue.consumerCount && consumerIn(queue, next).priority == consumer.priority) {
		queue.consumers[next - 1] = queue.consumers[next];
		next++;
	}
	queue.consumers[next - 1] = changetype<usize>(consumer);
}

/** It has room again: if its turn had passed it by, it stands at the end of the row. */
export function rejoinRow(queue: Queue, consumer: Consumer): void {
	if (!consumer.blocked || !hasRoom(consumer)) return;
	consumer.blocked = false;
	for (let place: u32 = 0; place < queue.consumerCount; place++) {
		if (consumerIn(queue, place) != consumer) continue;
		moveBack(queue, place);
		return;
	}
}

/** Place of the one whose turn it is; −1: nobody has room. */
function chooseConsumer(queue: Queue): i32 {
	if (queue.singleActive) return chooseActive(queue);
	const count = queue.consumerCount;
	for (let place: u32 = 0; place < count; place++) {
		const consumer = consumerIn(queue, place);
		if (consumer.blocked) continue;
		if (hasRoom(consumer)) return place;
		consumer.blocked = true;
	}
	return -1;
}

/** Place of the one that subscribed first; −1: there is none. */
export function firstToSubscribe(queue: Queue): i32 {
	let active: i32 = -1;
	for (let place: u32 = 0; place < queue.consumerCount; place++) {
		const since = consumerIn(queue, place).subscription;
		if (active < 0 || since < consumerIn(queue, active).subscription) active = place;
	}
	return active;
}

/** Of a single active consumer's queue only the one that subscribed first is served (R17). */
function chooseActive(queue: Queue): i32 {
	const active = firstToSubscribe(queue);
	return active >= 0 && hasRoom(consumerIn(queue, active)) ? active : -1;
}

export function canDeliver(replica: Replica): bool {
	const queue = replica.queue;
	return queue.readyCount > 0 && isMaster(replica) && chooseConsumer(queue) >= 0;
}

/** How many messages can be delivered now, counted up to `most`. */
export function deliverable(queue: Queue, most: u32): u32 {
	const wanted = min(queue.readyCount, most);
	if (queue.singleActive) return min(roomOf(consumerIn(queue, firstToSubscribe(queue))), wanted);
	let room: u32 = 0;
	for (let place: u32 = 0; place < queue.consumerCount && room < wanted; place++) {
		room += min(roomOf(consumerIn(queue, place)), wanted);
	}
	return min(room, wanted);
}

/** Sends the first ready message to the next consumer; `costUs` is what it adds to this job. */
export function deliverNext(queue: Queue, replica: Replica, costUs: f64): void {
	const place = queue.readyCount > 0 ? chooseConsumer(queue) : -1;
	if (place < 0) return;
	const consumer = consumerIn(queue, place);
	if (queue.consumerCount > 1) moveBack(queue, place);
	const copy = takeReady(queue);
	const tag = ++consumer.lastTag;
	const again = (copy.flags & CopyFlag.Redelivered) != 0;
	const cause: u32 = copy.cause == NO_CAUSE ? 7 : copy.cause;
	const packed = packDelivery(copy.send, consumer.knownEpoch, again, cause);
	replica.process.freeAt = max(replica.process.freeAt, now) + costUs;
	let delay = linkDelay(consumer.link, consumer.node, sizeOf(copy) + FRAME_OVERHEAD_BYTES);
	if (consumer.node != replica.node) delay += cost(Cost.LinkLatency);
	trace(copy.message, TraceKind.Delivered, Place.Node, replica.node, -1, copy.send);
	push(consumer.down, replica.process.freeAt + delay, copy.message, tag, packed);
	if (consumer.manual) hold(queue, consumer, copy);
	else forget(queue, replica, copy);
}

/** The consumer owes an acknowledgement. */
function hold(queue: Queue, consumer: Consumer, copy: Copy): void {
	copy.state = <u8>CopyState.Unacked;
	copy.flags |= <u8>CopyFlag.Delivered;
	store<u32>(ringPush(consumer.unacked), changetype<u32>(copy));
	consumer.unackedCount++;
	queue.unackedCount++;
	assert(consumer.prefetch == 0 || inWindow(consumer) <= consumer.prefetch, 'prefetch exceeded');
}
