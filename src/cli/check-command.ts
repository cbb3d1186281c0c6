import type { Shown } from '#lib/experiment';
import { createNodePool } from '#lib/experiment/pool-node';
import { checksOf, grade, type GradedCheck } from '#lib/grading';
import type { CodeBlock, Lab } from '#lib/lab';
import { readLabFolder } from '#lib/lab/node';
import { commandFileMissing, LearnerError, m } from '#lib/messages';
import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { indent } from './columns';
import { complain, lineOf } from './complaint';
import { orThrow, paramsOf, Programs, type Finished } from './program';
import { startFolder } from './start-folder';
import { typeProblems } from './type-check';

const labsFolder = fileURLToPath(new URL('../../labs/', import.meta.url));

/** Executes a lab's cells and its checks as the page would. 1 when a check fails or is broken. */
export async function checkLab(name: string, isSolution: boolean): Promise<number> {
	const folder = await folderOf(name);
	const lab = orThrow(await readLabFolder(folder));
	const files = {
		...filesOf(lab, isSolution),
		...(lab.check === null ? {} : { [checkFile]: lab.check })
	};
	const root = join(folder, isSolution ? 'solution' : 'start');
	const programs = new Programs(await createNodePool({ workers: availableParallelism() }));
	try {
		const execute = (entry: string, work?: Parameters<Programs['execute']>[3]) =>
			programs.execute({ root, entry, files }, params, seeds, work);
		const params = paramsOf(lab, []);
		const seeds = { forced: undefined, fallback: lab.seed };
		const runs: Record<string, Shown[]> = {};
		let spec: Finished['exported'];
		for (const cell of cellsOf(lab)) {
			const { exported, shown } = await execute(cell.file);
			runs[cell.id] = shown;
			if (cell.file === mainFile) spec = exported;
			complain(await typeProblems({ root, entry: cell.file, files, lab }));
		}
		spec ??= (await execute(mainFile)).exported;
		const work = { runs, spec, dials: params, answers: {} };
		const { checks = {}, brokenChecks = {} } =
			lab.check === null ? {} : await execute(checkFile, work);
		const graded = grade(checksOf(lab), { checks, brokenChecks });
		const lines = graded.checks.map(reportCheck);
		const sum = m.settings_report_checks({ passed: graded.passed, total: graded.total });
		process.stdout.write(`${[...lines, sum].join('\n\n')}\n`);
		return graded.complete ? 0 : 1;
	} finally {
		await programs.close();
	}
}

/** What a check judges: the experiment that this file exports. */
const mainFile = 'experiment.ts';
const checkFile = 'check.ts';

/** A path to a folder, or the name of a lab of this repository. */
async function folderOf(name: string): Promise<string> {
	for (const folder of [resolve(startFolder, name), join(labsFolder, name)]) {
		if (await stat(join(folder, 'lab.md')).catch(() => null)) return folder;
	}
	throw new LearnerError([commandFileMissing(join(name, 'lab.md'))]);
}

function filesOf(lab: Lab, isSolution: boolean): Record<string, string> {
	return Object.fromEntries(
		lab.files.map(({ path, start, solution }) => [path, isSolution ? (solution ?? start) : start])
	);
}

function cellsOf(lab: Lab): CodeBlock[] {
	const blocks = lab.sections.flatMap((section) => section.blocks);
	return blocks.filter((block) => block.type === 'code').filter((block) => block.run);
}

function reportCheck(check: GradedCheck): string {
	if (check.status === 'broken') {
		const reasons = check.problems.map(lineOf).join('\n');
		return `${m.settings_report_check_broken()}  ${check.title}\n${indent(reasons)}`;
	}
	const { reason, figures } = check.verdict;
	const word =
		check.status === 'passed' ? m.settings_report_check_passed() : m.settings_report_check_failed();
	const listed = Object.entries(figures).map(([name, value]) => `${name}: ${value}`);
	return `${word}  ${check.title}\n${indent([reason, ...listed].join('\n'))}`;
}
