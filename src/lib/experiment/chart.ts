import { chartColumnUnknown, LearnerError, m, settingWrong } from '#lib/messages';
import { describeValue } from './describe-value';
import type { Run } from './run';
import type { Table } from './table';

/** A plot described as data. Learner code makes it, the notebook draws it. */
export type ChartSpec = LineChart | GrowthChart | LatencyChart;

export interface LineChart {
	kind: 'chart';
	type: 'line';
	table: Table;
	/** A factor of the table. */
	x: string;
	/** A response of the table. */
	y: string;
	/** A factor: one line for each of its values. */
	series?: string;
	/** A factor: one plot for each of its values. */
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

export type LineOptions = Omit<LineChart, 'kind' | 'type' | 'table'>;

/* Called from learner code, hence with any values at all: each checks what the plot relies on. */

function line(table: Table, options: LineOptions): LineChart {
	requireKind(table, 'table', 'chart.line', m.settings_allowed_table());
	const { x, y, series, facet, title, xScale } = options;
	requireColumn('x', x, table.factors);
	requireColumn('y', y, table.responses);
	if (series !== undefined) requireColumn('series', series, table.factors);
	if (facet !== undefined) requireColumn('facet', facet, table.factors);
	return { kind: 'chart', type: 'line', table, x, y, series, facet, title, xScale };
}

function growth(run: Run, { title }: { title?: string } = {}): GrowthChart {
	requireKind(run, 'run', 'chart.growth', m.settings_allowed_run());
	return { kind: 'chart', type: 'growth', run, title };
}

function latency(runs: Run | readonly Run[], { title }: { title?: string } = {}): LatencyChart {
	const list = Array.isArray(runs) ? [...runs] : [runs];
	return {
		kind: 'chart',
		type: 'latency',
		runs: list.map((run: Run, index) => {
			requireKind(run, 'run', 'chart.latency', m.settings_allowed_run());
			return { label: run.label || m.settings_run_number({ number: index + 1 }), run };
		}),
		title
	};
}

export const chart = { line, growth, latency };

function requireColumn(role: string, name: string, columns: readonly string[]): void {
	if (columns.includes(name)) return;
	throw new LearnerError([chartColumnUnknown(role, String(name), columns)]);
}

function requireKind(value: unknown, kind: string, path: string, allowed: string): void {
	const isKind =
		typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;
	if (isKind) return;
	throw new LearnerError([settingWrong(path, describeValue(value), allowed)]);
}
