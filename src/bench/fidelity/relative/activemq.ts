/** ActiveMQ 5.17, 1 KB, two cores; with disk syncs and without. */
import type { ActivemqSpec } from '#lib/experiment';
import { comesAt, processed } from '../measure';
import type { RecordedCell } from '../side-by-side';
import { grid, producedOr, type Line, type RelativeTable } from './table';

const size = 1024;

type Producers = NonNullable<ActivemqSpec['producers']>;
type Consumers = NonNullable<ActivemqSpec['consumers']>;

const syncs =
	(diskSync: 'always' | 'never') =>
	(producers: Producers): ActivemqSpec => ({
		broker: { type: 'activemq', diskSync },
		producers: { size, ...producers }
	});

const columns = { synced: syncs('always'), 'not synced': syncs('never') };

const lines: Line<Producers>[] = [
	{
		name: 'non-persistent async',
		producers: { messages: 100_000, deliveryMode: 'non-persistent', asyncSend: true },
		recorded: [1, null]
	},
	{ name: 'persistent sync', producers: { messages: 1000 }, recorded: [0.03, 0.06] },
	{
		name: 'persistent async',
		producers: { messages: 100_000, asyncSend: true },
		recorded: [0.45, 0.45]
	},
	{
		name: 'transacted per 1',
		producers: { messages: 1000, transacted: true, commitEvery: 1 },
		recorded: [0.04, 0.07]
	},
	{
		name: 'transacted per 10',
		producers: { messages: 4000, transacted: true, commitEvery: 10 },
		recorded: [0.12, 0.23]
	},
	{
		name: 'transacted per 100',
		producers: { messages: 10_000, transacted: true, commitEvery: 100 },
		recorded: [0.24, 0.24]
	},
	{
		name: 'non-persistent sync',
		producers: { messages: 4000, deliveryMode: 'non-persistent', asyncSend: false },
		recorded: [0.32, null]
	}
];

const consuming: [name: string, consumers: Consumers, recorded: number, persistent?: false][] = [
	['AUTO at prefetch 1000', {}, 1],
	['prefetch 1', { prefetch: 1 }, 0.18],
	['prefetch 10', { prefetch: 10 }, 0.47],
	['prefetch 100', { prefetch: 100 }, 0.79],
	['CLIENT every 10', { acknowledgeMode: 'client', ackEvery: 10 }, 1.5],
	['TX every 1', { acknowledgeMode: 'transacted', ackEvery: 1 }, 0.08],
	['TX every 10', { acknowledgeMode: 'transacted', ackEvery: 10 }, 0.38],
	['TX every 100', { acknowledgeMode: 'transacted', ackEvery: 100 }, 0.69],
	['DUPS_OK', { acknowledgeMode: 'dups-ok' }, 1],
	['non-persistent', {}, 1.57, false]
];

export const activemqTables: RelativeTable[] = [
	{
		title: 'ActiveMQ, produce',
		unitPerSecond: 58_610,
		cells: grid(lines, columns, (producers) => producedOr(!producers.asyncSend))
	},
	{
		title: 'ActiveMQ, consume',
		cells: consuming.map(([name, consumers, recorded, persistent = true]): RecordedCell => ({
			id: name,
			recorded,
			spec: {
				broker: { type: 'activemq' },
				producers: {
					messages: 10_000,
					size,
					deliveryMode: persistent ? 'persistent' : 'non-persistent',
					asyncSend: true
				},
				consumers: { style: 'receive', processing: 0, ...consumers },
				faults: comesAt('3s')
			},
			read: processed
		}))
	}
];
