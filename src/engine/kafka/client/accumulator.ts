/** The Java client's RecordAccumulator: batches per partition, oldest first, in `buffer.memory`. */
import { allocateForever } from '../../kernel/memory';
import { now } from '../../kernel/events';
import { batchOverhead } from '../cluster';
import { PARTITIONS_MAX } from '../partition';
import { addRunToBatch, addToBatch, Batch, createBatch, releaseBatch } from './batch';
import { KafkaProducer, messageBytes } from './producer';

export function createAccumulator(producer: KafkaProducer): void {
	producer.heads = allocateForever(PARTITIONS_MAX * 4);
	producer.tails = allocateForever(PARTITIONS_MAX * 4);
	producer.flying = allocateForever(PARTITIONS_MAX * 4);
	producer.flyingTo = allocateForever(PARTITIONS_MAX);
}

/** Oldest batch of the partition; 0: none. */
export function headOf(producer: KafkaProducer, partition: u32): usize {
	return <usize>load<u32>(producer.heads + ((<usize>partition) << 2));
}

export function tailOf(producer: KafkaProducer, partition: u32): usize {
	return <usize>load<u32>(producer.tails + ((<usize>partition) << 2));
}

function setHead(producer: KafkaProducer, partition: u32, batch: usize): void {
	store<u32>(producer.heads + ((<usize>partition) << 2), <u32>batch);
}

function setTail(producer: KafkaProducer, partition: u32, batch: usize): void {
	store<u32>(producer.tails + ((<usize>partition) << 2), <u32>batch);
}

export function isFull(producer: KafkaProducer, batch: Batch): bool {
	return batch.bytes + messageBytes(producer) > producer.batchBytes;
}

/** Adds to the newest batch, or to a new one if there is memory; false: there is not. */
export function append(producer: KafkaProducer, partition: u32, message: u32): bool {
	const batch = openBatch(producer, partition);
	if (changetype<usize>(batch) == 0) return false;
	addToBatch(batch, message, messageBytes(producer));
	return true;
}

/**
 * Adds rising numbers from `first`, at most `count`, as `append` does one by one, until their batch
 * is full; returns how many. There is memory for all.
 */
export function appendRun(producer: KafkaProducer, partition: u32, first: u32, count: u32): u32 {
	const batch = openBatch(producer, partition);
	assert(changetype<usize>(batch) != 0, 'memory for all');
	const bytes = messageBytes(producer);
	// A batch takes at least one, however large.
	const room = max(1.0, Math.floor((producer.batchBytes - batch.bytes) / bytes));
	const many = room < <f64>count ? <u32>room : count;
	addRunToBatch(batch, first, many, bytes);
	return many;
}

/** The newest batch while it has room, or a new one if there is memory; null: there is not. */
function openBatch(producer: KafkaProducer, partition: u32): Batch {
	const tail = tailOf(producer, partition);
	if (tail != 0) {
		const newest = changetype<Batch>(tail);
		if (newest.tries == 0 && !isFull(producer, newest)) return newest;
	}
	const memory = max(producer.batchBytes, messageBytes(producer) + batchOverhead());
	if (producer.bufferUsed + memory > producer.bufferBytes && producer.bufferUsed > 0) {
		return changetype<Batch>(0);
	}
	const batch = createBatch(partition, now);
	batch.memory = memory;
	batch.bytes = batchOverhead();
	producer.bufferUsed += memory;
	insert(producer, batch, tail);
	return batch;
}

/** Puts the batch behind `after`; 0: at the head. */
function insert(producer: KafkaProducer, batch: Batch, after: usize): void {
	const partition = batch.partition;
	const address = changetype<usize>(batch);
	const next = after == 0 ? headOf(producer, partition) : changetype<Batch>(after).next;
	batch.previous = after;
	batch.next = next;
	if (after == 0) setHead(producer, partition, address);
	else changetype<Batch>(after).next = address;
	if (next == 0) setTail(producer, partition, address);
	else changetype<Batch>(next).previous = address;
	producer.queued++;
}

/** A failed batch comes back: at the head, so that several come out reversed, or in its order (K6). */
export function putBack(producer: KafkaProducer, batch: Batch): void {
	let after: usize = 0;
	if (producer.idempotence || !producer.reverseOnRetry) {
		let other = headOf(producer, batch.partition);
		while (other != 0 && isBefore(changetype<Batch>(other), batch)) {
			after = other;
			other = changetype<Batch>(other).next;
		}
	}
	insert(producer, batch, after);
}

function isBefore(other: Batch, batch: Batch): bool {
	if (other.tries == 0) return false;
	if (other.sequence > 0 && other.epoch == batch.epoch) return other.sequence < batch.sequence;
	return other.createdAt < batch.createdAt;
}

export function removeBatch(producer: KafkaProducer, batch: Batch): void {
	const partition = batch.partition;
	if (batch.previous == 0) setHead(producer, partition, batch.next);
	else changetype<Batch>(batch.previous).next = batch.next;
	if (batch.next == 0) setTail(producer, partition, batch.previous);
	else changetype<Batch>(batch.next).previous = batch.previous;
	batch.next = 0;
	batch.previous = 0;
	producer.queued--;
}

/** The client is done with the batch: its memory is free again. */
export function freeBatch(producer: KafkaProducer, batch: Batch): void {
	producer.bufferUsed -= batch.memory;
	batch.memory = 0;
	releaseBatch(batch);
}

export function flyingOf(producer: KafkaProducer, partition: u32): u32 {
	return load<u32>(producer.flying + ((<usize>partition) << 2));
}

export function addFlying(producer: KafkaProducer, partition: u32, change: i32, node: u32): void {
	const address = producer.flying + ((<usize>partition) << 2);
	store<u32>(address, load<u32>(address) + change);
	if (change > 0) store<u8>(producer.flyingTo + <usize>partition, <u8>node);
	producer.flyingTotal += change;
}

export function flyingNode(producer: KafkaProducer, partition: u32): u32 {
	return <u32>load<u8>(producer.flyingTo + <usize>partition);
}
