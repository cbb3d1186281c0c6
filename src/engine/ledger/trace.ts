/**
 * The steps of one chosen message. Nothing is kept of the others: to explain a message the same
 * run is executed again with its number here, which is exact because runs are deterministic.
 *
 * Step, 24 bytes:
 *   0         8      12      16      20      24
 *   | time f64 | kind | place | cause | copy  |     place = kind of place << 16 | index
 */
import { allocate, release } from '../kernel/memory';
import { now } from '../kernel/events';

const STEP_BYTES: u32 = 24;
const STEPS_MAX: u32 = 1 << 14;

export let tracedMessage: u32 = u32.MAX_VALUE;
export let traceAddress: usize = 0;
export let traceLength: u32 = 0;
let capacity: u32 = 0;

export function initialiseTrace(message: i32): void {
	tracedMessage = message < 0 ? u32.MAX_VALUE : <u32>message;
	traceLength = 0;
	capacity = 64;
	traceAddress = allocate(capacity * STEP_BYTES);
}

/** Records a step if the message is the chosen one. `cause` −1 for none. */
export function trace(
	message: u32,
	kind: i32,
	place: i32,
	index: i32,
	cause: i32,
	copy: u32
): void {
	traceAt(message, now, kind, place, index, cause, copy);
}

/** The same for a step that is told late. */
export function traceAt(
	message: u32,
	time: f64,
	kind: i32,
	place: i32,
	index: i32,
	cause: i32,
	copy: u32
): void {
	if (message != tracedMessage) return;
	if (traceLength == STEPS_MAX) return;
	if (traceLength == capacity) {
		const larger = allocate(capacity * 2 * STEP_BYTES);
		memory.copy(larger, traceAddress, <usize>(capacity * STEP_BYTES));
		release(traceAddress, capacity * STEP_BYTES);
		traceAddress = larger;
		capacity *= 2;
	}
	const address = traceAddress + <usize>(traceLength++ * STEP_BYTES);
	store<f64>(address, time);
	store<i32>(address, kind, 8);
	store<i32>(address, (place << 16) | index, 12);
	store<i32>(address, cause, 16);
	store<u32>(address, copy, 20);
}
