import { describe, expect, it } from 'vitest';
import {
	drawLatency,
	latencyAt,
	latencyFrame,
	latencyPanels,
	latencyValues,
	nines,
	type LatencyRun
} from './latency-layout';

const curve = [
	{ percentile: 0, ms: 1 },
	{ percentile: 50, ms: 2 },
	{ percentile: 90, ms: 4 },
	{ percentile: 99, ms: 40 },
	{ percentile: 99.9, ms: 400 }
];
const runs: LatencyRun[] = [
	{ label: 'confirm', broker: 'rabbitmq', run: { latencyCurve: curve, latencyMs: { max: 400 } } },
	{
		label: 'transaction',
		broker: 'kafka',
		run: {
			latencyCurve: curve.map(({ percentile, ms }) => ({ percentile, ms: ms * 1.01 })),
			latencyMs: { max: 404 }
		}
	}
];

describe('latency by percentile', () => {
	it('gives each further nine the same room', () => {
		expect(nines(99) - nines(90)).toBeCloseTo(1);
		expect(nines(99.9) - nines(99)).toBeCloseTo(1);
		expect(nines(100)).toBe(nines(99.99));
	});

	it('reads between the points, and keeps the last value beyond them', () => {
		expect(latencyAt(curve, 99)).toBe(40);
		expect(latencyAt(curve, 95)).toBeGreaterThan(4);
		expect(latencyAt(curve, 95)).toBeLessThan(40);
		expect(latencyAt(curve, 99.99)).toBe(400);
		expect(latencyAt([], 50)).toBeNaN();
	});

	it('draws every run within whole decades, rising to the left edge of its name', () => {
		const frame = latencyFrame(runs, 900).panels[0]!;
		expect(frame.decades).toEqual([0, 3]);
		const drawing = drawLatency(frame, runs, latencyValues(runs, frame.decades));
		expect(drawing.yTicks.map((tick) => tick.label.replace('\u202f', '_'))).toEqual([
			'1',
			'10',
			'100',
			'1_000'
		]);
		for (const { points } of drawing.curves) {
			for (const [i, point] of points.entries()) {
				expect(point.y).toBeGreaterThanOrEqual(frame.top);
				expect(point.y).toBeLessThanOrEqual(points[i - 1]?.y ?? frame.bottom);
			}
		}
		const [first, second] = drawing.curves.map(({ label }) => label.y);
		expect(Math.abs(first! - second!)).toBeGreaterThanOrEqual(17);
	});

	it('puts brokers side by side on one axis, or below each other on a phone', () => {
		const wide = latencyPanels(runs, 900).panels;
		expect(wide[0]!.right).toBeLessThan(wide[1]!.left);
		expect(wide[0]!.top).toBe(wide[1]!.top);
		expect(wide.map(({ decades }) => decades)).toEqual([
			[0, 3],
			[0, 3]
		]);
		const drawings = wide.map((frame) =>
			drawLatency(frame, runs, latencyValues(runs, frame.decades))
		);
		const heights = drawings.map(({ curves }) => curves.map(({ points }) => points[0]!.y));
		expect(heights[0]).toEqual(heights[1]);
		const narrow = latencyPanels(runs, 354);
		expect(narrow.panels[0]!.bottom).toBeLessThan(narrow.panels[1]!.heading!.y - 20);
		expect(narrow.height).toBeGreaterThan(narrow.panels[1]!.bottom);
	});
});
