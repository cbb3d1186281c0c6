/**
 * Settings of RabbitMQ's things, in the order of `src/lib/sim/settings/rabbitmq.ts`. Times in µs.
 */

export const enum RabbitmqBrokerSetting {
	/** `ExchangeType`. */
	ExchangeType = 0
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
	DeliveryLimit
}

export const enum RabbitmqProducerSetting {
	Persistent = 0,
	/** `AckMode`. */
	AckMode,
	/** Wait for confirms, or commit, after this many. */
	Batch,
	/** Most unconfirmed when streaming; 0: batches. */
	Window
}

export const enum RabbitmqConsumerSetting {
	Queue = 0,
	Manual,
	/** 0: no limit. */
	Prefetch,
	AckEvery
}
