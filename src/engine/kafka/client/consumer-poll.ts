/**
 * The application's loop: poll, work, commit. What a poll returns is worked on in units, the spans
 * between two commits; see `commit.ts` for what a commit says.
 */
import { clear, now, push } from '../../kernel/events';
import { ringAt, ringLength } from '../../kernel/ring';
import { cost } from '../../world/costs';
import { checkCountedFaults } from '../../scenario/triggers';
import { KafkaCost } from '../costs';
import { armAutoCommit, autoCommit, commit, restAutoCommit, settleCommit } from '../offsets/commit';
import { claimOf } from './claim';
import { rejoin, takeAssignment } from '../group/membership';
import { endPollOfOld } from '../group/zookeeper-group';
import { endTransaction } from '../transactions/worker';
import { AfterCommit, KafkaConsumer, Phase } from './consumer';
import { entryBase, entryCount, entryIsLast, entryPartition } from './consumer-buffer';
import { sendFetches } from './consumer-fetch';
import { close } from './consumer-life';
import { beginStretch, settle, speakAgain } from './consumer-settle';
import { goBack } from './consumer-validation';

/** The application polls. The automatic commit is part of it (K17), and so is a rebalance. */
export function poll(consumer: KafkaConsumer): void {
	if (consumer.dead) return;
	consumer.polls++;
	consumer.phase = Phase.Waiting;
	settleCommit(consumer);
	if (consumer.assignmentPending) takeAssignment(consumer);
	if (consumer.mustGoBack) goBack(consumer);
	if (consumer.mustRejoin && !rejoin(consumer)) return;
	if (consumer.autoCommit && !consumer.old) autoCommit(consumer);
	if (consumer.buffered == 0) {
		sendFetches(consumer);
		if (consumer.old) restAutoCommit(consumer);
		else armAutoCommit(consumer);
		return;
	}
	const start = max(now, consumer.cpuFreeAt) + cost(KafkaCost.ConsumerPoll) + consumer.owedUs;
	consumer.owedUs = 0;
	consumer.restingCommitAt = Infinity;
	consumer.cpuFreeAt = start;
	// 0.8 has no polls: its iterator goes through whatever has been fetched.
	consumer.pollLeft = consumer.old
		? consumer.buffered
		: min(consumer.buffered, consumer.maxPollRecords);
	limitPoll(consumer, start);
	work(consumer);
}

/** `max.poll.interval.ms`: a member that does not poll in time leaves the group by itself. */
function limitPoll(consumer: KafkaConsumer, start: f64): void {
	if (consumer.old) return;
	const expected = <f64>consumer.pollLeft * (consumer.perRecordUs + consumer.work.meanUs);
	// Only work that may well take so long is watched.
	if (expected * 4 < consumer.maxPollIntervalUs) return;
	push(consumer.pollLimit, start + consumer.maxPollIntervalUs, consumer.polls, consumer.life, 0);
}

/** Begins the next unit of the poll, or goes on with the one begun. */
export function work(consumer: KafkaConsumer): void {
	if (consumer.unitLeft == 0) {
		const commits = commitsFirst(consumer);
		consumer.unitLeft = unitOf(consumer);
		handOut(consumer, consumer.unitLeft);
		sendFetches(consumer);
		if (commits) {
			commitThen(consumer, AfterCommit.Begin);
			return;
		}
	}
	begin(consumer);
}

export function begin(consumer: KafkaConsumer): void {
	armAutoCommit(consumer);
	beginStretch(consumer, max(now, consumer.cpuFreeAt));
}

function manual(consumer: KafkaConsumer): bool {
	return !consumer.autoCommit && !consumer.transactional;
}

/**
 * Whether a commit comes before the next unit. 0.8's application gets message by message: it can
 * commit before the work on the nth, with that one handed out, not before the work on all n.
 */
function commitsFirst(consumer: KafkaConsumer): bool {
	if (!manual(consumer) || !consumer.commitBefore) return false;
	if (!consumer.old || consumer.commitEvery == 0) return true;
	return consumer.sinceCommit + 1 == consumer.commitEvery;
}

/** How many messages of the poll are worked on without a commit between them. */
function unitOf(consumer: KafkaConsumer): u32 {
	if (!manual(consumer) || consumer.commitEvery == 0) return consumer.pollLeft;
	const left = consumer.commitEvery - consumer.sinceCommit;
	const before = consumer.old && consumer.commitBefore && left > 1;
	return min(consumer.pollLeft, before ? left - 1 : left);
}

/** Moves the positions on, over messages that the application is about to have in its hands. */
function handOut(consumer: KafkaConsumer, count: u32): void {
	let left = count;
	while (left > 0) {
		assert(consumer.aheadEntry < ringLength(consumer.buffer), 'more than was fetched');
		const entry = ringAt(consumer.buffer, consumer.aheadEntry);
		const taken = min(left, entryCount(entry) - consumer.aheadAt);
		const claim = claimOf(consumer, entryPartition(entry));
		left -= taken;
		consumer.aheadAt += taken;
		claim.position = entryBase(entry) + consumer.aheadAt;
		if (consumer.aheadAt < entryCount(entry)) break;
		if (entryIsLast(entry)) claim.answers--;
		consumer.aheadEntry++;
		consumer.aheadAt = 0;
	}
}

/** The stretch's time is over, if nothing changed it meanwhile. */
export function onWork(consumer: KafkaConsumer, poll: u32): void {
	if (consumer.dead || consumer.phase != Phase.Working || poll != consumer.polls) return;
	speakAgain(consumer);
	if (now < consumer.stretchEnd) {
		push(consumer.wake, consumer.stretchEnd, poll, 0, 0);
		return;
	}
	if (consumer.transactional) {
		endTransaction(consumer);
		return;
	}
	const done = consumer.stretch;
	settle(consumer, Infinity);
	consumer.stretch = 0;
	consumer.settled = 0;
	consumer.unitLeft -= done;
	consumer.pollLeft -= done;
	consumer.sinceCommit += done;
	// Nothing is in hand: what a commit says now is what has been handed out.
	consumer.phase = Phase.Waiting;
	checkCountedFaults();
	if (consumer.dead) return;
	if (consumer.unitLeft == 0) endUnit(consumer);
	else work(consumer);
}

function endUnit(consumer: KafkaConsumer): void {
	if (consumer.closing) {
		close(consumer);
		return;
	}
	if (consumer.old && endPollOfOld(consumer)) return;
	const due = consumer.commitEvery == 0 || consumer.sinceCommit >= consumer.commitEvery;
	const after = consumer.pollLeft > 0 ? AfterCommit.GoOn : AfterCommit.Poll;
	if (!manual(consumer) || !due) {
		goOn(consumer, after);
	} else {
		consumer.sinceCommit = 0;
		if (consumer.commitBefore) goOn(consumer, after);
		else commitThen(consumer, after);
	}
}

/** Commits; what comes after waits for the answer if the commit is synchronous. */
function commitThen(consumer: KafkaConsumer, after: i32): void {
	consumer.afterCommit = after;
	if (commit(consumer, !consumer.commitAsync)) consumer.phase = Phase.Committing;
	else goOn(consumer, after);
}

/** What was to come after a commit. */
export function goOn(consumer: KafkaConsumer, after: i32): void {
	if (consumer.dead) return;
	if (consumer.purgeDue) {
		// 0.8: its partitions were taken away while it waited for the commit.
		if (after != AfterCommit.Begin) {
			if (!endPollOfOld(consumer)) poll(consumer);
			return;
		}
		consumer.unitLeft = 1;
		consumer.pollLeft = 1;
	}
	if (after == AfterCommit.Begin) begin(consumer);
	else if (after == AfterCommit.GoOn) work(consumer);
	else poll(consumer);
}

/** Nothing of the poll is worked on any more. */
export function abandonPoll(consumer: KafkaConsumer): void {
	consumer.polls++;
	clear(consumer.wake);
	consumer.stretch = 0;
	consumer.settled = 0;
	consumer.unitLeft = 0;
	consumer.pollLeft = 0;
	consumer.sinceCommit = 0;
	consumer.cpuFreeAt = now;
}
