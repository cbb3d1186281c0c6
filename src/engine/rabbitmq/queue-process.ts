/**
 * A queue's process: takes publishes, acknowledgements and subscriptions one after the other, each
 * at its cost, and delivers whenever it can before it takes up its mail.
 */
import { clear, now } from '../kernel/events';
import { ringLength } from '../kernel/ring';
import { begin, hasMail, isFree, post, postUrgent, takeMail } from '../world/process';
import { cost } from '../world/costs';
import { Place, TraceKind } from '../ledger/causes';
import { trace } from '../ledger/trace';
import { acknowledge, answeredBy, recoverUnacked, reject } from './acknowledge';
import { grantCredit } from './channel';
import { CREDIT_MORE } from './channel-state';
import { clientAt } from './client/client';
import { Consumer } from './client/consumer';
import { answerOf, framesOf } from './client/reading';
import { Copy, CopyFlag, settle } from './copy';
import { RabbitmqCost } from './costs';
import { canDeliver, deliverable, deliverNext, isWindowFull } from './delivery';
import { beginLifetime, refuse, refusesMore, settleHead } from './head';
import { afterJob, finishSync, notePublished, overflowCost, syncCost } from './journal';
import { copyingCost, finishCopying, mirrorApply } from './mirrors';
import { isPersisted, Queue, Replica } from './queue';
import { makeReady } from './ready';
import { passOnPublish } from './ring';
import { cancel, subscribe } from './subscription';

/** Jobs of a queue process; the low byte of `c`. */
export const enum Job {
	Publish = 1,
	Ack,
	Subscribe,
	Cancel,
	/** Internal: give the next ready messages to consumers; `a`: how many. */
	Deliver,
	/** Internal: write and sync the journal. */
	Sync,
	/** At a mirror: a publish told by the master. */
	MirrorPublish,
	/** At a mirror: an acknowledgement told by the master. */
	MirrorAck,
	/** Internal: copy the backlog to a mirror that joined. */
	Synchronise,
	/** `basic.nack`, `basic.reject`. */
	Reject,
	/** `basic.recover`. */
	Recover,
	/** Internal: the head falls due. */
	Expire
}

/**
 * Deliveries that it makes before the channel gets its turn, so that they leave together: Erlang's
 * scheduler goes on to the next process after 4000 reductions, taken as 250 each.
 */
const DELIVERIES_AT_ONCE: u32 = 16;

/** Gives a job to a queue process. */
export function submit(replica: Replica, a: u32, b: u32, c: u32): void {
	replica.lastActive = now;
	if (isFree(replica.process)) begin(replica.process, costOf(replica, a, b, c), a, b, c);
	else if (isAnswer(c)) postUrgent(replica.process, a, b, c);
	else post(replica.process, a, b, c);
}

/** Answers of consumers come before all other mail (prioritise_cast of rabbit_amqqueue_process). */
function isAnswer(c: u32): bool {
	return (c & 255) == Job.Ack || (c & 255) == Job.Reject;
}

function consumerOf(client: u32): Consumer {
	return changetype<Consumer>(changetype<usize>(clientAt(client)));
}

function costOf(replica: Replica, a: u32, b: u32, c: u32): f64 {
	switch (c & 255) {
		case Job.Publish: {
			const copy = changetype<Copy>(a);
			const mirrors = ringLength(replica.queue.mirrorNodes);
			let us = cost(RabbitmqCost.QueuePublish) + cost(RabbitmqCost.Mirror) * <f64>mirrors;
			if (isPersisted(replica.queue, copy)) {
				us += cost(RabbitmqCost.QueuePersist) + overflowCost(replica, copy);
				if (copy.waiting) us += cost(RabbitmqCost.QueueConfirm);
			}
			if (copy.waiting) us += cost(RabbitmqCost.QueueConfirmTransient);
			return us;
		}
		case Job.MirrorPublish:
			return cost(RabbitmqCost.Mirror) + overflowCost(replica, changetype<Copy>(a));
		case Job.Ack:
		case Job.Reject:
			return answerCost(consumerOf(c >> 16), a, b);
		case Job.Synchronise:
			return copyingCost(replica.queue);
		default:
			return cost(RabbitmqCost.QueueAck);
	}
}

/** Of a run of frames, and of the messages that they take out of the queue. */
function answerCost(consumer: Consumer, tag: u32, run: u32): f64 {
	let us = cost(RabbitmqCost.QueueAck);
	if (consumer.prefetch != 0) us += cost(RabbitmqCost.QueueLimit);
	us *= <f64>framesOf(run);
	us += cost(RabbitmqCost.QueueAckMessage) * <f64>answeredBy(consumer, tag, answerOf(run));
	// A full window: the acknowledgement has to wake its delivery again.
	return isWindowFull(consumer) ? us + cost(RabbitmqCost.QueueUnblock) : us;
}

/** A queue process finished a job. */
export function onReplicaJob(replica: Replica, a: u32, b: u32, c: u32): void {
	const queue = replica.queue;
	replica.process.busy = false;
	replica.lastActive = now;
	switch (c & 255) {
		case Job.Publish:
			enqueue(queue, replica, changetype<Copy>(a));
			break;
		case Job.Ack:
			acknowledge(queue, consumerOf(c >> 16), a, answerOf(b), (c >> 8) & 255);
			break;
		case Job.Reject:
			reject(queue, consumerOf(c >> 16), a, answerOf(b), (c >> 8) & 255);
			break;
		case Job.Recover:
			recoverUnacked(queue, consumerOf(a), b);
			break;
		case Job.Subscribe:
			subscribe(queue, consumerOf(a), b);
			break;
		case Job.Cancel:
			cancel(queue, consumerOf(a), b);
			break;
		case Job.Expire:
			settleHead(queue);
			break;
		case Job.Deliver:
			for (let left = a; left > 0; left--) {
				settleHead(queue);
				deliverNext(queue, replica, 0);
			}
			break;
		case Job.Sync:
			finishSync(replica);
			break;
		case Job.MirrorPublish:
		case Job.MirrorAck:
			mirrorApply(replica, changetype<Copy>(a), (c & 255) == Job.MirrorPublish);
			break;
		default:
			assert((c & 255) == Job.Synchronise, 'a job of a queue process');
			finishCopying(queue, a);
	}
	nextJob(replica);
}

/** Starts what the process does next: a sync that is due, a delivery, its mail, or idling. */
export function nextJob(replica: Replica): void {
	const process = replica.process;
	if (!isFree(process) || !replica.alive) return;
	if (replica.syncDue && ringLength(replica.unsynced) > 0) {
		beginSync(replica);
	} else if (canDeliver(replica)) {
		const count = deliverable(replica.queue, DELIVERIES_AT_ONCE);
		begin(process, cost(RabbitmqCost.QueueDeliver) * <f64>count, count, 0, Job.Deliver);
	} else if (hasMail(process)) {
		const mail = takeMail(process);
		const a = load<u32>(mail);
		const b = load<u32>(mail, 4);
		const c = load<u32>(mail, 8);
		begin(process, costOf(replica, a, b, c), a, b, c);
	} else {
		afterJob(replica);
	}
}

export function beginSync(replica: Replica): void {
	replica.syncDue = false;
	// The next interval begins with the first publish after this sync.
	clear(replica.syncTimer);
	replica.syncTimerSet = false;
	replica.syncingOrder = replica.lastOrder;
	replica.syncingCount = ringLength(replica.unsynced);
	begin(replica.process, syncCost(replica), 0, 0, Job.Sync);
}

/** The master takes a publish: the message has its place in the queue from here on. */
function enqueue(queue: Queue, replica: Replica, copy: Copy): void {
	copy.references--;
	if ((copy.flags & CopyFlag.DeadLettered) == 0) countHandled(queue, copy);
	if (copy.order != 0 && copy.presence & replica.bit) {
		// It came by another way before, from the channel to a mirror that was promoted since.
		settle(copy);
		return;
	}
	if (queue.limited) {
		if (refusesMore(queue, copy)) {
			refuse(queue, replica, copy);
			return;
		}
		beginLifetime(queue, copy);
	}
	copy.order = ++queue.lastOrder;
	replica.lastOrder = copy.order;
	copy.presence |= replica.bit;
	trace(copy.message, TraceKind.Enqueued, Place.Node, replica.node, -1, copy.send);
	passOnPublish(queue, replica.node, copy);
	notePublished(replica, copy);
	makeReady(queue, copy);
	if (queue.readyCount == 1 && canDeliver(replica))
		deliverNext(queue, replica, cost(RabbitmqCost.QueueDeliver));
	// After the delivery: a message with a lifetime of 0 goes to whoever waits for it (R20).
	settleHead(queue);
}

function countHandled(queue: Queue, copy: Copy): void {
	const client = clientAt(copy.client);
	const address = client.handled + ((<usize>queue.index) << 2);
	const handled = load<u32>(address) + 1;
	store<u32>(address, handled);
	if (handled == CREDIT_MORE) {
		store<u32>(address, 0);
		grantCredit(client, queue);
	}
}
