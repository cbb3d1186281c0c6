/**
 * Memory and store in use, their limits, and producer flow control: a connection that sends beyond
 * a limit is not read any further until space is free, so its producer's `send` blocks (A10).
 */
import { producerAt } from '../clients/roster';
import { Copy, CopyFlag, isPersistent, unmark } from './copy';
import { memoryLimitBytes, storeLimitBytes } from './options';
import { retrySend, sessionAt, sessionCount } from './session';
import { Site } from './site';

export function messageBytes(copy: Copy): f64 {
	return producerAt(copy.producer).workload.size;
}

/** Whether a message of this kind has to wait. */
export function isFull(site: Site, persistent: bool): bool {
	if (!persistent) return memoryLimitBytes > 0 && site.memoryBytes >= memoryLimitBytes;
	return site.diskFull || (storeLimitBytes > 0 && site.storeBytes >= storeLimitBytes);
}

/** The broker holds it no more. */
export function vacate(site: Site, copy: Copy): void {
	if (copy.flags & CopyFlag.InMemory) {
		unmark(copy, CopyFlag.InMemory);
		site.memoryBytes -= messageBytes(copy);
	} else if (isPersistent(copy)) {
		site.storeBytes -= messageBytes(copy);
	}
	if (site.hasBlocked) resumeBlocked(site);
}

/** Those who waited for space try again, in the order of their connections. */
export function resumeBlocked(site: Site): void {
	site.hasBlocked = false;
	for (let index: u32 = 0; index < sessionCount; index++) {
		const session = sessionAt(index);
		if (!session.free && session.site.index == site.index && session.heldBack) retrySend(session);
	}
}
