/**
 * What a message carries of its dead-letterings (the `x-death` header): one entry for each queue
 * and reason with a count, the newest first (R22; rabbit_dead_letter.erl of 3.10).
 *
 * Entry, 8 bytes, pooled in chunks; a list is the address of its first entry, 0 the empty one:
 *   0          4       5        6            8
 *   | next u32 | queue | reason | count u16  |
 */
import { allocateForever } from '../kernel/memory';

/** Why a message leaves a queue without a consumer having taken it. */
export const enum Death {
	Rejected = 0,
	Expired,
	/** Dropped, or refused with `reject-publish-dlx`, because the queue was full. */
	MaxLength,
	DeliveryLimit
}

const ENTRY_BYTES: u32 = 8;
const CHUNK_ENTRIES: u32 = 512;

let freeEntries: u32 = 0;

export function initialiseDeaths(): void {
	freeEntries = 0;
}

function takeEntry(): u32 {
	if (freeEntries == 0) {
		const chunk = <u32>allocateForever(CHUNK_ENTRIES * ENTRY_BYTES);
		for (let index: u32 = 0; index < CHUNK_ENTRIES; index++) giveBack(chunk + index * ENTRY_BYTES);
	}
	const entry = freeEntries;
	freeEntries = nextOf(entry);
	return entry;
}

function giveBack(entry: u32): void {
	setNext(entry, freeEntries);
	freeEntries = entry;
}

function nextOf(entry: u32): u32 {
	return load<u32>(entry);
}

function setNext(entry: u32, next: u32): void {
	store<u32>(entry, next);
}

function queueOf(entry: u32): u32 {
	return load<u8>(entry, 4);
}

function reasonOf(entry: u32): u32 {
	return load<u8>(entry, 5);
}

function isOf(entry: u32, queue: u32, reason: u32): bool {
	return queueOf(entry) == queue && reasonOf(entry) == reason;
}

/** Counts one more death and puts its entry first. Returns the list. */
export function addDeath(list: u32, queue: u32, reason: u32): u32 {
	let previous: u32 = 0;
	let entry = list;
	while (entry != 0 && !isOf(entry, queue, reason)) {
		previous = entry;
		entry = nextOf(entry);
	}
	if (entry == 0) {
		entry = takeEntry();
		store<u8>(entry, <u8>queue, 4);
		store<u8>(entry, <u8>reason, 5);
		store<u16>(entry, 0, 6);
	} else if (previous == 0) {
		countOne(entry);
		return list;
	} else {
		setNext(previous, nextOf(entry));
	}
	countOne(entry);
	setNext(entry, list);
	return entry;
}

function countOne(entry: u32): void {
	const count = load<u16>(entry, 6);
	if (count < u16.MAX_VALUE) store<u16>(entry, count + 1, 6);
}

export function deathsOf(list: u32, queue: u32, reason: u32): u32 {
	for (let entry = list; entry != 0; entry = nextOf(entry)) {
		if (isOf(entry, queue, reason)) return load<u16>(entry, 6);
	}
	return 0;
}

/**
 * Whether a message that died in `queue` before comes there again without any consumer having
 * rejected it in between: it would go round for ever, and is dropped.
 */
export function isCycle(list: u32, queue: u32): bool {
	for (let entry = list; entry != 0; entry = nextOf(entry)) {
		if (reasonOf(entry) == Death.Rejected) return false;
		if (queueOf(entry) == queue) return true;
	}
	return false;
}

/** The header goes with each copy that dead-lettering makes. */
export function copyDeaths(list: u32): u32 {
	let first: u32 = 0;
	let last: u32 = 0;
	for (let entry = list; entry != 0; entry = nextOf(entry)) {
		const copy = takeEntry();
		store<u32>(copy, load<u32>(entry, 4), 4);
		setNext(copy, 0);
		if (last == 0) first = copy;
		else setNext(last, copy);
		last = copy;
	}
	return first;
}

export function freeDeaths(list: u32): void {
	let entry = list;
	while (entry != 0) {
		const next = nextOf(entry);
		giveBack(entry);
		entry = next;
	}
}
