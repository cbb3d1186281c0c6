import type { Run } from './run';
import type { Table } from './table';

/** A plot described as data. Learner code makes it, the notebook draws it. */
export type ChartSpec = LineChart | GrowthChart | LatencyChart;

export interface LineChart {
	kind: 'chart';
	type: 'line';
	table: Table;
	x: string;
	y: string;
	series?: string;
	facet?: string;
	title?: string;
	xScale?: 'log' | 'linear' | 'band';
}

export interface GrowthChart {
	kind: 'chart';
	type: 'growth';
	run: Run;
	title?: string;
}

export interface LatencyChart {
	kind: 'chart';
	type: 'latency';
	runs: { label: string; run: Run }[];
	title?: string;
}

/** What `show` accepts, as it reaches the page. */
export type Shown = Run | Table | ChartSpec | { kind: 'text'; text: string };
