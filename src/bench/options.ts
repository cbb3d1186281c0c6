/** What a person typed after `npm run bench --`. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import {
	commandArgumentWrong,
	commandOptionWrong,
	commandUnknown,
	LearnerError
} from '#lib/messages';
import { parts, type Part } from './fidelity/report';

export type BenchOptions =
	| { measure: 'speed'; json: boolean; browser: boolean }
	| { measure: 'fidelity'; json: boolean; only: readonly Part[] };

const usages = {
	speed: 'bench [--json] [--no-browser]',
	fidelity: `bench fidelity [--only ${parts.join('|')}]… [--json]`
};
const json = { type: 'boolean' } as const;

/** Throws `LearnerError` for what is not there. */
export function readOptions(words: readonly string[]): BenchOptions {
	const command = words.find((word) => !word.startsWith('-'));
	if (command === undefined) {
		const values = parse('speed', words, { json, 'no-browser': { type: 'boolean' } });
		return { measure: 'speed', json: values.json ?? false, browser: !values['no-browser'] };
	}
	if (command !== 'fidelity') throw new LearnerError([commandUnknown(command, ['fidelity'])]);
	const rest = words.filter((word) => word !== command);
	const values = parse(command, rest, { json, only: { type: 'string', multiple: true } });
	return { measure: command, json: values.json ?? false, only: values.only?.map(partOf) ?? parts };
}

function parse<const Options extends NonNullable<ParseArgsConfig['options']>>(
	measure: keyof typeof usages,
	words: readonly string[],
	options: Options
) {
	try {
		return parseArgs({ args: [...words], options }).values;
	} catch (error) {
		// Node's own sentence names the option; it is the only kind of error that parseArgs has.
		const reason = error instanceof Error ? `${error.message}.` : String(error);
		throw new LearnerError([commandOptionWrong(reason, usages[measure])]);
	}
}

function partOf(word: string): Part {
	const part = parts.find((name) => name === word);
	if (part) return part;
	throw new LearnerError([commandArgumentWrong('--only', `'${word}'`, parts.join(', '))]);
}
