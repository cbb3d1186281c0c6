/** Series of runs that differ in one setting, and which way their figures must go. */
import { expect } from 'vitest';
import type { Overrides } from '#lib/experiment';
import type { SimulationResult } from '#lib/sim';
import type { Run } from './settings-effects';

export type Figure = (result: SimulationResult) => number;

export const acknowledged: Figure = ({ throughput }) => throughput.acknowledged;
export const produced: Figure = ({ throughput }) => throughput.produced;
export const processed: Figure = ({ throughput }) => throughput.processed;

/** The figure for each value of the setting. */
export const seriesOf = (
	run: Run,
	path: keyof Overrides,
	values: readonly (string | number)[],
	figure: Figure
): number[] => values.map((value) => figure(run({ [path]: value })));

/** Each is at least the one before it, but for a hundredth. */
export function expectRising(series: readonly number[]): void {
	series.slice(1).forEach((value, index) => {
		expect(value, series.map(Math.round).join(' ')).toBeGreaterThan(0.99 * (series[index] ?? 0));
	});
}

export const expectFalling = (series: readonly number[]): void => {
	expectRising([...series].reverse());
};

/** The first over the last. */
export const spanOf = (series: readonly number[]): number =>
	(series.at(-1) ?? 0) / (series[0] ?? 1);
