import { cumsum } from 'd3';
import type { GrowthData } from '../data';
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
	widthMs: number;
	maxMs: number;
	/** The highest of the three stacks: lost, duplicated, recovered. */
	maxCount: number;
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

export function growthModel(data: GrowthData): GrowthModel {
	const { series } = data;
	const layers = [
		...series.lost.map((each) => layer('lostAcknowledged', each.cause, each.acknowledged)),
		...series.lost.map((each) => layer('lostUnacknowledged', each.cause, each.unacknowledged)),
		...series.duplicated.map((each) => layer('duplicated', each.cause, each.counts)),
		layer('recovered', null, series.recovered)
	]
		.filter(({ total }) => total > 0)
		.sort((a, b) => order(a.kind) - order(b.kind) || b.total - a.total);
	const sum = (kinds: readonly GrowthKind[]) =>
		layers.reduce((all, each) => all + (kinds.includes(each.kind) ? each.total : 0), 0);
	return {
		layers,
		widthMs: series.widthMs,
		maxMs: Math.max(data.simulatedMs, series.widthMs),
		maxCount: Math.max(
			sum(['lostAcknowledged', 'lostUnacknowledged']),
			sum(['duplicated']),
			sum(['recovered'])
		)
	};
}

function layer(kind: GrowthKind, cause: string | null, counts: readonly number[]): GrowthLayer {
	const total = counts.reduce((sum, count) => sum + count, 0);
	return { key: `${kind}:${cause ?? ''}`, kind, cause, counts, total };
}

function order(kind: GrowthKind): number {
	return ['lostAcknowledged', 'lostUnacknowledged', 'duplicated', 'recovered'].indexOf(kind);
}

/** What moves when one run replaces another: each curve, and the ends of both axes. */
export function growthValues(model: GrowthModel, axisMax: number): Values {
	return {
		axes: [model.maxMs, axisMax],
		...Object.fromEntries(model.layers.map((each) => [each.key, Array.from(cumsum(each.counts))]))
	};
}

/** The steps of a curve: spans of growth, neighbours joined until there are few enough to visit. */
export function growthSteps(each: GrowthLayer, widthMs: number): GrowthStep[] {
	let spans = each.counts.flatMap((count, i) => (count > 0 ? [{ from: i, to: i, count }] : []));
	for (let gap = 1; gap === 1 || spans.length > STEPS_MAX; gap *= 2) {
		spans = spans.reduce<typeof spans>((joined, span) => {
			const last = joined.at(-1);
			if (!last || span.from - last.to > gap) return [...joined, span];
			const both = { from: last.from, to: span.to, count: last.count + span.count };
			return [...joined.slice(0, -1), both];
		}, []);
	}
	return spans.map(({ from, to, count }) => ({
		key: `${each.key}@${from}`,
		layer: each,
		fromMs: from * widthMs,
		toMs: (to + 1) * widthMs,
		count,
		bucket: to
	}));
}
