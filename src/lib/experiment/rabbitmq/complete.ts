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
import type { CompleteRabbitmqSpec } from './schema';

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
	const mirrors = broker.queue.mirrors ?? (broker.queue.kind === 'mirrored' ? 1 : 0);
	return {
		type: broker.type,
		version: broker.version,
		nodes: broker.nodes ?? mirrors + 1,
		queue: { ...broker.queue, kind: broker.queue.kind ?? kindFor(mirrors), mirrors },
		queues: broker.queues,
		exchange: {
			type: broker.exchange.type,
			bindings: broker.exchange.bindings ?? bindingsFor(broker.exchange.type, broker.queues)
		},
		...completeMachine(broker),
		heartbeatUs: broker.heartbeat,
		netTickUs: broker.netTickTime
	};
}

const kindFor = (mirrors: number): 'classic' | 'mirrored' => (mirrors > 0 ? 'mirrored' : 'classic');

/** Every queue gets everything it could: a learner who wants less writes bindings. */
function bindingsFor(type: RabbitmqModel['exchange']['type'], queues: number) {
	if (type === 'default') return [];
	return Array.from({ length: queues }, (_, index) => ({
		queue: queueName(index),
		key: { direct: queueName(index), fanout: '', topic: '#' }[type]
	}));
}

function producersOf({ producers, broker }: CompleteRabbitmqSpec): RabbitmqProducersModel {
	const { delivery, ack, window, batch, routingKeys, connectTo } = producers;
	const addressed = broker.exchange.type === 'default' || broker.exchange.type === 'direct';
	const names = Array.from({ length: broker.queues }, (_, index) => queueName(index));
	return {
		...completeProducers(producers),
		delivery,
		ack,
		batch: batch ?? 1,
		window: window ?? null,
		routingKeys: routingKeys ?? (addressed ? names : ['message']),
		connectTo
	};
}

function consumersOf(consumers: CompleteRabbitmqSpec['consumers']): RabbitmqConsumersModel {
	const { ack, prefetch, ackEvery, connectTo } = consumers;
	return { ...completeConsumers(consumers), ack, prefetch, ackEvery, connectTo };
}
