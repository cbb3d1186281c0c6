import type { Block, Lab } from '#lib/lab';
import type { PredictionAnswer } from '#lib/progress';

type Predict = Extract<Block, { type: 'predict' }>;

/** A drawn prediction as a plot takes it: y by x, only where something was drawn. */
export type DrawnCurve = Readonly<Record<number, number>>;

/** The curve that the learner drew for a cell's line chart. */
export function curveFor(
	lab: Lab,
	cell: string,
	predictions: Readonly<Record<string, PredictionAnswer>>
): DrawnCurve | null {
	for (const block of predictBlocks(lab)) {
		if (block.kind !== 'curve' || block.cell !== cell) continue;
		const answer = predictions[block.id];
		if (answer?.kind !== 'curve') continue;
		const curve = drawnCurve(block.x, answer.y);
		if (Object.keys(curve).length > 0) return curve;
	}
	return null;
}

export function drawnCurve(xs: readonly number[], ys: readonly (number | null)[]): DrawnCurve {
	const drawn = xs.flatMap((x, index) => {
		const y = ys[index];
		return y === null || y === undefined ? [] : [[x, y] as const];
	});
	return Object.fromEntries(drawn);
}

function predictBlocks(lab: Lab): Predict[] {
	return lab.sections.flatMap(({ blocks }) =>
		blocks.filter((block): block is Predict => block.type === 'predict')
	);
}

/** The number at a dotted path of a run, for example `totals.lost`. */
export function figureAt(run: object, path: string): number | null {
	let value: unknown = run;
	for (const key of path.split('.')) {
		if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return null;
		value = (value as Record<string, unknown>)[key]; // an object, as the line above made sure
	}
	return typeof value === 'number' ? value : null;
}

/** How far apart two magnitudes are, as a factor of at least 1; zero counts as a half. */
export function factorBetween(a: number, b: number): number {
	const [from, to] = [Math.max(a, 0.5), Math.max(b, 0.5)];
	return from > to ? from / to : to / from;
}
