import {
	plainPublish,
	plainQueue,
	plainSubscription,
	queueName,
	type RabbitmqConsumerSetup,
	type RabbitmqProducerSetup,
	type RabbitmqSetup
} from '#lib/sim';
import { indexOfName } from '../common/names';
import { commonConsumers, profileOf, shareOut } from '../common/to-setup';
import { faultSetups } from '../faults/to-setup';
import { rabbitmqNode, rabbitmqPlaces } from './conflicts';
import type { RabbitmqExperiment } from './model';

/** Names become numbers, null becomes the engine's own "none"; nothing is decided here. */
export function rabbitmqSetup(experiment: RabbitmqExperiment, seed: number): RabbitmqSetup {
	const { broker } = experiment;
	return {
		broker: 'rabbitmq',
		seed,
		limitUs: experiment.limitUs,
		messages: experiment.producers.messages,
		nodes: broker.nodes,
		queues: broker.queues,
		queue: {
			...plainQueue,
			durable: broker.queue.durable,
			mirrors: broker.queue.mirrors,
			automaticSync: broker.queue.syncMode === 'automatic',
			promoteAlways: broker.queue.promoteOnFailure === 'always',
			kind: broker.queue.kind === 'quorum' ? 'quorum' : 'classic',
			deliveryLimit: broker.queue.deliveryLimit ?? 0
		},
		exchange: {
			type: broker.exchange.type,
			bindings: broker.exchange.bindings.map(({ queue, key }) => ({
				queue: indexOfName(queue, broker.queues, queueName),
				key
			}))
		},
		queueOf: {},
		exchanges: [],
		profile: profileOf(broker),
		heartbeatUs: broker.heartbeatUs,
		netTickUs: broker.netTickUs,
		producers: producersOf(experiment),
		consumers: consumersOf(experiment),
		faults: faultSetups(experiment.faults, rabbitmqPlaces(experiment)),
		traceMessage: -1
	};
}

function producersOf({ producers, broker }: RabbitmqExperiment): RabbitmqProducerSetup[] {
	return shareOut(producers).map((common) => ({
		...common,
		...plainPublish,
		node: indexOfName(producers.connectTo, broker.nodes, rabbitmqNode),
		persistent: producers.delivery === 'persistent',
		ack: producers.ack,
		batch: producers.batch,
		window: producers.window ?? 0,
		routingKeys: [...producers.routingKeys]
	}));
}

function consumersOf({ consumers, broker }: RabbitmqExperiment): RabbitmqConsumerSetup[] {
	return commonConsumers(consumers).map((common, index) => ({
		...common,
		...plainSubscription,
		node: indexOfName(consumers.connectTo, broker.nodes, rabbitmqNode),
		queue: index % broker.queues,
		manual: consumers.ack === 'manual',
		prefetch: consumers.prefetch,
		ackEvery: consumers.ackEvery
	}));
}
