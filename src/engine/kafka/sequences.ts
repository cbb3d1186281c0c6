/**
 * Sequence numbers of idempotent producers, per producer and partition: a leader takes a batch only
 * if it follows on the newest it has of that producer, and acknowledges again what it has already
 * (K6). A new leader reads them from its log.
 *
 * Sequence: epoch of the producer 6 bits << 26 (counting on from 0 after 63) | number from 1.
 */
import { allocateForever } from '../kernel/memory';
import { producerCount, producerAt } from '../clients/roster';
import { isControl, logWord, messageOf, sendOf, SENDS_MAX } from './log';
import { Replica } from './partition';

const EPOCH_SHIFT: u32 = 26;
const EPOCH_MASK: u32 = 63;
const NUMBER_MASK: u32 = (1 << EPOCH_SHIFT) - 1;

export const enum Sequence {
	Next = 0,
	Duplicate,
	OutOfOrder
}

/** Of each message of an idempotent producer, u32; 0: none. */
let sequences: usize = 0;
/** Of each message, u8: the sending that was the first with this sequence. */
let firstSends: usize = 0;
/** Idempotent producers, a bit each. */
let idempotent: u32 = 0;

export function initialiseSequences(): void {
	sequences = 0;
	firstSends = 0;
	idempotent = 0;
}

export function noteIdempotent(ordinal: u32): void {
	idempotent |= 1 << ordinal;
}

/** Before the first event, when the number of messages is known. */
export function allocateSequences(messages: u32): void {
	if (idempotent == 0) return;
	sequences = allocateForever((<usize>messages) << 2);
	firstSends = allocateForever(<usize>messages);
}

export function sequenceWord(epoch: u32, number: u32): u32 {
	assert(number <= NUMBER_MASK, 'a sequence out of range');
	return (epoch << EPOCH_SHIFT) | number;
}

export function setSequence(message: u32, word: u32, send: u32): void {
	store<u32>(sequences + ((<usize>message) << 2), word);
	store<u8>(firstSends + <usize>message, <u8>min(send, SENDS_MAX));
}

/** Of a word in a log; 0: it was sent in an earlier session, of which nothing need be known. */
function sequenceOf(word: u32): u32 {
	const message = messageOf(word);
	if (sendOf(word) < <u32>load<u8>(firstSends + <usize>message)) return 0;
	return load<u32>(sequences + ((<usize>message) << 2));
}

function newest(replica: Replica, producer: u32): u32 {
	return load<u32>(replica.sequences + ((<usize>producer) << 2));
}

/** What the leader makes of a batch whose first message has this sequence. */
export function judge(replica: Replica, producer: u32, first: u32, count: u32): i32 {
	const known = newest(replica, producer);
	// Nothing known of it, or of its session: any beginning is taken.
	if (known == 0) return Sequence.Next;
	const newer = ((first >> EPOCH_SHIFT) - (known >> EPOCH_SHIFT)) & EPOCH_MASK;
	if (newer != 0) return newer <= EPOCH_MASK >> 1 ? Sequence.Next : Sequence.OutOfOrder;
	if (first + count - 1 <= known) return Sequence.Duplicate;
	return first == known + 1 ? Sequence.Next : Sequence.OutOfOrder;
}

export function noteSequence(replica: Replica, producer: u32, last: u32): void {
	store<u32>(replica.sequences + ((<usize>producer) << 2), last);
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
