import type { BlockId } from '#lib/lab';
import type { Problem } from '#lib/messages';
import type { KeptCheck } from '#lib/progress';

/** The last verdict of each check and each judged claim; a broken one has a problem instead. */
export class Checks {
	#kept = $state.raw<Readonly<Record<string, KeptCheck>>>({});
	#broken = $state.raw<Readonly<Record<string, Problem>>>({});

	get kept() {
		return this.#kept;
	}

	verdict(id: BlockId): KeptCheck | null {
		return this.#kept[id] ?? null;
	}

	problem(id: BlockId): Problem | null {
		return this.#broken[id] ?? null;
	}

	/** Takes the outcome of a run of some checks; those that it does not mention stay. */
	record(verdicts: Readonly<Record<string, KeptCheck>>, broken: Readonly<Record<string, Problem>>) {
		const mentioned = new Set([...Object.keys(verdicts), ...Object.keys(broken)]);
		const others = <Value>(all: Readonly<Record<string, Value>>) =>
			Object.fromEntries(Object.entries(all).filter(([id]) => !mentioned.has(id)));
		this.#kept = { ...others(this.#kept), ...verdicts };
		this.#broken = { ...others(this.#broken), ...broken };
	}

	restore(kept: Readonly<Record<string, KeptCheck>>) {
		this.#kept = kept;
		this.#broken = {};
	}
}
