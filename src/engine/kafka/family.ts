/** Kafka's side of `scenario/hooks.ts`, and who handles its lanes. */
import { Lane } from '../kernel/events';
import { Client, Role } from '../clients/client';
import { clientAt, clientCount, producerAt, producerCount } from '../clients/roster';
import { swallowAnswer } from '../scenario/faults';
import { settingCount } from '../scenario/settings';
import { nodeAt, nodeCount } from '../world/node';
import { Broker, brokerAt, canRegister, createBrokers } from './broker';
import { REQUEST_TIMEOUT_US } from './client/consumer-network';
import { onMetadata } from './client/metadata';
import {
	asKafkaProducer,
	completeKafkaProducer,
	KafkaProducer,
	makeKafkaProducer,
	onAlarm,
	onApplication,
	onTimeout,
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
	consumerStands,
	cutConsumer,
	initialiseConsumers,
	killConsumer,
	makeConsumer,
	onConsumerEvent,
	returnConsumer,
	startConsumers
} from './consumer-hooks';
import { controllerOf, initialiseController, onContactRegained, onController } from './controller';
import { onCheck, onInSyncWritten } from './in-sync';
import { initialiseInternalRecords } from './internal-records';
import { KafkaLane } from './lane-kind';
import { onOrder, startLeading } from './leadership';
import { endBroker, onBoot, startBroker } from './lifecycle';
import { reviewOutage, tellWhatIsLeft } from './review';
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
import { onProduce, onSynced } from './produce';
import { ProduceRequest, releaseRequest } from './produce-request';
import {
	createFetchers,
	Fetcher,
	onFetch,
	onFetched,
	onFetchServed,
	onFetchWait
} from './replication';
import { allocateSequences, initialiseSequences } from './sequences';
import {
	initialiseSessions,
	loseContact,
	onSession,
	regainContact,
	startSessions
} from './sessions';
import { Acks, KafkaBrokerSetting } from './settings';
import { cutWire, onAnswerArrived, onRequest, onWire, Wire, WireState } from './wire';
import { WorkKind } from './work-kind';

export { makeConsumer, reviewOutage };

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

export function onEvent(lane: Lane, a: u32, b: u32, c: u32): void {
	const owner = lane.owner;
	if (lane.kind >= KafkaLane.Consumers) {
		onConsumerEvent(lane, a, b, c);
		return;
	}
	switch (lane.kind) {
		case KafkaLane.Application:
			onApplication(changetype<KafkaProducer>(owner), a);
			break;
		case KafkaLane.Alarm:
			onAlarm(changetype<KafkaProducer>(owner));
			break;
		case KafkaLane.Timeout:
			onTimeout(changetype<KafkaProducer>(owner));
			break;
		case KafkaLane.Metadata:
			onMetadata(changetype<KafkaProducer>(owner), a);
			break;
		case KafkaLane.Request:
			onRequest(changetype<Wire>(owner), changetype<ProduceRequest>(<usize>a));
			break;
		case KafkaLane.Answer:
			onAnswerLane(changetype<Wire>(owner), changetype<ProduceRequest>(<usize>a));
			break;
		case KafkaLane.Wire:
			onWire(changetype<Wire>(owner), a, b);
			break;
		case KafkaLane.Fetch:
			onFetch(changetype<Fetcher>(owner));
			break;
		case KafkaLane.Fetched:
			onFetched(changetype<Fetcher>(owner));
			break;
		case KafkaLane.FetchWait:
			onFetchWait(changetype<Fetcher>(owner));
			break;
		case KafkaLane.Controller:
			onController(a, b);
			reviewOutage();
			break;
		default:
			onBrokerEvent(lane, changetype<Broker>(owner), a, b, c);
	}
}

function onBrokerEvent(lane: Lane, broker: Broker, a: u32, b: u32, c: u32): void {
	switch (lane.kind) {
		case KafkaLane.Work:
			if (c == WorkKind.Fetch) onFetchServed(changetype<Fetcher>(<usize>a));
			else onProduce(broker, changetype<ProduceRequest>(<usize>a));
			break;
		case KafkaLane.Synced:
			onSynced(changetype<ProduceRequest>(<usize>a), b);
			break;
		case KafkaLane.Check:
			onCheck(broker);
			break;
		case KafkaLane.InSync:
			onInSyncWritten(broker, a, b, c);
			break;
		case KafkaLane.Boot:
			onBoot(broker, a);
			reviewOutage();
			break;
		case KafkaLane.Order:
			onOrder(broker, a, b, c);
			reviewOutage();
			break;
		case KafkaLane.Session:
			onSession(broker, a);
			break;
		default:
			assert(false, 'a lane that nobody handles');
	}
}

/** An armed cut swallows the answer with the connection. */
function onAnswerLane(wire: Wire, request: ProduceRequest): void {
	if (swallowAnswer(wire.client)) releaseRequest(request);
	else onAnswerArrived(wire, request);
}

export function stands(lane: Lane): bool {
	const owner = lane.owner;
	if (lane.kind >= KafkaLane.Consumers) return consumerStands(lane);
	switch (lane.kind) {
		case KafkaLane.Application:
		case KafkaLane.Alarm:
		case KafkaLane.Timeout:
		case KafkaLane.Metadata:
			return changetype<Client>(owner).paused;
		case KafkaLane.Answer:
		case KafkaLane.Wire: {
			const wire = changetype<Wire>(owner);
			if (wire.client.paused) return true;
			return lane != wire.closing && nodeAt(wire.node).cutFromClients;
		}
		case KafkaLane.Request: {
			const node = nodeAt(changetype<Wire>(owner).node);
			return node.paused || node.cutFromClients;
		}
		case KafkaLane.Fetch: {
			const fetcher = changetype<Fetcher>(owner);
			return nodeStands(fetcher.leader, fetcher.follower);
		}
		case KafkaLane.Fetched: {
			const fetcher = changetype<Fetcher>(owner);
			return nodeStands(fetcher.follower, fetcher.leader);
		}
		case KafkaLane.FetchWait:
			return nodeAt(changetype<Fetcher>(owner).leader).paused;
		case KafkaLane.Order: {
			const node = nodeAt(changetype<Broker>(owner).node);
			return node.paused || node.cutFromClients;
		}
		case KafkaLane.Work:
		case KafkaLane.Synced:
		case KafkaLane.Check:
		case KafkaLane.InSync:
			return nodeAt(changetype<Broker>(owner).node).paused;
		default:
			// Sessions end while their owners stand still; the controller sees to itself.
			return false;
	}
}

function nodeStands(to: u32, from: u32): bool {
	const node = nodeAt(to);
	return node.paused || ((node.cutFrom >> from) & 1) != 0;
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
