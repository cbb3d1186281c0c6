import { m, type Problem } from '#lib/messages';
import { relative, resolve } from 'node:path';
import { startFolder } from './start-folder';

/** One line on standard error: the code, the place, the sentence. */
export function complain(problems: readonly Problem[]): void {
	const [first, ...more] = problems;
	if (!first) return;
	const rest = more.length > 0 ? ` (${m.settings_command_more({ count: more.length })})` : '';
	process.stderr.write(`${lineOf(first)}${rest}\n`);
}

export function lineOf(problem: Problem): string {
	const place = placeOf(problem);
	// A text may quote the learner's code, whose line breaks would make two lines of one.
	const text = problem.text.replaceAll(/\s+/g, ' ').trim();
	return place ? `${problem.code}: ${place}: ${text}` : `${problem.code}: ${text}`;
}

function placeOf({ file, line, column }: Problem): string {
	if (file === undefined) return '';
	const absolute = resolve(startFolder, file);
	const fromHere = relative(startFolder, absolute);
	const path = fromHere.startsWith('..') ? absolute : fromHere;
	return [path, line, column].filter((part) => part !== undefined).join(':');
}
