import { line as lineShape, curveMonotoneX, scaleLinear, scaleLog, scalePoint } from 'd3';
import { m } from '#lib/messages';
import { factorValue, factorTitle, responseTitle } from '../axis-words';
import { placeLabels } from './labels';
import type { Line, LinePoint, LinesModel, Panel } from './lines-model';
import { textWidth } from './text-width';
import { countAxis, decadeAxis, thinLabels, type CountAxis } from './ticks';
import type { Values } from './values';

const PANEL_GAP = 22;
/** Between the axis and the first and last point, so that whiskers and markers stand free. */
const INSET = 12;
const LABEL_PX = 17;
const PANEL_WIDTH_MIN = 190;

export interface PanelFrame {
	panel: Panel;
	left: number;
	right: number;
	top: number;
	bottom: number;
	/** Its lines are named at their ends: the last panel of a row. */
	isLabelled: boolean;
	hasYTicks: boolean;
	hasXTicks: boolean;
}

export interface LinesFrame {
	width: number;
	height: number;
	panels: PanelFrame[];
	axis: CountAxis;
	yTitle: string;
	xTitle: { text: string; x: number; y: number };
}

/** One axis for all panels, wide enough for everything that is laid over them. */
export function linesAxis(model: LinesModel, ...alsoShown: number[]): CountAxis {
	const max = Math.max(model.maxY, ...alsoShown);
	if (model.yScale === 'linear') return countAxis(max, model.panels.length > 1 ? 3 : 4);
	return decadeAxis(Math.min(model.minY, ...alsoShown.filter((value) => value > 0)), max);
}

export function linesFrame(model: LinesModel, axis: CountAxis, width: number): LinesFrame {
	const count = model.panels.length;
	const left = Math.max(...axis.ticks.map((tick) => textWidth(tick.label))) + 12;
	const labels = model.panels.flatMap((panel) => panel.lines.map((each) => each.label));
	const labelWidth = Math.max(0, ...labels.map((label) => textWidth(label, { bold: true }))) + 16;
	const columns = fittingColumns(count, width - left - labelWidth);
	const panelWidth = (width - left - labelWidth - (columns - 1) * PANEL_GAP) / columns;
	const panelHeight = count === 1 ? clamp(width * 0.28, 180, 250) : columns === 1 ? 130 : 180;
	const titleHeight = model.panels.some((panel) => panel.title !== '') ? 24 : 0;
	const rowHeight = titleHeight + panelHeight + (columns === 1 && count > 1 ? 14 : 36);
	const rows = Math.ceil(count / columns);

	const panels = model.panels.map((panel, i) => {
		const column = i % columns;
		const row = Math.floor(i / columns);
		const top = 24 + row * rowHeight + titleHeight;
		return {
			panel,
			left: left + column * (panelWidth + PANEL_GAP),
			right: left + column * (panelWidth + PANEL_GAP) + panelWidth,
			top,
			bottom: top + panelHeight,
			isLabelled: column === columns - 1 || i === count - 1,
			hasYTicks: column === 0,
			// In one column the axis is shared and stands below the last panel.
			hasXTicks: columns > 1 || row === rows - 1
		};
	});
	const bottom = Math.max(...panels.map((panel) => panel.bottom));
	const across = columns * (panelWidth + PANEL_GAP) - PANEL_GAP;
	return {
		width,
		height: bottom + 52,
		panels,
		axis,
		yTitle: yTitle(model),
		xTitle: { text: factorTitle(model.query.x), x: left + across / 2, y: bottom + 44 }
	};
}

function yTitle({ query, yScale }: LinesModel): string {
	const title = responseTitle(query.y);
	return yScale === 'log' ? m.plot_axis_logarithmic({ title }) : title;
}

function fittingColumns(count: number, width: number): number {
	const most = Math.floor((width + PANEL_GAP) / (PANEL_WIDTH_MIN + PANEL_GAP));
	if (most >= count) return count;
	// Two rows of equal length read better than one full row and a remainder.
	return clamp(Math.ceil(count / Math.ceil(count / Math.max(1, most))), 1, count);
}

function clamp(value: number, low: number, high: number): number {
	return Math.max(low, Math.min(value, high));
}

export interface DrawnPoint {
	point: LinePoint;
	x: number;
	y: number;
	/** Null without an interval. */
	whisker: { y0: number; y1: number } | null;
}

export interface DrawnLine {
	line: Line;
	d: string;
	points: DrawnPoint[];
	/** Null where the panel is not labelled. */
	label: { x: number; y: number; leader: string | null } | null;
}

export interface DrawnPanel {
	frame: PanelFrame;
	lines: DrawnLine[];
	yTicks: { y: number; label: string }[];
	xTicks: { x: number; label: string }[];
}

export function drawLines(frame: LinesFrame, model: LinesModel, values: Values): DrawnPanel[] {
	const [min = frame.axis.min, max = frame.axis.max] = values['axes'] ?? [];
	return frame.panels.map((panel) => {
		const x = xScale(model, panel);
		const y = yPlace(model, { min, max }, panel);
		const lines = panel.panel.lines.map((each) => drawLine(each, values, x, y));
		if (panel.isLabelled) labelLines(lines, panel);
		return {
			frame: panel,
			lines,
			yTicks: yTicks(frame, panel, y),
			xTicks: xTicks(model, panel, x)
		};
	});
}

type Place = (at: number) => number;

export interface Spot {
	x: number;
	y: number;
}

/** From the place in `xs` to pixels. */
export function xScale(
	model: Pick<LinesModel, 'xs' | 'xScale'>,
	panel: Pick<PanelFrame, 'left' | 'right'>
): Place {
	const range: [number, number] = [panel.left + INSET, panel.right - INSET];
	const numbers = model.xs.map(Number);
	const [low = 1, high = 1] = [numbers[0], numbers.at(-1)];
	if (model.xs.length > 1 && model.xScale !== 'band') {
		const scale = (model.xScale === 'log' && low > 0 ? scaleLog : scaleLinear)([low, high], range);
		return (at) => scale(numbers[at] ?? low);
	}
	const points = scalePoint(
		model.xs.map((_, i) => i),
		range
	).padding(0.25);
	return (at) => points(at) ?? range[0];
}

/** From a value to pixels; what a logarithm has no place for stands at the bottom. */
export function yPlace(
	{ yScale }: Pick<LinesModel, 'yScale'>,
	{ min, max }: Pick<CountAxis, 'min' | 'max'>,
	{ bottom, top }: Pick<PanelFrame, 'bottom' | 'top'>
): Place {
	const range = [bottom, top];
	if (yScale === 'linear') return scaleLinear([min, max], range);
	const scale = scaleLog([min, max], range);
	return (value) => scale(Math.max(min, value));
}

function drawLine(each: Line, values: Values, x: Place, y: (value: number) => number): DrawnLine {
	const points = each.points.map((point) => {
		const [mean = point.mean, low = mean, high = mean] = values[point.key] ?? [];
		return {
			point,
			x: x(point.at),
			y: y(mean),
			whisker: point.interval && { y0: y(Math.max(0, low)), y1: y(high) }
		};
	});
	const d =
		lineShape<DrawnPoint>(
			(point) => point.x,
			(point) => point.y
		)(points) ?? '';
	return { line: each, d, points, label: null };
}

/** Names each line at its end; a leader shows the way when the name had to move. */
function labelLines(lines: DrawnLine[], panel: PanelFrame): void {
	const ends = lines.flatMap((each) => {
		const end = each.points.at(-1);
		return end && each.line.label !== '' ? [{ each, end }] : [];
	});
	const wishes = ends.map(({ each, end }) => ({ key: each.line.key, at: end.y, size: LABEL_PX }));
	const placed = placeLabels(wishes, panel.top - LABEL_PX / 2, panel.bottom + LABEL_PX / 2);
	for (const { each, end } of ends) {
		const y = placed.get(each.line.key) ?? end.y;
		const isMoved = Math.abs(y - end.y) > 4;
		const leader = `M${end.x + 6},${end.y}L${panel.right + 2},${y}`;
		each.label = { x: panel.right + 6, y, leader: isMoved ? leader : null };
	}
}

function yTicks(frame: LinesFrame, panel: PanelFrame, y: (value: number) => number) {
	return frame.axis.ticks
		.map((tick) => ({ y: y(tick.value), label: panel.hasYTicks ? tick.label : '' }))
		.filter((tick) => tick.y >= panel.top - 1);
}

function xTicks(model: LinesModel, panel: PanelFrame, x: Place) {
	const places = model.xs.map((_, i) => x(i));
	const labels = model.xs.map((value) => factorValue(model.query.x, value));
	const shown = thinLabels(places, labels);
	return places.map((place, i) => ({
		x: place,
		label: panel.hasXTicks && shown[i] ? (labels[i] ?? '') : ''
	}));
}

/** A curve through what was predicted at some of the xs; smooth, because it was drawn by hand. */
export function predictionPath(
	model: Pick<LinesModel, 'xs' | 'xScale' | 'yScale'>,
	panel: PanelFrame,
	prediction: Readonly<Record<number, number>>,
	axis: CountAxis
): { d: string; points: { x: number; y: number }[] } {
	const x = xScale(model, panel);
	const y = yPlace(model, axis, panel);
	const points = model.xs.flatMap((value, at) => {
		const predicted = prediction[Number(value)];
		return predicted === undefined ? [] : [{ x: x(at), y: y(predicted) }];
	});
	const shape = lineShape<{ x: number; y: number }>(
		(point) => point.x,
		(point) => point.y
	).curve(curveMonotoneX);
	return { d: shape(points) ?? '', points };
}

/** Nearer than this to a line, a label is worse than none. */
const CURVE_LABEL_ROOM = 11;
/** More than this is no better. */
const CURVE_LABEL_ROOM_ENOUGH = 20;
const CURVE_LABEL_GRID_PX = 6;

/** Beside a curve where it and the lines leave room for words `width` wide; null for nowhere. */
export function placeCurveLabel(
	curve: readonly Spot[],
	lines: readonly (readonly Spot[])[],
	panel: Pick<PanelFrame, 'left' | 'right' | 'top' | 'bottom'>,
	width: number
): Spot | null {
	let best: (Spot & { score: number }) | null = null;
	const last = panel.right - width / 2;
	for (let x = panel.left + width / 2; x <= last; x += CURVE_LABEL_GRID_PX) {
		for (let y = panel.top + 10; y < panel.bottom - 8; y += CURVE_LABEL_GRID_PX) {
			const onCurve = heightAt(curve, x);
			if (lines.some((each) => isBetween(heightAt(each, x), y, onCurve))) continue;
			const room = Math.min(...[curve, ...lines].map((each) => roomAround(each, x, y, width)));
			if (room < CURVE_LABEL_ROOM) continue;
			const score = Math.min(room, CURVE_LABEL_ROOM_ENOUGH) - Math.abs(onCurve - y) / 2;
			// To the baseline: the middle of the letters is some 5 px above it.
			if (!best || score > best.score) best = { x, y: y + 5, score };
		}
	}
	return best && { x: best.x, y: best.y };
}

/** A label beyond another line would seem to name that line. */
function isBetween(height: number, label: number, curve: number): boolean {
	return (height - label) * (height - curve) < 0;
}

function roomAround(line: readonly Spot[], x: number, y: number, width: number): number {
	const along = [-0.5, -0.25, 0, 0.25, 0.5].map((share) => x + share * width);
	return Math.min(...along.map((each) => Math.abs(heightAt(line, each) - y)));
}

function heightAt(points: readonly Spot[], x: number): number {
	const after = points.findIndex((point) => point.x >= x);
	const next = points[after] ?? points.at(-1);
	const before = points[after - 1] ?? next;
	if (!before || !next) return Infinity;
	const share = next.x === before.x ? 0 : (x - before.x) / (next.x - before.x);
	return before.y + (next.y - before.y) * share;
}
