/**
 * The event list: virtual time, and every pending event in order of (time, sequence).
 *
 * Most sources of events are ordered by nature: a connection delivers in order, a process and a
 * disk finish in order. Each such source is a lane, a ring of its pending events, and only the
 * heads of lanes stand in the binary heap. The heap so holds as many entries as there are lanes
 * with something pending (tens), not as many as there are messages on their way.
 *
 * Event in a lane's ring, 24 bytes:
 *   0         8      12    16    20    24
 *   | time f64 | seq  |  a  |  b  |  c  |
 * Entry of the heap, 16 bytes:
 *   0         8      12     16
 *   | time f64 | seq  | lane |
 */
import { allocate, release } from './memory';

const EVENT_BYTES: u32 = 24;
const HEAP_ENTRY_BYTES: u32 = 16;
const LANES_MAX: u32 = 4096;
const RING_START: u32 = 8;

@unmanaged
export class Lane {
	ring: usize;
	/** Capacity less one; capacities are powers of two. */
	mask: u32;
	head: u32;
	tail: u32;
	/** Who handles the lane's events; see `dispatch`. */
	kind: i32;
	/** The entity that the lane belongs to. */
	owner: usize;
	/** Time of the newest event: a lane never goes back. */
	newest: f64;
}

/** Virtual time, µs. */
export let now: f64 = 0;
/** Events handled since the start. */
export let eventCount: f64 = 0;
/** Payload of the event being handled. */
export let eventA: u32 = 0;
export let eventB: u32 = 0;
export let eventC: u32 = 0;

let sequence: u32 = 0;
let heapBase: usize = 0;
let heapSize: u32 = 0;
/**
 * The first entry's event is taken and its lane is empty. What is pushed next mostly belongs there:
 * one entry sinks from the top, where else the last one would sink first and the new one rise.
 */
let isTopFree = false;

export function initialiseEvents(): void {
	heapBase = allocate(LANES_MAX * HEAP_ENTRY_BYTES);
	heapSize = 0;
	isTopFree = false;
	now = 0;
	eventCount = 0;
	sequence = 0;
}

export function createLane(kind: i32, owner: usize): Lane {
	const lane = new Lane();
	lane.ring = allocate(RING_START * EVENT_BYTES);
	lane.mask = RING_START - 1;
	lane.head = 0;
	lane.tail = 0;
	lane.kind = kind;
	lane.owner = owner;
	lane.newest = 0;
	return lane;
}

export function laneLength(lane: Lane): u32 {
	return lane.tail - lane.head;
}

/** Address of the i-th pending event, counted from the head. */
function eventAt(lane: Lane, index: u32): usize {
	return lane.ring + <usize>(((lane.head + index) & lane.mask) * EVENT_BYTES);
}

export function laneTime(lane: Lane, index: u32): f64 {
	return load<f64>(eventAt(lane, index));
}

export function laneA(lane: Lane, index: u32): u32 {
	return load<u32>(eventAt(lane, index), 12);
}

export function laneB(lane: Lane, index: u32): u32 {
	return load<u32>(eventAt(lane, index), 16);
}

export function laneC(lane: Lane, index: u32): u32 {
	return load<u32>(eventAt(lane, index), 20);
}

/** Changes what a pending event means, never when it is due. */
export function setLaneC(lane: Lane, index: u32, c: u32): void {
	store<u32>(eventAt(lane, index), c, 20);
}

function growRing(lane: Lane): void {
	const capacity = lane.mask + 1;
	const ring = allocate(capacity * 2 * EVENT_BYTES);
	const start = lane.head & lane.mask;
	const first = capacity - start;
	memory.copy(ring, lane.ring + <usize>(start * EVENT_BYTES), <usize>(first * EVENT_BYTES));
	memory.copy(ring + <usize>(first * EVENT_BYTES), lane.ring, <usize>(start * EVENT_BYTES));
	release(lane.ring, capacity * EVENT_BYTES);
	lane.ring = ring;
	lane.head = 0;
	lane.tail = capacity;
	lane.mask = capacity * 2 - 1;
}

/**
 * Adds an event to its lane. A time before the lane's newest event is moved to it, because a lane
 * is an ordered source: what overtakes on a jittery link waits for what was sent before it.
 */
export function push(lane: Lane, time: f64, a: u32, b: u32, c: u32): void {
	assert(time >= now, 'an event in the past');
	if (lane.tail - lane.head > lane.mask) growRing(lane);
	const empty = lane.tail == lane.head;
	const due = !empty && time < lane.newest ? lane.newest : time;
	lane.newest = due;
	const address = lane.ring + <usize>((lane.tail & lane.mask) * EVENT_BYTES);
	const order = sequence++;
	store<f64>(address, due);
	store<u32>(address, order, 8);
	store<u32>(address, a, 12);
	store<u32>(address, b, 16);
	store<u32>(address, c, 20);
	lane.tail++;
	if (empty) heapInsert(due, order, changetype<u32>(lane));
}

function heapInsert(time: f64, order: u32, lane: u32): void {
	if (isTopFree) {
		isTopFree = false;
		heapSink(0, time, order, lane);
		return;
	}
	assert(heapSize < LANES_MAX, 'too many lanes');
	let index = heapSize++;
	while (index > 0) {
		const parent = (index - 1) >> 1;
		const address = heapBase + <usize>(parent << 4);
		const parentTime = load<f64>(address);
		if (parentTime < time || (parentTime == time && load<u32>(address, 8) < order)) break;
		copyHeapEntry(index, address);
		index = parent;
	}
	storeHeapEntry(index, time, order, lane);
}

function copyHeapEntry(index: u32, from: usize): void {
	const to = heapBase + <usize>(index << 4);
	store<u64>(to, load<u64>(from));
	store<u64>(to, load<u64>(from, 8), 8);
}

function storeHeapEntry(index: u32, time: f64, order: u32, lane: u32): void {
	const address = heapBase + <usize>(index << 4);
	store<f64>(address, time);
	store<u32>(address, order, 8);
	store<u32>(address, lane, 12);
}

/** Puts an entry at `index` and lets it sink to its place. */
function heapSink(start: u32, time: f64, order: u32, lane: u32): void {
	let index = start;
	const size = heapSize;
	while (true) {
		let child = (index << 1) + 1;
		if (child >= size) break;
		let address = heapBase + <usize>(child << 4);
		let childTime = load<f64>(address);
		if (child + 1 < size) {
			const rightTime = load<f64>(address, 16);
			if (
				rightTime < childTime ||
				(rightTime == childTime && load<u32>(address, 24) < load<u32>(address, 8))
			) {
				child++;
				address += 16;
				childTime = rightTime;
			}
		}
		if (time < childTime || (time == childTime && order < load<u32>(address, 8))) break;
		copyHeapEntry(index, address);
		index = child;
	}
	storeHeapEntry(index, time, order, lane);
}

function heapRemove(index: u32): void {
	const last = heapBase + <usize>(--heapSize << 4);
	if (index == heapSize) return;
	const time = load<f64>(last);
	const order = load<u32>(last, 8);
	const lane = load<u32>(last, 12);
	// The replacement may belong above or below: sink it from the root of its own path.
	let position = index;
	while (position > 0) {
		const parent = (position - 1) >> 1;
		const address = heapBase + <usize>(parent << 4);
		const parentTime = load<f64>(address);
		if (parentTime < time || (parentTime == time && load<u32>(address, 8) < order)) break;
		copyHeapEntry(position, address);
		position = parent;
	}
	heapSink(position, time, order, lane);
}

/** Fills the free place at the top: before the heap is looked at. */
function fillTop(): void {
	if (!isTopFree) return;
	isTopFree = false;
	heapRemove(0);
}

/** Time of the next event, or Infinity. */
export function nextTime(): f64 {
	fillTop();
	return heapSize == 0 ? Infinity : load<f64>(heapBase);
}

/**
 * Takes the next event: advances the clock, fills `eventA`…`eventC`, returns its lane. The caller
 * has made sure with `nextTime` that there is one.
 */
export function take(): Lane {
	const lane = changetype<Lane>(load<u32>(heapBase, 12));
	const address = lane.ring + <usize>((lane.head & lane.mask) * EVENT_BYTES);
	now = load<f64>(address);
	eventA = load<u32>(address, 12);
	eventB = load<u32>(address, 16);
	eventC = load<u32>(address, 20);
	eventCount += 1;
	if (++lane.head == lane.tail) {
		isTopFree = true;
	} else {
		const next = lane.ring + <usize>((lane.head & lane.mask) * EVENT_BYTES);
		heapSink(0, load<f64>(next), load<u32>(next, 8), changetype<u32>(lane));
	}
	return lane;
}

/** Forgets every pending event of the lane; the caller has looked at them before. */
export function clear(lane: Lane): void {
	if (lane.head == lane.tail) return;
	lane.head = lane.tail;
	fillTop();
	for (let index: u32 = 0; index < heapSize; index++) {
		if (load<u32>(heapBase + <usize>(index << 4), 12) == changetype<u32>(lane)) {
			heapRemove(index);
			return;
		}
	}
	assert(false, 'a lane with events must stand in the heap');
}

/** Moves the clock of a run without events, for the end at a horizon. */
export function advanceTo(time: f64): void {
	if (time > now) now = time;
}

/** Keeps only the first `keep` pending events; the caller has looked at the others before. */
export function truncate(lane: Lane, keep: u32): void {
	assert(keep > 0 && keep <= lane.tail - lane.head, 'clear the lane to keep none');
	lane.tail = lane.head + keep;
	lane.newest = laneTime(lane, keep - 1);
}
