/**
 * A produce request: batches of one or more partitions that one broker leads. It belongs to the
 * client that waits for its answer and to the network or broker that has it; whoever lets go last
 * frees it.
 *
 * Entry, 16 bytes: batch u32 | sending u32 | result u32 | unused
 */
import { allocate, release } from '../kernel/memory';
import { Ring, ringAt, ringShift } from '../kernel/ring';
import { destroyed } from '../ledger/ledger';
import { Batch, batchMessage, releaseBatch } from './client/batch';
import { answer, Wire } from './wire';

export const enum ProduceResult {
	Ok = 0,
	/** Retriable: metadata are renewed. */
	NotLeader,
	/** Retriable: too few replicas in sync. */
	NotEnoughReplicas,
	/** Retriable: a sequence is missing before this one. */
	OutOfOrder,
	/** The connection fell, or the answer did not come in time. */
	Disconnected
}

@unmanaged
export class ProduceRequest {
	wire: Wire;
	/** Of the connection that it was sent on. */
	generation: u32;
	producer: u32;
	acks: i32;
	count: u32;
	capacity: u32;
	entries: usize;
	/** Entries without a result. */
	open: u32;
	holders: u32;
	messages: u32;
	bytes: f64;
	sentAt: f64;
}

const ENTRIES_START: u32 = 2;

export function createRequest(wire: Wire, producer: u32, acks: i32): ProduceRequest {
	const request = changetype<ProduceRequest>(allocate(offsetof<ProduceRequest>()));
	request.wire = wire;
	request.generation = wire.generation;
	request.producer = producer;
	request.acks = acks;
	request.count = 0;
	request.capacity = ENTRIES_START;
	request.entries = allocate(ENTRIES_START << 4);
	request.open = 0;
	request.holders = 1;
	request.messages = 0;
	request.bytes = 0;
	return request;
}

/** Of a ring of requests, u32 each. */
export function requestIn(ring: Ring, index: u32): ProduceRequest {
	return changetype<ProduceRequest>(<usize>load<u32>(ringAt(ring, index)));
}

/** Takes the oldest out of a ring of requests. */
export function takeRequest(ring: Ring): ProduceRequest {
	return changetype<ProduceRequest>(<usize>load<u32>(ringShift(ring)));
}

export function entryAt(request: ProduceRequest, index: u32): usize {
	return request.entries + ((<usize>index) << 4);
}

export function entryBatch(request: ProduceRequest, index: u32): Batch {
	return changetype<Batch>(<usize>load<u32>(entryAt(request, index)));
}

export function entrySend(request: ProduceRequest, index: u32): u32 {
	return load<u32>(entryAt(request, index), 4);
}

export function entryResult(request: ProduceRequest, index: u32): u32 {
	return load<u32>(entryAt(request, index), 8);
}

export function addEntry(request: ProduceRequest, batch: Batch, send: u32): void {
	if (request.count == request.capacity) {
		const entries = allocate(request.capacity << 5);
		memory.copy(entries, request.entries, (<usize>request.capacity) << 4);
		release(request.entries, request.capacity << 4);
		request.entries = entries;
		request.capacity <<= 1;
	}
	const address = entryAt(request, request.count);
	store<u32>(address, changetype<u32>(batch));
	store<u32>(address, send, 4);
	store<u32>(address, ProduceResult.Disconnected, 8);
	batch.holders++;
	request.count++;
	request.open++;
	request.messages += batch.count;
	request.bytes += batch.bytes;
}

export function releaseRequest(request: ProduceRequest): void {
	if (--request.holders > 0) return;
	for (let index: u32 = 0; index < request.count; index++) releaseBatch(entryBatch(request, index));
	release(request.entries, request.capacity << 4);
	release(changetype<usize>(request), offsetof<ProduceRequest>());
}

/** Broker: one entry has its result; the last one lets the answer go. */
export function finishEntry(request: ProduceRequest, index: u32, result: u32): void {
	store<u32>(entryAt(request, index), result, 8);
	assert(request.open > 0, 'an entry finished twice');
	if (--request.open == 0) answer(request);
}

/** The request, or an entry of it, never reaches a log. */
export function loseRequest(request: ProduceRequest, cause: i32, place: i32, index: u32): void {
	for (let entry: u32 = 0; entry < request.count; entry++) {
		loseEntry(request, entry, cause, place, index);
	}
}

export function loseEntry(
	request: ProduceRequest,
	entry: u32,
	cause: i32,
	place: i32,
	index: u32
): void {
	const batch = entryBatch(request, entry);
	const send = entrySend(request, entry);
	for (let at: u32 = 0; at < batch.count; at++) {
		destroyed(batchMessage(batch, at), cause, place, index, send);
	}
}
