import type { LabModule, Run } from '#lib/experiment';
import type { WorkData } from '../execution';
import { mapRuns, type NumberedRun } from '../protocol';
import type { RunHandles } from './run-handles';

/** What a check is called with: the learner's work, and the means to run it again, altered. */
export function createWork(data: WorkData, lab: LabModule, handles: RunHandles) {
	const runs = Object.entries(data.runs).map(([cell, shown]) => [
		cell,
		// The page numbered the runs in the start message.
		shown.map((one) => mapRuns(one, (run: Run) => handles.take(run as NumberedRun)))
	]);
	return { ...data, runs: Object.fromEntries(runs), run: lab.run, sweep: lab.sweep };
}
