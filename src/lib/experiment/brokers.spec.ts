import { describe, expect, it } from 'vitest';
import { toExperiment, toSetup } from './to-experiment';
import {
	brokerDefaults,
	consumerDefaults,
	kafkaVersions,
	producerDefaults
} from './kafka/versions';

function valid(spec: unknown) {
	const result = toExperiment(spec);
	if (!result.ok) throw new Error(result.problems.map(({ text }) => text).join('\n'));
	return result.value;
}

function codeOf(spec: unknown): string {
	const result = toExperiment(spec);
	return result.ok ? '' : result.problems.map(({ code, path }) => `${code} ${path}`).join(', ');
}

const kafka = (settings: object, clients: object = {}) => ({
	broker: { type: 'kafka', ...settings },
	...clients
});
const activemq = (settings: object, clients: object = {}) => ({
	broker: { type: 'activemq', ...settings },
	...clients
});
const second = 1_000_000;

describe('Kafka’s defaults are those of the release', () => {
	const defaults = (version: string) => {
		const { broker, producers, consumers } = valid(kafka({ version }));
		return { ...broker, ...producers, ...consumers };
	};

	it.each([
		['0.8', 0, 3, 5 * second, 1, false, 60 * second, 6 * second, 6 * second],
		['2.x', 1, 2 ** 31 - 1, 0, 5, false, 5 * second, 6 * second, 10 * second],
		['3.x', 'all', 2 ** 31 - 1, 0, 5, true, 5 * second, 9 * second, 45 * second],
		['4.x', 'all', 2 ** 31 - 1, 5_000, 5, true, 5 * second, 9 * second, 45 * second]
	])(
		'%s',
		(version, acks, retries, lingerUs, maxInFlight, idempotence, autoCommit, broker, member) => {
			expect(valid(kafka({ version }))).toMatchObject({
				broker: { sessionTimeoutUs: broker },
				producers: { acks, retries, lingerUs, maxInFlight, idempotence },
				consumers: { autoCommitIntervalUs: autoCommit, sessionTimeoutUs: member }
			});
		}
	);

	it('and change from release to release, or the rows would not be there', () => {
		const all = kafkaVersions.map((version) => JSON.stringify(defaults(version)));
		expect(new Set(all).size).toBe(kafkaVersions.length);
	});

	it('have a source each', () => {
		const rows = [brokerDefaults, producerDefaults, consumerDefaults].flatMap((table) =>
			Object.values(table)
		);
		for (const { source } of rows) expect(source).toMatch(/docs|source|KIP-\d+|client/);
	});

	it('give the Java client of 0.8 its own', () => {
		const { producers } = valid(kafka({ version: '0.8' }, { producers: { client: 'java' } }));
		expect(producers).toMatchObject({ mode: 'async', acks: 1, retries: 0, maxInFlight: 5 });
	});

	it('choose the partitioner by the client and by keys', () => {
		const partitioner = (version: string, producers: object) =>
			valid(kafka({ version }, { producers })).producers;
		expect(partitioner('0.8', {})).toMatchObject({ partitioner: 'random' });
		expect(partitioner('0.8', { keys: 4 })).toMatchObject({ partitioner: 'hash-code' });
		expect(partitioner('2.x', {})).toMatchObject({ partitioner: 'round-robin' });
		expect(partitioner('3.x', {})).toMatchObject({ partitioner: 'sticky' });
		expect(partitioner('3.x', { keys: 4 })).toMatchObject({ partitioner: 'murmur2' });
	});

	it('let idempotence give way to what excludes it, unless it was asked for', () => {
		expect(valid(kafka({}, { producers: { acks: 1 } })).producers).toMatchObject({
			idempotence: false
		});
		const asked = kafka({}, { producers: { acks: 1, idempotence: true } });
		expect(codeOf(asked)).toBe('setting-idempotence-excluded producers.acks');
	});

	it('commit automatically unless another way is written', () => {
		const commits = (consumers: object) => valid(kafka({}, { consumers })).consumers;
		expect(commits({})).toMatchObject({ autoCommit: true });
		expect(commits({ commitEvery: 1 })).toMatchObject({ autoCommit: false, commitEvery: 1 });
		expect(commits({ commit: 'before' })).toMatchObject({ autoCommit: false, commitEvery: null });
	});
});

describe('ActiveMQ’s defaults', () => {
	it('wait for persistent messages outside a transaction alone', () => {
		const asyncSend = (producers: object) => valid(activemq({}, { producers })).producers;
		expect(asyncSend({})).toMatchObject({ asyncSend: false });
		expect(asyncSend({ deliveryMode: 'non-persistent' })).toMatchObject({ asyncSend: true });
		expect(asyncSend({ transacted: true })).toMatchObject({ asyncSend: true });
	});

	it('prefetch by destination', () => {
		const prefetch = (broker: object) => valid(activemq(broker)).consumers;
		expect(prefetch({})).toMatchObject({ prefetch: 1_000 });
		expect(prefetch({ destination: 'topic' })).toMatchObject({ prefetch: 32_767 });
		const durable = { destination: 'topic', durableSubscription: true };
		expect(prefetch(durable)).toMatchObject({ prefetch: 100 });
	});

	it('put a lone producer and a lone consumer at the two ends of a network', () => {
		const setup = toSetup(valid(activemq({ topology: 'network' })));
		expect(setup.producers.map(({ node }) => node)).toEqual([0]);
		expect(setup.consumers.map(({ node }) => node)).toEqual([1]);
	});
});

describe('what does not fit together', () => {
	it('is told with what was written, and where it would fit', () => {
		const result = toExperiment(kafka({ version: '0.8' }, { consumers: { heartbeat: '1s' } }));
		expect(result.ok ? [] : result.problems.map(({ text }) => text)).toEqual([
			"consumers.heartbeat is '1s', which Kafka 0.8 does not have. Write one of '2.x', '3.x', '4.x' as broker.version, or leave consumers.heartbeat out."
		]);
	});

	it.each([
		[
			'more replicas than brokers',
			kafka({ nodes: 2, topic: { replicationFactor: 3 } }),
			'setting-replicas-need-nodes broker.topic.replicationFactor'
		],
		[
			'a minimum nobody can reach',
			kafka({ topic: { minInsyncReplicas: 2 } }),
			'setting-min-insync broker.topic.minInsyncReplicas'
		],
		[
			'a delivery that times out before its request',
			kafka({}, { producers: { deliveryTimeout: '5s', linger: '1s', requestTimeout: '4500ms' } }),
			'setting-delivery-timeout producers.deliveryTimeout'
		],
		[
			'KRaft before its time',
			kafka({ version: '0.8', coordination: 'kraft' }),
			'setting-not-in-version broker.coordination'
		],
		[
			'ZooKeeper after its time',
			kafka({ version: '4.x', coordination: 'zookeeper' }),
			'setting-not-in-version broker.coordination'
		],
		[
			'the old client of a new release',
			kafka({}, { producers: { client: 'old' } }),
			'setting-not-in-version producers.client'
		],
		[
			'idempotence in 0.8',
			kafka({ version: '0.8' }, { producers: { idempotence: true } }),
			'setting-not-in-version producers.idempotence'
		],
		[
			'bytes of a batch for the old client',
			kafka({ version: '0.8' }, { producers: { batchSize: 100 } }),
			'setting-needs producers.batchSize'
		],
		[
			'messages of a batch for the Java client',
			kafka({}, { producers: { batchMessages: 10 } }),
			'setting-needs producers.batchMessages'
		],
		[
			'two ways to commit',
			kafka({}, { consumers: { autoCommit: true, commitEvery: 1 } }),
			'setting-needs consumers.commitEvery'
		],
		[
			'a partition that is not there',
			kafka(
				{ topic: { partitions: 2 } },
				{ faults: [{ kind: 'crash', target: 'leader(orders/2)', at: 1 }] }
			),
			'setting-no-such-name faults.0.target'
		],
		['two brokers alone', activemq({ nodes: 2 }), 'setting-several-nodes broker.nodes'],
		['a lock of nobody', activemq({ lockPoll: '1s' }), 'setting-needs broker.lockPoll'],
		[
			'a durable queue subscriber',
			activemq({ durableSubscription: true }),
			'setting-needs broker.durableSubscription'
		],
		[
			'commits without a transaction',
			activemq({}, { producers: { commitEvery: 5 } }),
			'setting-needs producers.commitEvery'
		],
		[
			'acknowledging by hand where JMS does it',
			activemq({}, { consumers: { ackEvery: 5 } }),
			'setting-needs consumers.ackEvery'
		]
	])('%s', (_, spec, problem) => {
		expect(codeOf(spec)).toBe(problem);
	});
});

describe('a setting of one broker under another says where it belongs', () => {
	const textOf = (spec: unknown): string => {
		const result = toExperiment(spec);
		return result.ok ? '' : (result.problems[0]?.text ?? '');
	};

	it.each([
		[
			{ producers: { acks: 1 } },
			'producers.acks is a setting of Kafka, and this experiment runs RabbitMQ'
		],
		[{ broker: { type: 'rabbitmq', partitions: 3 } }, 'Kafka (broker.topic.partitions)'],
		[kafka({ queue: {} }), 'broker.queue is a setting of RabbitMQ, and this experiment runs Kafka'],
		[
			kafka({}, { producers: { deliveryMode: 'persistent' } }),
			'of ActiveMQ, and this experiment runs Kafka'
		],
		[
			activemq({}, { consumers: { group: 'shared' } }),
			'of Kafka, and this experiment runs ActiveMQ'
		],
		[
			kafka({}, { consumers: { prefetch: 5 } }),
			'of RabbitMQ, ActiveMQ, and this experiment runs Kafka'
		],
		[kafka({ partitions: 3 }), 'Did you mean broker.topic.partitions?']
	])('%#', (spec, text) => {
		expect(textOf(spec)).toContain(text);
	});
});
