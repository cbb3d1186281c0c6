import type { Run } from '#lib/experiment';
import { codeForeignRun, LearnerError } from '#lib/messages';
import type { NumberedRun, RunMessage } from '../protocol';

const labelLengthMax = 120;

/** Knows the number of each run that came in, by the part of it that no copy changes. */
export class RunHandles {
	#handles = new WeakMap<object, number>();

	take(numbered: NumberedRun): Run {
		const { handle, ...run } = numbered;
		this.#handles.set(run.experiment, handle);
		return run;
	}

	/** Throws for what is no run of this execution. */
	of(run: unknown): number {
		const key: unknown = isObject(run) && 'experiment' in run ? run.experiment : null;
		const handle = isObject(key) ? this.#handles.get(key) : undefined;
		if (handle === undefined) throw new LearnerError([codeForeignRun({})]);
		return handle;
	}

	message(run: { kind: 'run'; label?: unknown }): RunMessage {
		const label = typeof run.label === 'string' ? run.label.slice(0, labelLengthMax) : undefined;
		return { kind: 'run', handle: this.of(run), label };
	}
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
