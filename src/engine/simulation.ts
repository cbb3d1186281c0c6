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
import { initialiseNodes, nodeCount } from './world/node';
import { initialiseOutages, noteOutage } from './world/outage';
import { initialiseParking } from './world/parking';
import { initialiseClients } from './clients/client';
import { startClients } from './clients/connection';
import { createConsumer } from './clients/consumer';
import { initialiseHost, takeOffer } from './clients/host';
import { AckMode, addRoute, createProducer, finishProducer } from './clients/producer';
import {
	consumerCount,
	enrolConsumer,
	enrolProducer,
	initialiseRoster,
	producerAt,
	producerCount
} from './clients/roster';
import { dispatch } from './dispatch';
import { closeLedger, held, initialiseLedger, total, Total } from './ledger/ledger';
import { initialiseChannels } from './rabbitmq/channel-state';
import { initialiseCluster } from './rabbitmq/cluster';
import { copyInSlot, copySlots, CopyState } from './rabbitmq/copy';
import { initialiseExchange } from './rabbitmq/exchange';
import { initialiseFailover } from './rabbitmq/failover';
import { loseWhatNeverReturned } from './rabbitmq/recovery';
import { createQueue, initialiseQueues } from './rabbitmq/queue';
import { addFault, initialiseFaults } from './scenario/faults';
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

/** First call: the world and its seed. */
export function createWorld(
	seed: u32,
	nodes: u32,
	messages: u32,
	exchangeType: i32,
	tracedMessage: i32
): void {
	setSeed(seed);
	initialiseEvents();
	initialiseLedger(messages, tracedMessage);
	initialiseNodes(nodes);
	initialiseOutages();
	initialiseParking();
	initialiseClients();
	initialiseHost();
	initialiseChannels();
	initialiseRoster();
	initialiseCluster(nodes);
	initialiseExchange(exchangeType);
	initialiseQueues();
	initialiseFailover();
	initialiseFaults();
	firstMessage = 0;
	started = false;
}

export { setCost };

export function addQueue(
	masterNode: u32,
	durable: bool,
	mirrors: u32,
	automaticSync: bool,
	promoteAlways: bool
): void {
	createQueue(durable, mirrors, automaticSync, promoteAlways, masterNode, nodeCount);
}

/** `gapUs` 0: as fast as it goes. `window` 0: batches. */
export function addProducer(
	node: u32,
	messages: u32,
	gapUs: f64,
	poisson: bool,
	size: f64,
	persistent: bool,
	ackMode: i32,
	batch: u32,
	window: u32,
	retry: bool,
	keys: u32,
	host: bool
): void {
	const producer = createProducer(producerCount, node, host);
	producer.messages = messages;
	producer.gapUs = gapUs;
	producer.poisson = poisson;
	producer.size = size;
	producer.persistent = persistent;
	producer.ackMode = ackMode;
	producer.batch = batch;
	producer.window = window;
	producer.retry = retry;
	producer.keys = keys;
	finishProducer(producer, firstMessage);
	firstMessage += messages;
	enrolProducer(producer);
}

/** Adds a routing key, in the text buffer, to the newest producer's turn. */
export function addProducerKey(length: u32): void {
	addRoute(producerAt(producerCount - 1), length);
}

export function addConsumer(
	node: u32,
	queue: u32,
	manual: bool,
	prefetch: u32,
	ackEvery: u32,
	shape: i32,
	meanUs: f64,
	spread: f64,
	idempotent: bool,
	host: bool
): void {
	const consumer = createConsumer(consumerCount, node, host);
	consumer.queue = queue;
	consumer.manual = manual;
	consumer.prefetch = prefetch;
	consumer.ackEvery = ackEvery;
	consumer.shape = shape;
	consumer.meanUs = meanUs;
	consumer.spread = spread;
	consumer.idempotent = idempotent;
	enrolConsumer(consumer);
}

export { addFault };

/** Runs until the time, the end, a frame for the host, or about `events` events. */
export function runUntil(timeUs: f64, events: u32): i32 {
	if (!started) {
		started = true;
		initialiseTriggers();
		startClients();
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
		if (takeOffer()) return Stop.Host;
	}
	return Stop.Slice;
}

/** Sums up: what is held where, what is lost with nodes that never returned, the totals. */
export function finish(): void {
	noteOutage(false);
	loseWhatNeverReturned();
	const slots = copySlots();
	for (let slot: u32 = 0; slot < slots; slot++) {
		const copy = copyInSlot(slot);
		if (copy.state != CopyState.Free && copy.state != CopyState.Done) held(copy.message);
	}
	let waits: u32 = 0;
	for (let index: u32 = 0; index < producerCount; index++) {
		if (producerAt(index).ackMode != AckMode.None) waits |= 1 << index;
	}
	closeLedger(waits);
}

/** Attempted and processed so far, for the progress bar. */
export function attemptedSoFar(): f64 {
	return total(Total.Attempted);
}

export function processedSoFar(): f64 {
	return total(Total.Processed);
}
