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
	#underWay = $state.raw<readonly Judging[]>([]);
	readonly #lab: Lab;
	readonly #open: () => Promise<Workshop>;
	readonly #checks: Checks;

	constructor(lab: Lab, open: () => Promise<Workshop>, checks: Checks) {
		this.#lab = lab;
		this.#open = open;
		this.#checks = checks;
	}

	get isRunning(): boolean {
		return this.#underWay.length > 0;
	}

	/** The judging under way of any of these checks; what is judged together ends together. */
	judging(ids: readonly BlockId[]): Judging | null {
		return this.#underWay.find((judging) => ids.some((id) => judging.ids.includes(id))) ?? null;
	}

	/** Resolves when the verdicts are recorded, or nothing is because it was stopped. */
	async judge(ids: readonly BlockId[], input: JudgeInput) {
		this.judging(ids)?.stop();
		const judging = new Judging(ids, this.#open);
		this.#underWay = [...this.#underWay, judging];
		const outcome = await judging.run(this.#lab.check ?? '', input);
		this.#underWay = this.#underWay.filter((other) => other !== judging);
		this.#record(ids, outcome);
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

/** Some checks being run: the work first, for what it exports, then the checks on that. */
class Judging {
	readonly ids: readonly BlockId[];
	/** 0 … 1 */
	progress = $state.raw(0);
	slow = $state.raw(false);

	readonly #open: () => Promise<Workshop>;
	#execution: Execution | null = null;
	#stopped = false;

	constructor(ids: readonly BlockId[], open: () => Promise<Workshop>) {
		this.ids = ids;
		this.#open = open;
	}

	stop() {
		this.#stopped = true;
		this.#execution?.stop();
	}

	/** Never rejects. `check`: the text of the lab's checks. */
	async run(check: string, input: JudgeInput): Promise<Outcome> {
		const slow = setTimeout(() => (this.slow = true), slowMs);
		try {
			return await this.#outcome(check, input);
		} catch (error) {
			console.error(error);
			const reason = error instanceof Error ? error.message : String(error);
			return { status: 'failed', problems: [notebookFault(reason)], shown: [] };
		} finally {
			clearTimeout(slow);
		}
	}

	async #outcome(check: string, input: JudgeInput): Promise<Outcome> {
		const workshop = await this.#open();
		const work = await this.#execute(workshop, input, input.files, workFile);
		if (work.status !== 'done') return work;
		if (typeof work.exported !== 'object' || work.exported === null) {
			return { status: 'failed', problems: [notebookSpecMissing(workFile)], shown: [] };
		}
		return this.#execute(workshop, input, { ...input.files, [checkFile]: check }, checkFile, {
			runs: Object.fromEntries(Object.entries(input.runs).map(([id, shown]) => [id, [...shown]])),
			spec: { seed: input.seed, ...work.exported },
			dials: { ...input.params },
			answers: { ...input.answers }
		});
	}

	/** `work` is given where the entry is the lab's checks. */
	async #execute(
		workshop: Workshop,
		{ params, seed }: CellInput,
		files: Files,
		entry: string,
		work?: WorkData
	): Promise<Outcome> {
		const bundle: Result<Bundle> = await workshop.bundle(files, entry);
		if (!bundle.ok) return { status: 'failed', problems: bundle.problems, shown: [] };
		if (this.#stopped) return { status: 'stopped', by: 'learner', shown: [] };
		const onprogress = (fraction: number) => (this.progress = fraction);
		const options = { params, seed, onprogress, ...(work && { work, only: this.ids }) };
		this.#execution = workshop.execute(bundle.value, options, 'full');
		return this.#execution.outcome;
	}
}
