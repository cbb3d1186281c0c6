import { m } from '#lib/messages';
import * as v from 'valibot';
import { consumersEntries, producersEntries } from '../common/clients';
import { experimentEntries } from '../common/experiment-entries';
import { machineEntries } from '../common/machine';
import { choice, duration, flag, numberOrName, section, whole } from '../fields';
import * as limit from '../limits';
import { kafkaClients, kafkaVersions, sameDefaults } from './versions';

/*
 * Kafka's settings, in the words of its documentation less the units. Defaults that differ by
 * release are in `versions.ts`; here they are left open.
 */

const wait = () => duration(0, limit.waitUsMax);
const session = () => duration(limit.sessionUsMin, limit.detectionUsMax);
const messages = () => whole(1, limit.commandLineLimits.messagesMax);

const flushSchema = v.lazy((written) =>
	typeof written === 'object' && written !== null
		? section({ messages: v.optional(messages()), interval: v.optional(wait()) })
		: choice(['system', 'message'])
);

const topicSchema = section({
	partitions: v.optional(whole(1, limit.partitionsMax), 1),
	replicationFactor: v.optional(whole(1, limit.nodesMax), 1),
	minInsyncReplicas: v.optional(whole(1, limit.nodesMax), 1),
	uncleanLeaderElection: v.optional(flag()),
	flush: v.optional(flushSchema, 'system')
});

export const kafkaSchema = section({
	type: v.literal('kafka', () => m.settings_allowed_broker()),
	version: v.optional(choice(kafkaVersions), '3.x'),
	nodes: v.optional(whole(1, limit.nodesMax)),
	topic: v.optional(topicSchema, {}),
	coordination: v.optional(choice(['zookeeper', 'kraft'])),
	sessionTimeout: v.optional(session()),
	replicaLagTime: v.optional(duration(limit.limitUsMin, limit.detectionUsMax)),
	replicaLagMessages: v.optional(messages()),
	controlledShutdown: v.optional(flag(), true),
	...machineEntries
});

const count = () => whole(0, limit.commandLineLimits.messagesMax);

const kafkaProducersSchema = section({
	...producersEntries,
	client: v.optional(choice(kafkaClients)),
	mode: v.optional(choice(['sync', 'async'])),
	acks: v.optional(numberOrName([0, 1, 'all'])),
	batchSize: v.optional(whole(0, limit.batchBytesMax)),
	batchMessages: v.optional(whole(1, limit.batchMax)),
	linger: v.optional(wait()),
	bufferMemory: v.optional(whole(1, limit.bufferBytesMax)),
	bufferMessages: v.optional(messages()),
	enqueueTimeout: v.optional(
		v.lazy((written) => (written === 'block' ? choice(['block']) : wait()))
	),
	maxInFlight: v.optional(whole(1, limit.inFlightMax)),
	retries: v.optional(whole(0, limit.retriesMax)),
	retryBackoff: v.optional(wait()),
	deliveryTimeout: v.optional(wait()),
	requestTimeout: v.optional(wait()),
	idempotence: v.optional(flag()),
	transactional: v.optional(flag(), false),
	transactionMessages: v.optional(messages()),
	transactionInterval: v.optional(wait()),
	abortEvery: v.optional(count(), 0),
	partitioner: v.optional(choice(['random', 'round-robin', 'sticky', 'hash-code', 'murmur2']))
});

const kafkaConsumersSchema = section({
	...consumersEntries,
	group: v.optional(choice(['shared', 'separate']), 'shared'),
	autoCommit: v.optional(flag()),
	autoCommitInterval: v.optional(wait()),
	commit: v.optional(choice(['after', 'before'])),
	commitEvery: v.optional(
		v.lazy((written) => (typeof written === 'number' ? messages() : choice(['poll'])))
	),
	commitMode: v.optional(choice(['sync', 'async'])),
	offsetReset: v.optional(choice(['latest', 'earliest']), 'latest'),
	maxPollRecords: v.optional(messages()),
	fetchMinBytes: v.optional(whole(1, limit.batchBytesMax), sameDefaults.fetchMinBytes),
	fetchMaxWait: v.optional(wait()),
	fetchMaxBytes: v.optional(whole(1, limit.bufferBytesMax), sameDefaults.fetchMaxBytes),
	assignment: v.optional(choice(['range', 'round-robin', 'sticky', 'cooperative'])),
	sessionTimeout: v.optional(session()),
	heartbeat: v.optional(wait()),
	maxPollInterval: v.optional(wait()),
	isolation: v.optional(choice(['read-uncommitted', 'read-committed']), 'read-uncommitted'),
	transactional: v.optional(flag(), false),
	staticMembership: v.optional(flag(), false)
});

export const kafkaExperimentSchema = section({
	broker: kafkaSchema,
	producers: v.optional(kafkaProducersSchema, {}),
	consumers: v.optional(kafkaConsumersSchema, {}),
	...experimentEntries
});

export type KafkaBroker = v.InferInput<typeof kafkaSchema>;
export type KafkaSpec = v.InferInput<typeof kafkaExperimentSchema>;
export type CompleteKafkaSpec = v.InferOutput<typeof kafkaExperimentSchema>;
