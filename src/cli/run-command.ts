import { withOverrides, type Shown } from '#lib/experiment';
import { createNodePool } from '#lib/experiment/pool-node';
import { commandNothingToRun, LearnerError } from '#lib/messages';
import { join } from 'node:path';
import type { SharedOptions } from './command-line';
import { complain } from './complaint';
import { paramsOf, Programs, readProgram, seedsOf, withSeed } from './program';
import { reportShown } from './report';
import { runJson, shownJson } from './run-json';
import { isSettingPath } from './setting-path';
import { typeProblems } from './type-check';
import { parseValue } from './values';

export interface RunOptions extends SharedOptions {
	json: boolean;
}

/** Runs a file's default export; a file without one is executed for what it shows. */
export async function runFile(path: string, options: RunOptions): Promise<number> {
	const program = await readProgram(path);
	const settings = options.set.filter(([name]) => isSettingPath(name));
	const dials = options.set.filter(([name]) => !isSettingPath(name));
	const params = paramsOf(program.lab, dials);
	const seeds = seedsOf(program, options.seed);
	const pool = await createNodePool({ workers: 0 });
	const programs = new Programs(pool);
	try {
		const { exported, shown } = await programs.execute(program, params, seeds);
		complain(await typeProblems(program));
		if (exported === undefined) {
			if (shown.length === 0) {
				throw new LearnerError([commandNothingToRun(join(program.root, program.entry))]);
			}
			print(shown, options.json);
			return 0;
		}
		const overrides = Object.fromEntries(settings.map(([name, word]) => [name, parseValue(word)]));
		const run = await pool.run(withSeed(withOverrides(exported, overrides), seeds));
		if (options.json) process.stdout.write(`${JSON.stringify(runJson(run), null, 2)}\n`);
		else print([...shown, run], false);
		return 0;
	} finally {
		await programs.close();
	}
}

function print(shown: readonly Shown[], json: boolean): void {
	const text = json
		? JSON.stringify(shown.map(shownJson), null, 2)
		: shown.map(reportShown).join('\n\n');
	process.stdout.write(`${text}\n`);
}
