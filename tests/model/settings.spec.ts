/**
 * Each setting that a lab can turn changes what happens: the same experiment with the one setting
 * altered gives another history. The situations are chosen so that the setting is asked at all.
 */
import { describe, expect, it } from 'vitest';
import { toExperiment, toSetup, withOverrides, type ExperimentSpec } from '#lib/experiment';
import { simulate } from '#lib/sim';
import { engine } from './setups';

function digestOf(spec: ExperimentSpec): string {
	const experiment = toExperiment(spec);
	if (!experiment.ok) throw new Error(experiment.problems.map(({ text }) => text).join('\n'));
	return simulate(engine, toSetup(experiment.value)).digest;
}

type Row = [path: string, value: unknown, given?: Record<string, unknown>];

function changes(base: ExperimentSpec, rows: Row[]): void {
	it.each(rows)('%s = %j', (path, value, given = {}) => {
		const before = withOverrides(base, given);
		expect(digestOf(withOverrides(before, { [path]: value }))).not.toBe(digestOf(before));
	});
}

const kill = [{ kind: 'crash', target: 'leader', at: '500ms', restartAfter: '12s' }];
const killConsumer = [{ kind: 'crash', target: 'consumer-1', at: '700ms', restartAfter: '100ms' }];
const killInWork = [
	{ kind: 'crash', target: 'consumer-1', whileProcessing: 500, restartAfter: '100ms' }
];
const fast = { 'producers.rate': 20_000, 'producers.messages': 20_000 };
const common: Row[] = [
	['producers.count', 2],
	['producers.messages', 1_500],
	['producers.rate', 2_000],
	['producers.arrivals', 'poisson'],
	['producers.size', 5_000],
	['consumers.count', 2],
	['consumers.processing', '300us'],
	['broker.link.latency', '2ms']
];

describe('Kafka', () => {
	const base: ExperimentSpec = {
		broker: { type: 'kafka', nodes: 3, topic: { partitions: 2, replicationFactor: 3 } },
		producers: { messages: 1_000, rate: 1_000 },
		limit: '60s'
	};
	const old = { 'broker.version': '0.8', 'producers.mode': 'async' };
	changes(base, [
		...common,
		['broker.version', '2.x'],
		['broker.nodes', 4],
		['broker.topic.partitions', 3],
		['broker.topic.replicationFactor', 2],
		['broker.topic.flush', 'message'],
		['broker.coordination', 'zookeeper', { faults: kill }],
		['broker.sessionTimeout', '3s', { faults: kill }],
		['producers.acks', 1],
		['producers.acks', 0],
		['producers.mode', 'sync', { 'producers.rate': 20_000 }],
		['producers.batchSize', 0, { 'producers.rate': 20_000 }],
		['producers.linger', '20ms'],
		['producers.maxInFlight', 1, { 'producers.rate': 50_000 }],
		['producers.batchMessages', 50, old],
		['producers.client', 'java', { 'broker.version': '0.8' }],
		['producers.retries', 30, { ...old, 'broker.topic.partitions': 1, faults: kill }],
		['producers.transactional', true],
		['producers.partitioner', 'round-robin'],
		['producers.keys', 10],
		['consumers.autoCommitInterval', '100ms', { faults: killConsumer }],
		['consumers.commitEvery', 1, { faults: killConsumer }],
		[
			'consumers.maxPollRecords',
			5,
			{ ...fast, 'consumers.commitEvery': 'poll', faults: killConsumer }
		],
		['consumers.fetchMinBytes', 100_000],
		['consumers.sessionTimeout', '6s', { faults: killConsumer }]
	]);
});

describe('ActiveMQ', () => {
	const base: ExperimentSpec = {
		broker: { type: 'activemq' },
		producers: { messages: 1_000, rate: 1_000 },
		limit: '60s'
	};
	const transacted = { 'producers.transacted': true };
	changes(base, [
		...common,
		['broker.topology', 'network'],
		[
			'broker.topology',
			'shared-store',
			{ faults: kill, 'broker.nodes': 2, 'broker.topology': 'network' }
		],
		['broker.destination', 'topic', { 'consumers.count': 2 }],
		['broker.diskSync', 'never'],
		['broker.lockPoll', '1s', { 'broker.topology': 'shared-store', faults: kill }],
		[
			'broker.redelivery.maximum',
			1,
			{
				'consumers.rejectEvery': 10,
				'consumers.rejectTimes': 5,
				'consumers.acknowledgeMode': 'transacted'
			}
		],
		[
			'broker.redelivery.delay',
			'2s',
			{ 'consumers.rejectEvery': 10, 'consumers.acknowledgeMode': 'transacted' }
		],
		['producers.deliveryMode', 'non-persistent'],
		['producers.transacted', true],
		['producers.commitEvery', 10, transacted],
		['producers.asyncSend', true],
		['consumers.style', 'receive', { faults: killConsumer }],
		['consumers.acknowledgeMode', 'client', { 'consumers.style': 'receive', faults: killInWork }],
		['consumers.acknowledgeMode', 'transacted'],
		['consumers.ackEvery', 10, { 'consumers.acknowledgeMode': 'client' }],
		['consumers.prefetch', 1, { ...fast, 'producers.deliveryMode': 'non-persistent' }],
		['consumers.optimizeAcknowledge', true],
		['consumers.rejectEvery', 10],
		['consumers.exclusive', true, { 'consumers.count': 2 }]
	]);
});
