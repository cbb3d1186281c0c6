/*
 * Names that are right, but elsewhere. A learner who copies a Kafka setting into a RabbitMQ
 * experiment should hear that it belongs to Kafka, not that it does not exist.
 */

type Broker = 'Kafka' | 'ActiveMQ' | 'Kafka and ActiveMQ';

const kafkaBroker = [
	'coordination',
	'sessionTimeout',
	'partitions',
	'replicationFactor',
	'minInsyncReplicas',
	'uncleanLeaderElection',
	'flush',
	'topic'
];
const activemqBroker = ['topology', 'diskSync', 'destination', 'durableSubscription', 'redelivery'];
const kafkaProducers = [
	'mode',
	'acks',
	'batchSize',
	'batchMessages',
	'linger',
	'lingerMs',
	'maxInFlight',
	'retries',
	'retryBackoff',
	'deliveryTimeout',
	'idempotence',
	'transactional',
	'partitioner'
];
const activemqProducers = [
	'deliveryMode',
	'transacted',
	'commitEvery',
	'asyncSend',
	'producerWindow',
	'failover'
];
const kafkaConsumers = [
	'group',
	'autoCommit',
	'autoCommitInterval',
	'commit',
	'commitEvery',
	'maxPollRecords',
	'fetchMinBytes',
	'fetchMaxWait',
	'assignment',
	'sessionTimeout',
	'isolation'
];
const activemqConsumers = ['style', 'acknowledgeMode'];

const names = (broker: Broker, list: string[]): [string, Broker][] =>
	list.map((name) => [name, broker]);

const foreign: ReadonlyMap<string, ReadonlyMap<string, Broker>> = new Map([
	['broker', new Map([...names('Kafka', kafkaBroker), ...names('ActiveMQ', activemqBroker)])],
	[
		'producers',
		new Map([...names('Kafka', kafkaProducers), ...names('ActiveMQ', activemqProducers)])
	],
	[
		'consumers',
		new Map([...names('Kafka', kafkaConsumers), ...names('ActiveMQ', activemqConsumers)])
	]
]);

/** RabbitMQ's own, for a later version of the simulator. */
const notSimulated = new Set([
	'broker.partitionHandling',
	'broker.balancer',
	'broker.queue.messageTtl',
	'broker.queue.maxLength',
	'broker.queue.overflow',
	'broker.queue.deadLetterExchange',
	'broker.queue.deliveryLimit',
	'producers.mandatory'
]);
const valuesNotSimulated = new Set(['broker.queue.kind=quorum', 'broker.exchange.type=headers']);

/** The other broker that has a setting of this name in this section, or null. */
export function brokerOfSetting(path: string): Broker | null {
	const [section = '', ...rest] = path.split('.');
	const name = rest.at(-1) ?? '';
	return foreign.get(section)?.get(name) ?? null;
}

export function isNotSimulated(path: string): boolean {
	return notSimulated.has(path);
}

export function isValueNotSimulated(path: string, value: unknown): boolean {
	return typeof value === 'string' && valuesNotSimulated.has(`${path}=${value}`);
}
