import type { ExperimentSpec, Shown } from '#lib/experiment';
import type { CellId, CodeBlock } from '#lib/lab';
import { LearnerError, notebookFault, type Problem } from '#lib/messages';
import type { StoppedBy } from '#lib/sandbox';
import type { DialValues } from './Dials.svelte';
import type { Files } from './Drafts.svelte';
import { runsOf } from './outputs';
import type { Priority, Workshop } from './workshop';

export type CellStatus = 'idle' | 'opening' | 'running' | 'done' | 'failed' | 'stopped';

/** What a run is made from, taken at the moment it begins. */
export interface CellInput {
	files: Files;
	params: DialValues;
	/** For the experiments that name no seed of their own, and for the realm's `Math.random`. */
	seed: number;
}

/** What a run of a cell gave, with what it was made from. */
export interface CellResult {
	shown: readonly Shown[];
	input: CellInput;
	/** The default export; null when the cell exports none. */
	spec: ExperimentSpec | null;
	/** Wall-clock time from the key press to the result; null for one that was restored. */
	tookMs: number | null;
}

type Attempt =
	| { status: 'done'; shown: readonly Shown[]; spec: ExperimentSpec | null }
	| { status: 'failed'; problems: readonly Problem[]; shown: readonly Shown[] }
	| { status: 'stopped'; by: StoppedBy; shown: readonly Shown[] };

/** Longer than this, and a run shows its progress and how to stop it. */
const slowMs = 500;

/**
 * One code cell: it runs, and holds what came of it. A newer run replaces an older one; a preview
 * never touches the last full result, which stays behind it until the next full run.
 */
export class Cell {
	readonly id: CellId;
	readonly entry: string;
	readonly title: string | null;

	status = $state.raw<CellStatus>('idle');
	problems = $state.raw<readonly Problem[]>([]);
	/** What the type checker said of the files of the last run. Types do not hinder a run. */
	typeProblems = $state.raw<readonly Problem[]>([]);
	stoppedBy = $state.raw<StoppedBy | null>(null);
	/** The last full run that gave something. */
	result = $state.raw<CellResult | null>(null);
	/** What the dials would give where they stand while one is held. */
	preview = $state.raw<CellResult | null>(null);
	/** 0 … 1 of the run under way. */
	progress = $state.raw(0);
	slow = $state.raw(false);

	readonly #open: () => Promise<Workshop>;
	/** Rises with each full run: what an older one still says is not listened to. */
	#turn = 0;
	#stop: (() => void) | null = null;
	#previewing = false;
	#nextPreview: CellInput | null = null;

	constructor(block: CodeBlock, open: () => Promise<Workshop>) {
		this.id = block.id;
		this.entry = block.file;
		this.title = block.title;
		this.#open = open;
	}

	get isRunning(): boolean {
		return this.status === 'opening' || this.status === 'running';
	}

	/** All there is to mend, the run's own first; of two about one line, the run's. */
	readonly allProblems = $derived.by<readonly Problem[]>(() => {
		const told = new Set(this.problems.map(({ file, line }) => `${file}:${line}`));
		const others = this.typeProblems.filter(({ file, line }) => !told.has(`${file}:${line}`));
		return [...this.problems, ...others];
	});

	/** What the plots show now. */
	get shown(): readonly Shown[] {
		return (this.preview ?? this.result)?.shown ?? [];
	}

	/** Runs in full; resolves with the result, or null when there is none of this run. */
	async run(input: CellInput): Promise<CellResult | null> {
		this.#stop?.();
		this.#nextPreview = null;
		const turn = ++this.#turn;
		const startedAt = performance.now();
		const slow = setTimeout(() => (this.slow = turn === this.#turn), slowMs);
		this.#begin();
		const attempt = await this.#attempt(input, 'full', () => turn === this.#turn);
		clearTimeout(slow);
		if (turn !== this.#turn) return null;
		this.#stop = null;
		this.slow = false;
		this.preview = null;
		return this.#settle(attempt, input, performance.now() - startedAt);
	}

	/** Stops the run under way; it then says that the learner stopped it. */
	stop() {
		this.#stop?.();
	}

	/** Shows what `input` gives as soon as may be; of several asked for at once, the last. */
	async showPreview(input: CellInput): Promise<void> {
		this.#nextPreview = input;
		if (this.#previewing || this.isRunning) return;
		this.#previewing = true;
		const turn = this.#turn;
		while (this.#nextPreview && turn === this.#turn) {
			const next: CellInput = this.#nextPreview;
			this.#nextPreview = null;
			const attempt = await this.#attempt(next, 'preview', () => turn === this.#turn);
			if (turn !== this.#turn) break;
			if (attempt.status === 'done') {
				this.preview = { shown: attempt.shown, input: next, spec: attempt.spec, tookMs: null };
			}
		}
		this.#previewing = false;
	}

	/** Shows a result that was kept, without running anything. */
	restore(result: CellResult) {
		this.#turn += 1;
		this.#stop?.();
		this.result = result;
		this.preview = null;
		this.problems = [];
		this.status = 'done';
	}

	/** Forgets the result, as when the lab is reset. */
	clear() {
		this.#turn += 1;
		this.#stop?.();
		this.#stop = null;
		this.result = null;
		this.preview = null;
		this.problems = [];
		this.slow = false;
		this.status = 'idle';
	}

	#begin() {
		this.status = 'opening';
		this.problems = [];
		this.typeProblems = [];
		this.stoppedBy = null;
		this.progress = 0;
		this.slow = false;
	}

	#settle(attempt: Attempt, input: CellInput, tookMs: number): CellResult | null {
		this.status = attempt.status;
		if (attempt.status === 'failed') this.problems = attempt.problems;
		if (attempt.status === 'stopped') this.stoppedBy = attempt.by;
		const spec = attempt.status === 'done' ? attempt.spec : null;
		if (attempt.status !== 'done' && attempt.shown.length === 0) return null;
		this.result = { shown: attempt.shown, input, spec, tookMs };
		return attempt.status === 'done' ? this.result : null;
	}

	/** Everything from the texts to what is shown. Learner's mistakes come back as problems. */
	async #attempt(input: CellInput, priority: Priority, current: () => boolean): Promise<Attempt> {
		const full = priority === 'full';
		const abort = new AbortController();
		if (full) this.#stop = () => abort.abort();
		try {
			const workshop = await this.#open();
			const bundle = await workshop.bundle(input.files, this.entry);
			if (!bundle.ok) return { status: 'failed', problems: bundle.problems, shown: [] };
			if (abort.signal.aborted || !current()) return stoppedByLearner;
			if (full) this.status = 'running';
			const onprogress = (fraction: number) => {
				if (full && current()) this.progress = fraction;
			};
			const { params, seed } = input;
			const execution = workshop.execute(bundle.value, { params, seed, onprogress }, priority);
			abort.signal.addEventListener('abort', () => execution.stop(), { once: true });
			const outcome = await execution.outcome;
			if (outcome.status !== 'done') return outcome;
			const spec = outcome.exported ?? null;
			// A cell that shows runs itself has chosen what to show.
			if (!spec || runsOf(outcome.shown).length > 0) return { ...outcome, spec };
			const options = { signal: abort.signal, onprogress, priority };
			const run = await workshop.pool.run({ seed, ...spec }, options);
			return { status: 'done', shown: [...outcome.shown, run], spec };
		} catch (error) {
			if (abort.signal.aborted || isCancelled(error)) return stoppedByLearner;
			if (error instanceof LearnerError) {
				return { status: 'failed', problems: error.problems, shown: [] };
			}
			console.error(error);
			const reason = error instanceof Error ? error.message : String(error);
			return { status: 'failed', problems: [notebookFault(reason)], shown: [] };
		}
	}
}

const stoppedByLearner: Attempt = { status: 'stopped', by: 'learner', shown: [] };

/** The pool's own class is behind the dynamic import, so its name has to do. */
const isCancelled = (error: unknown): boolean =>
	error instanceof Error && error.name === 'Cancelled';
