/** RabbitMQ 3.10, 1 KB, three repetitions on two cores. */
import type { RabbitmqSpec } from '#lib/experiment';
import { comesAt, processed } from '../measure';
import type { RecordedCell } from '../side-by-side';
import { grid, producedOr, type Line, type RelativeTable } from './table';

type Producers = NonNullable<RabbitmqSpec['producers']>;
type Consumers = NonNullable<RabbitmqSpec['consumers']>;
type Cluster = Omit<NonNullable<RabbitmqSpec['broker']>, 'type'>;

const size = 1024;

const persistent =
	(broker: Cluster) =>
	(producers: Producers): RabbitmqSpec => ({
		broker: { type: 'rabbitmq', ...broker },
		producers: { size, delivery: 'persistent', ...producers }
	});

const columns = {
	transient: (producers: Producers) => persistent({})({ delivery: 'transient', ...producers }),
	persistent: persistent({}),
	'mirrored ×2': persistent({ nodes: 3, queue: { mirrors: 1, syncMode: 'automatic' } }),
	'mirrored ×3': persistent({ nodes: 3, queue: { mirrors: 2, syncMode: 'automatic' } }),
	'quorum ×3': persistent({ nodes: 3, queue: { kind: 'quorum' } })
};

/** Enough messages of each for a steady state. */
const lines: Line<Producers>[] = [
	// The socket has to fill first.
	{ name: 'no confirm', producers: { messages: 60_000 }, recorded: [1, 0.52, 0.24, 0.16, 0.42] },
	{
		name: 'confirm per message',
		producers: { messages: 600, ack: 'confirm', batch: 1 },
		recorded: [0.09, 0.03, 0.023, 0.017, 0.019]
	},
	{
		name: 'batch 10',
		producers: { messages: 2000, ack: 'confirm', batch: 10 },
		recorded: [0.44, 0.17, 0.07, 0.06, 0.09]
	},
	{
		name: 'batch 100',
		producers: { messages: 5000, ack: 'confirm', batch: 100 },
		recorded: [0.75, 0.29, 0.14, 0.13, 0.28]
	},
	{
		name: 'batch 1000',
		producers: { messages: 10_000, ack: 'confirm', batch: 1000 },
		recorded: [0.88, 0.39, null, null, null]
	},
	{
		name: 'window 100',
		producers: { messages: 8000, ack: 'confirm', window: 100 },
		recorded: [0.77, 0.29, 0.17, 0.13, 0.25]
	},
	{
		name: 'window 1000',
		producers: { messages: 20_000, ack: 'confirm', window: 1000 },
		recorded: [1.02, 0.36, 0.21, 0.16, 0.32]
	},
	{
		name: 'tx per message',
		producers: { messages: 600, ack: 'transaction', batch: 1 },
		recorded: [0.05, 0.023, 0.021, 0.017, null]
	},
	{
		name: 'tx per 100',
		producers: { messages: 5000, ack: 'transaction', batch: 100 },
		recorded: [0.55, 0.28, 0.16, 0.12, null]
	}
];

const consuming: [name: string, consumers: Consumers, recorded: number][] = [
	['automatic', { ack: 'automatic' }, 1],
	['prefetch 1', { prefetch: 1 }, 0.06],
	['prefetch 10', { prefetch: 10 }, 0.23],
	['prefetch 100', { prefetch: 100 }, 0.5],
	['prefetch 1000', { prefetch: 1000 }, 0.66],
	['multiple every 100 at prefetch 1000', { prefetch: 1000, ackEvery: 100 }, 0.87]
];

export const rabbitmqTables: RelativeTable[] = [
	{
		title: 'RabbitMQ, publish',
		unitPerSecond: 36_668,
		cells: grid(lines, columns, (producers) => producedOr('ack' in producers))
	},
	{
		title: 'RabbitMQ, consume',
		cells: consuming.map(([name, consumers, recorded]): RecordedCell => ({
			id: name,
			recorded,
			spec: {
				broker: { type: 'rabbitmq' },
				producers: { messages: 15_000, size, delivery: 'transient' },
				consumers: { processing: '1us', ...consumers },
				faults: comesAt('5s')
			},
			read: processed
		}))
	}
];
