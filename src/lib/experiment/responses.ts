import {
	duplicateCauses,
	fates,
	lossCauses,
	type CauseId,
	type Fate,
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

export type ResponseName =
	| `totals.${(typeof totals)[number]}`
	| `throughput.${(typeof throughput)[number]}`
	| `latencyMs.${(typeof latency)[number]}`
	| `confirmLatencyMs.${(typeof latency)[number]}`
	| `fates.${Fate}`
	| `causes.${CauseId}`
	| 'unavailableMs'
	| 'simulatedMs'
	| 'events';

type Reader = readonly [ResponseName, (result: SimulationResult) => number];

const readers: readonly Reader[] = [
	...totals.map((name): Reader => [`totals.${name}`, (result) => result.totals[name]]),
	...throughput.map((name): Reader => [`throughput.${name}`, (result) => result.throughput[name]]),
	...latency.map((name): Reader => [
		`latencyMs.${name}`,
		(result) => (result.totals.processed > 0 ? result.latencyMs[name] : Number.NaN)
	]),
	...latency.map((name): Reader => [
		`confirmLatencyMs.${name}`,
		(result) => result.confirmLatencyMs?.[name] ?? Number.NaN
	]),
	['unavailableMs', (result) => result.unavailableMs],
	['simulatedMs', (result) => result.simulatedMs],
	['events', (result) => result.events],
	...fates.map((name): Reader => [`fates.${name}`, (result) => result.fates[name]]),
	...causes.map((name): Reader => [`causes.${name}`, (result) => result.causes[name] ?? 0])
];

export const responseNames: readonly ResponseName[] = readers.map(([name]) => name);

/** What was not measured (the latency of nothing) is NaN. */
export function measure(result: SimulationResult): Float64Array<ArrayBuffer> {
	return Float64Array.from(readers, ([, read]) => read(result));
}
