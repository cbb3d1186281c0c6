import { queueName } from '#lib/sim';
import { completeConsumers, completeProducers } from '../common/clients';
import { completeMachine } from '../common/machine';
import { completeRest } from '../experiment';
import type {
	RabbitmqConsumersModel,
	RabbitmqExperiment,
	RabbitmqModel,
	RabbitmqProducersModel
} from './model';
import { completeArguments } from './queue-arguments';
import type { CompleteRabbitmqSpec } from './schema';

type QueueSpec = CompleteRabbitmqSpec['broker']['queue'];

/** Fills in the defaults that depend on other settings; all others are in the schema. */
export function completeRabbitmq(spec: CompleteRabbitmqSpec): RabbitmqExperiment {
	return {
		broker: brokerOf(spec.broker),
		producers: producersOf(spec),
		consumers: consumersOf(spec.consumers),
		...completeRest(spec)
	};
}

function brokerOf(broker: CompleteRabbitmqSpec['broker']): RabbitmqModel {
	const copies = copiesOf(broker.queue, broker.nodes);
	const { durable, syncMode, promoteOnFailure, kind, deliveryLimit } = broker.queue;
	return {
		type: broker.type,
		version: broker.version,
		nodes: broker.nodes ?? copies + 1,
		queue: {
			durable,
			syncMode,
			promoteOnFailure,
			kind: kind ?? kindFor(copies),
			mirrors: copies,
			deliveryLimit: deliveryLimit ?? null,
			...completeArguments(broker.queue)
		},
		queues: broker.queues,
		exchange: {
			type: broker.exchange.type,
			alternate: broker.exchange.alternateExchange?.queue ?? null,
			bindings:
				bindingsOf(broker.exchange.bindings) ?? bindingsFor(broker.exchange.type, broker.queues)
		},
		...completeMachine(broker),
		balancer: broker.balancer
			? {
					policy: broker.balancer.policy,
					healthCheckIntervalUs: broker.balancer.healthCheckInterval,
					healthCheckFailures: broker.balancer.healthCheckFailures
				}
			: null,
		heartbeatUs: broker.heartbeat,
		netTickUs: broker.netTickTime,
		partitionHandling: broker.partitionHandling,
		restartUs: broker.restartTime
	};
}

/** Members of a quorum queue where nobody says how many (`x-quorum-initial-group-size`). */
const usualGroup = 3;

/** Replicas of a queue beside the one that leads. */
function copiesOf({ kind, mirrors, groupSize }: QueueSpec, nodes: number | undefined): number {
	if (kind === 'quorum') return (groupSize ?? Math.min(usualGroup, nodes ?? usualGroup)) - 1;
	return mirrors ?? (kind === 'mirrored' ? 1 : 0);
}

const kindFor = (mirrors: number): 'classic' | 'mirrored' => (mirrors > 0 ? 'mirrored' : 'classic');

type Bindings = RabbitmqModel['exchange']['bindings'];

function bindingsOf(
	written: CompleteRabbitmqSpec['broker']['exchange']['bindings']
): Bindings | undefined {
	return written?.map((binding) => ({ ...binding, headers: binding.headers ?? null }));
}

/** Every queue gets everything it could: a learner who wants less writes bindings. */
function bindingsFor(type: RabbitmqModel['exchange']['type'], queues: number): Bindings {
	if (type === 'default') return [];
	return Array.from({ length: queues }, (_, index) => ({
		queue: queueName(index),
		key: { direct: queueName(index), fanout: '', topic: '#', headers: '' }[type],
		headers: type === 'headers' ? {} : null,
		match: 'all'
	}));
}

function producersOf({ producers, broker }: CompleteRabbitmqSpec): RabbitmqProducersModel {
	const { delivery, ack, window, batch, routingKeys, connectTo } = producers;
	const { headers, mandatory, expiration, priorities } = producers;
	const addressed = broker.exchange.type === 'default' || broker.exchange.type === 'direct';
	const names = Array.from({ length: broker.queues }, (_, index) => queueName(index));
	return {
		...completeProducers(producers),
		delivery,
		ack,
		batch: batch ?? 1,
		window: window ?? null,
		headers: [...headers],
		mandatory,
		expirationUs: expiration ?? null,
		priorities: [...priorities],
		routingKeys: routingKeys ?? (addressed ? names : ['message']),
		connectTo,
		declares: declarationOf(producers.declare, broker.queue)
	};
}

/** A queue that is there can only be declared as what it is (406). */
function declarationOf(
	declare: CompleteRabbitmqSpec['producers']['declare'],
	queue: QueueSpec
): RabbitmqProducersModel['declares'] {
	if (declare === false) return 'nothing';
	if (declare === true) return 'the-same';
	const { durable = queue.durable, messageTtl = queue.messageTtl } = declare;
	const same = durable === queue.durable && messageTtl === queue.messageTtl;
	return same ? 'the-same' : 'something-else';
}

function consumersOf(consumers: CompleteRabbitmqSpec['consumers']): RabbitmqConsumersModel {
	const { ack, prefetch, ackEvery, connectTo } = consumers;
	const { prefetchGlobal, priorities, rejectEvery, requeue, recoverEvery, exclusive } = consumers;
	return {
		...completeConsumers(consumers),
		ack,
		prefetch,
		ackEvery,
		prefetchGlobal,
		priorities: [...priorities],
		rejectEvery,
		requeue,
		recoverEvery,
		exclusive,
		connectTo
	};
}
