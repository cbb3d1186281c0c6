import type { ChartSpec, LabelledRun, Run, Shown, Table } from '#lib/experiment';
import type { ChartKind } from '#lib/lab';

export const isRun = (shown: Shown): shown is Run => shown.kind === 'run';

/** Every run that was shown, by itself or within a chart, in order; one by itself may be unlabelled. */
export function labelledRunsOf(shown: readonly Shown[]): LabelledRun[] {
	return shown.flatMap((one) => {
		if (isRun(one)) return [{ label: one.label, run: one }];
		if (one.kind !== 'chart') return [];
		return one.type === 'line' ? [] : one.runs;
	});
}

export const runsOf = (shown: readonly Shown[]): Run[] =>
	labelledRunsOf(shown).map(({ run }) => run);

/** Every table that was shown, by itself or within a chart, in order. */
export function tablesOf(shown: readonly Shown[]): Table[] {
	return shown.flatMap((one) => {
		if (one.kind === 'table') return [one];
		return one.kind === 'chart' && one.type === 'line' ? [one.table] : [];
	});
}

export function textsOf(shown: readonly Shown[]): string[] {
	return shown.flatMap((one) => (one.kind === 'text' ? [one.text] : []));
}

export type Figure = ChartSpec | { kind: 'chart'; type: 'fates'; runs: LabelledRun[] };

/** All figures of one kind that an output holds: a run alone stands for each plot of a run. */
export function figuresOf(shown: readonly Shown[], kind: ChartKind): Figure[] {
	return shown.flatMap((one): Figure[] => {
		if (isRun(one)) return figureOfRuns([{ label: one.label, run: one }], kind);
		if (one.kind !== 'chart') return [];
		if (one.type === kind) return [one];
		return one.type === 'growth' ? figureOfRuns(one.runs, kind) : [];
	});
}

function figureOfRuns(runs: LabelledRun[], kind: ChartKind): Figure[] {
	return kind === 'line' ? [] : [{ kind: 'chart', type: kind, runs }];
}
