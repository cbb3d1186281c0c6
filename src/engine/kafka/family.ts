/** Kafka's side of `scenario/hooks.ts`. */
import { Client, Role } from '../clients/client';
import { clientAt, clientCount, producerAt, producerCount } from '../clients/roster';
import { settingCount } from '../scenario/settings';
import { nodeAt, nodeCount } from '../world/node';
import { brokerAt, canRegister, createBrokers } from './broker';
import { REQUEST_TIMEOUT_US } from './client/consumer-network';
import {
	asKafkaProducer,
	completeKafkaProducer,
	makeKafkaProducer,
	startProducer,
	wireOf
} from './client/producer';
import { killProducer, returnProducer } from './client/producer-end';
import { readCluster } from './cluster';
import {
	brokersHeard,
	brokersSilent,
	consumerExpectsAnswer,
	consumerPaused,
	consumerResumed,
	cutConsumer,
	initialiseConsumers,
	killConsumer,
	makeConsumer,
	returnConsumer,
	startConsumers
} from './consumer-hooks';
import { controllerOf, initialiseController, onContactRegained } from './controller';
import { onEvent, stands } from './events';
import { initialiseInternalRecords } from './internal-records';
import { startLeading } from './leadership';
import { endBroker, startBroker } from './lifecycle';
import {
	createPartition,
	initialisePartitions,
	INTERNAL_PARTITIONS,
	nodeInOrder,
	partitionAt,
	PARTITIONS_MAX,
	partitionTotal,
	replicaOn
} from './partition';
import { createFetchers } from './replication';
import { reviewOutage, tellWhatIsLeft } from './review';
import { allocateSequences, initialiseSequences } from './sequences';
import { initialiseSessions, loseContact, regainContact, startSessions } from './sessions';
import { Acks, KafkaBrokerSetting } from './settings';
import { WireState } from './wire';
import { cutWire } from './wire-end';

export { makeConsumer, onEvent, reviewOutage, stands };

export function initialise(): void {
	initialisePartitions();
	initialiseInternalRecords();
	initialiseSequences();
	initialiseSessions();
	initialiseConsumers();
}

export function configureBroker(): void {
	readCluster();
	createBrokers(PARTITIONS_MAX + INTERNAL_PARTITIONS);
	createFetchers();
	const count = settingCount(KafkaBrokerSetting.Partitions);
	const replicas = settingCount(KafkaBrokerSetting.ReplicationFactor);
	const least = settingCount(KafkaBrokerSetting.MinInsyncReplicas);
	assert(count > 0 && count <= PARTITIONS_MAX && replicas > 0, 'partitions and replicas');
	for (let index: u32 = 0; index < count; index++) createPartition(replicas, least, false);
	const internal = max(1, settingCount(KafkaBrokerSetting.OffsetsTopicReplication));
	for (let index: u32 = 0; index < INTERNAL_PARTITIONS; index++) createPartition(internal, 1, true);
	initialiseController();
}

export function makeProducer(node: u32, host: bool): Client {
	return makeKafkaProducer(node, host);
}

export function completeProducer(client: Client): void {
	completeKafkaProducer(asKafkaProducer(client));
}

export function start(): void {
	if (producerCount > 0) {
		const last = producerAt(producerCount - 1).workload;
		allocateSequences(last.firstMessage + last.messages);
	}
	for (let index: u32 = 0; index < partitionTotal; index++) {
		const partition = partitionAt(index);
		const leader = nodeInOrder(partition, 0);
		for (let place: u32 = 0; place < partition.count; place++) {
			startLeading(replicaOn(partition, nodeInOrder(partition, place)), leader, partition.mask);
		}
	}
	startSessions();
	startConsumers();
	for (let index: u32 = 0; index < clientCount; index++) {
		const client = clientAt(index);
		if (client.role == Role.Producer) startProducer(asKafkaProducer(client));
	}
}

export function afterFault(): void {}

export function killNode(node: u32, ending: i32): void {
	endBroker(node, ending);
}

export function returnNode(node: u32): void {
	startBroker(node);
}

export function killClient(client: Client, ending: i32): void {
	if (client.role == Role.Producer) killProducer(asKafkaProducer(client));
	else killConsumer(client, ending);
}

export function returnClient(client: Client): void {
	if (client.role == Role.Producer) returnProducer(asKafkaProducer(client));
	else returnConsumer(client);
}

export function nodeOfClient(client: Client): u32 {
	return client.homeNode;
}

/** Clients have request time-outs of their own, and brokers their sessions. */
export function clientNoticeUs(): f64 {
	return Infinity;
}

export function peerNoticeUs(): f64 {
	return Infinity;
}

/** Clients give up what they have asked; the cluster goes on when the session ends. */
export function machineNoticeUs(): f64 {
	return REQUEST_TIMEOUT_US;
}

export function loseSilentClient(_client: Client): void {}

export function loseSilentNodes(_silent: u32): void {}

export function silenceBegan(silent: u32): void {
	for (let node: u32 = 0; node < nodeCount; node++) {
		const broker = brokerAt(node);
		if ((silent >> node) & 1 && broker.alive && !canRegister(node)) loseContact(broker);
	}
	brokersSilent(silent);
}

export function silenceEnded(silent: u32, _expelled: u32): void {
	for (let node: u32 = 0; node < nodeCount; node++) {
		if (((silent >> node) & 1) == 0 || !canRegister(node)) continue;
		regainContact(brokerAt(node));
		onContactRegained(node);
	}
	brokersHeard();
}

export function clientPaused(client: Client): void {
	if (client.role == Role.Consumer) consumerPaused(client);
}

export function clientResumed(client: Client): void {
	if (client.role == Role.Consumer) consumerResumed(client);
}

export function expectsAnswer(client: Client): bool {
	if (client.role == Role.Consumer) return consumerExpectsAnswer(client);
	return asKafkaProducer(client).acks != Acks.None;
}

export function cutClient(client: Client): void {
	if (client.role == Role.Consumer) {
		cutConsumer(client);
		return;
	}
	for (let node: u32 = 0; node < nodeCount; node++) {
		const wire = wireOf(asKafkaProducer(client), node);
		// Its broker may be dead already, and an answer of it the last that arrives.
		const connected = wire.state == WireState.Open || wire.state == WireState.Dying;
		if (connected) cutWire(wire);
	}
}

export { controllerOf };

/** What it does about it, it does when it wants to write (`produce.ts`). */
export function diskFilled(node: u32): void {
	brokerAt(node).diskFull = true;
}

/** Who makes room starts the broker again that had ended for want of it. */
export function diskFreed(node: u32): void {
	const broker = brokerAt(node);
	broker.diskFull = false;
	if (broker.endedByDisk && nodeAt(node).up) startBroker(node);
}

export function leaderOf(index: u32): u32 {
	return partitionAt(index).lastLeader;
}

export function finish(): void {
	tellWhatIsLeft();
}

/** Who is told: 0.8's asynchronous producer tells its application nothing. */
export function producersThatWait(): u32 {
	let mask: u32 = 0;
	for (let ordinal: u32 = 0; ordinal < producerCount; ordinal++) {
		const producer = asKafkaProducer(producerAt(ordinal));
		if (producer.java || producer.sync) mask |= 1 << ordinal;
	}
	return mask;
}
