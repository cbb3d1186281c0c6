/**
 * What happens to messages, told by brokers and clients as it happens. All figures that a run
 * reports come from here and from nowhere else; nobody asks the ledger what to do, save the
 * consumer that remembers what it processed.
 */
import { now } from '../kernel/events';
import { createHistogram, Histogram, record as recordValue } from '../kernel/histogram';
import { DuplicateCause, LossCause, Place, TraceKind } from './causes';
import { Change, digestChange, digestChangeAt, initialiseDigest } from './digest';
import { initialiseFates } from './fates';
import { Flag, initialiseRecords, messageCount, MessageRecord, recordOf } from './record';
import { count, countAt, Counter, initialiseSeries } from './series';
import { add, addCause, initialiseTotals, span, spanAt, Total } from './totals';
import { initialiseTrace, trace, traceAt } from './trace';

/** From the moment a message was meant to be sent until it was first processed. */
export let latency: Histogram = changetype<Histogram>(0);
/** From the sending that was answered until its answer. */
export let confirmLatency: Histogram = changetype<Histogram>(0);

export function initialiseLedger(messages: u32, tracedMessage: i32): void {
	initialiseRecords(messages);
	initialiseTotals();
	initialiseFates();
	initialiseDigest();
	latency = createHistogram();
	confirmLatency = createHistogram();
	initialiseSeries();
	initialiseTrace(tracedMessage);
}

export function attempted(message: u32, producer: u32, intendedAt: f64): void {
	const record = recordOf(message);
	assert(message < messageCount && record.flags == 0, 'a message is attempted once');
	record.intendedAt = intendedAt;
	record.flags = <u16>Flag.Attempted;
	record.producer = <u8>producer;
	add(Total.Attempted);
	span(Total.FirstAttemptedAt);
	count(Counter.Attempted);
	digestChange(Change.Attempted, message);
	trace(message, TraceKind.Attempted, Place.Producer, producer, -1, 1);
}

/** The message goes onto a connection; returns which sending this is, from 1. */
export function sent(message: u32): u32 {
	const record = recordOf(message);
	const number = min(<u32>record.sends + 1, 255);
	record.sends = <u8>number;
	// A new copy exists: what was said of the end of the last one, or of a failure, is void.
	record.change(Flag.Ended | Flag.Expired | Flag.Failed, 0);
	add(Total.Sends);
	traceAtProducer(message, record, TraceKind.Sent);
	return number;
}

/** The application was told that the broker has it. `sentAt` of the sending that was answered. */
export function acknowledged(message: u32, sentAt: f64): void {
	const record = recordOf(message);
	if (record.has(Flag.Acknowledged)) return;
	record.change(Flag.Failed, Flag.Acknowledged);
	add(Total.Acknowledged);
	span(Total.FirstAcknowledgedAt);
	count(Counter.Acknowledged);
	recordValue(confirmLatency, now - sentAt);
	digestChange(Change.Acknowledged, message);
	traceAtProducer(message, record, TraceKind.Confirmed);
}

/** The application was told that the broker does not have it, and does not send it again. */
export function failed(message: u32): void {
	const record = recordOf(message);
	record.change(0, Flag.Failed);
	digestChange(Change.Failed, message);
	traceAtProducer(message, record, TraceKind.Nacked);
}

export function unroutable(message: u32): void {
	const record = recordOf(message);
	if (record.has(Flag.Unroutable)) return;
	record.change(0, Flag.Unroutable);
	add(Total.Unroutable);
	digestChange(Change.Unroutable, message);
}

/** The application was told that the broker could not route it. */
export function returned(message: u32): void {
	unroutable(message);
	traceAtProducer(message, recordOf(message), TraceKind.Returned);
}

function traceAtProducer(message: u32, record: MessageRecord, kind: i32): void {
	trace(message, kind, Place.Producer, record.producer, -1, record.sends);
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
	const record = recordOf(message);
	// Until it is noticed messages go to a machine that is not there.
	const time = lostAt < 0 ? now : max(lostAt, record.intendedAt);
	traceAt(message, time, TraceKind.Destroyed, place, index, cause, copy);
	if (record.has(Flag.Processed)) return;
	record.change(Flag.Expired, Flag.Ended);
	record.settledAt = time;
	record.cause = <u8>cause;
	digestChange(Change.Destroyed + <u32>cause, message);
}

/** A copy outlived its time, and nobody takes what has. */
export function expired(message: u32): void {
	const record = recordOf(message);
	if (record.has(Flag.Processed)) return;
	record.change(Flag.Ended, Flag.Expired);
	record.settledAt = now;
	digestChange(Change.Expired, message);
}

export function wasProcessed(message: u32): bool {
	return recordOf(message).has(Flag.Processed);
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
	const record = recordOf(message);
	const queueBit = <u8>((<u32>1) << queue);
	digestChangeAt(Change.Processed, message, time);
	if (!record.has(Flag.Processed)) {
		traceAt(message, time, TraceKind.Processed, Place.Consumer, consumer, -1, copy);
		settleProcessed(record, queueBit, copy, again, time);
		add(Total.Processed);
		spanAt(Total.FirstProcessedAt, time);
		countAt(Counter.Processed, time);
		return true;
	}
	if (!(record.queues & queueBit)) {
		// A second queue that the message was routed to: not a repeat.
		traceAt(message, time, TraceKind.Processed, Place.Consumer, consumer, -1, copy);
		record.queues |= queueBit;
		return true;
	}
	if (record.timesProcessed == 1) add(Total.Duplicated);
	record.timesProcessed = <u8>min(<u32>record.timesProcessed + 1, 255);
	add(Total.DuplicateDeliveries);
	const cause = causeOfRepeat(record, copy, again);
	const place = LossCause.Count + cause;
	traceAt(message, time, TraceKind.Processed, Place.Consumer, consumer, place, copy);
	addCause(place);
	countAt(Counter.Duplicated + cause, time);
	return false;
}

/** A message's first processing: the rest of its record, and its latency. */
export function settleProcessed(
	record: MessageRecord,
	queueBit: u8,
	copy: u32,
	again: i32,
	time: f64
): void {
	record.change(0, Flag.Processed);
	record.timesProcessed = 1;
	// No end is told any more: the place of its cause keeps why this delivery was a repeat.
	record.cause = again < 0 ? <u8>DuplicateCause.ConnectionLoss : <u8>again;
	record.sendingProcessed = <u8>copy;
	record.queues = queueBit;
	record.settledAt = time;
	recordValue(latency, time - record.intendedAt);
}

/**
 * Why a message is processed again. A first delivery can come after its repeat: a consumer that
 * stood still finishes what had been given to another meanwhile. Then the repeat's cause counts.
 */
function causeOfRepeat(record: MessageRecord, copy: u32, again: i32): i32 {
	if (copy != <u32>record.sendingProcessed) return DuplicateCause.SentAgain;
	return again < 0 ? <i32>record.cause : again;
}

export function reordered(): void {
	add(Total.Reordered);
}

export function redelivered(): void {
	add(Total.Redelivered);
}

/** At the end of the run: a copy of the message is still somewhere. */
export function held(message: u32): void {
	recordOf(message).change(0, Flag.Held);
}

/** At the end of the run: a copy lies where its broker puts what could not be processed. */
export function deadLettered(message: u32): void {
	recordOf(message).change(0, Flag.DeadLettered);
}
