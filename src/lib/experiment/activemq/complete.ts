import { nodeName } from '#lib/sim';
import { completeConsumers, completeProducers } from '../common/clients';
import { completeMachine } from '../common/machine';
import { completeRest } from '../experiment';
import type {
	ActivemqConsumersModel,
	ActivemqExperiment,
	ActivemqModel,
	ActivemqProducersModel
} from './model';
import type { CompleteActivemqSpec } from './schema';

/** Fills in the defaults that depend on other settings; all others are in the schema. */
export function completeActivemq(spec: CompleteActivemqSpec): ActivemqExperiment {
	return {
		broker: brokerOf(spec.broker),
		producers: producersOf(spec),
		consumers: consumersOf(spec),
		...completeRest(spec)
	};
}

function brokerOf(broker: CompleteActivemqSpec['broker']): ActivemqModel {
	const { type, version, topology, destination, durableSubscription, diskSync } = broker;
	return {
		type,
		version,
		topology,
		nodes: broker.nodes ?? (topology === 'single' ? 1 : 2),
		destination,
		durableSubscription,
		diskSync,
		diskSyncIntervalUs: broker.diskSyncInterval,
		// lockAcquireSleepInterval and lockKeepAlivePeriod of the shared file locker (rule A8).
		lockPollUs: broker.lockPoll ?? 10_000_000,
		lockKeepAliveUs: broker.lockKeepAlive ?? 0,
		redelivery: { maximum: broker.redelivery.maximum, delayUs: broker.redelivery.delay },
		memoryLimitBytes: broker.memoryLimit,
		storeLimitBytes: broker.storeLimit,
		concurrentStoreAndDispatch: broker.concurrentStoreAndDispatch,
		checkpointUs: broker.checkpointInterval,
		...completeMachine(broker)
	};
}

/** In a network clients are spread over the brokers, elsewhere they begin at the first. */
export const spread = 'spread';

const placeOf = (written: string | undefined, { broker }: CompleteActivemqSpec): string =>
	written ?? (broker.topology === 'network' ? spread : nodeName('activemq', 0));

function producersOf(spec: CompleteActivemqSpec): ActivemqProducersModel {
	const { producers } = spec;
	const { deliveryMode, transacted, failover } = producers;
	return {
		...completeProducers(producers),
		deliveryMode,
		transacted,
		commitEvery: producers.commitEvery ?? 1,
		// ActiveMQConnection sends and waits for persistent messages outside a transaction alone.
		asyncSend: producers.asyncSend ?? (deliveryMode === 'non-persistent' || transacted),
		producerWindowBytes: producers.producerWindow ?? null,
		failover,
		initialReconnectUs: producers.initialReconnectDelay,
		maxReconnectUs: producers.maxReconnectDelay,
		connectTo: placeOf(producers.connectTo, spec)
	};
}

/** ActiveMQPrefetchPolicy: rule A10. */
const prefetchDefaults = { queue: 1_000, topic: 32_767, durableTopic: 100 } as const;

function consumersOf(spec: CompleteActivemqSpec): ActivemqConsumersModel {
	const { consumers, broker } = spec;
	const {
		style,
		acknowledgeMode,
		optimizeAcknowledge,
		exclusive,
		failover,
		rejectEvery,
		rejectTimes
	} = consumers;
	const topic = broker.durableSubscription ? 'durableTopic' : 'topic';
	return {
		...completeConsumers(consumers),
		style,
		acknowledgeMode,
		ackEvery: consumers.ackEvery ?? 1,
		prefetch:
			consumers.prefetch ?? prefetchDefaults[broker.destination === 'queue' ? 'queue' : topic],
		optimizeAcknowledge,
		exclusive,
		rejectEvery,
		rejectTimes,
		failover,
		initialReconnectUs: consumers.initialReconnectDelay,
		maxReconnectUs: consumers.maxReconnectDelay,
		connectTo: placeOf(consumers.connectTo, spec)
	};
}
