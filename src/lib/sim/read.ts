import type { EngineExports } from './exports';
import {
	counterIndex,
	seriesBuckets,
	targets,
	totalCount,
	totalIndex,
	traceStepBytes
} from './layout';
import { duplicateCauses, fates, lossCauses, traceKinds } from './result';
import type {
	CauseId,
	FaultMark,
	LatencySummary,
	Series,
	SimulationResult,
	TraceStep
} from './result';
import { nodeName, type Setup } from './setup';

const percentiles = [50, 75, 90, 95, 97.5, 99, 99.5, 99.9, 99.95, 99.99, 100];

function floats(engine: EngineExports, address: WebAssembly.Global, length: number): Float64Array {
	return new Float64Array(engine.memory.buffer, Number(address.value), length);
}

/** Everything that a finished run says. The arrays are copies: the instance can go. */
export function readResult(
	engine: EngineExports,
	setup: Setup,
	ended: SimulationResult['ended']
): SimulationResult {
	const sums = floats(engine, engine.totalsAddress, totalCount);
	const total = (name: keyof typeof totalIndex): number => sums[totalIndex[name]] ?? 0;
	const fateCounts = floats(engine, engine.fatesAddress, fates.length);
	const simulatedMs = Number(engine.now.value) / 1000;
	const outages = readOutages(engine);
	return {
		totals: {
			attempted: total('attempted'),
			acknowledged: total('acknowledged'),
			failed: total('failed'),
			processed: total('processed'),
			lost: total('lost'),
			lostAcknowledged: total('lostAcknowledged'),
			lostUnacknowledged: total('lostUnacknowledged'),
			duplicated: total('duplicated'),
			duplicateDeliveries: total('duplicateDeliveries'),
			recovered: total('recovered'),
			reordered: total('reordered'),
			redelivered: total('redelivered'),
			sends: total('sends'),
			unroutable: total('unroutable')
		},
		fates: Object.fromEntries(
			fates.map((fate, index) => [fate, fateCounts[index] ?? 0])
		) as SimulationResult['fates'],
		causes: readCauses(engine),
		throughput: {
			produced: rate(total('attempted'), total('firstAttemptedAt'), total('lastAttemptedAt')),
			acknowledged: rate(
				total('acknowledged'),
				// The first acknowledgement took its wait too: count from the first attempt.
				total('firstAttemptedAt'),
				total('lastAcknowledgedAt')
			),
			processed: rate(total('processed'), total('firstProcessedAt'), total('lastProcessedAt'))
		},
		latencyMs: summarise(engine, Number(engine.latency.value)),
		latencyCurve: percentiles.map((percentile) => ({
			percentile,
			ms: engine.quantile(Number(engine.latency.value), percentile / 100) / 1000
		})),
		confirmLatencyMs:
			total('acknowledged') > 0 ? summarise(engine, Number(engine.confirmLatency.value)) : null,
		series: readSeries(engine, simulatedMs),
		faults: setup.faults.flatMap((fault, index) =>
			readFault(engine, setup.broker, fault.kind, index)
		),
		outages,
		unavailableMs: outages.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0),
		simulatedMs,
		events: Number(engine.eventCount.value),
		digest: BigInt.asUintN(64, engine.digest.value as bigint)
			.toString(16)
			.padStart(16, '0'),
		ended,
		memoryBytes: engine.usedBytes()
	};
}

/** Per second, over a span in µs; 0 for fewer than two. */
function rate(count: number, firstUs: number, lastUs: number): number {
	return lastUs > firstUs ? (count / (lastUs - firstUs)) * 1e6 : 0;
}

function summarise(engine: EngineExports, histogram: number): LatencySummary {
	const ms = (fraction: number): number => engine.quantile(histogram, fraction) / 1000;
	return { p50: ms(0.5), p95: ms(0.95), p99: ms(0.99), p999: ms(0.999), max: ms(1) };
}

function readCauses(engine: EngineExports): Partial<Record<CauseId, number>> {
	const counts = floats(engine, engine.causesAddress, lossCauses.length + duplicateCauses.length);
	const causes: Partial<Record<CauseId, number>> = {};
	[...lossCauses, ...duplicateCauses].forEach((cause, index) => {
		const count = counts[index] ?? 0;
		if (count > 0) causes[cause] = count;
	});
	return causes;
}

/** Rows of counts; causes that never occurred are left out. */
function readSeries(engine: EngineExports, simulatedMs: number): Series {
	const widthMs = Number(engine.seriesWidthUs.value) / 1000;
	const length = Math.max(1, Math.min(seriesBuckets, Math.floor(simulatedMs / widthMs) + 1));
	const base = Number(engine.seriesAddress.value);
	const row = (counter: number): number[] =>
		Array.from(new Uint32Array(engine.memory.buffer, base + counter * seriesBuckets * 4, length));
	const lostFirst = counterIndex.duplicated + duplicateCauses.length;
	const any = (counts: number[]): boolean => counts.some((count) => count > 0);
	return {
		widthMs,
		attempted: row(counterIndex.attempted),
		acknowledged: row(counterIndex.acknowledged),
		processed: row(counterIndex.processed),
		recovered: row(counterIndex.recovered),
		lost: lossCauses
			.map((cause, index) => ({
				cause,
				acknowledged: row(lostFirst + 2 * index),
				unacknowledged: row(lostFirst + 2 * index + 1)
			}))
			.filter(({ acknowledged, unacknowledged }) => any(acknowledged) || any(unacknowledged)),
		duplicated: duplicateCauses
			.map((cause, index) => ({ cause, counts: row(counterIndex.duplicated + index) }))
			.filter(({ counts }) => any(counts))
	};
}

function readOutages(engine: EngineExports): SimulationResult['outages'] {
	return Array.from({ length: engine.outageCount() }, (_, index) => ({
		fromMs: engine.outageFrom(index) / 1000,
		toMs: engine.outageTo(index) / 1000
	}));
}

function readFault(
	engine: EngineExports,
	broker: Setup['broker'],
	kind: FaultMark['kind'],
	index: number
): FaultMark[] {
	const beganAt = engine.faultBeganAt(index);
	if (beganAt < 0) return [];
	const endedAt = engine.faultEndedAt(index);
	const target = targets[engine.faultTarget(index)];
	const number = engine.faultIndex(index);
	const isClient = target === 'producer' || target === 'consumer';
	return [
		{
			atMs: beganAt / 1000,
			untilMs: endedAt < 0 ? null : endedAt / 1000,
			kind,
			target: isClient ? `${target}-${number + 1}` : nodeName(broker, number)
		}
	];
}

const places = ['producer', 'node', 'link', 'consumer'] as const;

export function readTrace(engine: EngineExports, broker: Setup['broker']): TraceStep[] {
	const view = new DataView(engine.memory.buffer, Number(engine.traceAddress.value));
	const causes: CauseId[] = [...lossCauses, ...duplicateCauses];
	return Array.from({ length: Number(engine.traceLength.value) }, (_, index) => {
		const at = index * traceStepBytes;
		const place = view.getInt32(at + 12, true);
		const cause = view.getInt32(at + 16, true);
		return {
			atMs: view.getFloat64(at, true) / 1000,
			step: traceKinds[view.getInt32(at + 8, true)] ?? 'sent',
			place: placeName(broker, places[place >> 16] ?? 'link', place & 0xffff),
			cause: cause < 0 ? null : (causes[cause] ?? null),
			copy: view.getUint32(at + 20, true)
		};
	});
}

function placeName(broker: Setup['broker'], kind: (typeof places)[number], index: number): string {
	if (kind === 'link') return kind;
	return kind === 'node' ? nodeName(broker, index) : `${kind}-${index + 1}`;
}
