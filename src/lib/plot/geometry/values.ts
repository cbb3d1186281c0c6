/** The numbers that a plot shows, by name: what moves when one result replaces another. */
export type Values = Readonly<Record<string, readonly number[]>>;

/**
 * Between two states of a plot. A list that is new is at its place at once; one that changed its
 * length is resampled, so that a curve of 200 points can become one of 256.
 */
export function interpolateValues(from: Values, to: Values): (t: number) => Values {
	const starts = Object.entries(to).map(([name, target]) => {
		const start = from[name];
		return [name, target, start ? resample(start, target.length) : target] as const;
	});
	return (t) => {
		if (t >= 1) return to;
		return Object.fromEntries(
			starts.map(([name, target, start]) => [
				name,
				target.map((value, i) => {
					const before = start[i] ?? value;
					return before + (value - before) * t;
				})
			])
		);
	};
}

function resample(values: readonly number[], length: number): readonly number[] {
	if (values.length === length || values.length === 0) return values;
	const scale = (values.length - 1) / Math.max(1, length - 1);
	return Array.from({ length }, (_, i) => values[Math.round(i * scale)] ?? 0);
}
