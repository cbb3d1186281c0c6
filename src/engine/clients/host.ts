/**
 * Clients whose application lives outside the engine. Their frames are the same as those of the
 * load generators; when one arrives the run stops, the host looks at it, acts, and runs on.
 */
import { now } from '../kernel/events';
import { attempted } from '../ledger/ledger';
import { Client, Connection, Down } from './client';
import { Consumer, noteProcessed, sendAck } from './consumer';
import { onProducerFrame, Producer, publish, AckMode } from './producer';
import { checkCountedFaults } from '../scenario/triggers';

/** What the host is offered; kinds of `Down`, and these. */
export const enum HostEvent {
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

export function clearHostEvent(): void {
	hostEvent = HostEvent.None;
}

function offer(client: Client, event: u32, tag: u32, message: u32, detail: u32): void {
	hostEvent = event;
	hostClient = client.index;
	hostTag = tag;
	hostMessage = message;
	hostDetail = detail;
}

export function offerLost(client: Client): void {
	offer(client, HostEvent.Lost, 0, 0, 0);
}

export function offerOpened(client: Client): void {
	offer(client, HostEvent.Opened, 0, 0, 0);
}

/** A frame for a host's client: the ledger is told what any client library would see. */
export function offerFrame(client: Client, a: u32, b: u32, c: u32): void {
	const kind = c & 255;
	if (kind == Down.Deliver) {
		offer(client, kind, b, a, c);
		return;
	}
	const producer = changetype<Producer>(changetype<usize>(client));
	onProducerFrame(producer, kind, a, b != 0);
	offer(client, kind, a, 0, b);
}

/** The host's application hands over its next message; returns its number, or −1 if it has no more or no connection. */
export function hostPublish(producer: Producer): i32 {
	if (producer.connection != Connection.Open || producer.dead) return -1;
	if (producer.made == producer.messages) return -1;
	const message = producer.firstMessage + producer.made++;
	attempted(message, producer.ordinal, now);
	publish(producer, message);
	checkCountedFaults();
	return message;
}

/** Sends again a message that was handed over before. */
export function hostPublishAgain(producer: Producer, message: u32): bool {
	if (producer.connection != Connection.Open || producer.dead) return false;
	assert(message - producer.firstMessage < producer.made, 'a message never handed over');
	publish(producer, message);
	return true;
}

export function hostProcessed(consumer: Consumer, message: u32, detail: u32): void {
	noteProcessed(consumer, message, detail);
	checkCountedFaults();
}

export function hostAck(consumer: Consumer, tag: u32, multiple: bool): bool {
	if (consumer.connection != Connection.Open || consumer.dead) return false;
	sendAck(consumer, tag, multiple);
	return true;
}

/** Publishes that the producer's channel has not answered. */
export function hostUnanswered(producer: Producer): u32 {
	return producer.ackMode == AckMode.None ? 0 : producer.unanswered;
}
