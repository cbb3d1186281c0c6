/** What a lab's `check.ts` may import. */
declare module 'lab/check' {
	import type { ExperimentSpec, Overrides, Run, Table } from 'lab';

	export type {
		Chart,
		DuplicateCause,
		ExperimentSpec,
		Fate,
		FaultSpec,
		LossCause,
		Overrides,
		Run,
		Story,
		Table,
		TableRow
	} from 'lab';
	export { run, sweep } from 'lab';

	/** What a check says about the learner's work. */
	export interface Verdict {
		pass: boolean;
		/** One sentence with the figures that decided. */
		reason: string;
		figures: Record<string, string | number>;
	}

	/** What a check sees. */
	export interface Work {
		/** What each cell showed when it was last run, by cell. */
		runs: Record<string, Shown[]>;
		/** The default export of experiment.ts. */
		spec: ExperimentSpec;
		/** The lab's dials, as they stand. */
		dials: Record<string, string | number | boolean>;
		/** By question. */
		answers: Record<string, unknown>;
		run(spec: ExperimentSpec, overrides?: Overrides): Promise<Run>;
		sweep: typeof import('lab').sweep;
	}

	/** Anything that `show` was given. */
	export type Shown =
		| Run
		| Table
		| { kind: 'text'; text: string }
		| { kind: 'chart'; type: 'line'; table: Table; x: string; y: string }
		| { kind: 'chart'; type: 'growth' | 'latency'; runs: { label: string; run: Run }[] };

	/** `check.ts` exports `checks` of this type, by the names that the lab uses. */
	export type Checks = Record<string, (work: Work) => Verdict | Promise<Verdict>>;
}
