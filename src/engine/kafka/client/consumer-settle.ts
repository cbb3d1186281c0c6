/**
 * Messages in work. While the application takes one message after the other and tells nobody, no
 * event is needed for each: their times follow from the start. One event ends such a stretch, and
 * whatever looks at the consumer before (a crash, a commit by timer, a pause) first settles those
 * whose time has come. What the ledger hears is exact: each message with its own time, none that
 * was not finished at the crash.
 */
import { draw, Shape } from '../../kernel/random';
import { clear, now, push } from '../../kernel/events';
import { Ring, ringAt, ringLength } from '../../kernel/ring';
import { DuplicateCause } from '../../ledger/causes';
import { drawWork, noteProcessedAt, noteProcessedMany } from '../../clients/work';
import { awaitsProcessed, awaitsWork, noteWork } from '../../scenario/triggers';
import { Progress, progressOf } from '../group/group';
import { settleCommit } from '../offsets/commit';
import { messageOf, sendOf } from '../log';
import { claimOf } from './claim';
import { KafkaConsumer, Phase } from './consumer';
import { dropOldest, entryBase, entryCount, entryPartition, entryWords } from './consumer-buffer';

/** The application begins to work on the next messages of the poll at `at`. */
export function beginStretch(consumer: KafkaConsumer, at: f64): void {
	const work = consumer.work;
	let count = consumer.unitLeft;
	// Somebody waits for the nth message: they are counted one by one.
	if ((awaitsProcessed() || awaitsWork()) && !consumer.transactional) count = 1;
	consumer.phase = Phase.Working;
	consumer.stretch = count;
	consumer.settled = 0;
	consumer.replay.state = work.stream.state;
	let end = at;
	if (work.shape == Shape.Constant) {
		end += <f64>count * (consumer.perRecordUs + work.meanUs);
	} else {
		for (let index: u32 = 0; index < count; index++) {
			end += consumer.perRecordUs + drawWork(work);
		}
	}
	consumer.nextFinish = at + nextWork(consumer);
	consumer.stretchEnd = end;
	consumer.cpuFreeAt = end;
	noteWork(consumer.ordinal, at + consumer.perRecordUs, end);
	push(consumer.wake, end, consumer.polls, 0, 0);
}

/** Time of the next message in work; the same draws once more, in their order. */
function nextWork(consumer: KafkaConsumer): f64 {
	const work = consumer.work;
	if (work.shape == Shape.Constant) return consumer.perRecordUs + work.meanUs;
	const us = draw(consumer.replay, work.shape, work.meanUs, work.spread);
	return consumer.perRecordUs + max(us, 0);
}

/** Tells of every message that was finished by `until`. */
export function settle(consumer: KafkaConsumer, until: f64): void {
	// A transaction's messages count when it is committed.
	if (consumer.transactional) return;
	settleCommit(consumer);
	settleAt(consumer, until, -1);
}

/** With `at` ≥ 0 all are told with this one time. */
export function settleAt(consumer: KafkaConsumer, until: f64, at: f64): void {
	while (consumer.settled < consumer.stretch && consumer.nextFinish <= until) {
		settleEntry(consumer, until, at);
	}
}

/** Goes through the oldest entry of the buffer, as far as time and the stretch allow. */
function settleEntry(consumer: KafkaConsumer, until: f64, at: f64): void {
	const ring: Ring = consumer.buffer;
	assert(ringLength(ring) > 0, 'work on what is not there');
	const entry = ringAt(ring, 0);
	const partition = entryPartition(entry);
	const progress = progressOf(consumer.group, partition);
	const words = entryWords(entry);
	const base = entryBase(entry);
	const first = consumer.at;
	assert(first < entryCount(entry), 'an entry that is used up');
	const end = min(entryCount(entry), first + consumer.stretch - consumer.settled);
	const index =
		at < 0 && consumer.work.shape == Shape.Constant
			? finishAlike(consumer, progress, words, base, first, end, until)
			: finishEach(consumer, progress, words, base, first, end, until, at);
	consumer.settled += index - first;
	consumer.buffered -= index - first;
	consumer.at = index;
	claimOf(consumer, partition).done = base + index;
	progress.processedTo = max(progress.processedTo, base + index);
	if (index == entryCount(entry)) dropOldest(consumer);
}

/** All take the same time: they are told together, in two parts where repeats end. */
function finishAlike(
	consumer: KafkaConsumer,
	progress: Progress,
	words: usize,
	base: u32,
	first: u32,
	end: u32,
	until: f64
): u32 {
	const step = consumer.perRecordUs + consumer.work.meanUs;
	let index = first;
	while (index < end && consumer.nextFinish <= until) {
		const offset = base + index;
		let many = end - index;
		if (until != Infinity && step > 0) {
			many = min(many, <u32>((until - consumer.nextFinish) / step) + 1);
		}
		if (offset < progress.repeatBelow) many = min(many, progress.repeatBelow - offset);
		const again = causeOfRepeat(consumer, progress, offset);
		const from = words + ((<usize>index) << 2);
		const start = min(consumer.nextFinish, now - <f64>(many - 1) * step);
		noteProcessedMany(consumer.work, from, many, consumer.group.index, again, start, step);
		consumer.nextFinish += <f64>many * step;
		index += many;
	}
	return index;
}

/** Each has its own time; or all the same, if `at` ≥ 0. */
function finishEach(
	consumer: KafkaConsumer,
	progress: Progress,
	words: usize,
	base: u32,
	first: u32,
	end: u32,
	until: f64,
	at: f64
): u32 {
	let index = first;
	while (index < end && consumer.nextFinish <= until) {
		const word = load<u32>(words + ((<usize>index) << 2));
		const again = causeOfRepeat(consumer, progress, base + index);
		const time = at < 0 ? min(consumer.nextFinish, now) : at;
		noteProcessedAt(
			consumer.work,
			messageOf(word),
			consumer.group.index,
			sendOf(word),
			again,
			time
		);
		index++;
		consumer.nextFinish += nextWork(consumer);
	}
	return index;
}

function causeOfRepeat(consumer: KafkaConsumer, progress: Progress, offset: u32): i32 {
	if (consumer.fenced) return DuplicateCause.RebalancedBeforeCommit;
	return offset < progress.repeatBelow ? <i32>progress.repeatCause : -1;
}

/** The application has one message in its hands. */
export function isHandedOut(consumer: KafkaConsumer): bool {
	return consumer.settled < consumer.stretch;
}

/** Nothing but the message in work is finished any more: the rest is taken away. */
export function cutStretch(consumer: KafkaConsumer): void {
	if (!isHandedOut(consumer)) return;
	consumer.stretch = consumer.settled + 1;
	consumer.unitLeft = consumer.stretch;
	consumer.pollLeft = consumer.stretch;
	consumer.stretchEnd = consumer.nextFinish;
	consumer.cpuFreeAt = consumer.nextFinish;
	clear(consumer.wake);
	push(consumer.wake, consumer.stretchEnd, consumer.polls, 0, 0);
}

/** Its process stands still. */
export function fallSilent(consumer: KafkaConsumer): void {
	if (consumer.silentSince >= 0) return;
	settle(consumer, now);
	consumer.silentSince = now;
}

/** It goes on where it stood: the work in hand is as much later as the silence was long. */
export function speakAgain(consumer: KafkaConsumer): void {
	if (consumer.silentSince < 0) return;
	const pause = now - consumer.silentSince;
	consumer.silentSince = -1;
	consumer.nextFinish += pause;
	consumer.stretchEnd += pause;
	consumer.cpuFreeAt += pause;
	consumer.restingCommitAt = max(consumer.restingCommitAt, now);
}
