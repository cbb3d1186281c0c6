import { ticks as linearTicks, tickIncrement } from 'd3';
import { formatCount, formatNumber } from '#lib/ui';
import { textWidth } from './text-width';

export interface Tick {
	value: number;
	label: string;
}

export interface CountAxis {
	max: number;
	/** Zero; below it on an axis with two sides, above it on a logarithmic one. */
	min: number;
	ticks: Tick[];
}

/** An axis from zero with about `count` round values. */
export function countAxis(max: number, count: number): CountAxis {
	return twoSidedAxis(max, 0, count);
}

/** An axis that counts upwards and downwards from zero, both in positive numbers. */
export function twoSidedAxis(up: number, down: number, count: number): CountAxis {
	if (!(up + down > 0)) return { max: 1, min: 0, ticks: [{ value: 0, label: '0' }] };
	const step = increment(up + down, count);
	const [max, min] = [axisEnd(up, step), -axisEnd(down, step)];
	const first = Math.ceil(min / step - 1e-9);
	const length = Math.floor(max / step + 1e-9) - first + 1;
	const values = Array.from({ length }, (_, i) => (first + i) * step);
	return { max, min, ticks: values.map((value) => countTick(value, step)) };
}

/** A logarithmic axis around what is shown, from a 1, 2 or 5 to another, with a tick for each decade. */
export function decadeAxis(min: number, max: number): CountAxis {
	const low = Math.floor(Math.log10(min) + 1e-9);
	const high = Math.max(low + 1, Math.ceil(Math.log10(max) - 1e-9));
	const values = Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i));
	const bounds = values.flatMap((value) => [value, 2 * value, 5 * value]);
	const from = bounds.findLast((bound) => bound <= min) ?? 10 ** low;
	const to = bounds.find((bound) => bound >= max) ?? 10 ** high;
	const within = values.filter((value) => value >= from && value <= to);
	// With less than two decades to be read off, whole ones.
	if (within.length < 2) return decades(values);
	return { ...decades(within), min: from, max: to };
}

function decades(values: readonly number[]): CountAxis {
	return {
		min: values[0] ?? 1,
		max: values.at(-1) ?? 10,
		ticks: values.map((value) => ({ value, label: formatNumber(value) }))
	};
}

/** The next tick, unless that would leave a fifth of the axis empty; then just above the data. */
function axisEnd(end: number, step: number): number {
	const tick = Math.ceil(end / step - 1e-9) * step;
	return tick <= end * 1.2 ? tick : end * 1.06;
}

/** d3 gives 1/step as a negative number for steps below one. */
function increment(max: number, count: number): number {
	const raw = tickIncrement(0, max, count);
	return raw < 0 ? 1 / -raw : raw;
}

/** Multiplying steps of 0.2 gives 0.6000000000000001, which no reader should see. */
function countTick(value: number, step: number): Tick {
	const size = Math.abs(value);
	return {
		value,
		label: Number.isInteger(step) ? formatCount(size) : formatNumber(Number(size.toPrecision(12)))
	};
}

interface TimeUnit {
	ms: number;
	name: string;
}
const TIME_UNITS: readonly TimeUnit[] = [
	{ ms: 60_000, name: 'min' },
	{ ms: 1000, name: 's' },
	{ ms: 1, name: 'ms' }
];
/** A unit is used from one and a half of it upwards. */
const UNITS_AT_LEAST = 1.5;

/** Ticks of simulated time, as many as the width takes; the last one carries the unit. */
export function timeTicks(maxMs: number, widthPx: number): Tick[] {
	const unit = TIME_UNITS.find(({ ms }) => maxMs >= ms * UNITS_AT_LEAST) ?? { ms: 1, name: 'ms' };
	const room = Math.max(2, Math.min(8, Math.floor(widthPx / 64)));
	const values = linearTicks(0, maxMs / unit.ms, room);
	return values.map((value, i) => ({
		value: value * unit.ms,
		label: formatNumber(value) + (i === values.length - 1 ? `\u202f${unit.name}` : '')
	}));
}

/**
 * Which of the labels at `xs` can be shown without touching: the first, then each that has room,
 * and the last in any case.
 */
export function thinLabels(
	xs: readonly number[],
	labels: readonly string[],
	gapPx = 10
): boolean[] {
	const shown = labels.map(() => false);
	const halves = labels.map((label) => textWidth(label) / 2);
	const last = labels.length - 1;
	let free = -Infinity;
	for (const [i, x] of xs.entries()) {
		const half = halves[i] ?? 0;
		const beforeLast = (xs[last] ?? 0) - (halves[last] ?? 0) - gapPx;
		if (i !== last && (x - half < free || (i > 0 && x + half > beforeLast))) continue;
		shown[i] = true;
		free = x + half + gapPx;
	}
	return shown;
}
