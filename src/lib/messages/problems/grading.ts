import { m } from '../paraglide/messages.js';
import type { Problem } from '../problem';

/** A lab asks for a check that its check.ts does not have. */
export function gradingMissing(name: string, known: readonly string[]): Problem {
	const allowed = known.join(', ') || m.grading_none();
	const text = m.grading_missing({ name, allowed });
	return { code: 'grading-missing', text, value: name, allowed, file: 'check.ts' };
}

export function gradingWrongReturn(
	name: string,
	path: string,
	value: string,
	allowed: string
): Problem {
	const text = m.grading_wrong_return({ name, path, value, allowed });
	return { code: 'grading-wrong-return', text, path, value, allowed, file: 'check.ts' };
}
