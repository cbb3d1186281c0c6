import type { Shown } from '#lib/experiment';

/**
 * What storage gives back for a run's outputs. It was written by this page, perhaps by an older
 * version of it, so only the outlines that the plots rely on are checked; the rest is left out.
 */
export function shownFromStorage(stored: readonly unknown[]): Shown[] {
	return stored.map(upgraded).filter(isShown);
}

/** Before several runs could stand side by side, a growth chart held one. */
function upgraded(value: unknown): unknown {
	if (!isRecord(value) || value.type !== 'growth' || !isRecord(value.run)) return value;
	const { run, ...chart } = value;
	return { ...chart, runs: [{ label: run.label, run }] };
}

function isShown(value: unknown): value is Shown {
	if (!isRecord(value)) return false;
	switch (value.kind) {
		case 'run':
			return isRun(value);
		case 'table':
			return isTable(value);
		case 'text':
			return typeof value.text === 'string';
		case 'chart':
			return isChart(value);
		default:
			return false;
	}
}

function isChart(chart: Record<string, unknown>): boolean {
	switch (chart.type) {
		case 'line':
			return isTable(chart.table) && typeof chart.x === 'string' && typeof chart.y === 'string';
		case 'growth':
		case 'latency':
			return (
				Array.isArray(chart.runs) && chart.runs.every((one) => isRecord(one) && isRun(one.run))
			);
		default:
			return false;
	}
}

function isRun(value: unknown): boolean {
	return (
		isRecord(value) &&
		isRecord(value.totals) &&
		isRecord(value.fates) &&
		isRecord(value.causes) &&
		isRecord(value.latencyMs) &&
		isRecord(value.experiment) &&
		isRecord(value.series) &&
		Array.isArray(value.series.lost) &&
		Array.isArray(value.series.duplicated) &&
		Array.isArray(value.latencyCurve) &&
		Array.isArray(value.faults) &&
		Array.isArray(value.outages)
	);
}

function isTable(value: unknown): boolean {
	return (
		isRecord(value) &&
		Array.isArray(value.factors) &&
		Array.isArray(value.responses) &&
		Array.isArray(value.rows) &&
		value.rows.every((row) => isRecord(row) && isRecord(row.point) && isRecord(row.mean))
	);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null;
