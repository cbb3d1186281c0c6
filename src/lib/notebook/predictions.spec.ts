import { describe, expect, it } from 'vitest';
import { factorBetween, figureAt } from './predictions';

describe('figureAt', () => {
	it('finds a number by its path', () => {
		expect(figureAt({ totals: { lost: 7 } }, 'totals.lost')).toBe(7);
	});

	it('is null for a wrong path, for what is no number, and for what is inherited', () => {
		expect(figureAt({ totals: { lost: 7 } }, 'totals.found')).toBeNull();
		expect(figureAt({ totals: { lost: '7' } }, 'totals.lost')).toBeNull();
		expect(figureAt({ totals: [1] }, 'totals.constructor.length')).toBeNull();
	});
});

describe('factorBetween', () => {
	it('is the same in both directions and never below one', () => {
		expect(factorBetween(10, 1000)).toBe(100);
		expect(factorBetween(1000, 10)).toBe(100);
		expect(factorBetween(5, 5)).toBe(1);
	});

	it('stays finite when one of them is zero', () => {
		expect(factorBetween(0, 100)).toBe(200);
		expect(factorBetween(0, 0)).toBe(1);
	});
});
