/**
 * Clients whose application lives outside the engine. Their frames are the same as those of the
 * load generators; when one arrives the run stops, the host looks at it, acts, and runs on.
 */
import { now } from '../../kernel/events';
import { createRing, Ring, ringLength, ringPush, ringShift } from '../../kernel/ring';
import { attemptNextAt, hasMore } from '../../clients/workload';
import { AmqpClient, Connection, Down } from './client';
import { onClosed } from './connection';
import { Consumer, isTaken, noteDelivered, sendAck, sendRecover, sendReject } from './consumer';
import { onProducerFrame, Producer, publish } from './producer';
import { checkCountedFaults } from '../../scenario/triggers';

/** What the host is offered; kinds of `Down`, and these. */
const enum HostEvent {
	None = 0,
	Lost = 100,
	Opened
}

export let hostEvent: u32 = HostEvent.None;
export let hostClient: u32 = 0;
export let hostTag: u32 = 0;
export let hostMessage: u32 = 0;
/** Confirm: multiple. Deliver: the packed word to give back with `hostProcessed`. */
export let hostDetail: u32 = 0;

/** What is offered and not yet taken: event | client << 8, tag, message, detail. */
let offers: Ring = changetype<Ring>(0);

export function initialiseHost(): void {
	offers = createRing(4);
	hostEvent = HostEvent.None;
}

export function hasOffer(): bool {
	return ringLength(offers) > 0;
}

/** Shows the oldest offer; false: none. One event of the engine can bring several, after a silence. */
export function takeOffer(): bool {
	hostEvent = HostEvent.None;
	if (ringLength(offers) == 0) return false;
	const address = ringShift(offers);
	hostEvent = load<u32>(address) & 255;
	hostClient = load<u32>(address) >> 8;
	hostTag = load<u32>(address, 4);
	hostMessage = load<u32>(address, 8);
	hostDetail = load<u32>(address, 12);
	return true;
}

function offer(client: AmqpClient, event: u32, tag: u32, message: u32, detail: u32): void {
	const address = ringPush(offers);
	store<u32>(address, event | (client.index << 8));
	store<u32>(address, tag, 4);
	store<u32>(address, message, 8);
	store<u32>(address, detail, 12);
}

export function offerLost(client: AmqpClient): void {
	offer(client, HostEvent.Lost, 0, 0, 0);
}

export function offerOpened(client: AmqpClient): void {
	offer(client, HostEvent.Opened, 0, 0, 0);
}

/** A frame for a host's client: the ledger is told what any client library would see. */
export function offerFrame(client: AmqpClient, a: u32, b: u32, c: u32): void {
	const kind = c & 255;
	if (kind == Down.Deliver) {
		const consumer = changetype<Consumer>(changetype<usize>(client));
		if (isTaken(consumer, a, c)) offer(client, kind, b, a, c);
		return;
	}
	if (kind == Down.Closed) {
		offer(client, kind, a, 0, 0);
		onClosed(client, a);
		return;
	}
	const producer = changetype<Producer>(changetype<usize>(client));
	onProducerFrame(producer, kind, a, b != 0);
	if (kind == Down.Return) offer(client, kind, 0, a, 0);
	else offer(client, kind, a, 0, b);
}

/** The host's application hands over its next message; returns its number, or −1 if it has no more or no connection. */
export function hostPublish(producer: Producer): i32 {
	if (producer.connection != Connection.Open || producer.dead) return -1;
	if (!hasMore(producer.workload)) return -1;
	const message = attemptNextAt(producer.workload, now);
	publish(producer, message);
	checkCountedFaults();
	return message;
}

/** Sends again a message that was handed over before. */
export function hostPublishAgain(producer: Producer, message: u32): bool {
	if (producer.connection != Connection.Open || producer.dead) return false;
	assert(
		message - producer.workload.firstMessage < producer.workload.made,
		'a message never handed over'
	);
	publish(producer, message);
	return true;
}

export function hostProcessed(consumer: Consumer, message: u32, detail: u32): void {
	noteDelivered(consumer, message, detail);
	checkCountedFaults();
}

/** `answer`: bits of `Answer`. */
export function hostReject(consumer: Consumer, tag: u32, answer: u32): bool {
	if (consumer.connection != Connection.Open || consumer.dead) return false;
	sendReject(consumer, tag, answer);
	return true;
}

export function hostRecover(consumer: Consumer): bool {
	if (consumer.connection != Connection.Open || consumer.dead) return false;
	sendRecover(consumer);
	return true;
}

export function hostAck(consumer: Consumer, tag: u32, multiple: bool): bool {
	if (consumer.connection != Connection.Open || consumer.dead) return false;
	sendAck(consumer, tag, multiple);
	return true;
}
