import type { Run, Table } from '#lib/experiment';
import { LearnerError, type Problem } from '#lib/messages';
import { afterAll, describe, expect, test, vi } from 'vitest';
import type { ExecuteOptions, Outcome, SandboxHost } from '../execution';
import { createBundler } from './bundler';
import { Sandbox } from './sandbox';

/*
 * A realm and the page's side of it, with a host that answers at once: what is tested here is what
 * lies between the learner's code and the simulator.
 */

// Each test starts threads of its own; on a busy machine that takes its time.
vi.setConfig({ testTimeout: 30_000 });

const bundler = createBundler();
afterAll(() => bundler.close());

function runOf(spec: object): Run {
	const known: Partial<Run> = { kind: 'run', seed: 1, label: 'engine', digest: 'true' };
	const producers = 'producers' in spec ? spec.producers : null;
	return { ...known, experiment: { producers } } as unknown as Run;
}

const table: Table = {
	kind: 'table',
	factors: [],
	responses: [],
	rows: [],
	runs: 0,
	engineHash: ''
};

const host: SandboxHost = {
	run: async (spec) => runOf(spec),
	sweep: async () => table,
	measure: async () => table,
	messages: async () => [3, 4],
	explain: async (_, message) => ({
		message,
		fate: 'lost',
		cause: null,
		acknowledged: false,
		steps: [],
		deciding: 0
	})
};

async function execute(
	source: string | Record<string, string>,
	options: Partial<ExecuteOptions> & { timeLimitMs?: number; host?: Partial<SandboxHost> } = {}
): Promise<Outcome> {
	const files = typeof source === 'string' ? { 'main.ts': source } : source;
	const bundle = await bundler.bundle(files, 'main.ts');
	if (!bundle.ok) throw new LearnerError(bundle.problems);
	const sandbox = new Sandbox({ ...host, ...options.host }, { timeLimitMs: options.timeLimitMs });
	return await sandbox.execute(bundle.value, { params: {}, seed: 1, ...options }).outcome;
}

const texts = (outcome: Outcome) =>
	outcome.shown.map((shown) => (shown.kind === 'text' ? shown.text : shown.kind));
const problems = (outcome: Outcome): Problem[] =>
	outcome.status === 'failed' ? outcome.problems : [];

describe('a program', () => {
	test('exports an experiment, built from the dials', async () => {
		const outcome = await execute(
			`import { experiment } from 'lab'; import { params } from 'lab/params';
			 export default experiment({ producers: { messages: params.n } });`,
			{ params: { n: 50 } }
		);
		expect(outcome).toMatchObject({ status: 'done', exported: { producers: { messages: 50 } } });
	});

	test('shows what the engine gave, whatever it did to its copy', async () => {
		const outcome = await execute(`
			import { run, show, chart } from 'lab';
			const first = await run({});
			first.digest = 'forged';
			show({ ...first, label: 'mine' });
			show(chart.growth(first), await first.explain(7).then((story) => story.message));
			show((await first.messages()).join());`);
		expect(outcome.status).toBe('done');
		expect(outcome.shown).toMatchObject([
			{ kind: 'run', digest: 'true', label: 'mine' },
			{ kind: 'chart', type: 'growth', runs: [{ run: { digest: 'true' } }] },
			{ kind: 'text', text: '7' },
			{ kind: 'text', text: '3,4' }
		]);
	});

	/** The timer is an hour long, so the time limit of the test is what says that it cost none. */
	test('ends when nothing is left to do, and its timers cost no time', async () => {
		const outcome = await execute(`
			import { run } from 'lab';
			const begin = Date.now();
			setTimeout(() => console.log('timer', Date.now() - begin), 3_600_000);
			run({}).then((run) => console.log('run', run.label, Date.now() - begin));
			console.log('end', { a: [1, undefined] });`);
		expect(texts(outcome)).toEqual(['end { a: [1, undefined] }', 'run engine 0', 'timer 3600000']);
	});

	test('meets the same chance and the same clock each time', async () => {
		const source = `console.log(Math.random(), new Date().toISOString(), performance.now(), crypto.randomUUID());`;
		const [one, two, other] = await Promise.all([
			execute(source),
			execute(source),
			execute(source, { seed: 2 })
		]);
		expect(texts(one)).toEqual(texts(two));
		expect(texts(one)).not.toEqual(texts(other));
		expect(texts(one)[0]).toMatch(
			/2026-01-01T00:00:00.000Z 0 [\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab]/
		);
	});
});

describe('an error', () => {
	test('thrown in a function of another file has that file’s line and column', async () => {
		const outcome = await execute({
			'main.ts': `import { boom } from './other';\n\nboom({ deep: null });`,
			'other.ts': `interface Deep { deep: { x: number } | null }\n\nexport function boom(d: Deep): number {\n\treturn d.deep!.x;\n}`
		});
		expect(problems(outcome)).toMatchObject([
			{ code: 'code-thrown', file: 'other.ts', line: 4, column: 17 }
		]);
	});

	test('of a wrong setting is where the setting is written', async () => {
		const outcome = await execute(
			`import { experiment } from 'lab';\nconst size = -1;\nexport default experiment({\n\tproducers: { size }\n});`
		);
		const [problem] = problems(outcome);
		const place = { file: 'main.ts', line: 4, column: 15, endLine: 4, endColumn: 19 };
		expect(problem).toMatchObject({ path: 'producers.size', ...place });
	});

	test('that the host tells is at the call that asked', async () => {
		const refusal: Problem = { code: 'setting-x', text: 'no' };
		const outcome = await execute(`import { run } from 'lab';\n\nconst wait = 1;\nawait run({});`, {
			host: { run: () => Promise.reject(new LearnerError([refusal])) }
		});
		expect(problems(outcome)).toEqual([{ ...refusal, file: 'main.ts', line: 4, column: 7 }]);
	});

	test.each([
		[`throw 'words';`, 'code-thrown-value', undefined],
		[`Promise.reject(new Error('lost'));`, 'code-rejected', 1],
		[`setTimeout(() => { throw new Error('late'); }, 5);`, 'code-thrown', 1],
		[`await new Promise(() => {});`, 'code-never-settles', undefined],
		[`export default 5;`, 'code-export-not-experiment', 1],
		[
			`import { run } from 'lab'; await (await run({})).messages({ fromMs: NaN });`,
			'code-not-plain',
			1
		],
		[
			`import { run, show } from 'lab'; show(structuredClone(await run({})));`,
			'code-foreign-run',
			1
		],
		[`import { run } from 'lab'; await run({ label: 'x' });`, 'code-host-failed', 1],
		[
			`import { show } from 'lab'; show({ kind: 'chart', type: 'line' } as never);`,
			'code-not-showable',
			1
		],
		[`const deep = (): number => deep() + 1; deep();`, 'code-thrown', 1],
		[`await import(['node', 'fs'].join(':'));`, 'code-thrown', 1]
	])('%s is %s', async (source, code, line) => {
		const fails = () => Promise.reject(new Error('worker died'));
		const outcome = await execute(source, {
			host: { run: async (spec) => ('label' in spec ? await fails() : runOf(spec)) }
		});
		expect(problems(outcome)).toMatchObject([{ code, ...(line && { line, file: 'main.ts' }) }]);
	});
});

describe('time', () => {
	test('an endless loop ends at its limit', async () => {
		const outcome = await execute(`import { show } from 'lab'; show('before'); for (;;) {}`, {
			timeLimitMs: 300
		});
		expect(outcome).toMatchObject({ status: 'stopped', by: 'time-limit' });
		expect(texts(outcome)).toEqual(['before']);
	});

	test('an interval that nothing clears ends at the limit too', async () => {
		const outcome = await execute(`setInterval(() => {}, 10);`, { timeLimitMs: 300 });
		expect(outcome).toMatchObject({ status: 'stopped', by: 'time-limit' });
	});

	test('waiting for a run does not count', async () => {
		const slow = (spec: object) =>
			new Promise<Run>((resolve) => setTimeout(() => resolve(runOf(spec)), 1_200));
		const outcome = await execute(`import { run } from 'lab'; await run({}); await run({});`, {
			timeLimitMs: 1_000,
			host: { run: slow }
		});
		expect(outcome.status).toBe('done');
	});

	test('stopping is at once, and ends what runs for the program', async () => {
		let aborted = false;
		const bundle = await bundler.bundle(
			{ 'main.ts': `import { run } from 'lab'; await run({});` },
			'main.ts'
		);
		if (!bundle.ok) throw new Error('unreachable');
		let call: () => void = () => undefined;
		const called = new Promise<void>((resolve) => (call = resolve));
		const sandbox = new Sandbox({
			...host,
			run: (_, options) => {
				options?.signal?.addEventListener('abort', () => (aborted = true));
				call();
				return new Promise(() => undefined);
			}
		});
		const execution = sandbox.execute(bundle.value, { params: {}, seed: 1 });
		await called;
		execution.stop();
		expect(await execution.outcome).toMatchObject({ status: 'stopped', by: 'learner' });
		expect(aborted).toBe(true);
	});

	test('a second one waits for the first, and one stopped while it waits never starts', async () => {
		const started: unknown[] = [];
		const answers: (() => void)[] = [];
		const sandbox = new Sandbox({
			...host,
			run: (spec) => {
				started.push(spec);
				return new Promise((resolve) => answers.push(() => resolve(runOf({}))));
			}
		});
		const bundles = await Promise.all(
			[1, 2, 3].map((seed) => {
				const text = `import { run } from 'lab'; await run({ seed: ${seed} });`;
				return bundler.bundle({ 'main.ts': text }, 'main.ts');
			})
		);
		const executions = bundles.map((bundle) => {
			if (!bundle.ok) throw new Error('unreachable');
			return sandbox.execute(bundle.value, { params: {}, seed: 1 });
		});
		await vi.waitFor(() => expect(started).toHaveLength(1));
		executions[1]?.stop();
		expect(await executions[1]?.outcome).toMatchObject({ status: 'stopped', by: 'learner' });
		expect(started).toHaveLength(1);
		answers[0]?.();
		expect(await executions[0]?.outcome).toMatchObject({ status: 'done' });
		await vi.waitFor(() => expect(started).toEqual([{ seed: 1 }, { seed: 3 }]));
		sandbox.destroy();
		expect(await executions[2]?.outcome).toMatchObject({ status: 'stopped', by: 'learner' });
	});
});

describe('checks', () => {
	const source = `
		export const checks = {
			passes: async (work) => {
				const run = await work.run(work.spec, { 'producers.messages': 5 });
				const seen = await work.runs.main[0].explain?.(1) ?? work.runs.main[0].kind;
				return { pass: true, reason: 'messages ' + run.experiment.producers.messages, figures: { seen } };
			},
			says: () => 'yes',
			throws: () => { throw new Error('bug') }
		};`;
	const work = {
		runs: { main: [runOf({})] },
		spec: { producers: { messages: 1 } },
		dials: {},
		answers: {}
	};

	test('give verdicts; one that breaks does not take the others along', async () => {
		expect(await execute(source, { work })).toMatchObject({
			status: 'done',
			checks: { passes: { pass: true, reason: 'messages 5', figures: { seen: 'run' } } },
			brokenChecks: {
				says: { code: 'code-verdict-malformed' },
				throws: { code: 'code-thrown', line: 9 }
			}
		});
	});

	test('are chosen by name', async () => {
		const outcome = await execute(source, { work, only: ['says'] });
		expect(outcome).toMatchObject({ checks: {}, brokenChecks: { says: {} } });
		expect(outcome).not.toHaveProperty('brokenChecks.throws');
	});

	test('are asked for where there are none', async () => {
		expect(problems(await execute(`export const a = 1;`, { work }))).toMatchObject([
			{ code: 'code-checks-missing', file: 'main.ts' }
		]);
	});
});
