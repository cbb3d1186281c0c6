/*
 * What Kafka does when nothing is said, release by release: the one table of defaults, each row with
 * its source. "0.8 docs" is the documentation of 0.8.2, section 3 (broker, consumer and producer
 * configs; "new producer configs" for the Java client); "docs" that of the release that stands for its
 * line: 2.3, 3.9, 4.0; KIP-n the proposal that changed the default. What is not in the table is the
 * same in all.
 */

export const kafkaVersions = ['0.8', '2.x', '3.x', '4.x'] as const;
export type KafkaVersion = (typeof kafkaVersions)[number];

/** 0.8.2 has two producers: the old one (Scala) and the Java client that replaced it. */
export const kafkaClients = ['old', 'java'] as const;
export type KafkaClient = (typeof kafkaClients)[number];

interface Row<Value, Column extends string> {
	values: Readonly<Record<Column, Value>>;
	source: string;
}

const second = 1_000_000;
const millisecond = 1_000;
/** Java's `Integer.MAX_VALUE`: for ever. */
const retriesForEver = 2_147_483_647;

function byVersion<Value>(
	values: readonly [Value, Value, Value, Value],
	source: string
): Row<Value, KafkaVersion> {
	const [v08, v2, v3, v4] = values;
	return { values: { '0.8': v08, '2.x': v2, '3.x': v3, '4.x': v4 }, source };
}

type Column = 'old' | KafkaVersion;

/** The column '0.8' is here the Java client of 0.8.2. */
function byClient<Value>(
	values: readonly [Value, Value, Value, Value, Value],
	source: string
): Row<Value, Column> {
	const [old, ...java] = values;
	const row = byVersion(java, source);
	return { values: { old, ...row.values }, source };
}

type Coordination = 'zookeeper' | 'kraft';

export const brokerDefaults = {
	coordination: byVersion<Coordination>(
		['zookeeper', 'zookeeper', 'kraft', 'kraft'],
		'KIP-500: KRaft for production from 3.3, ZooKeeper removed in 4.0'
	),
	zookeeperSessionUs: byVersion(
		[6 * second, 6 * second, 18 * second, 18 * second],
		'zookeeper.session.timeout.ms: 0.8 docs; 18 s from 2.5, KIP-537'
	),
	kraftSessionUs: byVersion(
		[9 * second, 9 * second, 9 * second, 9 * second],
		'broker.session.timeout.ms, docs 3.9; measured 8.1–10.6 s (rule K7)'
	),
	kraftHeartbeatUs: byVersion(
		[2 * second, 2 * second, 2 * second, 2 * second],
		'broker.heartbeat.interval.ms, docs 3.9'
	),
	uncleanLeaderElection: byVersion(
		[true, false, false, false],
		'unclean.leader.election.enable: 0.8 docs; off from 0.11, KIP-106'
	),
	replicaLagUs: byVersion(
		[10 * second, 10 * second, 30 * second, 30 * second],
		'replica.lag.time.max.ms: 0.8 docs; 30 s from 2.5, KIP-537'
	),
	replicaLagMessages: byVersion<number | null>(
		[4_000, null, null, null],
		'replica.lag.max.messages: 0.8 docs; removed in 0.9, KIP-16'
	),
	truncation: byVersion<'checkpoint' | 'leader-epoch'>(
		['checkpoint', 'leader-epoch', 'leader-epoch', 'leader-epoch'],
		'to the checkpointed high watermark until KIP-101 (0.11), KIP-279 (2.0)'
	)
} as const;

export const producerDefaults = {
	mode: byClient<'sync' | 'async'>(
		['sync', 'async', 'async', 'async', 'async'],
		'producer.type: 0.8 docs; the Java client: send() returns a future'
	),
	acks: byClient<0 | 1 | 'all'>(
		[0, 1, 1, 'all', 'all'],
		'request.required.acks: 0.8 docs; acks, docs; all from 3.0, KIP-679'
	),
	retries: byClient(
		[3, 0, retriesForEver, retriesForEver, retriesForEver],
		'message.send.max.retries, retries: 0.8 docs; 2^31−1 from 2.1, KIP-91'
	),
	lingerUs: byClient(
		[5 * second, 0, 0, 0, 5 * millisecond],
		'queue.buffering.max.ms: 0.8 docs; linger.ms, docs; 5 ms from 4.0, KIP-1030'
	),
	maxInFlight: byClient(
		[1, 5, 5, 5, 5],
		'the old client waits for each request; max.in.flight.requests.per.connection, docs'
	),
	deliveryTimeoutUs: byClient<number | null>(
		[null, null, 120 * second, 120 * second, 120 * second],
		'delivery.timeout.ms from 2.1, KIP-91'
	),
	requestTimeoutUs: byClient(
		[10 * second, 30 * second, 30 * second, 30 * second, 30 * second],
		'request.timeout.ms; timeout.ms of the Java client: 0.8 docs; docs'
	),
	idempotence: byClient(
		[false, false, false, true, true],
		'enable.idempotence: on from 3.0, effectively 3.2, KIP-679'
	),
	unkeyed: byClient<'random' | 'round-robin' | 'sticky'>(
		['random', 'round-robin', 'round-robin', 'sticky', 'sticky'],
		'0.8 source: one random partition for topic.metadata.refresh.interval.ms (10 min); sticky from 2.4, KIP-480, by bytes from 3.3, KIP-794'
	),
	keyed: byClient<'hash-code' | 'murmur2'>(
		['hash-code', 'murmur2', 'murmur2', 'murmur2', 'murmur2'],
		'kafka.producer.DefaultPartitioner, 0.8 source; the Java client’s (rule K22)'
	)
} as const;

/** The old consumer is 0.8's only one that joins groups: no column of its own. */
export const consumerDefaults = {
	autoCommitIntervalUs: byVersion(
		[60 * second, 5 * second, 5 * second, 5 * second],
		'auto.commit.interval.ms: 0.8 docs; docs'
	),
	sessionUs: byVersion(
		[6 * second, 10 * second, 45 * second, 45 * second],
		'zookeeper.session.timeout.ms: 0.8 docs; session.timeout.ms, docs; 45 s from 3.0, KIP-735'
	),
	fetchMaxWaitUs: byVersion(
		[100 * millisecond, 500 * millisecond, 500 * millisecond, 500 * millisecond],
		'fetch.wait.max.ms: 0.8 docs; fetch.max.wait.ms, docs'
	)
} as const;

/** The same in every release that has them; docs of each. */
export const sameDefaults = {
	/** replica.high.watermark.checkpoint.interval.ms */
	checkpointUs: 5 * second,
	/** replica.fetch.wait.max.ms */
	replicaFetchWaitUs: 500 * millisecond,
	/** offsets.topic.replication.factor */
	offsetsTopicReplication: 3,
	/** batch.size of the Java client. */
	batchSizeBytes: 16_384,
	/** batch.num.messages of the old client, asynchronous. */
	batchMessages: 200,
	/** buffer.memory of the Java client. */
	bufferMemoryBytes: 33_554_432,
	/** queue.buffering.max.messages of the old client. */
	bufferMessages: 10_000,
	/** retry.backoff.ms */
	retryBackoffUs: 100 * millisecond,
	/** max.poll.records */
	maxPollRecords: 500,
	/** max.poll.interval.ms */
	maxPollIntervalUs: 300 * second,
	/** heartbeat.interval.ms of the consumer. */
	consumerHeartbeatUs: 3 * second,
	/** fetch.min.bytes */
	fetchMinBytes: 1,
	/** fetch.message.max.bytes, max.partition.fetch.bytes */
	fetchMaxBytes: 1_048_576,
	/** A ZooKeeper client pings every third of its session (its source, ClientCnxn). */
	pingsPerSession: 3
} as const;
