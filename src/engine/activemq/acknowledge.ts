/** What an acknowledgement does at the broker: ranges of a subscription's tags (A1 – A3). */
import { Ring, ringAt, ringLength, ringShift } from '../kernel/ring';
import { deadLettered } from '../ledger/ledger';
import { Place, TraceKind } from '../ledger/causes';
import { trace } from '../ledger/trace';
import { asProducer, JmsProducer } from './client/producer';
import { producerAt } from '../clients/roster';
import { hasMail } from '../world/process';
import { Copy, CopyFlag, CopyState, free, isPersistent, mark, unmark } from './copy';
import { wake, wakeSoon } from './dispatcher';
import { appendRecord, Journaled, settleRemoved } from './journal';
import { isTopic } from './options';
import { answer, NOBODY, ticketOf } from './session';
import { Site } from './site';
import { Subscription } from './subscription';
import { dispatchPending } from './topic';
import { vacate } from './usage';

/**
 * The messages of tags `tag − count + 1` … `tag` are done. `commit`: place of the commit that says
 * so, 0 outside a transaction.
 */
export function acknowledge(subscription: Subscription, tag: u32, count: u32, commit: u32): void {
	const removed = settleRange(subscription, tag, count, commit, false);
	contract(subscription, removed);
}

/** The application cannot process them: they go to ActiveMQ.DLQ (A9). */
export function poison(subscription: Subscription, tag: u32, count: u32): void {
	const removed = settleRange(subscription, tag, count, 0, true);
	contract(subscription, removed);
}

/** The client has so many that it cannot acknowledge yet: a DELIVERED ack widens its window (A3). */
export function expand(subscription: Subscription, count: u32): void {
	subscription.extension += count;
	goOn(subscription, 1);
}

function contract(subscription: Subscription, removed: u32): void {
	subscription.extension -= min(removed, subscription.extension);
	goOn(subscription, removed);
}

/** Each message that is done wakes the dispatching thread once (Queue.removeMessage). */
function goOn(subscription: Subscription, times: u32): void {
	if (isTopic) dispatchPending(subscription);
	else if (readsOn(subscription)) wakeSoon(subscription.site, times);
	else wake(subscription.site, times);
}

/** Its connection's thread has more to handle. */
function readsOn(subscription: Subscription): bool {
	const session = subscription.session;
	return session != null && hasMail(session.process);
}

function settleRange(
	subscription: Subscription,
	tag: u32,
	count: u32,
	commit: u32,
	poisoned: bool
): u32 {
	const ring = subscription.dispatched;
	if (tag < subscription.firstTag) return 0;
	const last = tag - subscription.firstTag;
	assert(last < ringLength(ring), 'an acknowledgement of what was never given');
	let removed: u32 = 0;
	for (let index = last + 1 - min(count, last + 1); index <= last; index++) {
		const address = ringAt(ring, index);
		const copy = changetype<Copy>(load<u32>(address));
		if (changetype<usize>(copy) == 0) continue;
		store<u32>(address, 0);
		removed++;
		if (poisoned) bury(subscription.site, copy);
		remove(subscription.site, copy, commit);
	}
	closeGaps(subscription, removed);
	return removed;
}

/** What is removed from the front is forgotten. */
function closeGaps(subscription: Subscription, removed: u32): void {
	const ring = subscription.dispatched;
	subscription.unacked -= removed;
	while (ringLength(ring) > 0 && load<u32>(ringAt(ring, 0)) == 0) {
		ringShift(ring);
		subscription.firstTag++;
	}
}

/**
 * The open transaction acknowledges the newest `count` up to the tag that it has not yet. They need
 * not lie side by side: what came again and had been received before was told of by itself.
 */
export function settleLater(subscription: Subscription, tag: u32, count: u32): void {
	if (tag < subscription.firstTag) return;
	let widening: u32 = 0;
	let left = count;
	for (let place = tag - subscription.firstTag + 1; place > 0 && left > 0; place--) {
		const copy = changetype<Copy>(load<u32>(ringAt(subscription.dispatched, place - 1)));
		if (changetype<usize>(copy) == 0 || copy.flags & CopyFlag.Settling) continue;
		if (!(copy.flags & CopyFlag.Widened)) widening++;
		mark(copy, CopyFlag.Settling | CopyFlag.Widened);
		left--;
	}
	expand(subscription, widening);
}

/** Its transaction is committed; `commit`: place of that in the journal. */
export function acknowledgeSettling(subscription: Subscription, commit: u32): void {
	const ring = subscription.dispatched;
	let removed: u32 = 0;
	for (let index: u32 = 0; index < ringLength(ring); index++) {
		const copy = settlingAt(ring, index);
		if (changetype<usize>(copy) == 0) continue;
		store<u32>(ringAt(ring, index), 0);
		removed++;
		remove(subscription.site, copy, commit);
	}
	closeGaps(subscription, removed);
	contract(subscription, removed);
}

/** Its transaction is rolled back. */
export function forgetSettling(subscription: Subscription): void {
	const ring = subscription.dispatched;
	for (let index: u32 = 0; index < ringLength(ring); index++) {
		const copy = settlingAt(ring, index);
		if (changetype<usize>(copy) != 0) unmark(copy, CopyFlag.Settling);
	}
}

/** The copy given so manyth, if the open transaction acknowledges it; else null. */
function settlingAt(ring: Ring, index: u32): Copy {
	const copy = changetype<Copy>(load<u32>(ringAt(ring, index)));
	const settles = changetype<usize>(copy) != 0 && (copy.flags & CopyFlag.Settling) != 0;
	return settles ? copy : changetype<Copy>(0);
}

/** The copy in the dead-letter queue starts anew and is nobody's here. */
function bury(site: Site, copy: Copy): void {
	trace(copy.message, TraceKind.DeadLettered, Place.Node, site.node, -1, copy.send);
	deadLettered(copy.message);
}

/** The copy is done; it is kept until no fault can bring it back. */
export function remove(site: Site, copy: Copy, commit: u32): void {
	trace(copy.message, TraceKind.Acked, Place.Node, site.node, -1, copy.send);
	vacate(site, copy);
	if (!isPersistent(copy)) {
		free(copy);
		return;
	}
	copy.state = <u8>CopyState.Removed;
	if (copy.flags & CopyFlag.Queued) {
		// The storing thread has not begun with it: it is cancelled, and whoever waits need not.
		copy.next = 0;
		if (copy.flags & CopyFlag.Awaited && !(copy.flags & CopyFlag.Forwarded)) answerProducer(copy);
	} else if (commit != 0) {
		copy.next = commit;
		settleRemoved(site.journal, copy);
	} else {
		copy.next = appendRecord(site, changetype<u32>(copy), Journaled.Remove, NOBODY, 0);
	}
}

function answerProducer(copy: Copy): void {
	const producer: JmsProducer = asProducer(producerAt(copy.producer));
	const session = producer.connection.session;
	if (!session.free && session.connection == producer.connection) {
		answer(ticketOf(session), copy.message);
	}
}
