/** Order is the number that the engine uses; `rabbitmq/settings.ts` in the engine holds the same lists. */
export const rabbitmqBrokerSettings = [
	'exchangeType',
	'alternateExchange',
	'balancer',
	'healthCheckIntervalUs',
	'healthCheckFailures',
	'partitionHandling',
	'restartUs',
	'netTickSpread'
] as const;
export const rabbitmqQueueSettings = [
	'masterNode',
	'durable',
	'mirrors',
	'automaticSync',
	'promoteAlways',
	'kind',
	'deliveryLimit',
	'messageTtlUs',
	'maxLength',
	'maxLengthBytes',
	'overflow',
	'deadLetterExchange',
	'deadLetterKey',
	'maxPriority',
	'singleActiveConsumer',
	'exclusive',
	'autoDelete',
	'expiresUs'
] as const;
export const rabbitmqProducerSettings = [
	'persistent',
	'ackMode',
	'batch',
	'window',
	'mandatory',
	'exchange',
	'balanced',
	'declares'
] as const;
export const rabbitmqConsumerSettings = [
	'queue',
	'manual',
	'prefetch',
	'ackEvery',
	'prefetchGlobal',
	'sharedChannel',
	'rejectEvery',
	'requeue',
	'recoverEvery',
	'priority',
	'balanced',
	'alone'
] as const;
