/**
 * What happens at the head of a queue without a consumer: messages expire when they fall due there
 * (R20), the oldest are dropped when there are too many (R21; rabbit_amqqueue_process of 3.10).
 */
import { clear, laneLength, laneTime, now, push } from '../kernel/events';
import { ringLength } from '../kernel/ring';
import { destroyed } from '../ledger/ledger';
import { LossCause, Place, TraceKind } from '../ledger/causes';
import { trace } from '../ledger/trace';
import { cost } from '../world/costs';
import { RabbitmqCost } from './costs';
import { clientAt } from './client/client';
import { expirationAt } from './client/envelope';
import { asProducer } from './channel';
import {
	Copy,
	CopyFlag,
	CopyState,
	expiryOf,
	isRich,
	LIFETIME_TICK_US,
	NEVER,
	setExpiry,
	settle
} from './copy';
import { tellRefusedBy } from './confirms';
import { deadLetter, endCopy } from './dead-letter';
import { Death } from './deaths';
import { Job, submit } from './queue-process';
import { masterOf, Queue, queueAt, queueCount, QueueState, Replica, sizeOf } from './queue';
import { firstReady, takeReady } from './ready';
import { proposeExpiry } from './quorum/limits';
import { isQuorum } from './quorum/state';
import { passOnAck } from './ring';

export const enum Overflow {
	DropHead = 0,
	RejectPublish,
	RejectPublishDlx
}

/** Once everything is made: which queues have limits of length or of lifetime to look after. */
export function findLimits(): void {
	for (let index: u32 = 0; index < queueCount; index++) {
		const queue = queueAt(index);
		queue.limited = queue.maxLength >= 0 || queue.maxBytes >= 0 || isRich;
	}
}

/** One more would be too many, and it is the new one that has to go. Only ready messages count. */
export function refusesMore(queue: Queue, copy: Copy): bool {
	if (queue.overflow == Overflow.DropHead) return false;
	if (queue.maxLength >= 0 && <i64>queue.readyCount + 1 > <i64>queue.maxLength) return true;
	return queue.maxBytes >= 0 && queue.readyBytes + sizeOf(copy) > queue.maxBytes;
}

export function isOverfull(queue: Queue): bool {
	if (queue.readyCount == 0) return false;
	if (queue.maxLength >= 0 && <i64>queue.readyCount > <i64>queue.maxLength) return true;
	return queue.maxBytes >= 0 && queue.readyBytes > queue.maxBytes;
}

/** The publisher is told so if it asked for confirms. */
export function refuse(queue: Queue, replica: Replica, copy: Copy): void {
	trace(copy.message, TraceKind.DroppedAtLimit, Place.Node, replica.node, -1, copy.send);
	const elsewhere =
		queue.overflow == Overflow.RejectPublishDlx && deadLetter(queue, copy, Death.MaxLength);
	if (!elsewhere) {
		destroyed(copy.message, LossCause.DroppedAtMaxLength, Place.Node, replica.node, copy.send);
	}
	if (copy.waiting != 0) {
		copy.waiting = 0;
		tellRefusedBy(copy, replica.node);
	}
	copy.state = <u8>CopyState.Done;
	if (ringLength(queue.mirrorNodes) > 0) passOnAck(queue, replica.node, copy);
	settle(copy);
}

/** The smaller of the queue's and the message's own counts; a dead-lettered copy's own is gone. */
export function beginLifetime(queue: Queue, copy: Copy): void {
	if (!isRich) return;
	let us = queue.messageTtlUs;
	if ((copy.flags & CopyFlag.DeadLettered) == 0) {
		const producer = asProducer(clientAt(copy.client));
		const place = copy.message - producer.workload.firstMessage;
		const own = expirationAt(producer.envelope, place);
		if (own >= 0 && (us < 0 || own < us)) us = own;
	}
	setExpiry(copy, us < 0 ? NEVER : <u32>Math.ceil((now + us) / LIFETIME_TICK_US));
}

export function isExpired(copy: Copy): bool {
	const expiry = expiryOf(copy);
	return expiry != NEVER && <f64>expiry * LIFETIME_TICK_US <= now;
}

/** After anything that may have changed the head or the length: drops what must go. */
export function settleHead(queue: Queue): void {
	if (!queue.limited || queue.state != QueueState.Up) return;
	while (queue.overflow == Overflow.DropHead && isOverfull(queue)) {
		endFirst(queue, Death.MaxLength);
	}
	if (!isRich) return;
	while (queue.readyCount > 0 && isExpired(firstReady(queue))) endFirst(queue, Death.Expired);
	if (queue.readyCount > 0) setTimer(queue, firstReady(queue));
}

/** Each costs the queue process what an acknowledgement does. */
function endFirst(queue: Queue, reason: u32): void {
	const process = masterOf(queue).process;
	process.freeAt = max(process.freeAt, now) + cost(RabbitmqCost.QueueAck);
	endCopy(queue, takeReady(queue), reason);
}

/** Wakes the queue when its head falls due. One alarm stands; one that comes too early is renewed. */
export function setTimer(queue: Queue, first: Copy): void {
	const lane = queue.expiry;
	const expiry = expiryOf(first);
	if (expiry == NEVER) return;
	const due = max(<f64>expiry * LIFETIME_TICK_US, now);
	if (laneLength(lane) > 0) {
		if (laneTime(lane, 0) <= due) return;
		clear(lane);
	}
	push(lane, due, 0, 0, 0);
}

/** The head may have fallen due: the queue process looks when it comes to it. */
export function onExpiry(queue: Queue): void {
	if (isQuorum(queue)) proposeExpiry(queue);
	else if (queue.state == QueueState.Up) submit(masterOf(queue), 0, 0, Job.Expire);
}
