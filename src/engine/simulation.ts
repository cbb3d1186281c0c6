/**
 * A run: set up by the host through a few calls, advanced in slices, summed up. One instance of the
 * module is one run.
 */
import {
	advanceTo,
	eventA,
	eventB,
	eventC,
	initialiseEvents,
	nextTime,
	take
} from './kernel/events';
import { setSeed } from './kernel/random';
import { setCost } from './world/costs';
import { initialiseNodes } from './world/node';
import { initialiseOutages } from './world/outage';
import { initialiseParking } from './world/parking';
import { initialiseRoster, consumerCount, producerCount } from './clients/roster';
import { createWork } from './clients/work';
import { createWorkload } from './clients/workload';
import { dispatch } from './dispatch';
import { sumUpFates } from './ledger/fates';
import { initialiseLedger } from './ledger/ledger';
import { total, Total } from './ledger/totals';
import { producerAt } from './rabbitmq/client/client';
import { hasOffer, takeOffer } from './rabbitmq/client/host';
import { addRoutingKey } from './rabbitmq/client/producer';
import { createQueue } from './rabbitmq/queue';
import { addFault, initialiseFaults } from './scenario/fault';
import { buryAll } from './scenario/silence';
import * as broker from './scenario/hooks';
import { clearSettings, setSetting } from './scenario/settings';
import { initialiseTriggers } from './scenario/triggers';

/** Why `runUntil` returned. */
export const enum Stop {
	/** The slice is used up; there is more. */
	Slice = 0,
	/** Nothing will happen any more. */
	Drained,
	/** The time has come. */
	Horizon,
	/** A frame waits for the host. */
	Host
}

let firstMessage: u32 = 0;
let started = false;

/** First call: the world, its seed, and which broker runs in it. */
export function createWorld(
	seed: u32,
	family: i32,
	nodes: u32,
	messages: u32,
	tracedMessage: i32
): void {
	setSeed(seed);
	initialiseEvents();
	initialiseLedger(messages, tracedMessage);
	initialiseNodes(nodes);
	initialiseOutages();
	initialiseParking();
	initialiseRoster();
	initialiseFaults();
	broker.chooseFamily(family);
	broker.initialise();
	firstMessage = 0;
	started = false;
}

export { setCost, setSetting };

/** Makes the broker of the settings written before. */
export function configureBroker(): void {
	broker.configureBroker();
	clearSettings();
}

/** RabbitMQ: makes a queue of the settings written before. */
export function addQueue(): void {
	createQueue();
	clearSettings();
}

/** Makes a producer of the settings written before. `gapUs` 0: as fast as it goes. */
export function addProducer(
	node: u32,
	messages: u32,
	gapUs: f64,
	poisson: bool,
	size: f64,
	retry: bool,
	keys: u32,
	host: bool
): void {
	const client = broker.makeProducer(node, host);
	client.workload = createWorkload(
		producerCount - 1,
		firstMessage,
		messages,
		gapUs,
		poisson,
		size,
		retry,
		keys
	);
	firstMessage += messages;
	broker.completeProducer(client);
	clearSettings();
}

/** RabbitMQ: adds a routing key, in the text buffer, to the newest producer's turn. */
export function addProducerKey(length: u32): void {
	addRoutingKey(producerAt(producerCount - 1), length);
}

/** Makes a consumer of the settings written before. */
export function addConsumer(
	node: u32,
	shape: i32,
	meanUs: f64,
	spread: f64,
	idempotent: bool,
	host: bool
): void {
	const client = broker.makeConsumer(node, host);
	client.work = createWork(consumerCount - 1, shape, meanUs, spread, idempotent);
	clearSettings();
}

export { addFault };

/** Runs until the time, the end, a frame for the host, or about `events` events. */
export function runUntil(timeUs: f64, events: u32): i32 {
	if (!started) {
		started = true;
		initialiseTriggers();
		broker.start();
	}
	if (takeOffer()) return Stop.Host;
	for (let left = events; left > 0; left--) {
		const time = nextTime();
		if (time > timeUs) {
			if (time == Infinity) return Stop.Drained;
			advanceTo(timeUs);
			return Stop.Horizon;
		}
		dispatch(take(), eventA, eventB, eventC);
		if (hasOffer() && takeOffer()) return Stop.Host;
	}
	return Stop.Slice;
}

/** Sums up: what is held where, what is lost with nodes that never returned, the totals. */
export function finish(): void {
	buryAll();
	broker.finish();
	sumUpFates(broker.producersThatWait());
}

/** Attempted and processed so far, for the progress bar. */
export function attemptedSoFar(): f64 {
	return total(Total.Attempted);
}

export function processedSoFar(): f64 {
	return total(Total.Processed);
}
