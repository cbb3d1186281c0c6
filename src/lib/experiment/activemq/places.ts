import { nodeName } from '#lib/sim';
import { namesOf } from '../common/names';
import type { Places } from '../faults/places';
import type { ActivemqExperiment } from './model';

const destinationName = 'orders';

export const activemqNode = (index: number): string => nodeName('activemq', index);

export function activemqPlaces({ broker, producers, consumers }: ActivemqExperiment): Places {
	return {
		nodes: namesOf(broker.nodes, activemqNode),
		leaderIndex: (name) => (name === destinationName ? 0 : null),
		leaders: [destinationName],
		hasController: false,
		stopsClients: false,
		partitionsOf: { broker: 'ActiveMQ', placesClients: false },
		producers: producers.count,
		consumers: consumers.count
	};
}
