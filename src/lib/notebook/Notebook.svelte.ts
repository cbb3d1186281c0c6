import type { ExperimentSpec } from '#lib/experiment';
import type { BlockId, CellId, CodeBlock, DialValue, Lab } from '#lib/lab';
import type { Problem } from '#lib/messages';
import type { ProgressStore, StoredRun } from '#lib/progress';
import { Answers } from './Answers.svelte';
import type { Snapshot } from './Autosave.svelte';
import { Cell, type CellInput, type CellResult } from './Cell.svelte';
import { Checks } from './Checks.svelte';
import { Dials } from './Dials.svelte';
import { Drafts } from './Drafts.svelte';
import { asksForSweep, reachableFiles, usesDial } from './imports';
import { Judge } from './Judge.svelte';
import { RunHistory } from './RunHistory.svelte';
import { shownFromStorage } from './stored-shown';
import type { Workshop } from './workshop';

/** What the page does around a run; the notebook itself saves nothing. */
export interface RunHooks {
	onbeforerun?(): Promise<void>;
	onafterrun?(): Promise<void>;
	/** Of all files, as far as the type checker has loaded. */
	typeProblems?(): Promise<readonly Problem[]>;
}

/**
 * One learner at one lab: the subjects of the page and how they act on each other. It draws
 * nothing and stores nothing; `snapshot` and `restore` are what a saved record is made of.
 */
export class Notebook {
	readonly lab: Lab;
	readonly drafts: Drafts;
	readonly dials: Dials;
	readonly answers = new Answers();
	readonly checks = new Checks();
	readonly history: RunHistory;
	readonly judge: Judge;
	readonly cells: ReadonlyMap<CellId, Cell>;

	#seed = $state.raw<number | null>(null);
	readonly #hooks: RunHooks;

	constructor(lab: Lab, open: () => Promise<Workshop>, hooks: RunHooks = {}) {
		this.lab = lab;
		this.drafts = new Drafts(lab.files);
		this.dials = new Dials(lab.dials);
		this.history = new RunHistory(lab.slug);
		this.judge = new Judge(lab, open, this.checks);
		this.#hooks = hooks;
		const runnable = codeBlocks(lab).filter((block) => block.run);
		this.cells = new Map(runnable.map((block) => [block.id, new Cell(block, open)]));
	}

	get seed(): number {
		return this.#seed ?? this.lab.seed;
	}

	get isRunning(): boolean {
		return this.judge.isRunning || [...this.cells.values()].some((cell) => cell.isRunning);
	}

	readonly snapshot = $derived.by<Snapshot>(() => ({
		edits: { ...this.drafts.edits },
		dials: { ...this.dials.values },
		seed: this.#seed,
		answers: { ...this.answers.given },
		predictions: { ...this.answers.predictions },
		checks: { ...this.checks.kept },
		hintsOpened: [...this.answers.hintsOpened]
	}));

	restore(saved: Snapshot) {
		this.drafts.restore(saved.edits);
		this.dials.restore(saved.dials);
		this.#seed = saved.seed;
		this.answers.restore(saved);
		this.checks.restore(saved.checks);
	}

	/** Makes somebody's version of the code, dials and seed the learner's own. */
	take(work: Pick<Snapshot, 'edits' | 'dials'> & { seed: number }) {
		this.drafts.restore(work.edits);
		this.dials.restore(work.dials);
		this.#seed = work.seed === this.lab.seed ? null : work.seed;
	}

	/** Loads the history, and shows each cell's last result again without running it. */
	async openHistory(store: ProgressStore) {
		await this.history.open(store);
		for (const cell of this.cells.values()) {
			const latest = this.history.latest(cell.id);
			if (latest && !cell.result && !cell.isRunning) this.showAgain(latest);
		}
	}

	/** Shows a kept run where it was shown; what is drawn says its own settings and seed. */
	showAgain(run: StoredRun) {
		const cell = this.cellNamed(run.cell);
		const shown = shownFromStorage(run.shown);
		if (!cell || shown.length === 0) return;
		const input = { files: this.drafts.files, params: run.dials, seed: run.seed };
		const spec = typeof run.spec === 'object' ? (run.spec as ExperimentSpec | null) : null;
		cell.restore({ shown, input, spec, tookMs: null });
	}

	async run(cell: Cell): Promise<CellResult | null> {
		await this.#hooks.onbeforerun?.();
		const running = cell.run(this.#input());
		void this.#checkTypes(cell);
		const result = await running;
		if (result) void this.history.add(cell.id, result);
		if (!this.isRunning) await this.#hooks.onafterrun?.();
		return result;
	}

	/** Runs the named check, or with no name all that the lab lists. */
	async check(ids: readonly BlockId[]) {
		await this.#hooks.onbeforerun?.();
		const runs = [...this.cells.values()].map((cell) => [cell.id, cell.result?.shown ?? []]);
		await this.judge.judge(ids, {
			...this.#input(),
			runs: Object.fromEntries(runs),
			answers: this.answers.given
		});
		if (!this.isRunning) await this.#hooks.onafterrun?.();
	}

	/** A dial moved. While it is held, a preview; once let go, the cells it feeds run in full. */
	turn(name: string, value: DialValue, held: boolean) {
		const changed = this.dials.turn(name, value, held);
		const cells = this.#fedBy(name);
		if (held) {
			if (changed) for (const cell of cells) void cell.showPreview(this.#input());
		} else {
			for (const cell of cells) if (this.isStale(cell)) void this.run(cell);
		}
	}

	reseed(seed: number) {
		if (seed === this.seed) return;
		this.#seed = seed === this.lab.seed ? null : seed;
		for (const cell of this.cells.values()) if (cell.result) void this.run(cell);
	}

	/** True when code, dials or seed have changed since the cell's result, or it has none. */
	isStale(cell: Cell): boolean {
		if (!cell.result) return true;
		const { input } = cell.result;
		const files = this.drafts.files;
		return (
			input.seed !== this.seed ||
			this.lab.files.some(({ path }) => input.files[path] !== files[path]) ||
			this.dials.all.some(
				({ name }) =>
					input.params[name] !== this.dials.values[name] && usesDial(files, cell.entry, name)
			)
		);
	}

	async #checkTypes(cell: Cell) {
		const paths = reachableFiles(this.drafts.files, cell.entry);
		const problems = (await this.#hooks.typeProblems?.()) ?? [];
		cell.typeProblems = problems.filter(({ file }) => file !== undefined && paths.includes(file));
	}

	/** A sweep is not run again at each turn of a dial: it says that it is out of date instead. */
	#fedBy(name: string): Cell[] {
		return [...this.cells.values()].filter(
			(cell) =>
				usesDial(this.drafts.files, cell.entry, name) &&
				!asksForSweep(this.drafts.files, cell.entry)
		);
	}

	#input(): CellInput {
		return { files: this.drafts.files, params: this.dials.values, seed: this.seed };
	}

	/** By a name from storage, which may be of a cell that the lab no longer has. */
	cellNamed(name: string): Cell | undefined {
		return [...this.cells.values()].find((cell) => cell.id === name);
	}
}

function codeBlocks(lab: Lab): CodeBlock[] {
	return lab.sections.flatMap((section) =>
		section.blocks.filter((block): block is CodeBlock => block.type === 'code')
	);
}
