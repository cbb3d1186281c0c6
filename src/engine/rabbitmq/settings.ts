/**
 * Settings of RabbitMQ's things, in the order of `src/lib/sim/settings/rabbitmq.ts`. Times in µs.
 */

export const QUEUES_MAX: u32 = 8;
/** A cluster that is split has two of each. */
export const QUEUE_SLOTS: u32 = 2 * QUEUES_MAX;

export const enum RabbitmqBrokerSetting {
	/** `ExchangeType` of the exchange that producers publish to. */
	ExchangeType = 0,
	/** Number of the exchange that takes what it cannot route; −1: none. */
	AlternateExchange,
	/** `Balancing`. */
	Balancer,
	HealthCheckIntervalUs,
	HealthCheckFailures,
	/** `PartitionHandling`. */
	PartitionHandling,
	/** How long a node that was stopped for a partition takes to serve again. */
	RestartUs,
	/** By which share net_ticktime is missed at most, either way. */
	NetTickSpread
}

export const enum PartitionHandling {
	Ignore = 0,
	PauseMinority,
	Autoheal
}

export const enum QueueKind {
	/** With or without mirrors. */
	Classic = 0,
	Quorum
}

/** Set before each queue. */
export const enum RabbitmqQueueSetting {
	MasterNode = 0,
	Durable,
	Mirrors,
	AutomaticSync,
	PromoteAlways,
	/** `QueueKind`. */
	Kind,
	/** Quorum queues; 0: none. */
	DeliveryLimit,
	/** −1: none. */
	MessageTtlUs,
	/** −1: no limit. */
	MaxLength,
	MaxLengthBytes,
	/** `Overflow`. */
	Overflow,
	/** Number of an exchange; −1: none. */
	DeadLetterExchange,
	/** Number of a key; −1: the message's own. */
	DeadLetterKey,
	/** 0: no priorities. */
	MaxPriority,
	SingleActiveConsumer,
	Exclusive,
	AutoDelete,
	/** −1: never. */
	ExpiresUs
}

export const enum RabbitmqProducerSetting {
	Persistent = 0,
	/** `AckMode`. */
	AckMode,
	/** Wait for confirms, or commit, after this many. */
	Batch,
	/** Most unconfirmed when streaming; 0: batches. */
	Window,
	/** What cannot be routed comes back. */
	Mandatory,
	/** Number of the exchange; one that is not there is missing. */
	Exchange,
	/** Connects through the balancer. */
	Balanced,
	/** `Declares`. */
	Declares
}

export const enum RabbitmqConsumerSetting {
	Queue = 0,
	Manual,
	/** 0: no limit. */
	Prefetch,
	AckEvery,
	/** Its prefetch counts over the whole channel. */
	PrefetchGlobal,
	/** Consumers of one number share a channel. */
	SharedChannel,
	/** Every how manyth message it rejects instead of processing it; 0: none. */
	RejectEvery,
	Requeue,
	/** After how many processed messages it asks for all unacknowledged ones again; 0: never. */
	RecoverEvery,
	Priority,
	/** Connects through the balancer. */
	Balanced,
	/** Consumes exclusively. */
	Alone
}
