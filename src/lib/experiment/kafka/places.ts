import { nodeName } from '#lib/sim';
import { namesOf } from '../common/names';
import type { Places } from '../faults/places';
import type { KafkaExperiment } from './model';

const topicName = 'orders';
const partitionForm = /^orders\/(\d{1,4})$/;

export function kafkaPlaces({ broker, producers, consumers }: KafkaExperiment): Places {
	const { partitions } = broker.topic;
	const last = partitions > 1 ? [`${topicName}/${partitions - 1}`] : [];
	return {
		nodes: namesOf(broker.nodes, (index) => nodeName('kafka', index)),
		leaderIndex: (name) => {
			if (name === topicName) return 0;
			const partition = Number(partitionForm.exec(name)?.[1] ?? Number.NaN);
			return partition < partitions ? partition : null;
		},
		leaders: [topicName, ...last],
		// KRaft's controllers are processes of their own.
		hasController: broker.coordination === 'zookeeper',
		stopsClients: true,
		partitionsOf: { broker: 'Kafka', placesClients: false },
		producers: producers.count,
		consumers: consumers.count
	};
}
