import { completeConsumers, completeProducers } from '../common/clients';
import { completeMachine } from '../common/machine';
import { completeRest } from '../experiment';
import type {
	KafkaConsumersModel,
	KafkaExperiment,
	KafkaModel,
	KafkaProducersModel
} from './model';
import type { CompleteKafkaSpec } from './schema';
import { brokerDefaults, consumerDefaults, producerDefaults, sameDefaults } from './versions';

/** Fills in the defaults of the release, and those that depend on other settings. */
export function completeKafka(spec: CompleteKafkaSpec): KafkaExperiment {
	return {
		broker: brokerOf(spec.broker),
		producers: producersOf(spec),
		consumers: consumersOf(spec),
		...completeRest(spec)
	};
}

function brokerOf(broker: CompleteKafkaSpec['broker']): KafkaModel {
	const { type, version, topic } = broker;
	const coordination = broker.coordination ?? brokerDefaults.coordination.values[version];
	const isKraft = coordination === 'kraft';
	const session = isKraft ? brokerDefaults.kraftSessionUs : brokerDefaults.zookeeperSessionUs;
	const sessionTimeoutUs = broker.sessionTimeout ?? session.values[version];
	return {
		type,
		version,
		nodes: broker.nodes ?? topic.replicationFactor,
		topic: {
			partitions: topic.partitions,
			replicationFactor: topic.replicationFactor,
			minInsyncReplicas: topic.minInsyncReplicas,
			uncleanLeaderElection:
				topic.uncleanLeaderElection ?? brokerDefaults.uncleanLeaderElection.values[version],
			flush: flushOf(topic.flush)
		},
		coordination,
		sessionTimeoutUs,
		// Heartbeats must fit several times into a session that somebody made short.
		heartbeatUs: isKraft
			? Math.min(brokerDefaults.kraftHeartbeatUs.values[version], sessionTimeoutUs / 3)
			: sessionTimeoutUs / sameDefaults.pingsPerSession,
		replicaLagUs: broker.replicaLagTime ?? brokerDefaults.replicaLagUs.values[version],
		replicaLagMessages:
			broker.replicaLagMessages ?? brokerDefaults.replicaLagMessages.values[version],
		controlledShutdown: broker.controlledShutdown,
		...completeMachine(broker)
	};
}

type Flush = CompleteKafkaSpec['broker']['topic']['flush'];

function flushOf(flush: Flush): KafkaModel['topic']['flush'] {
	if (flush === 'system') return { messages: null, intervalUs: null };
	if (flush === 'message') return { messages: 1, intervalUs: null };
	return { messages: flush.messages ?? null, intervalUs: flush.interval ?? null };
}

function producersOf({ producers, broker }: CompleteKafkaSpec): KafkaProducersModel {
	const { version } = broker;
	const client = producers.client ?? (version === '0.8' ? 'old' : 'java');
	const column = client === 'old' ? 'old' : version;
	const mode = producers.mode ?? producerDefaults.mode.values[column];
	const common = completeProducers(producers);
	const { transactional } = producers;
	const idempotence = transactional || isIdempotent(producers, column);
	const lingerUs = producers.linger ?? producerDefaults.lingerUs.values[column];
	const requestTimeoutUs =
		producers.requestTimeout ?? producerDefaults.requestTimeoutUs.values[column];
	const byDefault = common.keys > 0 ? producerDefaults.keyed : producerDefaults.unkeyed;
	return {
		...common,
		client,
		mode,
		// A transaction is nothing without its acknowledgements: enable.idempotence needs acks=all.
		acks: producers.acks ?? (idempotence ? 'all' : producerDefaults.acks.values[column]),
		batchSizeBytes: producers.batchSize ?? sameDefaults.batchSizeBytes,
		batchMessages: producers.batchMessages ?? (mode === 'sync' ? 1 : sameDefaults.batchMessages),
		lingerUs,
		bufferMemoryBytes: producers.bufferMemory ?? sameDefaults.bufferMemoryBytes,
		bufferMessages: producers.bufferMessages ?? sameDefaults.bufferMessages,
		enqueueTimeoutUs:
			typeof producers.enqueueTimeout === 'number' ? producers.enqueueTimeout : null,
		maxInFlight: producers.maxInFlight ?? producerDefaults.maxInFlight.values[column],
		retries: producers.retries ?? retriesOf(idempotence, column),
		retryBackoffUs: producers.retryBackoff ?? sameDefaults.retryBackoffUs,
		deliveryTimeoutUs:
			producers.deliveryTimeout ?? deliveryTimeoutOf(lingerUs, requestTimeoutUs, column),
		requestTimeoutUs,
		idempotence,
		transaction: transactional ? transactionOf(producers) : null,
		partitioner: producers.partitioner ?? byDefault.values[column]
	};
}

type Producers = CompleteKafkaSpec['producers'];
type Column = keyof typeof producerDefaults.idempotence.values;

/** Left open, it is long enough for a batch to linger and one request to time out. */
function deliveryTimeoutOf(
	lingerUs: number,
	requestTimeoutUs: number,
	column: Column
): number | null {
	const byDefault = producerDefaults.deliveryTimeoutUs.values[column];
	return byDefault === null ? null : Math.max(byDefault, lingerUs + requestTimeoutUs);
}

/** Left open, idempotence gives way to settings that exclude it (KIP-679). */
function isIdempotent(producers: Producers, column: Column): boolean {
	if (producers.idempotence !== undefined) return producers.idempotence;
	const isExcluded =
		(producers.acks !== undefined && producers.acks !== 'all') ||
		(producers.maxInFlight ?? 0) > idempotentInFlightMax ||
		producers.retries === 0;
	return producerDefaults.idempotence.values[column] && !isExcluded;
}

/** Brokers remember the sequence numbers of the last five batches of a producer. */
export const idempotentInFlightMax = 5;

/** Switched on where it is no default, idempotence brings its own retries. */
function retriesOf(idempotence: boolean, column: Column): number {
	return producerDefaults.retries.values[idempotence ? '3.x' : column];
}

/** Kafka has no default, the application decides: a hundred messages unless it says when. */
const transactionMessagesDefault = 100;

function transactionOf(producers: Producers): NonNullable<KafkaProducersModel['transaction']> {
	const { transactionMessages, transactionInterval, abortEvery } = producers;
	const messages = transactionInterval === undefined ? transactionMessagesDefault : null;
	return {
		messages: transactionMessages ?? messages,
		intervalUs: transactionInterval ?? null,
		abortEvery
	};
}

function consumersOf({ consumers, broker }: CompleteKafkaSpec): KafkaConsumersModel {
	const { version } = broker;
	const isOld = version === '0.8';
	const { commit, commitEvery, commitMode, group, offsetReset, isolation, transactional } =
		consumers;
	const saysHow = [commit, commitEvery, commitMode].some((written) => written !== undefined);
	const sessionTimeoutUs = consumers.sessionTimeout ?? consumerDefaults.sessionUs.values[version];
	const heartbeatUs = consumers.heartbeat ?? sameDefaults.consumerHeartbeatUs;
	return {
		...completeConsumers(consumers),
		client: isOld ? 'old' : 'java',
		group,
		autoCommit: consumers.autoCommit ?? !(saysHow || transactional),
		autoCommitIntervalUs:
			consumers.autoCommitInterval ?? consumerDefaults.autoCommitIntervalUs.values[version],
		commit: commit ?? 'after',
		commitEvery: typeof commitEvery === 'number' ? commitEvery : null,
		commitMode: commitMode ?? 'sync',
		offsets: isOld ? 'zookeeper' : 'coordinator',
		offsetReset,
		maxPollRecords: consumers.maxPollRecords ?? sameDefaults.maxPollRecords,
		fetchMinBytes: consumers.fetchMinBytes,
		fetchMaxWaitUs: consumers.fetchMaxWait ?? consumerDefaults.fetchMaxWaitUs.values[version],
		fetchMaxBytes: consumers.fetchMaxBytes,
		assignment: consumers.assignment ?? 'range',
		sessionTimeoutUs,
		// A ZooKeeper client pings every third of its session; a short session needs short heartbeats.
		heartbeatUs: isOld
			? sessionTimeoutUs / sameDefaults.pingsPerSession
			: Math.min(heartbeatUs, sessionTimeoutUs / 3),
		maxPollIntervalUs: consumers.maxPollInterval ?? sameDefaults.maxPollIntervalUs,
		isolation,
		transactional,
		staticMembership: consumers.staticMembership
	};
}
