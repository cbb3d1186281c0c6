/**
 * The thread that stores what is sent to queues while it is dispatched already
 * (`concurrentStoreAndDispatchQueues`): what is acknowledged before its turn is never written.
 */
import { ringLength } from '../kernel/ring';
import { begin, hasMail, isFree, post, takeMail } from '../world/process';
import { cost } from '../world/costs';
import { Copy, CopyFlag, CopyState, free, unmark } from './copy';
import { ActivemqCost } from './costs';
import { record } from './send';
import { answer } from './session';
import { Site } from './site';
import { resumeBlocked } from './usage';

/** maxAsyncJobs: so many messages wait for the thread, then connections are not read further. */
export const STORE_JOBS_MAX: u32 = 10000;

export function storeLater(site: Site, copy: Copy, ticket: u32): void {
	const wakeUs = cost(ActivemqCost.StoreWake);
	if (isFree(site.store)) start(site, changetype<u32>(copy), ticket, wakeUs);
	else post(site.store, changetype<u32>(copy), ticket, 0);
}

function start(site: Site, a: u32, ticket: u32, wakeUs: f64): void {
	begin(site.store, wakeUs + cost(ActivemqCost.StoreAdd), a, ticket, 0);
}

/** Acknowledged before it was stored. The producer has been answered then, a bridge is now. */
function cancel(copy: Copy, ticket: u32): void {
	if (copy.flags & CopyFlag.Forwarded) answer(ticket, copy.message);
	free(copy);
}

export function onStoreJob(site: Site, a: u32, ticket: u32): void {
	site.store.busy = false;
	const copy = changetype<Copy>(a);
	if (copy.state == CopyState.Removed) {
		cancel(copy, ticket);
	} else {
		unmark(copy, CopyFlag.Queued | CopyFlag.Awaited);
		record(site, copy, ticket);
	}
	while (hasMail(site.store)) {
		const mail = takeMail(site.store);
		const next = changetype<Copy>(load<u32>(mail));
		if (next.state == CopyState.Removed) {
			cancel(next, load<u32>(mail, 4));
			continue;
		}
		start(site, load<u32>(mail), load<u32>(mail, 4), 0);
		break;
	}
	if (site.hasBlocked && ringLength(site.store.mailbox) < STORE_JOBS_MAX) resumeBlocked(site);
}
