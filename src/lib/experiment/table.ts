import { responseNames } from './responses';
import { estimate } from './statistics';
import type { Design } from './sweep';

/** The result of a sweep: one row for each design point, in the design's order. */
export interface Table {
	kind: 'table';
	/** Paths of the settings that were varied, for example `producers.batch`. */
	factors: string[];
	/** Dotted paths of the measured numbers, for example `throughput.acknowledged`. */
	responses: string[];
	rows: TableRow[];
	/** Simulations behind the table. */
	runs: number;
	engineHash: string;
}

export interface TableRow {
	point: Record<string, Level>;
	/** Replications of this point, each with its own seed. */
	runs: number;
	/** By response; one that was measured in no run (a latency of nothing) is absent. */
	mean: Record<string, number>;
	/** 95 % interval of the mean, Student's t over the seeds; absent for fewer than two runs. */
	interval: Record<string, [number, number]>;
}

export type Level = string | number | boolean;

/**
 * `measured[i]` belongs to replication `i % seeds` of point `⌊i / seeds⌋`: rows follow the design,
 * whichever worker was first.
 */
export function tabulate(
	{ points, seeds }: Design,
	measured: readonly Float64Array[],
	engineHash: string
): Table {
	return {
		kind: 'table',
		factors: [...new Set(points.flatMap(({ point }) => Object.keys(point)))],
		responses: [...responseNames],
		rows: points.map(({ point }, index) =>
			tabulateRow(point, measured.slice(index * seeds, (index + 1) * seeds))
		),
		runs: measured.length,
		engineHash
	};
}

function tabulateRow(point: TableRow['point'], runs: readonly Float64Array[]): TableRow {
	const row: TableRow = { point, runs: runs.length, mean: {}, interval: {} };
	responseNames.forEach((name, column) => {
		const found = estimate(runs.map((run) => run[column] ?? Number.NaN));
		if (!found) return;
		row.mean[name] = found.mean;
		if (found.interval) row.interval[name] = found.interval;
	});
	return row;
}
