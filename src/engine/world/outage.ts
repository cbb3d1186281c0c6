/** Spans of time in which some queue had no master that clients could use. */
import { now } from '../kernel/events';
import { createRing, Ring, ringAt, ringLength, ringPush } from '../kernel/ring';

let spans: Ring = changetype<Ring>(0);
let open = false;
let openedAt: f64 = 0;

export function initialiseOutages(): void {
	spans = createRing(4);
	open = false;
}

export function noteOutage(down: bool): void {
	if (down == open) return;
	open = down;
	if (down) {
		openedAt = now;
	} else if (now > openedAt) {
		const address = ringPush(spans);
		store<f64>(address, openedAt);
		store<f64>(address, now, 8);
	}
}

export function outageCount(): u32 {
	return ringLength(spans);
}

export function outageFrom(index: u32): f64 {
	return load<f64>(ringAt(spans, index));
}

export function outageTo(index: u32): f64 {
	return load<f64>(ringAt(spans, index), 8);
}
