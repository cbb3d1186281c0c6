/*
 * The figures that lab 1 names in its prose, computed again. A change of the engine or of its costs
 * that makes the text wrong fails here; whoever makes it changes the text.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExperimentPool, ExperimentSpec, Run } from '#lib/experiment';
import { createNodePool } from '#lib/experiment/pool-node';

let pool: ExperimentPool;
beforeAll(async () => {
	pool = await createNodePool({ workers: 0 });
});
afterAll(() => pool.close());

/** `start/cost.ts`, one point of it. */
async function throughput(ack: 'none' | 'confirm' | 'transaction', batch: number, mirrors = 0) {
	const run = await pool.run({
		broker: { type: 'rabbitmq', queue: { durable: true, mirrors } },
		producers: { messages: 5_000, size: 1_000, delivery: 'persistent', ack, batch },
		consumers: { prefetch: 1_000 }
	});
	return run.throughput.produced;
}

/** `start/experiment.ts` with some settings changed. */
function crash(
	producers: ExperimentSpec['producers'],
	{ mirrors = 0, ...broker }: { mirrors?: number; nodes?: number } = {}
): Promise<Run> {
	return pool.run({
		broker: { type: 'rabbitmq', ...broker, queue: { durable: true, mirrors } },
		producers: {
			messages: 6_000,
			rate: 2_000,
			arrivals: 'poisson',
			size: 1_000,
			delivery: 'persistent',
			batch: 10,
			...producers
		},
		consumers: { prefetch: 100, processing: { distribution: 'exponential', mean: '1ms' } },
		faults: [{ kind: 'crash', target: 'rabbit-1', at: '1.5s', restartAfter: '2s' }]
	});
}

describe('what waiting costs', () => {
	it('without waiting: about twenty thousand a second', async () => {
		const perSecond = await throughput('none', 1);
		expect(perSecond).toBeGreaterThan(18_000);
		expect(perSecond).toBeLessThan(22_000);
	});

	it('a wait takes about 0.7 ms, so a confirm for each message allows about 1 430', async () => {
		const perSecond = await throughput('confirm', 1);
		expect(Math.abs(perSecond - 1429)).toBeLessThan(0.1 * 1429);
	});

	it('the first step is about fivefold, and the curve flattens', async () => {
		const [one, ten, hundred, thousand] = await Promise.all(
			[1, 10, 100, 1000].map((batch) => throughput('confirm', batch))
		);
		const steps = [ten! / one!, hundred! / ten!, thousand! / hundred!];
		expect(steps[0]).toBeGreaterThan(4);
		expect(steps[0]).toBeLessThan(6.5);
		expect(steps[1]).toBeLessThan(steps[0]!);
		expect(steps[2]).toBeLessThan(steps[1]!);
	});

	it('a transaction with one message costs about as much as a confirm', async () => {
		const [transaction, confirm] = await Promise.all([
			throughput('transaction', 1),
			throughput('confirm', 1)
		]);
		expect(transaction / confirm).toBeGreaterThan(0.85);
		expect(transaction / confirm).toBeLessThan(1.15);
	});

	it('all lines sink with each mirror', async () => {
		for (const ack of ['none', 'confirm', 'transaction'] as const) {
			const [none, one, two] = await Promise.all(
				[0, 1, 2].map((mirrors) => throughput(ack, 100, mirrors))
			);
			expect(one).toBeLessThan(none!);
			expect(two).toBeLessThan(one!);
		}
	});
});

describe('what a crash takes', () => {
	it('without confirms: the whole backlog, of the order of a thousand, and nothing promised', async () => {
		const { totals } = await crash({ ack: 'none' });
		expect(totals.lost).toBeGreaterThan(1_000);
		expect(totals.lost).toBeLessThan(3_000);
		expect(totals.lostAcknowledged).toBe(0);
	});

	it('with confirms of 10: at most ten, none of them promised', async () => {
		const { totals } = await crash({ ack: 'confirm' });
		expect(totals.lost).toBeLessThanOrEqual(10);
		expect(totals.lostAcknowledged).toBe(0);
	});

	it('in transactions of 100: up to the unfinished hundred', async () => {
		const { totals } = await crash({ ack: 'transaction', batch: 100 });
		expect(totals.lost).toBeGreaterThan(10);
		expect(totals.lost).toBeLessThanOrEqual(100);
		expect(totals.lostAcknowledged).toBe(0);
	});

	it('sending again loses nothing and processes some twice', async () => {
		const { totals } = await crash({ ack: 'confirm', retry: true });
		expect(totals.lost).toBe(0);
		expect(totals.duplicated).toBeGreaterThan(0);
	});

	it('transient with confirms: lost although promised', async () => {
		const { totals } = await crash({ ack: 'confirm', delivery: 'transient' });
		expect(totals.lostAcknowledged).toBeGreaterThan(1_000);
	});
});

describe('mirrors', () => {
	it('without confirms: a few dozen, which were on their way, and a short gap', async () => {
		const run = await crash({ ack: 'none' }, { mirrors: 1 });
		expect(run.totals.lost).toBeGreaterThanOrEqual(12);
		expect(run.totals.lost).toBeLessThan(200);
		expect(run.causes['in-flight-when-connection-fell']).toBe(run.totals.lost);
		expect(run.unavailableMs).toBeLessThan(250);
	});

	it('with confirms and sending again: nothing is lost', async () => {
		const { totals } = await crash({ ack: 'confirm', retry: true }, { mirrors: 1 });
		expect(totals.lost).toBe(0);
	});

	it('three nodes without mirrors: thousands confirmed and lost', async () => {
		const run = await crash({ ack: 'confirm', retry: true }, { nodes: 3 });
		expect(run.totals.lostAcknowledged).toBeGreaterThan(2_000);
		expect(run.causes['queue-home-node-down']).toBe(run.totals.lost);
	});
});
