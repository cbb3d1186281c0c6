/** Kafka 0.8.2 and 3.9, 100 B, three brokers and the client on two cores; one partition. */
import type { KafkaSpec } from '#lib/experiment';
import { comesAt, processed } from '../measure';
import type { RecordedCell } from '../side-by-side';
import { grid, producedOr, type Line, type RelativeTable } from './table';

type Producers = NonNullable<KafkaSpec['producers']>;
type Consumers = NonNullable<KafkaSpec['consumers']>;

const size = 100;

const on = (version: '0.8' | '3.x', replicationFactor: number, acks: 0 | 1 | 'all') => {
	return (producers: Producers): KafkaSpec => ({
		broker: { type: 'kafka', version, nodes: 3, topic: { replicationFactor } },
		producers: { size, acks, ...producers }
	});
};

const columns = (version: '0.8' | '3.x') => ({
	'acks 0, 1 replica': on(version, 1, 0),
	'acks 1, 1 replica': on(version, 1, 1),
	'acks 1, 3 replicas': on(version, 3, 1),
	'acks all, 3 replicas': on(version, 3, 'all')
});

const oldLine = (
	name: string,
	producers: Producers,
	recorded: Line<Producers>['recorded']
): Line<Producers> => ({
	name,
	producers,
	recorded
});

const list = (batchMessages: number, messages: number): Producers => ({
	messages,
	mode: 'sync',
	batchMessages
});

const old: Line<Producers>[] = [
	oldLine('1 per request', list(1, 2000), [1, 0.4, 0.24, 0.12]),
	oldLine('list of 10', list(10, 20_000), [8.6, 3.9, 1.9, 1.1]),
	oldLine('list of 50', list(50, 60_000), [36, 15, 8.1, 4.7]),
	oldLine('list of 200', list(200, 60_000), [78, 34, 21, 13.5]),
	oldLine(
		'async, 200',
		{ messages: 60_000, mode: 'async', batchMessages: 200, enqueueTimeout: 'block' },
		[50, 27, 19, 10.6]
	),
	// Ranges were recorded: 34 – 47, 34 – 47, 18 – 21, 8.7 – 9.5.
	oldLine(
		'Java client, 16 KiB',
		{ messages: 200_000, client: 'java', batchSize: 16_384 },
		[40, 40, 19.5, 9.1]
	)
];

/** 0.8's asynchronous producer tells the application of no acknowledgement. */
const oldRead = (producers: Producers) => producedOr(producers.mode !== 'async');

interface Modern {
	name: string;
	acks?: 0 | 1 | 'all';
	replicas?: 1 | 3;
	producers?: Producers;
	recorded: number;
}

const modern: Modern[] = [
	{ name: '16 KiB, acks 1', recorded: 1 },
	{
		name: 'one message per request',
		producers: { messages: 20_000, batchSize: 0 },
		recorded: 0.005
	},
	{ name: '1 KiB', producers: { batchSize: 1024 }, recorded: 0.065 },
	{ name: '64 KiB', producers: { batchSize: 65_536 }, recorded: 1.04 },
	{ name: 'acks 0', acks: 0, recorded: 0.87 },
	{ name: 'acks all', acks: 'all', recorded: 0.89 },
	{ name: 'acks 0, 3 replicas', acks: 0, replicas: 3, recorded: 0.44 },
	{ name: 'acks 1, 3 replicas', replicas: 3, recorded: 0.35 },
	{ name: 'acks all, 3 replicas', acks: 'all', replicas: 3, recorded: 0.2 },
	{ name: 'one in flight', producers: { maxInFlight: 1 }, recorded: 0.52 },
	{
		name: 'send().get(), acks 0',
		acks: 0,
		producers: { messages: 20_000, mode: 'sync' },
		recorded: 0.015
	},
	{ name: 'send().get(), acks 1', producers: { messages: 5000, mode: 'sync' }, recorded: 0.005 },
	{
		name: 'send().get(), acks all',
		acks: 'all',
		producers: { messages: 5000, mode: 'sync' },
		recorded: 0.005
	}
];

/** As multiples of the produce table's unit, 850 000/s; here of the first line. */
const consuming: [name: string, consumers: Consumers, messages: number, recorded: number][] = [
	['500 per poll, automatic commit', { autoCommit: true }, 1_000_000, 1],
	['commit per poll of 500', { autoCommit: false, commitEvery: 'poll' }, 300_000, 0.22 / 3.1],
	['commit per message', { autoCommit: false, commitEvery: 1 }, 2000, 0.0007 / 3.1]
];

export const kafkaTables: RelativeTable[] = [
	{ title: 'Kafka 0.8, produce', cells: grid(old, columns('0.8'), oldRead) },
	{
		title: 'Kafka 3.9, produce',
		unitPerSecond: 850_000,
		cells: modern.map(({ name, acks = 1, replicas = 1, producers, recorded }): RecordedCell => {
			const spec = on('3.x', replicas, acks)({ messages: 500_000, ...producers });
			return {
				id: name,
				recorded,
				spec: { ...spec, consumers: { count: 0 } },
				read: producedOr(true)
			};
		})
	},
	{
		title: 'Kafka 3.9, consume',
		unitPerSecond: 2_635_000,
		cells: consuming.map(([name, consumers, messages, recorded]): RecordedCell => ({
			id: name,
			recorded,
			spec: {
				...on('3.x', 1, 1)({ messages }),
				consumers: { processing: 0, offsetReset: 'earliest', ...consumers },
				faults: comesAt('60s')
			},
			read: processed
		}))
	}
];
