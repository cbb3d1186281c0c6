/**
 * The Java client: the application fills batches, the sender thread sends what is full or has
 * lingered, with so many requests in flight on each connection, and puts failed batches back.
 */
import { now } from '../../kernel/events';
import { Ring, ringAt, ringLength, ringPush, ringShift } from '../../kernel/ring';
import { destroyed, failed } from '../../ledger/ledger';
import { acknowledgedMany, sentMany } from '../../ledger/many';
import { LossCause, Place } from '../../ledger/causes';
import { hasMore } from '../../clients/workload';
import { nodeCount, NODES_MAX } from '../../world/node';
import {
	failsUnsent,
	mayDrain,
	mustFlush,
	onTransactionalBatchAnswered,
	tellsAcknowledged,
	transactionOf
} from '../consumer-hooks';
import { batchOverhead } from '../cluster';
import { partitionCount } from '../partition';
import {
	addEntry,
	createRequest,
	entryBatch,
	entryResult,
	ProduceRequest,
	ProduceResult,
	releaseRequest
} from '../produce-request';
import { Acks } from '../settings';
import {
	cutWire,
	forgetInFlight,
	hasRoom,
	openWire,
	sendRequest,
	Wire,
	WireState,
	workOfRequest
} from '../wire';
import {
	addFlying,
	append,
	appendRun,
	flyingNode,
	flyingOf,
	freeBatch,
	headOf,
	isFull,
	putBack,
	removeBatch,
	tailOf
} from './accumulator';
import { Batch, batchMessage } from './batch';
import { beginSessions, isUnresolved, leaveOut, noteAnswered, number, onGap } from './idempotence';
import { refreshMetadata } from './metadata';
import { choosePartition, noteStickyBytes, samePartition } from './partitioner';
import {
	clearTimeoutAt,
	KafkaProducer,
	knownLeaderOf,
	messageBytes,
	pumpApplication,
	setAlarm,
	setTimeoutAt,
	wireOf
} from './producer';

/** `max.request.size`. */
const REQUEST_MAX_BYTES: f64 = 1048576;
/** Without a delivery time-out and with endless retries: enough to call it endless. */
const TRIES_MAX: u32 = 10_000;

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
function acceptHeld(producer: KafkaProducer): void {
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

function succeed(producer: KafkaProducer, batch: Batch): void {
	producer.fruitless = 0;
	noteAnswered(producer, batch);
	const tells = tellsAcknowledged(producer);
	if (tells) acknowledgedMany(batch.messages, batch.count, batch.createdAt);
	else onTransactionalBatchAnswered(producer, true);
	settleBatch(producer, batch);
}

function settleBatch(producer: KafkaProducer, batch: Batch): void {
	if (producer.sync) producer.awaiting = false;
	freeBatch(producer, batch);
	acceptHeld(producer);
}

/** The application is told: not sent. It may hand the messages over again. */
function fail(producer: KafkaProducer, batch: Batch): void {
	for (let index: u32 = 0; index < batch.count; index++) {
		const message = batchMessage(batch, index);
		if (producer.workload.retry) store<u32>(ringPush(producer.again), message);
		else failed(message);
	}
	if (producer.transactional) onTransactionalBatchAnswered(producer, false);
	leaveOut(producer, batch);
	settleBatch(producer, batch);
}

function isSpent(producer: KafkaProducer, batch: Batch): bool {
	const deadline = batch.createdAt + producer.deliveryTimeoutUs;
	if (producer.deliveryTimeoutUs > 0 && now >= deadline) return true;
	return <f64>batch.tries > producer.retries || batch.tries > TRIES_MAX;
}

export function onJavaAnswer(producer: KafkaProducer, request: ProduceRequest): void {
	let refused = false;
	for (let entry: u32 = 0; entry < request.count; entry++) {
		const batch = entryBatch(request, entry);
		const result = entryResult(request, entry);
		addFlying(producer, batch.partition, -1, 0);
		if (result == ProduceResult.Ok) {
			succeed(producer, batch);
		} else {
			refused = true;
			if (result == ProduceResult.OutOfOrder) onGap(producer, batch);
			tryAgain(producer, batch);
		}
	}
	if (refused) refreshMetadata(producer);
	renewTimeout(producer);
	pumpSender(producer);
	pumpApplication(producer);
}

function tryAgain(producer: KafkaProducer, batch: Batch): void {
	if (isSpent(producer, batch)) {
		fail(producer, batch);
		return;
	}
	batch.readyAt = now + producer.backoffUs;
	putBack(producer, batch);
}

/** Every request in flight on it has failed: oldest first, as later clients do, or newest first. */
export function onJavaWireLost(producer: KafkaProducer, wire: Wire): void {
	const inFlight: Ring = wire.inFlight;
	const count = ringLength(inFlight);
	for (let index: u32 = 0; index < count; index++) {
		const place = producer.reverseOnRetry ? index : count - 1 - index;
		const request = changetype<ProduceRequest>(<usize>load<u32>(ringAt(inFlight, place)));
		for (let entry: u32 = 0; entry < request.count; entry++) {
			const batch = entryBatch(request, entry);
			addFlying(producer, batch.partition, -1, 0);
			tryAgain(producer, batch);
		}
	}
	forgetInFlight(wire);
	refreshMetadata(producer);
	renewTimeout(producer);
	pumpSender(producer);
	pumpApplication(producer);
}

/** When the next request or batch will have waited too long. */
function armTimeout(producer: KafkaProducer): void {
	if (producer.timeoutAt != Infinity) return;
	let at: f64 = Infinity;
	for (let node: u32 = 0; node < nodeCount; node++) {
		const wire = wireOf(producer, node);
		if (ringLength(wire.inFlight) == 0) continue;
		const oldest = changetype<ProduceRequest>(<usize>load<u32>(ringAt(wire.inFlight, 0)));
		at = min(at, oldest.sentAt + producer.requestTimeoutUs);
	}
	if (producer.deliveryTimeoutUs > 0 && producer.queued > 0) {
		for (let partition: u32 = 0; partition < partitionCount; partition++) {
			const head = headOf(producer, partition);
			if (head == 0) continue;
			at = min(at, changetype<Batch>(head).createdAt + producer.deliveryTimeoutUs);
		}
	}
	if (at != Infinity) setTimeoutAt(producer, max(now, at));
}

/** A producer that goes on leaves the clock as it is set: it rings too early once, and is set anew. */
function renewTimeout(producer: KafkaProducer): void {
	if (producer.flyingTotal > 0 || producer.queued > 0) return;
	if (!hasMore(producer.workload) && ringLength(producer.again) == 0) clearTimeoutAt(producer);
}

export function onJavaTimeout(producer: KafkaProducer): void {
	for (let node: u32 = 0; node < nodeCount; node++) {
		const wire = wireOf(producer, node);
		if (ringLength(wire.inFlight) == 0) continue;
		const oldest = changetype<ProduceRequest>(<usize>load<u32>(ringAt(wire.inFlight, 0)));
		if (oldest.sentAt + producer.requestTimeoutUs <= now) cutWire(wire);
	}
	for (let partition: u32 = 0; partition < partitionCount; partition++) expire(producer, partition);
	armTimeout(producer);
	pumpApplication(producer);
}

/** Batches that have waited longer than `delivery.timeout.ms`. */
function expire(producer: KafkaProducer, partition: u32): void {
	if (producer.deliveryTimeoutUs <= 0) return;
	let head = headOf(producer, partition);
	while (head != 0) {
		const batch = changetype<Batch>(head);
		if (batch.createdAt + producer.deliveryTimeoutUs > now) return;
		removeBatch(producer, batch);
		fail(producer, batch);
		head = headOf(producer, partition);
	}
}

/** Batches of a transaction that can only be aborted, as far as none of their tries may have arrived. */
function failUnsent(producer: KafkaProducer): void {
	let partition: u32 = 0;
	while (partition < partitionCount) {
		const unsent = firstUnsent(producer, partition);
		if (unsent == 0) {
			partition++;
			continue;
		}
		removeBatch(producer, changetype<Batch>(unsent));
		fail(producer, changetype<Batch>(unsent));
		// A message that waited for the memory may be in a batch by now, of any partition.
		partition = 0;
	}
}

function firstUnsent(producer: KafkaProducer, partition: u32): usize {
	let batch = headOf(producer, partition);
	while (batch != 0 && changetype<Batch>(batch).tries > 0) batch = changetype<Batch>(batch).next;
	return batch;
}

/** The process dies with its buffer; what is in flight is on its way (K14). */
export function clearJava(producer: KafkaProducer): void {
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		let head = headOf(producer, partition);
		while (head != 0) {
			const batch = changetype<Batch>(head);
			loseBatch(producer, batch);
			removeBatch(producer, batch);
			freeBatch(producer, batch);
			head = headOf(producer, partition);
		}
	}
	if (producer.held != 0) loseMessage(producer, producer.held - 1);
	producer.held = 0;
	producer.awaiting = false;
	beginSessions(producer);
}

function loseBatch(producer: KafkaProducer, batch: Batch): void {
	for (let index: u32 = 0; index < batch.count; index++) {
		loseMessage(producer, batchMessage(batch, index));
	}
}

export function loseMessage(producer: KafkaProducer, message: u32): void {
	destroyed(message, LossCause.LeftInClientBuffer, Place.Producer, producer.ordinal, 0);
}

/** In flight when the process dies: the client's share of them is let go. */
export function dropFlying(producer: KafkaProducer, wire: Wire): void {
	const count = ringLength(wire.inFlight);
	for (let index: u32 = 0; index < count; index++) {
		const request = changetype<ProduceRequest>(<usize>load<u32>(ringAt(wire.inFlight, index)));
		for (let entry: u32 = 0; entry < request.count; entry++) {
			const batch = entryBatch(request, entry);
			addFlying(producer, batch.partition, -1, 0);
			freeBatch(producer, batch);
		}
	}
}
