import type { ChartSpec, Run, Shown, Table } from '#lib/experiment';
import type { ChartKind } from '#lib/lab';

export const isRun = (shown: Shown): shown is Run => shown.kind === 'run';

/** Every run that was shown, by itself or within a chart, in order. */
export function runsOf(shown: readonly Shown[]): Run[] {
	return shown.flatMap((one) => {
		if (isRun(one)) return [one];
		if (one.kind !== 'chart') return [];
		if (one.type === 'growth') return [one.run];
		return one.type === 'latency' ? one.runs.map(({ run }) => run) : [];
	});
}

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

export type Figure = ChartSpec | { kind: 'chart'; type: 'fates'; run: Run };

/** All figures of one kind that an output holds: a run alone stands for each plot of a run. */
export function figuresOf(shown: readonly Shown[], kind: ChartKind): Figure[] {
	return shown.flatMap((one): Figure[] => {
		if (isRun(one)) return kind === 'line' ? [] : [figureOfRun(one, kind)];
		if (one.kind !== 'chart') return [];
		if (one.type === kind) return [one];
		return one.type === 'growth' && kind !== 'line' ? [figureOfRun(one.run, kind)] : [];
	});
}

function figureOfRun(run: Run, kind: Exclude<ChartKind, 'line'>): Figure {
	switch (kind) {
		case 'latency':
			return { kind: 'chart', type: 'latency', runs: [{ label: run.label, run }] };
		default:
			return { kind: 'chart', type: kind, run };
	}
}
