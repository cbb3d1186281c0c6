/** A producer's process dies, and starts again with its next message. */
import { clear, now } from '../../kernel/events';
import { Ring, ringAt, ringClear, ringLength } from '../../kernel/ring';
import { LossCause, Place } from '../../ledger/causes';
import { destroyed } from '../../ledger/ledger';
import { nodeCount } from '../../world/node';
import { unparkInto } from '../../world/parking';
import { isHeard } from '../broker';
import { partitionCount } from '../partition';
import { entryBatch, releaseRequest, requestIn, takeRequest } from '../produce-request';
import { transactionalDied, transactionalReturned } from '../transactions/transactional-producer';
import { Wire } from '../wire';
import { abandonWire } from '../wire-end';
import { addFlying, freeBatch, headOf, removeBatch } from './accumulator';
import { makeWhatWasDue, pumpApplication } from './application';
import { Batch, batchMessage } from './batch';
import { beginSessions } from './idempotence';
import { Sending } from './old-producer';
import { initialisePartitioner } from './partitioner';
import { clearTimeoutAt, KafkaProducer, readMetadata, wireOf } from './producer';

export function killProducer(producer: KafkaProducer): void {
	makeWhatWasDue(producer);
	producer.dead = true;
	if (producer.transactional) transactionalDied(producer);
	for (let node: u32 = 0; node < nodeCount; node++) {
		const wire = wireOf(producer, node);
		if (producer.java) dropFlying(producer, wire);
		abandonWire(wire);
	}
	if (producer.java) clearJava(producer);
	else clearOld(producer);
	loseRing(producer, producer.again);
	unparkInto(producer.wake);
	clear(producer.wake);
	producer.making = 0;
	unparkInto(producer.alarm);
	clear(producer.alarm);
	producer.alarmAt = Infinity;
	unparkInto(producer.timeout);
	clearTimeoutAt(producer);
	unparkInto(producer.metadata);
	clear(producer.metadata);
	producer.metadataPending = false;
}

export function returnProducer(producer: KafkaProducer): void {
	if (!producer.dead) return;
	producer.dead = false;
	producer.cpuFreeAt = now;
	producer.ioFreeAt = now;
	producer.lastSend = now;
	producer.fruitless = 0;
	for (let node: u32 = 0; node < nodeCount; node++) {
		if (!isHeard(node)) continue;
		readMetadata(producer, node);
		break;
	}
	initialisePartitioner(producer);
	if (producer.transactional) transactionalReturned(producer);
	else pumpApplication(producer);
}

/** The process dies with its buffer; what is in flight is on its way (K14). */
function clearJava(producer: KafkaProducer): void {
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

function loseMessage(producer: KafkaProducer, message: u32): void {
	destroyed(message, LossCause.LeftInClientBuffer, Place.Producer, producer.ordinal, 0);
}

/** In flight when the process dies: the client's share of them is let go. */
function dropFlying(producer: KafkaProducer, wire: Wire): void {
	const count = ringLength(wire.inFlight);
	for (let index: u32 = 0; index < count; index++) {
		const request = requestIn(wire.inFlight, index);
		for (let entry: u32 = 0; entry < request.count; entry++) {
			const batch = entryBatch(request, entry);
			addFlying(producer, batch.partition, -1, 0);
			freeBatch(producer, batch);
		}
	}
}

/** The process dies with its queue and the list in hand; what is in flight is on its way (K14). */
function clearOld(producer: KafkaProducer): void {
	loseRing(producer, producer.queue);
	loseRing(producer, producer.outstanding);
	loseRing(producer, producer.refused);
	while (ringLength(producer.toSend) > 0) {
		const request = takeRequest(producer.toSend);
		for (let entry: u32 = 0; entry < request.count; entry++) {
			loseBatch(producer, entryBatch(request, entry));
		}
		releaseRequest(request);
	}
	if (producer.held != 0) loseMessage(producer, producer.held - 1);
	producer.held = 0;
	producer.awaiting = false;
	producer.phase = Sending.Idle;
}

function loseRing(producer: KafkaProducer, ring: Ring): void {
	for (let index: u32 = 0; index < ringLength(ring); index++) {
		loseMessage(producer, load<u32>(ringAt(ring, index)));
	}
	ringClear(ring);
}
