/** The Java client: what becomes of a batch: acknowledged, put back for another try, or given up. */
import { now } from '../../kernel/events';
import { Ring, ringLength, ringPush } from '../../kernel/ring';
import { failed } from '../../ledger/ledger';
import { acknowledgedMany } from '../../ledger/many';
import { onTransactionalBatchAnswered, tellsAcknowledged } from '../consumer-hooks';
import { partitionCount } from '../partition';
import {
	entryBatch,
	entryResult,
	ProduceRequest,
	ProduceResult,
	requestIn
} from '../produce-request';
import { Wire } from '../wire';
import { forgetInFlight } from '../wire-end';
import { addFlying, freeBatch, headOf, putBack, removeBatch } from './accumulator';
import { pumpApplication } from './application';
import { Batch, batchMessage } from './batch';
import { leaveOut, noteAnswered, onGap } from './idempotence';
import { acceptHeld, pumpSender } from './java-producer';
import { renewTimeout } from './java-timeouts';
import { refreshMetadata } from './metadata';
import { KafkaProducer } from './producer';

/** Without a delivery time-out and with endless retries: enough to call it endless. */
const TRIES_MAX: u32 = 10_000;

export function succeed(producer: KafkaProducer, batch: Batch): void {
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
export function fail(producer: KafkaProducer, batch: Batch): void {
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
		const request = requestIn(inFlight, place);
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

/** Batches of a transaction that can only be aborted, as far as none of their tries may have arrived. */
export function failUnsent(producer: KafkaProducer): void {
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
