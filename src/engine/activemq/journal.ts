/**
 * KahaDB's journal. One thread appends: all that waits becomes one batch of at most 4 MiB with one
 * write, and one sync if anybody in it waits for the disk (A7; DataFileAppender of ActiveMQ 5.17).
 * What is written survives the death of the process, what is synced also that of the machine.
 * Places in the journal are counted in records.
 */
import { allocateForever } from '../kernel/memory';
import { now } from '../kernel/events';
import {
	createRing,
	Ring,
	ringAt,
	ringClear,
	ringLength,
	ringPush,
	ringShift
} from '../kernel/ring';
import { begin, createProcess, isFree, Process } from '../world/process';
import { cost } from '../world/costs';
import { lastMoment, nodeAt, syncDelay, transferDelay } from '../world/node';
import { Place, TraceKind } from '../ledger/causes';
import { trace } from '../ledger/trace';
import { ActivemqCost } from './costs';
import { Copy, CopyFlag, free, unmark } from './copy';
import { ActivemqLane } from './lane-kind';
import { checkpointUs, diskSync, periodicSyncUs } from './options';
import { show } from './send';
import { answer, NOBODY } from './session';
import { DiskSync } from './settings';
import { Site } from './site';
import { onCommitted } from './transaction';

export const enum Journaled {
	Add = 1,
	Remove,
	Commit
}

/** As many as the roster takes. */
const PRODUCERS_MAX: u32 = 16;
/** maxWriteBatchSize, and an upper bound of a batch's records. */
const BATCH_BYTES_MAX: f64 = 4194304;
/** Of a message beside its body, of an acknowledgement, of a commit: 144 (netdb11) and as measured. */
const ADD_BYTES: f64 = 144;
const OTHER_BYTES: f64 = 128;
/** What a change of the index adds to the pages that a checkpoint writes. */
const INDEX_BYTES: f64 = 48;

@unmanaged
export class Journal {
	/** The appending thread. */
	process: Process;
	/** Records that wait: address of a copy or session, kind, whom to answer, bytes f32. */
	waiting: Ring;
	/** Of the newest record, of the newest in the page cache, of the newest on the disk. */
	position: u32;
	written: u32;
	synced: u32;
	batchCount: u32;
	batchSyncs: bool;
	/** Records changed in the index since the last checkpoint. */
	dirty: u32;
	nextCheckpoint: f64;
	nextPeriodic: f64;
	/** Removed copies whose record is written and not synced. */
	removed: Ring;
	/** Newest message and sending of each producer, written and synced: message + 1, send. */
	writtenOf: usize;
	syncedOf: usize;
}

export function createJournal(owner: usize): Journal {
	const journal = changetype<Journal>(allocateForever(offsetof<Journal>()));
	journal.process = createProcess(ActivemqLane.Appender, owner);
	journal.waiting = createRing(4);
	journal.removed = createRing(2);
	journal.nextCheckpoint = checkpointUs;
	journal.nextPeriodic = periodicSyncUs;
	journal.writtenOf = allocateForever(PRODUCERS_MAX * 8);
	journal.syncedOf = allocateForever(PRODUCERS_MAX * 8);
	return journal;
}

/** Enters a record; returns its place. `ticket` is who waits for it, and so for the disk. */
export function appendRecord(site: Site, a: u32, kind: i32, ticket: u32, bodyBytes: f64): u32 {
	const journal = site.journal;
	syncOnTime(site);
	const address = ringPush(journal.waiting);
	store<u32>(address, a);
	store<u32>(address, kind, 4);
	store<u32>(address, ticket, 8);
	store<f32>(address, <f32>(bodyBytes + (kind == Journaled.Add ? ADD_BYTES : OTHER_BYTES)), 12);
	journal.dirty++;
	const position = ++journal.position;
	if (isFree(journal.process)) beginBatch(site, cost(ActivemqCost.AppendWake));
	return position;
}

function beginBatch(site: Site, wakeUs: f64): void {
	const journal = site.journal;
	const node = nodeAt(site.node);
	let bytes: f64 = 0;
	let count: u32 = 0;
	let forced = false;
	const length = ringLength(journal.waiting);
	while (count < length && bytes < BATCH_BYTES_MAX) {
		const address = ringAt(journal.waiting, count++);
		bytes += <f64>load<f32>(address, 12);
		forced = forced || load<u32>(address, 8) != NOBODY || load<u32>(address, 4) == Journaled.Commit;
	}
	let delay = wakeUs + cost(ActivemqCost.AppendBatch);
	journal.batchCount = count;
	journal.batchSyncs = forced && diskSync == DiskSync.Always;
	if (now >= journal.nextCheckpoint) delay += checkpoint(site);
	if (journal.batchSyncs) delay += cost(ActivemqCost.SyncOverhead) + syncDelay(node, bytes);
	else delay += transferDelay(node, bytes);
	begin(journal.process, delay, 0, 0, 0);
}

/** Every 5 s the index goes to its file, and the journal before it to the disk. */
function checkpoint(site: Site): f64 {
	const journal = site.journal;
	const node = nodeAt(site.node);
	const bytes = <f64>journal.dirty * INDEX_BYTES;
	journal.dirty = 0;
	journal.nextCheckpoint = (Math.floor(now / checkpointUs) + 1) * checkpointUs;
	if (diskSync == DiskSync.Never) return transferDelay(node, bytes);
	journal.batchSyncs = true;
	return syncDelay(node, bytes);
}

/**
 * What the clock has synced until now: the timer of `periodic`, and a checkpoint that fell into a
 * while without records. Nobody waits for either, so they need no event.
 */
function syncOnTime(site: Site): void {
	const journal = site.journal;
	const node = nodeAt(site.node);
	const last = lastMoment(node);
	if (diskSync == DiskSync.Periodic && last >= journal.nextPeriodic) {
		journal.nextPeriodic = (Math.floor(last / periodicSyncUs) + 1) * periodicSyncUs;
		if (journal.synced != journal.written) syncDelay(node, 0);
		noteSynced(journal);
	}
	if (last >= journal.nextCheckpoint && isFree(journal.process) && diskSync != DiskSync.Never) {
		noteSynced(journal);
	}
}

export function onBatch(site: Site): void {
	const journal = site.journal;
	// Busy to the end: what is answered here may append more.
	const count = journal.batchCount;
	journal.batchCount = 0;
	journal.written += count;
	if (journal.batchSyncs) journal.synced = journal.written;
	for (let index: u32 = 0; index < count; index++) {
		const address = ringShift(journal.waiting);
		complete(site, load<u32>(address), load<u32>(address, 4), load<u32>(address, 8));
	}
	if (journal.batchSyncs) noteSynced(journal);
	journal.process.busy = false;
	if (isFree(journal.process) && ringLength(journal.waiting) > 0) beginBatch(site, 0);
}

/** A record is in the journal. */
function complete(site: Site, a: u32, kind: u32, ticket: u32): void {
	if (kind == Journaled.Commit) {
		onCommitted(site, a);
		return;
	}
	const copy = changetype<Copy>(a);
	if (kind == Journaled.Remove) {
		settleRemoved(site.journal, copy);
		return;
	}
	noteWritten(site, copy);
	if (copy.flags & CopyFlag.Hidden) {
		unmark(copy, CopyFlag.Hidden);
		show(site, copy);
	}
	if (ticket != NOBODY) answer(ticket, copy.message);
}

/** The record of a removal is written; the copy is kept until it is on the disk. */
export function settleRemoved(journal: Journal, copy: Copy): void {
	if (journal.batchSyncs) free(copy);
	else store<u32>(ringPush(journal.removed), changetype<u32>(copy));
}

/** The message's record is in the page cache. */
export function noteWritten(site: Site, copy: Copy): void {
	const journal = site.journal;
	remember(journal.writtenOf, copy.producer, copy.message, copy.send);
	const kind = journal.batchSyncs ? TraceKind.Synced : TraceKind.Written;
	trace(copy.message, kind, Place.Node, site.node, -1, copy.send);
}

function noteSynced(journal: Journal): void {
	journal.synced = journal.written;
	memory.copy(journal.syncedOf, journal.writtenOf, PRODUCERS_MAX * 8);
	while (ringLength(journal.removed) > 0) {
		free(changetype<Copy>(load<u32>(ringShift(journal.removed))));
	}
}

function remember(table: usize, producer: u32, message: u32, send: u32): void {
	const address = table + ((<usize>producer) << 3);
	store<u32>(address, message + 1);
	store<u32>(address, send, 4);
}

/**
 * Whether the store has this very sending already. A failover transport sends what was unanswered
 * once more, and the broker knows the producer's newest sequence number (ProducerBrokerExchange).
 */
export function isStored(site: Site, producer: u32, message: u32, send: u32): bool {
	const address = site.journal.writtenOf + ((<usize>producer) << 3);
	return load<u32>(address) == message + 1 && load<u32>(address, 4) == send;
}

/** The broker's process is gone. Returns the place of the last record that is still there. */
export function cutJournal(site: Site, powerLoss: bool): u32 {
	const journal = site.journal;
	if (powerLoss) {
		syncOnTime(site);
		journal.written = journal.synced;
		memory.copy(journal.writtenOf, journal.syncedOf, PRODUCERS_MAX * 8);
	}
	journal.position = journal.written;
	ringClear(journal.waiting);
	ringClear(journal.removed);
	journal.batchCount = 0;
	return journal.written;
}

/** Everything that waits is written and synced: the broker is asked to stop. */
export function finishJournal(site: Site): void {
	const journal = site.journal;
	while (ringLength(journal.waiting) > 0) {
		const address = ringShift(journal.waiting);
		if (load<u32>(address, 4) == Journaled.Add)
			noteWritten(site, changetype<Copy>(load<u32>(address)));
	}
	journal.written = journal.position;
	journal.synced = journal.position;
	memory.copy(journal.syncedOf, journal.writtenOf, PRODUCERS_MAX * 8);
}

/** Recovery replays the journal and ends with a checkpoint. */
export function reopenJournal(site: Site): void {
	const journal = site.journal;
	if (diskSync != DiskSync.Never) {
		journal.synced = journal.written;
		memory.copy(journal.syncedOf, journal.writtenOf, PRODUCERS_MAX * 8);
	}
	journal.dirty = 0;
	journal.nextCheckpoint = (Math.floor(now / checkpointUs) + 1) * checkpointUs;
	journal.nextPeriodic = (Math.floor(now / periodicSyncUs) + 1) * periodicSyncUs;
}
