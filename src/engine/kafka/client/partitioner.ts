/** Which partition a message goes to (K22). */
import { allocateForever } from '../../kernel/memory';
import { now } from '../../kernel/events';
import { uniform } from '../../kernel/random';
import { keyOf } from '../../clients/workload';
import { partitionCount } from '../partition';
import { PartitionerKind } from '../settings';
import { partitionByHashCode, partitionByMurmur2 } from './hash';
import { KafkaProducer, knownLeaderOf, messageBytes } from './producer';

/** 0.8's `topic.metadata.refresh.interval.ms`: so long a random partition is kept. */
const RANDOM_KEPT_US: f64 = 600_000_000;
const NONE: u32 = u32.MAX_VALUE;

export function initialisePartitioner(producer: KafkaProducer): void {
	producer.randomPartition = NONE;
	// The round robin of the 0.8.2 Java client begins anywhere.
	producer.turn = <u32>(uniform(producer.chance) * partitionCount);
	producer.sticky = chooseAvailable(producer);
	const keys = producer.workload.keys;
	if (keys == 0) return;
	producer.keyPartitions = allocateForever((<usize>keys) << 1);
	for (let key: u32 = 0; key < keys; key++) {
		const partition =
			producer.java && producer.partitioner != PartitionerKind.HashCode
				? partitionByMurmur2(key, partitionCount)
				: partitionByHashCode(key, partitionCount);
		store<u16>(producer.keyPartitions + ((<usize>key) << 1), <u16>partition);
	}
}

export function choosePartition(producer: KafkaProducer, message: u32): u32 {
	if (partitionCount == 1) return 0;
	if (producer.workload.keys > 0) {
		const key = keyOf(producer.workload, message);
		return <u32>load<u16>(producer.keyPartitions + ((<usize>key) << 1));
	}
	if (producer.partitioner == PartitionerKind.RoundRobin) return nextInTurn(producer);
	if (producer.java) return producer.sticky;
	return keptAtRandom(producer);
}

/** How many messages in a row are sure to go where the next one goes, while its batch has room. */
export function samePartition(producer: KafkaProducer): u32 {
	if (partitionCount == 1) return u32.MAX_VALUE;
	if (producer.workload.keys > 0 || producer.partitioner == PartitionerKind.RoundRobin) return 1;
	const left = 2 * producer.batchBytes - producer.stickyBytes;
	return <u32>max(1.0, Math.ceil(left / messageBytes(producer)));
}

function nextInTurn(producer: KafkaProducer): u32 {
	// Partitions without a leader are passed over while there are others.
	for (let tried: u32 = 0; tried < partitionCount; tried++) {
		const partition = producer.turn++ % partitionCount;
		if (knownLeaderOf(producer, partition) >= 0) return partition;
	}
	return producer.turn++ % partitionCount;
}

/** 0.8's old producer without a key: one partition for ten minutes, or until a send fails. */
function keptAtRandom(producer: KafkaProducer): u32 {
	if (producer.randomPartition == NONE || now >= producer.randomUntil) {
		producer.randomPartition = chooseAvailable(producer);
		producer.randomUntil = now + RANDOM_KEPT_US;
	}
	return producer.randomPartition;
}

export function forgetRandomPartition(producer: KafkaProducer): void {
	producer.randomPartition = NONE;
}

/** At random among those with a known leader; among all if there is none. */
function chooseAvailable(producer: KafkaProducer): u32 {
	let available: u32 = 0;
	for (let index: u32 = 0; index < partitionCount; index++) {
		if (knownLeaderOf(producer, index) >= 0) available++;
	}
	if (available == 0) return <u32>(uniform(producer.chance) * partitionCount);
	let place = <u32>(uniform(producer.chance) * available);
	for (let index: u32 = 0; index < partitionCount; index++) {
		if (knownLeaderOf(producer, index) < 0) continue;
		if (place == 0) return index;
		place--;
	}
	return 0;
}

/**
 * KIP-794: after `batch.size` bytes on one partition the next is chosen, at the end of a batch; at
 * the latest after twice as many.
 */
export function noteStickyBytes(producer: KafkaProducer, bytes: f64, batchIsFull: bool): void {
	if (producer.workload.keys > 0 || partitionCount == 1) return;
	producer.stickyBytes += bytes;
	const enough = producer.stickyBytes >= producer.batchBytes && batchIsFull;
	if (!enough && producer.stickyBytes < 2 * producer.batchBytes) return;
	producer.stickyBytes = 0;
	producer.sticky = chooseAvailable(producer);
}
