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
