/**
 * A consumer commits how far it has come: to its group's coordinator, which writes it into the log
 * of `__consumer_offsets` on every replica in sync before it answers; or, as in 0.8, to ZooKeeper,
 * one write for each partition (K19).
 */
import { clear, laneA, laneB, laneLength, now, push } from '../../kernel/events';
import { ringAt } from '../../kernel/ring';
import { cost } from '../../world/costs';
import { entryPartition } from '../client/consumer-buffer';
import { Claim, claimOf, Hold } from '../client/claim';
import { AfterCommit, KafkaConsumer, OffsetStore, Phase } from '../client/consumer';
import { consumerOf } from '../client/consumer-metadata';
import {
	Answer,
	bitOfRequest,
	Link,
	linkTo,
	Request,
	sendAnswer,
	sendRequest,
	SMALL_BYTES
} from '../client/consumer-network';
import { goOn, poll } from '../client/consumer-poll';
import { isHandedOut, settle } from '../client/consumer-settle';
import { appendInternal } from '../append';
import { serve } from '../broker';
import { KafkaCost } from '../costs';
import { Group, isActive, memberIn, progressOf, slotOf } from '../group/group';
import { findCoordinator, loseMembership, release } from '../group/membership';
import { writeToZookeeper } from '../group/zookeeper-group';
import { internalPartition, partitionCount } from '../partition';
import { finishClosing } from '../client/consumer-life';
import {
	COMMIT_NUMBERS,
	consumerOfCommit,
	isLastOfCommit,
	lifeOfCommit,
	numberOfCommit,
	packCommit,
	partitionOfCommit
} from './record';

/** `auto.commit.interval.ms` is in whole milliseconds. */
const SHORTEST_TICK_US: f64 = 1000;

/**
 * What a commit says of a partition. 0.8 counts a message as consumed when it is handed out, so
 * that a commit by timer covers the one in work (K18).
 */
function committable(consumer: KafkaConsumer, claim: Claim, partition: u32): u32 {
	if (!consumer.old || consumer.phase != Phase.Working) return claim.position;
	const inHand = isHandedOut(consumer) && entryPartition(ringAt(consumer.buffer, 0)) == partition;
	return claim.done + (inHand ? 1 : 0);
}

function isDirty(consumer: KafkaConsumer, partition: u32): bool {
	const claim = claimOf(consumer, partition);
	if (claim.hold != <u8>Hold.Ready) return false;
	return committable(consumer, claim, partition) != claim.saved;
}

function lastDirty(consumer: KafkaConsumer): i32 {
	let last: i32 = -1;
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		if (isDirty(consumer, partition)) last = <i32>partition;
	}
	return last;
}

/** Commits what has changed. Returns whether there is an answer to wait for, and that it is. */
export function commit(consumer: KafkaConsumer, wait: bool): bool {
	const last = lastDirty(consumer);
	if (last < 0) return false;
	const toCoordinator = consumer.offsetStore == OffsetStore.Coordinator;
	if (toCoordinator && consumer.coordinator < 0) {
		// Nobody to send it to yet: a synchronous commit waits, any other is given up.
		consumer.commitPending = wait;
		findCoordinator(consumer);
		return wait;
	}
	consumer.commits++;
	if (wait) consumer.awaitedCommit = consumer.commits % COMMIT_NUMBERS;
	for (let partition: u32 = 0; partition <= <u32>last; partition++) {
		if (!isDirty(consumer, partition)) continue;
		const claim = claimOf(consumer, partition);
		const offset = committable(consumer, claim, partition);
		claim.saved = offset;
		const record = packCommit(
			partition,
			consumer.ordinal,
			consumer.life,
			partition == <u32>last,
			consumer.commits
		);
		if (toCoordinator) toTheCoordinator(consumer, record, offset);
		else toZookeeper(consumer, record, offset);
	}
	return wait;
}

function toTheCoordinator(consumer: KafkaConsumer, record: u32, offset: u32): void {
	const link = linkTo(consumer, <u32>consumer.coordinator);
	sendRequest(link, Request.Commit, max(now, consumer.cpuFreeAt), record, offset);
}

/** One write after the other, each awaited. */
function toZookeeper(consumer: KafkaConsumer, record: u32, offset: u32): void {
	push(consumer.zookeeper, writeToZookeeper(consumer), record, offset, 0);
}

/** ZooKeeper has written an offset, and the client knows. */
export function onZookeeperWritten(consumer: KafkaConsumer, record: u32, offset: u32): void {
	take(consumer.group, record, offset);
	if (isLastOfCommit(record)) onCommitted(consumer, numberOfCommit(record), Answer.Ok);
}

/** The consumer's process died: the write under way arrives, the others were never sent. */
export function finishZookeeperWrite(consumer: KafkaConsumer): void {
	const lane = consumer.zookeeper;
	if (laneLength(lane) > 0) take(consumer.group, laneA(lane, 0), laneB(lane, 0));
}

function take(group: Group, record: u32, offset: u32): void {
	const progress = progressOf(group, partitionOfCommit(record));
	progress.committed = offset;
	progress.commitLost = false;
	if (progress.unwritten == offset + 1) progress.unwritten = 0;
}

/** A worker's transaction is decided: its offsets count, and the marker that says so will be written. */
export function commitDecided(consumer: KafkaConsumer, partition: u32, offset: u32): void {
	const progress = progressOf(consumer.group, partition);
	progress.unwritten = offset + 1;
	progress.worker = consumer.ordinal;
	writeDecided(consumer.group, partition);
}

/** To whoever leads; the next leader is asked until it stands there. */
export function writeDecided(group: Group, partition: u32): void {
	const progress = progressOf(group, partition);
	const offset = progress.unwritten - 1;
	progress.committed = offset;
	progress.commitLost = false;
	const record = packCommit(partition, progress.worker, 0, false, 0);
	appendInternal(internalPartition(0), record, offset);
}

/** A commit's offset arrives at a broker. */
export function onCommitRequest(link: Link, record: u32, offset: u32): void {
	const consumer = link.consumer;
	const last = isLastOfCommit(record);
	if (last) link.servedAt = serve(link.node, cost(KafkaCost.OffsetCommit));
	if (last) {
		link.held |= bitOfRequest(Request.Commit);
		link.heldCommit = numberOfCommit(record);
	}
	let answer: u32 = Answer.Ok;
	if (internalPartition(0).leader != <i32>link.node) answer = Answer.WrongNode;
	else if (!renewSession(consumer, lifeOfCommit(record))) answer = Answer.Unknown;
	else if (!appendInternal(internalPartition(0), record, offset)) answer = Answer.WrongNode;
	if (answer != Answer.Ok && last) refuseCommit(link, answer);
}

/** The commit that waits there cannot be written. */
export function refuseCommit(link: Link, answer: u32): void {
	link.held &= ~bitOfRequest(Request.Commit);
	const at = max(now, link.servedAt);
	sendAnswer(link, Request.Commit, at, SMALL_BYTES, link.heldCommit, answer);
}

/** The coordinator hears a member that commits. Returns whether it is one. */
function renewSession(consumer: KafkaConsumer, life: u32): bool {
	// A client that has resigned would not even have sent it (ConsumerCoordinator, generationIfStable).
	if (!isActive(consumer.group, consumer.ordinal, life)) return false;
	memberIn(consumer.group, slotOf(consumer.group, consumer.ordinal, life)).committedAt = now;
	return true;
}

/** Every replica in sync has a committed offset: it counts, and the client is told. */
export function onOffsetWritten(record: u32, offset: u32): void {
	const consumer = consumerOf(consumerOfCommit(record));
	take(consumer.group, record, offset);
	const leader = internalPartition(0).leader;
	if (!isLastOfCommit(record) || leader < 0) return;
	if ((consumer.life & 255) != lifeOfCommit(record)) return;
	const link = linkTo(consumer, <u32>leader);
	if (link.heldCommit == numberOfCommit(record)) link.held &= ~bitOfRequest(Request.Commit);
	const at = max(now, link.servedAt);
	sendAnswer(link, Request.Commit, at, SMALL_BYTES, numberOfCommit(record), Answer.Ok);
}

/** The client learns what became of a commit. */
export function onCommitted(consumer: KafkaConsumer, number: u32, answer: u32): void {
	if (answer == Answer.WrongNode) {
		forgetCommits(consumer);
		consumer.coordinator = -1;
	} else if (answer == Answer.Unknown) {
		forgetCommits(consumer);
		loseMembership(consumer);
	}
	if (consumer.phase != Phase.Committing || number != consumer.awaitedCommit) return;
	// A synchronous commit is tried again until it is told that the group goes on without it.
	if (answer == Answer.WrongNode) retryCommit(consumer);
	else if (answer == Answer.Unknown && consumer.mustRejoin) failCommit(consumer);
	else endCommit(consumer);
}

/** What was sent and not written is to be committed again. */
export function forgetCommits(consumer: KafkaConsumer): void {
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		const claim = claimOf(consumer, partition);
		if (claim.hold != <u8>Hold.Ready) continue;
		claim.saved = progressOf(consumer.group, partition).committed;
	}
}

export function retryCommit(consumer: KafkaConsumer): void {
	consumer.commitPending = false;
	if (!commit(consumer, true)) endCommit(consumer);
}

/** CommitFailedException: the application lets go of what the poll returned, and polls again. */
function failCommit(consumer: KafkaConsumer): void {
	if (consumer.afterCommit == AfterCommit.Begin || consumer.afterCommit == AfterCommit.GoOn) {
		consumer.afterCommit = AfterCommit.Poll;
	}
	endCommit(consumer);
}

function endCommit(consumer: KafkaConsumer): void {
	consumer.phase = Phase.Waiting;
	if (consumer.afterCommit == AfterCommit.Release) release(consumer);
	else if (consumer.afterCommit == AfterCommit.Close) finishClosing(consumer);
	else goOn(consumer, consumer.afterCommit);
}

/** Since 0.9: inside `poll`, for what earlier polls returned, once the interval has passed. */
export function autoCommit(consumer: KafkaConsumer): void {
	if (now < consumer.nextAutoCommit) return;
	consumer.nextAutoCommit = now + consumer.autoCommitIntervalUs;
	commit(consumer, false);
}

/** Sets the timer of 0.8's automatic commit; later clients need it only to wake an idle poll. */
export function armAutoCommit(consumer: KafkaConsumer): void {
	if (!consumer.autoCommit || consumer.commitTimerSet) return;
	if (consumer.old) setCommitTimer(consumer, nextTick(consumer));
	else if (consumer.phase == Phase.Waiting && lastDirty(consumer) >= 0) {
		setCommitTimer(consumer, max(now, consumer.nextAutoCommit));
	}
}

function nextTick(consumer: KafkaConsumer): f64 {
	const interval = max(SHORTEST_TICK_US, consumer.autoCommitIntervalUs);
	const passed = Math.floor((now - consumer.bornAt) / interval);
	const due = consumer.bornAt + (passed + 1) * interval;
	// Rounding can leave the tick of now as the next one.
	return due > now ? due : due + interval;
}

function setCommitTimer(consumer: KafkaConsumer, at: f64): void {
	consumer.commitTimerSet = true;
	push(consumer.commitTimer, at, consumer.life, 0, 0);
}

/**
 * 0.8's consumer has nothing to work on. Its timer goes on, and will commit once, if anything; that
 * needs no event, which would keep a run going whose messages have all come to their end.
 */
export function restAutoCommit(consumer: KafkaConsumer): void {
	if (!consumer.old || !consumer.autoCommit) return;
	clear(consumer.commitTimer);
	consumer.commitTimerSet = false;
	consumer.restingCommitAt = lastDirty(consumer) < 0 ? Infinity : nextTick(consumer);
}

/** Who looks at a consumer that rested first lets the commit happen that fell due meanwhile. */
export function settleCommit(consumer: KafkaConsumer): void {
	// A process that stands still has no timer.
	if (consumer.restingCommitAt > now || consumer.silentSince >= 0) return;
	consumer.spokeAt = max(consumer.spokeAt, consumer.restingCommitAt);
	consumer.restingCommitAt = Infinity;
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		const claim = claimOf(consumer, partition);
		if (claim.hold != <u8>Hold.Ready) continue;
		claim.saved = claim.position;
		progressOf(consumer.group, partition).committed = claim.position;
	}
}

export function onCommitTimer(consumer: KafkaConsumer, life: u32): void {
	if (life != consumer.life || consumer.dead) return;
	consumer.commitTimerSet = false;
	if (!consumer.old) {
		if (consumer.phase == Phase.Waiting) poll(consumer);
		return;
	}
	settle(consumer, now);
	commit(consumer, false);
	if (consumer.phase == Phase.Working) armAutoCommit(consumer);
}
