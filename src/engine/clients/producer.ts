/**
 * The producing application and its client library: makes messages open-loop (a rate, the intended
 * time kept) or closed-loop, waits as its acknowledgement mode says, and sends again if told to.
 */
import { allocateForever } from '../kernel/memory';
import { clear, Lane, laneA, laneB, laneC, laneLength, now, push } from '../kernel/events';
import {
	createRing,
	Ring,
	ringAt,
	ringClear,
	ringLength,
	ringPush,
	ringShift
} from '../kernel/ring';
import { createStream, exponential, Purpose, Stream } from '../kernel/random';
import { Cost, cost } from '../world/costs';
import { FRAME_OVERHEAD_BYTES, linkDelay } from '../world/link';
import { acknowledged, attempted, destroyed, failed, sent } from '../ledger/ledger';
import { LossCause, Place } from '../ledger/causes';
import { Client, Connection, departureOf, Down, Role, setUpClient, Up } from './client';
import { routeOf } from '../rabbitmq/exchange';
import { checkCountedFaults } from '../scenario/triggers';

export const enum AckMode {
	None = 0,
	Confirm,
	Transaction
}

const ROUTES_MAX: u32 = 64;

@unmanaged
export class Producer extends Client {
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
	size: f64;
	persistent: bool;
	ackMode: i32;
	batch: u32;
	/** 0: batches. */
	window: u32;
	retry: bool;
	keys: u32;
	/** Newest processed place in the order of each key, for the judgement of order. */
	newestOfKey: usize;
	/** Sets of queues that its routing keys reach, in turn. */
	routes: usize;
	routeCount: u32;
	wakePending: bool;
	/** Waits for the confirms of a batch, or for commit-ok. */
	waiting: bool;
	inBatch: u32;
	/** Tag of the first outstanding publish. */
	firstOutstanding: u32;
	/** Unanswered publishes: message, send (0 = answered), time f64. */
	outstanding: Ring;
	unanswered: u32;
	/** Messages to be sent again before any new one. */
	again: Ring;
}

export function createProducer(ordinal: u32, node: u32, host: bool): Producer {
	const producer = changetype<Producer>(allocateForever(offsetof<Producer>()));
	setUpClient(producer, Role.Producer, ordinal, node, host);
	producer.arrivals = createStream(Purpose.Arrivals, ordinal);
	producer.routes = allocateForever(ROUTES_MAX);
	producer.outstanding = createRing(4);
	producer.again = createRing(2);
	producer.firstOutstanding = 1;
	return producer;
}

/** Adds the queues that the key in the exchange's text buffer reaches to the producer's turn. */
export function addRoute(producer: Producer, length: u32): void {
	assert(producer.routeCount < ROUTES_MAX, 'number of routing keys');
	store<u8>(producer.routes + <usize>producer.routeCount, <u8>routeOf(length));
	producer.routeCount++;
}

export function finishProducer(producer: Producer, first: u32): void {
	producer.firstMessage = first;
	producer.newestOfKey = allocateForever(<usize>max(producer.keys, 1) * 4);
	const frame = producer.size + FRAME_OVERHEAD_BYTES;
	producer.socketFrames = <u32>max(2.0, cost(Cost.SocketBytes) / frame);
}

/** The set of queues a message goes to, a bit each. */
export function routeOfMessage(producer: Producer, message: u32): u32 {
	const place = (message - producer.firstMessage) % producer.routeCount;
	return load<u8>(producer.routes + <usize>place);
}

/** Whether this processing comes after that of a later message of the same key. */
export function isLate(producer: Producer, message: u32): bool {
	const place = message - producer.firstMessage;
	const key = producer.keys == 0 ? 0 : place % producer.keys;
	const address = producer.newestOfKey + ((<usize>key) << 2);
	if (place + 1 < load<u32>(address)) return true;
	store<u32>(address, place + 1);
	return false;
}

function mayPublish(producer: Producer): bool {
	const connection = producer.connection;
	if (connection != Connection.Open && connection != Connection.Dying) return false;
	if (producer.dead) return false;
	if (producer.waiting || producer.socketFull) return false;
	return producer.window == 0 || producer.unanswered < producer.window;
}

/** Sets the alarm for the next publish, if there is one to come and nothing holds it back. */
export function pump(producer: Producer): void {
	if (producer.host || producer.wakePending || !mayPublish(producer)) return;
	let due = max(now, producer.cpuFreeAt);
	if (ringLength(producer.again) == 0) {
		if (producer.made == producer.messages) {
			if (producer.ackMode == AckMode.Transaction && producer.inBatch > 0) commit(producer);
			return;
		}
		if (producer.gapUs > 0) due = max(due, producer.nextIntended);
	}
	producer.wakePending = true;
	push(producer.wake, due, 0, 0, 0);
}

export function onWake(producer: Producer): void {
	producer.wakePending = false;
	if (!mayPublish(producer)) return;
	if (ringLength(producer.again) > 0) {
		publish(producer, load<u32>(ringShift(producer.again)));
	} else {
		const message = attemptNext(producer);
		publish(producer, message);
		checkCountedFaults();
	}
	pump(producer);
}

function attemptNext(producer: Producer): u32 {
	const message = producer.firstMessage + producer.made++;
	const intended = producer.gapUs > 0 ? producer.nextIntended : now;
	attempted(message, producer.ordinal, intended);
	if (producer.gapUs > 0) {
		const gap = producer.poisson ? exponential(producer.arrivals, producer.gapUs) : producer.gapUs;
		producer.nextIntended += gap;
	}
	return message;
}

/** Puts one publish on the connection. Loads the application's thread; fills the socket. */
export function publish(producer: Producer, message: u32): void {
	const send = sent(message);
	producer.cpuFreeAt = max(now, producer.cpuFreeAt) + cost(Cost.ClientPublish);
	if (producer.connection == Connection.Dying) {
		destroyed(message, LossCause.InFlight, Place.Link, producer.ordinal, send);
	} else {
		const delay = linkDelay(producer.link, producer.size + FRAME_OVERHEAD_BYTES);
		push(producer.up, producer.cpuFreeAt + delay, message, send, Up.Publish);
	}
	if (++producer.inSocket >= producer.socketFrames) producer.socketFull = true;
	if (producer.ackMode == AckMode.None) return;
	const address = ringPush(producer.outstanding);
	store<u32>(address, message);
	store<u32>(address, send, 4);
	store<f64>(address, now, 8);
	producer.unanswered++;
	if (producer.window > 0) return;
	if (++producer.inBatch == producer.batch) {
		if (producer.ackMode == AckMode.Transaction) commit(producer);
		else producer.waiting = true;
	}
}

function commit(producer: Producer): void {
	producer.waiting = true;
	if (producer.connection == Connection.Dying) return;
	const delay = linkDelay(producer.link, FRAME_OVERHEAD_BYTES);
	push(producer.up, max(now, producer.cpuFreeAt) + delay, 0, 0, Up.Commit);
	producer.inSocket++;
}

/** A frame of the broker arrives. */
export function onProducerFrame(producer: Producer, kind: u32, tag: u32, multiple: bool): void {
	if (kind == Down.Writable) {
		producer.socketFull = false;
	} else {
		producer.cpuFreeAt = max(now, producer.cpuFreeAt) + cost(Cost.ClientConfirm);
		answer(producer, tag, multiple, kind != Down.Nack);
		if (producer.waiting && producer.unanswered == 0) {
			producer.waiting = false;
			producer.inBatch = 0;
		}
	}
	pump(producer);
}

/** Takes the answer for one tag, or for all up to it. */
function answer(producer: Producer, tag: u32, multiple: bool, positive: bool): void {
	if (tag < producer.firstOutstanding) return;
	const last = tag - producer.firstOutstanding;
	assert(last < ringLength(producer.outstanding), 'a confirm of what was never published');
	for (let index: u32 = multiple ? 0 : last; index <= last; index++) {
		const address = ringAt(producer.outstanding, index);
		if (load<u32>(address, 4) == 0) continue;
		store<u32>(address, 0, 4);
		producer.unanswered--;
		const message = load<u32>(address);
		if (positive) acknowledged(message, load<f64>(address, 8));
		else if (producer.retry) store<u32>(ringPush(producer.again), message);
		else failed(message);
	}
	while (
		ringLength(producer.outstanding) > 0 &&
		load<u32>(ringAt(producer.outstanding, 0), 4) == 0
	) {
		ringShift(producer.outstanding);
		producer.firstOutstanding++;
	}
}

/** The connection is gone: what was unanswered is sent again, or stays unknown. */
export function onProducerLost(producer: Producer): void {
	const count = ringLength(producer.outstanding);
	const older = ringLength(producer.again);
	for (let index: u32 = 0; index < count; index++) {
		const address = ringAt(producer.outstanding, index);
		if (load<u32>(address, 4) != 0 && producer.retry) {
			store<u32>(ringPush(producer.again), load<u32>(address));
		}
	}
	// What was outstanding is older than what waited to be sent again: keep the order of publishing.
	for (let moved: u32 = 0; moved < older; moved++) {
		const message = load<u32>(ringShift(producer.again));
		store<u32>(ringPush(producer.again), message);
	}
	ringClear(producer.outstanding);
	producer.unanswered = 0;
	producer.inBatch = 0;
	producer.waiting = false;
	producer.socketFull = false;
	producer.inSocket = 0;
}

/** A channel is open; its publish sequence goes on from `nextTag`. */
export function onProducerOpened(producer: Producer): void {
	producer.firstOutstanding = producer.nextTag + 1;
	pump(producer);
}

/** The connection's frames towards the broker are dropped. */
export function dropUpFrames(producer: Producer): void {
	const lane: Lane = producer.up;
	const length = laneLength(lane);
	for (let index: u32 = 0; index < length; index++) {
		if ((laneC(lane, index) & 255) != Up.Publish) continue;
		const inBuffer = departureOf(lane, index) > now && producer.dead;
		const cause = inBuffer ? LossCause.LeftInClientBuffer : LossCause.InFlight;
		const place = inBuffer ? Place.Producer : Place.Link;
		destroyed(laneA(lane, index), cause, place, producer.ordinal, laneB(lane, index));
	}
	clear(lane);
}

/** The application's process died: it forgets what it waited for and goes on with the next message. */
export function onProducerDied(producer: Producer): void {
	while (ringLength(producer.again) > 0) {
		const message = load<u32>(ringShift(producer.again));
		destroyed(message, LossCause.LeftInClientBuffer, Place.Producer, producer.ordinal, 0);
	}
	const retry = producer.retry;
	producer.retry = false;
	onProducerLost(producer);
	producer.retry = retry;
	clear(producer.wake);
	producer.wakePending = false;
	producer.cpuFreeAt = now;
}
