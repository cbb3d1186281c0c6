/**
 * A subscription at a broker: what was given to its consumer and not acknowledged, and how much
 * more it may get. Tags number what was given. When it ends without a word, everything it was given
 * goes back with one delivery more to its count, seen by the application or not (A4).
 */
import { allocateForever } from '../kernel/memory';
import { createRing, Ring, ringAt, ringClear, ringLength } from '../kernel/ring';
import { consumerAt, consumerCount } from '../clients/roster';
import { DuplicateCause, Place, TraceKind } from '../ledger/causes';
import { trace } from '../ledger/trace';
import { reviewBridges } from './bridge';
import { asConsumer } from './client/consumer';
import { Copy, CopyFlag, CopyState, isPersistent, NO_CAUSE, unmark } from './copy';
import { clearList, CopyList, createList, prepend } from './copy-list';
import { addSubscription, removeSubscription } from './destination';
import { wake } from './dispatcher';
import { isDurable, isTopic } from './options';
import { Session } from './session';
import { Site } from './site';
import { dispatchPending, dropPending } from './topic';

const SUBSCRIPTIONS_MAX: u32 = 1 << 10;
const COUNT_MAX: u32 = 15;

@unmanaged
export class Subscription {
	index: u32;
	free: bool;
	site: Site;
	/** Number of its consumer; of a bridge, none. */
	consumer: u32;
	/** The connection that it is on; null: a durable one that is away, or a bridge. */
	session: Session | null;
	/** Address of the network bridge that it belongs to; 0: a consumer's. */
	bridge: usize;
	exclusive: bool;
	/** Of a topic: outlives its consumer's connection. */
	durable: bool;
	prefetch: u32;
	/** How far the window is widened by what was delivered and cannot be acknowledged yet. */
	extension: u32;
	/** Copies given from tag `firstTag` on; 0: acknowledged. */
	dispatched: Ring;
	firstTag: u32;
	unacked: u32;
	/** Of a topic: what waits for room. */
	pending: CopyList;
}

const subscriptions = new StaticArray<usize>(SUBSCRIPTIONS_MAX);
export let subscriptionSlots: u32 = 0;

export function initialiseSubscriptions(): void {
	subscriptionSlots = 0;
}

export function subscriptionInSlot(index: u32): Subscription {
	assert(index < SUBSCRIPTIONS_MAX, 'subscription');
	return changetype<Subscription>(unchecked(subscriptions[index]));
}

export function createSubscription(site: Site, prefetch: u32): Subscription {
	const subscription = unusedSubscription();
	subscription.free = false;
	subscription.site = site;
	subscription.consumer = 0;
	subscription.session = null;
	subscription.bridge = 0;
	subscription.exclusive = false;
	subscription.durable = false;
	subscription.prefetch = prefetch;
	reset(subscription);
	addSubscription(site.destination, subscription);
	return subscription;
}

function unusedSubscription(): Subscription {
	for (let index: u32 = 0; index < subscriptionSlots; index++) {
		if (subscriptionInSlot(index).free) return subscriptionInSlot(index);
	}
	assert(subscriptionSlots < SUBSCRIPTIONS_MAX, 'too many subscriptions at once');
	const subscription = changetype<Subscription>(allocateForever(offsetof<Subscription>()));
	subscription.index = subscriptionSlots;
	subscriptions[subscriptionSlots++] = changetype<usize>(subscription);
	subscription.dispatched = createRing(2);
	subscription.pending = createList();
	return subscription;
}

/** Nothing is given. */
export function reset(subscription: Subscription): void {
	ringClear(subscription.dispatched);
	clearList(subscription.pending);
	subscription.extension = 0;
	subscription.firstTag = 1;
	subscription.unacked = 0;
}

export function hasRoom(subscription: Subscription): bool {
	return subscription.unacked < subscription.prefetch + subscription.extension;
}

/** Whether the oldest message that is not acknowledged has been handed to the journal. */
export function headIsStored(subscription: Subscription): bool {
	if (ringLength(subscription.dispatched) == 0) return false;
	const pointer = load<u32>(ringAt(subscription.dispatched, 0));
	if (pointer == 0) return false;
	const copy = changetype<Copy>(pointer);
	return isPersistent(copy) && (copy.flags & CopyFlag.Queued) == 0;
}

/** A consumer asks for messages. */
export function subscribe(session: Session): void {
	const consumer = asConsumer(session.connection.client);
	const site = session.site;
	let subscription = isTopic && isDurable ? durableOf(site, consumer.ordinal) : null;
	// A durable subscription has one consumer: the newer connection takes it over.
	if (subscription != null) takeOver(subscription);
	if (subscription == null) {
		subscription = createSubscription(site, consumer.prefetch);
		subscription.consumer = consumer.ordinal;
		subscription.durable = isTopic && isDurable;
		subscription.exclusive = consumer.exclusive;
	}
	subscription.session = session;
	subscription.firstTag = 1;
	session.subscription = subscription;
	if (isTopic) dispatchPending(subscription);
	else wake(site, 1);
	reviewBridges();
}

function takeOver(subscription: Subscription): void {
	const older = subscription.session;
	if (older == null) return;
	older.subscription = null;
	giveBack(subscription, DuplicateCause.ConnectionLoss, false);
}

function durableOf(site: Site, consumer: u32): Subscription | null {
	for (let index: u32 = 0; index < subscriptionSlots; index++) {
		const subscription = subscriptionInSlot(index);
		if (subscription.free || !subscription.durable) continue;
		if (subscription.site.index == site.index && subscription.consumer == consumer) {
			return subscription;
		}
	}
	return null;
}

/** Durable subscriptions exist before their consumers first connect. */
export function createDurableSubscriptions(site: Site): void {
	for (let ordinal: u32 = 0; ordinal < consumerCount; ordinal++) {
		const subscription = createSubscription(site, asConsumer(consumerAt(ordinal)).prefetch);
		subscription.consumer = ordinal;
		subscription.durable = true;
	}
}

/** The consumer is gone; `cause` NO_CAUSE: it said so before. */
export function closeSubscription(subscription: Subscription, cause: u32): void {
	const site = subscription.site;
	const wasBridge = subscription.bridge != 0;
	giveBack(subscription, cause, cause == NO_CAUSE);
	subscription.session = null;
	if (isTopic && subscription.durable) return;
	if (isTopic) dropPending(subscription);
	freeSubscription(subscription);
	if (isTopic) return;
	wake(site, 1);
	if (!wasBridge) reviewBridges();
}

export function freeSubscription(subscription: Subscription): void {
	removeSubscription(subscription.site.destination, subscription);
	reset(subscription);
	subscription.session = null;
	subscription.free = true;
}

/** What it was given and did not acknowledge is the first to be given again. */
function giveBack(subscription: Subscription, cause: u32, clean: bool): void {
	const site = subscription.site;
	const list = isTopic ? subscription.pending : site.destination.pending;
	for (let index = ringLength(subscription.dispatched); index > 0; index--) {
		const pointer = load<u32>(ringAt(subscription.dispatched, index - 1));
		if (pointer == 0) continue;
		const copy = changetype<Copy>(pointer);
		copy.state = <u8>CopyState.Pending;
		unmark(copy, CopyFlag.Settling | CopyFlag.Widened);
		if (!clean && <u32>copy.count < COUNT_MAX) copy.count++;
		if (!clean) copy.cause = <u8>cause;
		trace(copy.message, TraceKind.Requeued, Place.Node, site.node, -1, copy.send);
		prepend(list, copy);
		if (!isTopic) site.destination.paged++;
	}
	ringClear(subscription.dispatched);
	subscription.unacked = 0;
	subscription.extension = 0;
	subscription.firstTag = 1;
}
