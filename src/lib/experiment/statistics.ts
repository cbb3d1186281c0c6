import jstat from 'jstat';
import { mean, sampleStandardDeviation } from 'simple-statistics';

export interface Estimate {
	mean: number;
	/** null for fewer than two values: one run says nothing about its neighbours. */
	interval: [number, number] | null;
}

const confidence = 0.95;

/**
 * Mean and 95 % interval by Student's t, over replications that differ by their seed alone. Values
 * that were not measured (NaN) do not count; null when none was.
 */
export function estimate(values: readonly number[]): Estimate | null {
	const measured = values.filter(Number.isFinite);
	if (measured.length === 0) return null;
	const [first = Number.NaN] = measured;
	if (measured.length === 1) return { mean: first, interval: null };
	// Equal counts are common; their interval must not be 10^-13 wide from rounding.
	if (measured.every((value) => value === first)) return { mean: first, interval: [first, first] };
	const center = mean(measured);
	const quantile = studentQuantile(measured.length - 1);
	const half = (quantile * sampleStandardDeviation(measured)) / Math.sqrt(measured.length);
	return { mean: center, interval: [center - half, center + half] };
}

const quantiles = new Map<number, number>();

/** The quantile is found by iteration, and a table asks for the same one thousands of times. */
function studentQuantile(degreesOfFreedom: number): number {
	const known = quantiles.get(degreesOfFreedom);
	if (known !== undefined) return known;
	const found = jstat.studentt.inv((1 + confidence) / 2, degreesOfFreedom);
	quantiles.set(degreesOfFreedom, found);
	return found;
}
