/** What a Kafka experiment can set; `src/lib/sim/settings/kafka.ts` holds the same lists in order. */

export const enum Coordination {
	Zookeeper = 0,
	Kraft
}

/** Where a returning replica cuts its log off before it follows (K3, K10). */
export const enum Truncation {
	/** 0.8: at its checkpointed high watermark; a live follower at the new leader's end. */
	HighWatermark = 0,
	/** KIP-101: where its newest leader epoch ends in the leader's log. */
	LeaderEpoch
}

/** Which generation of the software: sizes on the wire, requests and client habits. */
export const enum Era {
	V08 = 0,
	V2,
	V3
}

export const enum KafkaBrokerSetting {
	Partitions = 0,
	ReplicationFactor,
	MinInsyncReplicas,
	UncleanElection,
	FlushMessages,
	FlushIntervalUs,
	Coordination,
	SessionTimeoutUs,
	HeartbeatUs,
	ReplicaLagUs,
	ReplicaLagMessages,
	CheckpointUs,
	Truncation,
	ControlledShutdown,
	ReplicaFetchWaitUs,
	Era,
	OffsetsTopicReplication,
	Count
}

export const enum KafkaClientKind {
	Old = 0,
	Java
}

export const enum Acks {
	None = 0,
	Leader,
	All
}

export const enum PartitionerKind {
	/** One random partition for ten minutes (0.8's old producer without a key). */
	Random = 0,
	RoundRobin,
	/** The next partition after `batch.size` bytes on one (KIP-794). */
	Sticky,
	HashCode,
	Murmur2
}

export const enum KafkaProducerSetting {
	Client = 0,
	Sync,
	Acks,
	BatchBytes,
	BatchMessages,
	LingerUs,
	BufferBytes,
	BufferMessages,
	EnqueueTimeoutUs,
	MaxInFlight,
	Retries,
	RetryBackoffUs,
	DeliveryTimeoutUs,
	RequestTimeoutUs,
	Idempotence,
	TransactionMessages,
	TransactionIntervalUs,
	AbortEvery,
	Partitioner,
	ReverseOnRetry,
	Count
}

export const enum KafkaConsumerSetting {
	Old = 0,
	Group,
	AutoCommit,
	AutoCommitIntervalUs,
	CommitBefore,
	CommitEvery,
	CommitAsync,
	OffsetStore,
	MaxPollRecords,
	FetchMinBytes,
	FetchMaxWaitUs,
	FetchMaxBytes,
	Assignment,
	SessionTimeoutUs,
	HeartbeatUs,
	MaxPollIntervalUs,
	ResetToEarliest,
	ReadCommitted,
	Transactional,
	StaticMembership,
	Count
}
