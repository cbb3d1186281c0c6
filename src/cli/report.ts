import { fates, type Fate } from '#lib/sim';
import { m } from '#lib/messages';
import { groupDigits, type Run, type Shown, type Table } from '#lib/experiment';
import { align, indent } from './columns';

/* Results for a person at a terminal. Scripts use --json or --csv. */

export function reportShown(shown: Shown): string {
	switch (shown.kind) {
		case 'text':
			return shown.text;
		case 'run':
			return reportRun(shown);
		case 'table':
			return reportTable(shown);
		case 'chart':
			return reportChart(shown);
	}
}

/** A terminal draws no plot: it prints the numbers behind it. */
function reportChart(chart: Extract<Shown, { kind: 'chart' }>): string {
	const title = chart.title === undefined ? '' : `${chart.title}\n`;
	switch (chart.type) {
		case 'line':
			return title + reportTable(chart.table, [chart.y]);
		case 'growth':
			return title + chart.runs.map(({ run }) => reportRun(run)).join('\n\n');
		case 'latency':
			return title + latencyTable(chart.runs);
	}
}

const fateNames: Record<Fate, () => string> = {
	processedOnce: m.settings_report_fate_processed_once,
	duplicated: m.settings_report_fate_duplicated,
	lost: m.settings_report_fate_lost,
	failed: m.settings_report_fate_failed,
	expired: m.settings_report_fate_expired,
	deadLettered: m.settings_report_fate_dead_lettered,
	unroutable: m.settings_report_fate_unroutable,
	stillQueued: m.settings_report_fate_still_queued
};

function reportRun(run: Run): string {
	const heading = [run.label, m.settings_report_seed({ seed: run.seed })].filter(Boolean);
	const parts = [
		heading.join(', '),
		indent(align(totalRows(run))),
		`${m.settings_report_fates()}\n${indent(align(fateRows(run)))}`,
		...causePart(run),
		`${m.settings_report_throughput()}\n${indent(align(throughputRows(run)))}`,
		`${m.settings_report_latency()}\n${latencyTable([{ label: '', run }])}`,
		indent(align(endRows(run)))
	];
	if (run.ended !== 'drained') parts.push(m.settings_report_ended_limit());
	return parts.join('\n\n');
}

function totalRows({ totals }: Run): string[][] {
	const rows: [string, number][] = [
		[m.settings_report_attempted(), totals.attempted],
		[m.settings_report_acknowledged(), totals.acknowledged],
		[m.settings_report_processed(), totals.processed],
		[m.settings_report_recovered(), totals.recovered],
		[m.settings_report_reordered(), totals.reordered]
	];
	return rows.map(([name, value]) => [name, groupDigits(value)]);
}

function fateRows(run: Run): string[][] {
	const rows = fates
		.filter((fate) => run.fates[fate] > 0)
		.map((fate) => [fateNames[fate](), groupDigits(run.fates[fate]), fateNote(run, fate)]);
	const sum = fates.reduce((total, fate) => total + run.fates[fate], 0);
	return [...rows, [m.settings_report_sum(), groupDigits(sum), '']];
}

function fateNote({ totals }: Run, fate: Fate): string {
	if (fate === 'lost') {
		return m.settings_report_lost_split({
			acknowledged: groupDigits(totals.lostAcknowledged),
			unacknowledged: groupDigits(totals.lostUnacknowledged)
		});
	}
	if (fate === 'duplicated') {
		return m.settings_report_duplicated_split({
			deliveries: groupDigits(totals.duplicateDeliveries)
		});
	}
	return '';
}

function causePart(run: Run): string[] {
	const rows = Object.entries(run.causes).map(([cause, count]) => [cause, groupDigits(count)]);
	return rows.length > 0 ? [`${m.settings_report_causes()}\n${indent(align(rows))}`] : [];
}

function throughputRows({ throughput }: Run): string[][] {
	return [
		[m.settings_report_produced(), groupDigits(Math.round(throughput.produced))],
		[m.settings_report_acknowledged(), groupDigits(Math.round(throughput.acknowledged))],
		[m.settings_report_processed(), groupDigits(Math.round(throughput.processed))]
	];
}

function latencyTable(runs: readonly { label: string; run: Run }[]): string {
	const header = ['', 'p50', 'p95', 'p99', 'p99.9', m.settings_report_maximum()];
	const rows = runs.map(({ label, run: { latencyMs } }) => [
		label,
		...[latencyMs.p50, latencyMs.p95, latencyMs.p99, latencyMs.p999, latencyMs.max].map(figure)
	]);
	return indent(align([header, ...rows]));
}

function endRows(run: Run): string[][] {
	return [
		[m.settings_report_unavailable(), `${figure(run.unavailableMs)} ms`],
		[m.settings_report_simulated(), `${figure(run.simulatedMs)} ms`],
		[m.settings_report_events(), groupDigits(run.events)],
		[m.settings_report_digest(), run.digest]
	];
}

/** What most people look for first; --json and --csv have all of them. */
const shownResponses = [
	'throughput.produced',
	'throughput.processed',
	'totals.lost',
	'totals.duplicated',
	'latencyMs.p99'
];

export function reportTable(table: Table, responses: readonly string[] = shownResponses): string {
	const rows = table.rows.map(({ point, mean, interval }) => [
		...table.factors.map((factor) => String(point[factor] ?? '')),
		...responses.map((name) => estimateOf(mean[name], interval[name]))
	]);
	const seeds = table.rows[0]?.runs ?? 0;
	const note = m.settings_report_runs({ runs: table.runs, seeds });
	return `${align([[...table.factors, ...responses], ...rows])}\n\n${note}`;
}

function estimateOf(mean: number | undefined, interval: [number, number] | undefined): string {
	if (mean === undefined) return '–';
	if (!interval) return figure(mean);
	return `${figure(mean)} ± ${figure((interval[1] - interval[0]) / 2)}`;
}

/** Three digits that matter, whole numbers from 100. */
function figure(value: number): string {
	if (value === 0 || Math.abs(value) >= 100) return groupDigits(Math.round(value));
	return String(Number(value.toPrecision(3)));
}
