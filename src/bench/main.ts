/**
 * `npm run bench`: what the engine and the page cost, measured now on this machine. `--json` prints
 * rows; `--no-browser` leaves out what needs Chromium and the built site.
 */
import { parseArgs } from 'node:util';
import { readEngine } from '#lib/sim/node';
import { benchEngine } from './engine';
import { benchKernel } from './kernel';
import type { Row } from './measure';
import { benchSweep } from './sweep';

const repetitions = 5;

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: { json: { type: 'boolean' }, 'no-browser': { type: 'boolean' } },
		strict: true
	});
	const engine = await readEngine();
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
