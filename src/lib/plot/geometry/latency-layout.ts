import { line as lineShape, scaleLinear } from 'd3';
import { formatNumber } from '#lib/ui';
import type { Labelled, LatencyData } from '../data';
import { placeLabels } from './labels';
import { panelRows } from './panels';
import { textWidth } from './text-width';
import { thinLabels } from './ticks';
import type { Values } from './values';

/** Points of the curve that are offered to the pointer and the keyboard. */
export const PERCENTILES = [50, 75, 90, 95, 99, 99.9, 99.99] as const;
const X_TICKS = [50, 90, 99, 99.9, 99.99] as const;
/** Curves are resampled to this many points, so that one run's can move to another's. */
const SAMPLES = 96;

export type LatencyRun = Labelled<LatencyData>;

export interface LatencyFrame {
	left: number;
	right: number;
	top: number;
	bottom: number;
	/** Exponents of ten, whole. */
	decades: [number, number];
	/** False where the panel to the left has them. */
	hasYTicks: boolean;
	/** Curves are named at their ends. */
	isLabelled: boolean;
	/** The baseline of the panel's name; null where one panel is all. */
	heading: { x: number; y: number } | null;
}

export interface LatencyFrames {
	width: number;
	height: number;
	xTitle: { x: number; y: number };
	panels: LatencyFrame[];
}

/** Equal steps for 90, 99, 99.9 %: the distance to 100 % on a log scale. */
export function nines(percentile: number): number {
	return -Math.log10(1 - Math.min(percentile, PERCENTILES[6]) / 100);
}
const FIRST = nines(PERCENTILES[0]);
const LAST = nines(PERCENTILES[6]);

/** Milliseconds at a percentile, between the points of the curve. */
export function latencyAt(curve: LatencyData['latencyCurve'], percentile: number): number {
	const after = curve.findIndex((point) => point.percentile >= percentile);
	if (after === -1) return curve.at(-1)?.ms ?? NaN;
	const [before, next] = [curve[after - 1], curve[after]];
	if (!before || !next) return next?.ms ?? NaN;
	const span = nines(next.percentile) - nines(before.percentile);
	const share = span === 0 ? 1 : (nines(percentile) - nines(before.percentile)) / span;
	return before.ms + (next.ms - before.ms) * share;
}

function percentileOf(sample: number): number {
	const exponent = FIRST + ((LAST - FIRST) * sample) / (SAMPLES - 1);
	return 100 * (1 - 10 ** -exponent);
}

/** Logarithms of milliseconds at equal steps of the axis, by run. */
export function latencyValues(runs: readonly LatencyRun[], decades: [number, number]): Values {
	return {
		axes: decades,
		...Object.fromEntries(
			runs.map(({ run }, i) => [
				String(i),
				Array.from({ length: SAMPLES }, (_, sample) =>
					logMs(latencyAt(run.latencyCurve, percentileOf(sample)))
				)
			])
		)
	};
}

/** A millionth of a millisecond stands for none at all. */
function logMs(ms: number): number {
	return Math.log10(Math.max(ms, 1e-6));
}

/** From whole decades to whole decades, around everything that is drawn. */
export function latencyDecades(runs: readonly LatencyRun[]): [number, number] {
	const shown = runs.flatMap(({ run }) =>
		PERCENTILES.map((percentile) => logMs(latencyAt(run.latencyCurve, percentile)))
	);
	const known = shown.filter(Number.isFinite);
	const low = Math.floor(Math.min(...known, Infinity) + 1e-9);
	const high = Math.ceil(Math.max(...known, -Infinity) - 1e-9);
	return Number.isFinite(low) ? [low, Math.max(high, low + 1)] : [0, 1];
}

/** All curves in one panel, named at their ends. */
export function latencyFrame(runs: readonly LatencyRun[], width: number): LatencyFrames {
	const decades = latencyDecades(runs);
	const labelWidth = Math.max(0, ...runs.map(({ label }) => textWidth(label, { bold: true })));
	const panel: LatencyFrame = {
		left: tickWidth(decades),
		right: width - Math.min(labelWidth + 20, width * 0.4),
		top: 24,
		bottom: 24 + Math.max(160, Math.min(230, width * 0.28)),
		decades,
		hasYTicks: true,
		isLabelled: true,
		heading: null
	};
	const middle = (panel.left + panel.right) / 2;
	return {
		width,
		height: panel.bottom + 52,
		xTitle: { x: middle, y: panel.bottom + 44 },
		panels: [panel]
	};
}

/** A panel for each run, with the others' curves behind its own. */
export function latencyPanels(runs: readonly LatencyRun[], width: number): LatencyFrames {
	const decades = latencyDecades(runs);
	const { places, bottom, right } = panelRows(runs.length, {
		left: tickWidth(decades),
		// Room for half of the last tick's words.
		right: width - 20,
		top: 24,
		headPx: 24,
		panelPx: 170,
		footPx: 36
	});
	const panels = places.map((place) => ({
		left: place.left,
		right: place.right,
		top: place.top,
		bottom: place.bottom,
		decades,
		hasYTicks: place.column === 0,
		isLabelled: false,
		heading: { x: place.left, y: place.top - 12 }
	}));
	const middle = (tickWidth(decades) + right) / 2;
	return { width, height: bottom + 52, xTitle: { x: middle, y: bottom + 44 }, panels };
}

function tickWidth(decades: [number, number]): number {
	return Math.max(...decadeTicks(decades).map(({ label }) => textWidth(label))) + 12;
}

function decadeTicks([low, high]: readonly [number, number]): {
	exponent: number;
	label: string;
}[] {
	return Array.from({ length: high - low + 1 }, (_, i) => ({
		exponent: low + i,
		label: formatNumber(10 ** (low + i))
	}));
}

export interface LatencyDrawing {
	curves: {
		d: string;
		points: { percentile: number; ms: number; x: number; y: number }[];
		label: { text: string; x: number; y: number };
	}[];
	yTicks: { y: number; label: string }[];
	xTicks: { x: number; label: string }[];
}

export function drawLatency(
	frame: LatencyFrame,
	runs: readonly LatencyRun[],
	values: Values
): LatencyDrawing {
	const [low = frame.decades[0], high = frame.decades[1]] = values['axes'] ?? [];
	const x = scaleLinear([FIRST, LAST], [frame.left + 8, frame.right]);
	const y = scaleLinear([low, high], [frame.bottom, frame.top]);
	const shape = lineShape<number>(
		(_, i) => x(nines(percentileOf(i))),
		(log) => y(log)
	).defined(Number.isFinite);
	const curves = runs.map(({ run, label }, i) => ({
		d: shape([...(values[String(i)] ?? [])]) ?? '',
		points: PERCENTILES.map((percentile) => {
			const ms = latencyAt(run.latencyCurve, percentile);
			return { percentile, ms, x: x(nines(percentile)), y: y(logMs(ms)) };
		}).filter(({ ms }) => Number.isFinite(ms)),
		label: { text: label, x: frame.right + 10, y: 0 }
	}));
	const wishes = curves.map((curve, i) => ({
		key: String(i),
		at: curve.points.at(-1)?.y ?? frame.bottom,
		size: 17
	}));
	const placed = placeLabels(wishes, frame.top - 8, frame.bottom + 8);
	for (const [i, curve] of curves.entries()) curve.label.y = placed.get(String(i)) ?? 0;
	return {
		curves,
		yTicks: decadeTicks(frame.decades).map(({ exponent, label }) => ({
			y: y(exponent),
			label: frame.hasYTicks ? label : ''
		})),
		xTicks: xTicks((percentile) => x(nines(percentile)))
	};
}

function xTicks(x: (percentile: number) => number): { x: number; label: string }[] {
	const places = X_TICKS.map(x);
	const labels = X_TICKS.map((percentile) => formatNumber(percentile, 4));
	const shown = thinLabels(places, labels);
	return places.map((place, i) => ({ x: place, label: shown[i] ? (labels[i] ?? '') : '' }));
}
