/** Consumers come to a queue and leave it; what they had not acknowledged returns (R13, R17). */
import { ringAt, ringClear, ringLength } from '../kernel/ring';
import { DuplicateCause } from '../ledger/causes';
import { Consumer } from './client/consumer';
import { flagReturned } from './acknowledge';
import { Copy } from './copy';
import { deleteIfUnused, isLockedFor, noteUse } from './deletion';
import { consumerIn, joinRow, leaveRow } from './delivery';
import { settleHead } from './head';
import { masterOf, Queue, QueueState } from './queue';
import { nextJob } from './queue-process';
import { putBack } from './ready';
import { closeByServer, ReplyCode } from './reply-code';

let subscriptions: u32 = 0;

export function nextSubscription(): u32 {
	return ++subscriptions;
}

export function subscribe(queue: Queue, consumer: Consumer, epoch: u32): void {
	// One that was held up on its way while the consumer came back by another: its cancel follows.
	if (epoch < consumer.knownEpoch) return;
	if (isLockedFor(queue, consumer)) {
		closeByServer(consumer, ReplyCode.ResourceLocked);
		return;
	}
	if (consumer.subscribed) leaveOld(queue, consumer);
	if (queue.consumerCount > 0 && (consumer.alone || consumerIn(queue, 0).alone)) {
		closeByServer(consumer, ReplyCode.AccessRefused);
		return;
	}
	consumer.subscribed = true;
	consumer.servedBy = changetype<usize>(queue);
	consumer.knownEpoch = epoch;
	consumer.blocked = false;
	consumer.subscription = nextSubscription();
	joinRow(queue, consumer);
	noteUse(queue);
	settleHead(queue);
}

/** It came back by another way before the end of its old channel was heard of. */
function leaveOld(queue: Queue, consumer: Consumer): void {
	const served = changetype<Queue>(consumer.servedBy);
	requeue(served, consumer, DuplicateCause.ConnectionLoss);
	if (served == queue || served.state != QueueState.Up) return;
	settleHead(served);
	nextJob(masterOf(served));
}

/** The consumer's channel has closed: its unacked messages return, flagged, to their places. */
export function cancel(queue: Queue, consumer: Consumer, packed: u32): void {
	const epoch = packed >> 8;
	// Of an older subscription: it has come back by another way meanwhile.
	if (!consumer.subscribed || consumer.knownEpoch > epoch) return;
	requeue(queue, consumer, packed & 255);
	if (!deleteIfUnused(queue, consumer)) settleHead(queue);
}

function requeue(queue: Queue, consumer: Consumer, cause: u32): void {
	returnUnacked(queue, consumer, cause);
	unsubscribe(queue, consumer);
}

/** Puts back what the consumer has not answered. */
export function returnUnacked(queue: Queue, consumer: Consumer, cause: u32): void {
	let first: u32 = 0;
	for (let place = ringLength(consumer.unacked); place > 0; place--) {
		const pointer = load<u32>(ringAt(consumer.unacked, place - 1));
		if (pointer == 0) continue;
		const copy = changetype<Copy>(pointer);
		flagReturned(queue, copy, cause);
		copy.next = first;
		first = pointer;
		queue.unackedCount--;
	}
	ringClear(consumer.unacked);
	consumer.unackedCount = 0;
	putBack(queue, first);
}

/** Takes the consumer off the row and forgets what it held. */
export function unsubscribe(queue: Queue, consumer: Consumer): void {
	consumer.subscribed = false;
	consumer.blocked = false;
	consumer.unackedCount = 0;
	ringClear(consumer.unacked);
	leaveRow(queue, consumer);
}
