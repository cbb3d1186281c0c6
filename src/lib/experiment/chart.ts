import { chartColumnUnknown, LearnerError, m, settingWrong } from '#lib/messages';
import { describeValue } from './describe-value';
import { chartRunsMax } from './limits';
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
	yScale?: 'log' | 'linear';
}

/** One small plot for each run, all on the same axes. */
export interface GrowthChart {
	kind: 'chart';
	type: 'growth';
	runs: LabelledRun[];
	title?: string;
}

export interface LatencyChart {
	kind: 'chart';
	type: 'latency';
	runs: LabelledRun[];
	title?: string;
}

export interface LabelledRun {
	label: string;
	run: Run;
}

/** What `show` accepts, as it reaches the page. */
export type Shown = Run | Table | ChartSpec | { kind: 'text'; text: string };

export type LineOptions = Omit<LineChart, 'kind' | 'type' | 'table'>;

/* Called from learner code, hence with any values at all: each checks what the plot relies on. */

function line(table: Table, options: LineOptions): LineChart {
	requireKind(table, 'table', 'chart.line', m.settings_allowed_table());
	const { x, y, series, facet, title, xScale, yScale } = options;
	requireColumn('x', x, table.factors);
	requireColumn('y', y, table.responses);
	if (series !== undefined) requireColumn('series', series, table.factors);
	if (facet !== undefined) requireColumn('facet', facet, table.factors);
	return { kind: 'chart', type: 'line', table, x, y, series, facet, title, xScale, yScale };
}

function growth(runs: Run | readonly Run[], { title }: { title?: string } = {}): GrowthChart {
	return { kind: 'chart', type: 'growth', runs: labelled(runs, 'chart.growth'), title };
}

function latency(runs: Run | readonly Run[], { title }: { title?: string } = {}): LatencyChart {
	return { kind: 'chart', type: 'latency', runs: labelled(runs, 'chart.latency'), title };
}

/** Runs that are drawn together are told apart by their labels, or else by their places. */
function labelled(runs: Run | readonly Run[], path: string): LabelledRun[] {
	const list: readonly Run[] = Array.isArray(runs) ? runs : [runs];
	if (list.length === 0 || list.length > chartRunsMax) {
		throw new LearnerError([settingWrong(path, describeValue(list), m.settings_allowed_run())]);
	}
	return list.map((run, index) => {
		requireKind(run, 'run', path, m.settings_allowed_run());
		return { label: run.label || m.settings_run_number({ number: index + 1 }), run };
	});
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
