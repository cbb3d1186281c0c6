/**
 * What a host sets of an ActiveMQ broker, producer and consumer before it makes one. The lists in
 * `lib/sim/settings/activemq.ts` have the same names in the same order.
 */

export const enum ActivemqBrokerSetting {
	Topology = 0,
	/** The destination `orders` is a topic. */
	Topic,
	/** Subscriptions to the topic outlive their consumer's connection. */
	DurableSubscription,
	DiskSync,
	PeriodicSyncUs,
	LockPollUs,
	LockKeepAliveUs,
	MaximumRedeliveries,
	RedeliveryDelayUs,
	/** 0: none. */
	MemoryLimitBytes,
	/** 0: none. */
	StoreLimitBytes,
	ConcurrentStoreAndDispatch,
	CheckpointUs,
	/** From holding the lock, or from the start of the process, to serving clients. */
	StartUs,
	/** Messages that a queue pages in for one run of its dispatching thread. */
	PageSize
}

export const enum ActivemqProducerSetting {
	Persistent = 0,
	Transacted,
	CommitEvery,
	/** Sends outside a transaction do not wait for the broker's answer. */
	AsyncSend,
	/** 0: no window. */
	ProducerWindowBytes,
	Failover,
	InitialReconnectUs,
	MaxReconnectUs
}

export const enum ActivemqConsumerSetting {
	/** A MessageListener; else the application calls `receive()`. */
	Listener = 0,
	AcknowledgeMode,
	/** CLIENT: acknowledge, transacted: commit, INDIVIDUAL: acknowledge only one, after this many. */
	AckEvery,
	Prefetch,
	OptimizeAcknowledge,
	Failover,
	Exclusive,
	InitialReconnectUs,
	MaxReconnectUs,
	/** The application fails at every n-th message: throws, recovers or rolls back. 0: never. */
	RejectEvery,
	/** How many times it fails at the same message. */
	RejectTimes
}

export const enum Topology {
	Single = 0,
	/** One store, one broker that holds its lock and serves, others that wait for the lock. */
	SharedStore,
	/** Every broker has its own store; bridges forward to where consumers are. */
	Network
}

/** `journalDiskSyncStrategy` of KahaDB. */
export const enum DiskSync {
	Always = 0,
	Periodic,
	Never
}

export const enum AcknowledgeMode {
	Auto = 0,
	Client,
	DupsOk,
	Individual,
	Transacted
}
