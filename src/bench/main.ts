/**
 * `npm run bench`: what the engine and the page cost, measured now on this machine. `--json` prints
 * rows; `--no-browser` leaves out what needs Chromium and the built site. `npm run bench -- fidelity
 * [--only published|costs|side-by-side|recorded]` compares with published and recorded results.
 */
import { parseArgs } from 'node:util';
import type { Engine } from '#lib/sim';
import { readEngine } from '#lib/sim/node';
import { benchEngine } from './engine';
import { makeReport, parts, printReport } from './fidelity/report';
import { benchKernel } from './kernel';
import type { Row } from './measure';
import { benchSweep } from './sweep';

const repetitions = 5;

async function main(): Promise<void> {
	const { values, positionals } = parseArgs({
		options: {
			json: { type: 'boolean' },
			'no-browser': { type: 'boolean' },
			only: { type: 'string', multiple: true }
		},
		allowPositionals: true,
		strict: true
	});
	const engine = await readEngine();
	if (positionals[0] === 'fidelity') {
		fidelity(engine, values.only ?? parts, values.json ?? false);
		return;
	}
	const rows: Row[] = [
		...benchKernel(engine, repetitions),
		...(await benchEngine(engine, repetitions)),
		...(await benchSweep())
	];
	if (!values['no-browser']) rows.push(...(await pageRows()));
	if (values.json) {
		console.log(
			JSON.stringify(rows.map(({ name, value, unit, better }) => ({ name, value, unit, better })))
		);
	} else {
		console.log(rows.map(line).join('\n'));
	}
}

/** Simulated against published and recorded; progress goes to standard error. */
function fidelity(engine: Engine, only: readonly string[], json: boolean): void {
	const wanted = parts.filter((part) => only.includes(part));
	if (wanted.length === 0) throw new Error(`--only is one of ${parts.join(', ')}`);
	const report = makeReport(engine, wanted, (id) => console.error(`fidelity: ${id}`));
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
	console.error(`bench-failed: ${reasonOf(error)}`);
	process.exitCode = 2;
});
