import type { NumberedSetup } from '../setup';

/*
 * Order is the number that the engine uses: `kafka/settings.ts` there holds the same lists, and `lists.spec.ts` compares them. Times in µs, flags 0 or 1.
 */

export const kafkaBrokerSettings = [
	'partitions',
	'replicationFactor',
	'minInsyncReplicas',
	'uncleanElection',
	'flushMessages',
	'flushIntervalUs',
	'coordination',
	'sessionTimeoutUs',
	'heartbeatUs',
	'replicaLagUs',
	'replicaLagMessages',
	'checkpointUs',
	'truncation',
	'controlledShutdown',
	'replicaFetchWaitUs',
	'era',
	'offsetsTopicReplication'
] as const;

export const kafkaProducerSettings = [
	'client',
	'sync',
	'acks',
	'batchBytes',
	'batchMessages',
	'lingerUs',
	'bufferBytes',
	'bufferMessages',
	'enqueueTimeoutUs',
	'maxInFlight',
	'retries',
	'retryBackoffUs',
	'deliveryTimeoutUs',
	'requestTimeoutUs',
	'idempotence',
	'transactionMessages',
	'transactionIntervalUs',
	'abortEvery',
	'partitioner',
	'reverseOnRetry'
] as const;

export const kafkaConsumerSettings = [
	'old',
	'group',
	'autoCommit',
	'autoCommitIntervalUs',
	'commitBefore',
	'commitEvery',
	'commitAsync',
	'offsetStore',
	'maxPollRecords',
	'fetchMinBytes',
	'fetchMaxWaitUs',
	'fetchMaxBytes',
	'assignment',
	'sessionTimeoutUs',
	'heartbeatUs',
	'maxPollIntervalUs',
	'resetToEarliest',
	'readCommitted',
	'transactional',
	'staticMembership'
] as const;

export type KafkaBrokerSetting = (typeof kafkaBrokerSettings)[number];
export type KafkaProducerSetting = (typeof kafkaProducerSettings)[number];
export type KafkaConsumerSetting = (typeof kafkaConsumerSettings)[number];

export type KafkaSetup = NumberedSetup<
	'kafka',
	KafkaBrokerSetting,
	KafkaProducerSetting,
	KafkaConsumerSetting
>;
