import type { ExperimentSpec } from '#lib/experiment';

/** The standard experiment of a broker; ledger, series and histograms are always on. */
type Standard = (messages: number) => ExperimentSpec;

/**
 * RabbitMQ: one durable queue, persistent messages with streaming confirms, manual acknowledgement,
 * a load below capacity.
 */
export const rabbitmq: Standard = (messages) => ({
	broker: { type: 'rabbitmq' },
	producers: {
		messages,
		rate: 5000,
		delivery: 'persistent',
		ack: 'confirm',
		window: 100,
		retry: true
	},
	consumers: { prefetch: 100, processing: '100us' },
	limit: '1h'
});

/** The same messages with nobody to consume them: every one stays in the queue. */
export const rabbitmqBacklog: Standard = (messages) => ({
	...rabbitmq(messages),
	producers: { messages, delivery: 'persistent', ack: 'none' },
	consumers: { count: 0 }
});

/** The same messages in a quorum queue of three members. */
export const rabbitmqQuorum: Standard = (messages) => ({
	...rabbitmq(messages),
	broker: { type: 'rabbitmq', nodes: 3, queue: { kind: 'quorum' } }
});

/** ActiveMQ: four producers, each persistent message sent when the one before is stored. */
export const activemq: Standard = (messages) => ({
	broker: { type: 'activemq' },
	producers: { count: 4, messages, rate: 4000 },
	consumers: { processing: '100us' },
	limit: '1h'
});

export const activemqBacklog: Standard = (messages) => ({
	...activemq(messages),
	consumers: { count: 0 }
});

/** Kafka with a request for each message, below capacity: as many events as it can have. */
export const kafkaSingly: Standard = (messages) => ({
	broker: { type: 'kafka' },
	producers: { messages, rate: 5000, size: 100, batchSize: 0 },
	consumers: { processing: '1us' },
	limit: '1h'
});

/** Kafka as fast as it goes, in batches of 200 messages of 100 B: a batch has 61 B of its own, a record 10. */
export const kafkaBatches: Standard = (messages) => ({
	broker: { type: 'kafka' },
	producers: { messages, size: 100, batchSize: 61 + 200 * 110 },
	consumers: { processing: '1us' },
	limit: '1h'
});

/** The same with the asynchronous producer of 0.8, which counts messages. */
export const kafka08Batches: Standard = (messages) => ({
	broker: { type: 'kafka', version: '0.8' },
	producers: {
		messages,
		size: 100,
		mode: 'async',
		acks: 1,
		batchMessages: 200,
		enqueueTimeout: 'block'
	},
	consumers: { processing: '1us' },
	limit: '1h'
});
