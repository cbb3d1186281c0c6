/** A corner of a step curve: what has been counted by a moment. */
export interface Corner {
	ms: number;
	value: number;
}

/**
 * The corners of a cumulative curve. A bucket's messages are counted at its end: so a loss is never
 * drawn before the fault that caused it. Flat stretches give no corners, so that a curve of 256
 * buckets with one step has four.
 */
export function stepCorners(
	cumulative: readonly number[],
	widthMs: number,
	maxMs: number
): Corner[] {
	const corners: Corner[] = [{ ms: 0, value: 0 }];
	let value = 0;
	for (const [i, next] of cumulative.entries()) {
		if (next === value) continue;
		const ms = Math.min(maxMs, (i + 1) * widthMs);
		corners.push({ ms, value }, { ms, value: next });
		value = next;
	}
	corners.push({ ms: maxMs, value });
	return corners;
}

type Scale = (value: number) => number;

const point = (corner: Corner, x: Scale, y: Scale) =>
	`${round(x(corner.ms))},${round(y(corner.value))}`;

/** A tenth of a pixel is enough, and keeps an exported file small. */
function round(px: number): number {
	return Math.round(px * 10) / 10;
}

export function edgePath(corners: readonly Corner[], x: Scale, y: Scale): string {
	return corners.map((corner, i) => (i === 0 ? 'M' : 'L') + point(corner, x, y)).join('');
}

/** The area between two step curves. */
export function areaPath(
	upper: readonly Corner[],
	lower: readonly Corner[],
	x: Scale,
	y: Scale
): string {
	return `${edgePath([...upper, ...[...lower].reverse()], x, y)}Z`;
}
