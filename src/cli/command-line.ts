import {
	commandArgumentWrong,
	commandOptionWrong,
	commandUnknown,
	LearnerError,
	m
} from '#lib/messages';
import { seedMax } from '#lib/experiment';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { checkLab } from './check-command';
import { runFile } from './run-command';
import { sweepFile } from './sweep-command';

const usages = {
	run: 'lab run FILE.ts [--set name=value]… [--seed N] [--json]',
	sweep:
		'lab sweep FILE.ts --over path=v1,v2,… [--over …] [--seeds N] [--set name=value]… [--seed N] [--csv | --json]',
	check: 'lab check LAB [--solution]'
} as const;
type Command = keyof typeof usages;
const commands = Object.keys(usages);

/** Gives the exit status; throws `LearnerError` for whatever was typed or written wrongly. */
export async function runCommandLine(words: readonly string[]): Promise<number> {
	const [command = '', ...rest] = words;
	if (command === 'help' || command === '--help' || command === '-h') {
		process.stdout.write(`${Object.values(usages).join('\n')}\n`);
		return 0;
	}
	if (!isCommand(command)) throw new LearnerError([commandUnknown(command, commands)]);
	switch (command) {
		case 'run': {
			const options = { ...shared, json: { type: 'boolean' } } as const;
			const { values, operand } = parse(command, rest, options);
			return runFile(operand, { ...sharedOptions(values), json: values.json ?? false });
		}
		case 'sweep': {
			const options = {
				...shared,
				over: { type: 'string', multiple: true },
				seeds: { type: 'string' },
				csv: { type: 'boolean' },
				json: { type: 'boolean' }
			} as const;
			const { values, operand } = parse(command, rest, options);
			if (!values.over) throw wrongOption(command, m.settings_command_over_missing());
			return sweepFile(operand, {
				...sharedOptions(values),
				over: values.over.map((word) => splitPair('--over', word)),
				seeds: values.seeds === undefined ? undefined : wholeNumber('--seeds', values.seeds),
				format: values.json ? 'json' : values.csv ? 'csv' : 'text'
			});
		}
		case 'check': {
			const { values, operand } = parse(command, rest, { solution: { type: 'boolean' } } as const);
			return checkLab(operand, values.solution ?? false);
		}
	}
}

const shared = { set: { type: 'string', multiple: true }, seed: { type: 'string' } } as const;

export interface SharedOptions {
	/** Dials by name, or settings by path. */
	set: [string, string][];
	seed: number | undefined;
}

function sharedOptions(values: { set?: string[]; seed?: string }): SharedOptions {
	return {
		set: (values.set ?? []).map((word) => splitPair('--set', word)),
		seed: values.seed === undefined ? undefined : wholeNumber('--seed', values.seed)
	};
}

const isCommand = (word: string): word is Command => Object.hasOwn(usages, word);

function wrongOption(command: Command, reason: string): LearnerError {
	return new LearnerError([commandOptionWrong(reason, usages[command])]);
}

function parse<const Options extends NonNullable<ParseArgsConfig['options']>>(
	command: Command,
	args: string[],
	options: Options
) {
	const { values, positionals } = tryParse(command, args, options);
	const [operand, ...others] = positionals;
	if (operand === undefined) throw wrongOption(command, m.settings_command_operand_missing());
	if (others.length > 0) {
		throw wrongOption(command, m.settings_command_operand_extra({ words: others.join(' ') }));
	}
	return { values, operand };
}

function tryParse<const Options extends NonNullable<ParseArgsConfig['options']>>(
	command: Command,
	args: string[],
	options: Options
) {
	try {
		return parseArgs({ args, options, allowPositionals: true });
	} catch (error) {
		// Node's own sentence names the option; it is the only kind of error that parseArgs has.
		throw wrongOption(command, error instanceof Error ? `${error.message}.` : String(error));
	}
}

function splitPair(option: string, word: string): [string, string] {
	const at = word.indexOf('=');
	if (at > 0) return [word.slice(0, at), word.slice(at + 1)];
	const form =
		option === '--set' ? m.settings_command_name_value() : m.settings_command_path_values();
	throw new LearnerError([commandArgumentWrong(option, `'${word}'`, form)]);
}

function wholeNumber(option: string, word: string): number {
	const value = Number(word);
	if (/^\d+$/.test(word) && value <= seedMax) return value;
	const allowed = m.settings_allowed_whole({ min: '0', max: String(seedMax) });
	throw new LearnerError([commandArgumentWrong(option, `'${word}'`, allowed)]);
}
