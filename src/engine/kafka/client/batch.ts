/** A batch of messages for one partition, as the client library fills it; unchanged once it is sent. */
import { allocate, allocateCleared, release } from '../../kernel/memory';

const START: u32 = 8;

@unmanaged
export class Batch {
	/** In the accumulator's queue of its partition. */
	next: usize;
	previous: usize;
	partition: u32;
	count: u32;
	capacity: u32;
	/** Numbers of the messages, u32 each. */
	messages: usize;
	bytes: f64;
	/** How many times it was sent, and when its back-off after the last is over. */
	tries: u32;
	readyAt: f64;
	createdAt: f64;
	/** Of an idempotent producer: its session's epoch, and the number of the first message; 0: none. */
	epoch: u32;
	sequence: u32;
	/** 0: none. */
	transaction: u32;
	/** Taken from `buffer.memory`. */
	memory: f64;
	holders: u32;
	sentAt: f64;
}

export function createBatch(partition: u32, createdAt: f64): Batch {
	const batch = changetype<Batch>(allocateCleared(offsetof<Batch>()));
	batch.partition = partition;
	batch.capacity = START;
	batch.messages = allocate(START << 2);
	batch.createdAt = createdAt;
	batch.holders = 1;
	return batch;
}

export function batchMessage(batch: Batch, index: u32): u32 {
	return load<u32>(batch.messages + ((<usize>index) << 2));
}

export function addToBatch(batch: Batch, message: u32, bytes: f64): void {
	addRunToBatch(batch, message, 1, bytes);
}

/** Adds rising numbers from `first`, each of so many bytes. */
export function addRunToBatch(batch: Batch, first: u32, many: u32, bytes: f64): void {
	const count = batch.count + many;
	if (count > batch.capacity) grow(batch, count);
	let address = batch.messages + ((<usize>batch.count) << 2);
	for (let index: u32 = 0; index < many; index++) {
		store<u32>(address, first + index);
		address += 4;
	}
	batch.count = count;
	batch.bytes += bytes * <f64>many;
}

function grow(batch: Batch, count: u32): void {
	let capacity = batch.capacity;
	while (capacity < count) capacity <<= 1;
	const messages = allocate(capacity << 2);
	memory.copy(messages, batch.messages, (<usize>batch.count) << 2);
	release(batch.messages, batch.capacity << 2);
	batch.messages = messages;
	batch.capacity = capacity;
}

export function releaseBatch(batch: Batch): void {
	if (--batch.holders > 0) return;
	release(batch.messages, batch.capacity << 2);
	release(changetype<usize>(batch), offsetof<Batch>());
}
