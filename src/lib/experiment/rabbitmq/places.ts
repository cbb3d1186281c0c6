import { nodeName, queueName } from '#lib/sim';
import { namesOf } from '../common/names';
import type { Places } from '../faults/places';
import type { RabbitmqExperiment } from './model';

/** In `connectTo`: whatever node the balancer gives. */
export const BALANCER = 'balancer';

export const rabbitmqNode = (index: number): string => nodeName('rabbitmq', index);

export function rabbitmqPlaces({ broker, producers, consumers }: RabbitmqExperiment): Places {
	const queues = namesOf(broker.queues, queueName);
	return {
		nodes: namesOf(broker.nodes, rabbitmqNode),
		leaderIndex: (name) => (queues.includes(name) ? queues.indexOf(name) : null),
		leaders: queues,
		hasController: false,
		stopsClients: false,
		partitionsOf: { broker: 'RabbitMQ', placesClients: true },
		producers: producers.count,
		consumers: consumers.count
	};
}
