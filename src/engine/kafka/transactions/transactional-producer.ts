/**
 * A producing application with a transactional id: it begins, hands over so many messages (or as
 * many as come in a time), and commits. Killed and started again it has what it left open aborted
 * and goes on after its last commit that returned.
 */
import { laneLength, now, push } from '../../kernel/events';
import { ringAt, ringClear, ringLength, ringPush } from '../../kernel/ring';
import { Client } from '../../clients/client';
import { hasMore } from '../../clients/workload';
import { Fate, fateOf } from '../../ledger/fates';
import { acknowledged, destroyed, failed } from '../../ledger/ledger';
import { LossCause, Place } from '../../ledger/causes';
import { pumpSender } from '../client/java-producer';
import { pumpApplication } from '../client/application';
import { asKafkaProducer, KafkaProducer } from '../client/producer';
import {
	beginTransaction,
	COMPLETED,
	createTransactor,
	isAdded,
	refuse,
	send,
	Step,
	TRANSACTION_TIMEOUT_US,
	Transactor,
	transactorOf,
	want
} from './transactor';

export function enrolTransactional(
	producer: Client,
	every: u32,
	intervalUs: f64,
	abortEvery: u32
): void {
	const transactor = createTransactor(producer);
	transactor.every = every;
	transactor.intervalUs = intervalUs;
	transactor.abortEvery = abortEvery;
}

function producerOf(transactor: Transactor): KafkaProducer {
	return asKafkaProducer(transactor.client);
}

/** How many messages more the transaction takes; 0: it is being ended. */
export function transactionRoom(producer: Client): u32 {
	const transactor = transactorOf(producer);
	if (transactor.ending || transactor.initialising) return 0;
	return transactor.every - ringLength(transactor.messages);
}

export function isFlushing(producer: Client): bool {
	return transactorOf(producer).ending;
}

/** The application handed a message over. */
export function noteTransactional(producer: KafkaProducer, message: u32): void {
	const transactor = transactorOf(producer);
	const address = ringPush(transactor.messages);
	store<u32>(address, message);
	store<f64>(address, now, 8);
	if (ringLength(transactor.messages) == 1 && transactor.intervalUs > 0) {
		push(transactor.timer, now + transactor.intervalUs, transactor.round, 0, 0);
	}
	const more = hasMore(producer.workload) || ringLength(producer.again) > 0;
	if (ringLength(transactor.messages) >= transactor.every || !more) transactor.ending = true;
}

/** The application commits by the clock, or the coordinator has waited long enough for a dead one. */
export function onTransactionTimer(transactor: Transactor, number: u32, kind: u32): void {
	if (kind == 1) {
		if (!transactor.client.dead || number != transactor.begun) return;
		loseOpen(transactor);
		if (transactor.current != 0 && !transactor.decided) send(transactor, Step.Init);
		return;
	}
	if (number != transactor.round || transactor.ending || transactor.client.dead) return;
	if (ringLength(transactor.messages) == 0) return;
	transactor.ending = true;
	pumpSender(producerOf(transactor));
	endIfFlushed(transactor);
}

/** Nobody will send them again. */
function loseOpen(transactor: Transactor): void {
	const messages = transactor.messages;
	for (let index: u32 = 0; index < ringLength(messages); index++) {
		const message = load<u32>(ringAt(messages, index));
		if (fateOf(message) == Fate.Lost) continue;
		destroyed(message, LossCause.RolledBack, Place.Producer, transactor.client.ordinal, 0);
	}
	ringClear(messages);
}

/** Whether the sender may send to the partition: the coordinator knows that it is part of it. */
export function mayDrainTransactional(producer: Client, partition: u32): bool {
	const transactor = transactorOf(producer);
	if (transactor.decided) {
		refuse(transactor);
		return false;
	}
	if (transactor.current == 0 && laneLength(transactor.lane) > 0) return false;
	if (transactor.current == 0) beginTransaction(transactor);
	if (isAdded(transactor, partition)) return true;
	want(transactor, partition);
	return false;
}

export function currentTransaction(producer: Client): u32 {
	return transactorOf(producer).current;
}

/**
 * A batch has its answer; when all have, the transaction can end. One that failed for good fails the
 * transaction: the application's next call throws, and it aborts (`maybeTransitionToAbortableError`).
 */
export function noteBatchAnswered(producer: Client, good: bool): void {
	const transactor = transactorOf(producer);
	if (!good) {
		transactor.spoilt = true;
		transactor.ending = true;
	}
	endIfFlushed(transactor);
}

/** Batches that have never been sent fail with their transaction (`abortUndrainedBatches`). */
export function isSpoilt(producer: Client): bool {
	return transactorOf(producer).spoilt;
}

function endIfFlushed(transactor: Transactor): void {
	const producer = producerOf(transactor);
	if (!transactor.ending || transactor.ended || transactor.initialising) return;
	if (transactor.step != Step.None) return;
	// A message of it may still wait for memory.
	if (producer.queued > 0 || producer.flyingTotal > 0 || producer.held != 0) return;
	if (transactor.current == 0 || transactor.decided) {
		// None of it was sent, so that the coordinator has not heard of it: nobody has to be asked.
		transactor.commits = false;
		returnFromCommit(transactor);
		return;
	}
	const aborts = transactor.abortEvery > 0 && transactor.begun % transactor.abortEvery == 0;
	transactor.commits = !aborts && !transactor.spoilt;
	transactor.ended = true;
	send(transactor, Step.End);
}

export function onProducerAnswer(transactor: Transactor, step: u32): void {
	const producer = producerOf(transactor);
	if (producer.dead) return;
	if (step == Step.Init) {
		resume(transactor);
	} else if (step == Step.End) {
		returnFromCommit(transactor);
	} else if (step == COMPLETED || step == Step.Add) {
		// Partitions wanted meanwhile are asked for now.
		pumpSender(producer);
		endIfFlushed(transactor);
	}
}

/** `commitTransaction` or `abortTransaction` returns. */
function returnFromCommit(transactor: Transactor): void {
	const producer = producerOf(transactor);
	const messages = transactor.messages;
	for (let index: u32 = 0; index < ringLength(messages); index++) {
		const address = ringAt(messages, index);
		const message = load<u32>(address);
		if (transactor.commits) acknowledged(message, load<f64>(address, 8));
		else if (transactor.spoilt && producer.workload.retry) again(producer, message);
		else failed(message);
	}
	forget(transactor);
	pumpApplication(producer);
}

function again(producer: KafkaProducer, message: u32): void {
	for (let index: u32 = 0; index < ringLength(producer.again); index++) {
		if (load<u32>(ringAt(producer.again, index)) == message) return;
	}
	store<u32>(ringPush(producer.again), message);
}

/** Its process dies: the coordinator does not know, until the id comes back or time is up. */
export function transactionalDied(producer: Client): void {
	const transactor = transactorOf(producer);
	push(transactor.deathTimer, now + TRANSACTION_TIMEOUT_US, transactor.begun, 1, 0);
}

/** It starts again, and first of all has what it left open aborted. */
export function transactionalReturned(producer: Client): void {
	const transactor = transactorOf(producer);
	transactor.initialising = true;
	if (transactor.decided) return;
	send(transactor, Step.Init);
}

/** Nothing is open any more: it goes on after the last commit that returned. */
function resume(transactor: Transactor): void {
	const producer = producerOf(transactor);
	transactor.initialising = false;
	const messages = transactor.messages;
	for (let index: u32 = 0; index < ringLength(messages); index++) {
		store<u32>(ringPush(producer.again), load<u32>(ringAt(messages, index)));
	}
	forget(transactor);
	pumpApplication(producer);
}

/** The next message is the first of a transaction. */
function forget(transactor: Transactor): void {
	ringClear(transactor.messages);
	transactor.spoilt = false;
	transactor.ending = false;
	transactor.ended = false;
	transactor.round++;
}
