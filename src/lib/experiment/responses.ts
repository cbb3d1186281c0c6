import {
	duplicateCauses,
	fates,
	lossCauses,
	type LatencySummary,
	type SimulationResult,
	type Throughput,
	type Totals
} from '#lib/sim';

/*
 * The numbers of a run that a sweep can compare, each under a dotted path. A worker sends them as
 * one Float64Array in this order, so that 2000 runs cross the thread boundary as a few kilobytes.
 */

const totals = [
	'attempted',
	'acknowledged',
	'failed',
	'processed',
	'lost',
	'lostAcknowledged',
	'lostUnacknowledged',
	'duplicated',
	'duplicateDeliveries',
	'recovered',
	'reordered',
	'redelivered',
	'sends',
	'unroutable'
] as const satisfies readonly (keyof Totals)[];
const throughput = [
	'produced',
	'acknowledged',
	'processed'
] as const satisfies readonly (keyof Throughput)[];
const latency = [
	'p50',
	'p95',
	'p99',
	'p999',
	'max'
] as const satisfies readonly (keyof LatencySummary)[];
const causes = [...lossCauses, ...duplicateCauses];

type Read = (result: SimulationResult) => number;

const readers: [string, Read][] = [
	...totals.map((name): [string, Read] => [`totals.${name}`, (result) => result.totals[name]]),
	...throughput.map((name): [string, Read] => [
		`throughput.${name}`,
		(result) => result.throughput[name]
	]),
	...latency.map((name): [string, Read] => [
		`latencyMs.${name}`,
		(result) => (result.totals.processed > 0 ? result.latencyMs[name] : Number.NaN)
	]),
	...latency.map((name): [string, Read] => [
		`confirmLatencyMs.${name}`,
		(result) => result.confirmLatencyMs?.[name] ?? Number.NaN
	]),
	['unavailableMs', (result) => result.unavailableMs],
	['simulatedMs', (result) => result.simulatedMs],
	['events', (result) => result.events],
	...fates.map((name): [string, Read] => [`fates.${name}`, (result) => result.fates[name]]),
	...causes.map((name): [string, Read] => [`causes.${name}`, (result) => result.causes[name] ?? 0])
];

export const responseNames: readonly string[] = readers.map(([name]) => name);

/** What was not measured (the latency of nothing) is NaN. */
export function measure(result: SimulationResult): Float64Array<ArrayBuffer> {
	return Float64Array.from(readers, ([, read]) => read(result));
}
