/** Whether clients can write to every partition now, and at the end where every message is. */
import { Ring, ringAt, ringLength } from '../kernel/ring';
import { producerAt, producerCount } from '../clients/roster';
import { LossCause, Place } from '../ledger/causes';
import { destroyed, held } from '../ledger/ledger';
import { nodeCount } from '../world/node';
import { noteOutage } from '../world/outage';
import { brokerAt, isHeard } from './broker';
import { headOf } from './client/accumulator';
import { Batch, batchMessage } from './client/batch';
import { asKafkaProducer, KafkaProducer, wireOf } from './client/producer';
import { consumerHeldFrom } from './consumer-hooks';
import { isControl, logAddress, logSpan, logWord, messageOf } from './log';
import {
	holds,
	leads,
	Partition,
	partitionAt,
	partitionCount,
	Replica,
	replicaOn
} from './partition';
import { entryBatch, requestIn } from './produce-request';
import { causeOfDivergence, loseFrom } from './truncation';

export function reviewOutage(): void {
	let down = false;
	for (let index: u32 = 0; index < partitionCount && !down; index++) {
		const partition = partitionAt(index);
		down = partition.leader < 0 || !isServed(partition, <u32>partition.leader);
	}
	noteOutage(down);
}

/** Its leader can be reached, and knows what it is. */
function isServed(partition: Partition, leader: u32): bool {
	return isHeard(leader) && leads(partition, leader);
}

/** The end of the run. */
export function tellWhatIsLeft(): void {
	noteOutage(false);
	for (let index: u32 = 0; index < partitionCount; index++) tellPartition(partitionAt(index));
	for (let ordinal: u32 = 0; ordinal < producerCount; ordinal++) {
		tellProducer(asKafkaProducer(producerAt(ordinal)));
	}
}

function tellPartition(partition: Partition): void {
	const leader = replicaOn(partition, partition.lastLeader);
	for (let node: u32 = 0; node < nodeCount; node++) {
		if (!holds(partition, node) || node == leader.node) continue;
		const other = replicaOn(partition, node);
		loseFrom(other, commonEnd(other, leader), causeOfDivergence(partition, other.log));
	}
	const serves = partition.leader >= 0 && brokerAt(leader.node).alive;
	const log = leader.log;
	for (let offset = consumerHeldFrom(partition.index); offset < log.end; offset++) {
		const word = logWord(log, offset);
		if (isControl(word)) continue;
		if (serves) held(messageOf(word));
		else
			destroyed(messageOf(word), LossCause.NodeNeverReturned, Place.Node, leader.node, word >> 28);
	}
}

/** Up to where two logs are word for word the same; only what differs can be lost. */
function commonEnd(other: Replica, leader: Replica): u32 {
	const end = min(other.log.end, leader.log.end);
	let offset: u32 = 0;
	while (offset < end) {
		const span = min(end - offset, logSpan(other.log, offset));
		const bytes = (<usize>span) << 2;
		if (memory.compare(logAddress(other.log, offset), logAddress(leader.log, offset), bytes) != 0)
			break;
		offset += span;
	}
	while (offset < end && logWord(other.log, offset) == logWord(leader.log, offset)) offset++;
	return offset;
}

/** What the client library has at the end, because nobody took it. */
function tellProducer(producer: KafkaProducer): void {
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		let address = headOf(producer, partition);
		while (address != 0) {
			const batch = changetype<Batch>(address);
			tellBatch(batch);
			address = batch.next;
		}
	}
	for (let node: u32 = 0; node < nodeCount; node++) tellRequests(wireOf(producer, node).inFlight);
	tellRequests(producer.toSend);
	tellRing(producer.queue);
	tellRing(producer.outstanding);
	tellRing(producer.refused);
	tellRing(producer.again);
	if (producer.held != 0) held(producer.held - 1);
}

function tellBatch(batch: Batch): void {
	for (let index: u32 = 0; index < batch.count; index++) held(batchMessage(batch, index));
}

function tellRequests(ring: Ring): void {
	for (let index: u32 = 0; index < ringLength(ring); index++) {
		const request = requestIn(ring, index);
		for (let entry: u32 = 0; entry < request.count; entry++) tellBatch(entryBatch(request, entry));
	}
}

function tellRing(ring: Ring): void {
	for (let index: u32 = 0; index < ringLength(ring); index++) held(load<u32>(ringAt(ring, index)));
}
