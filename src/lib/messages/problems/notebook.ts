import { m } from '../paraglide/messages.js';
import type { Problem } from '../problem';

/** A mistake of ours, shown where the learner waits for a result. */
export function notebookFault(reason: string): Problem {
	return { code: 'notebook-fault', text: m.notebook_problem_fault({ reason }), value: reason };
}

/** The check is named in lab.md, but check.ts gave nothing for it. */
export function notebookCheckMissing(id: string): Problem {
	return {
		code: 'notebook-check-missing',
		text: m.notebook_problem_check_missing({ id }),
		value: id
	};
}

/** A check needs the default export of a file that gives none. */
export function notebookSpecMissing(file: string): Problem {
	return { code: 'notebook-spec-missing', text: m.notebook_problem_spec_missing({ file }), file };
}
