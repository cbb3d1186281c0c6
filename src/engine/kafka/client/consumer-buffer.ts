/**
 * What a consumer has fetched and not processed. An entry is a span of messages side by side in
 * one partition:
 *   0             4               8                  12
 *   | words u32   | base offset   | count | last<<31 | partition | epoch << 16 |
 * `words` are copies of the log's, for a log may be truncated under its readers. `last`: the end of
 * what one answer brought of that partition.
 */
import { allocate, copyWords, release } from '../../kernel/memory';
import { Ring, ringAt, ringLength, ringPush, ringShift } from '../../kernel/ring';
import { Log, logAddress, logSpan } from '../log';
import { Claim, claimOf } from './claim';
import { KafkaConsumer } from './consumer';

export const LAST: u32 = 0x80000000;

export function entryWords(entry: usize): usize {
	return <usize>load<u32>(entry);
}

export function entryBase(entry: usize): u32 {
	return load<u32>(entry, 4);
}

export function entryCount(entry: usize): u32 {
	return load<u32>(entry, 8) & ~LAST;
}

export function entryIsLast(entry: usize): bool {
	return (load<u32>(entry, 8) & LAST) != 0;
}

export function entryPartition(entry: usize): u32 {
	return load<u32>(entry, 12) & 0xffff;
}

function entryEpoch(entry: usize): u32 {
	return load<u32>(entry, 12) >> 16;
}

export function releaseEntry(entry: usize): void {
	release(entryWords(entry), entryCount(entry) << 2);
}

/** Copies words [from, to) of a log into a new entry at the end of the ring. */
export function carry(ring: Ring, log: Log, partition: u32, epoch: u32, from: u32, to: u32): void {
	const words = allocate((to - from) << 2);
	let at: u32 = from;
	while (at < to) {
		const span = min(logSpan(log, at), to - at);
		copyWords(words + ((<usize>(at - from)) << 2), logAddress(log, at), span);
		at += span;
	}
	const entry = ringPush(ring);
	store<u32>(entry, <u32>words);
	store<u32>(entry, from, 4);
	store<u32>(entry, to - from, 8);
	store<u32>(entry, partition | (epoch << 16), 12);
}

/** Whether the entry's partition is still its owner's, as when it was asked for. */
function isValid(consumer: KafkaConsumer, entry: usize): bool {
	return <u32>claimOf(consumer, entryPartition(entry)).epoch == entryEpoch(entry);
}

/** Moves an answer's entry into the consumer's buffer. */
export function keepEntry(consumer: KafkaConsumer, entry: usize): void {
	const to = ringPush(consumer.buffer);
	store<u64>(to, load<u64>(entry));
	store<u64>(to, load<u64>(entry, 8), 8);
	consumer.buffered += entryCount(entry);
	const claim: Claim = claimOf(consumer, entryPartition(entry));
	if (entryIsLast(entry)) claim.answers++;
}

/** The oldest entry is used up. */
export function dropOldest(consumer: KafkaConsumer): void {
	releaseEntry(ringShift(consumer.buffer));
	consumer.at = 0;
	consumer.aheadEntry--;
}

/** Forgets what belongs to partitions that it has no more. Nothing of a poll may be in work. */
export function purge(consumer: KafkaConsumer): void {
	const ring = consumer.buffer;
	let at = consumer.at;
	consumer.buffered = 0;
	for (let left = ringLength(ring); left > 0; left--) {
		const entry = ringAt(ring, 0);
		if (isValid(consumer, entry)) {
			if (at > 0) trim(entry, at);
			const words = load<u64>(entry);
			const rest = load<u64>(entry, 8);
			consumer.buffered += entryCount(entry);
			ringShift(ring);
			const to = ringPush(ring);
			store<u64>(to, words);
			store<u64>(to, rest, 8);
		} else {
			releaseEntry(ringShift(ring));
		}
		at = 0;
	}
	consumer.at = 0;
	consumer.aheadEntry = 0;
	consumer.aheadAt = 0;
}

/** Takes the first words of an entry away, for what has been processed. */
function trim(entry: usize, count: u32): void {
	const old = entryWords(entry);
	const left = entryCount(entry) - count;
	const words = allocate(left << 2);
	copyWords(words, old + ((<usize>count) << 2), left);
	releaseEntry(entry);
	const last = load<u32>(entry, 8) & LAST;
	store<u32>(entry, <u32>words);
	store<u32>(entry, entryBase(entry) + count, 4);
	store<u32>(entry, left | last, 8);
}
