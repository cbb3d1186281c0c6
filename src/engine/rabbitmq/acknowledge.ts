/**
 * What a consumer says of its deliveries: that it has processed them, that it does not want them,
 * that it wants them again (R12, R16).
 */
import { ringAt, ringLength, ringShift } from '../kernel/ring';
import { DuplicateCause, LossCause, Place, TraceKind } from '../ledger/causes';
import { trace } from '../ledger/trace';
import { consumerAt, consumerCount } from './client/client';
import { Consumer } from './client/consumer';
import { replicaConfirmed } from './mirrors';
import { Copy, CopyFlag, CopyState, NO_CAUSE, settle } from './copy';
import { endCopy } from './dead-letter';
import { Death } from './deaths';
import { rejoinRow } from './delivery';
import { settleHead } from './head';
import { noteAcked } from './journal';
import { nextJob } from './queue-process';
import { masterOf, Queue, queueSeenFrom, QueueState, Replica } from './queue';
import { putBack } from './ready';
import { closeByServer, ReplyCode } from './reply-code';
import { passOnAck } from './ring';
import { returnUnacked } from './subscription';

/** In `b` of the jobs: for one delivery tag or for all up to it; back into the queue or out of it. */
export const enum Answer {
	Multiple = 1,
	Requeue = 2
}

/** The queue has no more to do with the message: acknowledged, or sent with automatic ack. */
export function forget(queue: Queue, replica: Replica, copy: Copy): void {
	copy.state = <u8>CopyState.Done;
	noteAcked(replica, copy);
	copy.presence &= ~replica.bit;
	// Acknowledged by a consumer before it was on disk: that confirms it here too (R8). Mirrors
	// answer for themselves.
	if (copy.waiting != 0) replicaConfirmed(replica, copy);
	if (ringLength(queue.mirrorNodes) > 0) passOnAck(queue, replica.node, copy);
	settle(copy);
}

/** Whether the subscription that the queue knows has such a delivery, answered or not. */
function hasTag(consumer: Consumer, tag: u32, epoch: u32): bool {
	if (!consumer.subscribed || epoch != (consumer.knownEpoch & 255)) return false;
	return tag <= consumer.lastTag && tag > consumer.lastTag - ringLength(consumer.unacked);
}

/** An unknown delivery tag of a subscription that is known: 406, and the channel closes (R24). */
function refuseTag(consumer: Consumer, epoch: u32): void {
	if (consumer.subscribed && epoch == (consumer.knownEpoch & 255)) {
		closeByServer(consumer, ReplyCode.PreconditionFailed);
	}
}

function placeOf(consumer: Consumer, tag: u32): u32 {
	return tag - (consumer.lastTag - ringLength(consumer.unacked) + 1);
}

/** Deliveries that an answer speaks for. */
export function answeredBy(consumer: Consumer, tag: u32, answer: u32): u32 {
	if (answer & Answer.Multiple && hasTag(consumer, tag, consumer.knownEpoch & 255)) {
		return placeOf(consumer, tag) + 1;
	}
	return 1;
}

/** Takes the delivery out of the window; 0: it was answered before. */
function takeUnacked(queue: Queue, consumer: Consumer, place: u32): u32 {
	const address = ringAt(consumer.unacked, place);
	const pointer = load<u32>(address);
	if (pointer == 0) return 0;
	store<u32>(address, 0);
	consumer.unackedCount--;
	queue.unackedCount--;
	return pointer;
}

function dropAnswered(consumer: Consumer): void {
	while (ringLength(consumer.unacked) > 0 && load<u32>(ringAt(consumer.unacked, 0)) == 0) {
		ringShift(consumer.unacked);
	}
}

/** An acknowledgement for one delivery tag, or for all up to it. */
export function acknowledge(
	queue: Queue,
	consumer: Consumer,
	tag: u32,
	answer: u32,
	epoch: u32
): void {
	if (!hasTag(consumer, tag, epoch)) {
		refuseTag(consumer, epoch);
		return;
	}
	const master = masterOf(queue);
	const last = placeOf(consumer, tag);
	for (let place: u32 = answer & Answer.Multiple ? 0 : last; place <= last; place++) {
		const pointer = takeUnacked(queue, consumer, place);
		if (pointer == 0) continue;
		const copy = changetype<Copy>(pointer);
		trace(copy.message, TraceKind.Acked, Place.Node, master.node, -1, copy.send);
		forget(queue, master, copy);
	}
	dropAnswered(consumer);
	makeRoom(queue, consumer);
}

/** `basic.nack` and `basic.reject`: back to their places, or dead-lettered. */
export function reject(queue: Queue, consumer: Consumer, tag: u32, answer: u32, epoch: u32): void {
	if (!hasTag(consumer, tag, epoch)) {
		refuseTag(consumer, epoch);
		return;
	}
	const last = placeOf(consumer, tag);
	const first: u32 = answer & Answer.Multiple ? 0 : last;
	let returned: u32 = 0;
	// From the newest on, so that the list of those that return is by rising order.
	for (let place = last + 1; place > first; place--) {
		const pointer = takeUnacked(queue, consumer, place - 1);
		if (pointer == 0) continue;
		const copy = changetype<Copy>(pointer);
		if (answer & Answer.Requeue) {
			flagReturned(queue, copy, DuplicateCause.RequeuedByApplication);
			copy.next = returned;
			returned = pointer;
		} else {
			endCopy(queue, copy, Death.Rejected);
		}
	}
	dropAnswered(consumer);
	makeRoom(queue, consumer);
	putBack(queue, returned);
	settleHead(queue);
}

/** `basic.recover`: everything it has not answered comes again, as of a new subscription. */
export function recoverUnacked(queue: Queue, consumer: Consumer, epoch: u32): void {
	if (!consumer.subscribed || epoch < consumer.knownEpoch) return;
	returnUnacked(queue, consumer, DuplicateCause.RequeuedByApplication);
	consumer.knownEpoch = epoch;
	makeRoom(queue, consumer);
	settleHead(queue);
}

/** A message that was with a consumer and returns is flagged, seen by the application or not (R13). */
export function flagReturned(queue: Queue, copy: Copy, cause: u32): void {
	copy.flags |= <u8>CopyFlag.Redelivered;
	// An application that gives back what a crash had repeated is not the reason of the repeat.
	if (cause != DuplicateCause.RequeuedByApplication || copy.cause == NO_CAUSE) {
		copy.cause = <u8>cause;
	}
	const place = LossCause.Count + cause;
	trace(copy.message, TraceKind.Requeued, Place.Node, queue.masterNode, place, copy.send);
}

/** Its window has opened, and with `global` that of all consumers on its channel. */
function makeRoom(queue: Queue, consumer: Consumer): void {
	rejoinRow(queue, consumer);
	if (!consumer.prefetchGlobal) return;
	for (let index: u32 = 0; index < consumerCount; index++) {
		const other = consumerAt(index);
		if (other.sharedChannel != consumer.sharedChannel || other == consumer) continue;
		const elsewhere = queueSeenFrom(other.node, other.queue);
		if (!other.subscribed || elsewhere.state != QueueState.Up) continue;
		rejoinRow(elsewhere, other);
		if (elsewhere != queue) nextJob(masterOf(elsewhere));
	}
}
