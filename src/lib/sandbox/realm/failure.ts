import {
	codeNotPlain,
	codeRejected,
	codeThrown,
	codeThrownValue,
	LearnerError,
	type Problem
} from '#lib/messages';
import { limits } from '../limits';
import type { Failure } from '../protocol';
import { NotPlain } from '../wire';
import { inspect } from './inspect';

/** What went wrong, as data that can leave the realm. The page finds the line in the stack. */
export function failureOf(
	error: unknown,
	stackOf: (error: Error) => string,
	how: 'thrown' | 'rejected' = 'thrown'
): Failure {
	const stack = error instanceof Error ? stackOf(error).slice(0, limits.errorCharacters) : '';
	return { problems: problemsOf(error, how), stack };
}

function problemsOf(error: unknown, how: 'thrown' | 'rejected'): Problem[] {
	if (error instanceof LearnerError) return [...error.problems];
	if (error instanceof NotPlain) return [codeNotPlain({}, error.path, error.value)];
	if (!(error instanceof Error)) return [codeThrownValue({}, cut(inspect(error)))];
	const reason = cut(inspect(error));
	return [how === 'thrown' ? codeThrown({}, reason) : codeRejected({}, reason)];
}

const cut = (text: string) => text.slice(0, limits.logCharacters);
