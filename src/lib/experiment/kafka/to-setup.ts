import type { KafkaSetup } from '#lib/sim';
import { commonConsumers, profileOf, shareOut } from '../common/to-setup';
import { faultSetups } from '../faults/to-setup';
import { kafkaPlaces } from './places';
import type {
	KafkaConsumersModel,
	KafkaExperiment,
	KafkaModel,
	KafkaProducersModel
} from './model';
import { sameDefaults, brokerDefaults, type KafkaVersion } from './versions';

/** Names become numbers, null becomes the engine's own "none"; nothing is decided here. */
export function kafkaSetup(experiment: KafkaExperiment, seed: number): KafkaSetup {
	const { broker, producers, consumers } = experiment;
	return {
		broker: 'kafka',
		seed,
		limitUs: experiment.limitUs,
		messages: producers.messages,
		nodes: broker.nodes,
		profile: profileOf(broker),
		settings: brokerSettings(broker),
		producers: shareOut(producers).map((common) => ({
			...common,
			node: 0,
			settings: producerSettings(producers, broker.version)
		})),
		consumers: commonConsumers(consumers).map((common, index) => ({
			...common,
			node: 0,
			settings: consumerSettings(consumers, consumers.group === 'separate' ? index : 0)
		})),
		faults: faultSetups(experiment.faults, kafkaPlaces(experiment)),
		traceMessage: -1
	};
}

const eras: Record<KafkaVersion, number> = { '0.8': 0, '2.x': 1, '3.x': 2, '4.x': 2 };

function brokerSettings(broker: KafkaModel): KafkaSetup['settings'] {
	const { topic, version } = broker;
	const truncation = brokerDefaults.truncation.values[version];
	return {
		partitions: topic.partitions,
		replicationFactor: topic.replicationFactor,
		minInsyncReplicas: topic.minInsyncReplicas,
		uncleanElection: Number(topic.uncleanLeaderElection),
		flushMessages: topic.flush.messages ?? 0,
		flushIntervalUs: topic.flush.intervalUs ?? 0,
		coordination: Number(broker.coordination === 'kraft'),
		sessionTimeoutUs: broker.sessionTimeoutUs,
		heartbeatUs: broker.heartbeatUs,
		replicaLagUs: broker.replicaLagUs,
		replicaLagMessages: broker.replicaLagMessages ?? 0,
		checkpointUs: sameDefaults.checkpointUs,
		truncation: Number(truncation === 'leader-epoch'),
		controlledShutdown: Number(broker.controlledShutdown),
		replicaFetchWaitUs: sameDefaults.replicaFetchWaitUs,
		era: eras[version],
		offsetsTopicReplication: Math.min(sameDefaults.offsetsTopicReplication, broker.nodes)
	};
}

const acksNumbers = { 0: 0, 1: 1, all: 2 } as const;
const partitioners = ['random', 'round-robin', 'sticky', 'hash-code', 'murmur2'] as const;

/** The clock alone ends a transaction: more than there are messages. */
const anyNumber = 2 ** 31;

type ProducerSettings = KafkaSetup['producers'][number]['settings'];

function producerSettings(producers: KafkaProducersModel, version: KafkaVersion): ProducerSettings {
	const { transaction } = producers;
	return {
		client: Number(producers.client === 'java'),
		sync: Number(producers.mode === 'sync'),
		acks: acksNumbers[producers.acks],
		batchBytes: producers.batchSizeBytes,
		batchMessages: producers.batchMessages,
		lingerUs: producers.lingerUs,
		bufferBytes: producers.bufferMemoryBytes,
		bufferMessages: producers.bufferMessages,
		enqueueTimeoutUs: producers.enqueueTimeoutUs ?? -1,
		maxInFlight: producers.maxInFlight,
		retries: producers.retries,
		retryBackoffUs: producers.retryBackoffUs,
		deliveryTimeoutUs: producers.deliveryTimeoutUs ?? 0,
		requestTimeoutUs: producers.requestTimeoutUs,
		idempotence: Number(producers.idempotence),
		transactionMessages: transaction ? (transaction.messages ?? anyNumber) : 0,
		transactionIntervalUs: transaction?.intervalUs ?? 0,
		abortEvery: transaction?.abortEvery ?? 0,
		partitioner: partitioners.indexOf(producers.partitioner),
		// The Java client puts a failed batch back at the head, so that several come out reversed
		// unless sequence numbers put them in order; the one of 0.8.2 kept their order (rule K6).
		reverseOnRetry: Number(version !== '0.8' && !producers.idempotence)
	};
}

const assignments = ['range', 'round-robin', 'sticky', 'cooperative'] as const;

type ConsumerSettings = KafkaSetup['consumers'][number]['settings'];

function consumerSettings(consumers: KafkaConsumersModel, group: number): ConsumerSettings {
	return {
		old: Number(consumers.client === 'old'),
		group,
		autoCommit: Number(consumers.autoCommit),
		autoCommitIntervalUs: consumers.autoCommitIntervalUs,
		commitBefore: Number(consumers.commit === 'before'),
		commitEvery: consumers.commitEvery ?? 0,
		commitAsync: Number(consumers.commitMode === 'async'),
		offsetStore: Number(consumers.offsets === 'coordinator'),
		maxPollRecords: consumers.maxPollRecords,
		fetchMinBytes: consumers.fetchMinBytes,
		fetchMaxWaitUs: consumers.fetchMaxWaitUs,
		fetchMaxBytes: consumers.fetchMaxBytes,
		assignment: assignments.indexOf(consumers.assignment),
		sessionTimeoutUs: consumers.sessionTimeoutUs,
		heartbeatUs: consumers.heartbeatUs,
		maxPollIntervalUs: consumers.maxPollIntervalUs,
		resetToEarliest: Number(consumers.offsetReset === 'earliest'),
		readCommitted: Number(consumers.isolation === 'read-committed'),
		transactional: Number(consumers.transactional),
		staticMembership: Number(consumers.staticMembership)
	};
}
