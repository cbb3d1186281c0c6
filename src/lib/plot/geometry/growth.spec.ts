import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GrowthData } from '../data';
import { drawGrowth, growthAxis, growthFrames } from './growth-layout';
import { growthModel, growthSteps, growthValues, lastMs, STEPS_MAX } from './growth-model';
import { edgePath, stepCorners } from './step-path';

const BUCKETS = 60;
const counts = (at: Record<number, number>) =>
	Array.from({ length: BUCKETS }, (_, i) => at[i] ?? 0);

/** Six seconds in buckets of 100 ms. */
function data(series: Partial<GrowthData['series']>, totals: Partial<GrowthData['totals']> = {}) {
	return {
		series: {
			widthMs: 100,
			processed: counts({ 59: 1 }),
			recovered: counts({}),
			lost: [],
			duplicated: [],
			...series
		},
		faults: [{ atMs: 1500, untilMs: 3500, kind: 'crash', target: 'rabbit-1' }],
		outages: [{ fromMs: 1500, toMs: 3500 }],
		simulatedMs: 6000,
		totals: {
			lostAcknowledged: 0,
			lostUnacknowledged: 0,
			duplicated: 0,
			duplicateDeliveries: 0,
			recovered: 0,
			...totals
		}
	} satisfies GrowthData;
}
const lost = (cause: string, acknowledged: number[], unacknowledged: number[]) => ({
	cause,
	acknowledged,
	unacknowledged
});

function side(runs: GrowthData[], width: number) {
	const maxMs = Math.max(...runs.map(lastMs));
	const models = runs.map((run, i) => growthModel(run, { key: `${i}:`, maxMs }));
	const axis = growthAxis(models);
	const pairs = runs.map((run, i) => ({ run, model: models[i]! }));
	const { panels, height } = growthFrames(pairs, axis, width);
	const values = growthValues(models, axis);
	return {
		panels,
		height,
		axis,
		drawings: panels.map((frame, i) => drawGrowth(frame, models[i]!, values))
	};
}

function drawn(run: GrowthData, width = 900) {
	const { panels, axis, drawings } = side([run], width);
	return { axis, frame: panels[0]!, drawing: drawings[0]! };
}

describe('the model', () => {
	const run = data({
		lost: [
			lost('small', counts({ 15: 10 }), counts({})),
			lost('large', counts({ 15: 90 }), counts({ 15: 400, 42: 100 }))
		],
		duplicated: [{ cause: 'again', counts: counts({ 36: 30 }) }]
	});

	it('stacks acknowledged losses below the others, each by size, and leaves out what is zero', () => {
		expect(growthModel(run).layers.map((layer) => [layer.kind, layer.cause, layer.total])).toEqual([
			['lostAcknowledged', 'large', 90],
			['lostAcknowledged', 'small', 10],
			['lostUnacknowledged', 'large', 500],
			['duplicated', 'again', 30]
		]);
	});

	it('counts losses upwards and duplicates downwards on one scale', () => {
		const { axis } = drawn(run);
		expect(growthModel(run)).toMatchObject({ maxUp: 600, maxDown: 30 });
		expect(axis.max).toBeGreaterThanOrEqual(600);
		expect(axis.min).toBeLessThanOrEqual(-30);
	});

	it('offers each burst as one step, and a steady growth as few', () => {
		const layer = growthModel(run).layers[2]!;
		expect(growthSteps(layer, 100).map(({ fromMs, toMs, count }) => [fromMs, toMs, count])).toEqual(
			[
				[1500, 1600, 400],
				[4200, 4300, 100]
			]
		);
		fc.assert(
			fc.property(fc.array(fc.nat(5), { minLength: 1, maxLength: 256 }), (list) => {
				const total = list.reduce((sum, count) => sum + count, 0);
				const steady = { key: 'k', kind: 'duplicated' as const, cause: 'c', counts: list, total };
				const steps = growthSteps(steady, 10);
				expect(steps.length).toBeLessThanOrEqual(STEPS_MAX);
				expect(steps.reduce((sum, step) => sum + step.count, 0)).toBe(total);
			})
		);
	});
});

describe('step curves', () => {
	it('rise at the end of the bucket and have no corner where nothing happens', () => {
		const corners = stepCorners([0, 0, 5, 5, 5], 100, 450);
		expect(corners).toEqual([
			{ ms: 0, value: 0 },
			{ ms: 300, value: 0 },
			{ ms: 300, value: 5 },
			{ ms: 450, value: 5 }
		]);
		expect(
			edgePath(
				corners,
				(ms) => ms / 10,
				(value) => 50 - value
			)
		).toBe('M0,50L30,50L30,45L45,45');
	});
});

describe('the drawing', () => {
	const run = data(
		{ lost: [lost('in-memory', counts({}), counts({ 15: 3024 }))] },
		{ lostUnacknowledged: 3024 }
	);

	it('names the curves at their ends, and says what did not happen', () => {
		const { frame, drawing } = drawn(run);
		const words = drawing.labels.map((label) => label.lines.join(' ').replace('\u202f', '_'));
		expect(words).toEqual(['3_024 lost, never acknowledged', '0 duplicated']);
		expect(drawing.labels[0]!.y).toBeLessThan(drawing.labels[1]!.y);
		expect(drawing.labels.every((label) => label.x > frame.right)).toBe(true);
		expect(drawing.zeroes.map(({ kind }) => kind)).toEqual(['duplicated']);
	});

	it('never shows a loss before the fault that caused it', () => {
		const { frame, drawing } = drawn(run);
		const pole = frame.marks.flags[0]!.x;
		expect(drawing.steps[0]!.x).toBeGreaterThanOrEqual(pole);
		expect(drawing.steps[0]!.x - pole).toBeLessThan(20);
	});

	it('leaves the flat beginning of a curve to the axis', () => {
		const { frame, drawing } = drawn(run);
		const start = /^M([\d.]+),/.exec(drawing.shapes[0]!.edge);
		expect(Number(start?.[1])).toBeGreaterThan(frame.marks.flags[0]!.x);
	});

	it('keeps to the width it has, and puts the words above a narrow plot', () => {
		for (const width of [320, 390, 700, 1000]) {
			const { frame, drawing } = drawn(run, width);
			expect(frame.right).toBeLessThanOrEqual(width);
			expect(frame.right - frame.left).toBeGreaterThan(width * 0.55);
			if (frame.keys) {
				expect(Math.max(...drawing.labels.map((label) => label.y))).toBeLessThan(frame.top);
			}
		}
	});

	it('draws a run in which nothing happened', () => {
		const { drawing } = drawn(data({}));
		expect(drawing.shapes).toEqual([]);
		expect(drawing.labels.map((label) => label.lines[0])).toEqual(['0 lost', '0 duplicated']);
	});

	/** A frame's worth of work, held by a count: times differ too much between machines. */
	it('draws no more shapes for 256 buckets in every layer than there are layers', () => {
		const full = Array.from({ length: 256 }, (_, i) => 1 + (i % 7));
		const heavy = data({
			widthMs: 6000 / 256,
			lost: ['a', 'b', 'c', 'd'].map((cause) => lost(cause, full, full)),
			duplicated: ['e', 'f'].map((cause) => ({ cause, counts: full })),
			recovered: full
		});
		expect(drawn(heavy).drawing.shapes.length).toBeLessThanOrEqual(2 * (4 + 4 + 2 + 1));
	});
});

describe('the axis of time', () => {
	it('ends with the last thing that happened, not with the last time-out', () => {
		const idle = { ...data({ processed: counts({ 50: 3 }) }), simulatedMs: 6000 };
		expect(lastMs(idle)).toBe(5100);
		expect(lastMs({ ...idle, outages: [{ fromMs: 1500, toMs: 5600 }] })).toBe(5600);
		expect(lastMs(data({ processed: counts({}) }))).toBe(6000);
	});
});

describe('several runs', () => {
	const short = data(
		{ lost: [lost('in-memory', counts({}), counts({ 15: 3024 }))] },
		{ lostUnacknowledged: 3024 }
	);
	const long = {
		...data({ duplicated: [{ cause: 'again', counts: counts({ 36: 12 }) }] }),
		outages: [],
		simulatedMs: 12_000
	};
	long.series.widthMs = 200;

	it('share the axes of time and of messages, and stand on one line', () => {
		const { panels, drawings, axis } = side([short, long, long], 952);
		expect(panels.map(({ left }) => left)).toEqual(
			[...panels].map(({ left }) => left).sort((a, b) => a - b)
		);
		expect(new Set(panels.map(({ top, bottom }) => `${top} ${bottom}`)).size).toBe(1);
		expect(new Set(drawings.map(({ zeroY }) => zeroY)).size).toBe(1);
		expect(axis.max).toBeGreaterThanOrEqual(3024);
		expect(axis.min).toBeLessThanOrEqual(-12);
		const ends = drawings.map(({ xTicks }) => xTicks.map(({ label }) => label).join());
		expect(new Set(ends).size).toBe(1);
		expect(ends[0]).toContain('12');
		const [first, ...others] = drawings;
		expect(first!.yTicks.every(({ label }) => label !== '')).toBe(true);
		expect(others.every(({ yTicks }) => yTicks.every(({ label }) => label === ''))).toBe(true);
	});

	it('have steps of their own, though their causes be the same', () => {
		const { drawings } = side([long, long], 952);
		const keys = drawings.flatMap(({ steps }) => steps.map(({ key }) => key));
		expect(keys).toHaveLength(2);
		expect(new Set(keys).size).toBe(2);
	});

	it('stand below each other on a phone, each with its axis, and nothing overlaps', () => {
		const { panels, height, drawings } = side([short, long, long], 354);
		for (const [i, panel] of panels.entries()) {
			const above = panels[i - 1]?.bottom ?? 0;
			expect(panel.heading!.y).toBeGreaterThan(above + 20);
			expect(panel.right).toBeLessThanOrEqual(354);
			expect(drawings[i]!.yTicks.some(({ label }) => label !== '')).toBe(true);
			for (const label of drawings[i]!.labels) {
				expect(label.y).toBeGreaterThan(panel.heading!.y);
				expect(label.y).toBeLessThan(panel.marksTop);
			}
			expect(height).toBeGreaterThan(panel.bottom);
		}
	});
});
