import {
	withOverrides,
	type DesignPoint,
	type ExperimentSpec,
	type Overrides
} from '#lib/experiment';
import { createNodePool } from '#lib/experiment/pool-node';
import { commandNothingToRun, LearnerError } from '#lib/messages';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { SharedOptions } from './command-line';
import { complain } from './complaint';
import { csvOf } from './csv';
import {
	paramsOf,
	Programs,
	readProgram,
	seedsOf,
	withSeed,
	type Program,
	type Seeds
} from './program';
import { reportTable } from './report';
import { isSettingPath } from './setting-path';
import { typeProblems } from './type-check';
import { parseValue } from './values';

export interface SweepCommandOptions extends SharedOptions {
	over: [string, string][];
	seeds: number | undefined;
	format: 'text' | 'csv' | 'json';
}

/** Runs a file's default export over settings, dials, or both: all combinations, several seeds. */
export async function sweepFile(path: string, options: SweepCommandOptions): Promise<number> {
	const program = await readProgram(path);
	const pool = await createNodePool({ workers: availableParallelism() });
	const programs = new Programs(pool);
	try {
		const points = await designOf(program, programs, options);
		complain(await typeProblems(program));
		const table = await pool.measure(points, { seeds: options.seeds });
		const { factors, responses, rows } = table;
		if (options.format === 'csv') process.stdout.write(csvOf(table));
		else if (options.format === 'text') process.stdout.write(`${reportTable(table)}\n`);
		else process.stdout.write(`${JSON.stringify({ factors, responses, rows }, null, 2)}\n`);
		return 0;
	} finally {
		await programs.close();
	}
}

type Words = readonly (readonly [string, string])[];

async function designOf(
	program: Program,
	programs: Programs,
	{ over, set, seed }: SweepCommandOptions
): Promise<DesignPoint[]> {
	const seeds = seedsOf(program, seed);
	const specOf = specsByDials(program, programs, seeds);
	const points: DesignPoint[] = [];
	for (const combination of combinationsOf(over)) {
		const words = [...set, ...combination];
		const spec = await specOf(words.filter(([name]) => !isSettingPath(name)));
		points.push({
			point: Object.fromEntries(combination.map(([name, word]) => [name, levelOf(word)])),
			spec: withSeed(withOverrides(spec, overridesOf(words)), seeds)
		});
	}
	return points;
}

function overridesOf(words: Words): Overrides {
	const settings = words.filter(([name]) => isSettingPath(name));
	return Object.fromEntries(settings.map(([name, word]) => [name, parseValue(word)]));
}

/** A dial may change anything that the file computes: it is executed once for each setting of them. */
function specsByDials(program: Program, programs: Programs, seeds: Seeds) {
	const known = new Map<string, ExperimentSpec>();
	return async (dials: Words): Promise<ExperimentSpec> => {
		const params = paramsOf(program.lab, dials);
		const key = JSON.stringify(params);
		const spec = known.get(key) ?? (await programs.execute(program, params, seeds)).exported;
		if (spec === undefined) {
			throw new LearnerError([commandNothingToRun(join(program.root, program.entry))]);
		}
		known.set(key, spec);
		return spec;
	};
}

/** All combinations in the order typed, the last option varying fastest. */
function combinationsOf(over: Words): Words[] {
	return over.reduce<Words[]>(
		(rows, [name, words]) =>
			rows.flatMap((row) => words.split(',').map((word) => [...row, [name, word] as const])),
		[[]]
	);
}

function levelOf(word: string): string | number | boolean {
	const value = parseValue(word);
	return typeof value === 'number' || typeof value === 'boolean' ? value : word;
}
