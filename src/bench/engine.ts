/** The whole models of the brokers, ledger included. */
import type { ExperimentSpec } from '#lib/experiment';
import { createNodePool } from '#lib/experiment/pool-node';
import { simulate, type Engine, type SimulationResult } from '#lib/sim';
import { median, timeMs, type Row } from './measure';
import { setupOf } from './run';
import * as standard from './standard';

const few = 10_000;
const many = 1_000_000;
/** The most that one experiment may ask for. */
const most = 10_000_000;

const brokers = [
	{ name: 'RabbitMQ', spec: standard.rabbitmq },
	{ name: 'RabbitMQ, quorum queue', spec: standard.rabbitmqQuorum },
	{ name: 'Kafka, singly', spec: standard.kafkaSingly },
	{ name: 'ActiveMQ', spec: standard.activemq }
];

const batches = [
	{ name: 'Kafka', spec: standard.kafkaBatches },
	{ name: 'Kafka 0.8', spec: standard.kafka08Batches }
];

const held = [
	{ name: 'RabbitMQ', spec: standard.rabbitmq },
	{ name: 'RabbitMQ, all queued', spec: standard.rabbitmqBacklog },
	{ name: 'Kafka', spec: standard.kafkaBatches },
	{ name: 'ActiveMQ', spec: standard.activemq },
	{ name: 'ActiveMQ, all queued', spec: standard.activemqBacklog }
];

export async function benchEngine(engine: Engine, repetitions: number): Promise<Row[]> {
	const rows: Row[] = [];
	for (const { name, spec } of brokers) {
		const { one, two } = await rates(engine, spec(few), spec(many), repetitions);
		rows.push(
			{ name: `${name}: events, one core`, value: one.events, unit: '1/s', better: 'higher' },
			{ name: `${name}: events`, value: two.events, unit: '1/s', better: 'higher', goal: 8e6 }
		);
	}
	for (const { name, spec } of batches) {
		const { one, two } = await rates(engine, spec(few), spec(many), repetitions);
		rows.push(
			{
				name: `${name}, batches of 200: messages, one core`,
				value: one.messages,
				unit: '1/s',
				better: 'higher'
			},
			{
				name: `${name}, batches of 200: messages`,
				value: two.messages,
				unit: '1/s',
				better: 'higher',
				goal: 20e6
			}
		);
	}
	rows.push(flatness(engine, repetitions));
	for (const { name, spec } of held) {
		rows.push({
			name: `${name}: bytes per message of 10 million`,
			value: simulate(engine, setupOf(spec(most))).memoryBytes / most,
			unit: 'B',
			better: 'lower',
			goal: 64
		});
	}
	return rows;
}

interface Rate {
	events: number;
	messages: number;
}

/** Per second of wall time, of this thread alone and of two workers at once. */
async function rates(
	engine: Engine,
	small: ExperimentSpec,
	large: ExperimentSpec,
	repetitions: number
): Promise<{ one: Rate; two: Rate }> {
	const setup = setupOf(large);
	simulate(engine, setupOf(small));
	const alone = Array.from({ length: repetitions }, () => {
		const started = performance.now();
		const run = simulate(engine, setup);
		return rateOf([run], performance.now() - started);
	});
	const pool = await createNodePool({ workers: 2 });
	await Promise.all([pool.run(small), pool.run(small)]);
	const together: Rate[] = [];
	for (let turn = 0; turn < repetitions; turn++) {
		const started = performance.now();
		const runs = await Promise.all([pool.run(large), pool.run(large)]);
		together.push(rateOf(runs, performance.now() - started));
	}
	pool.close();
	return { one: middle(alone), two: middle(together) };
}

function rateOf(runs: readonly SimulationResult[], tookMs: number): Rate {
	const perSecond = (of: (run: SimulationResult) => number): number =>
		(runs.reduce((sum, run) => sum + of(run), 0) / tookMs) * 1000;
	return {
		events: perSecond(({ events }) => events),
		messages: perSecond(({ totals }) => totals.processed)
	};
}

const middle = (rates: readonly Rate[]): Rate => ({
	events: median(rates.map(({ events }) => events)),
	messages: median(rates.map(({ messages }) => messages))
});

/** As many messages in small runs as in a large one, taken in turns: drift hits both alike. */
function flatness(engine: Engine, repetitions: number): Row {
	const small = setupOf(standard.rabbitmq(few));
	const large = setupOf(standard.rabbitmq(many));
	const ratios = Array.from({ length: repetitions }, () => {
		const smallMs = timeMs(() => {
			for (let run = 0; run < many / few; run++) simulate(engine, small);
		});
		return timeMs(() => simulate(engine, large)) / smallMs;
	});
	return { name: 'flatness', value: median(ratios), unit: '×', better: 'lower', goal: 1.3 };
}
