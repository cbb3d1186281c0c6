/**
 * The page cache and the disk. An append goes to the page cache; it reaches the disk after so many
 * messages (the append then waits for the sync), after an interval, or when the system writes it
 * back. A killed process loses nothing of it, a power cut what had not reached the disk (K11).
 */
import { now } from '../kernel/events';
import { cost } from '../world/costs';
import { lastMoment, nodeAt, syncDelay, transferDelay } from '../world/node';
import { flushIntervalUs, flushMessages, recordBytes } from './cluster';
import { KafkaCost } from './costs';
import { partitionCount, Replica } from './partition';
import { noteTide, tideAt } from './tide';

/** The kernel looks for old dirty pages every 5 s (vm.dirty_writeback_centisecs). */
const WRITE_BACK_TICK_US: f64 = 5_000_000;

/** The end of the log is about to move. */
export function noteAppend(replica: Replica): void {
	noteTide(replica.writtenBack, WRITE_BACK_TICK_US, replica.log.end);
	if (flushIntervalUs > 0 && isOfTopic(replica))
		noteTide(replica.flushedByTime, flushIntervalUs, replica.log.end);
}

/** `flush.messages` and `flush.ms` are set for the topic; Kafka's own are left to the system. */
function isOfTopic(replica: Replica): bool {
	return replica.partition < partitionCount;
}

/**
 * After an append: when it may be answered. Now, unless the append made the unflushed messages
 * reach `log.flush.interval.messages`.
 */
export function syncDelayOfAppend(replica: Replica): f64 {
	settleSync(replica);
	const log = replica.log;
	const flushed = replica.syncedAt != Infinity ? replica.syncingTo : log.flushed;
	const unflushed = log.end - flushed;
	if (flushMessages == 0 || !isOfTopic(replica) || unflushed < flushMessages) return now;
	const done = now + syncDelay(nodeAt(replica.node), unflushed * recordBytes());
	replica.syncingTo = log.end;
	replica.syncedAt = done;
	return done;
}

/** A sync whose time has come is done. */
function settleSync(replica: Replica): void {
	if (replica.syncedAt > lastMoment(nodeAt(replica.node))) return;
	replica.log.flushed = max(replica.log.flushed, min(replica.syncingTo, replica.log.end));
	replica.syncedAt = Infinity;
}

/** The system writes the bytes back in its own time; the disk is busy with them. */
export function writeBack(node: u32, bytes: f64): void {
	transferDelay(nodeAt(node), bytes);
}

/** A clean stop closes the logs with a sync. */
export function flushAll(replica: Replica): void {
	replica.log.flushed = replica.log.end;
	replica.syncedAt = Infinity;
}

/** Where the log ends on the disk itself, at a power cut. */
export function endOnDisk(replica: Replica): u32 {
	settleSync(replica);
	const log = replica.log;
	const last = lastMoment(nodeAt(replica.node));
	let end = log.flushed;
	const old = last - cost(KafkaCost.WriteBack);
	end = max(end, tideAt(replica.writtenBack, WRITE_BACK_TICK_US, old, log.end));
	if (flushIntervalUs > 0 && isOfTopic(replica)) {
		end = max(end, tideAt(replica.flushedByTime, flushIntervalUs, last, log.end));
	}
	return min(end, log.end);
}
