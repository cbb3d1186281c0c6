/**
 * The client library's thread, as amqplib's for Node: it reads what lies in the socket, at most
 * 64 KiB at once, works off every delivery of that, and only then writes what the application
 * wanted written meanwhile (`setImmediate` of its mux.js). So acknowledgements leave read by read,
 * those of a read together, and a client that is killed has processed what it held (R12; where the
 * recorded client's reads ended is not known, see docs/model.md).
 */
import { laneA, laneLength, now, push } from '../../kernel/events';
import { ringAt, ringClear, ringLength, ringPush, ringShift } from '../../kernel/ring';
import { workloadOfMessage } from '../../clients/roster';
import { Cost, cost } from '../../world/costs';
import { FRAME_OVERHEAD_BYTES, linkDelay } from '../../world/link';
import { Answer } from '../acknowledge';
import { Connection, Up } from './client';
import { Consumer } from './consumer';

/** What libuv reads at once. */
const READ_BYTES: f64 = 65536;
/** Method, header and ends of frames around a body: 177 bytes for one of 64 (R12). */
const DELIVERY_BYTES: f64 = 113;

/** Above the bits of `Answer`: how many frames a run stands for. */
const ONE_FRAME: u32 = 1 << 8;

function bytesOf(message: u32): f64 {
	return workloadOfMessage(message).size + DELIVERY_BYTES;
}

/** A delivery is there: a client that waits for one reads it, with what arrives beside it. */
export function joinRead(consumer: Consumer, message: u32): void {
	const bytes = bytesOf(message);
	if (consumer.readLeft == 0) {
		consumer.readAt = now;
		consumer.readBytes = 0;
	} else if (now > consumer.readAt + cost(Cost.LinkJitter)) {
		return;
	} else if (consumer.readBytes + bytes > READ_BYTES) {
		return;
	}
	consumer.readLeft++;
	consumer.readBytes += bytes;
}

/** The application is done with one more; after the last of a read comes the next read. */
export function leaveRead(consumer: Consumer): void {
	if (consumer.readLeft > 1) {
		consumer.readLeft--;
		return;
	}
	flush(consumer);
	beginRead(consumer);
}

/** Reads what has come meanwhile. */
function beginRead(consumer: Consumer): void {
	const waiting = laneLength(consumer.wake);
	let bytes: f64 = 0;
	let count: u32 = 0;
	while (count < waiting) {
		const more = bytesOf(laneA(consumer.wake, count));
		if (bytes + more > READ_BYTES && count > 0) break;
		bytes += more;
		count++;
	}
	consumer.readLeft = count;
	consumer.readBytes = bytes;
	consumer.readAt = now;
}

/** The read is over without its acknowledgements having left: the connection is gone. */
export function abandonRead(consumer: Consumer): void {
	ringClear(consumer.outbox);
	consumer.readLeft = laneLength(consumer.wake);
}

/** `answer`: bits of `Answer`. Frames of one kind for neighbours are kept as a run. */
export function write(consumer: Consumer, kind: u32, tag: u32, answer: u32): void {
	const length = ringLength(consumer.outbox);
	if (kind == Up.Ack && length > 0) {
		const last = ringAt(consumer.outbox, length - 1);
		if (load<u32>(last, 8) == Up.Ack) {
			store<u32>(last, tag);
			store<u32>(last, (load<u32>(last, 4) | Answer.Multiple) + ONE_FRAME, 4);
			return;
		}
	}
	const address = ringPush(consumer.outbox);
	store<u32>(address, tag);
	store<u32>(address, answer | ONE_FRAME, 4);
	store<u32>(address, kind, 8);
}

export function answerOf(run: u32): u32 {
	return run & (ONE_FRAME - 1);
}

export function framesOf(run: u32): u32 {
	return run >> 8;
}

/** Writes all that is held. */
export function flush(consumer: Consumer): void {
	if (consumer.connection != Connection.Open) ringClear(consumer.outbox);
	while (ringLength(consumer.outbox) > 0) {
		const address = ringShift(consumer.outbox);
		const tag = load<u32>(address);
		const run = load<u32>(address, 4);
		const bytes = FRAME_OVERHEAD_BYTES * <f64>framesOf(run);
		const delay = linkDelay(consumer.link, consumer.node, bytes);
		const c = load<u32>(address, 8) | ((consumer.epoch & 255) << 8);
		push(consumer.up, now + delay, tag, run, c);
	}
}
