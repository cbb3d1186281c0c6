/**
 * A topic: each subscription gets a copy of its own. A durable one keeps what comes while its
 * consumer is away; without any subscription a message is nobody's. Only durable subscriptions
 * make a persistent message worth storing, and they get it when it is stored.
 */
import { now } from '../kernel/events';
import { cost } from '../world/costs';
import { destroyed } from '../ledger/ledger';
import { LossCause, Place, TraceKind } from '../ledger/causes';
import { trace } from '../ledger/trace';
import { Copy, CopyFlag, CopyState, createCopy, free, mark } from './copy';
import { append, takeFirst } from './copy-list';
import { ActivemqCost } from './costs';
import { occupy, subscriptionAt } from './destination';
import { give } from './dispatcher';
import { noteWritten } from './journal';
import { isTopic } from './options';
import { forget, record } from './send';
import { answer, NOBODY } from './session';
import { Site } from './site';
import { hasRoom, Subscription, subscriptionInSlot } from './subscription';
import { vacate } from './usage';

export function isForSubscription(_copy: Copy): bool {
	return isTopic;
}

/** `position` of the record that has stored it with its transaction; 0: it is to be stored. */
export function publish(
	site: Site,
	message: u32,
	send: u32,
	producer: u32,
	persistent: bool,
	ticket: u32,
	position: u32
): void {
	const destination = site.destination;
	const count = destination.subscriptionCount;
	if (count == 0) forget(site, message, send);
	let newest: Copy | null = null;
	for (let index: u32 = 0; index < count; index++) {
		const subscription = subscriptionAt(destination, index);
		const copy = createCopy(message, send, producer, site.index);
		copy.subscription = <u8>subscription.index;
		copy.sequence = ++destination.lastSequence;
		trace(message, TraceKind.Enqueued, Place.Node, site.node, -1, send);
		const stored = persistent && subscription.durable;
		if (stored && position > 0) {
			mark(copy, CopyFlag.Persistent);
			copy.position = position;
			noteWritten(site, copy);
			toSubscription(site, copy);
		} else if (stored) {
			mark(copy, CopyFlag.Persistent | CopyFlag.Hidden);
			// Whoever waits is answered when the newest is stored, and with it all the others.
			if (newest != null) record(site, newest, NOBODY);
			newest = copy;
		} else {
			toSubscription(site, copy);
		}
	}
	if (newest != null) record(site, newest, ticket);
	else answer(ticket, message);
}

export function toSubscription(site: Site, copy: Copy): void {
	const subscription = subscriptionInSlot(copy.subscription);
	copy.state = <u8>CopyState.Pending;
	occupy(site, copy);
	append(subscription.pending, copy);
	dispatchPending(subscription);
}

/** Gives it what waits, as far as there is room. The threads of many connections do this. */
export function dispatchPending(subscription: Subscription): void {
	if (subscription.session == null) return;
	const site = subscription.site;
	const clock = site.destination.process;
	while (subscription.pending.length > 0 && hasRoom(subscription)) {
		clock.freeAt = max(now, clock.freeAt) + cost(ActivemqCost.DispatchMessage);
		give(site, subscription, takeFirst(subscription.pending), clock.freeAt);
	}
}

/** A subscription that is not durable ends, and with it what was for it. */
export function dropPending(subscription: Subscription): void {
	while (subscription.pending.length > 0) {
		const copy = takeFirst(subscription.pending);
		const site = subscription.site;
		destroyed(copy.message, LossCause.NoSubscriber, Place.Node, site.node, copy.send);
		vacate(site, copy);
		free(copy);
	}
}
