import { scaleLinear } from 'd3';
import { m } from '#lib/messages';
import { formatCount } from '#lib/ui';
import type { GrowthData } from '../data';
import {
	type GrowthKind,
	type GrowthLayer,
	type GrowthModel,
	type GrowthStep
} from './growth-model';
import { placeLabels } from './labels';
import { PANEL_GAP_PX, panelColumns } from './panels';
import { areaPath, edgePath, stepCorners, type Corner } from './step-path';
import { textWidth } from './text-width';
import { timeTicks, twoSidedAxis, type CountAxis, type Tick } from './ticks';
import { placeTimeMarks, type TimeMarks } from './time-marks';
import type { Values } from './values';

const LINE_PX = 17;
const GAP_PX = 10;
const KEY_PX = 22;
/** Below this width the words at the curves' ends go above the plot, as keys. */
const NARROW_PX = 560;
const PANEL_HEIGHT_PX = 170;
const HEADING_PX = 24;
const X_AXIS_PX = 28;

export interface EndLabel {
	kind: GrowthKind;
	/** The first line is set bold in the kind's colour. */
	lines: string[];
	/** Centre of the block, or of the key's line above a panel. */
	y: number;
	x: number;
}

/** What does not move while one run becomes another: the frame, its words and its marks. */
export interface GrowthFrame {
	left: number;
	right: number;
	top: number;
	bottom: number;
	/** The words at the curves' ends stand above the panel, from here down; null: beside it. */
	keys: { x: number; y: number } | null;
	/** The baseline of the panel's name; null where one panel is all. */
	heading: { x: number; y: number } | null;
	/** The top of the band of flags. */
	marksTop: number;
	marks: TimeMarks;
	axis: CountAxis;
	yTicks: Tick[];
	xTicks: Tick[];
	/** Without their final places, when they stand beside the panel. */
	labels: { kind: GrowthKind; lines: string[]; value: number }[];
}

export interface GrowthFrames {
	width: number;
	height: number;
	/** The baseline of the axis title. */
	titleY: number;
	panels: GrowthFrame[];
}

/** One axis for all that is drawn together or laid over each other; at least four messages high. */
export function growthAxis(models: readonly GrowthModel[]): CountAxis {
	const up = Math.max(4, ...models.map((model) => model.maxUp));
	return twoSidedAxis(up, Math.max(0, ...models.map((model) => model.maxDown)), 4);
}

interface Drawn {
	run: GrowthData;
	model: GrowthModel;
}

/** One run across the whole width; several in columns, or below each other where that is narrow. */
export function growthFrames(
	drawn: readonly Drawn[],
	axis: CountAxis,
	width: number
): GrowthFrames {
	const tickWidth = Math.max(...axis.ticks.map((tick) => textWidth(tick.label))) + GAP_PX + 2;
	const [only] = drawn;
	if (only && drawn.length === 1) return singleFrame(only, axis, width, tickWidth);

	const room = width - tickWidth - GAP_PX;
	const columns = panelColumns(drawn.length, room);
	const panelWidth = (room - (columns - 1) * PANEL_GAP_PX) / columns;
	const panels: GrowthFrame[] = [];
	let rowTop = 24;
	for (let first = 0; first < drawn.length; first += columns) {
		const row = drawn.slice(first, first + columns);
		const places = row.map((_, column) => {
			const left = tickWidth + column * (panelWidth + PANEL_GAP_PX);
			return { left, right: left + panelWidth };
		});
		panels.push(...rowOfFrames(row, places, axis, rowTop));
		rowTop = (panels.at(-1)?.bottom ?? rowTop) + X_AXIS_PX + (columns === 1 ? 8 : 20);
	}
	const bottom = Math.max(...panels.map((panel) => panel.bottom));
	return { width, height: bottom + X_AXIS_PX, titleY: 12, panels };
}

function singleFrame(
	{ run, model }: Drawn,
	axis: CountAxis,
	width: number,
	left: number
): GrowthFrames {
	const isNarrow = width < NARROW_PX;
	const labels = endLabels(run);
	const labelWidth = Math.max(
		...labels.flatMap(({ lines }) => lines.map((line) => textWidth(line, { bold: true })))
	);
	const right = isNarrow ? width - GAP_PX : width - labelWidth - 2 * GAP_PX;
	const x = scaleLinear([0, model.maxMs], [left, right]);
	const marks = placeTimeMarks(run.faults, run.outages, x, model.maxMs);
	const titleY = 12 + (isNarrow ? labels.length * KEY_PX + 4 : 0);
	const marksTop = titleY + 10;
	const top = marksTop + marks.height + 6;
	const bottom = top + Math.max(150, Math.min(230, width * 0.25));
	const panel: GrowthFrame = {
		left,
		right,
		top,
		bottom,
		keys: isNarrow ? { x: 0, y: 10 } : null,
		heading: null,
		marksTop,
		marks,
		axis,
		yTicks: axis.ticks,
		xTicks: timeTicks(model.maxMs, right - left),
		labels
	};
	return { width, height: bottom + X_AXIS_PX, titleY, panels: [panel] };
}

/** Panels beside each other have their axes at one height, whatever stands above them. */
function rowOfFrames(
	row: readonly Drawn[],
	places: readonly { left: number; right: number }[],
	axis: CountAxis,
	rowTop: number
): GrowthFrame[] {
	const labels = row.map(({ run }) => endLabels(run));
	const keyRows = Math.max(...labels.map((each) => each.length));
	const marks = row.map(({ run, model }, column) => {
		const { left = 0, right = 0 } = places[column] ?? {};
		const x = scaleLinear([0, model.maxMs], [left, right]);
		return placeTimeMarks(run.faults, run.outages, x, model.maxMs);
	});
	const marksTop = rowTop + HEADING_PX + keyRows * KEY_PX + 6;
	const top = marksTop + Math.max(...marks.map((each) => each.height)) + 6;
	return row.map(({ model }, column) => {
		const { left = 0, right = 0 } = places[column] ?? {};
		const own = marks[column] ?? { flags: [], outages: [], height: 0 };
		return {
			left,
			right,
			top,
			bottom: top + PANEL_HEIGHT_PX,
			keys: { x: left, y: rowTop + HEADING_PX + 10 },
			heading: { x: left, y: rowTop + 12 },
			// The lowest row of flags stands on the panel.
			marksTop: top - 6 - own.height,
			marks: own,
			axis,
			yTicks: column === 0 ? axis.ticks : axis.ticks.map((tick) => ({ ...tick, label: '' })),
			xTicks: timeTicks(model.maxMs, right - left),
			labels: labels[column] ?? []
		};
	});
}

function endLabels(data: GrowthData): GrowthFrame['labels'] {
	const { totals } = data;
	const labels: GrowthFrame['labels'] = [];
	const add = (kind: GrowthKind, value: number, ...lines: string[]) =>
		labels.push({ kind, lines, value });
	const lost = totals.lostAcknowledged + totals.lostUnacknowledged;
	if (totals.lostUnacknowledged > 0) {
		const count = formatCount(totals.lostUnacknowledged);
		add(
			'lostUnacknowledged',
			lost,
			m.plot_growth_lost({ count }),
			m.plot_growth_lost_unacknowledged()
		);
	}
	if (totals.lostAcknowledged > 0) {
		const count = formatCount(totals.lostAcknowledged);
		add(
			'lostAcknowledged',
			totals.lostAcknowledged,
			m.plot_growth_lost({ count }),
			m.plot_growth_lost_acknowledged()
		);
	}
	if (lost === 0) add('lostUnacknowledged', 0, m.plot_growth_lost_zero());
	add('duplicated', -totals.duplicateDeliveries, ...duplicatedLines(totals));
	if (totals.recovered > 0) {
		const count = formatCount(totals.recovered);
		add('recovered', totals.recovered, m.plot_growth_recovered({ count }));
	}
	return labels;
}

/** The curve counts deliveries; the messages behind them can be fewer. */
function duplicatedLines(totals: GrowthData['totals']): string[] {
	const count = formatCount(totals.duplicated);
	if (totals.duplicateDeliveries === totals.duplicated)
		return [m.plot_growth_duplicated({ count })];
	const deliveries = formatCount(totals.duplicateDeliveries);
	return [m.plot_growth_duplicated_in({ count }), m.plot_growth_deliveries({ count: deliveries })];
}

export interface GrowthShape {
	layer: GrowthLayer;
	area: string;
	edge: string;
}

export interface PlacedStep extends GrowthStep {
	/** The corner it leads to, in pixels. */
	x: number;
	y: number;
}

export interface GrowthDrawing {
	shapes: GrowthShape[];
	zeroY: number;
	/** Flat lines of the kinds that did not happen. */
	zeroes: { kind: GrowthKind; d: string }[];
	labels: EndLabel[];
	steps: PlacedStep[];
	yTicks: { y: number; label: string }[];
	xTicks: { x: number; label: string }[];
}

/** What moves: everything that follows from the values now, which may be between two runs. */
export function drawGrowth(frame: GrowthFrame, model: GrowthModel, values: Values): GrowthDrawing {
	const { max, min } = frame.axis;
	const [maxMs = model.maxMs, up = max, down = min] = values['axes'] ?? [];
	const x = scaleLinear([0, maxMs], [frame.left, frame.right]);
	const y = scaleLinear([down, up], [frame.bottom, frame.top]);
	const stacks = stack(model, values, maxMs);
	const shapes = stacks.map(({ layer, upper, lower }) => ({
		layer,
		area: areaPath(upper, lower, x, y),
		edge: edgePath(sinceFirst(upper, layer.kind), x, y)
	}));
	return {
		shapes,
		zeroY: y(0),
		zeroes: zeroKinds(model).map((kind) => {
			// Two lines at zero lie side by side.
			const place = y(0) + (kind === 'duplicated' ? 1 : -1);
			return { kind, d: `M${frame.left},${place}H${frame.right}` };
		}),
		labels: placeEndLabels(frame, y),
		steps: placeSteps(model, stacks, x, y, maxMs),
		yTicks: frame.yTicks
			.map((tick) => ({ y: y(tick.value), label: tick.label }))
			.filter((tick) => tick.y >= frame.top - 1 && tick.y <= frame.bottom + 1),
		xTicks: frame.xTicks
			.map((tick) => ({ x: x(tick.value), label: tick.label }))
			.filter((tick) => tick.x <= frame.right + 1)
	};
}

/**
 * Without the flat beginning, which is the axis itself. The edge of acknowledged losses is drawn in
 * paper, between one solid area and the next, so it has no riser either.
 */
function sinceFirst(corners: readonly Corner[], kind: GrowthKind): readonly Corner[] {
	const first = corners.findIndex(({ value }) => value !== 0);
	return corners.slice(kind === 'lostAcknowledged' ? first : Math.max(0, first - 1));
}

function placeSteps(
	model: GrowthModel,
	stacks: readonly Stacked[],
	x: (ms: number) => number,
	y: (value: number) => number,
	maxMs: number
): PlacedStep[] {
	return model.steps.map((step) => {
		const stacked = stacks.find(({ layer }) => layer === step.layer);
		const after = (stacked?.base[step.bucket] ?? 0) + (stacked?.cumulative[step.bucket] ?? 0);
		const side = step.layer.kind === 'duplicated' ? -1 : 1;
		return { ...step, x: x(Math.min(maxMs, step.toMs)), y: y(side * after) };
	});
}

function zeroKinds(model: GrowthModel): GrowthKind[] {
	const kinds = model.layers.map((layer) => layer.kind);
	const zero: GrowthKind[] = kinds.includes('duplicated') ? [] : ['duplicated'];
	const isLost = kinds.includes('lostAcknowledged') || kinds.includes('lostUnacknowledged');
	return isLost ? zero : [...zero, 'lostUnacknowledged'];
}

interface Stacked {
	layer: GrowthLayer;
	cumulative: readonly number[];
	/** What the layer stands on, by bucket. */
	base: readonly number[];
	upper: Corner[];
	lower: Corner[];
}

/** Losses stand on each other, recovered on zero, and duplicated hang from zero. */
function stack(model: GrowthModel, values: Values, maxMs: number): Stacked[] {
	const bases = new Map<string, readonly number[]>();
	return model.layers.map((layer) => {
		const pile = layer.kind.startsWith('lost') ? 'lost' : layer.kind;
		const cumulative = values[layer.key] ?? [];
		const base = bases.get(pile) ?? cumulative.map(() => 0);
		const tops = cumulative.map((value, i) => value + (base[i] ?? 0));
		bases.set(pile, tops);
		const side = layer.kind === 'duplicated' ? -1 : 1;
		const corners = (curve: readonly number[]) =>
			stepCorners(
				curve.map((value) => side * value),
				model.widthMs,
				maxMs
			);
		return { layer, cumulative, base, upper: corners(tops), lower: corners(base) };
	});
}

function placeEndLabels(frame: GrowthFrame, y: (value: number) => number): EndLabel[] {
	const { keys } = frame;
	if (keys) {
		return frame.labels.map(({ kind, lines }, i) => ({
			kind,
			lines,
			x: keys.x,
			y: keys.y + i * KEY_PX
		}));
	}
	const wishes = frame.labels.map(({ kind, lines, value }) => ({
		key: kind,
		// The first line stands beside the curve, the others hang below it.
		at: y(value) + ((lines.length - 1) * LINE_PX) / 2,
		size: lines.length * LINE_PX
	}));
	const placed = placeLabels(wishes, frame.top - LINE_PX, frame.bottom + LINE_PX);
	return frame.labels.map(({ kind, lines }) => ({
		kind,
		lines,
		x: frame.right + GAP_PX,
		y: placed.get(kind) ?? 0
	}));
}
