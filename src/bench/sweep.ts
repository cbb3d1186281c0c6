/** A sweep of the size that a lab asks for, in Node with two workers. */
import type { ExperimentSpec } from '#lib/experiment';
import { createNodePool } from '#lib/experiment/pool-node';
import type { Row } from './measure';

const sweepSpec: ExperimentSpec = {
	broker: { type: 'rabbitmq', nodes: 3 },
	producers: { messages: 5000, delivery: 'persistent', ack: 'confirm', retry: true },
	consumers: { prefetch: 100, processing: '20us' }
};

const sweepOver = {
	'producers.batch': [1, 10, 100, 1000],
	'producers.ack': ['none', 'confirm', 'transaction'],
	'broker.queue.mirrors': [0, 1, 2]
};

const sweepSeeds = 5;

export async function benchSweep(): Promise<Row[]> {
	const pool = await createNodePool({ workers: 2 });
	await pool.warm();
	const started = performance.now();
	const table = await pool.sweep(sweepSpec, sweepOver, { seeds: sweepSeeds });
	const seconds = (performance.now() - started) / 1000;
	pool.close();
	if (table.runs !== 180) throw new Error(`expected 180 runs, not ${table.runs}`);
	return [
		{ name: 'sweep of 180 × 5 000, Node', value: seconds, unit: 's', better: 'lower', goal: 5 }
	];
}
