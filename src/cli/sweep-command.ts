import { withOverrides, type DesignPoint, type Overrides } from '#lib/experiment';
import { createNodePool } from '#lib/experiment/pool-node';
import { commandNothingToRun, LearnerError } from '#lib/messages';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { SharedOptions } from './command-line';
import { complain } from './complaint';
import { csvOf } from './csv';
import { paramsOf, Programs, readProgram, seedsOf, withSeed, type Program } from './program';
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
	const points: DesignPoint[] = [];
	for (const combination of combinationsOf(over)) {
		const words = [...set, ...combination];
		const params = paramsOf(
			program.lab,
			words.filter(([name]) => !isSettingPath(name))
		);
		// A dial may change anything that the file computes, so the file is executed for each point.
		const { exported } = await programs.execute(program, params, seeds);
		if (exported === undefined) {
			throw new LearnerError([commandNothingToRun(join(program.root, program.entry))]);
		}
		const overrides: Overrides = Object.fromEntries(
			words.filter(([name]) => isSettingPath(name)).map(([name, word]) => [name, parseValue(word)])
		);
		points.push({
			point: Object.fromEntries(combination.map(([name, word]) => [name, levelOf(word)])),
			spec: withSeed(withOverrides(exported, overrides), seeds)
		});
	}
	return points;
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
