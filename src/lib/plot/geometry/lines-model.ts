import { factorTitle, factorValue } from '../axis-words';
import { isBrokerName, type BrokerName } from '../broker-marks';
import type { FactorValue, TableData } from '../data';
import type { CountAxis } from './ticks';
import type { Values } from './values';

export type XScale = 'log' | 'linear' | 'band';
export type YScale = 'log' | 'linear';

/** Which columns of a table a line chart shows. */
export interface LinesQuery {
	x: string;
	y: string;
	series?: string | undefined;
	facet?: string | undefined;
	xScale?: XScale | undefined;
	yScale?: YScale | undefined;
}

export interface LinePoint {
	/** The place in `Values`. */
	key: string;
	/** The place in `LinesModel.xs`. */
	at: number;
	x: FactorValue;
	mean: number;
	/** Null where one run has no interval. */
	interval: readonly [number, number] | null;
	runs: number;
}

export interface Line {
	key: string;
	/** The value of the series factor, which decides the line's style; null without series. */
	value: FactorValue | null;
	/** The place among all series, the same in each panel. */
	order: number;
	label: string;
	points: LinePoint[];
}

export interface Panel {
	key: string;
	title: string;
	/** Of a facet of brokers, each has its own hue and marker. */
	broker: BrokerName | null;
	lines: Line[];
}

export interface LinesModel {
	query: LinesQuery;
	xScale: XScale;
	/** Distinct values of x: rising when they are numbers, else in the order of the table. */
	xs: FactorValue[];
	panels: Panel[];
	yScale: YScale;
	minY: number;
	maxY: number;
	/** True when at least one point has an interval. */
	hasIntervals: boolean;
}

/** From this ratio of the largest to the smallest x, a linear axis would crowd the small ones. */
const LOG_RATIO = 20;

type Row = TableData['rows'][number];

/**
 * A table as small multiples of lines. Factors that are neither x, series nor facet become part of
 * the series: no two rows ever fall on one point.
 */
export function linesModel(table: TableData, query: LinesQuery): LinesModel {
	const rest = table.factors.filter(
		(factor) => factor !== query.x && factor !== query.series && factor !== query.facet
	);
	const varying = rest.filter((factor) => distinct(table.rows, factor).length > 1);
	const seriesFactors = query.series === undefined ? varying : [query.series, ...varying];
	const seriesKeys = [...new Set(table.rows.map((row) => keyOf(row, seriesFactors)))];
	const xs = distinct(table.rows, query.x);
	const facets = query.facet === undefined ? [null] : distinct(table.rows, query.facet);

	const panels = facets.map((facet) => {
		const rows = table.rows.filter(
			(row) => query.facet === undefined || row.point[query.facet] === facet
		);
		const panelKey = String(facet ?? '');
		return {
			key: panelKey,
			title: facet === null ? '' : facetTitle(query.facet ?? '', facet),
			broker: isBrokerName(facet) ? facet : null,
			lines: seriesKeys.flatMap((key, order) => {
				const own = rows.filter((row) => keyOf(row, seriesFactors) === key);
				return own.length === 0 ? [] : [line(own, key, order, panelKey, xs, seriesFactors, query)];
			})
		};
	});

	const points = panels.flatMap((panel) => panel.lines.flatMap((each) => each.points));
	return {
		query,
		xScale: query.xScale ?? fittingScale(xs),
		xs,
		panels,
		// A logarithm has no place for zero.
		yScale: points.every(({ mean }) => mean > 0) ? (query.yScale ?? 'linear') : 'linear',
		minY: Math.min(...points.map(({ mean }) => mean)),
		maxY: Math.max(0, ...points.map((point) => point.interval?.[1] ?? point.mean)),
		hasIntervals: points.some((point) => point.interval !== null)
	};
}

function line(
	rows: readonly Row[],
	key: string,
	order: number,
	panelKey: string,
	xs: readonly FactorValue[],
	factors: readonly string[],
	query: LinesQuery
): Line {
	const first = rows[0];
	const points = rows
		.map((row) => linePoint(row, `${panelKey}|${key}`, xs, query))
		.filter((point) => Number.isFinite(point.mean))
		.sort((a, b) => a.at - b.at);
	const words = factors.map((factor) =>
		factorWords(factor, first?.point[factor] ?? '', query.series)
	);
	const value = query.series === undefined ? null : (first?.point[query.series] ?? null);
	return { key, value, order, label: words.join(' · '), points };
}

function linePoint(
	row: Row,
	prefix: string,
	xs: readonly FactorValue[],
	query: LinesQuery
): LinePoint {
	const x = row.point[query.x] ?? '';
	const interval = row.interval[query.y];
	const isKnown = row.runs > 1 && interval !== undefined && interval.every(Number.isFinite);
	return {
		key: `${prefix}|${String(x)}`,
		at: xs.indexOf(x),
		x,
		mean: row.mean[query.y] ?? NaN,
		interval: isKnown ? interval : null,
		runs: row.runs
	};
}

/** The series factor goes without saying; another one is named. */
function factorWords(factor: string, value: FactorValue, series: string | undefined): string {
	const word = factorValue(factor, value);
	return factor === series ? word : `${factorTitle(factor)} ${word}`;
}

function facetTitle(factor: string, value: FactorValue): string {
	if (isBrokerName(value)) return factorValue(factor, value);
	return `${factorTitle(factor)}: ${factorValue(factor, value)}`;
}

function keyOf(row: Row, factors: readonly string[]): string {
	return factors.map((factor) => String(row.point[factor])).join('|');
}

function distinct(rows: readonly Row[], factor: string): FactorValue[] {
	const values = [...new Set(rows.flatMap((row) => row.point[factor] ?? []))];
	const isNumeric = values.every((value) => typeof value === 'number');
	return isNumeric ? values.sort((a, b) => Number(a) - Number(b)) : values;
}

function fittingScale(xs: readonly FactorValue[]): XScale {
	const numbers = xs.filter((x) => typeof x === 'number');
	if (numbers.length !== xs.length || numbers.length < 2) return 'band';
	const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
	return low > 0 && high / low >= LOG_RATIO ? 'log' : 'linear';
}

/** What moves when one table replaces another. */
export function linesValues(model: LinesModel, { min, max }: CountAxis): Values {
	const points = model.panels.flatMap((panel) => panel.lines.flatMap((each) => each.points));
	return {
		axes: [min, max],
		...Object.fromEntries(
			points.map(({ key, mean, interval }) => [
				key,
				[mean, interval?.[0] ?? mean, interval?.[1] ?? mean]
			])
		)
	};
}
