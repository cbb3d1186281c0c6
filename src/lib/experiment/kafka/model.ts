import type { CommonConsumersModel, CommonProducersModel } from '../common/clients';
import type { MachineModel } from '../common/machine';
import type { ExperimentOf } from '../experiment';
import type { KafkaClient, KafkaVersion } from './versions';

export type KafkaExperiment = ExperimentOf<KafkaModel, KafkaProducersModel, KafkaConsumersModel>;

export interface KafkaModel extends MachineModel {
	type: 'kafka';
	version: KafkaVersion;
	nodes: number;
	topic: {
		partitions: number;
		replicationFactor: number;
		minInsyncReplicas: number;
		uncleanLeaderElection: boolean;
		/** null each: left to the system. */
		flush: { messages: number | null; intervalUs: number | null };
	};
	coordination: 'zookeeper' | 'kraft';
	sessionTimeoutUs: number;
	heartbeatUs: number;
	replicaLagUs: number;
	replicaLagMessages: number | null;
	controlledShutdown: boolean;
}

export interface KafkaProducersModel extends CommonProducersModel {
	client: KafkaClient;
	mode: 'sync' | 'async';
	acks: 0 | 1 | 'all';
	batchSizeBytes: number;
	batchMessages: number;
	lingerUs: number;
	bufferMemoryBytes: number;
	bufferMessages: number;
	/** null: `send` blocks until there is room. */
	enqueueTimeoutUs: number | null;
	maxInFlight: number;
	retries: number;
	retryBackoffUs: number;
	/** null: none. */
	deliveryTimeoutUs: number | null;
	requestTimeoutUs: number;
	idempotence: boolean;
	/** null: not in transactions. A commit after so many messages, after so long, or both. */
	transaction: { messages: number | null; intervalUs: number | null; abortEvery: number } | null;
	partitioner: 'random' | 'round-robin' | 'sticky' | 'hash-code' | 'murmur2';
}

export interface KafkaConsumersModel extends CommonConsumersModel {
	client: KafkaClient;
	group: 'shared' | 'separate';
	autoCommit: boolean;
	autoCommitIntervalUs: number;
	commit: 'after' | 'before';
	/** null: once for each poll. */
	commitEvery: number | null;
	commitMode: 'sync' | 'async';
	offsets: 'zookeeper' | 'coordinator';
	offsetReset: 'latest' | 'earliest';
	maxPollRecords: number;
	fetchMinBytes: number;
	fetchMaxWaitUs: number;
	fetchMaxBytes: number;
	assignment: 'range' | 'round-robin' | 'sticky' | 'cooperative';
	sessionTimeoutUs: number;
	heartbeatUs: number;
	maxPollIntervalUs: number;
	isolation: 'read-uncommitted' | 'read-committed';
	transactional: boolean;
	staticMembership: boolean;
}
