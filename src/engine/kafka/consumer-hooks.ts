/** What the broker tells consumers, groups and transactions. */
import { Client } from '../clients/client';
import { consumerCount } from '../clients/roster';
import { nodeAt, nodeCount } from '../world/node';
import {
	consumerOf,
	forgetTimeouts,
	tellLeader,
	tellReturn,
	watchSilentNodes
} from './client/consumer-metadata';
import { linkTo, loseBroker } from './client/consumer-network';
import { createKafkaConsumer, KafkaConsumer } from './client/consumer';
import {
	consumerHeard,
	consumerSilent,
	killConsumer as kill,
	pauseConsumer,
	resumeConsumer,
	returnConsumer as restart
} from './client/consumer-life';
import { heldFrom, settleAll } from './client/consumer-end';
import { wakeFetches } from './client/fetch-waiting';
import { loseCoordinator, onGroupWritten, unloadCoordinator } from './group/coordinator';
import { groupAt, initialiseGroups } from './group/group';
import { onOffsetWritten } from './offsets/commit';
import { initialiseLoading, isLoaded, loadCoordinator } from './offsets/loading';
import { kindOfRecord, OffsetRecord } from './offsets/record';
import { asKafkaProducer } from './client/producer';
import { internalPartition, Partition, Replica, replicaOn } from './partition';
import {
	currentTransaction,
	isFlushing,
	isSpoilt,
	mayDrainTransactional,
	noteBatchAnswered,
	transactionRoom
} from './transactions/transactional-producer';
import {
	closeParts,
	initialiseTransactors,
	onStepWritten,
	tellNewLeader
} from './transactions/transactor';

export { consumerStands, onConsumerEvent } from './client/consumer-events';
export { startConsumers } from './client/consumer-life';

/** The high watermark of the leader's replica moved. */
export function onVisible(partition: Partition, node: u32): void {
	if (partition.internal) return;
	closeParts(partition, replicaOn(partition, node).highWatermark);
	wakeFetches(partition.index, node);
}

/** A broker learned who leads the partition. Requests that wait for it there get to know. */
export function onLeaderChanged(partition: Partition, node: u32): void {
	if (!partition.internal) wakeFetches(partition.index, node);
	tellLeader(partition);
	tellNewLeader(partition);
}

/** A record of one of Kafka's own partitions is on every replica in sync. */
export function onInternalWritten(
	partition: Partition,
	offset: u32,
	first: u32,
	second: u32
): void {
	if (partition.index != internalPartition(0).index) onStepWritten(first, second);
	else if (isLoaded(offset)) return;
	else if (kindOfRecord(first) == OffsetRecord.Offset) onOffsetWritten(first, second);
	else onGroupWritten(groupAt(first & 0xff), second);
}

/** A broker begins to lead the partition. */
export function onLeadershipBegan(replica: Replica): void {
	if (!isOfOffsets(replica)) return;
	// It may have led in an earlier epoch: who waits since then asks again.
	unloadCoordinator(replica.node);
	loadCoordinator(replica.log);
}

/** A broker that lives has led it and does not any more. */
export function onLeadershipEnded(replica: Replica): void {
	if (isOfOffsets(replica)) unloadCoordinator(replica.node);
}

function isOfOffsets(replica: Replica): bool {
	return replica.partition == internalPartition(0).index;
}

export function onBrokerDied(node: u32): void {
	loseCoordinator(node);
	for (let ordinal: u32 = 0; ordinal < consumerCount; ordinal++) {
		loseBroker(linkTo(consumerOf(ordinal), node));
	}
}

export function onBrokerReturned(_node: u32): void {
	tellReturn();
}

/** At the end: offsets below are settled, from there on messages are still queued. */
export function consumerHeldFrom(partition: u32): u32 {
	if (partition == 0) settleAll();
	return heldFrom(partition);
}

function isTransactional(producer: Client): bool {
	return asKafkaProducer(producer).transactional;
}

/** Whether the sender may send batches of this partition now (a transaction may have to know it). */
export function mayDrain(producer: Client, partition: u32): bool {
	return !isTransactional(producer) || mayDrainTransactional(producer, partition);
}

/** How many messages the application may hand over (none while it commits). */
export function attemptRoom(producer: Client): u32 {
	return isTransactional(producer) ? transactionRoom(producer) : u32.MAX_VALUE;
}

/** Whether the application may hand over its next message. */
export function mayAttempt(producer: Client): bool {
	return attemptRoom(producer) > 0;
}

/** Whether everything is to be sent, full batches or not: the application commits. */
export function mustFlush(producer: Client): bool {
	return isTransactional(producer) && isFlushing(producer);
}

/** Transaction that a batch belongs to which is sent for the first time now; 0: none. */
export function transactionOf(producer: Client): u32 {
	return isTransactional(producer) ? currentTransaction(producer) : 0;
}

/** Whether an answered batch counts as acknowledged at once; a transaction's does at its commit. */
export function tellsAcknowledged(producer: Client): bool {
	return !isTransactional(producer);
}

/** Whether batches that have never been sent are to fail: their transaction can only be aborted. */
export function failsUnsent(producer: Client): bool {
	return isSpoilt(producer);
}

export function onTransactionalBatchAnswered(producer: Client, good: bool): void {
	noteBatchAnswered(producer, good);
}

// Consumers as clients.

function asConsumer(client: Client): KafkaConsumer {
	return changetype<KafkaConsumer>(changetype<usize>(client));
}

export function initialiseConsumers(): void {
	initialiseGroups();
	initialiseLoading();
	initialiseTransactors();
}

export function makeConsumer(node: u32, host: bool): Client {
	return createKafkaConsumer(node, host);
}

export function killConsumer(client: Client, ending: i32): void {
	kill(asConsumer(client), ending);
}

export function returnConsumer(client: Client): void {
	restart(asConsumer(client));
}

/** A cut falls at once: which answer of a consumer it swallows makes no difference. */
export function consumerExpectsAnswer(_client: Client): bool {
	return false;
}

export function cutConsumer(client: Client): void {
	for (let node: u32 = 0; node < nodeCount; node++) loseBroker(linkTo(asConsumer(client), node));
}

export function consumerPaused(client: Client): void {
	pauseConsumer(asConsumer(client));
}

export function consumerResumed(client: Client): void {
	resumeConsumer(asConsumer(client));
}

/** Brokers of the mask cannot be heard from now on. */
export function brokersSilent(silent: u32): void {
	watchSilentNodes(silent);
	for (let ordinal: u32 = 0; ordinal < consumerCount; ordinal++) {
		const consumer = consumerOf(ordinal);
		const node = consumer.coordinator;
		if (node >= 0 && (silent >> node) & 1 && nodeAt(<u32>node).cutFromClients) {
			consumerSilent(consumer);
		}
	}
}

/** They can be heard again. */
export function brokersHeard(): void {
	tellReturn();
	forgetTimeouts();
	for (let ordinal: u32 = 0; ordinal < consumerCount; ordinal++) consumerHeard(consumerOf(ordinal));
}
