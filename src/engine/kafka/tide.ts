/**
 * What a number was at the last ticks of a clock that strikes every so often, without an event for
 * each tick: the checkpoint of the high watermark every 5 s, the system's write-back of what is
 * 30 s old. A caller notes the number before it changes it.
 */
import { allocateForever } from '../kernel/memory';
import { now } from '../kernel/events';

const DEPTH: u32 = 8;

@unmanaged
export class Tide {
	/** Values at the newest ticks that were noted, in turn: tick u32, value u32. */
	items: usize;
	next: u32;
	count: u32;
}

export function createTide(): Tide {
	const tide = changetype<Tide>(allocateForever(offsetof<Tide>()));
	tide.items = allocateForever((<usize>DEPTH) << 3);
	return tide;
}

function tickAt(time: f64, intervalUs: f64): u32 {
	return time <= 0 ? 0 : <u32>(time / intervalUs);
}

/** The number is about to change from `value`. */
export function noteTide(tide: Tide, intervalUs: f64, value: u32): void {
	const tick = tickAt(now, intervalUs);
	if (tide.count > 0) {
		const newest = tide.items + ((<usize>((tide.next - 1) % DEPTH)) << 3);
		// It changed since this tick already: what it was at the tick is noted.
		if (load<u32>(newest) == tick) return;
	}
	const address = tide.items + ((<usize>(tide.next % DEPTH)) << 3);
	store<u32>(address, tick);
	store<u32>(address, value, 4);
	tide.next++;
	if (tide.count < DEPTH) tide.count++;
}

/** What it was at the last tick at or before `time`; `value` is what it is now. */
export function tideAt(tide: Tide, intervalUs: f64, time: f64, value: u32): u32 {
	if (time < intervalUs) return 0;
	const tick = tickAt(time, intervalUs);
	let result = value;
	// The value noted at a tick held from the change before it up to the first change after the tick.
	for (let back: u32 = 1; back <= tide.count; back++) {
		const address = tide.items + ((<usize>((tide.next - back) % DEPTH)) << 3);
		if (load<u32>(address) < tick) break;
		result = load<u32>(address, 4);
	}
	return result;
}
