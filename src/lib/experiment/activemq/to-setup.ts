import type { ActivemqSetup } from '#lib/sim';
import { indexOfName } from '../common/names';
import { commonConsumers, profileOf, shareOut } from '../common/to-setup';
import { faultSetups } from '../faults/to-setup';
import { spread } from './complete';
import { activemqNode, activemqPlaces } from './places';
import type {
	ActivemqConsumersModel,
	ActivemqExperiment,
	ActivemqModel,
	ActivemqProducersModel
} from './model';

/** Names become numbers, null becomes the engine's own "none"; nothing is decided here. */
export function activemqSetup(experiment: ActivemqExperiment, seed: number): ActivemqSetup {
	const { broker, producers, consumers } = experiment;
	const { nodes } = broker;
	return {
		broker: 'activemq',
		seed,
		limitUs: experiment.limitUs,
		messages: producers.messages,
		nodes,
		profile: profileOf(broker),
		settings: brokerSettings(broker),
		producers: shareOut(producers).map((common, index) => ({
			...common,
			node: placeOf(producers.connectTo, nodes, index),
			settings: producerSettings(producers)
		})),
		consumers: commonConsumers(consumers).map((common, index) => ({
			...common,
			// From the last on: a lone producer and a lone consumer then sit at the network's two ends.
			node: placeOf(consumers.connectTo, nodes, nodes - 1 - (index % nodes)),
			settings: consumerSettings(consumers)
		})),
		faults: faultSetups(experiment.faults, activemqPlaces(experiment)),
		traceMessage: -1
	};
}

const placeOf = (name: string, nodes: number, turn: number): number =>
	name === spread ? turn % nodes : indexOfName(name, nodes, activemqNode);

const topologies = ['single', 'shared-store', 'network'] as const;
const diskSyncs = ['always', 'periodic', 'never'] as const;

function brokerSettings(broker: ActivemqModel): ActivemqSetup['settings'] {
	return {
		topology: topologies.indexOf(broker.topology),
		topic: Number(broker.destination === 'topic'),
		durableSubscription: Number(broker.durableSubscription),
		diskSync: diskSyncs.indexOf(broker.diskSync),
		periodicSyncUs: broker.diskSyncIntervalUs,
		lockPollUs: broker.lockPollUs,
		lockKeepAliveUs: broker.lockKeepAliveUs,
		maximumRedeliveries: broker.redelivery.maximum,
		redeliveryDelayUs: broker.redelivery.delayUs,
		memoryLimitBytes: broker.memoryLimitBytes,
		storeLimitBytes: broker.storeLimitBytes,
		concurrentStoreAndDispatch: Number(broker.concurrentStoreAndDispatch),
		checkpointUs: broker.checkpointUs,
		startUs,
		pageSize
	};
}

/** From having the lock until it serves: takeovers took 0.6–1.9 s with a poll of 1 s (rule A8). */
const startUs = 600_000;

/** maxPageSize of a queue. */
const pageSize = 200;

type ProducerSettings = ActivemqSetup['producers'][number]['settings'];

function producerSettings(producers: ActivemqProducersModel): ProducerSettings {
	return {
		persistent: Number(producers.deliveryMode === 'persistent'),
		transacted: Number(producers.transacted),
		commitEvery: producers.commitEvery,
		asyncSend: Number(producers.asyncSend),
		producerWindowBytes: producers.producerWindowBytes ?? 0,
		failover: Number(producers.failover),
		initialReconnectUs: producers.initialReconnectUs,
		maxReconnectUs: producers.maxReconnectUs
	};
}

const acknowledgeModes = ['auto', 'client', 'dups-ok', 'individual', 'transacted'] as const;

type ConsumerSettings = ActivemqSetup['consumers'][number]['settings'];

function consumerSettings(consumers: ActivemqConsumersModel): ConsumerSettings {
	return {
		listener: Number(consumers.style === 'listener'),
		acknowledgeMode: acknowledgeModes.indexOf(consumers.acknowledgeMode),
		ackEvery: consumers.ackEvery,
		prefetch: consumers.prefetch,
		optimizeAcknowledge: Number(consumers.optimizeAcknowledge),
		failover: Number(consumers.failover),
		exclusive: Number(consumers.exclusive),
		initialReconnectUs: consumers.initialReconnectUs,
		maxReconnectUs: consumers.maxReconnectUs,
		rejectEvery: consumers.rejectEvery,
		rejectTimes: consumers.rejectTimes
	};
}
