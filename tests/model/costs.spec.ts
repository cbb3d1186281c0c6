/**
 * Relative costs: the table of docs/model.md, recorded on RabbitMQ 3.10 with 1 KB messages, three
 * repetitions on two cores. There a cell varies by up to a factor of two between repetitions, so
 * that is the tolerance; the order of the cells is what a learner sees and must be right.
 */
import { describe, expect, it } from 'vitest';
import type { RabbitmqProducerSetup } from '#lib/sim';
import { lateConsumer, run, second, type Choice, type ConsumerChoice } from './setups';

const columns: Record<string, { choice: Choice; persistent: boolean }> = {
	transient: { choice: {}, persistent: false },
	persistent: { choice: {}, persistent: true },
	'mirrored ×2': { choice: { nodes: 3, queue: { mirrors: 1 } }, persistent: true },
	'mirrored ×3': { choice: { nodes: 3, queue: { mirrors: 2 } }, persistent: true }
};

interface Row {
	name: string;
	producer: Partial<RabbitmqProducerSetup>;
	/** In the order of the columns; null where nothing was recorded. */
	recorded: (number | null)[];
}

/** Enough messages of each row for a steady state; the rate of the first cell is 1. */
const rows: Row[] = [
	{ name: 'no confirm', producer: { messages: 30_000 }, recorded: [1, 0.52, 0.24, 0.16] },
	{
		name: 'confirm per message',
		producer: { messages: 600, ack: 'confirm', batch: 1 },
		recorded: [0.09, 0.03, 0.023, 0.017]
	},
	{
		name: 'batch 10',
		producer: { messages: 2000, ack: 'confirm', batch: 10 },
		recorded: [0.44, 0.17, 0.07, 0.06]
	},
	{
		name: 'batch 100',
		producer: { messages: 5000, ack: 'confirm', batch: 100 },
		recorded: [0.75, 0.29, 0.14, 0.13]
	},
	{
		name: 'batch 1000',
		producer: { messages: 10_000, ack: 'confirm', batch: 1000 },
		recorded: [0.88, 0.39, null, null]
	},
	{
		name: 'window 100',
		producer: { messages: 8000, ack: 'confirm', window: 100 },
		recorded: [0.77, 0.29, 0.17, 0.13]
	},
	{
		name: 'window 1000',
		producer: { messages: 20_000, ack: 'confirm', window: 1000 },
		recorded: [1.02, 0.36, 0.21, 0.16]
	},
	{
		name: 'tx per message',
		producer: { messages: 600, ack: 'transaction', batch: 1 },
		recorded: [0.05, 0.023, 0.021, 0.017]
	},
	{
		name: 'tx per 100',
		producer: { messages: 5000, ack: 'transaction', batch: 100 },
		recorded: [0.55, 0.28, 0.16, 0.12]
	}
];

function publishRate(producer: Partial<RabbitmqProducerSetup>, column: string): number {
	const { choice = {}, persistent = true } = columns[column] ?? {};
	const { throughput } = run({
		...choice,
		producers: [{ rate: 0, size: 1024, persistent, ...producer }]
	});
	return producer.ack ? throughput.acknowledged : throughput.produced;
}

// A longer run for the cell that all others are compared with: the socket has to fill first.
const unit = publishRate({ messages: 60_000 }, 'transient');

interface Cell {
	name: string;
	recorded: number;
	measured: number;
}

const cells: Cell[] = rows.flatMap(({ name, producer, recorded }) =>
	Object.keys(columns).flatMap((column, index) => {
		const cell = recorded[index] ?? null;
		if (cell === null) return [];
		return [
			{
				name: `${name}, ${column}`,
				recorded: cell,
				measured: publishRate(producer, column) / unit
			}
		];
	})
);

const consumeCells: Cell[] = ((): Cell[] => {
	const rate = (consumer: ConsumerChoice): number =>
		run({
			producers: [{ messages: 15_000, rate: 0, persistent: false, size: 1024 }],
			consumers: [{ workUs: 1, ...consumer }],
			faults: [lateConsumer(5 * second)]
		}).throughput.processed;
	const automatic = rate({ manual: false });
	const choices: [string, ConsumerChoice, number][] = [
		['automatic', { manual: false }, 1],
		['prefetch 1', { prefetch: 1 }, 0.06],
		['prefetch 10', { prefetch: 10 }, 0.23],
		['prefetch 100', { prefetch: 100 }, 0.5],
		['prefetch 1000', { prefetch: 1000 }, 0.66],
		['multiple every 100 at prefetch 1000', { prefetch: 1000, ackEvery: 100 }, 0.87]
	];
	return choices.map(([name, consumer, recorded]) => ({
		name,
		recorded,
		measured: rate(consumer) / automatic
	}));
})();

/** Recorded cells nearer than this are one for all that the recording can tell. */
const distinct = 1.6;

/** Pairs that the recording orders clearly, and the model the other way round. */
function inversions(all: Cell[]): string[] {
	return all.flatMap((slower) =>
		all
			.filter((faster) => faster.recorded > distinct * slower.recorded)
			.filter((faster) => faster.measured <= slower.measured)
			.map((faster) => `${faster.name} should be faster than ${slower.name}`)
	);
}

describe('what publishing costs, relative to transient messages without confirms', () => {
	it.each(cells)('$name: within a factor of two of $recorded', ({ recorded, measured }) => {
		expect(measured / recorded).toBeGreaterThan(0.5);
		expect(measured / recorded).toBeLessThan(2);
	});

	it('every clear order of the table holds', () => {
		expect(cells.length).toBe(34);
		expect(inversions(cells)).toEqual([]);
	});

	const cell = (name: string): number => cells.find((one) => one.name === name)?.measured ?? NaN;

	it.each(Object.keys(columns))('%s: larger batches and windows are never slower', (column) => {
		const batches = ['confirm per message', 'batch 10', 'batch 100'].map((row) =>
			cell(`${row}, ${column}`)
		);
		expect([...batches].sort((left, right) => left - right)).toEqual(batches);
		expect(cell(`window 1000, ${column}`)).toBeGreaterThanOrEqual(
			0.9 * cell(`window 100, ${column}`)
		);
		expect(cell(`tx per 100, ${column}`)).toBeGreaterThan(cell(`tx per message, ${column}`));
	});

	it.each(rows.map(({ name }) => name))(
		'%s: persistence costs, and so does every mirror',
		(row) => {
			const across = Object.keys(columns).map((column) => cell(`${row}, ${column}`));
			const known = across.filter((value) => !Number.isNaN(value));
			expect([...known].sort((left, right) => right - left)).toEqual(known);
		}
	);

	it('the unit itself is that of the machine: 36 668 messages a second', () => {
		expect(unit / 36_668).toBeGreaterThan(0.8);
		expect(unit / 36_668).toBeLessThan(1.25);
	});
});

describe('what consuming costs, relative to automatic ack', () => {
	it.each(consumeCells)('$name: within a factor of two of $recorded', ({ recorded, measured }) => {
		expect(measured / recorded).toBeGreaterThan(0.5);
		expect(measured / recorded).toBeLessThan(2);
	});

	it('rises with the prefetch, and with acknowledging several at once', () => {
		const [automatic = 0, ...manual] = consumeCells.map(({ measured }) => measured);
		expect([...manual].sort((left, right) => left - right)).toEqual(manual);
		expect(automatic).toBeGreaterThan(Math.max(...manual));
	});
});
