/**
 * What a replica does with its disk. Entries of the queue index stand in a journal in memory until
 * a flush: asked for by a confirm, after 200 ms without anything to do, or at 32 768 entries
 * (R2, R8; rabbit_queue_index and rabbit_amqqueue_process of RabbitMQ 3.10). Bodies below 4096
 * bytes are inside the index; larger ones go to the message store, which syncs every 25 ms.
 */
import { now, push } from '../kernel/events';
import { ringClear, ringLength, ringPush, ringShift } from '../kernel/ring';
import { Cost, cost } from '../world/costs';
import { RabbitmqCost } from './costs';
import { nodeAt, syncDelay } from '../world/node';
import { Place, TraceKind } from '../ledger/causes';
import { trace } from '../ledger/trace';
import { Copy, CopyFlag, settle } from './copy';
import { isMaster, isPersisted, Replica, sizeOf } from './queue';
import { beginSync, nextJob } from './queue-process';
import { replicaConfirmed } from './mirrors';

/** queue_index_max_journal_entries. */
const JOURNAL_ENTRIES_MAX: u32 = 32768;
/** SYNC_INTERVAL of rabbit_amqqueue_process. */
const SYNC_INTERVAL_US: f64 = 200000;
/** SYNC_INTERVAL of rabbit_msg_store. */
const STORE_SYNC_INTERVAL_US: f64 = 25000;

/** A publish has been put into the journal, or only into memory. */
export function notePublished(replica: Replica, copy: Copy): void {
	if (!isPersisted(replica.queue, copy)) {
		replicaConfirmed(replica, copy);
		return;
	}
	replica.journalEntries++;
	replica.journalBytes += sizeOf(copy);
	if (replica.journalEntries >= JOURNAL_ENTRIES_MAX) flush(replica);
	if ((copy.waiting & replica.bit) == 0) return;
	copy.references++;
	store<u32>(ringPush(replica.unsynced), changetype<u32>(copy));
	if (!replica.syncTimerSet) {
		replica.syncTimerSet = true;
		const interval =
			copy.flags & CopyFlag.Large ? STORE_SYNC_INTERVAL_US : cost(RabbitmqCost.SyncInterval);
		push(replica.syncTimer, now + interval, 0, 0, 0);
	}
}

/** What this publish adds when it fills the journal: writing it all, without a sync. */
export function overflowCost(replica: Replica, copy: Copy): f64 {
	if (replica.journalEntries + 1 < JOURNAL_ENTRIES_MAX) return 0;
	return (replica.journalBytes + sizeOf(copy)) / cost(Cost.DiskBytesPerUs);
}

/** Writes the journal to the page cache. */
function flush(replica: Replica): void {
	replica.writtenOrder = replica.lastOrder;
	replica.journalEntries = 0;
	replica.journalBytes = 0;
	ringClear(replica.unwrittenAcks);
}

/**
 * An acknowledgement. Of a publish that is written, it is one more journal entry, and a crash
 * before the next flush brings the message back; of one that is not, both leave the journal.
 */
export function noteAcked(replica: Replica, copy: Copy): void {
	if (!isMaster(replica) || !isPersisted(replica.queue, copy)) return;
	if (copy.order > replica.writtenOrder) {
		if (replica.journalEntries > 0) replica.journalEntries--;
		return;
	}
	const address = ringPush(replica.unwrittenAcks);
	store<u32>(address, copy.message);
	store<u32>(address, copy.order, 4);
	store<u32>(address, (<u32>copy.send) | ((<u32>copy.flags) << 8), 8);
	store<u32>(address, copy.client, 12);
	if (++replica.journalEntries >= JOURNAL_ENTRIES_MAX) flush(replica);
}

export function syncCost(replica: Replica): f64 {
	const node = nodeAt(replica.node);
	// Each file's sync waits for the one before it.
	for (let file: f64 = 1; file < cost(RabbitmqCost.SyncFiles); file++) syncDelay(node, 0);
	return cost(RabbitmqCost.SyncOverhead) + syncDelay(node, replica.journalBytes);
}

/** The journal is on the disk: everything it covered is safe, and confirmed. */
export function finishSync(replica: Replica): void {
	flush(replica);
	replica.writtenOrder = replica.syncingOrder;
	replica.syncedOrder = replica.syncingOrder;
	for (let count = replica.syncingCount; count > 0; count--) {
		const copy = changetype<Copy>(load<u32>(ringShift(replica.unsynced)));
		trace(copy.message, TraceKind.Synced, Place.Node, replica.node, -1, copy.send);
		copy.references--;
		replicaConfirmed(replica, copy);
		settle(copy);
	}
	replica.syncingCount = 0;
}

/** Nothing to do: sync at once for those who wait, otherwise flush after a while of idling. */
export function afterJob(replica: Replica): void {
	if (ringLength(replica.unsynced) > 0) {
		beginSync(replica);
	} else if (replica.journalEntries > 0 && !replica.idleTimerSet) {
		replica.idleTimerSet = true;
		push(replica.idleTimer, now + SYNC_INTERVAL_US, 0, 0, 0);
	}
}

export function onSyncTimer(replica: Replica): void {
	replica.syncTimerSet = false;
	if (ringLength(replica.unsynced) == 0) return;
	replica.syncDue = true;
	nextJob(replica);
}

export function onIdleTimer(replica: Replica): void {
	replica.idleTimerSet = false;
	if (!replica.alive || replica.journalEntries == 0 || replica.process.busy) return;
	const due = replica.lastActive + SYNC_INTERVAL_US;
	if (now < due) {
		replica.idleTimerSet = true;
		push(replica.idleTimer, due, 0, 0, 0);
	} else {
		beginSync(replica);
	}
}
