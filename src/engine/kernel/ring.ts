/** A growable first-in first-out ring of 32-bit words, one or more words to an item. */
import { allocate, release } from './memory';

const START: u32 = 16;

@unmanaged
export class Ring {
	items: usize;
	mask: u32;
	head: u32;
	tail: u32;
	/** log2 of the bytes of one item. */
	shift: u32;
}

/** `shift` 2 for one word an item, 3 for two, 4 for four. */
export function createRing(shift: u32): Ring {
	const ring = new Ring();
	ring.items = allocate(START << shift);
	ring.mask = START - 1;
	ring.head = 0;
	ring.tail = 0;
	ring.shift = shift;
	return ring;
}

export function ringLength(ring: Ring): u32 {
	return ring.tail - ring.head;
}

/** Address of the i-th item from the head. */
export function ringAt(ring: Ring, index: u32): usize {
	return ring.items + <usize>(((ring.head + index) & ring.mask) << ring.shift);
}

/** Makes room for one item and returns its address. */
export function ringPush(ring: Ring): usize {
	if (ring.tail - ring.head > ring.mask) grow(ring);
	return ring.items + <usize>((ring.tail++ & ring.mask) << ring.shift);
}

/** Removes the oldest item and returns its address, valid until the next push. */
export function ringShift(ring: Ring): usize {
	assert(ring.head != ring.tail, 'an empty ring');
	return ring.items + <usize>((ring.head++ & ring.mask) << ring.shift);
}

export function ringClear(ring: Ring): void {
	ring.head = ring.tail;
}

function grow(ring: Ring): void {
	const capacity = ring.mask + 1;
	const items = allocate((capacity * 2) << ring.shift);
	const start = ring.head & ring.mask;
	const first = capacity - start;
	memory.copy(items, ring.items + <usize>(start << ring.shift), <usize>(first << ring.shift));
	memory.copy(items + <usize>(first << ring.shift), ring.items, <usize>(start << ring.shift));
	release(ring.items, capacity << ring.shift);
	ring.items = items;
	ring.head = 0;
	ring.tail = capacity;
	ring.mask = capacity * 2 - 1;
}
