import { m } from '#lib/messages';
import { formatCount, formatDuration, formatNumber } from '#lib/ui';
import { brokerMarks, isBrokerName } from './broker-marks';
import type { FactorValue } from './data';

/** Axis titles, with the unit, of the responses that a table can hold; others show their path. */
const RESPONSES: Readonly<Record<string, () => string>> = {
	'throughput.produced': m.plot_axis_produced,
	'throughput.acknowledged': m.plot_axis_acknowledged,
	'throughput.processed': m.plot_axis_processed,
	'totals.lost': m.plot_axis_lost,
	'totals.lostAcknowledged': m.plot_axis_lost_acknowledged,
	'totals.duplicated': m.plot_axis_duplicated,
	'totals.duplicateDeliveries': m.plot_axis_duplicate_deliveries,
	unavailableMs: m.plot_axis_unavailable
};

export function responseTitle(path: string): string {
	const percentile = /^latencyMs\.(.+)$/.exec(path)?.[1];
	if (percentile) return m.plot_axis_latency({ percentile });
	return RESPONSES[path]?.() ?? path;
}

/** A value of a response with its unit, for a sentence. */
export function responseValue(path: string, value: number): string {
	if (path.startsWith('throughput.')) return m.plot_unit_per_second({ value: formatNumber(value) });
	if (path.startsWith('totals.')) return m.plot_unit_messages({ value: formatNumber(value) });
	if (path.startsWith('latencyMs') || path.endsWith('Ms')) return formatDuration(value);
	return formatNumber(value);
}

/** By the last part of the factor's path: `producers.batch` and `batch` are one dial to a reader. */
const FACTORS: Readonly<Record<string, () => string>> = {
	batch: m.plot_factor_batch,
	window: m.plot_factor_window,
	mirrors: m.plot_factor_mirrors,
	ack: m.plot_factor_ack,
	size: m.plot_factor_size,
	rate: m.plot_factor_rate,
	prefetch: m.plot_factor_prefetch,
	nodes: m.plot_factor_nodes,
	messages: m.plot_factor_messages
};

export function factorTitle(path: string): string {
	const last = path.split('.').at(-1) ?? path;
	return FACTORS[last]?.() ?? last;
}

const ACK_MODES: Readonly<Record<string, () => string>> = {
	none: m.plot_ack_none,
	confirm: m.plot_ack_confirm,
	transaction: m.plot_ack_transaction,
	manual: m.plot_ack_manual,
	automatic: m.plot_ack_automatic
};

export function factorValue(path: string, value: FactorValue): string {
	if (typeof value === 'number')
		return Number.isInteger(value) ? formatCount(value) : String(value);
	if (typeof value === 'boolean') return value ? m.plot_yes() : m.plot_no();
	if (isBrokerName(value)) return brokerMarks[value].name;
	return (path.endsWith('ack') ? ACK_MODES[value]?.() : undefined) ?? value;
}
