/**
 * What the ledger hears of many messages at once, for brokers that handle them in batches. The
 * same as its functions for one message, at a quarter of the time: totals, series and the clock's
 * part of the digest are touched once a batch.
 *
 * Messages are given as words in memory, u32 each, whose lower 28 bits are the message's number.
 */
import { now } from '../kernel/events';
import { recordMany } from '../kernel/histogram';
import { Place, TraceKind } from './causes';
import { Change, digestOneOf, digestTogether } from './digest';
import { confirmLatency, processedAt, settleProcessed } from './ledger';
import { Flag, recordOf } from './record';
import { countManyAt, Counter, inOneBucket } from './series';
import { addMany, span, spanAt, Total } from './totals';
import { trace, tracedMessage } from './trace';

const MESSAGE_MASK: u32 = 0x0fffffff;

function messageAt(words: usize, index: u32): u32 {
	return load<u32>(words + ((<usize>index) << 2)) & MESSAGE_MASK;
}

/** `many` messages with rising numbers from `first`, meant for `intendedAt` and every `gapUs` after. */
export function attemptedMany(
	first: u32,
	many: u32,
	producer: u32,
	intendedAt: f64,
	gapUs: f64
): void {
	if (many == 0) return;
	let record = recordOf(first);
	for (let index: u32 = 0; index < many; index++) {
		assert(record.flags == 0, 'a message is attempted once');
		record.intendedAt = intendedAt + gapUs * <f64>index;
		record.flags = <u16>Flag.Attempted;
		record.producer = <u8>producer;
		record = record.next;
	}
	addMany(Total.Attempted, many);
	span(Total.FirstAttemptedAt);
	countManyAt(Counter.Attempted, now, many);
	digestOneOf(Change.Attempted, first);
	digestTogether(many, now);
	if (tracedMessage - first < many) {
		trace(tracedMessage, TraceKind.Attempted, Place.Producer, producer, -1, 1);
	}
}

/** They go onto a connection; returns the highest number of a sending among them. */
export function sentMany(words: usize, many: u32): u32 {
	let highest: u32 = 0;
	for (let index: u32 = 0; index < many; index++) {
		const message = messageAt(words, index);
		const record = recordOf(message);
		const number = min(<u32>record.sends + 1, 255);
		record.sends = <u8>number;
		record.change(Flag.Ended | Flag.Expired | Flag.Failed, 0);
		highest = max(highest, number);
		if (message == tracedMessage) {
			trace(message, TraceKind.Sent, Place.Producer, record.producer, -1, number);
		}
	}
	addMany(Total.Sends, many);
	return highest;
}

/** The application is told that the broker has them. */
export function acknowledgedMany(words: usize, many: u32, sentAt: f64): void {
	let fresh: u32 = 0;
	for (let index: u32 = 0; index < many; index++) {
		const message = messageAt(words, index);
		const record = recordOf(message);
		if (record.has(Flag.Acknowledged)) continue;
		record.change(Flag.Failed, Flag.Acknowledged);
		digestOneOf(Change.Acknowledged, message);
		fresh++;
		if (message == tracedMessage) {
			trace(message, TraceKind.Confirmed, Place.Producer, record.producer, -1, record.sends);
		}
	}
	if (fresh == 0) return;
	addMany(Total.Acknowledged, fresh);
	span(Total.FirstAcknowledgedAt);
	countManyAt(Counter.Acknowledged, now, fresh);
	recordMany(confirmLatency, now - sentAt, fresh);
	digestTogether(fresh, now);
}

/**
 * The application finished with them, the first at `firstAt` and each `stepUs` later, none after
 * the clock. The sending of a copy stands in the upper four bits of its word. Repeats, and the
 * message that is traced, go the way of single ones; `again` is the cause of a repeat.
 */
export function processedMany(
	words: usize,
	many: u32,
	queue: u32,
	again: i32,
	consumer: i32,
	firstAt: f64,
	stepUs: f64
): void {
	if (many == 0) return;
	const queueBit = <u8>((<u32>1) << queue);
	const lastAt = firstAt + stepUs * <f64>(many - 1);
	const together = inOneBucket(firstAt, lastAt);
	let fresh: u32 = 0;
	for (let index: u32 = 0; index < many; index++) {
		const word = load<u32>(words + ((<usize>index) << 2));
		const message = word & MESSAGE_MASK;
		const time = firstAt + stepUs * <f64>index;
		const record = recordOf(message);
		if (record.has(Flag.Processed) || message == tracedMessage) {
			processedAt(message, queue, word >> 28, again, consumer, time);
			continue;
		}
		settleProcessed(record, queueBit, word >> 28, again, time);
		digestOneOf(Change.Processed, message);
		if (!together) countManyAt(Counter.Processed, time, 1);
		fresh++;
	}
	if (fresh == 0) return;
	addMany(Total.Processed, fresh);
	spanAt(Total.FirstProcessedAt, firstAt);
	spanAt(Total.FirstProcessedAt, lastAt);
	if (together) countManyAt(Counter.Processed, lastAt, fresh);
	digestTogether(fresh, lastAt);
}
