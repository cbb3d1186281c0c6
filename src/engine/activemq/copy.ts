/**
 * A copy: one message in one queue, or for one subscription of a topic, from the moment a broker
 * takes it until its acknowledgement is where no fault can undo it.
 *
 * 24 bytes, pooled in chunks:
 *   | message | next | sequence | position | flags send count cause | state producer subscription site |
 */
import { allocateForever } from '../kernel/memory';

export const enum CopyState {
	Free = 0,
	/** Sent within a transaction that is not committed. */
	InTransaction,
	/** Waits in the queue, or for a subscription's window. */
	Pending,
	/** Given to a consumer or to a bridge, not acknowledged. */
	Dispatched,
	/** Acknowledged; `next` is the place of that record in the journal, 0: it has none. */
	Removed,
	/** Its broker is down; the store has it. */
	OnDisk
}

export const enum CopyFlag {
	Persistent = 1,
	/** Waits for the storing thread; if it is acknowledged before, it is never written (A7). */
	Queued = 2,
	/** Came over a bridge: goes no further. */
	Forwarded = 4,
	/** Counted as memory in use. */
	InMemory = 8,
	/** Its producer waits for the answer to it. */
	Awaited = 16,
	/** Not given to anybody before it is stored. */
	Hidden = 32,
	/** Acknowledged within a transaction that is not committed. */
	Settling = 64,
	/** Its subscription's window is wider for it. */
	Widened = 128
}

export const NO_CAUSE: u8 = 15;

@unmanaged
export class Copy {
	message: u32;
	/** Next in a list; of a removed copy the place of the record that removes it. */
	next: u32;
	/** Order in which the destination took it. */
	sequence: u32;
	/** Place of its record in the journal, from 1; 0: none yet. */
	position: u32;
	flags: u8;
	/** Which sending of the message this is. */
	send: u8;
	/** Deliveries that failed before: JMSXDeliveryCount less one. In memory only. */
	count: u8;
	/** Duplicate cause that a second processing would have. */
	cause: u8;
	state: u8;
	producer: u8;
	subscription: u8;
	site: u8;
}

const CHUNK_COPIES: u32 = 1024;
const CHUNKS_MAX: u32 = 1 << 15;

const chunks = new StaticArray<usize>(CHUNKS_MAX);
let chunkCount: u32 = 0;
let freeList: u32 = 0;

export function initialiseCopies(): void {
	chunkCount = 0;
	freeList = 0;
}

export function createCopy(message: u32, send: u32, producer: u32, site: u32): Copy {
	if (freeList == 0) addChunk();
	const copy = changetype<Copy>(freeList);
	freeList = copy.next;
	copy.message = message;
	copy.next = 0;
	copy.sequence = 0;
	copy.position = 0;
	copy.flags = 0;
	copy.send = <u8>send;
	copy.count = 0;
	copy.cause = NO_CAUSE;
	copy.state = <u8>CopyState.Pending;
	copy.producer = <u8>producer;
	copy.subscription = 0;
	copy.site = <u8>site;
	return copy;
}

function addChunk(): void {
	assert(chunkCount < CHUNKS_MAX, 'too many messages in a broker at once');
	const size = offsetof<Copy>();
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
	copy.state = <u8>CopyState.Free;
	copy.next = freeList;
	freeList = changetype<u32>(copy);
}

export function mark(copy: Copy, flags: u32): void {
	copy.flags = <u8>((<u32>copy.flags) | flags);
}

export function unmark(copy: Copy, flags: u32): void {
	copy.flags = <u8>((<u32>copy.flags) & ~flags);
}

export function isPersistent(copy: Copy): bool {
	return (copy.flags & CopyFlag.Persistent) != 0;
}

/** The number of copies ever held at once, rounded up to chunks. */
export function copySlots(): u32 {
	return chunkCount * CHUNK_COPIES;
}

/** The copy in a slot, to walk over all of them; its state may be Free. */
export function copyInSlot(slot: u32): Copy {
	const chunk = chunks[slot / CHUNK_COPIES];
	return changetype<Copy>(chunk + <usize>(slot % CHUNK_COPIES) * offsetof<Copy>());
}
