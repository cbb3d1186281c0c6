/** What a run sums up to: counts, first and last times, and how often each cause decided. */
import { allocateForever } from '../kernel/memory';
import { now } from '../kernel/events';
import { DuplicateCause, LossCause } from './causes';

export const enum Total {
	Attempted = 0,
	Acknowledged,
	Failed,
	Processed,
	Lost,
	LostAcknowledged,
	LostUnacknowledged,
	Duplicated,
	DuplicateDeliveries,
	Recovered,
	Reordered,
	Redelivered,
	Sends,
	Unroutable,
	FirstAttemptedAt,
	LastAttemptedAt,
	FirstAcknowledgedAt,
	LastAcknowledgedAt,
	FirstProcessedAt,
	LastProcessedAt,
	Count
}

/** f64 each, in the order of `Total`. */
export let totalsAddress: usize = 0;
/** Loss causes, then duplicate causes, f64 each. */
export let causesAddress: usize = 0;

export function initialiseTotals(): void {
	totalsAddress = allocateForever(Total.Count * 8);
	causesAddress = allocateForever((LossCause.Count + DuplicateCause.Count) * 8);
}

export function total(index: i32): f64 {
	return load<f64>(totalsAddress + ((<usize>index) << 3));
}

export function add(index: i32): void {
	addMany(index, 1);
}

export function addMany(index: i32, many: u32): void {
	const address = totalsAddress + ((<usize>index) << 3);
	store<f64>(address, load<f64>(address) + <f64>many);
}

/** `place`: a loss cause, or `LossCause.Count` and a duplicate cause. */
export function addCause(place: i32): void {
	const address = causesAddress + ((<usize>place) << 3);
	store<f64>(address, load<f64>(address) + 1);
}

/** First and last time of a kind of event stand side by side in the totals. */
export function span(first: i32): void {
	spanAt(first, now);
}

/** The same for one that is told late: several may come out of order. */
export function spanAt(first: i32, time: f64): void {
	const address = totalsAddress + ((<usize>first) << 3);
	const earliest = load<f64>(address);
	if (earliest == 0 || time < earliest) store<f64>(address, time);
	store<f64>(address, max(load<f64>(address, 8), time), 8);
}
