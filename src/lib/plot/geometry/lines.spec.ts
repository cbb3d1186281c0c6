import { describe, expect, it } from 'vitest';
import type { TableData } from '../data';
import { drawLines, linesAxis, linesFrame, placeCurveLabel, yPlace } from './lines-layout';
import { linesModel, linesValues, type LinesQuery } from './lines-model';

const MEANS: Record<string, number> = { none: 20_000, confirm: 6000, transaction: 5900 };

/** Throughput by mirrors, ack mode and batch; the interval is ± 10 %. */
function table(options: { mirrors: number[]; runs: number; extra?: string[] }): TableData {
	const rows = options.mirrors.flatMap((mirrors) =>
		Object.entries(MEANS).flatMap(([ack, base]) =>
			[100, 1, 10].flatMap((batch) =>
				(options.extra ?? ['']).map((delivery) => {
					const mean = base / (mirrors + 1) + batch;
					return {
						point: { mirrors, ack, batch, delivery },
						runs: options.runs,
						mean: { y: mean },
						interval: { y: [mean * 0.9, mean * 1.1] as const }
					};
				})
			)
		)
	);
	return { factors: ['mirrors', 'ack', 'batch', 'delivery'], rows };
}

const query: LinesQuery = { x: 'batch', y: 'y', series: 'ack', facet: 'mirrors' };

function drawn(data: TableData, width: number) {
	const model = linesModel(data, query);
	const axis = linesAxis(model);
	const frame = linesFrame(model, axis, width);
	return { model, frame, panels: drawLines(frame, model, linesValues(model, axis)) };
}

describe('the model', () => {
	it('makes a panel per facet, a line per series, and sorts the points', () => {
		const model = linesModel(table({ mirrors: [0, 1, 2], runs: 5 }), query);
		expect(model.panels.map((panel) => panel.title)).toEqual([
			'mirrors: 0',
			'mirrors: 1',
			'mirrors: 2'
		]);
		expect(model.panels[0]!.lines.map((line) => line.label)).toEqual([
			'no confirms',
			'confirm',
			'transaction'
		]);
		expect(model.panels[0]!.lines[0]!.points.map((point) => point.x)).toEqual([1, 10, 100]);
		expect(model.xScale).toBe('log');
	});

	it('never puts two rows on one point: a further factor becomes part of the series', () => {
		const two = table({ mirrors: [0], runs: 5, extra: ['transient', 'persistent'] });
		const model = linesModel(two, query);
		const keys = model.panels.flatMap((panel) =>
			panel.lines.flatMap((line) => line.points.map((point) => point.key))
		);
		expect(new Set(keys).size).toBe(two.rows.length);
		expect(model.panels[0]!.lines[0]!.label).toContain('transient');
	});

	it('has no interval of a single run', () => {
		expect(linesModel(table({ mirrors: [0], runs: 1 }), query).hasIntervals).toBe(false);
		expect(linesModel(table({ mirrors: [0], runs: 2 }), query).hasIntervals).toBe(true);
	});

	it('has a logarithmic y where it was asked for and nothing is zero', () => {
		const one = table({ mirrors: [0], runs: 1 });
		expect(linesModel(one, query).yScale).toBe('linear');
		const model = linesModel(one, { ...query, yScale: 'log' });
		expect(model.yScale).toBe('log');
		const axis = linesAxis(model);
		expect(axis.min).toBeLessThanOrEqual(model.minY);
		expect(axis.max).toBeGreaterThanOrEqual(model.maxY);
		// The same factor is the same distance, wherever it stands.
		const panel = linesFrame(model, axis, 800).panels[0]!;
		const y = yPlace(model, axis, panel);
		const [low, decade] = [axis.min, axis.min * 10];
		expect(y(low) - y(decade)).toBeCloseTo(y(decade) - y(decade * 10));
		expect(y(0), 'zero stands at the bottom').toBe(panel.bottom);
		const [row, ...others] = one.rows;
		const withZero = { ...one, rows: [{ ...row!, mean: { y: 0 } }, ...others] };
		expect(linesModel(withZero, { ...query, yScale: 'log' }).yScale).toBe('linear');
	});

	it('chooses the scale that fits the values', () => {
		const one = table({ mirrors: [0, 1, 2], runs: 1 });
		expect(linesModel(one, { x: 'mirrors', y: 'y', series: 'ack' }).xScale).toBe('linear');
		expect(linesModel(one, { x: 'ack', y: 'y' }).xScale).toBe('band');
	});
});

describe('the drawing', () => {
	const data = table({ mirrors: [0, 1, 2], runs: 5 });

	it('puts panels side by side where there is room, and below each other on a phone', () => {
		expect(new Set(drawn(data, 950).frame.panels.map((panel) => panel.top)).size).toBe(1);
		expect(new Set(drawn(data, 360).frame.panels.map((panel) => panel.top)).size).toBe(3);
	});

	it('names lines at the end of each row of panels, without overlap', () => {
		for (const width of [360, 600, 950]) {
			const { frame, panels } = drawn(data, width);
			for (const panel of panels) {
				const labels = panel.lines.flatMap((line) => line.label ?? []);
				expect(labels.length).toBe(panel.frame.isLabelled ? 3 : 0);
				const ys = labels.map((label) => label.y).sort((a, b) => a - b);
				expect(ys.every((y, i) => i === 0 || y - ys[i - 1]! >= 16)).toBe(true);
			}
			expect(panels.at(-1)!.frame.isLabelled).toBe(true);
			expect(Math.max(...frame.panels.map((panel) => panel.right))).toBeLessThan(width);
		}
	});

	it('gives whiskers the length of the interval, within the panel', () => {
		const { panels } = drawn(data, 950);
		const { point, whisker, y } = panels[0]!.lines[0]!.points[0]!;
		expect(whisker!.y0 - y).toBeCloseTo(y - whisker!.y1, 6);
		expect(whisker!.y1).toBeGreaterThanOrEqual(panels[0]!.frame.top);
		expect(point.interval![1] / point.mean).toBeCloseTo(1.1);
	});
});

describe('a name beside a curve', () => {
	const panel = { left: 0, right: 300, top: 0, bottom: 200 };
	const curve = [
		{ x: 0, y: 150 },
		{ x: 300, y: 100 }
	];

	it('keeps clear of the curve and of the lines', () => {
		const line = curve.map(({ x, y }) => ({ x, y: y - 20 }));
		const placed = placeCurveLabel(curve, [line], panel, 80)!;
		const onCurve = 150 - (placed.x / 300) * 50;
		expect(placed.y).toBeGreaterThan(onCurve + 12);
	});

	it('stays away when there is no room at all', () => {
		const lines = [-60, -45, -30, -15, 15, 30, 45, 60].map((shift) =>
			curve.map(({ x, y }) => ({ x, y: y + shift }))
		);
		expect(placeCurveLabel(curve, lines, panel, 80)).toBeNull();
	});
});
