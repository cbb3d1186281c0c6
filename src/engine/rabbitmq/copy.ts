/**
 * A copy: one message in one queue, from the moment the channel routes it until no replica holds
 * it. Replicas share the copy; `presence` says which of them have it.
 *
 * 28 bytes, pooled in chunks:
 *   | message | next | order | tag | client queue state send | flags presence waiting cause | references |
 * and 12 more in a run whose queues or messages have lifetimes or dead-letter exchanges:
 *   | deaths | expiry | key u16 deliveries u16 |
 */
import { allocateForever } from '../kernel/memory';
import { destroyed } from '../ledger/ledger';
import { copyDeaths, freeDeaths } from './deaths';

export const enum CopyState {
	Free = 0,
	/** Routed by the channel, not yet in the master's queue. */
	OnItsWay,
	Ready,
	Unacked,
	/** Acknowledged at the master; mirrors may still hold it. */
	Done,
	/** Its queue is down; it is on the disk of the node that will bring it back. */
	OnDisk
}

export const enum CopyFlag {
	Persistent = 1,
	Redelivered = 2,
	/** Was given to a consumer at some time. */
	Delivered = 4,
	/** Body of 4096 bytes or more: in the message store, not in the queue index. */
	Large = 8,
	/** Came by a dead-letter exchange. */
	DeadLettered = 16
}

export const NO_CAUSE: u8 = 255;

@unmanaged
export class Copy {
	message: u32;
	next: u32;
	/** Place in the queue, from 1; 0 until the master has it. */
	order: u32;
	/** Publish sequence number in its channel. */
	tag: u32;
	client: u8;
	queue: u8;
	state: u8;
	/** Which sending of the message this is. */
	send: u8;
	flags: u8;
	/** Nodes whose replica has it, a bit each. */
	presence: u8;
	/** Nodes whose replica must still confirm it. */
	waiting: u8;
	/** Duplicate cause that a second processing would have. */
	cause: u8;
	/** Events and jobs on their way that name this copy. */
	references: u32;
}

@unmanaged
class RichCopy extends Copy {
	/** List of `deaths.ts`. */
	deaths: u32;
	/** When it falls due, in ticks. */
	expiry: u32;
	/** Number of its routing key, once it came by a dead-letter exchange. */
	key: u16;
	/** Times it was delivered. */
	deliveries: u16;
}

/** Lifetimes are kept in these; a clock of 32 bits so reaches five days. */
export const LIFETIME_TICK_US: f64 = 100;
export const NEVER: u32 = u32.MAX_VALUE;

/** Whether copies carry what `RichCopy` adds. */
export let isRich = false;
let copyBytes: usize = offsetof<Copy>();

/** Some queue or message has a lifetime or a dead-letter exchange. Set-up only. */
export function keepRich(): void {
	assert(chunkCount == 0, 'copies are made already');
	isRich = true;
	copyBytes = offsetof<RichCopy>();
}

function asRich(copy: Copy): RichCopy {
	assert(isRich, 'no such things are kept of copies in this run');
	return changetype<RichCopy>(changetype<usize>(copy));
}

export function expiryOf(copy: Copy): u32 {
	return asRich(copy).expiry;
}

export function setExpiry(copy: Copy, tick: u32): void {
	asRich(copy).expiry = tick;
}

export function deathsOf(copy: Copy): u32 {
	return asRich(copy).deaths;
}

export function setDeaths(copy: Copy, list: u32): void {
	asRich(copy).deaths = list;
}

export function keyOf(copy: Copy): u32 {
	return asRich(copy).key;
}

export function setKey(copy: Copy, key: u32): void {
	asRich(copy).key = <u16>key;
}

const CHUNK_COPIES: u32 = 1024;
const CHUNKS_MAX: u32 = 1 << 15;

const chunks = new StaticArray<usize>(CHUNKS_MAX);
let chunkCount: u32 = 0;
let freeList: u32 = 0;

export function createCopy(message: u32, send: u32, client: u32, queue: u32): Copy {
	if (freeList == 0) addChunk();
	const copy = changetype<Copy>(freeList);
	freeList = copy.next;
	copy.message = message;
	copy.next = 0;
	copy.order = 0;
	copy.tag = 0;
	copy.client = <u8>client;
	copy.queue = <u8>queue;
	copy.state = <u8>CopyState.OnItsWay;
	copy.send = <u8>send;
	copy.flags = 0;
	copy.presence = 0;
	copy.waiting = 0;
	copy.cause = NO_CAUSE;
	copy.references = 0;
	if (isRich) clearRich(asRich(copy));
	return copy;
}

/** Another copy of the same sending, with the same past, in another queue. */
export function createCopyFor(copy: Copy, queue: u32): Copy {
	const other = createCopy(copy.message, copy.send, copy.client, queue);
	other.flags = copy.flags;
	other.cause = copy.cause;
	if (!isRich) return other;
	setDeaths(other, copyDeaths(deathsOf(copy)));
	setExpiry(other, expiryOf(copy));
	setKey(other, keyOf(copy));
	return other;
}

function clearRich(copy: RichCopy): void {
	copy.deaths = 0;
	copy.expiry = NEVER;
	copy.key = 0;
	copy.deliveries = 0;
}

function addChunk(): void {
	assert(chunkCount < CHUNKS_MAX, 'too many messages in queues at once');
	const size = copyBytes;
	const chunk = allocateForever(<usize>CHUNK_COPIES * size);
	chunks[chunkCount++] = chunk;
	for (let index: u32 = CHUNK_COPIES; index > 0; index--) {
		const copy = changetype<Copy>(chunk + <usize>(index - 1) * size);
		copy.state = <u8>CopyState.Free;
		copy.next = freeList;
		freeList = changetype<u32>(copy);
	}
}

export function free(copy: Copy): void {
	if (isRich && deathsOf(copy) != 0) freeDeaths(deathsOf(copy));
	copy.state = <u8>CopyState.Free;
	copy.next = freeList;
	freeList = changetype<u32>(copy);
}

/** Frees the copy if nobody has it and nothing that names it is on its way. */
export function settle(copy: Copy): void {
	if (copy.presence == 0 && copy.references == 0 && copy.state != CopyState.OnDisk) free(copy);
}

/**
 * An event that named the copy was dropped by a fault. If that was the last trace of the copy, the
 * message has lost it, for the given reason.
 */
export function drop(copy: Copy, cause: i32, place: i32, index: i32): void {
	copy.references--;
	loseIfGone(copy, cause, place, index);
}

export function loseIfGone(copy: Copy, cause: i32, place: i32, index: i32): void {
	if (copy.presence != 0 || copy.references != 0 || copy.state == CopyState.OnDisk) return;
	if (copy.state != CopyState.Done) destroyed(copy.message, cause, place, index, copy.send);
	free(copy);
}

/** The number of copies ever held at once, rounded up to chunks. */
export function copySlots(): u32 {
	return chunkCount * CHUNK_COPIES;
}

/** The copy in a slot, to walk over all of them; its state may be Free. */
export function copyInSlot(slot: u32): Copy {
	const chunk = chunks[slot / CHUNK_COPIES];
	return changetype<Copy>(chunk + <usize>(slot % CHUNK_COPIES) * copyBytes);
}
