/**
 * Sequence numbers of idempotent producers, per producer and partition: a leader takes a batch only
 * if it follows on the newest it has of that producer, and acknowledges again what it has already
 * (K6). A new leader reads them from its log.
 *
 * Sequence, u64: session of the producer << 32 | number from 1, which is never 0.
 * Of a message also the sending that was the first with it, 4 bits << 60: an older copy in a log was
 * sent in an earlier session, under a number that is not kept.
 */
import { allocateForever } from '../kernel/memory';
import { producerCount, producerAt } from '../clients/roster';
import { isControl, logWord, messageOf, sendOf, SENDS_MAX } from './log';
import { Replica } from './partition';

const SEND_SHIFT: u64 = 60;
const SEQUENCE_MASK: u64 = (1 << SEND_SHIFT) - 1;

export const enum Sequence {
	Next = 0,
	Duplicate,
	OutOfOrder
}

/** Of each message of an idempotent producer; 0: none. */
let sequences: usize = 0;
/** Idempotent producers, a bit each. */
let idempotent: u32 = 0;

export function initialiseSequences(): void {
	sequences = 0;
	idempotent = 0;
}

export function noteIdempotent(ordinal: u32): void {
	idempotent |= 1 << ordinal;
}

/** Before the first event, when the number of messages is known. */
export function allocateSequences(messages: u32): void {
	if (idempotent != 0) sequences = allocateForever((<usize>messages) << 3);
}

export function sequenceWord(session: u32, number: u32): u64 {
	return ((<u64>session) << 32) | number;
}

export function setSequence(message: u32, sequence: u64, send: u32): void {
	const first = (<u64>min(send, SENDS_MAX)) << SEND_SHIFT;
	store<u64>(sequences + ((<usize>message) << 3), sequence | first);
}

/** Of a word in a log; 0: it was sent in an earlier session, of which nothing need be known. */
function sequenceOf(word: u32): u64 {
	const kept = load<u64>(sequences + ((<usize>messageOf(word)) << 3));
	return sendOf(word) < <u32>(kept >> SEND_SHIFT) ? 0 : kept & SEQUENCE_MASK;
}

function newest(replica: Replica, producer: u32): u64 {
	return load<u64>(replica.sequences + ((<usize>producer) << 3));
}

/** What the leader makes of a batch whose first message has this sequence. */
export function judge(replica: Replica, producer: u32, first: u64, count: u32): i32 {
	const known = newest(replica, producer);
	// Nothing known of it, or of its session: any beginning is taken.
	if (known == 0 || first >> 32 > known >> 32) return Sequence.Next;
	if (first >> 32 < known >> 32) return Sequence.OutOfOrder;
	if (first + count - 1 <= known) return Sequence.Duplicate;
	return first == known + 1 ? Sequence.Next : Sequence.OutOfOrder;
}

export function noteSequence(replica: Replica, producer: u32, last: u64): void {
	store<u64>(replica.sequences + ((<usize>producer) << 3), last);
}

/** A new leader reads from its log, newest first, what it has of each idempotent producer. */
export function readSequences(replica: Replica): void {
	for (let producer: u32 = 0; producer < producerCount; producer++) {
		noteSequence(replica, producer, 0);
	}
	let missing = idempotent;
	for (let offset = replica.log.end; offset > 0 && missing != 0; offset--) {
		const word = logWord(replica.log, offset - 1);
		if (isControl(word)) continue;
		const producer = producerOf(messageOf(word));
		if (((missing >> producer) & 1) == 0) continue;
		missing &= ~(1 << producer);
		noteSequence(replica, producer, sequenceOf(word));
	}
}

function producerOf(message: u32): u32 {
	let ordinal: u32 = producerCount - 1;
	while (ordinal > 0 && producerAt(ordinal).workload.firstMessage > message) ordinal--;
	return ordinal;
}
