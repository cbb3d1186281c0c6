import { LearnerError } from '#lib/messages';
import { readEngine } from '#lib/sim/node';
import { simulate } from '#lib/sim';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Shown } from './chart';
import { createLabModule, type LabHost } from './lab-module';
import type { Run } from './run';
import type { Table } from './table';
import { toExperiment, toSetup } from './to-experiment';

let shown: Shown[] = [];
let measured: unknown[] = [];
let lab: ReturnType<typeof createLabModule>;

beforeAll(async () => {
	const engine = await readEngine();
	const host: LabHost = {
		run: async (spec) => {
			const checked = toExperiment(spec);
			if (!checked.ok) throw new LearnerError(checked.problems);
			const experiment = checked.value;
			const result = simulate(engine, toSetup(experiment));
			const { seed, label } = experiment;
			return { kind: 'run', ...result, experiment, seed, engineHash: engine.hash, label };
		},
		sweep: () => Promise.reject(new Error('no test sweeps through the module')),
		measure: async (points, { seeds }) => {
			measured = points.map(({ point, spec }) => [point, spec.producers]);
			return { kind: 'table', factors: [], responses: [], rows: [], runs: seeds, engineHash: '' };
		},
		messages: async () => [4, 5],
		explain: async (run, message) => ({
			message,
			fate: 'lost',
			cause: null,
			acknowledged: run.totals.acknowledged > 0,
			steps: [],
			deciding: -1
		}),
		show: (thing) => shown.push(thing)
	};
	lab = createLabModule(host);
});

function thrownBy(action: () => unknown): LearnerError {
	try {
		action();
	} catch (error) {
		if (error instanceof LearnerError) return error;
		throw error;
	}
	throw new Error('nothing was thrown');
}

describe('a mistake', () => {
	it('is thrown from the call that made it, with the caller on the stack', () => {
		function learnersOwnFunction() {
			return lab.experiment({ producers: { batch: 0 } });
		}
		const error = thrownBy(learnersOwnFunction);
		expect(error.problems[0]).toMatchObject({ code: 'setting-wrong', path: 'producers.batch' });
		expect(error.stack).toContain('learnersOwnFunction');
		expect(error.stack).toContain('lab-module.spec.ts');
	});

	it('in run and sweep is on the stack too, though they are asynchronous', async () => {
		async function learnersOwnFunction() {
			await lab.run({ producers: { messages: 10 } }, { 'producers.ack': 'maybe' });
		}
		const error: unknown = await learnersOwnFunction().catch((reason: unknown) => reason);
		expect(error).toBeInstanceOf(LearnerError);
		expect(error instanceof Error && error.stack).toContain('learnersOwnFunction');
	});

	// Learner code may pass anything; each cast below stands for a learner without the editor's help.
	it.each<[string, () => unknown, string]>([
		['rabbitmq', () => lab.rabbitmq({ nodes: 0 }), 'broker.nodes'],
		['rabbitmq of a text', () => lab.rabbitmq('big' as never), 'rabbitmq'],
		['crash without a time', () => lab.crash('leader', {}), 'crash'],
		['crash with a text', () => lab.crash('leader', '1s' as never), 'crash'],
		['crash of nobody', () => lab.crash(undefined as never, { at: '1s' }), 'crash.target'],
		['pause without an end', () => lab.pause('leader', { at: '1s' } as never), 'pause.for'],
		[
			'partition of a text',
			() => lab.partition('rabbit-1' as never, { at: 1, for: 1 }),
			'partition.nodes'
		],
		['a line of no table', () => lab.chart.line({} as Table, { x: 'a', y: 'b' }), 'chart.line'],
		['growth of no run', () => lab.chart.growth(undefined as never), 'chart.growth'],
		['latency of no runs', () => lab.chart.latency([null as never]), 'chart.latency'],
		['growth of nothing', () => lab.chart.growth([]), 'chart.growth']
	])('in %s names its place', (_, action, path) => {
		expect(thrownBy(action).problems[0]?.path).toBe(path);
	});

	it('in a chart lists the columns that there are', () => {
		const table: Table = {
			kind: 'table',
			factors: ['producers.batch'],
			responses: ['totals.lost'],
			rows: [],
			runs: 0,
			engineHash: ''
		};
		const wrong = thrownBy(() => lab.chart.line(table, { x: 'producers.batch', y: 'totals.los' }));
		expect(wrong.problems[0]).toMatchObject({
			code: 'chart-column-unknown',
			path: 'y',
			allowed: "'totals.lost'"
		});
	});
});

describe('a sweep by a function of the point', () => {
	const specOf = ({ waits, each }: { waits: string; each: number }) => ({
		producers: { ack: waits === 'yes' ? ('confirm' as const) : ('none' as const), batch: each }
	});

	it('has the factors that the function names, the last varying fastest', async () => {
		const table = await lab.sweep(specOf, { waits: ['no', 'yes'], each: [1, 10] }, { seeds: 3 });
		expect(table.runs).toBe(3);
		expect(measured).toEqual([
			[
				{ waits: 'no', each: 1 },
				{ ack: 'none', batch: 1 }
			],
			[
				{ waits: 'no', each: 10 },
				{ ack: 'none', batch: 10 }
			],
			[
				{ waits: 'yes', each: 1 },
				{ ack: 'confirm', batch: 1 }
			],
			[
				{ waits: 'yes', each: 10 },
				{ ack: 'confirm', batch: 10 }
			]
		]);
	});

	it('is checked point by point before any is run', async () => {
		const wrong = lab.sweep(specOf, { waits: ['no'], each: [1, -4] });
		await expect(wrong).rejects.toMatchObject({ problems: [{ path: 'producers.batch' }] });
	});
});

describe('a run in learner code', () => {
	it('answers questions, and leaves as plain data', async () => {
		const run = await lab.run({ producers: { messages: 20 } }, { seed: 3 });
		expect(run.seed).toBe(3);
		expect(run.totals.attempted).toBe(20);
		expect(await run.messages({ fate: 'lost' })).toEqual([4, 5]);
		expect(await run.explain(4)).toMatchObject({ message: 4, acknowledged: false });
		const copy: Run = structuredClone(run);
		expect(Object.keys(copy)).not.toContain('explain');
	});

	it('can be shown, alone, in charts, and with texts', async () => {
		const run = await lab.run({ producers: { messages: 20 }, label: 'first' });
		shown = [];
		lab.show(
			run,
			'note',
			42,
			lab.chart.latency([run, { ...run, label: '' }]),
			lab.chart.growth(run)
		);
		expect(shown.map(({ kind }) => kind)).toEqual(['run', 'text', 'text', 'chart', 'chart']);
		expect(shown[3]).toMatchObject({ runs: [{ label: 'first' }, { label: 'run 2' }] });
		expect(shown[4]).toMatchObject({ type: 'growth', runs: [{ label: 'first', run }] });
		expect(thrownBy(() => lab.show(undefined as never)).problems[0]?.code).toBe('show-wrong');
		expect(thrownBy(() => lab.show({} as never)).problems[0]?.code).toBe('show-wrong');
	});
});
