import type { Run, Shown } from '#lib/experiment';

/** The shape of `run --json`, which scripts rely on. */
export function runJson(run: Run) {
	const {
		totals,
		fates,
		causes,
		throughput,
		latencyMs,
		unavailableMs,
		simulatedMs,
		events,
		digest
	} = run;
	return {
		totals,
		fates,
		causes,
		throughput,
		latencyMs,
		unavailableMs,
		simulatedMs,
		events,
		digest
	};
}

/** What a file showed: runs in the shape above, tables and charts as the data that they are. */
export function shownJson(shown: Shown): object {
	if (shown.kind === 'run') return { kind: 'run', label: shown.label, ...runJson(shown) };
	if (shown.kind !== 'chart') return shown;
	switch (shown.type) {
		case 'line':
			return shown;
		case 'growth':
		case 'latency':
			return {
				...shown,
				runs: shown.runs.map(({ label, run }) => ({ label, run: runJson(run) }))
			};
	}
}
