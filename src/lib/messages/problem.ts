/** One thing that is wrong with what a person gave: code, settings, a file, a link. */
export interface Problem {
	/** Stable and kebab-case, for example `setting-unknown`. */
	code: string;
	/** The whole sentence, in the page's language: place, value, what is allowed. */
	text: string;
	/** Where in a setting or record, for example `producers.batch`. */
	path?: string;
	value?: string;
	allowed?: string;
	/** Where in a file; lines and columns count from 1. */
	file?: string;
	line?: number;
	column?: number;
	endLine?: number;
	endColumn?: number;
}

export type Result<T> = { ok: true; value: T } | { ok: false; problems: Problem[] };

/** Thrown where a learner's input is wrong. Bugs of ours are assertions, never this class. */
export class LearnerError extends Error {
	override readonly name = 'LearnerError';
	readonly problems: readonly Problem[];

	constructor(problems: readonly Problem[]) {
		super(problems.map((problem) => `${problem.code}: ${problem.text}`).join('\n'));
		this.problems = problems;
	}
}
