/**
 * The destination `orders` of a site. A queue's messages wait in one list; its dispatching thread
 * gives them to consumers (`dispatcher.ts`). A topic has nothing of its own: each subscription
 * holds what is for it (`topic.ts`).
 */
import { allocateForever } from '../kernel/memory';
import { createLane, Lane } from '../kernel/events';
import { createRing, Ring } from '../kernel/ring';
import { createProcess, Process } from '../world/process';
import { Copy, CopyFlag, CopyState, isPersistent, mark } from './copy';
import { append, CopyList, createList } from './copy-list';
import { ActivemqLane } from './lane-kind';
import { wake } from './dispatcher';
import { Site } from './site';
import { Subscription } from './subscription';
import { messageBytes } from './usage';

export const SUBSCRIPTIONS_MAX: u32 = 64;

@unmanaged
export class Destination {
	pending: CopyList;
	/** How many at the head of `pending` are paged in: they need no further run to be given away. */
	paged: u32;
	lastSequence: u32;
	/** In the order in which they will be served next. */
	subscriptions: StaticArray<usize>;
	subscriptionCount: u32;
	/** The dispatching thread, and the runs it owes. */
	process: Process;
	wakeUps: u32;
	/** What it gives to consumers in the run that it is at: subscription, copy, tag, number. */
	outgoing: Ring;
	/** The next search for expired messages, where something would come of it. */
	expiry: Lane;
}

export function createDestination(owner: usize): Destination {
	const destination = changetype<Destination>(allocateForever(offsetof<Destination>()));
	destination.pending = createList();
	destination.subscriptions = new StaticArray<usize>(SUBSCRIPTIONS_MAX);
	destination.outgoing = createRing(4);
	destination.process = createProcess(ActivemqLane.Dispatch, owner);
	destination.expiry = createLane(ActivemqLane.Expiry, owner);
	return destination;
}

export function subscriptionAt(destination: Destination, index: u32): Subscription {
	return changetype<Subscription>(destination.subscriptions[index]);
}

/** A message joins the queue's end. */
export function enqueue(site: Site, copy: Copy): void {
	const destination = site.destination;
	copy.state = <u8>CopyState.Pending;
	copy.sequence = ++destination.lastSequence;
	occupy(site, copy);
	append(destination.pending, copy);
	wake(site, 1);
}

/** A broker holds it: what is not persistent takes memory, what is takes the store. */
export function occupy(site: Site, copy: Copy): void {
	const bytes = messageBytes(copy);
	if (isPersistent(copy)) {
		site.storeBytes += bytes;
	} else {
		mark(copy, CopyFlag.InMemory);
		site.memoryBytes += bytes;
	}
}

export function addSubscription(destination: Destination, subscription: Subscription): void {
	assert(destination.subscriptionCount < SUBSCRIPTIONS_MAX, 'number of subscriptions');
	destination.subscriptions[destination.subscriptionCount++] = changetype<usize>(subscription);
}

export function removeSubscription(destination: Destination, subscription: Subscription): void {
	const pointer = changetype<usize>(subscription);
	let kept: u32 = 0;
	for (let index: u32 = 0; index < destination.subscriptionCount; index++) {
		const other = destination.subscriptions[index];
		if (other != pointer) destination.subscriptions[kept++] = other;
	}
	destination.subscriptionCount = kept;
}
