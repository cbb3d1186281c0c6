/** What a consuming application does with a message, and how the ledger hears of it. */
import { allocateForever } from '../kernel/memory';
import { now } from '../kernel/events';
import { createStream, draw, Purpose, Stream } from '../kernel/random';
import { processedAt, reordered, wasProcessed } from '../ledger/ledger';
import { workloadOfMessage } from './roster';
import { isLate } from './workload';

@unmanaged
export class Work {
	/** Number of the consumer. */
	ordinal: u32;
	shape: i32;
	meanUs: f64;
	spread: f64;
	/** Remembers what it processed and skips repeats. */
	idempotent: bool;
	stream: Stream;
}

export function createWork(
	ordinal: u32,
	shape: i32,
	meanUs: f64,
	spread: f64,
	idempotent: bool
): Work {
	const work = changetype<Work>(allocateForever(offsetof<Work>()));
	work.ordinal = ordinal;
	work.shape = shape;
	work.meanUs = meanUs;
	work.spread = spread;
	work.idempotent = idempotent;
	work.stream = createStream(Purpose.Processing, ordinal);
	return work;
}

/** Time that one message takes, µs. */
export function drawWork(work: Work): f64 {
	return max(draw(work.stream, work.shape, work.meanUs, work.spread), 0);
}

/**
 * The application finished with a message. `queue`: through which queue (or subscription, or group)
 * it came; `copy`: which sending; `again`: cause of a redelivery, −1 for none.
 */
export function noteProcessed(work: Work, message: u32, queue: u32, copy: u32, again: i32): void {
	noteProcessedAt(work, message, queue, copy, again, now);
}

/** The same, told late: it was finished at `time`. */
export function noteProcessedAt(
	work: Work,
	message: u32,
	queue: u32,
	copy: u32,
	again: i32,
	time: f64
): void {
	const before = wasProcessed(message);
	if (work.idempotent && before) return;
	processedAt(message, queue, copy, again, work.ordinal, time);
	if (!before && isLate(workloadOfMessage(message), message)) reordered();
}
