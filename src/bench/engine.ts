/** The whole RabbitMQ model, ledger included. */
import { createNodePool } from '#lib/experiment/pool-node';
import { simulate, type Engine } from '#lib/sim';
import { median, timeMs, type Row } from './measure';
import { backlogSpec, setupOf, standardSpec } from './standard';

const few = 10_000;
const many = 1_000_000;

export async function benchEngine(engine: Engine, repetitions: number): Promise<Row[]> {
	const small = setupOf(standardSpec(few));
	const large = setupOf(standardSpec(many));
	simulate(engine, small);
	const rates: number[] = [];
	const flatness: number[] = [];
	let largeBytes = 0;
	let smallBytes = 0;
	for (let turn = 0; turn < repetitions; turn++) {
		// As many messages in small runs as in the large one, taken in turns: drift hits both alike.
		const smallMs = timeMs(() => {
			for (let run = 0; run < many / few; run++) smallBytes = simulate(engine, small).memoryBytes;
		});
		let events = 0;
		const largeMs = timeMs(() => {
			const result = simulate(engine, large);
			events = result.events;
			largeBytes = result.memoryBytes;
		});
		rates.push((events / largeMs) * 1000);
		flatness.push(largeMs / smallMs);
	}
	const backlog = simulate(engine, setupOf(backlogSpec(many))).memoryBytes;
	return [
		{ name: 'events per second, one core', value: median(rates), unit: '1/s', better: 'higher' },
		{
			name: 'events per second',
			value: await twoCores(),
			unit: '1/s',
			better: 'higher',
			goal: 8e6
		},
		{ name: 'bytes per message', value: largeBytes / many, unit: 'B', better: 'lower', goal: 64 },
		{
			name: 'bytes per message, all queued',
			value: backlog / many,
			unit: 'B',
			better: 'lower',
			goal: 64
		},
		{ name: 'flatness', value: median(flatness), unit: '×', better: 'lower', goal: 1.3 },
		{
			name: 'bytes per further message',
			value: (largeBytes - smallBytes) / (many - few),
			unit: 'B',
			better: 'lower'
		}
	];
}

/** Two workers at once, each with the standard experiment. */
async function twoCores(): Promise<number> {
	const pool = await createNodePool({ workers: 2 });
	await Promise.all([pool.run(standardSpec(few)), pool.run(standardSpec(few))]);
	const started = performance.now();
	const runs = await Promise.all([pool.run(standardSpec(many)), pool.run(standardSpec(many))]);
	const tookMs = performance.now() - started;
	pool.close();
	return (runs.reduce((sum, { events }) => sum + events, 0) / tookMs) * 1000;
}
