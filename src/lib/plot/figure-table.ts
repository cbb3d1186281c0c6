import { m } from '#lib/messages';
import { factorTitle, factorValue, responseTitle } from './axis-words';
import { causeName } from './cause-words';
import type { TableData } from './data';
import { PERCENTILES, latencyAt, type LatencyRun } from './geometry/latency-layout';
import type { GrowthKind, GrowthModel } from './geometry/growth-model';
import type { LinesModel } from './geometry/lines-model';

/** The numbers behind a plot, for its table view and its CSV. */
export interface FigureTable {
	columns: readonly { label: string; isNumeric: boolean }[];
	rows: readonly (readonly (string | number)[])[];
}

const text = (label: string) => ({ label, isNumeric: false });
const number = (label: string) => ({ label, isNumeric: true });

export function kindName(kind: GrowthKind): string {
	const names: Record<GrowthKind, () => string> = {
		lostAcknowledged: m.plot_kind_lost_acknowledged,
		lostUnacknowledged: m.plot_kind_lost_unacknowledged,
		duplicated: m.plot_kind_duplicated,
		recovered: m.plot_kind_recovered
	};
	return names[kind]();
}

/** One row for each moment at which a curve grew; runs side by side are told by their labels. */
export function growthTable(drawn: readonly { label: string; model: GrowthModel }[]): FigureTable {
	const isOne = drawn.length === 1;
	const rows = drawn.flatMap(({ label, model }) =>
		growthRows(model).map((row) => (isOne ? row : [label, ...row]))
	);
	return {
		columns: [
			...(isOne ? [] : [text(m.plot_column_run())]),
			number(m.plot_column_time()),
			text(m.plot_column_kind()),
			text(m.plot_column_cause()),
			number(m.plot_column_count()),
			number(m.plot_column_sum())
		],
		rows
	};
}

function growthRows(model: GrowthModel): (string | number)[][] {
	return model.layers.flatMap((layer) => {
		let sum = 0;
		return layer.counts.flatMap((count, i) => {
			sum += count;
			const until = Math.round((i + 1) * model.widthMs * 1000) / 1000;
			const cause = layer.cause === null ? '' : causeName(layer.cause);
			return count === 0 ? [] : [[until, kindName(layer.kind), cause, count, sum]];
		});
	});
}

export function linesTable(table: TableData, model: LinesModel): FigureTable {
	const { y } = model.query;
	const name = responseTitle(y);
	return {
		columns: [
			...table.factors.map((factor) => {
				const isNumeric = table.rows.every((row) => typeof row.point[factor] === 'number');
				return { label: factorTitle(factor), isNumeric };
			}),
			number(m.plot_column_runs()),
			number(name),
			number(m.plot_interval_low({ name })),
			number(m.plot_interval_high({ name }))
		],
		rows: table.rows.map((row) => {
			const [low, high] = row.runs > 1 ? (row.interval[y] ?? []) : [];
			const factors = table.factors.map((factor) => {
				const value = row.point[factor] ?? '';
				return typeof value === 'number' ? value : factorValue(factor, value);
			});
			return [...factors, row.runs, row.mean[y] ?? '', low ?? '', high ?? ''];
		})
	};
}

export function latencyTable(runs: readonly LatencyRun[]): FigureTable {
	return {
		columns: [
			text(m.plot_column_run()),
			number(m.plot_column_percentile()),
			number(m.plot_column_latency())
		],
		rows: runs.flatMap(({ label, run }) => [
			...PERCENTILES.map((percentile) => [
				label,
				percentile,
				latencyAt(run.latencyCurve, percentile)
			]),
			[label, m.plot_column_slowest(), run.latencyMs.max]
		])
	};
}
