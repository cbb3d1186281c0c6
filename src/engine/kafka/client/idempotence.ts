/**
 * The numbers of an idempotent producer's batches: for each partition a session of its own, in which
 * they follow on one another. A gap can only be left behind, by a new session (KIP-360).
 */
import { allocateForever } from '../../kernel/memory';
import { PARTITIONS_MAX } from '../partition';
import { sequenceWord, setSequence } from '../sequences';
import { Batch, batchMessage } from './batch';
import { KafkaProducer } from './producer';

@unmanaged
class Numbers {
	session: u32;
	/** The newest number that was given, and the newest that was acknowledged. */
	given: u32;
	answered: u32;
}

export function createNumbers(producer: KafkaProducer): void {
	producer.numbers = allocateForever(PARTITIONS_MAX * offsetof<Numbers>());
}

function numbersOf(producer: KafkaProducer, partition: u32): Numbers {
	return changetype<Numbers>(producer.numbers + <usize>partition * offsetof<Numbers>());
}

function isOfSession(numbers: Numbers, batch: Batch): bool {
	return batch.sequence > 0 && batch.epoch == numbers.session;
}

/** A batch goes out as sending `send`: it keeps its number, unless that is of an older session. */
export function number(producer: KafkaProducer, batch: Batch, send: u32): void {
	const numbers = numbersOf(producer, batch.partition);
	if (isOfSession(numbers, batch)) return;
	const first = numbers.given + 1;
	numbers.given += batch.count;
	batch.epoch = numbers.session;
	batch.sequence = first;
	for (let index: u32 = 0; index < batch.count; index++) {
		setSequence(batchMessage(batch, index), sequenceWord(batch.epoch, first + index), send);
	}
}

/** What is in flight is of an older session: nothing is numbered before its fate is known (KIP-360). */
export function isUnresolved(producer: KafkaProducer, partition: u32): bool {
	return producer.idempotence && numbersOf(producer, partition).given == 0;
}

export function noteAnswered(producer: KafkaProducer, batch: Batch): void {
	const numbers = numbersOf(producer, batch.partition);
	if (isOfSession(numbers, batch)) numbers.answered = batch.sequence + batch.count - 1;
}

/** The batch is given up: what follows it would leave a gap. */
export function leaveOut(producer: KafkaProducer, batch: Batch): void {
	const numbers = numbersOf(producer, batch.partition);
	if (isOfSession(numbers, batch)) beginSession(numbers);
}

/**
 * The leader misses what was acknowledged before (an unclean election, a power cut): the batch that
 * would have been the next begins a session. Those behind it have only come too early.
 */
export function onGap(producer: KafkaProducer, batch: Batch): void {
	if (producer.transactional) return;
	const numbers = numbersOf(producer, batch.partition);
	if (isOfSession(numbers, batch) && batch.sequence == numbers.answered + 1) beginSession(numbers);
}

/** The process starts anew. */
export function beginSessions(producer: KafkaProducer): void {
	for (let partition: u32 = 0; partition < PARTITIONS_MAX; partition++) {
		const numbers = numbersOf(producer, partition);
		if (numbers.given > 0) beginSession(numbers);
	}
}

function beginSession(numbers: Numbers): void {
	numbers.session++;
	numbers.given = 0;
	numbers.answered = 0;
}
