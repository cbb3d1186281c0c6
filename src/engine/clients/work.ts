/** What a consuming application does with a message, and how the ledger hears of it. */
import { allocateForever } from '../kernel/memory';
import { now } from '../kernel/events';
import { createStream, draw, Purpose, Stream } from '../kernel/random';
import { processedAt, reordered, wasProcessed } from '../ledger/ledger';
import { processedMany } from '../ledger/many';
import { workloadOfMessage } from './roster';
import { isLate, isOf } from './workload';

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

/**
 * The application finished with many, one after the other: words as in `ledger/many.ts`, the first
 * at `firstAt` and each `stepUs` later, none after the clock.
 */
export function noteProcessedMany(
	work: Work,
	words: usize,
	many: u32,
	queue: u32,
	again: i32,
	firstAt: f64,
	stepUs: f64
): void {
	if (many == 0) return;
	if (work.idempotent) {
		for (let index: u32 = 0; index < many; index++) {
			const word = load<u32>(words + ((<usize>index) << 2));
			const time = firstAt + stepUs * <f64>index;
			noteProcessedAt(work, word & 0x0fffffff, queue, word >> 28, again, time);
		}
		return;
	}
	let workload = workloadOfMessage(load<u32>(words) & 0x0fffffff);
	for (let index: u32 = 0; index < many; index++) {
		const message = load<u32>(words + ((<usize>index) << 2)) & 0x0fffffff;
		if (wasProcessed(message)) continue;
		if (!isOf(workload, message)) workload = workloadOfMessage(message);
		if (isLate(workload, message)) reordered();
	}
	processedMany(words, many, queue, again, work.ordinal, firstAt, stepUs);
}
