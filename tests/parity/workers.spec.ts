import { Cancelled, type ExperimentPool, type ExperimentSpec } from '#lib/experiment';
import { createNodePool } from '#lib/experiment/pool-node';
import { LearnerError } from '#lib/messages';
import { afterAll, describe, expect, it, vi } from 'vitest';

/*
 * A result must not depend on who computed it, nor when: the same table with 0, 1, 2 and 8 workers,
 * whatever else they did meanwhile.
 */

// Other work on the machine must not fail what is about equality.
vi.setConfig({ testTimeout: 60_000 });

const pools = new Map<number, Promise<ExperimentPool>>();

function pool(workers: number): Promise<ExperimentPool> {
	const known = pools.get(workers) ?? createNodePool({ workers });
	pools.set(workers, known);
	return known;
}

afterAll(async () => {
	for (const one of pools.values()) (await one).close();
});

const spec: ExperimentSpec = {
	broker: { type: 'rabbitmq', nodes: 2 },
	producers: {
		messages: 1_500,
		rate: 5_000,
		arrivals: 'poisson',
		delivery: 'persistent',
		retry: true
	},
	consumers: { prefetch: 50, processing: { distribution: 'exponential', mean: '150us' } },
	faults: [{ kind: 'crash', target: 'leader', at: '150ms', restartAfter: '200ms' }]
};
const over = {
	'producers.ack': ['none', 'confirm', 'transaction'],
	'producers.batch': [1, 100],
	'broker.queue.mirrors': [0, 1]
};

describe('a sweep', () => {
	it('gives the same table with 0, 1, 2 and 8 workers', async () => {
		const tables = [];
		for (const workers of [0, 1, 2, 8]) {
			tables.push(await (await pool(workers)).sweep(spec, over, { seeds: 3 }));
		}
		const [first] = tables;
		expect(first?.rows).toHaveLength(12);
		expect(first?.runs).toBe(36);
		// Equal tables of nothing would prove nothing: settings and seeds must make a difference.
		const means = first?.rows.map(({ mean }) => mean['throughput.produced']);
		expect(new Set(means).size).toBeGreaterThan(6);
		const [low, high] = first?.rows[0]?.interval['latencyMs.p50'] ?? [0, 0];
		expect(high).toBeGreaterThan(low);
		for (const table of tables.slice(1)) expect(table).toEqual(first);
	});

	it('agrees with single runs of the same seeds', async () => {
		const one = await pool(2);
		const table = await one.sweep(spec, {}, { seeds: 3 });
		const runs = await Promise.all([1, 2, 3].map((seed) => one.run({ ...spec, seed })));
		const lost = runs.reduce((sum, run) => sum + run.totals.lost, 0) / 3;
		expect(table.rows[0]?.mean['totals.lost']).toBeCloseTo(lost, 9);
		expect(new Set(runs.map(({ digest }) => digest)).size).toBe(3);
	});

	it('reports rising progress up to 1', async () => {
		const told: number[] = [];
		await (await pool(2)).sweep(spec, over, { seeds: 2, onprogress: (value) => told.push(value) });
		expect(told.length).toBeGreaterThan(2);
		expect(told).toEqual([...told].sort((a, b) => a - b));
		expect(told.at(-1)).toBe(1);
	});
});

describe('cancelling', () => {
	const long: ExperimentSpec = { producers: { messages: 1_000_000, rate: 5_000 } };

	it('ends a long run at once and leaves the worker usable', async () => {
		const one = await pool(1);
		await one.run({ producers: { messages: 10 } });
		const controller = new AbortController();
		const run = one.run(long, {
			signal: controller.signal,
			onprogress: (fraction) => {
				if (fraction > 0) controller.abort();
			}
		});
		await expect(run).rejects.toBeInstanceOf(Cancelled);
		const next = await one.run({ producers: { messages: 10 } });
		expect(next.totals.attempted).toBe(10);
	});

	it('ends a sweep, all of it', async () => {
		const one = await pool(2);
		const controller = new AbortController();
		const sweep = one.sweep(spec, over, {
			seeds: 20,
			signal: controller.signal,
			onprogress: () => controller.abort()
		});
		await expect(sweep).rejects.toBeInstanceOf(Cancelled);
	});

	it('comes before the first step when it came before the job', async () => {
		const run = (await pool(1)).run(spec, { signal: AbortSignal.abort() });
		await expect(run).rejects.toBeInstanceOf(Cancelled);
	});

	it('is what a newer preview does to an older one, and a full run is left alone', async () => {
		const one = await pool(1);
		const full = one.run(spec);
		const older = one.run(long, { priority: 'preview' });
		const newer = one.run({ producers: { messages: 100 } }, { priority: 'preview' });
		await expect(older).rejects.toBeInstanceOf(Cancelled);
		expect((await newer).totals.attempted).toBe(100);
		expect((await full).totals.attempted).toBe(1_500);
	});

	it('spares the runs of one preview, which share its signal', async () => {
		const one = await pool(1);
		const { signal } = new AbortController();
		const options = { priority: 'preview', signal } as const;
		const both = [100, 200].map((messages) => one.run({ producers: { messages } }, options));
		const attempted = (await Promise.all(both)).map(({ totals }) => totals.attempted);
		expect(attempted).toEqual([100, 200]);
	});

	it('a preview does not wait for a long run on the only worker', async () => {
		const one = await pool(1);
		const controller = new AbortController();
		let isLongDone = false;
		const slow = one.run(long, { signal: controller.signal }).then(
			() => (isLongDone = true),
			() => {}
		);
		await one.run({ producers: { messages: 100 } }, { priority: 'preview' });
		expect(isLongDone).toBe(false);
		controller.abort();
		await slow;
	});
});

describe('asking again', () => {
	it('finds the messages of a cause and tells their story', async () => {
		const one = await pool(2);
		const run = await one.run(spec);
		expect(run.totals.lost).toBeGreaterThan(0);
		const lost = await one.messages(run, { fate: 'lost' });
		expect(lost).toHaveLength(Math.min(1_000, run.totals.lost));
		const story = await one.explain(run, lost[0] ?? -1);
		expect(story.fate).toBe('lost');
		expect(story.cause).not.toBeNull();
		expect(run.causes).toHaveProperty(story.cause ?? '');
		expect(story.steps[0]?.step).toBe('attempted');
		expect(story.steps[story.deciding]?.cause).toBe(story.cause);
	});

	it('refuses a message that is not there and a run of another engine', async () => {
		const one = await pool(2);
		const run = await one.run({ producers: { messages: 10 } });
		await expect(one.explain(run, 10)).rejects.toBeInstanceOf(LearnerError);
		await expect(one.explain({ ...run, engineHash: 'other' }, 1)).rejects.toThrow(
			'run-of-other-engine'
		);
		await expect(one.messages(run, { limit: 0 })).rejects.toThrow('setting-wrong');
	});
});

it('a bad spec is refused before a worker hears of it', async () => {
	const one = await pool(2);
	const bad: ExperimentSpec = { producers: { batch: 0 } };
	await expect(one.run(bad)).rejects.toThrow('setting-wrong');
	await expect(one.sweep(spec, { 'producers.batch': [1, -1] })).rejects.toThrow('setting-wrong');
});
