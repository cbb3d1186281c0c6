/** The published rows as experiments. What they do not say is said here. */
import type { ExperimentSpec, KafkaSpec, RabbitmqSpec } from '#lib/experiment';
import type { ProfileName } from '#lib/sim';
import { acknowledged, comesAt, processed, produced, type Cell } from './measure';
import { readPublished } from './truth';

export interface PublishedCell extends Cell {
	published: number;
	/** The published figure is only known to be at most so much. */
	isBound: boolean;
}

const nobody = { count: 0 };

function rabbitmq(
	profile: ProfileName,
	producers: NonNullable<RabbitmqSpec['producers']>,
	consumers: NonNullable<RabbitmqSpec['consumers']> | null,
	broker: Omit<NonNullable<RabbitmqSpec['broker']>, 'type'> = {}
): ExperimentSpec {
	return {
		broker: { type: 'rabbitmq', profile, ...broker },
		producers: { retry: true, ...producers },
		consumers: consumers ? { processing: '0us', ...consumers } : nobody
	};
}

const kafka = (
	profile: ProfileName,
	broker: Omit<KafkaSpec['broker'], 'type'>,
	producers: NonNullable<KafkaSpec['producers']>,
	consumers: KafkaSpec['consumers'] = nobody
): ExperimentSpec => ({ broker: { type: 'kafka', profile, ...broker }, producers, consumers });

/** Published with 2.6, whose Java client fills one partition's batch after the other (since 2.4). */
const conf20Cluster = {
	version: '3.x',
	coordination: 'zookeeper',
	nodes: 3,
	topic: { partitions: 100, replicationFactor: 3 }
} as const;

const streaming = { ack: 'confirm', window: 100_000 } as const;
/** "Messages of a few bytes". */
const tiny = { messages: 40_000, size: 12 } as const;
const linkedin = { messages: 400_000, size: 100, client: 'java' } as const;
const mirrored = { nodes: 3, queue: { mirrors: 1, syncMode: 'automatic' } } as const;
const quorum = { nodes: 3, queue: { kind: 'quorum' } } as const;

/** mqperf sends batches of 1 to 10 messages: the mean. */
const mqperfBatch = 5;

type Make = (value: number) => Omit<Cell, 'id'>;

/** By the id of the row; `value` is the point of a curve. */
const experiments: Record<string, Make> = {
	'netdb-kafka-batch1': () => ({
		spec: kafka(
			'netdb-2011',
			{ version: '0.8' },
			{ messages: 100_000, size: 200, mode: 'sync', acks: 0, batchMessages: 1 }
		),
		read: produced
	}),
	'netdb-kafka-batch50': () => ({
		spec: kafka(
			'netdb-2011',
			{ version: '0.8' },
			{ messages: 400_000, size: 200, mode: 'sync', acks: 0, batchMessages: 50 }
		),
		read: produced
	}),
	'netdb-rabbit-batch1': () => ({
		spec: rabbitmq('netdb-2011', { messages: 60_000, size: 200, delivery: 'persistent' }, null),
		read: produced
	}),
	'netdb-activemq-batch1': () => ({
		spec: {
			broker: { type: 'activemq', profile: 'netdb-2011', diskSync: 'never' },
			producers: { messages: 5000, size: 200 },
			consumers: nobody
		},
		read: acknowledged
	}),
	'netdb-kafka-consume': () => ({
		spec: {
			...kafka(
				'netdb-2011',
				{ version: '0.8' },
				{ messages: 100_000, size: 200, mode: 'sync', acks: 0, batchMessages: 50 },
				{ processing: '0us', fetchMaxBytes: 200_000, offsetReset: 'earliest' }
			),
			faults: comesAt('20s')
		},
		read: processed
	}),
	'netdb-others-consume': () => ({
		spec: {
			...rabbitmq(
				'netdb-2011',
				{ messages: 40_000, size: 200, delivery: 'persistent' },
				{ ack: 'automatic', prefetch: 1000 }
			),
			faults: comesAt('20s')
		},
		read: processed
	}),
	'li-1p-none': () => ({
		spec: kafka(
			'linkedin-2014',
			{ version: '0.8', nodes: 3, topic: { partitions: 6 } },
			{ ...linkedin, acks: 1, batchSize: 8196 }
		),
		read: acknowledged
	}),
	'li-1p-async3': () => ({
		spec: kafka(
			'linkedin-2014',
			{ version: '0.8', nodes: 3, topic: { partitions: 6, replicationFactor: 3 } },
			{ ...linkedin, acks: 1, batchSize: 8196 }
		),
		read: acknowledged
	}),
	'li-1p-sync3': () => ({
		spec: kafka(
			'linkedin-2014',
			{ version: '0.8', nodes: 3, topic: { partitions: 6, replicationFactor: 3 } },
			{ ...linkedin, acks: 'all', batchSize: 64_000 }
		),
		read: acknowledged
	}),
	'rmq12-auto': () => ({
		spec: rabbitmq('rabbit-2012', tiny, { ack: 'automatic' }),
		read: processed
	}),
	'rmq12-ack': () => ({ spec: rabbitmq('rabbit-2012', tiny, {}), read: processed }),
	'rmq12-ack-confirm': () => ({
		spec: rabbitmq('rabbit-2012', { ...tiny, ...streaming }, {}),
		read: processed
	}),
	'rmq12-ack-confirm-persistent': () => ({
		spec: rabbitmq('rabbit-2012', { ...tiny, ...streaming, delivery: 'persistent' }, {}),
		read: processed
	}),
	'rmq12-prefetch': (prefetch) => ({
		spec: rabbitmq('rabbit-2012', { ...tiny, messages: 20_000 }, { prefetch }),
		read: processed
	}),
	'rmq11-tx1': () => ({
		spec: rabbitmq(
			'rabbit-2011',
			{ messages: 300, size: 12, delivery: 'persistent', ack: 'transaction', batch: 1 },
			null
		),
		read: acknowledged
	}),
	'rmq11-confirm-stream': () => ({
		spec: rabbitmq(
			'rabbit-2011',
			{ messages: 10_000, size: 12, delivery: 'persistent', ...streaming },
			null
		),
		read: acknowledged
	}),
	'rmq20-window-mirrored': (window) => ({
		spec: rabbitmq('rabbit-2020', windowed(window), { prefetch: 1000 }, mirrored),
		read: acknowledged
	}),
	'rmq20-window-quorum': (window) => ({
		spec: rabbitmq('rabbit-2020', windowed(window), { prefetch: 1000 }, quorum),
		read: acknowledged
	}),
	'conf20-kafka-max': () => ({
		spec: kafka('confluent-2020', conf20Cluster, {
			count: 4,
			messages: 600_000,
			size: 1000,
			acks: 'all',
			idempotence: false,
			linger: '10ms',
			batchSize: 1_048_576,
			bufferMemory: 134_217_728
		}),
		read: acknowledged
	}),
	'conf20-kafka-200k-e2e': () => ({
		spec: kafka(
			'confluent-2020',
			conf20Cluster,
			{
				count: 4,
				// Three seconds, so that the half second in which consumers come does not reach the median.
				messages: 600_000,
				rate: 200_000,
				size: 1000,
				acks: 'all',
				idempotence: false,
				linger: '1ms',
				batchSize: 1_048_576
			},
			{ count: 4, processing: '0us', offsetReset: 'earliest' }
		),
		read: ({ latencyMs }) => latencyMs.p50
	}),
	'mqperf15-rabbit-1': () => ({
		spec: rabbitmq(
			'mqperf-2015',
			{ messages: 1000, size: 100, delivery: 'persistent', ack: 'confirm', batch: mqperfBatch },
			null,
			{ nodes: 3, queue: { mirrors: 2, syncMode: 'automatic' } }
		),
		read: acknowledged
	}),
	'mqperf15-kafka-all-1': () => ({
		spec: kafka(
			'mqperf-2015',
			{ version: '0.8', nodes: 3, topic: { replicationFactor: 3, minInsyncReplicas: 2 } },
			{ messages: 1000, size: 100, mode: 'sync', acks: 'all', batchMessages: mqperfBatch }
		),
		read: acknowledged
	})
};

const windowed = (window: number) =>
	({
		messages: window < 20 ? 3000 : 20_000,
		size: 1024,
		delivery: 'persistent',
		ack: 'confirm',
		window
	}) as const;

/** Rows that are no rate, and what is said of them instead. */
export const notRun: Record<string, string> = {
	'netdb-storage-overhead':
		'bytes in a log: the engine counts 9 bytes of overhead for a message of Kafka where it is told so; ActiveMQ’s 144 are a constant of its journal'
};

export function publishedCells(): PublishedCell[] {
	return readPublished().flatMap((row): PublishedCell[] => {
		const make = experiments[row.id];
		if (!make) {
			if (row.id in notRun) return [];
			throw new Error(`no experiment for the published row ${row.id}`);
		}
		if (row.curve) {
			return Object.entries(row.curve.values).map(([value, published]) => ({
				...make(Number(value)),
				id: `${row.id} ${value}`,
				published,
				isBound: false
			}));
		}
		const bound = row.producedPerSecondMax ?? row.processedPerSecondMax;
		const figure = row.producedPerSecond ?? row.processedPerSecond ?? row.endToEndMs?.p50;
		return [
			{ ...make(0), id: row.id, published: bound ?? figure ?? NaN, isBound: bound !== undefined }
		];
	});
}
