/**
 * `npm run bench -- fidelity`: simulated against published and recorded, row by row. Nothing is
 * fitted here; what is off is printed as it is.
 */
import type { Engine } from '#lib/sim';
import { explainedOrders, explanations } from './explanations';
import { measure } from './measure';
import { notRun, publishedCells } from './published';
import { compare, planned, recordingNames, type ScenarioResult } from './recorded/index';
import { relativeTables, type RelativeTable } from './relative/index';
import { sideBySideCells, type RecordedCell } from './side-by-side';

export const parts = ['published', 'costs', 'side-by-side', 'recorded'] as const;
export type Part = (typeof parts)[number];

export interface RateRow {
	id: string;
	expected: number;
	simulated: number;
	ratio: number;
	isBound: boolean;
	isOff: boolean;
	explanation: string | null;
}

export interface Report {
	published?: RateRow[];
	costs?: { title: string; rows: RateRow[] }[];
	'side-by-side'?: RateRow[];
	recorded?: (ScenarioResult & { recording: string })[];
}

/** Published rows may be off by a quarter, recorded cells by what they vary between repetitions. */
const publishedTolerance = 1.25;
const recordedTolerance = 2;

export function publishedRows(engine: Engine, progress: (id: string) => void): RateRow[] {
	return publishedCells().map((cell) => {
		progress(cell.id);
		return row(cell.id, cell.published, measure(engine, cell), publishedTolerance, cell.isBound);
	});
}

function row(
	id: string,
	expected: number,
	simulated: number,
	tolerance: number,
	isBound = false
): RateRow {
	const ratio = simulated / expected;
	// A bound says “at most”.
	const isOff = ratio > tolerance || (!isBound && ratio < 1 / tolerance) || Number.isNaN(ratio);
	const explanation = isOff ? (explanations[id] ?? null) : null;
	return { id, expected, simulated, ratio, isBound, isOff, explanation };
}

export function recordedRows(
	engine: Engine,
	cells: RecordedCell[],
	progress: (id: string) => void
): RateRow[] {
	return cells.map((cell) => {
		progress(cell.id);
		return row(cell.id, cell.recorded, measure(engine, cell), recordedTolerance);
	});
}

/** Rates as multiples of the table's first cell; and that cell itself, where its rate is known. */
export function relativeRows(
	engine: Engine,
	{ title, cells, unitPerSecond }: RelativeTable,
	progress: (id: string) => void
): RateRow[] {
	const rates = cells.map((cell) => {
		progress(`${title}: ${cell.id}`);
		return measure(engine, cell);
	});
	const unit = rates[0] ?? NaN;
	const rows = cells.map(({ id, recorded }, index) =>
		row(`${title}: ${id}`, recorded, (rates[index] ?? NaN) / unit, recordedTolerance)
	);
	if (!unitPerSecond) return rows;
	return [row(`${title}: the unit, messages/s`, unitPerSecond, unit, recordedTolerance), ...rows];
}

/** Nearer than this, two recorded cells are one for all that the recording can tell. */
const distinct = 1.6;

/** Two rows that the recording orders clearly, and the model the other way round. */
export interface Inversion {
	name: string;
	/** Of the pair, or of the row that is off; null: none is known. */
	explanation: string | null;
}

export function inversions(rows: RateRow[]): Inversion[] {
	return rows.flatMap((slower) =>
		rows
			.filter((faster) => faster.expected > distinct * slower.expected)
			.filter((faster) => faster.simulated <= slower.simulated)
			.map((faster) => inversion(faster, slower))
	);
}

function inversion(faster: RateRow, slower: RateRow): Inversion {
	const name = `${faster.id} should be faster than ${slower.id}`;
	const explanation = explainedOrders[name] ?? faster.explanation ?? slower.explanation;
	return { name, explanation };
}

export function makeReport(
	engine: Engine,
	wanted: readonly Part[],
	progress: (id: string) => void
): Report {
	const report: Report = {};
	if (wanted.includes('published')) report.published = publishedRows(engine, progress);
	if (wanted.includes('costs')) {
		report.costs = relativeTables.map((table) => ({
			title: table.title,
			rows: relativeRows(engine, table, progress)
		}));
	}
	if (wanted.includes('side-by-side')) {
		report['side-by-side'] = recordedRows(engine, sideBySideCells(), progress);
	}
	if (wanted.includes('recorded')) {
		report.recorded = recordingNames.flatMap((recording) =>
			planned(recording).map((one) => {
				progress(`${recording} ${one.recording.id}`);
				return { recording, ...compare(engine, recording, one.recording, one.plan) };
			})
		);
	}
	return report;
}

export function printReport(report: Report): string {
	const { published, costs, recorded } = report;
	const side = report['side-by-side'];
	const notes = Object.entries(notRun).map(([id, why]) => `${id}: ${why}`);
	return [
		...(published ? ['# Published', ...published.map(rateLine), ...notes] : []),
		...(costs ?? []).flatMap(({ title, rows }) => [
			`# ${title}, relative`,
			...rows.map(rateLine),
			...wrongOrders(rows)
		]),
		...(side ? ['# Side by side', ...side.map(rateLine), ...wrongOrders(side)] : []),
		...(recorded ? ['# Recorded', ...recorded.flatMap(scenarioLines), summary(recorded)] : [])
	].join('\n');
}

/** A cell that is far off stands in many pairs: the first ones say which. */
const listedMax = 12;

function wrongOrders(rows: RateRow[]): string[] {
	const all = inversions(rows);
	const explained = all.map(({ name, explanation }) =>
		explanation ? `${name} (${explanation})` : name
	);
	return [`${all.length} pairs in the wrong order`, ...explained.slice(0, listedMax)];
}

function rateLine({
	id,
	expected,
	simulated,
	ratio,
	isBound,
	isOff,
	explanation
}: RateRow): string {
	const figure = (value: number): string => value.toPrecision(4).padStart(10);
	const mark = isOff ? `  off (${explanation ?? 'no explanation'})` : '';
	const bound = isBound ? '≤' : ' ';
	return `${id.padEnd(58)} ${bound}${figure(expected)} ${figure(simulated)} ${ratio.toFixed(2).padStart(7)}${mark}`;
}

function scenarioLines({
	recording,
	id,
	outcome,
	reason,
	fields
}: ScenarioResult & { recording: string }): string[] {
	const head = `${recording} ${id}: ${outcome}${reason ? ` (${reason})` : ''}`;
	const differing = fields.filter(({ verdict }) => verdict === 'differs');
	return [
		head,
		...differing.map(
			({ field, recorded, simulated, known }) =>
				`    ${field}: recorded ${JSON.stringify(recorded)}, simulated ${JSON.stringify(simulated)}${known ? `; ${known}` : ''}`
		)
	];
}

function summary(results: ScenarioResult[]): string {
	const count = (wanted: ScenarioResult['outcome']): number =>
		results.filter(({ outcome }) => outcome === wanted).length;
	return `${count('agrees')} agree, ${count('differs')} differ, ${count('cannot be expressed')} cannot be expressed, of ${results.length}`;
}
