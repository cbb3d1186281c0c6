/** Wall-clock measurements of one process. Absolute times are noisy: compare within one run. */

export interface Row {
	name: string;
	value: number;
	unit: string;
	better: 'higher' | 'lower';
	/** What the figure should reach, where one is set. */
	goal?: number;
}

export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	const upper = sorted[middle] ?? 0;
	return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/** Milliseconds that one call took. */
export function timeMs(work: () => void): number {
	const start = performance.now();
	work();
	return performance.now() - start;
}
