/**
 * `npm run bench`: what the engine and the page cost, measured now on this machine. `--json` prints
 * rows; `--no-browser` leaves out what needs Chromium and the built site. `npm run bench -- fidelity
 * [--only published|costs|side-by-side|recorded]` compares with published and recorded results.
 */
import { LearnerError } from '#lib/messages';
import type { Engine } from '#lib/sim';
import { readEngine } from '#lib/sim/node';
import { benchEngine } from './engine';
import { makeReport, printReport, type Part } from './fidelity/report';
import { benchKernel } from './kernel';
import type { Row } from './measure';
import { readOptions } from './options';
import { benchSweep } from './sweep';

const repetitions = 5;

async function main(): Promise<void> {
	const options = readOptions(process.argv.slice(2));
	const engine = await readEngine();
	if (options.measure === 'fidelity') {
		fidelity(engine, options.only, options.json);
		return;
	}
	const rows: Row[] = [
		...benchKernel(engine, repetitions),
		...(await benchEngine(engine, repetitions)),
		...(await benchSweep())
	];
	if (options.browser) rows.push(...(await pageRows()));
	if (options.json) {
		console.log(
			JSON.stringify(rows.map(({ name, value, unit, better }) => ({ name, value, unit, better })))
		);
	} else {
		console.log(rows.map(line).join('\n'));
	}
}

/** Simulated against published and recorded; progress goes to standard error. */
function fidelity(engine: Engine, only: readonly Part[], json: boolean): void {
	const report = makeReport(engine, only, (id) => console.error(`fidelity: ${id}`));
	console.log(json ? JSON.stringify(report) : printReport(report));
}

/** Without a browser the engine's figures still stand. */
async function pageRows(): Promise<Row[]> {
	try {
		const { benchBrowser } = await import('./browser');
		return await benchBrowser();
	} catch (error) {
		console.error(`bench-page: the page was not measured: ${reasonOf(error)}`);
		return [];
	}
}

const reasonOf = (error: unknown): string =>
	(error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';

/** One row as text: name, figure, goal and whether it is met. */
function line({ name, value, unit, better, goal }: Row): string {
	const figure = format(value).padStart(12);
	if (goal === undefined) return `${name.padEnd(48)} ${figure} ${unit}`;
	const met = better === 'higher' ? value >= goal : value <= goal;
	const sign = better === 'higher' ? '≥' : '≤';
	return `${name.padEnd(48)} ${figure} ${unit.padEnd(4)} ${met ? 'met' : 'MISSED'}: ${sign} ${format(goal)}`;
}

function format(value: number): string {
	if (value >= 1e6) return `${(value / 1e6).toFixed(1)} million`;
	return value >= 100 ? value.toFixed(0) : value.toFixed(2);
}

main().catch((error: unknown) => {
	const [problem] = error instanceof LearnerError ? error.problems : [];
	console.error(problem ? `${problem.code}: ${problem.text}` : `bench-failed: ${reasonOf(error)}`);
	process.exitCode = 2;
});
