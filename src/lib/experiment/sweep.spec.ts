import { describe, expect, it } from 'vitest';
import { pageLimits } from './limits';
import { withOverrides } from './overrides';
import type { ExperimentSpec } from './schema';
import { designPoints, replicationSeed, toDesign, type Over } from './sweep';
import { responseNames } from './responses';
import { tabulate } from './table';
import { toExperiment } from './to-experiment';

const base: ExperimentSpec = { producers: { messages: 100, ack: 'confirm' } };

function pointsOf(over: Over) {
	const points = designPoints(base, over);
	if (!points.ok) throw new Error(points.problems[0]?.code);
	return points.value;
}

const codeOf = (over: unknown): string | undefined => {
	// Learner code is not held by types: the cast is the test.
	const points = designPoints(base, over as Over);
	return points.ok ? undefined : points.problems[0]?.code;
};

describe('withOverrides', () => {
	it('changes a copy and leaves the original', () => {
		const changed = withOverrides(base, { 'producers.ack': 'none', 'broker.queue.mirrors': 2 });
		expect(changed).toEqual({
			broker: { type: 'rabbitmq', queue: { mirrors: 2 } },
			producers: { messages: 100, ack: 'none' }
		});
		expect(base).toEqual({ producers: { messages: 100, ack: 'confirm' } });
	});

	it('reaches into lists, and removes with undefined', () => {
		const spec: ExperimentSpec = {
			...base,
			faults: [{ kind: 'crash', target: 'leader', at: '1s' }]
		};
		const changed = withOverrides(spec, { 'faults.0.at': '2s', 'producers.messages': undefined });
		expect(changed.faults).toEqual([{ kind: 'crash', target: 'leader', at: '2s' }]);
		expect(toExperiment(changed)).toMatchObject({ value: { producers: { messages: 10_000 } } });
	});

	it('pollutes no prototype', () => {
		const changed = withOverrides(base, { '__proto__.polluted': true, 'constructor.x': 1 });
		expect(Object.getPrototypeOf({})).not.toHaveProperty('polluted');
		expect(toExperiment(changed).ok).toBe(false);
	});
});

describe('designPoints', () => {
	it('combines all values, the last factor varying fastest', () => {
		const points = pointsOf({ 'producers.batch': [1, 10], 'producers.ack': ['none', 'confirm'] });
		expect(points.map(({ point }) => Object.values(point))).toEqual([
			[1, 'none'],
			[1, 'confirm'],
			[10, 'none'],
			[10, 'confirm']
		]);
		expect(points[3]?.spec.producers).toEqual({ messages: 100, ack: 'confirm', batch: 10 });
	});

	it('takes the points one by one', () => {
		const points = pointsOf([
			{ 'producers.ack': 'none' },
			{ 'producers.ack': 'confirm', 'producers.window': 10 }
		]);
		expect(points.map(({ point }) => point)).toEqual([
			{ 'producers.ack': 'none' },
			{ 'producers.ack': 'confirm', 'producers.window': 10 }
		]);
	});

	it('is one point without factors', () => {
		expect(pointsOf({})).toEqual([{ point: {}, spec: base }]);
	});

	it('names what is no scalar by its text', () => {
		const [point] = pointsOf({ faults: [[]] });
		expect(point?.point).toEqual({ faults: '[]' });
	});

	it.each([
		[{ 'producers.batch': [] }, 'sweep-without-values'],
		[{ 'producers.batch': 10 }, 'sweep-without-values'],
		[[], 'sweep-without-points'],
		[[null], 'sweep-without-points'],
		[null, 'sweep-without-points'],
		[
			{ a: Array.from({ length: 100 }).fill(1), b: Array.from({ length: 100 }).fill(1) },
			'sweep-too-large'
		]
	])('refuses %j', (over, code) => {
		expect(codeOf(over)).toBe(code);
	});
});

describe('toDesign', () => {
	it('refuses a bad point before anything runs', () => {
		const design = toDesign(pointsOf({ 'producers.batch': [1, 0] }), 5, pageLimits);
		expect(design).toMatchObject({
			ok: false,
			problems: [{ path: 'producers.batch', value: '0' }]
		});
	});

	it.each([0, 1.5, 201, Number.NaN])('refuses %d seeds', (seeds) => {
		const design = toDesign(pointsOf({}), seeds, pageLimits);
		expect(design).toMatchObject({ ok: false, problems: [{ path: 'seeds' }] });
	});

	it('counts all runs against the maximum', () => {
		const values = Array.from({ length: 401 }, (_, index) => index + 1);
		const design = toDesign(pointsOf({ 'producers.batch': values }), 5, pageLimits);
		expect(design).toMatchObject({ ok: false, problems: [{ code: 'sweep-too-large' }] });
	});
});

it('all points share the seeds of their replications, also at the end of the range', () => {
	const experiment = (seed: number) => {
		const result = toExperiment({ seed });
		if (!result.ok) throw new Error('a valid seed was refused');
		return result.value;
	};
	expect([0, 1, 2].map((index) => replicationSeed(experiment(7), index))).toEqual([7, 8, 9]);
	expect(replicationSeed(experiment(2 ** 32 - 1), 1)).toBe(0);
});

it('tabulate sets rows by design and leaves out what was not measured', () => {
	const design = toDesign(pointsOf({ 'producers.batch': [1, 2] }), 2, pageLimits);
	if (!design.ok) throw new Error('a valid design was refused');
	const row = (value: number) =>
		Float64Array.from(responseNames, (name) =>
			name.startsWith('confirmLatencyMs') ? Number.NaN : value
		);
	const table = tabulate(design.value, [row(1), row(3), row(10), row(10)], 'hash');
	expect(table.rows.map(({ point, runs, mean }) => [point, runs, mean['totals.lost']])).toEqual([
		[{ 'producers.batch': 1 }, 2, 2],
		[{ 'producers.batch': 2 }, 2, 10]
	]);
	expect(table.rows[1]?.interval['totals.lost']).toEqual([10, 10]);
	expect(table.rows[0]?.mean).not.toHaveProperty(['confirmLatencyMs.p50']);
	expect(table.runs).toBe(4);
});
