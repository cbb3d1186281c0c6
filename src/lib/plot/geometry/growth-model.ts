import { cumsum } from 'd3';
import type { GrowthData } from '../data';
import type { CountAxis } from './ticks';
import type { Values } from './values';

export type GrowthKind = 'lostAcknowledged' | 'lostUnacknowledged' | 'duplicated' | 'recovered';

/** One kind of trouble from one cause, as a curve that only grows. */
export interface GrowthLayer {
	key: string;
	kind: GrowthKind;
	/** Null for recovered messages: they need none. */
	cause: string | null;
	/** New messages per bucket. */
	counts: readonly number[];
	total: number;
}

export interface GrowthModel {
	/** Losses first, acknowledged below unacknowledged; each kind by size, the largest at the base. */
	layers: readonly GrowthLayer[];
	/** Of all layers, in their order. */
	steps: readonly GrowthStep[];
	widthMs: number;
	maxMs: number;
	/** The higher of what is stacked above zero: lost, recovered. */
	maxUp: number;
	/** Duplicated, which is stacked below zero. */
	maxDown: number;
}

export interface GrowthStep {
	key: string;
	layer: GrowthLayer;
	fromMs: number;
	toMs: number;
	count: number;
	/** The bucket at whose end the step is complete. */
	bucket: number;
}

/** A layer that grows all the time is offered as at most this many steps. */
export const STEPS_MAX = 8;

/** Runs that stand side by side have one axis of time, and keys of their own. */
export function growthModel(
	data: GrowthData,
	{ key = '', maxMs = 0 }: { key?: string; maxMs?: number } = {}
): GrowthModel {
	const { series } = data;
	const layers = [
		...series.lost.map((each) => layer('lostAcknowledged', each.cause, each.acknowledged)),
		...series.lost.map((each) => layer('lostUnacknowledged', each.cause, each.unacknowledged)),
		...series.duplicated.map((each) => layer('duplicated', each.cause, each.counts)),
		layer('recovered', null, series.recovered)
	]
		.filter(({ total }) => total > 0)
		.sort((a, b) => order(a.kind) - order(b.kind) || b.total - a.total)
		.map((each) => ({ ...each, key: key + each.key }));
	const sum = (kinds: readonly GrowthKind[]) =>
		layers.reduce((all, each) => all + (kinds.includes(each.kind) ? each.total : 0), 0);
	return {
		layers,
		steps: layers.flatMap((each) => growthSteps(each, series.widthMs)),
		widthMs: series.widthMs,
		maxMs: Math.max(lastMs(data), series.widthMs, maxMs),
		maxUp: Math.max(sum(['lostAcknowledged', 'lostUnacknowledged']), sum(['recovered'])),
		maxDown: sum(['duplicated'])
	};
}

/**
 * When the last thing happened: a run may last longer, because a client that has nothing left to do
 * waits for one of its time-outs.
 */
export function lastMs({ series, faults, outages, simulatedMs }: GrowthData): number {
	const counted = [
		series.processed,
		series.recovered,
		...series.lost.flatMap(({ acknowledged, unacknowledged }) => [acknowledged, unacknowledged]),
		...series.duplicated.map(({ counts }) => counts)
	];
	const bucket = Math.max(-1, ...counted.map((counts) => counts.findLastIndex((n) => n > 0)));
	const marks = [
		...faults.map(({ atMs, untilMs }) => untilMs ?? atMs),
		...outages.map(({ toMs }) => toMs)
	];
	// A run in which nothing at all was processed is shown as long as it was.
	if (bucket < 0) return simulatedMs;
	return Math.min(simulatedMs, Math.max((bucket + 1) * series.widthMs, ...marks));
}

function layer(kind: GrowthKind, cause: string | null, counts: readonly number[]): GrowthLayer {
	const total = counts.reduce((sum, count) => sum + count, 0);
	return { key: `${kind}:${cause ?? ''}`, kind, cause, counts, total };
}

function order(kind: GrowthKind): number {
	return ['lostAcknowledged', 'lostUnacknowledged', 'duplicated', 'recovered'].indexOf(kind);
}

/** What moves when one run replaces another: each curve, and the ends of both axes. */
export function growthValues(models: readonly GrowthModel[], axis: CountAxis): Values {
	const maxMs = Math.max(...models.map((model) => model.maxMs));
	const layers = models.flatMap((model) => model.layers);
	return {
		axes: [maxMs, axis.max, axis.min],
		...Object.fromEntries(layers.map((each) => [each.key, Array.from(cumsum(each.counts))]))
	};
}

interface Span {
	from: number;
	to: number;
	count: number;
}

/** The steps of a curve: spans of growth, neighbours joined until there are few enough to visit. */
export function growthSteps(each: GrowthLayer, widthMs: number): GrowthStep[] {
	let spans = each.counts.flatMap((count, i) => (count > 0 ? [{ from: i, to: i, count }] : []));
	for (let gap = 1; gap === 1 || spans.length > STEPS_MAX; gap *= 2) spans = joinSpans(spans, gap);
	return spans.map(({ from, to, count }) => ({
		key: `${each.key}@${from}`,
		layer: each,
		fromMs: from * widthMs,
		toMs: (to + 1) * widthMs,
		count,
		bucket: to
	}));
}

/** Joins spans that are at most `gap` buckets apart. */
function joinSpans(spans: readonly Span[], gap: number): Span[] {
	const joined: Span[] = [];
	for (const span of spans) {
		const last = joined.at(-1);
		if (last && span.from - last.to <= gap) {
			last.to = span.to;
			last.count += span.count;
		} else joined.push({ ...span });
	}
	return joined;
}
