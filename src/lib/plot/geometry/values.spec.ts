import { expect, it } from 'vitest';
import { interpolateValues } from './values';

it('moves each number from where it is to where it goes', () => {
	const between = interpolateValues({ a: [0, 10], gone: [1] }, { a: [10, 20], b: [5] });
	expect(between(0)).toEqual({ a: [0, 10], b: [5] });
	expect(between(0.5)).toEqual({ a: [5, 15], b: [5] });
	expect(between(1)).toEqual({ a: [10, 20], b: [5] });
});

it('stretches a curve that has another number of points', () => {
	const between = interpolateValues({ a: [0, 4] }, { a: [0, 2, 4] });
	expect(between(0)['a']).toEqual([0, 4, 4]);
	expect(between(1)['a']).toEqual([0, 2, 4]);
});
