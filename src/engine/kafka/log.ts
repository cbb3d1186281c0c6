/**
 * The log of one replica: a word per offset, in chunks, and where each leader epoch and each run of
 * one transaction begins. Every replica has its own, so that truncation and divergence are real;
 * what two of them share is only the numbers of messages.
 *
 * Word: message 28 bits | sending 4 bits << 28. Sending 15 marks a control word, whose low bit says
 * abort.
 */
import { allocate, allocateForever, copyWords, release } from '../kernel/memory';

const CHUNK_SHIFT: u32 = 14;
const CHUNK_WORDS: u32 = 1 << CHUNK_SHIFT;
const CHUNK_MASK: u32 = CHUNK_WORDS - 1;
const TABLE_START: u32 = 16;
const RUNS_START: u32 = 4;
const CONTROL: u32 = 15;
/** Far more than transactional ids there can be. */
const TRANSACTIONS_AT_ONCE: u32 = 4096;
/** Sendings beyond this are counted as this one. */
export const SENDS_MAX: u32 = 14;

let terms: u32 = 0;

export function initialiseLogs(): void {
	terms = 0;
}

/** Values that hold from an offset on: start u32, value u32, ascending. */
@unmanaged
export class Runs {
	items: usize;
	count: u32;
	capacity: u32;
}

@unmanaged
export class Log {
	/** Addresses of the chunks. */
	chunks: usize;
	chunkCapacity: u32;
	chunkCount: u32;
	/** Offset of the next word. */
	end: u32;
	/** Words before this offset are on disk, not only in the page cache. */
	flushed: u32;
	epochs: Runs;
	/** For the ledger: a number of its own for each time that somebody began to lead. */
	terms: Runs;
	transactions: Runs;
}

function createRuns(): Runs {
	const runs = changetype<Runs>(allocateForever(offsetof<Runs>()));
	runs.items = allocate(RUNS_START << 3);
	runs.capacity = RUNS_START;
	return runs;
}

export function createLog(): Log {
	const log = changetype<Log>(allocateForever(offsetof<Log>()));
	log.chunks = allocate(TABLE_START << 2);
	log.chunkCapacity = TABLE_START;
	log.epochs = createRuns();
	log.terms = createRuns();
	log.transactions = createRuns();
	return log;
}

export function controlWord(abort: bool): u32 {
	return (CONTROL << 28) | (abort ? 1 : 0);
}

export function messageOf(word: u32): u32 {
	return word & 0x0fffffff;
}

export function sendOf(word: u32): u32 {
	return word >> 28;
}

export function isControl(word: u32): bool {
	return word >> 28 == CONTROL;
}

export function logAddress(log: Log, offset: u32): usize {
	const chunk = <usize>load<u32>(log.chunks + ((<usize>(offset >> CHUNK_SHIFT)) << 2));
	return chunk + ((<usize>(offset & CHUNK_MASK)) << 2);
}

/** How many words from `offset` on stand side by side at `logAddress`, up to the log's end. */
export function logSpan(log: Log, offset: u32): u32 {
	return min(log.end - offset, CHUNK_WORDS - (offset & CHUNK_MASK));
}

export function logWord(log: Log, offset: u32): u32 {
	assert(offset < log.end, 'an offset beyond the end of the log');
	return load<u32>(logAddress(log, offset));
}

function addChunk(log: Log): void {
	if (log.chunkCount == log.chunkCapacity) {
		const capacity = log.chunkCapacity << 1;
		const chunks = allocate(capacity << 2);
		memory.copy(chunks, log.chunks, (<usize>log.chunkCapacity) << 2);
		release(log.chunks, log.chunkCapacity << 2);
		log.chunks = chunks;
		log.chunkCapacity = capacity;
	}
	const address = log.chunks + ((<usize>log.chunkCount) << 2);
	store<u32>(address, <u32>allocate(CHUNK_WORDS << 2));
	log.chunkCount++;
}

/** Words that can be written side by side at the log's end, at least one. */
function room(log: Log): u32 {
	if (log.end >> CHUNK_SHIFT == log.chunkCount) addChunk(log);
	return CHUNK_WORDS - (log.end & CHUNK_MASK);
}

/** Appends the numbers at `messages`, u32 each, all of one sending. */
export function appendMessages(log: Log, messages: usize, count: u32, send: u32): void {
	const high: u32 = min(send, SENDS_MAX) << 28;
	let from = messages;
	let left = count;
	while (left > 0) {
		const span = min(left, room(log));
		const to = logAddress(log, log.end);
		const bytes = (<usize>span) << 2;
		for (let at: usize = 0; at < bytes; at += 4) {
			store<u32>(to + at, load<u32>(from + at) | high);
		}
		from += bytes;
		log.end += span;
		left -= span;
	}
}

export function appendWord(log: Log, word: u32): void {
	room(log);
	store<u32>(logAddress(log, log.end), word);
	log.end++;
}

/** A follower takes over the leader's words from its own end up to `end`. */
export function copyLog(log: Log, leader: Log, end: u32): void {
	assert(end <= leader.end, 'a copy beyond the end of the log');
	copyRuns(log.epochs, leader.epochs, log.end, end);
	copyRuns(log.terms, leader.terms, log.end, end);
	copyRuns(log.transactions, leader.transactions, log.end, end);
	while (log.end < end) {
		const span = min(min(end - log.end, room(log)), logSpan(leader, log.end));
		copyWords(logAddress(log, log.end), logAddress(leader, log.end), span);
		log.end += span;
	}
}

export function truncateLog(log: Log, end: u32): void {
	if (end >= log.end) return;
	log.end = end;
	log.flushed = min(log.flushed, end);
	cutRuns(log.epochs, end);
	cutRuns(log.terms, end);
	cutRuns(log.transactions, end);
	const needed = (end + CHUNK_MASK) >> CHUNK_SHIFT;
	while (log.chunkCount > needed) {
		log.chunkCount--;
		const address = log.chunks + ((<usize>log.chunkCount) << 2);
		release(<usize>load<u32>(address), CHUNK_WORDS << 2);
	}
}

function runStart(runs: Runs, index: u32): u32 {
	return load<u32>(runs.items + ((<usize>index) << 3));
}

function runValue(runs: Runs, index: u32): u32 {
	return load<u32>(runs.items + ((<usize>index) << 3), 4);
}

/** From `start`, the end of the log, `value` holds. */
function noteRun(runs: Runs, start: u32, value: u32): void {
	if (runs.count > 0) {
		if (runValue(runs, runs.count - 1) == value) return;
		assert(runStart(runs, runs.count - 1) <= start, 'runs ascend');
		// A run in which nothing was written.
		if (runStart(runs, runs.count - 1) == start) runs.count--;
	}
	if (runs.count == runs.capacity) {
		const items = allocate(runs.capacity << 4);
		memory.copy(items, runs.items, (<usize>runs.capacity) << 3);
		release(runs.items, runs.capacity << 3);
		runs.items = items;
		runs.capacity <<= 1;
	}
	const address = runs.items + ((<usize>runs.count) << 3);
	store<u32>(address, start);
	store<u32>(address, value, 4);
	runs.count++;
}

/** The last run that begins at or before the offset; −1: none. */
function runAt(runs: Runs, offset: u32): i32 {
	let low: i32 = 0;
	let high = <i32>runs.count;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (runStart(runs, middle) <= offset) low = middle + 1;
		else high = middle;
	}
	return low - 1;
}

function copyRuns(runs: Runs, from: Runs, begin: u32, end: u32): void {
	if (begin >= end) return;
	let index = runAt(from, begin);
	if (index >= 0) noteRun(runs, begin, runValue(from, index));
	for (index++; index < <i32>from.count && runStart(from, index) < end; index++) {
		noteRun(runs, runStart(from, index), runValue(from, index));
	}
}

function cutRuns(runs: Runs, end: u32): void {
	while (runs.count > 0 && runStart(runs, runs.count - 1) >= end) runs.count--;
}

/** What is appended from now on is of this leader epoch. */
export function noteEpoch(log: Log, epoch: u32): void {
	noteRun(log.epochs, log.end, epoch);
	noteRun(log.terms, log.end, ++terms);
}

/** What is appended from now on belongs to this transaction; 0: to none. */
export function noteTransaction(log: Log, transaction: u32): void {
	if (transaction == 0 && log.transactions.count == 0) return;
	noteRun(log.transactions, log.end, transaction);
}

export function transactionAt(log: Log, offset: u32): u32 {
	const index = runAt(log.transactions, offset);
	return index < 0 ? 0 : runValue(log.transactions, index);
}

export function epochAt(log: Log, offset: u32): u32 {
	const index = runAt(log.epochs, offset);
	return index < 0 ? 0 : runValue(log.epochs, index);
}

/** Leader epoch of the newest word; 0: an empty log. */
export function newestEpoch(log: Log): u32 {
	return log.end == 0 ? 0 : epochAt(log, log.end - 1);
}

/** Where the words of epochs up to this one end (the answer to OffsetsForLeaderEpoch). */
export function endOfEpoch(log: Log, epoch: u32): u32 {
	return endOfRuns(log.epochs, epoch, log.end);
}

/** How far a log of another time, read up to this term, is the same as this one. */
export function endOfTerm(log: Log, term: u32): u32 {
	return endOfRuns(log.terms, term, log.end);
}

function endOfRuns(runs: Runs, value: u32, end: u32): u32 {
	for (let index: u32 = 0; index < runs.count; index++) {
		if (runValue(runs, index) > value) return runStart(runs, index);
	}
	return end;
}

export function termAt(log: Log, offset: u32): u32 {
	return runValue(log.terms, runAt(log.terms, offset));
}

/** End of the run of one transaction (or of none) that holds the offset; the log's end at most. */
export function transactionRunEnd(log: Log, offset: u32): u32 {
	const index = runAt(log.transactions, offset);
	const next = index + 1;
	return next < <i32>log.transactions.count ? runStart(log.transactions, next) : log.end;
}

/** The first offset of a transaction that is among the newest; u32.MAX_VALUE: none. */
export function firstOfTransaction(log: Log, transaction: u32): u32 {
	const runs = log.transactions;
	let first: u32 = u32.MAX_VALUE;
	// Numbers rise with time: nothing of it lies before the first of a much older one.
	for (let index = <i32>runs.count - 1; index >= 0; index--) {
		const value = runValue(runs, index);
		if (value == transaction) first = runStart(runs, index);
		else if (value != 0 && value + TRANSACTIONS_AT_ONCE < transaction) break;
	}
	return first;
}
