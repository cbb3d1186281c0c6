/**
 * A queue's dispatching thread (Queue.iterate of ActiveMQ 5.17). Each wake-up lets it page in as
 * many messages as make 200 that are not given away; they go to consumers with free prefetch in
 * turn. Who acknowledges late gives few wake-ups: with `optimizeAcknowledge` and a prefetch above
 * 200 / 0.65 a consumer of a backlog gets 200 messages and no more (recorded), until the queue is next
 * searched for expired messages.
 */
import { laneLength, now, push } from '../kernel/events';
import { ringLength, ringPush, ringShift } from '../kernel/ring';
import { begin, isFree } from '../world/process';
import { cost } from '../world/costs';
import { Place, TraceKind } from '../ledger/causes';
import { trace } from '../ledger/trace';
import { packDelivery } from './client/connection';
import { forward } from './bridge';
import { Copy, CopyFlag, CopyState } from './copy';
import { takeFirst } from './copy-list';
import { ActivemqCost } from './costs';
import { Destination, subscriptionAt } from './destination';
import { pageSize } from './options';
import { COMMAND_BYTES, sendDown } from './session';
import { Site } from './site';
import { hasRoom, Subscription } from './subscription';
import { messageBytes } from './usage';

/** expireMessagesPeriod and maxExpirePageSize. */
const EXPIRE_PERIOD_US: f64 = 30e6;
const EXPIRE_PAGE: u32 = 400;

const enum Step {
	Run = 0,
	Rest
}

/**
 * What a connection's thread handles of what it has read before a thread that it wakes has a core:
 * as long as the scheduler lets it go on, taken as for RabbitMQ. So what comes in together is given
 * away together.
 */
const READ_AT_ONCE: u32 = 16;
/** And what it gives away before the connection's other thread writes it (dispatchAsync, the default). */
const GIVEN_AT_ONCE: u32 = 16;

/** Something has changed, or so many things: the thread is to look as often. */
export function wake(site: Site, times: u32): void {
	if (owe(site, times)) rouse(site);
}

/** The same by a connection's thread that has more to read: it will rouse the other at the end. */
export function wakeSoon(site: Site, times: u32): void {
	if (owe(site, times) && site.destination.wakeUps >= READ_AT_ONCE) rouse(site);
}

function owe(site: Site, times: u32): bool {
	const destination = site.destination;
	if (destination.subscriptionCount == 0 || destination.pending.length == 0) return false;
	destination.wakeUps += times;
	return true;
}

/** The thread that was woken gets its turn. */
export function rouse(site: Site): void {
	const destination = site.destination;
	if (destination.wakeUps == 0 || !isFree(destination.process)) return;
	begin(destination.process, cost(ActivemqCost.DispatchWake), Step.Run, 0, 0);
}

export function onDispatcher(site: Site, step: u32): void {
	const destination = site.destination;
	destination.process.busy = false;
	if (step == Step.Rest && destination.wakeUps == 0) {
		awaitExpiry(destination);
		return;
	}
	// What it gives to a bridge may be acknowledged at once, and wake it while it runs.
	destination.process.busy = true;
	const given = run(site, destination);
	sendOutgoing(destination, given);
	destination.process.busy = false;
	const busyUs = <f64>given * cost(ActivemqCost.DispatchMessage);
	if (given > 0 || destination.wakeUps > 0) begin(destination.process, busyUs, Step.Rest, 0, 0);
	else awaitExpiry(destination);
}

/** The thread rests: if there is room for what is not paged in, the next search will page it in. */
function awaitExpiry(destination: Destination): void {
	if (destination.paged > 0 || destination.pending.length == 0) return;
	if (laneLength(destination.expiry) > 0) return;
	for (let index: u32 = 0; index < destination.subscriptionCount; index++) {
		if (!hasRoom(subscriptionAt(destination, index))) continue;
		const round = Math.floor(now / EXPIRE_PERIOD_US) + 1;
		push(destination.expiry, round * EXPIRE_PERIOD_US, 0, 0, 0);
		return;
	}
}

/** Queue.expireMessages: looks at up to 400 messages, pages in what is missing, and wakes the thread. */
export function onExpiry(site: Site): void {
	const destination = site.destination;
	let inMemory = destination.paged;
	for (let index: u32 = 0; index < destination.subscriptionCount; index++) {
		inMemory += subscriptionAt(destination, index).unacked;
	}
	if (inMemory < EXPIRE_PAGE) {
		destination.paged = min(max(destination.paged, EXPIRE_PAGE), destination.pending.length);
	}
	wake(site, 1);
}

/** Gives away what it can; returns how many. */
function run(site: Site, destination: Destination): u32 {
	let runs = destination.wakeUps;
	destination.wakeUps = 0;
	let given: u32 = 0;
	while (true) {
		while (destination.paged > 0) {
			const copy = changetype<Copy>(destination.pending.head);
			const index = receiverOf(destination, copy);
			if (index < 0) return given;
			takeFirst(destination.pending);
			destination.paged--;
			hand(site, takeTurn(destination, index), copy, ++given);
		}
		if (runs == 0) return given;
		runs--;
		const rest = destination.pending.length - destination.paged;
		if (rest == 0) return given;
		destination.paged += min(rest, pageSize);
	}
}

/** The first in turn that has room; −1: none. An exclusive consumer has the queue for itself. */
function receiverOf(destination: Destination, copy: Copy): i32 {
	const count = destination.subscriptionCount;
	for (let index: u32 = 0; index < count; index++) {
		const subscription = subscriptionAt(destination, index);
		if (subscription.exclusive) return hasRoom(subscription) ? index : -1;
	}
	for (let index: u32 = 0; index < count; index++) {
		const subscription = subscriptionAt(destination, index);
		if (subscription.bridge != 0 && copy.flags & CopyFlag.Forwarded) continue;
		if (hasRoom(subscription)) return index;
	}
	return -1;
}

/** Who was served goes to the end of the turn. */
function takeTurn(destination: Destination, index: i32): Subscription {
	const subscription = subscriptionAt(destination, index);
	const last = <i32>destination.subscriptionCount - 1;
	if (subscription.exclusive || last == 0) return subscription;
	for (let place = index; place < last; place++) {
		destination.subscriptions[place] = destination.subscriptions[place + 1];
	}
	destination.subscriptions[last] = changetype<usize>(subscription);
	return subscription;
}

/** The message is a consumer's now, or a bridge's; it is the so manyth of this run. */
function hand(site: Site, subscription: Subscription, copy: Copy, number: u32): void {
	const tag = assign(site, subscription, copy);
	if (subscription.bridge != 0) {
		forward(subscription, copy, tag, now + <f64>number * cost(ActivemqCost.DispatchMessage));
		return;
	}
	const address = ringPush(site.destination.outgoing);
	store<u32>(address, changetype<u32>(subscription));
	store<u32>(address, changetype<u32>(copy), 4);
	store<u32>(address, tag, 8);
	store<u32>(address, number, 12);
}

/** What a run has given to consumers leaves group by group. */
function sendOutgoing(destination: Destination, given: u32): void {
	while (ringLength(destination.outgoing) > 0) {
		const address = ringShift(destination.outgoing);
		const subscription = changetype<Subscription>(load<u32>(address));
		const copy = changetype<Copy>(load<u32>(address, 4));
		const place = load<u32>(address, 12) - 1;
		const together = min(place - (place % GIVEN_AT_ONCE) + GIVEN_AT_ONCE, given);
		const at = now + <f64>together * cost(ActivemqCost.DispatchMessage);
		sendDelivery(subscription, copy, load<u32>(address, 8), at);
	}
}

/** A topic's message leaves for its consumer at the given time. */
export function give(site: Site, subscription: Subscription, copy: Copy, at: f64): void {
	sendDelivery(subscription, copy, assign(site, subscription, copy), at);
}

/** Returns the tag of the delivery. */
function assign(site: Site, subscription: Subscription, copy: Copy): u32 {
	copy.state = <u8>CopyState.Dispatched;
	const ring = subscription.dispatched;
	store<u32>(ringPush(ring), changetype<u32>(copy));
	subscription.unacked++;
	trace(copy.message, TraceKind.Delivered, Place.Node, site.node, -1, copy.send);
	return subscription.firstTag + ringLength(ring) - 1;
}

function sendDelivery(subscription: Subscription, copy: Copy, tag: u32, at: f64): void {
	const session = subscription.session;
	if (session == null) return;
	const packed = packDelivery(copy.send, session.number, copy.count, copy.cause);
	sendDown(session, at, copy.message, tag, packed, messageBytes(copy) + COMMAND_BYTES);
}
