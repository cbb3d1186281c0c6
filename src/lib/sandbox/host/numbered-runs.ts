import type { Run, Shown } from '#lib/experiment';
import type { WorkData } from '../execution';
import { mapRuns, type NumberedRun, type RunMessage, type ShownMessage } from '../protocol';

/** The page's own copies of the runs that one execution has seen. */
export class NumberedRuns {
	#runs: Run[] = [];

	number(run: Run): NumberedRun {
		this.#runs.push(run);
		return { ...run, handle: this.#runs.length - 1 };
	}

	numberAll(work: WorkData): WorkData {
		const runs = Object.entries(work.runs).map(([cell, shown]) => [
			cell,
			shown.map((one) => mapRuns(one, (run: Run) => this.number(run)))
		]);
		return { ...work, runs: Object.fromEntries(runs) };
	}

	/** Null for a number that was never given out: the realm made it up. */
	get(handle: number): Run | null {
		return this.#runs[handle] ?? null;
	}

	/** Null as in `get`. */
	shown(message: ShownMessage): Shown | null {
		let known = true;
		const shown = mapRuns(message, ({ handle, label }: RunMessage): Run | RunMessage => {
			const run = this.get(handle);
			known &&= run !== null;
			return run && label !== undefined ? { ...run, label } : (run ?? { kind: 'run', handle });
		});
		return known ? (shown as Shown) : null; // every run in it was found
	}
}
