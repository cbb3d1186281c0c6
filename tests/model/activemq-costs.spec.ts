/**
 * Relative costs of ActiveMQ, recorded on 5.17 with 1 KB messages on two cores (fidelity.md). There
 * a cell varies by up to a factor of two, so that is the tolerance; the order of cells must be right.
 */
import { describe, expect, it } from 'vitest';
import { diskSync, mode, run, type ConsumerChoice, type ProducerChoice } from './activemq-setups';
import { lateConsumer, second } from './setups';

interface Row {
	name: string;
	producer: ProducerChoice;
	/** With disk syncs, and without. */
	recorded: [synced: number, unsynced: number];
}

const rows: Row[] = [
	{ name: 'persistent sync', producer: { messages: 1000 }, recorded: [0.03, 0.06] },
	{
		name: 'persistent async',
		producer: { messages: 60_000, asyncSend: 1 },
		recorded: [0.45, 0.45]
	},
	{ name: 'transacted 1', producer: { messages: 1000, transacted: 1 }, recorded: [0.04, 0.07] },
	{
		name: 'transacted 10',
		producer: { messages: 4000, transacted: 1, commitEvery: 10 },
		recorded: [0.12, 0.23]
	},
	{
		name: 'transacted 100',
		producer: { messages: 10_000, transacted: 1, commitEvery: 100 },
		recorded: [0.24, 0.24]
	},
	{
		name: 'non-persistent sync',
		producer: { messages: 4000, persistent: 0, asyncSend: 0 },
		recorded: [0.32, 0.32]
	}
];

function rateOf(producer: ProducerChoice, strategy: number): number {
	const { throughput, totals } = run({
		settings: { diskSync: strategy },
		producers: [{ rate: 0, ...producer }]
	});
	return totals.acknowledged > 0 ? throughput.acknowledged : throughput.produced;
}

function expectNear(found: number, recorded: number, what: string): void {
	expect(found / recorded, `${what}: ${found.toFixed(3)} for ${recorded}`).toBeGreaterThan(0.5);
	expect(found / recorded, `${what}: ${found.toFixed(3)} for ${recorded}`).toBeLessThan(2);
}

describe('what producing costs, 1 = non-persistent async', () => {
	const one = rateOf({ messages: 60_000, persistent: 0 }, diskSync.always);
	const found = rows.map(({ producer }) => [
		rateOf(producer, diskSync.always) / one,
		rateOf(producer, diskSync.never) / one
	]);

	it('starts from about 58 600 a second', () => {
		expect(one).toBeGreaterThan(39_000);
		expect(one).toBeLessThan(88_000);
	});

	it.each(rows.map((row, index) => ({ ...row, index })))('$name', ({ name, recorded, index }) => {
		const [synced = 0, unsynced = 0] = found[index] ?? [];
		expectNear(synced, recorded[0], `${name}, synced`);
		expectNear(unsynced, recorded[1], `${name}, not synced`);
	});

	it('is in the recorded order', () => {
		const synced = found.map(([cell = 0]) => cell);
		const order = ['persistent sync', 'transacted 1', 'transacted 10', 'transacted 100'];
		const cells = order.map((name) => synced[rows.findIndex((row) => row.name === name)] ?? 0);
		expect(cells).toEqual([...cells].sort((left, right) => left - right));
	});
});

const consuming: {
	name: string;
	consumer: ConsumerChoice;
	persistent?: number;
	recorded: number;
}[] = [
	{ name: 'prefetch 1', consumer: { prefetch: 1 }, recorded: 0.18 },
	{ name: 'prefetch 10', consumer: { prefetch: 10 }, recorded: 0.47 },
	{ name: 'prefetch 100', consumer: { prefetch: 100 }, recorded: 0.79 },
	{
		name: 'CLIENT every 10',
		consumer: { acknowledgeMode: mode.client, ackEvery: 10 },
		recorded: 1.5
	},
	{ name: 'TX every 1', consumer: { acknowledgeMode: mode.transacted }, recorded: 0.08 },
	{
		name: 'TX every 10',
		consumer: { acknowledgeMode: mode.transacted, ackEvery: 10 },
		recorded: 0.38
	},
	{
		name: 'TX every 100',
		consumer: { acknowledgeMode: mode.transacted, ackEvery: 100 },
		recorded: 0.69
	},
	{ name: 'DUPS_OK', consumer: { acknowledgeMode: mode.dupsOk }, recorded: 1 },
	{ name: 'non-persistent', consumer: {}, persistent: 0, recorded: 1.57 }
];

function consumed(consumer: ConsumerChoice, persistent = 1): number {
	return run({
		producers: [{ rate: 0, messages: 10_000, persistent, asyncSend: 1 }],
		consumers: [{ workUs: 0, listener: 0, ...consumer }],
		faults: [lateConsumer(3 * second)]
	}).throughput.processed;
}

describe('what consuming costs, 1 = AUTO at prefetch 1000', () => {
	const one = consumed({});
	it.each(consuming)('$name', ({ name, consumer, persistent, recorded }) => {
		expectNear(consumed(consumer, persistent) / one, recorded, name);
	});

	it('is in the recorded order', () => {
		const at = (prefetch: number): number => consumed({ prefetch });
		expect(at(1)).toBeLessThan(at(10));
		expect(at(10)).toBeLessThanOrEqual(at(100));
	});
});
