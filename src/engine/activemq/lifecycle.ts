/**
 * Brokers die, take over and come back. A store outlives its broker: of its messages stay what was
 * written, after a power cut what was synced, and nothing of what was only in memory; nobody is
 * told afterwards that a message had been delivered before. Shared-store slaves poll for the lock
 * (A8).
 */
import { clear, now, push } from '../kernel/events';
import { createStream, Purpose, Stream, uniform } from '../kernel/random';
import { ringClear } from '../kernel/ring';
import { clientAt, clientCount } from '../clients/roster';
import { destroyed } from '../ledger/ledger';
import { DuplicateCause, LossCause, Place, TraceKind } from '../ledger/causes';
import { trace } from '../ledger/trace';
import { Ending } from '../scenario/fault';
import { cost } from '../world/costs';
import { nodeAt, nodeCount } from '../world/node';
import { noteOutage } from '../world/outage';
import { unparkInto } from '../world/parking';
import { Process, resetProcess } from '../world/process';
import { loseBridges, reviewBridges } from './bridge';
import { connectionOf } from './client/clients';
import { resetByBroker } from './client/connection';
import {
	Copy,
	CopyFlag,
	copyInSlot,
	copySlots,
	CopyState,
	free,
	isPersistent,
	unmark
} from './copy';
import { append, clearList, sortBySequence } from './copy-list';
import { ActivemqCost } from './costs';
import { occupy } from './destination';
import { cutJournal, finishJournal, noteWritten, reopenJournal } from './journal';
import { lockKeepAliveUs, lockPollUs, isTopic, startUs, topology } from './options';
import { loseSession, sessionAt, sessionCount } from './session';
import { Topology } from './settings';
import { isServing, Site, siteAt, siteCount } from './site';
import {
	freeSubscription,
	reset,
	Subscription,
	subscriptionInSlot,
	subscriptionSlots
} from './subscription';

let locks: Stream = changetype<Stream>(0);

export function initialiseLifecycle(): void {
	locks = createStream(Purpose.Promotion, 0);
}

/** The process on a node is dead; its `up` says so already. */
export function loseBroker(node: u32, ending: i32): void {
	for (let index: u32 = 0; index < siteCount; index++) {
		const site = siteAt(index);
		if (site.node != node || (!site.serving && !site.starting)) continue;
		if (site.starting) stopStarting(site);
		else loseSite(site, ending);
		if (topology == Topology.SharedStore) awaitLock(site);
	}
}

function stopStarting(site: Site): void {
	unparkInto(site.serve);
	clear(site.serve);
	site.starting = false;
}

/** A slave gets the lock at its next poll; whose poll comes first is chance. */
function awaitLock(site: Site): void {
	let first = Infinity;
	for (let node: u32 = 0; node < nodeCount; node++) {
		if (!nodeAt(node).up) continue;
		const poll = uniform(locks) * lockPollUs;
		if (poll >= first) continue;
		first = poll;
		site.node = node;
	}
	if (first != Infinity) startBroker(site, first + lockKeepAliveUs);
}

/** The process on a node runs again: it serves its own store, or waits for the lock on the shared one. */
export function regainBroker(node: u32): void {
	for (let index: u32 = 0; index < siteCount; index++) {
		const site = siteAt(index);
		if (site.serving || site.starting) continue;
		if (topology != Topology.SharedStore && site.node != node) continue;
		site.node = node;
		startBroker(site, 0);
	}
}

/** From holding the lock to accepting connections: start, and recovery of what is in the store. */
function startBroker(site: Site, lockUs: f64): void {
	site.starting = true;
	const slots = copySlots();
	let stored: u32 = 0;
	for (let slot: u32 = 0; slot < slots; slot++) {
		const copy = copyInSlot(slot);
		if (copy.state == CopyState.OnDisk && copy.site == site.index) stored++;
	}
	const recoveryUs = <f64>stored * cost(ActivemqCost.RecoverMessage);
	push(site.serve, now + lockUs + startUs + recoveryUs, 0, 0, 0);
}

export function onServe(site: Site): void {
	site.starting = false;
	site.serving = true;
	recover(site);
	reopenJournal(site);
	reviewBridges();
	reviewSites();
}

/** Messages in the store are there again, in their order, and look as if never delivered. */
function recover(site: Site): void {
	const destination = site.destination;
	destination.paged = 0;
	clearList(destination.pending);
	const slots = copySlots();
	for (let slot: u32 = 0; slot < slots; slot++) {
		const copy = copyInSlot(slot);
		if (copy.state != CopyState.OnDisk || copy.site != site.index) continue;
		copy.state = <u8>CopyState.Pending;
		occupy(site, copy);
		trace(copy.message, TraceKind.Recovered, Place.Node, site.node, -1, copy.send);
		if (isTopic) append(subscriptionInSlot(copy.subscription).pending, copy);
		else append(destination.pending, copy);
	}
	sortBySequence(destination.pending);
	for (let index: u32 = 0; index < subscriptionSlots && isTopic; index++) {
		const subscription = subscriptionInSlot(index);
		if (!subscription.free && subscription.site.index == site.index) {
			sortBySequence(subscription.pending);
		}
	}
}

function loseSite(site: Site, ending: i32): void {
	site.serving = false;
	for (let index: u32 = 0; index < clientCount; index++) {
		const connection = connectionOf(clientAt(index));
		if (connection.site.index == site.index) resetByBroker(connection);
	}
	for (let index: u32 = 0; index < sessionCount; index++) {
		const session = sessionAt(index);
		if (!session.free && session.site.index == site.index) loseSession(session);
	}
	loseBridges(site);
	stopThread(site.store);
	stopThread(site.journal.process);
	stopThread(site.destination.process);
	unparkInto(site.destination.expiry);
	clear(site.destination.expiry);
	site.destination.wakeUps = 0;
	if (ending == Ending.Stop) finishStoring(site);
	loseCopies(site, ending);
	loseSubscriptions(site);
	clearList(site.destination.pending);
	site.destination.paged = 0;
	site.memoryBytes = 0;
	site.storeBytes = 0;
	site.hasBlocked = false;
}

function stopThread(process: Process): void {
	unparkInto(process.lane);
	clear(process.lane);
	ringClear(process.mailbox);
	resetProcess(process);
}

/** A broker that is asked to stop stores first what it has accepted. */
function finishStoring(site: Site): void {
	const slots = copySlots();
	for (let slot: u32 = 0; slot < slots; slot++) {
		const copy = copyInSlot(slot);
		if (copy.state == CopyState.Free || copy.site != site.index) continue;
		if (copy.state == CopyState.Removed || !(copy.flags & CopyFlag.Queued)) continue;
		copy.position = ++site.journal.position;
		noteWritten(site, copy);
	}
	finishJournal(site);
}

function loseCopies(site: Site, ending: i32): void {
	const written = site.journal.written;
	const last = cutJournal(site, ending == Ending.PowerLoss);
	const slots = copySlots();
	for (let slot: u32 = 0; slot < slots; slot++) {
		const copy = copyInSlot(slot);
		if (copy.state == CopyState.Free || copy.site != site.index) continue;
		const isThere = isPersistent(copy) && copy.position > 0 && copy.position <= last;
		if (copy.state == CopyState.Removed) {
			if (isThere && copy.next > last) bringBack(copy, DuplicateCause.AckNotOnDisk);
			else free(copy);
		} else if (!isThere) {
			destroyed(copy.message, lossAt(copy, ending, written), Place.Node, site.node, copy.send);
			free(copy);
		} else {
			const again =
				topology == Topology.SharedStore ? DuplicateCause.Failover : DuplicateCause.ConnectionLoss;
			// One that was brought back keeps why.
			const wasGiven =
				copy.state == CopyState.Dispatched && copy.cause != DuplicateCause.AckNotOnDisk;
			bringBack(copy, wasGiven ? again : copy.cause);
		}
	}
}

function bringBack(copy: Copy, cause: u32): void {
	copy.state = <u8>CopyState.OnDisk;
	unmark(copy, CopyFlag.Queued | CopyFlag.Awaited | CopyFlag.Hidden);
	unmark(copy, CopyFlag.Settling | CopyFlag.Widened);
	copy.cause = <u8>cause;
	copy.count = 0;
}

function lossAt(copy: Copy, ending: i32, written: u32): i32 {
	if (ending == Ending.Stop && !isPersistent(copy)) return LossCause.TransientAtCleanStop;
	const wasWritten = isPersistent(copy) && copy.position > 0 && copy.position <= written;
	return wasWritten ? LossCause.NotSyncedAtPowerLoss : LossCause.InMemoryAtCrash;
}

/** Durable subscriptions are in the store. */
function loseSubscriptions(site: Site): void {
	for (let index: u32 = 0; index < subscriptionSlots; index++) {
		const subscription: Subscription = subscriptionInSlot(index);
		if (subscription.free || subscription.site.index != site.index) continue;
		if (subscription.durable) {
			reset(subscription);
			subscription.session = null;
		} else {
			freeSubscription(subscription);
		}
	}
}

/** No broker serves clients: an outage. */
export function reviewSites(): void {
	let down = true;
	for (let index: u32 = 0; index < siteCount; index++) {
		if (isServing(siteAt(index))) down = false;
	}
	noteOutage(down);
}

/** What stays in a store whose broker never returned. */
export function loseWhatNeverReturned(): void {
	const slots = copySlots();
	for (let slot: u32 = 0; slot < slots; slot++) {
		const copy = copyInSlot(slot);
		if (copy.state != CopyState.OnDisk) continue;
		const site = siteAt(copy.site);
		if (site.starting) continue;
		destroyed(copy.message, LossCause.NodeNeverReturned, Place.Node, site.node, copy.send);
		free(copy);
	}
}
