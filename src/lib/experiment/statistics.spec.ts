import { describe, expect, it } from 'vitest';
import { estimate } from './statistics';

describe('estimate', () => {
	it('gives the mean and the interval of a textbook sample', () => {
		// Five values with mean 10 and standard deviation √2.5: t(0.975; 4) = 2.776445.
		const found = estimate([8, 9, 10, 11, 12]);
		const half = (2.776445105 * Math.sqrt(2.5)) / Math.sqrt(5);
		expect(found?.mean).toBe(10);
		expect(found?.interval?.[0]).toBeCloseTo(10 - half, 7);
		expect(found?.interval?.[1]).toBeCloseTo(10 + half, 7);
	});

	it('uses the quantiles of the printed tables', () => {
		// Two values 0 and 1: half = t × s/√2 = t × 0.5. NIST table: t(1) = 12.706, t(29) = 2.045.
		const two = estimate([0, 1]);
		expect(((two?.interval?.[1] ?? 0) - 0.5) / 0.5).toBeCloseTo(12.706, 3);
		const thirty = estimate(Array.from({ length: 30 }, (_, index) => index % 2));
		const deviation = Math.sqrt(0.25 * (30 / 29));
		expect((((thirty?.interval?.[1] ?? 0) - 0.5) / deviation) * Math.sqrt(30)).toBeCloseTo(
			2.045,
			3
		);
	});

	it('has no interval for one value, and a point for equal ones', () => {
		expect(estimate([7])).toEqual({ mean: 7, interval: null });
		expect(estimate([7, 7, 7])).toEqual({ mean: 7, interval: [7, 7] });
	});

	it('leaves out what was not measured', () => {
		expect(estimate([Number.NaN, 4])).toEqual({ mean: 4, interval: null });
		expect(estimate([Number.NaN])).toBeNull();
		expect(estimate([])).toBeNull();
	});
});
