import type { Shown } from '#lib/experiment';
import type { CellId } from '#lib/lab';
import type { ProgressStore, StoredRun } from '#lib/progress';
import type { CellResult } from './Cell.svelte';
import { runsOf, tablesOf } from './outputs';

/** The runs of this lab that the store keeps, newest first. */
export class RunHistory {
	#runs = $state.raw<readonly StoredRun[]>([]);
	#store: ProgressStore | null = null;
	readonly #slug: string;

	constructor(slug: string) {
		this.#slug = slug;
	}

	get runs(): readonly StoredRun[] {
		return this.#runs;
	}

	async open(store: ProgressStore) {
		this.#store = store;
		this.#runs = await store.runs(this.#slug);
	}

	latest(cell: CellId): StoredRun | null {
		return this.#runs.find((run) => run.cell === cell) ?? null;
	}

	async add(cell: CellId, { shown, input, spec }: CellResult) {
		if (this.#isKept(cell, shown)) return;
		const runs = runsOf(shown);
		const kept = await this.#store?.addRun({
			slug: this.#slug,
			cell,
			at: Date.now(),
			label: runs[0]?.label ?? '',
			seed: runs[0]?.seed ?? input.seed,
			engineHash: engineHashOf(shown),
			digests: runs.map((run) => run.digest),
			dials: { ...input.params },
			spec,
			shown: [...shown]
		});
		if (kept && this.#store) this.#runs = await this.#store.runs(this.#slug);
	}

	/** The same run again gives the same bytes: a list of equals would only push others out. */
	#isKept(cell: CellId, shown: readonly Shown[]): boolean {
		const latest = this.latest(cell);
		return latest !== null && JSON.stringify(latest.shown) === JSON.stringify(shown);
	}
}

function engineHashOf(shown: readonly Shown[]): string {
	return [...runsOf(shown), ...tablesOf(shown)][0]?.engineHash ?? '';
}
