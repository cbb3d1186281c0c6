import { m } from '#lib/messages';
import { partitionHandlings } from '#lib/sim';
import * as v from 'valibot';
import { consumersEntries, producersEntries } from '../common/clients';
import { experimentEntries } from '../common/experiment-entries';
import { machineEntries } from '../common/machine';
import { choice, duration, flag, list, section, text, whole } from '../fields';
import * as limit from '../limits';
import { queueArguments } from './queue-arguments';

/* RabbitMQ's settings under RabbitMQ's names. Defaults that depend on others are in `complete.ts`. */

const queueSchema = section({
	kind: v.optional(choice(['classic', 'mirrored', 'quorum'])),
	durable: v.optional(flag(), true),
	mirrors: v.optional(whole(0, limit.nodesMax - 1)),
	syncMode: v.optional(choice(['manual', 'automatic']), 'manual'),
	promoteOnFailure: v.optional(choice(['always', 'when-synced']), 'always'),
	groupSize: v.optional(whole(1, limit.nodesMax)),
	deliveryLimit: v.optional(whole(1, limit.deliveriesMax)),
	...queueArguments
});

const headerValue = () =>
	v.union([v.string(), v.number(), v.boolean(), v.null()], () => m.settings_allowed_header());
const headers = () => v.record(v.string(), headerValue(), () => m.settings_allowed_headers());

const exchangeSchema = section({
	type: v.optional(choice(['default', 'direct', 'fanout', 'topic', 'headers']), 'default'),
	alternateExchange: v.optional(section({ queue: text(limit.keyLengthMax) })),
	bindings: v.optional(
		list(
			section({
				queue: text(limit.keyLengthMax),
				key: v.optional(text(limit.keyLengthMax), ''),
				headers: v.optional(headers()),
				match: v.optional(choice(['all', 'any', 'all-with-x', 'any-with-x']), 'all')
			}),
			limit.bindingsMax
		)
	)
});

/** Defaults are those of HAProxy: `inter` and `fall`. */
const balancerSchema = section({
	policy: v.optional(choice(['round-robin', 'least-connections']), 'round-robin'),
	healthCheckInterval: v.optional(duration(limit.healthCheckUsMin, limit.detectionUsMax), '2s'),
	healthCheckFailures: v.optional(whole(1, limit.healthCheckFailuresMax), 3)
});

export const rabbitmqSchema = section({
	type: v.literal('rabbitmq', () => m.settings_allowed_broker()),
	version: v.optional(choice(['3.10']), '3.10'),
	nodes: v.optional(whole(1, limit.nodesMax)),
	queue: v.optional(queueSchema, {}),
	queues: v.optional(whole(1, limit.queuesMax), 1),
	exchange: v.optional(exchangeSchema, {}),
	...machineEntries,
	balancer: v.optional(balancerSchema),
	heartbeat: v.optional(duration(limit.detectionUsMin, limit.detectionUsMax), '60s'),
	netTickTime: v.optional(duration(limit.detectionUsMin, limit.detectionUsMax), '60s'),
	partitionHandling: v.optional(choice(partitionHandlings), 'ignore'),
	restartTime: v.optional(duration(0, limit.detectionUsMax), '5s')
});

/** Arguments in place of the queue's own: left out, they are the same. */
const declaredSchema = section({
	durable: v.optional(flag()),
	messageTtl: v.optional(duration(0, limit.faultTimeUsMax))
});

const nodeText = () => text(limit.keyLengthMax);

const rabbitmqProducersSchema = section({
	...producersEntries,
	delivery: v.optional(choice(['transient', 'persistent']), 'transient'),
	ack: v.optional(choice(['none', 'confirm', 'transaction']), 'none'),
	batch: v.optional(whole(1, limit.batchMax)),
	window: v.optional(whole(1, limit.batchMax)),
	routingKeys: v.optional(list(text(limit.keyLengthMax), limit.routingKeysMax)),
	headers: v.optional(list(headers(), limit.headersMax), []),
	mandatory: v.optional(flag(), false),
	expiration: v.optional(duration(0, limit.faultTimeUsMax)),
	priorities: v.optional(list(whole(0, limit.priorityMax), limit.routingKeysMax), []),
	connectTo: v.optional(nodeText(), 'rabbit-1'),
	declare: v.optional(
		v.lazy((written) => (typeof written === 'object' ? declaredSchema : flag())),
		false
	)
});

const rabbitmqConsumersSchema = section({
	...consumersEntries,
	ack: v.optional(choice(['manual', 'automatic']), 'manual'),
	prefetch: v.optional(whole(0, limit.prefetchMax), 0),
	ackEvery: v.optional(whole(1, limit.prefetchMax), 1),
	prefetchGlobal: v.optional(flag(), false),
	priorities: v.optional(
		list(whole(-limit.priorityMax, limit.priorityMax), limit.consumersMax),
		[]
	),
	rejectEvery: v.optional(whole(0, limit.prefetchMax), 0),
	requeue: v.optional(flag(), true),
	recoverEvery: v.optional(whole(0, limit.prefetchMax), 0),
	exclusive: v.optional(flag(), false),
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
	'broker.queue.deadLetterStrategy',
	'broker.exchange.type=x-consistent-hash'
];
