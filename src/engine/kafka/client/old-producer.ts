/**
 * 0.8's producer. Synchronous: `send` dispatches a list in the application's own thread. Asynchronous:
 * a queue, and a thread that dispatches 200 messages, or what came within the queue time. A dispatch
 * groups by broker, sends one request after another, and tries what failed 3 times more, 100 ms and
 * fresh metadata before each; then it throws (K12), or drops the batch silently (K13).
 */
import { now } from '../../kernel/events';
import { Ring, ringLength, ringPush, ringShift } from '../../kernel/ring';
import { LossCause, Place } from '../../ledger/causes';
import { destroyed, failed } from '../../ledger/ledger';
import { acknowledgedMany, sentMany } from '../../ledger/many';
import { hasMore } from '../../clients/workload';
import { cost } from '../../world/costs';
import { nodeCount, NODES_MAX } from '../../world/node';
import { batchOverhead } from '../cluster';
import { KafkaCost } from '../costs';
import { partitionCount, PARTITIONS_MAX } from '../partition';
import {
	addEntry,
	createRequest,
	entryBatch,
	entryResult,
	ProduceRequest,
	ProduceResult,
	releaseRequest,
	requestIn
} from '../produce-request';
import { Acks } from '../settings';
import {
	hasRoom,
	openWire,
	sendRequest,
	takesWrites,
	Wire,
	WireState,
	workOfRequest
} from '../wire';
import { cutWire, forgetInFlight } from '../wire-end';
import { pumpApplication } from './application';
import { addToBatch, Batch, batchMessage, createBatch, releaseBatch } from './batch';
import { clusterMayChange, isHopeless, requestMetadata } from './metadata';
import { choosePartition, forgetRandomPartition } from './partitioner';
import {
	clearTimeoutAt,
	KafkaProducer,
	knownLeaderOf,
	messageBytes,
	setAlarm,
	setTimeoutAt,
	wireOf
} from './producer';

/** What its sending thread is at. */
export const enum Sending {
	Idle = 0,
	/** Waits for a connection, or for room in it. */
	Connecting,
	/** Waits for an answer. */
	Waiting,
	BackingOff,
	Refreshing
}

const batches = new StaticArray<usize>(PARTITIONS_MAX);

const requests = new StaticArray<usize>(NODES_MAX);

/** How many messages the application can make before anything can hold it back. */
export function fillable(producer: KafkaProducer): u32 {
	if (producer.sync) return producer.batchMessages - ringLength(producer.outstanding);
	const room = producer.bufferMessages - min(producer.bufferMessages, ringLength(producer.queue));
	return max(1, min(room, producer.batchMessages));
}

/** Room in the queue for so many. */
export function hasPlace(producer: KafkaProducer, count: u32): bool {
	return producer.sync || ringLength(producer.queue) + count <= producer.bufferMessages;
}

/** `send` of the application. */
export function accept(producer: KafkaProducer, message: u32): void {
	if (producer.sync) {
		store<u32>(ringPush(producer.outstanding), message);
		const last = !hasMore(producer.workload) && ringLength(producer.again) == 0;
		producer.awaiting = last || ringLength(producer.outstanding) >= producer.batchMessages;
	} else if (ringLength(producer.queue) < producer.bufferMessages) {
		store<u32>(ringPush(producer.queue), message);
	} else if (producer.enqueueTimeoutUs == 0) {
		// QueueFullException.
		failed(message);
	} else {
		producer.held = message + 1;
		if (producer.enqueueTimeoutUs > 0) setTimeoutAt(producer, now + producer.enqueueTimeoutUs);
	}
}

/** `send` of rising numbers; there is room for all. */
export function acceptMany(producer: KafkaProducer, first: u32, count: u32): void {
	for (let index: u32 = 0; index < count; index++) {
		if (producer.sync) accept(producer, first + index);
		else store<u32>(ringPush(producer.queue), first + index);
	}
}

/** The sending thread takes its next list, if it is idle and has one. */
export function pumpOld(producer: KafkaProducer): void {
	if (producer.dead || producer.phase != Sending.Idle) return;
	if (producer.sync) {
		if (!producer.awaiting) return;
		producer.ioFreeAt = max(producer.ioFreeAt, producer.cpuFreeAt);
		begin(producer);
		return;
	}
	if (producer.ioFreeAt > now) {
		setAlarm(producer, producer.ioFreeAt);
		return;
	}
	const waiting = ringLength(producer.queue);
	if (waiting == 0) return;
	// The thread sends what it has when nothing came for the queue time since its last batch.
	const due = producer.lastSend + producer.lingerUs;
	const closing = !hasMore(producer.workload);
	if (waiting < producer.batchMessages && due > now && !closing) {
		setAlarm(producer, due);
		return;
	}
	const count = min(waiting, producer.batchMessages);
	for (let index: u32 = 0; index < count; index++) {
		store<u32>(ringPush(producer.outstanding), load<u32>(ringShift(producer.queue)));
	}
	producer.ioFreeAt = now + cost(KafkaCost.ClientQueue) * count;
	admitHeld(producer);
	begin(producer);
}

function admitHeld(producer: KafkaProducer): void {
	if (producer.held == 0) return;
	store<u32>(ringPush(producer.queue), producer.held - 1);
	producer.held = 0;
	clearTimeoutAt(producer);
	pumpApplication(producer);
}

function begin(producer: KafkaProducer): void {
	producer.triesLeft = <u32>min(producer.retries, 1e9) + 1;
	dispatch(producer);
}

/** Groups what is outstanding by partition and broker, and sends the requests one by one. */
function dispatch(producer: KafkaProducer): void {
	for (let partition: u32 = 0; partition < partitionCount; partition++) batches[partition] = 0;
	for (let node: u32 = 0; node < nodeCount; node++) requests[node] = 0;
	const bytes = messageBytes(producer);
	while (ringLength(producer.outstanding) > 0) {
		const message = load<u32>(ringShift(producer.outstanding));
		const partition = choosePartition(producer, message);
		if (knownLeaderOf(producer, partition) < 0) {
			store<u32>(ringPush(producer.refused), message);
			continue;
		}
		if (batches[partition] == 0) {
			const batch = createBatch(partition, now);
			batch.bytes = batchOverhead();
			batches[partition] = changetype<usize>(batch);
		}
		addToBatch(changetype<Batch>(batches[partition]), message, bytes);
	}
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		if (batches[partition] == 0) continue;
		address(producer, changetype<Batch>(batches[partition]), knownLeaderOf(producer, partition));
	}
	for (let node: u32 = 0; node < nodeCount; node++) {
		if (requests[node] != 0) store<u32>(ringPush(producer.toSend), <u32>requests[node]);
	}
	sendNext(producer);
}

function address(producer: KafkaProducer, batch: Batch, node: u32): void {
	if (requests[node] == 0) {
		const request = createRequest(wireOf(producer, node), producer.ordinal, producer.acks);
		requests[node] = changetype<usize>(request);
	}
	// The request alone holds the batch: what fails is taken apart again.
	addEntry(changetype<ProduceRequest>(requests[node]), batch, 0);
	releaseBatch(batch);
}

/** The next request of the round, over a connection that is open or has to be opened. */
function sendNext(producer: KafkaProducer): void {
	while (ringLength(producer.toSend) > 0) {
		const request = requestIn(producer.toSend, 0);
		const wire = request.wire;
		if (wire.state == WireState.Closed) openWire(wire);
		if (!takesWrites(wire) || !hasRoom(wire)) {
			producer.phase = Sending.Connecting;
			return;
		}
		ringShift(producer.toSend);
		write(producer, request);
		if (producer.acks != Acks.None) {
			producer.phase = Sending.Waiting;
			setTimeoutAt(producer, request.sentAt + producer.requestTimeoutUs);
			return;
		}
	}
	finishRound(producer);
}

function write(producer: KafkaProducer, request: ProduceRequest): void {
	request.generation = request.wire.generation;
	for (let entry: u32 = 0; entry < request.count; entry++) {
		const batch = entryBatch(request, entry);
		const send = sentMany(batch.messages, batch.count);
		store<u32>(request.entries + ((<usize>entry) << 4), send, 4);
	}
	producer.ioFreeAt = max(now, producer.ioFreeAt) + workOfRequest(request);
	if (producer.acks != Acks.None) {
		sendRequest(request.wire, request, producer.ioFreeAt);
		return;
	}
	request.holders++;
	sendRequest(request.wire, request, producer.ioFreeAt);
	takeResult(producer, request, true);
	releaseRequest(request);
}

/** Messages that are done with are reported, the others wait for the next try. */
function takeResult(producer: KafkaProducer, request: ProduceRequest, written: bool): void {
	for (let entry: u32 = 0; entry < request.count; entry++) {
		const batch = entryBatch(request, entry);
		const good = written || entryResult(request, entry) == ProduceResult.Ok;
		if (good) producer.fruitless = 0;
		// The asynchronous producer tells its application nothing.
		if (good && producer.sync) acknowledgedMany(batch.messages, batch.count, batch.createdAt);
		for (let index: u32 = 0; !good && index < batch.count; index++) {
			store<u32>(ringPush(producer.refused), batchMessage(batch, index));
		}
	}
}

/** Every request of the round has its result. */
function finishRound(producer: KafkaProducer): void {
	while (ringLength(producer.refused) > 0) {
		store<u32>(ringPush(producer.outstanding), load<u32>(ringShift(producer.refused)));
	}
	if (ringLength(producer.outstanding) == 0) {
		finishList(producer);
		return;
	}
	producer.phase = Sending.BackingOff;
	setAlarm(producer, max(now, producer.ioFreeAt) + producer.backoffUs);
}

/** Back-off is over: metadata, then the next try, if one is left. */
function afterBackoff(producer: KafkaProducer): void {
	producer.phase = Sending.Refreshing;
	requestMetadata(producer, 0);
	// Nobody will ever answer: the tries run out all the same.
	if (!producer.metadataPending) onOldMetadata(producer);
}

export function onOldMetadata(producer: KafkaProducer): void {
	if (producer.phase != Sending.Refreshing) return;
	forgetRandomPartition(producer);
	if (--producer.triesLeft > 0 && (producer.retries < 1e6 || clusterMayChange()))
		dispatch(producer);
	else giveUp(producer);
}

/** FailedToSendMessageException, or a line in the log of the sending thread. */
function giveUp(producer: KafkaProducer): void {
	const again = producer.workload.retry && !isHopeless(producer);
	while (ringLength(producer.outstanding) > 0) {
		const message = load<u32>(ringShift(producer.outstanding));
		if (!producer.sync) {
			destroyed(message, LossCause.DroppedAfterRetries, Place.Producer, producer.ordinal, 0);
		} else if (again) {
			store<u32>(ringPush(producer.again), message);
		} else {
			failed(message);
		}
	}
	finishList(producer);
}

function finishList(producer: KafkaProducer): void {
	producer.phase = Sending.Idle;
	producer.lastSend = now;
	if (producer.sync) {
		producer.awaiting = false;
		producer.cpuFreeAt = max(producer.ioFreeAt, max(now, producer.cpuFreeAt));
		pumpApplication(producer);
	} else {
		pumpOld(producer);
	}
}

export function onOldAlarm(producer: KafkaProducer): void {
	if (producer.phase == Sending.BackingOff) afterBackoff(producer);
	else pumpOld(producer);
}

/** A request or the application has waited too long. */
export function onOldTimeout(producer: KafkaProducer): void {
	if (producer.held != 0) {
		failed(producer.held - 1);
		producer.held = 0;
		pumpApplication(producer);
	}
	if (producer.phase != Sending.Waiting) return;
	for (let node: u32 = 0; node < nodeCount; node++) {
		const wire = wireOf(producer, node);
		if (ringLength(wire.inFlight) == 0) continue;
		const oldest = requestIn(wire.inFlight, 0);
		const due = oldest.sentAt + producer.requestTimeoutUs;
		if (due <= now) cutWire(wire);
		else setTimeoutAt(producer, due);
	}
}

export function onOldWireOpen(producer: KafkaProducer, _wire: Wire): void {
	if (producer.phase == Sending.Connecting) sendNext(producer);
}

export function onOldWireLost(producer: KafkaProducer, wire: Wire): void {
	const inFlight: Ring = wire.inFlight;
	const failedOne = ringLength(inFlight) > 0;
	for (let index: u32 = 0; index < ringLength(inFlight); index++) {
		const request = requestIn(inFlight, index);
		refuseAll(producer, request);
	}
	forgetInFlight(wire);
	if (producer.phase == Sending.Waiting && failedOne) {
		clearTimeoutAt(producer);
		sendNext(producer);
		return;
	}
	if (producer.phase != Sending.Connecting) return;
	// Refused: the request that wanted the connection has failed.
	const request = requestIn(producer.toSend, 0);
	if (changetype<usize>(request.wire) != changetype<usize>(wire)) return;
	ringShift(producer.toSend);
	refuseAll(producer, request);
	releaseRequest(request);
	sendNext(producer);
}

function refuseAll(producer: KafkaProducer, request: ProduceRequest): void {
	for (let entry: u32 = 0; entry < request.count; entry++) {
		const batch = entryBatch(request, entry);
		for (let index: u32 = 0; index < batch.count; index++) {
			store<u32>(ringPush(producer.refused), batchMessage(batch, index));
		}
	}
}

export function onOldAnswer(producer: KafkaProducer, request: ProduceRequest): void {
	clearTimeoutAt(producer);
	takeResult(producer, request, false);
	sendNext(producer);
}
