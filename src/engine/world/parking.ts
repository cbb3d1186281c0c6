/**
 * Events that fall due at something which stands still: a paused process, the far side of a
 * partition. They wait here in order and are handled when it goes on, as a stopped process finds
 * its mail and TCP sends again what was not acknowledged. Nothing is lost by waiting.
 */
import { Lane, now, push } from '../kernel/events';
import { createRing, Ring, ringAt, ringLength, ringPush, ringShift } from '../kernel/ring';
import { dispatch } from '../dispatch';

let parked: Ring = changetype<Ring>(0);

export function initialiseParking(): void {
	parked = createRing(4);
}

export function park(lane: Lane, a: u32, b: u32, c: u32): void {
	const address = ringPush(parked);
	store<u32>(address, changetype<u32>(lane));
	store<u32>(address, a, 4);
	store<u32>(address, b, 8);
	store<u32>(address, c, 12);
}

/** Handles everything parked once more; what still stands is parked again, in order. */
export function unparkAll(): void {
	for (let count = ringLength(parked); count > 0; count--) {
		const address = ringShift(parked);
		const lane = changetype<Lane>(load<u32>(address));
		if (changetype<usize>(lane) == 0) continue;
		dispatch(lane, load<u32>(address, 4), load<u32>(address, 8), load<u32>(address, 12));
	}
}

export function parkedCount(): u32 {
	return ringLength(parked);
}

/** Address of the i-th parked event: lane (0: none any more), a, b, c. */
export function parkedAt(index: u32): usize {
	return ringAt(parked, index);
}

/** Puts what is parked of one lane back into it, for a caller that is about to drop it all. */
export function unparkInto(lane: Lane): void {
	const count = ringLength(parked);
	for (let index: u32 = 0; index < count; index++) {
		const address = ringAt(parked, index);
		if (load<u32>(address) != changetype<u32>(lane)) continue;
		store<u32>(address, 0);
		push(lane, now, load<u32>(address, 4), load<u32>(address, 8), load<u32>(address, 12));
	}
}

/** It is parked no more. */
export function forgetParked(address: usize): void {
	store<u32>(address, 0);
}
