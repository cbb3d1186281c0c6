/** A producer's process dies, and starts again with its next message. */
import { clear, now } from '../../kernel/events';
import { unparkInto } from '../../world/parking';
import { nodeCount } from '../../world/node';
import { abandonWire } from '../wire';
import { clearJava, dropFlying } from './java-producer';
import { clearOld, loseRing } from './old-producer';
import {
	clearTimeoutAt,
	KafkaProducer,
	makeWhatWasDue,
	pumpApplication,
	readMetadata,
	wireOf
} from './producer';
import { transactionalDied, transactionalReturned } from '../transactions/transactional-producer';
import { initialisePartitioner } from './partitioner';
import { isHeard } from '../broker';

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
