/**
 * What the tables of relative costs promise beyond their cells, which `published.spec.ts` compares
 * one by one: what is larger is never slower, and each safety costs.
 */
import { describe, expect, it } from 'vitest';
import { measure } from '../../src/bench/fidelity/measure';
import { relativeTables } from '../../src/bench/fidelity/relative/index';
import { engine } from './setups';

/** Messages per second of each cell, by its name; each measured once, when it is first asked for. */
function ratesOf(title: string): (cell: string) => number {
	const table = relativeTables.find((one) => one.title === title);
	const known = new Map<string, number>();
	return (name) => {
		const cell = table?.cells.find(({ id }) => id === name);
		if (!cell) return NaN;
		const rate = known.get(name) ?? measure(engine, cell);
		known.set(name, rate);
		return rate;
	};
}

const rising = (values: readonly number[]): number[] =>
	[...values].sort((left, right) => left - right);

describe('RabbitMQ, publish', () => {
	const rate = ratesOf('RabbitMQ, publish');
	const columns = ['transient', 'persistent', 'mirrored ×2', 'mirrored ×3', 'quorum ×3'];

	it.each(columns)('%s: larger batches and windows are never slower', (column) => {
		const rows = ['confirm per message', 'batch 10', 'batch 100'];
		const batches = rows.map((row) => rate(`${row}, ${column}`));
		expect(rising(batches)).toEqual(batches);
		expect(rate(`window 1000, ${column}`)).toBeGreaterThanOrEqual(
			0.9 * rate(`window 100, ${column}`)
		);
	});

	it.each(columns.slice(0, 4))('%s: a commit for many costs less than one for each', (column) => {
		expect(rate(`tx per 100, ${column}`)).toBeGreaterThan(rate(`tx per message, ${column}`));
	});

	it.each([
		'no confirm',
		'confirm per message',
		'batch 10',
		'batch 100',
		'window 100',
		'window 1000',
		'tx per message',
		'tx per 100'
	])('%s: persistence costs, and so does every mirror', (row) => {
		const across = columns.slice(0, 4).map((column) => rate(`${row}, ${column}`));
		expect(rising(across).reverse()).toEqual(across);
	});
});

describe('RabbitMQ, consume', () => {
	it('rises with the prefetch, and with acknowledging several at once', () => {
		const rate = ratesOf('RabbitMQ, consume');
		const manual = [1, 10, 100, 1000].map((prefetch) => rate(`prefetch ${prefetch}`));
		manual.push(rate('multiple every 100 at prefetch 1000'));
		expect(rising(manual)).toEqual(manual);
		expect(rate('automatic')).toBeGreaterThan(Math.max(...manual));
	});
});

describe('ActiveMQ', () => {
	it('a larger transaction is faster, to send and to receive', () => {
		const send = ratesOf('ActiveMQ, produce');
		const sent = [1, 10, 100].map((every) => send(`transacted per ${every}, synced`));
		expect(rising(sent)).toEqual(sent);
		const receive = ratesOf('ActiveMQ, consume');
		const received = [1, 10, 100].map((every) => receive(`TX every ${every}`));
		expect(rising(received)).toEqual(received);
	});

	it('a larger prefetch is never slower', () => {
		const rate = ratesOf('ActiveMQ, consume');
		const rates = [1, 10, 100].map((prefetch) => rate(`prefetch ${prefetch}`));
		expect(rising(rates)).toEqual(rates);
	});
});

describe('Kafka', () => {
	it.each(['acks 0, 1 replica', 'acks 1, 1 replica', 'acks all, 3 replicas'])(
		'0.8, %s: a larger list is faster, by less than it is larger',
		(column) => {
			const rate = ratesOf('Kafka 0.8, produce');
			const names = ['1 per request', 'list of 10', 'list of 50', 'list of 200'];
			const lists = names.map((name) => rate(`${name}, ${column}`));
			expect(rising(lists)).toEqual(lists);
			const [one = 0, , , most = 0] = lists;
			expect(most / one).toBeLessThan(200);
		}
	);
});
