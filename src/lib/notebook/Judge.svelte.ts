import type { Shown } from '#lib/experiment';
import type { BlockId, Lab } from '#lib/lab';
import {
	notebookCheckMissing,
	notebookFault,
	notebookSpecMissing,
	type Problem,
	type Result
} from '#lib/messages';
import type { Answer, KeptCheck } from '#lib/progress';
import type { Bundle, Execution, Outcome, WorkData } from '#lib/sandbox';
import type { CellInput } from './Cell.svelte';
import type { Checks } from './Checks.svelte';
import type { Files } from './Drafts.svelte';
import type { Workshop } from './workshop';

export interface JudgeInput extends CellInput {
	runs: Record<string, readonly Shown[]>;
	answers: Readonly<Record<string, Answer>>;
}

/** The file whose default export is the work that checks look at. */
const workFile = 'experiment.ts';
const checkFile = 'check.ts';

/** Longer than this, and judging shows its progress and how to stop it. */
const slowMs = 500;

/**
 * Runs the lab's checks on the learner's work and records the verdicts. The checks' author may be a
 * stranger, so they run in the sandbox like the learner's own code.
 */
export class Judge {
	/** Which checks are being run at this moment. */
	judging = $state.raw<readonly BlockId[]>([]);
	progress = $state.raw(0);
	slow = $state.raw(false);

	readonly #lab: Lab;
	readonly #open: () => Promise<Workshop>;
	readonly #checks: Checks;
	#turn = 0;
	#execution: Execution | null = null;
	#stopped = false;

	constructor(lab: Lab, open: () => Promise<Workshop>, checks: Checks) {
		this.#lab = lab;
		this.#open = open;
		this.#checks = checks;
	}

	get isRunning(): boolean {
		return this.judging.length > 0;
	}

	async judge(ids: readonly BlockId[], input: JudgeInput) {
		this.#execution?.stop();
		const turn = ++this.#turn;
		this.judging = ids;
		this.progress = 0;
		this.#stopped = false;
		const slow = setTimeout(() => (this.slow = turn === this.#turn), slowMs);
		const outcome = await this.#outcome(ids, input).catch((error: unknown): Outcome => {
			console.error(error);
			const reason = error instanceof Error ? error.message : String(error);
			return { status: 'failed', problems: [notebookFault(reason)], shown: [] };
		});
		clearTimeout(slow);
		if (turn !== this.#turn) return;
		this.#execution = null;
		this.slow = false;
		this.judging = [];
		this.#record(ids, outcome);
	}

	stop() {
		this.#stopped = true;
		this.#execution?.stop();
	}

	async #outcome(ids: readonly BlockId[], input: JudgeInput): Promise<Outcome> {
		const workshop = await this.#open();
		const work = await this.#execute(workshop, input, input.files, workFile, []);
		if (work.status !== 'done') return work;
		if (typeof work.exported !== 'object' || work.exported === null) {
			return { status: 'failed', problems: [notebookSpecMissing(workFile)], shown: [] };
		}
		const files = { ...input.files, [checkFile]: this.#lab.check ?? '' };
		return this.#execute(workshop, input, files, checkFile, ids, {
			runs: Object.fromEntries(Object.entries(input.runs).map(([id, shown]) => [id, [...shown]])),
			spec: { seed: input.seed, ...work.exported },
			dials: { ...input.params },
			answers: { ...input.answers }
		});
	}

	async #execute(
		workshop: Workshop,
		{ params, seed }: CellInput,
		files: Files,
		entry: string,
		only: readonly BlockId[],
		work?: WorkData
	): Promise<Outcome> {
		const bundle: Result<Bundle> = await workshop.bundle(files, entry);
		if (!bundle.ok) return { status: 'failed', problems: bundle.problems, shown: [] };
		if (this.#stopped) return { status: 'stopped', by: 'learner', shown: [] };
		const onprogress = (fraction: number) => (this.progress = fraction);
		const options = { params, seed, onprogress, ...(work && { work, only }) };
		this.#execution = workshop.execute(bundle.value, options, 'full');
		return this.#execution.outcome;
	}

	#record(ids: readonly BlockId[], outcome: Outcome) {
		if (outcome.status === 'stopped') return;
		const problem = outcome.status === 'failed' ? outcome.problems[0] : undefined;
		const verdicts: Record<string, KeptCheck> = {};
		const broken: Record<string, Problem> = {};
		for (const id of ids) {
			const done = outcome.status === 'done' ? outcome : null;
			const verdict = done?.checks?.[id];
			if (verdict) verdicts[id] = { ...verdict, at: Date.now() };
			else broken[id] = done?.brokenChecks?.[id] ?? problem ?? notebookCheckMissing(id);
		}
		this.#checks.record(verdicts, broken);
	}
}
