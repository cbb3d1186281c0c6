/**
 * The fate of every message. All figures that a run reports come from here and from nowhere else,
 * and brokers and clients tell it what happens to a message; they never ask it what to do, save
 * the consumer that remembers what it processed.
 *
 * Record of a message, 24 bytes:
 *   0               8                16      18          19      20         21      22      23
 *   | intended f64  | settled f64     | flags | processed | cause | producer | sends | first | queues |
 * intended: when the application meant to send it. settled: first processing, else the end of its
 * last copy. cause: of that end, or of the delivery that was processed. first: which sending was
 * processed first. queues: through which queues it was processed.
 */
import { allocateForever } from '../kernel/memory';
import { now } from '../kernel/events';
import { createHistogram, Histogram, record } from '../kernel/histogram';
import { DuplicateCause, LossCause, Place, TraceKind } from './causes';
import { count, countAt, Counter, initialiseSeries, LOST_FIRST } from './series';
import { initialiseTrace, trace, traceAt } from './trace';

export const RECORD_BYTES: u32 = 24;

/** In the digest: beyond the numbers of the other changes, 5 + cause among them. */
const EXPIRED_CHANGE: u32 = 64;

export const enum Flag {
	Attempted = 1,
	Acknowledged = 2,
	Failed = 4,
	Processed = 8,
	Unroutable = 16,
	/** Its last copy ended without being processed. */
	Ended = 32,
	/** A broker or a client still holds a copy at the end of the run. */
	Held = 64,
	/** Its last copy outlived its time. */
	Expired = 128,
	/** At the end of the run a copy lies where its broker puts what could not be processed. */
	DeadLettered = 256
}

/** Order of `fates` in `sim/result.ts`. */
export const enum Fate {
	ProcessedOnce = 0,
	Duplicated,
	Lost,
	Failed,
	Expired,
	DeadLettered,
	Unroutable,
	StillQueued,
	Count
}

export const enum Total {
	Attempted = 0,
	Acknowledged,
	Failed,
	Processed,
	Lost,
	LostAcknowledged,
	LostUnacknowledged,
	Duplicated,
	DuplicateDeliveries,
	Recovered,
	Reordered,
	Redelivered,
	Sends,
	Unroutable,
	FirstAttemptedAt,
	LastAttemptedAt,
	FirstAcknowledgedAt,
	LastAcknowledgedAt,
	FirstProcessedAt,
	LastProcessedAt,
	Count
}

let records: usize = 0;
let messages: u32 = 0;

export let totalsAddress: usize = 0;
export let fatesAddress: usize = 0;
/** Loss causes, then duplicate causes, f64 each. */
export let causesAddress: usize = 0;
export let digest: u64 = 0;
export let latency: Histogram = changetype<Histogram>(0);
export let confirmLatency: Histogram = changetype<Histogram>(0);

export function initialiseLedger(messageCount: u32, tracedMessage: i32): void {
	messages = messageCount;
	records = allocateForever(<usize>messageCount * RECORD_BYTES);
	totalsAddress = allocateForever(Total.Count * 8);
	fatesAddress = allocateForever(Fate.Count * 8);
	causesAddress = allocateForever((LossCause.Count + DuplicateCause.Count) * 8);
	digest = 0xcbf29ce484222325;
	latency = createHistogram();
	confirmLatency = createHistogram();
	initialiseSeries();
	initialiseTrace(tracedMessage);
}

export function recordOf(message: u32): usize {
	return records + <usize>message * RECORD_BYTES;
}

export function flagsOf(address: usize): u32 {
	return <u32>load<u16>(address, 16);
}

export function setFlags(address: usize, flags: u32): void {
	store<u16>(address, <u16>flags, 16);
}

export function total(index: i32): f64 {
	return load<f64>(totalsAddress + ((<usize>index) << 3));
}

function add(index: i32): void {
	addMany(index, 1);
}

export function addMany(index: i32, many: u32): void {
	const address = totalsAddress + ((<usize>index) << 3);
	store<f64>(address, load<f64>(address) + <f64>many);
}

/** First and last time of a kind of event stand side by side in the totals. */
export function span(first: i32): void {
	spanAt(first, now);
}

/** The same for one that is told late: several may come out of order. */
export function spanAt(first: i32, time: f64): void {
	const address = totalsAddress + ((<usize>first) << 3);
	const earliest = load<f64>(address);
	if (earliest == 0 || time < earliest) store<f64>(address, time);
	store<f64>(address, max(load<f64>(address, 8), time), 8);
}

/** FNV-1a over 64-bit words, turned between words so that high bits reach low ones. */
function digestChange(kind: u32, message: u32): void {
	digestChangeAt(kind, message, now);
}

function digestChangeAt(kind: u32, message: u32, time: f64): void {
	let hash = (digest ^ (((<u64>kind) << 32) | (<u64>message))) * 0x100000001b3;
	hash = (rotl<u64>(hash, 29) ^ reinterpret<u64>(time)) * 0x100000001b3;
	digest = rotl<u64>(hash, 31);
}

/** One of several changes of a kind at one time; `digestTogether` closes them. */
export function digestOneOf(kind: u32, message: u32): void {
	digest = (digest ^ (((<u64>kind) << 32) | (<u64>message))) * 0x100000001b3;
}

export function digestTogether(many: u32, time: f64): void {
	let hash = (rotl<u64>(digest, 29) ^ (<u64>many)) * 0x100000001b3;
	hash = (rotl<u64>(hash, 29) ^ reinterpret<u64>(time)) * 0x100000001b3;
	digest = rotl<u64>(hash, 31);
}

export function attempted(message: u32, producer: u32, intendedAt: f64): void {
	const address = recordOf(message);
	assert(message < messages && flagsOf(address) == 0, 'a message is attempted once');
	store<f64>(address, intendedAt);
	setFlags(address, Flag.Attempted);
	store<u8>(address, <u8>producer, 20);
	add(Total.Attempted);
	span(Total.FirstAttemptedAt);
	count(Counter.Attempted);
	digestChange(1, message);
	trace(message, TraceKind.Attempted, Place.Producer, producer, -1, 1);
}

/** The message goes onto a connection; returns which sending this is, from 1. */
export function sent(message: u32): u32 {
	const address = recordOf(message);
	const number = min(<u32>load<u8>(address, 21) + 1, 255);
	store<u8>(address, <u8>number, 21);
	// A new copy exists: what was said of the end of the last one, or of a failure, is void.
	setFlags(address, flagsOf(address) & ~(Flag.Ended | Flag.Expired | Flag.Failed));
	add(Total.Sends);
	trace(message, TraceKind.Sent, Place.Producer, load<u8>(address, 20), -1, number);
	return number;
}

/** The application was told that the broker has it. `sentAt` of the sending that was answered. */
export function acknowledged(message: u32, sentAt: f64): void {
	const address = recordOf(message);
	const flags = flagsOf(address);
	if (flags & Flag.Acknowledged) return;
	setFlags(address, (flags | Flag.Acknowledged) & ~Flag.Failed);
	add(Total.Acknowledged);
	span(Total.FirstAcknowledgedAt);
	count(Counter.Acknowledged);
	record(confirmLatency, now - sentAt);
	digestChange(2, message);
	trace(
		message,
		TraceKind.Confirmed,
		Place.Producer,
		load<u8>(address, 20),
		-1,
		load<u8>(address, 21)
	);
}

/** The application was told that the broker does not have it, and does not send it again. */
export function failed(message: u32): void {
	const address = recordOf(message);
	setFlags(address, flagsOf(address) | Flag.Failed);
	digestChange(3, message);
	trace(
		message,
		TraceKind.Nacked,
		Place.Producer,
		load<u8>(address, 20),
		-1,
		load<u8>(address, 21)
	);
}

export function unroutable(message: u32): void {
	const address = recordOf(message);
	if (flagsOf(address) & Flag.Unroutable) return;
	setFlags(address, flagsOf(address) | Flag.Unroutable);
	add(Total.Unroutable);
	digestChange(4, message);
}

/** The application was told that the broker could not route it. */
export function returned(message: u32): void {
	const address = recordOf(message);
	unroutable(message);
	const place = load<u8>(address, 20);
	trace(message, TraceKind.Returned, Place.Producer, place, -1, load<u8>(address, 21));
}

/** When what is told to be destroyed was: now, or when a machine lost its power. */
let lostAt: f64 = -1;

/** Losses told from here on go back to `time`: it took a while until they were noticed. */
export function dateLosses(time: f64): void {
	lostAt = time;
}

export function dateLossesNow(): void {
	lostAt = -1;
}

/** A copy ceased to exist. The last such event of a message that is never processed decides. */
export function destroyed(message: u32, cause: i32, place: i32, index: i32, copy: u32): void {
	const address = recordOf(message);
	const flags = flagsOf(address);
	// Until it is noticed messages go to a machine that is not there.
	const time = lostAt < 0 ? now : max(lostAt, load<f64>(address));
	traceAt(message, time, TraceKind.Destroyed, place, index, cause, copy);
	if (flags & Flag.Processed) return;
	setFlags(address, (flags | Flag.Ended) & ~Flag.Expired);
	store<f64>(address, time, 8);
	store<u8>(address, <u8>cause, 19);
	digestChange(5 + <u32>cause, message);
}

/** A copy outlived its time, and nobody takes what has. */
export function expired(message: u32): void {
	const address = recordOf(message);
	const flags = flagsOf(address);
	if (flags & Flag.Processed) return;
	setFlags(address, (flags | Flag.Expired) & ~Flag.Ended);
	store<f64>(address, now, 8);
	digestChange(EXPIRED_CHANGE, message);
}

export function wasProcessed(message: u32): bool {
	return (flagsOf(recordOf(message)) & Flag.Processed) != 0;
}

/**
 * The application finished with the message. `again` is the cause carried by a redelivered copy,
 * −1 for a first delivery. Returns whether this was the first processing.
 */
export function processed(message: u32, queue: u32, copy: u32, again: i32, consumer: i32): bool {
	return processedAt(message, queue, copy, again, consumer, now);
}

/** The same for one that is told late: it was finished at `time`, not after the clock. */
export function processedAt(
	message: u32,
	queue: u32,
	copy: u32,
	again: i32,
	consumer: i32,
	time: f64
): bool {
	const address = recordOf(message);
	const flags = flagsOf(address);
	const times = <u32>load<u8>(address, 18);
	const queueBit: u32 = 1 << queue;
	digestChangeAt(32, message, time);
	if (!(flags & Flag.Processed)) {
		traceAt(message, time, TraceKind.Processed, Place.Consumer, consumer, -1, copy);
		setFlags(address, flags | Flag.Processed);
		store<u8>(address, 1, 18);
		store<u8>(address, <u8>copy, 22);
		store<u8>(address, <u8>queueBit, 23);
		// No end is told any more: the place of its cause keeps why this delivery was a repeat.
		store<u8>(address, again < 0 ? <u8>DuplicateCause.ConnectionLoss : <u8>again, 19);
		add(Total.Processed);
		spanAt(Total.FirstProcessedAt, time);
		countAt(Counter.Processed, time);
		record(latency, time - load<f64>(address));
		store<f64>(address, time, 8);
		return true;
	}
	const queues = <u32>load<u8>(address, 23);
	if (!(queues & queueBit)) {
		// A second queue that the message was routed to: not a repeat.
		traceAt(message, time, TraceKind.Processed, Place.Consumer, consumer, -1, copy);
		store<u8>(address, <u8>(queues | queueBit), 23);
		return true;
	}
	if (times < 255) store<u8>(address, <u8>(times + 1), 18);
	if (times == 1) add(Total.Duplicated);
	add(Total.DuplicateDeliveries);
	const cause = causeOfRepeat(address, copy, again);
	const place = LossCause.Count + cause;
	traceAt(message, time, TraceKind.Processed, Place.Consumer, consumer, place, copy);
	const sum = causesAddress + ((<usize>place) << 3);
	store<f64>(sum, load<f64>(sum) + 1);
	countAt(Counter.Duplicated + cause, time);
	return false;
}

/**
 * Why a message is processed again. A first delivery can come after its repeat: a consumer that
 * stood still finishes what had been given to another meanwhile. Then the repeat's cause counts.
 */
function causeOfRepeat(address: usize, copy: u32, again: i32): i32 {
	if (copy != <u32>load<u8>(address, 22)) return DuplicateCause.SentAgain;
	return again < 0 ? <i32>load<u8>(address, 19) : again;
}

export function reordered(): void {
	add(Total.Reordered);
}

export function redelivered(): void {
	add(Total.Redelivered);
}

/** At the end of the run: a copy of the message is still somewhere. */
export function held(message: u32): void {
	const address = recordOf(message);
	setFlags(address, flagsOf(address) | Flag.Held);
}

/** At the end of the run: a copy lies where its broker puts what could not be processed. */
export function deadLettered(message: u32): void {
	const address = recordOf(message);
	setFlags(address, flagsOf(address) | Flag.DeadLettered);
}

export function fateOf(message: u32): i32 {
	const address = recordOf(message);
	const flags = flagsOf(address);
	if (!(flags & Flag.Attempted)) return -1;
	if (flags & Flag.Processed)
		return load<u8>(address, 18) > 1 ? Fate.Duplicated : Fate.ProcessedOnce;
	if (flags & Flag.Held) return Fate.StillQueued;
	if (flags & Flag.DeadLettered) return Fate.DeadLettered;
	if (flags & Flag.Failed) return Fate.Failed;
	if (flags & Flag.Unroutable) return Fate.Unroutable;
	if (flags & Flag.Expired) return Fate.Expired;
	if (flags & Flag.Ended) return Fate.Lost;
	return Fate.StillQueued;
}

export function lossCauseOf(message: u32): i32 {
	return fateOf(message) == Fate.Lost ? <i32>load<u8>(recordOf(message), 19) : -1;
}

export function wasAcknowledged(message: u32): bool {
	return (flagsOf(recordOf(message)) & Flag.Acknowledged) != 0;
}

export function settledAt(message: u32): f64 {
	return load<f64>(recordOf(message), 8);
}

/**
 * Sums up. `waits` tells for each producer whether it asks for acknowledgements: only then does
 * "never acknowledged, yet processed" say anything.
 */
export function closeLedger(waits: u32): void {
	for (let message: u32 = 0; message < messages; message++) {
		const fate = fateOf(message);
		if (fate < 0) continue;
		const address = recordOf(message);
		const acked = (flagsOf(address) & Flag.Acknowledged) != 0;
		const sum = fatesAddress + ((<usize>fate) << 3);
		store<f64>(sum, load<f64>(sum) + 1);
		if (fate == Fate.Lost) {
			const cause = <u32>load<u8>(address, 19);
			const causeSum = causesAddress + ((<usize>cause) << 3);
			store<f64>(causeSum, load<f64>(causeSum) + 1);
			add(Total.Lost);
			add(acked ? Total.LostAcknowledged : Total.LostUnacknowledged);
			countAt(LOST_FIRST + cause * 2 + (acked ? 0 : 1), load<f64>(address, 8));
		} else if (fate == Fate.Failed) {
			add(Total.Failed);
		} else if (fate <= Fate.Duplicated && !acked && waits & (1 << load<u8>(address, 20))) {
			add(Total.Recovered);
			countAt(Counter.Recovered, load<f64>(address, 8));
		}
	}
}
