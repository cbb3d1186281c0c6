/**
 * Counts over simulated time in a fixed number of buckets. How long a run will be is not known at
 * its start, so the width doubles whenever time leaves the last bucket, and pairs are merged.
 */
import { allocateForever } from '../kernel/memory';
import { now } from '../kernel/events';
import { DuplicateCause, LossCause } from './causes';

export const BUCKETS: u32 = 256;
const WIDTH_START_US: f64 = 1000;

export const enum Counter {
	Attempted = 0,
	Acknowledged,
	Processed,
	Recovered,
	/** From here one row per duplicate cause, then two per loss cause (acknowledged, not). */
	Duplicated
}

export const LOST_FIRST: u32 = Counter.Duplicated + DuplicateCause.Count;
const COUNTERS: u32 = LOST_FIRST + 2 * LossCause.Count;

export let seriesAddress: usize = 0;
export let seriesWidthUs: f64 = WIDTH_START_US;
let inverseWidth: f64 = 1;

export function initialiseSeries(): void {
	seriesAddress = allocateForever(<usize>COUNTERS * BUCKETS * 4);
	seriesWidthUs = WIDTH_START_US;
	inverseWidth = 1 / seriesWidthUs;
}

function widen(): void {
	for (let counter: u32 = 0; counter < COUNTERS; counter++) {
		const row = seriesAddress + <usize>(counter * BUCKETS * 4);
		for (let bucket: u32 = 0; bucket < BUCKETS / 2; bucket++) {
			const pair = row + <usize>(bucket * 8);
			store<u32>(row + <usize>(bucket * 4), load<u32>(pair) + load<u32>(pair, 4));
		}
		memory.fill(row + BUCKETS * 2, 0, BUCKETS * 2);
	}
	seriesWidthUs *= 2;
	inverseWidth = 1 / seriesWidthUs;
}

/** Counts one at the given time, which must not lie after the clock. */
export function countAt(counter: u32, time: f64): void {
	countManyAt(counter, time, 1);
}

export function countManyAt(counter: u32, time: f64, many: u32): void {
	while (time * inverseWidth >= <f64>BUCKETS) widen();
	const bucket = <u32>(time * inverseWidth);
	const address = seriesAddress + <usize>((counter * BUCKETS + bucket) * 4);
	store<u32>(address, load<u32>(address) + many);
}

/** Whether two times fall into one bucket as it is now. */
export function inOneBucket(first: f64, last: f64): bool {
	return (
		last * inverseWidth < <f64>BUCKETS && <u32>(first * inverseWidth) == <u32>(last * inverseWidth)
	);
}

export function count(counter: u32): void {
	countAt(counter, now);
}
