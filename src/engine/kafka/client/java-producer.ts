/**
 * The Java client: the application fills batches, the sender thread sends what is full or has
 * lingered, with so many requests in flight on each connection, and puts failed batches back.
 */
import { now } from '../../kernel/events';
import { ringLength, ringShift } from '../../kernel/ring';
import { sentMany } from '../../ledger/many';
import { hasMore } from '../../clients/workload';
import { nodeCount, NODES_MAX } from '../../world/node';
import { batchOverhead } from '../cluster';
import { failsUnsent, mayDrain, mustFlush, transactionOf } from '../consumer-hooks';
import { partitionCount } from '../partition';
import {
	addEntry,
	createRequest,
	entryBatch,
	ProduceRequest,
	releaseRequest
} from '../produce-request';
import { Acks } from '../settings';
import { hasRoom, openWire, sendRequest, WireState, workOfRequest } from '../wire';
import {
	addFlying,
	append,
	appendRun,
	flyingNode,
	flyingOf,
	headOf,
	isFull,
	removeBatch,
	tailOf
} from './accumulator';
import { pumpApplication } from './application';
import { Batch } from './batch';
import { isUnresolved, number } from './idempotence';
import { failUnsent, succeed } from './java-results';
import { armTimeout, renewTimeout } from './java-timeouts';
import { refreshMetadata } from './metadata';
import { choosePartition, noteStickyBytes, samePartition } from './partitioner';
import { KafkaProducer, knownLeaderOf, messageBytes, setAlarm, wireOf } from './producer';

/** `max.request.size`. */
const REQUEST_MAX_BYTES: f64 = 1048576;

const requests = new StaticArray<usize>(NODES_MAX);

/** How many messages the application can make before anything can hold it back: about a batch. */
export function fillable(producer: KafkaProducer): u32 {
	if (producer.sync) return 1;
	return <u32>max(1.0, producer.batchBytes / messageBytes(producer));
}

/** Memory for a new batch of every partition. */
export function hasMemory(producer: KafkaProducer): bool {
	const wanted = (producer.batchBytes + messageBytes(producer)) * (partitionCount + 1);
	return producer.bufferUsed + wanted + batchOverhead() <= producer.bufferBytes;
}

export function takeAgain(producer: KafkaProducer): u32 {
	return load<u32>(ringShift(producer.again));
}

/** `send`: the message goes into a batch, or the application waits for memory. */
export function accept(producer: KafkaProducer, message: u32): void {
	const partition = choosePartition(producer, message);
	if (!append(producer, partition, message)) {
		producer.held = message + 1;
		return;
	}
	if (producer.sync) producer.awaiting = true;
	const tail = changetype<Batch>(tailOf(producer, partition));
	noteStickyBytes(producer, messageBytes(producer), isFull(producer, tail));
}

/** `send` of rising numbers, one after the other; there is memory for all. */
export function acceptMany(producer: KafkaProducer, first: u32, count: u32): void {
	let index: u32 = 0;
	while (index < count) {
		const message = first + index;
		const partition = choosePartition(producer, message);
		const many = appendRun(
			producer,
			partition,
			message,
			min(count - index, samePartition(producer))
		);
		const tail = changetype<Batch>(tailOf(producer, partition));
		noteStickyBytes(producer, messageBytes(producer) * <f64>many, isFull(producer, tail));
		index += many;
	}
}

/** Memory is free again: the message that waited goes in, and the application goes on. */
export function acceptHeld(producer: KafkaProducer): void {
	if (producer.held == 0) return;
	const message = producer.held - 1;
	producer.held = 0;
	accept(producer, message);
}

/** The sender's turn: one batch of each partition that is ready, one request for each broker. */
export function pumpSender(producer: KafkaProducer): void {
	if (producer.dead) return;
	if (producer.ioFreeAt > now) {
		if (producer.queued > 0) setAlarm(producer, producer.ioFreeAt);
		return;
	}
	if (producer.transactional && failsUnsent(producer)) failUnsent(producer);
	for (let node: u32 = 0; node < nodeCount; node++) unchecked((requests[node] = 0));
	let blind = false;
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		if (headOf(producer, partition) == 0) continue;
		const leader = knownLeaderOf(producer, partition);
		if (leader < 0) blind = true;
		else if (isReady(producer, partition) && mayFly(producer, partition, leader))
			drain(producer, partition, leader);
	}
	let some = false;
	for (let node: u32 = 0; node < nodeCount; node++) {
		const request = unchecked(requests[node]);
		if (request == 0) continue;
		some = true;
		sendOff(producer, changetype<ProduceRequest>(request));
	}
	if (blind) refreshMetadata(producer);
	if (some && producer.queued > 0) setAlarm(producer, producer.ioFreeAt);
	armTimeout(producer);
	if (some) pumpApplication(producer);
}

/** Full, lingered, wanted, and not in its back-off; else the alarm is set. */
function isReady(producer: KafkaProducer, partition: u32): bool {
	const head = changetype<Batch>(headOf(producer, partition));
	if (head.tries > 0) {
		if (head.readyAt > now) setAlarm(producer, head.readyAt);
		return head.readyAt <= now;
	}
	const full = head.next != 0 || isFull(producer, head);
	const closing = !hasMore(producer.workload) && ringLength(producer.again) == 0;
	if (full || closing || producer.held != 0 || mustFlush(producer)) return true;
	const due = head.createdAt + producer.lingerUs;
	if (due > now) setAlarm(producer, due);
	return due <= now;
}

/** The connection is there and has a place for one more; order is kept where it is promised. */
function mayFly(producer: KafkaProducer, partition: u32, leader: u32): bool {
	if (!mayDrain(producer, partition)) return false;
	const ordered = producer.idempotence || producer.maxInFlight == 1;
	if (ordered && flyingOf(producer, partition) > 0) {
		if (flyingNode(producer, partition) != leader || producer.maxInFlight == 1) return false;
		if (isUnresolved(producer, partition)) return false;
		// What has a number already was in flight: it goes when nothing older is.
		if (changetype<Batch>(headOf(producer, partition)).tries > 0) return false;
	}
	const wire = wireOf(producer, leader);
	if (wire.state == WireState.Closed) {
		if (now >= wire.reopenAt) openWire(wire);
		else setAlarm(producer, wire.reopenAt);
	}
	if (wire.state != WireState.Open && wire.state != WireState.Dying) return false;
	return ringLength(wire.inFlight) < producer.maxInFlight && hasRoom(wire);
}

function drain(producer: KafkaProducer, partition: u32, leader: u32): void {
	const batch = changetype<Batch>(headOf(producer, partition));
	let request = changetype<ProduceRequest>(unchecked(requests[leader]));
	if (changetype<usize>(request) == 0) {
		request = createRequest(wireOf(producer, leader), producer.ordinal, producer.acks);
		unchecked((requests[leader] = changetype<usize>(request)));
	} else if (request.bytes + batch.bytes > REQUEST_MAX_BYTES) {
		return;
	}
	removeBatch(producer, batch);
	const send = sentMany(batch.messages, batch.count);
	if (producer.idempotence) number(producer, batch, send);
	if (batch.tries++ == 0) batch.transaction = transactionOf(producer);
	addEntry(request, batch, send);
	addFlying(producer, partition, 1, leader);
}

function sendOff(producer: KafkaProducer, request: ProduceRequest): void {
	producer.ioFreeAt = max(now, producer.ioFreeAt) + workOfRequest(request);
	if (producer.acks != Acks.None) {
		sendRequest(request.wire, request, producer.ioFreeAt);
		return;
	}
	// Written is done: no answer is awaited (K1).
	request.holders++;
	sendRequest(request.wire, request, producer.ioFreeAt);
	for (let entry: u32 = 0; entry < request.count; entry++) {
		const batch = entryBatch(request, entry);
		addFlying(producer, batch.partition, -1, 0);
		succeed(producer, batch);
	}
	releaseRequest(request);
	renewTimeout(producer);
}
