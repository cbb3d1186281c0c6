/** Order is the number that the engine uses; `rabbitmq/settings.ts` in the engine holds the same lists. */
export const rabbitmqBrokerSettings = ['exchangeType'] as const;
export const rabbitmqQueueSettings = [
	'masterNode',
	'durable',
	'mirrors',
	'automaticSync',
	'promoteAlways',
	'kind',
	'deliveryLimit'
] as const;
export const rabbitmqProducerSettings = ['persistent', 'ackMode', 'batch', 'window'] as const;
export const rabbitmqConsumerSettings = ['queue', 'manual', 'prefetch', 'ackEvery'] as const;
