import { m } from '#lib/messages';
import * as v from 'valibot';
import { consumersEntries, producersEntries } from '../common/clients';
import { experimentEntries } from '../common/experiment-entries';
import { machineEntries } from '../common/machine';
import { choice, duration, flag, list, section, text, whole } from '../fields';
import * as limit from '../limits';

/* RabbitMQ's settings under RabbitMQ's names. Defaults that depend on others are in `complete.ts`. */

const queueSchema = section({
	kind: v.optional(choice(['classic', 'mirrored', 'quorum'])),
	durable: v.optional(flag(), true),
	mirrors: v.optional(whole(0, limit.nodesMax - 1)),
	syncMode: v.optional(choice(['manual', 'automatic']), 'manual'),
	promoteOnFailure: v.optional(choice(['always', 'when-synced']), 'always'),
	groupSize: v.optional(whole(1, limit.nodesMax)),
	deliveryLimit: v.optional(whole(1, limit.deliveriesMax))
});

const exchangeSchema = section({
	type: v.optional(choice(['default', 'direct', 'fanout', 'topic']), 'default'),
	bindings: v.optional(
		list(
			section({
				queue: text(limit.keyLengthMax),
				key: v.optional(text(limit.keyLengthMax), '')
			}),
			limit.bindingsMax
		)
	)
});

export const rabbitmqSchema = section({
	type: v.literal('rabbitmq', () => m.settings_allowed_broker()),
	version: v.optional(choice(['3.10']), '3.10'),
	nodes: v.optional(whole(1, limit.nodesMax)),
	queue: v.optional(queueSchema, {}),
	queues: v.optional(whole(1, limit.queuesMax), 1),
	exchange: v.optional(exchangeSchema, {}),
	...machineEntries,
	heartbeat: v.optional(duration(limit.detectionUsMin, limit.detectionUsMax), '60s'),
	netTickTime: v.optional(duration(limit.detectionUsMin, limit.detectionUsMax), '60s')
});

const nodeText = () => text(limit.keyLengthMax);

export const rabbitmqProducersSchema = section({
	...producersEntries,
	delivery: v.optional(choice(['transient', 'persistent']), 'transient'),
	ack: v.optional(choice(['none', 'confirm', 'transaction']), 'none'),
	batch: v.optional(whole(1, limit.batchMax)),
	window: v.optional(whole(1, limit.batchMax)),
	routingKeys: v.optional(list(text(limit.keyLengthMax), limit.routingKeysMax)),
	connectTo: v.optional(nodeText(), 'rabbit-1')
});

export const rabbitmqConsumersSchema = section({
	...consumersEntries,
	ack: v.optional(choice(['manual', 'automatic']), 'manual'),
	prefetch: v.optional(whole(0, limit.prefetchMax), 0),
	ackEvery: v.optional(whole(1, limit.prefetchMax), 1),
	connectTo: v.optional(nodeText(), 'rabbit-1')
});

export const rabbitmqExperimentSchema = section({
	broker: v.optional(rabbitmqSchema, { type: 'rabbitmq' }),
	producers: v.optional(rabbitmqProducersSchema, {}),
	consumers: v.optional(rabbitmqConsumersSchema, {}),
	...experimentEntries
});

export type RabbitmqBroker = v.InferInput<typeof rabbitmqSchema>;
export type RabbitmqSpec = v.InferInput<typeof rabbitmqExperimentSchema>;
export type CompleteRabbitmqSpec = v.InferOutput<typeof rabbitmqExperimentSchema>;

/**
 * What RabbitMQ has and the simulator has not: a learner hears that, not that it does not exist.
 * Paths of settings, and `path=value` for single values.
 */
export const rabbitmqNotSimulated: readonly string[] = [
	'broker.partitionHandling',
	'broker.balancer',
	'broker.queue.messageTtl',
	'broker.queue.maxLength',
	'broker.queue.overflow',
	'broker.queue.deadLetterExchange',
	'broker.exchange.type=headers',
	'producers.mandatory'
];
