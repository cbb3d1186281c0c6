import type { ExperimentPool, ExperimentSpec, Shown } from '#lib/experiment';
import type { Problem, Result } from '#lib/messages';

/** Turns the learner's files into one script. Nothing of it runs here. */
export interface Bundler {
	/** `files` by path as the learner sees them (`experiment.ts`); `entry` is one of the paths. */
	bundle(files: Readonly<Record<string, string>>, entry: string): Promise<Result<Bundle>>;
	/** Starts loading ahead of the first use; safe to call often. */
	warm(): void;
	close(): Promise<void>;
}

export interface Bundle {
	/** Body of an async function that is given `__given` (see `bundler/given.ts`). */
	code: string;
	/** Source map of `code`, version 3, as JSON. */
	sourceMap: string;
	entry: string;
}

/** What code in the realm may ask of the page. It arrives unchecked: the pool validates it. */
export type SandboxHost = Pick<
	ExperimentPool,
	'run' | 'sweep' | 'measure' | 'messages' | 'explain'
>;

export type DialValues = Readonly<Record<string, string | number | boolean>>;

export interface ExecuteOptions {
	/** The values of `lab/params`. */
	params: DialValues;
	/** Of `Math.random` in the realm. */
	seed: number;
	/** Present when the entry is a `check.ts`: its exported `checks` are run on this. */
	work?: WorkData;
	/** Names of the checks to run; absent: all. */
	only?: readonly string[];
	/** As things are shown, in order; the outcome holds them all again. */
	onshow?: (shown: Shown) => void;
	/** 0 … 1 of the host calls under way. */
	onprogress?: (fraction: number) => void;
}

/** What the checks of a lab are given, before the realm adds `run` and `sweep`. */
export interface WorkData {
	runs: Record<string, Shown[]>;
	spec: unknown;
	dials: DialValues;
	answers: Record<string, unknown>;
}

/** What a check says about the learner's work; `#lib/grading` holds the same shape. */
export interface Verdict {
	pass: boolean;
	reason: string;
	figures: Record<string, string | number>;
}

export interface Execution {
	/** Never rejects. */
	readonly outcome: Promise<Outcome>;
	stop(): void;
}

export type Outcome =
	| {
			status: 'done';
			/** The entry's default export, checked by the realm; a host checks it again. */
			exported: ExperimentSpec | undefined;
			shown: Shown[];
			checks?: Record<string, Verdict>;
			/** Checks that could not give a verdict, and why. */
			brokenChecks?: Record<string, Problem>;
	  }
	| { status: 'failed'; problems: Problem[]; shown: Shown[] }
	| { status: 'stopped'; by: StoppedBy; shown: Shown[] };

export type StoppedBy = 'learner' | 'time-limit';
