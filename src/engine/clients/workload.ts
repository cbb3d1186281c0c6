/**
 * What a producing application has to send: how many messages, how large, when. Open loop is a
 * rate whose intended times are kept, so that latency does not hide queueing; closed loop is as
 * fast as the client library takes them.
 */
import { allocateForever } from '../kernel/memory';
import { now } from '../kernel/events';
import { createStream, exponential, Purpose, Stream } from '../kernel/random';
import { attempted } from '../ledger/ledger';
import { attemptedMany } from '../ledger/many';

@unmanaged
export class Workload {
	/** Number of the producer. */
	ordinal: u32;
	/** Its messages are numbered from `firstMessage`. */
	firstMessage: u32;
	messages: u32;
	/** How many it has attempted. */
	made: u32;
	/** Mean gap, µs; 0: closed loop. */
	gapUs: f64;
	poisson: bool;
	nextIntended: f64;
	arrivals: Stream;
	/** Bytes of a body. */
	size: f64;
	/** The application sends again what it was not told to be safe. */
	retry: bool;
	/** 0: order is judged over all its messages. */
	keys: u32;
	/** Newest processed place in the order of each key, plus one. */
	newestOfKey: usize;
}

export function createWorkload(
	ordinal: u32,
	firstMessage: u32,
	messages: u32,
	gapUs: f64,
	poisson: bool,
	size: f64,
	retry: bool,
	keys: u32
): Workload {
	const workload = changetype<Workload>(allocateForever(offsetof<Workload>()));
	workload.ordinal = ordinal;
	workload.firstMessage = firstMessage;
	workload.messages = messages;
	workload.gapUs = gapUs;
	workload.poisson = poisson;
	workload.size = size;
	workload.retry = retry;
	workload.keys = keys;
	workload.arrivals = createStream(Purpose.Arrivals, ordinal);
	workload.newestOfKey = allocateForever(<usize>max(keys, 1) * 4);
	return workload;
}

export function hasMore(workload: Workload): bool {
	return workload.made < workload.messages;
}

/** When the application means to send its next message, if nothing holds it back before `free`. */
export function nextDue(workload: Workload, free: f64): f64 {
	return workload.gapUs > 0 ? max(free, workload.nextIntended) : free;
}

/** The application hands over its next message; returns its number. */
export function attemptNext(workload: Workload): u32 {
	return attemptNextAt(workload, workload.gapUs > 0 ? workload.nextIntended : now);
}

/** The same with the time at which it meant to: several may be handed over in one event. */
export function attemptNextAt(workload: Workload, intendedAt: f64): u32 {
	assert(hasMore(workload), 'no further message');
	const message = workload.firstMessage + workload.made;
	workload.made++;
	attempted(message, workload.ordinal, intendedAt);
	if (workload.gapUs > 0) {
		const gap = workload.poisson ? exponential(workload.arrivals, workload.gapUs) : workload.gapUs;
		workload.nextIntended += gap;
	}
	return message;
}

/**
 * The next `many` messages at once, handed over one every `stepUs` from `from` on; returns the
 * number of the first. Only for a closed loop, or a constant rate whose step is its gap.
 */
export function attemptMany(workload: Workload, many: u32, from: f64, stepUs: f64): u32 {
	assert(many <= workload.messages - workload.made, 'no further message');
	const first = workload.firstMessage + workload.made;
	workload.made += many;
	attemptedMany(first, many, workload.ordinal, from, stepUs);
	if (workload.gapUs > 0) workload.nextIntended += workload.gapUs * <f64>many;
	return first;
}

/** The key of a message: keys are used in turn. */
export function keyOf(workload: Workload, message: u32): u32 {
	return workload.keys == 0 ? 0 : (message - workload.firstMessage) % workload.keys;
}

/** Whether the message is one of this workload's. */
export function isOf(workload: Workload, message: u32): bool {
	return message - workload.firstMessage < workload.messages;
}

/** Whether this processing comes after that of a later message of the same producer and key. */
export function isLate(workload: Workload, message: u32): bool {
	const place = message - workload.firstMessage;
	const address = workload.newestOfKey + ((<usize>keyOf(workload, message)) << 2);
	if (place + 1 < load<u32>(address)) return true;
	store<u32>(address, place + 1);
	return false;
}
