import { m } from '#lib/messages';
import { formatCount, formatDuration } from '#lib/ui';
import { causeName } from './cause-words';
import type { CauseSelection, GrowthData } from './data';
import { faultLabel, faultText } from './fault-words';
import { kindName } from './figure-table';
import type { GrowthDrawing, GrowthFrame, PlacedStep } from './geometry/growth-layout';
import type { LabelledHit } from './labelled-hit';

export interface GrowthHit extends LabelledHit {
	/** What a press on it selects; null for a fault or a recovery. */
	selection: CauseSelection | null;
	/** Whose it is, among runs side by side. */
	panel: number;
}

/** Faults in one row, then each curve's steps in one row. */
export function growthHits(
	data: GrowthData,
	frame: GrowthFrame,
	drawing: GrowthDrawing,
	{ isPressable, key, panel }: { isPressable: boolean; key: string; panel: number }
): GrowthHit[] {
	const faults = frame.marks.flags.flatMap((flag, i) => {
		const fault = data.faults[i];
		if (!fault) return [];
		const label = faultLabel(fault);
		return [
			{
				key: key + flag.key,
				row: `${key}faults`,
				x: flag.x,
				y: frame.top,
				label,
				lines: [faultText(fault), label]
			}
		];
	});
	return [
		...faults.map((hit) => ({ ...hit, panel, selection: null })),
		...drawing.steps.map((step) => ({ ...stepHit(step, isPressable), panel }))
	];
}

function stepHit(step: PlacedStep, isPressable: boolean): Omit<GrowthHit, 'panel'> {
	const { cause, kind } = step.layer;
	const when = stepTime(step);
	const count = formatCount(step.count);
	const words = cause === null ? kindName('recovered') : causeName(cause);
	const canPress = isPressable && cause !== null;
	const press = canPress ? [m.plot_growth_step_press()] : [];
	const sentence = m.plot_growth_step({ count, kind: kindName(kind), cause: words, when });
	return {
		key: step.key,
		row: step.layer.key,
		x: step.x,
		y: step.y,
		label: [sentence, ...press].join('. '),
		lines: [`${count} ${kindName(kind)}`, ...(cause === null ? [] : [words]), when, ...press],
		isPressable: canPress,
		selection: cause === null ? null : { cause, fromMs: step.fromMs, toMs: step.toMs }
	};
}

/** A step of a few buckets is a moment; a longer one has a beginning and an end. */
function stepTime(step: PlacedStep): string {
	const from = formatDuration(step.fromMs);
	const to = formatDuration(step.toMs);
	return from === to ? m.plot_when_at({ time: from }) : m.plot_when_between({ from, to });
}
