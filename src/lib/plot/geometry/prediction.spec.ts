import { describe, expect, it } from 'vitest';
import { drawnTo, nudged } from './prediction';

const handles = [
	{ at: 1, x: 0 },
	{ at: 10, x: 100 },
	{ at: 100, x: 200 }
];
const valueAt = (y: number) => 100 - y;

describe('drawing a prediction', () => {
	it('sets every handle that the pointer passes, also when it moves fast', () => {
		const drawn = drawnTo({}, handles, { x: -10, y: 100 }, { x: 210, y: 0 }, 20, valueAt);
		expect(drawn[10]).toBeCloseTo(50);
		expect(Object.keys(drawn)).toEqual(['1', '10', '100']);
	});

	it('lets the nearest handle follow a press', () => {
		const drawn = drawnTo({ 1: 5 }, handles, { x: 95, y: 30 }, { x: 95, y: 30 }, 20, valueAt);
		expect(drawn).toEqual({ 1: 5, 10: 70 });
	});

	it('changes nothing far from all handles', () => {
		expect(drawnTo({ 1: 5 }, handles, { x: 50, y: 0 }, { x: 55, y: 0 }, 20, valueAt)).toEqual({
			1: 5
		});
	});
});

describe('moving a handle by key', () => {
	it('goes up and down in steps and stays within the axis', () => {
		expect(nudged('ArrowUp', 50, 100)).toBe(52);
		expect(nudged('ArrowDown', 52, 100)).toBe(50);
		expect(nudged('PageUp', 95, 100)).toBe(100);
		expect(nudged('ArrowDown', 0, 100)).toBe(0);
		expect(nudged('Home', 50, 100)).toBe(0);
		expect(nudged('End', 50, 100)).toBe(100);
		expect(nudged('Tab', 50, 100)).toBeNull();
	});
});
