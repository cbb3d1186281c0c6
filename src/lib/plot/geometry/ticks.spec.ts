import { describe, expect, it } from 'vitest';
import { countAxis, decadeAxis, thinLabels, timeTicks, twoSidedAxis } from './ticks';

describe('axes', () => {
	it('start at zero, and end at the next tick or just above the data', () => {
		const axis = countAxis(3024, 4);
		expect(axis.ticks.map((tick) => tick.value)).toEqual([0, 1000, 2000, 3000]);
		expect(axis.max).toBeGreaterThan(3024);
		expect(axis.max).toBeLessThan(3400);
		expect(countAxis(3900, 4).max).toBe(4000);
	});

	it('survive small and absent data', () => {
		expect(countAxis(0, 4)).toEqual({ max: 1, min: 0, ticks: [{ value: 0, label: '0' }] });
		expect(countAxis(0.52, 3).ticks.map((tick) => tick.label)).toEqual(['0', '0.2', '0.4', '0.6']);
		expect(countAxis(NaN, 4).max).toBe(1);
	});

	it('are logarithmic from a 1, 2 or 5 to another, with a tick for each decade', () => {
		const axis = decadeAxis(890, 118_000);
		expect([axis.min, axis.max]).toEqual([500, 200_000]);
		expect(axis.ticks.map((tick) => tick.value)).toEqual([1000, 10_000, 100_000]);
		const narrow = decadeAxis(300, 700);
		expect([narrow.min, narrow.max], 'two ticks at least').toEqual([100, 1000]);
		expect(decadeAxis(10, 10).ticks.length).toBe(2);
	});

	it('count to both sides in positive numbers', () => {
		const axis = twoSidedAxis(1590, 680, 4);
		expect(axis.min).toBeCloseTo(-720.8);
		expect(axis.max).toBeCloseTo(1685.4);
		expect(axis.ticks.map((tick) => tick.label.replace('\u202f', '_'))).toEqual([
			'500',
			'0',
			'500',
			'1_000',
			'1_500'
		]);
	});

	it('say time in the unit that fits, once', () => {
		const labels = (ms: number) =>
			timeTicks(ms, 700).map((tick) => tick.label.replace('\u202f', '_'));
		expect(labels(6000)).toEqual(['0', '1', '2', '3', '4', '5', '6_s']);
		expect(labels(400)).toEqual(['0', '50', '100', '150', '200', '250', '300', '350', '400_ms']);
		expect(labels(600_000).at(-1)).toBe('10_min');
		expect(timeTicks(6000, 150).length).toBeLessThan(5);
	});

	it('thin labels that would touch, and keep the ends', () => {
		const labels = ['1', '2', '5', '10', '20', '50', '100'];
		const shown = thinLabels([0, 12, 24, 36, 48, 60, 72], labels);
		expect(labels.filter((_, i) => shown[i])).toEqual(['1', '5', '100']);
		expect(thinLabels([0, 50, 100], ['1', '10', '100'])).toEqual([true, true, true]);
	});
});
