/**
 * Consume, transform, produce: what a poll returned is processed, its results and the offsets after
 * it go into one transaction. A message counts as processed when that is committed, for only then
 * does anybody who reads committed messages see its result (K23). The results themselves are not
 * kept in a log.
 */
import { now } from '../../kernel/events';
import { KafkaConsumer, Phase } from '../client/consumer';
import { claimOf, Hold } from '../client/claim';
import { finishClosing, forgetBuffer } from '../client/consumer-life';
import { poll } from '../client/consumer-poll';
import { settleAt } from '../client/consumer-settle';
import { checkCountedFaults } from '../../scenario/triggers';
import { answerOffsetFetches } from '../group/coordinator';
import { isActive } from '../group/group';
import { loseMembership } from '../group/membership';
import { commitDecided } from '../offsets/commit';
import { partitionCount } from '../partition';
import {
	beginTransaction,
	COMPLETED,
	createTransactor,
	decide,
	send,
	Step,
	Transactor,
	transactorAt,
	transactorCount,
	transactorOf
} from './transactor';

export function enrolWorker(consumer: KafkaConsumer): void {
	createTransactor(consumer);
}

function consumerOf(transactor: Transactor): KafkaConsumer {
	return changetype<KafkaConsumer>(changetype<usize>(transactor.client));
}

/** The work on a poll is done. */
export function endTransaction(consumer: KafkaConsumer): void {
	consumer.phase = Phase.Transacting;
	const transactor = transactorOf(consumer);
	beginTransaction(transactor);
	transactor.life = consumer.life;
	keepPositions(transactor);
	send(transactor, Step.Add);
}

/** The group still knows it: offsets of a member that it has given up are refused (KIP-447). */
export function isMember(transactor: Transactor): bool {
	const consumer = consumerOf(transactor);
	return isActive(consumer.group, consumer.ordinal, transactor.life);
}

export function onWorkerAnswer(transactor: Transactor, step: u32): void {
	const consumer = consumerOf(transactor);
	if (step == COMPLETED) return;
	if (step == Step.Init) {
		transactor.initialising = false;
		return;
	}
	if (consumer.dead || consumer.life != transactor.life || consumer.phase != Phase.Transacting) {
		return;
	}
	if (step == Step.Add) {
		send(transactor, Step.Offsets);
	} else if (step == Step.Offsets) {
		transactor.commits = transactor.offsetsPending;
		send(transactor, Step.End);
	} else {
		returnFromCommit(transactor, consumer);
	}
}

function returnFromCommit(transactor: Transactor, consumer: KafkaConsumer): void {
	if (!transactor.commits) {
		// What it has processed is void: others do it.
		loseMembership(consumer);
		forgetBuffer(consumer);
	}
	consumer.stretch = 0;
	consumer.settled = 0;
	consumer.unitLeft = 0;
	consumer.pollLeft = 0;
	if (consumer.closing) finishClosing(consumer);
	else poll(consumer);
}

/** Whether offsets at which it wants to begin hang on a transaction (KIP-447, UNSTABLE_OFFSET_COMMIT). */
export function awaitsOffsets(consumer: KafkaConsumer): bool {
	for (let index: u32 = 0; index < transactorCount; index++) {
		const transactor = transactorAt(index);
		if (!transactor.offsetsPending || consumerOf(transactor).group != consumer.group) continue;
		for (let partition: u32 = 0; partition < partitionCount; partition++) {
			const isPart = load<u32>(transactor.first + ((<usize>partition) << 2)) != u32.MAX_VALUE;
			if (isPart && claimOf(consumer, partition).hold == <u8>Hold.Locating) return true;
		}
	}
	return false;
}

/** The outcome is written. */
export function onWorkerDecided(transactor: Transactor, commit: bool): void {
	const consumer = consumerOf(transactor);
	transactor.offsetsPending = false;
	if (commit) {
		for (let partition: u32 = 0; partition < partitionCount; partition++) {
			const ends = load<u32>(transactor.first + ((<usize>partition) << 2));
			if (ends != u32.MAX_VALUE) commitDecided(consumer, partition, ends);
		}
		settleAt(consumer, Infinity, now);
		if (!consumer.dead) checkCountedFaults();
	}
	answerOffsetFetches(consumer.group);
	if (consumer.dead) {
		consumer.stretch = 0;
		consumer.settled = 0;
		forgetBuffer(consumer);
	}
}

/** Positions that the transaction commits, kept beside the consumer's own, which a crash clears. */
function keepPositions(transactor: Transactor): void {
	const consumer = consumerOf(transactor);
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		const claim = claimOf(consumer, partition);
		// The application has worked on them, whatever the client is asking about that place now.
		const offset = claim.hold >= <u8>Hold.Ready ? claim.position : u32.MAX_VALUE;
		store<u32>(transactor.first + ((<usize>partition) << 2), offset);
	}
}

/** Its process dies: what has not reached the coordinator as a commit is aborted. */
export function workerDied(consumer: KafkaConsumer): void {
	if (!consumer.transactional) return;
	const transactor = transactorOf(consumer);
	if (transactor.step == Step.End && transactor.current != 0) return;
	abandon(consumer, transactor);
}

function abandon(consumer: KafkaConsumer, transactor: Transactor): void {
	transactor.step = Step.None;
	if (transactor.current != 0 && !transactor.decided) decide(transactor, false);
	consumer.stretch = 0;
	forgetBuffer(consumer);
}

/** It starts again: a commit that was in doubt and is not written yet is aborted. */
export function workerReturned(consumer: KafkaConsumer): void {
	if (consumer.transactional) abandon(consumer, transactorOf(consumer));
}
