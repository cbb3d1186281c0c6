/** The Java client: requests that wait too long for their answers, and batches for their delivery. */
import { now } from '../../kernel/events';
import { ringLength } from '../../kernel/ring';
import { hasMore } from '../../clients/workload';
import { nodeCount } from '../../world/node';
import { partitionCount } from '../partition';
import { requestIn } from '../produce-request';
import { cutWire } from '../wire-end';
import { headOf, removeBatch } from './accumulator';
import { pumpApplication } from './application';
import { Batch } from './batch';
import { fail } from './java-results';
import { clearTimeoutAt, KafkaProducer, setTimeoutAt, wireOf } from './producer';

/** When the next request or batch will have waited too long. */
export function armTimeout(producer: KafkaProducer): void {
	if (producer.timeoutAt != Infinity) return;
	let at: f64 = Infinity;
	for (let node: u32 = 0; node < nodeCount; node++) {
		const wire = wireOf(producer, node);
		if (ringLength(wire.inFlight) == 0) continue;
		const oldest = requestIn(wire.inFlight, 0);
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
export function renewTimeout(producer: KafkaProducer): void {
	if (producer.flyingTotal > 0 || producer.queued > 0) return;
	if (!hasMore(producer.workload) && ringLength(producer.again) == 0) clearTimeoutAt(producer);
}

export function onJavaTimeout(producer: KafkaProducer): void {
	for (let node: u32 = 0; node < nodeCount; node++) {
		const wire = wireOf(producer, node);
		if (ringLength(wire.inFlight) == 0) continue;
		const oldest = requestIn(wire.inFlight, 0);
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
