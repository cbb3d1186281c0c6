/**
 * Everything that must hold, in the order in which a failure is cheapest to see. Prints each step
 * with its time, stops at the first that fails, and closes with the number of tests.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { prepare } from './prepare.mjs';
import { asScript, root } from './run.mjs';

const reports = join(root, 'test-results');
const unitReport = join(reports, 'unit.json');
const e2eReport = join(reports, 'e2e.json');

/** @type {[name: string, run: () => void | Promise<void>][]} */
const steps = [
	['prepare', prepare],
	['lint', () => npmRun('lint')],
	['check', () => npmRun('check')],
	[
		'unit',
		() =>
			npmRun('test:unit', ['--reporter=default', '--reporter=json', `--outputFile=${unitReport}`])
	],
	['build', build],
	['e2e', () => npmRun('test:e2e', ['--reporter=list,json', '--output=test-results/e2e'])]
];

await asScript(async () => {
	rmSync(reports, { recursive: true, force: true });
	mkdirSync(reports, { recursive: true });
	try {
		for (const [name, run] of steps) await timed(name, run);
	} finally {
		const { passed, failed } = countTests();
		console.log(`${passed} passed, ${failed} failed`);
	}
});

/**
 * @param {string} name
 * @param {() => void | Promise<void>} run
 */
async function timed(name, run) {
	console.log(`\n— ${name}`);
	const startedAtMs = performance.now();
	const seconds = () => ((performance.now() - startedAtMs) / 1000).toFixed(1);
	try {
		await run();
	} catch (error) {
		throw new Error(`— ${name} failed after ${seconds()} s`, { cause: error });
	}
	console.log(`— ${name}: ${seconds()} s`);
}

/**
 * @param {string} script
 * @param {string[]} [args]
 */
function npmRun(script, args = []) {
	const done = spawnSync('npm', ['run', '--silent', script, '--', ...args], {
		cwd: root,
		stdio: ['ignore', 'inherit', 'inherit'],
		env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: e2eReport }
	});
	if (done.status !== 0) throw new Error(`npm run ${script} ended with status ${done.status}`);
}

/** The tests of both runners; one that never ran counts as neither. */
function countTests() {
	const unit = readReport(unitReport);
	const e2e = readReport(e2eReport)?.stats;
	return {
		passed: (unit?.numPassedTests ?? 0) + (e2e?.expected ?? 0),
		failed: (unit?.numFailedTests ?? 0) + (e2e?.unexpected ?? 0) + (e2e?.flaky ?? 0)
	};
}

/** @param {string} path */
function readReport(path) {
	return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}
