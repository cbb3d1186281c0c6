import type { ExperimentSpec, Run, Shown, Table } from '#lib/experiment';
import type { BlockId, DialValue } from '#lib/lab';
import type { Problem } from '#lib/messages';

/** What a check says about the learner's work. */
export interface Verdict {
	pass: boolean;
	/** One sentence with the figures that decided. */
	reason: string;
	figures: Record<string, string | number>;
}

/** What a check sees. `check.ts` exports `checks: Checks`. */
export interface Work {
	/** What each cell showed when it was last run, by cell id. */
	runs: Record<string, Shown[]>;
	/** The default export of experiment.ts as it is now. */
	spec: ExperimentSpec;
	dials: Record<string, DialValue>;
	/** By question id. */
	answers: Record<string, unknown>;
	run(spec: ExperimentSpec, overrides?: Record<string, unknown>): Promise<Run>;
	sweep(
		spec: ExperimentSpec,
		over: Record<string, unknown[]>,
		options?: { seeds?: number }
	): Promise<Table>;
}

export type Checks = Record<string, (work: Work) => Verdict | Promise<Verdict>>;

/** One check of the lab, graded. `problems` say why there is no verdict. */
export type GradedCheck =
	| { id: BlockId; title: string; status: 'passed' | 'failed'; verdict: Verdict }
	| { id: BlockId; title: string; status: 'broken'; problems: Problem[] };

export interface Grade {
	checks: GradedCheck[];
	passed: number;
	total: number;
	/** Every check passed. */
	complete: boolean;
}
