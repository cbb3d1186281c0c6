import type { NumberedSetup } from '../setup';

/*
 * Order is the number that the engine uses: `activemq/settings.ts` there holds the same
 * lists, and `lists.spec.ts` compares them. Times in µs, flags 0 or 1.
 */

export const activemqBrokerSettings = [
	'topology',
	'topic',
	'durableSubscription',
	'diskSync',
	'periodicSyncUs',
	'lockPollUs',
	'lockKeepAliveUs',
	'maximumRedeliveries',
	'redeliveryDelayUs',
	'memoryLimitBytes',
	'storeLimitBytes',
	'concurrentStoreAndDispatch',
	'checkpointUs',
	'startUs',
	'pageSize'
] as const;

export const activemqProducerSettings = [
	'persistent',
	'transacted',
	'commitEvery',
	'asyncSend',
	'producerWindowBytes',
	'failover',
	'initialReconnectUs',
	'maxReconnectUs'
] as const;

export const activemqConsumerSettings = [
	'listener',
	'acknowledgeMode',
	'ackEvery',
	'prefetch',
	'optimizeAcknowledge',
	'failover',
	'exclusive',
	'initialReconnectUs',
	'maxReconnectUs',
	'rejectEvery',
	'rejectTimes'
] as const;

export type ActivemqBrokerSetting = (typeof activemqBrokerSettings)[number];
export type ActivemqProducerSetting = (typeof activemqProducerSettings)[number];
export type ActivemqConsumerSetting = (typeof activemqConsumerSettings)[number];

export type ActivemqSetup = NumberedSetup<
	'activemq',
	ActivemqBrokerSetting,
	ActivemqProducerSetting,
	ActivemqConsumerSetting
>;
