import { LearnerError } from '#lib/messages';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCommandLine } from './command-line';
import { complain } from './complaint';

/* The command line from end to end. */

vi.setConfig({ testTimeout: 120_000 });

const root = fileURLToPath(new URL('../../', import.meta.url));
let folder = '';

const files = {
	'experiment.ts': `
import { crash, experiment } from 'lab';
import { messages } from './settings';

	export default experiment({
	producers: { messages, rate: 2_000, delivery: 'persistent', ack: 'confirm', batch: 10, retry: true },
	faults: [crash('rabbit-1', { at: '200ms', restartAfter: '1s' })]
});
`,
	'kafka.ts': `
import { experiment, kafka, leader, crash } from 'lab';
	export default experiment({
	broker: kafka({ nodes: 3, topic: { replicationFactor: 3 } }),
	producers: { messages: 500, rate: 1_000, acks: 'all' },
	faults: [crash(leader('orders'), { at: '200ms', restartAfter: '1s' })]
});
`,
	'activemq.ts': `
import { experiment, activemq } from 'lab';
	export default experiment({
	broker: activemq({ topology: 'network' }),
	producers: { messages: 500, rate: 1_000, deliveryMode: 'persistent' }
});
`,
	'settings.ts': 'export const messages = 1_000;\n',
	'dials.ts': `
import { experiment } from 'lab';
import { params } from 'lab/params';
	export default experiment({ producers: { messages: params.messages, ack: 'confirm' } });
`,
	'shows.ts': `
import { chart, run, show, sweep } from 'lab';
const one = await run({ producers: { messages: 50 } });
show('before', one);
const table = await sweep({ producers: { messages: 50 } }, { 'producers.size': [10, 100] }, { seeds: 2 });
show(chart.line(table, { x: 'producers.size', y: 'throughput.produced' }));
`,
	'unknown-setting.ts': `
import { experiment } from 'lab';

	export default experiment(
	JSON.parse('{ "producers": { "bach": 1 } }')
);
`,
	'syntax.ts': 'export default {\n\tproducers: {\n;\n',
	'throws.ts': '\n\nthrow new Error("my own");\n',
	'types.ts': `
import { experiment } from 'lab';
const messages: number = '10';
	export default experiment({ producers: { messages: Number(messages) } });
`,
	'page.ts': `
import { experiment } from 'lab';
	export const title = (): string => document.title;
	export default experiment({ producers: { messages: 10 } });
`,
	'nothing.ts': 'export const x = 1;\n',
	'small-lab/lab.md': `---
title: A small lab
summary: Send more.
broker: rabbitmq
minutes: 1
version: 1
seed: 1
---

## Send

::code{file=experiment.ts id=send title="Send"}

::check[A hundred messages]{id=enough}
`,
	'small-lab/check.ts': `
import type { Checks } from 'lab/check';
export const checks: Checks = {
	enough: ({ spec }) => ({
		pass: (spec.producers?.messages ?? 0) >= 100,
		reason: 'So many are sent.',
		figures: {}
	})
};
`,
	'small-lab/start/experiment.ts': `
import { experiment } from 'lab';
	export default experiment({ producers: { messages: 10 } });
`
};

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'broker-lab-cli-'));
	for (const [name, text] of Object.entries(files)) {
		await mkdir(dirname(at(name)), { recursive: true });
		await writeFile(at(name), text);
	}
});

afterAll(() => rm(folder, { recursive: true }));

interface Ended {
	status: number;
	output: string;
	errors: string[];
}

/** As a process of its own, standing in the folder of the files. */
function labProcess(...words: string[]): Promise<Ended> {
	const args = ['--import', 'tsx', join(root, 'src/cli/main.ts'), ...words];
	const options = { cwd: root, env: { ...process.env, INIT_CWD: folder } };
	return new Promise((resolve) => {
		execFile(process.execPath, args, options, (error, output, errors) => {
			const status = typeof error?.code === 'number' ? error.code : 0;
			resolve({ status, output, errors: errors.split('\n').filter((line) => line !== '') });
		});
	});
}

/** The same here, which is many times faster; files are named by their whole path. */
async function lab(...words: string[]): Promise<Ended> {
	const [output, errors] = [captured(process.stdout), captured(process.stderr)];
	const status = await runCommandLine(words)
		.catch((error: unknown) => {
			if (!(error instanceof LearnerError)) throw error;
			complain(error.problems);
			return 2;
		})
		.finally(() => vi.restoreAllMocks());
	const lines = errors.text.split('\n').filter((line) => line !== '');
	return { status, output: output.text, errors: lines };
}

function captured(stream: NodeJS.WriteStream): { text: string } {
	const capture = { text: '' };
	vi.spyOn(stream, 'write').mockImplementation((chunk) => {
		capture.text += String(chunk);
		return true;
	});
	return capture;
}

const at = (name: string): string => join(folder, name);

describe('lab run', () => {
	it('prints the documented JSON, the same each time, another with another seed', async () => {
		const first = await labProcess('run', 'experiment.ts', '--json');
		const again = await lab('run', at('experiment.ts'), '--json');
		const other = await lab('run', at('experiment.ts'), '--json', '--seed', '2');
		expect(first).toEqual(again);
		expect(first).toMatchObject({ status: 0, errors: [] });
		const run = JSON.parse(first.output);
		expect(Object.keys(run)).toEqual([
			'totals',
			'fates',
			'causes',
			'throughput',
			'latencyMs',
			'unavailableMs',
			'simulatedMs',
			'events',
			'digest'
		]);
		expect(Object.keys(run.throughput)).toEqual(['produced', 'acknowledged', 'processed']);
		expect(Object.keys(run.latencyMs)).toEqual(['p50', 'p95', 'p99', 'p999', 'max']);
		const fates = Object.values<number>(run.fates).reduce((sum, count) => sum + count, 0);
		expect(fates).toBe(run.totals.attempted);
		expect(run.totals.attempted).toBe(1_000);
		expect(run.unavailableMs).toBeGreaterThan(0);
		expect(run.digest).toMatch(/^[0-9a-f]{16}$/);
		expect(JSON.parse(other.output).digest).not.toBe(run.digest);
	});

	it.each(['kafka', 'activemq'])('runs %s, the same each time', async (broker) => {
		const [first, again] = [
			await lab('run', at(`${broker}.ts`), '--json'),
			await lab('run', at(`${broker}.ts`), '--json')
		];
		expect(first).toMatchObject({ status: 0, errors: [] });
		expect(first.output).toBe(again.output);
		expect(JSON.parse(first.output).totals.attempted).toBe(500);
	});

	it('prints sums that agree, for people', async () => {
		const { status, output } = await lab('run', at('experiment.ts'));
		expect(status).toBe(0);
		expect(output).toMatch(/attempted +1000/);
		expect(output).toMatch(/sum +1000/);
	});

	it('sets settings by path and dials by name', async () => {
		const setting = await lab(
			'run',
			at('experiment.ts'),
			'--json',
			'--set',
			'producers.messages=70'
		);
		expect(JSON.parse(setting.output).totals.attempted).toBe(70);
		const dial = await lab('run', at('dials.ts'), '--json', '--set', 'messages=80');
		expect(JSON.parse(dial.output).totals.attempted).toBe(80);
	});

	it('prints what a file shows', async () => {
		const { status, output } = await lab('run', at('shows.ts'), '--json');
		expect(status).toBe(0);
		const shown = JSON.parse(output);
		expect(shown.map(({ kind }: { kind: string }) => kind)).toEqual(['text', 'run', 'chart']);
		expect(shown[2].table.rows).toHaveLength(2);
	});

	it('runs in spite of a type error, and says where it is', async () => {
		const { status, errors } = await lab('run', at('types.ts'));
		expect(status).toBe(0);
		expect(errors).toHaveLength(1);
		expect(errors[0]).toMatch(/^code-type: .*types\.ts:3:7: /);
	});

	it('knows the names that the editor knows, and none of a page', async () => {
		const { errors } = await lab('run', at('page.ts'));
		expect(errors).toEqual([expect.stringMatching(/^code-type: .*page\.ts:3:\d+: .*'document'/)]);
	});
});

describe('lab sweep', () => {
	it('prints the documented JSON in the order of the options', async () => {
		const { status, output } = await lab(
			...['sweep', at('experiment.ts'), '--over', 'producers.batch=1,10'],
			...['--over', 'producers.ack=none,confirm', '--seeds', '2', '--json']
		);
		expect(status).toBe(0);
		const table = JSON.parse(output);
		expect(Object.keys(table)).toEqual(['factors', 'responses', 'rows']);
		expect(table.factors).toEqual(['producers.batch', 'producers.ack']);
		expect(table.rows.map(({ point }: { point: object }) => Object.values(point))).toEqual([
			[1, 'none'],
			[1, 'confirm'],
			[10, 'none'],
			[10, 'confirm']
		]);
		expect(Object.keys(table.rows[0])).toEqual(['point', 'runs', 'mean', 'interval']);
		expect(table.rows[0].runs).toBe(2);
	});

	it.each([
		['kafka', 'producers.acks', '0,1,all', [0, 1, 'all']],
		['activemq', 'producers.deliveryMode', 'persistent,non-persistent', null]
	])('varies what %s calls %s', async (broker, setting, values, expected) => {
		const { status, output } = await lab(
			...['sweep', at(`${broker}.ts`), '--over', `${setting}=${values}`, '--seeds', '1', '--json']
		);
		expect(status).toBe(0);
		const { rows } = JSON.parse(output);
		const points = rows.map(({ point }: { point: Record<string, unknown> }) => point[setting]);
		expect(points).toEqual(expected ?? values.split(','));
		expect(
			rows.map(({ mean }: { mean: Record<string, number> }) => mean['totals.attempted'])
		).toEqual(points.map(() => 500));
	});

	it('varies dials, and prints CSV', async () => {
		const { output } = await lab('sweep', at('dials.ts'), '--over', 'messages=20,30', '--csv');
		const [header = '', first = '', second = '', end] = output.split('\r\n');
		expect(header.split(',').slice(0, 5)).toEqual([
			'messages',
			'runs',
			'totals.attempted',
			'totals.attempted low',
			'totals.attempted high'
		]);
		expect(first.split(',').slice(0, 3)).toEqual(['20', '5', '20']);
		expect(second.split(',').slice(0, 3)).toEqual(['30', '5', '30']);
		expect(end).toBe('');
	});
});

describe('bad input', () => {
	it.each([
		['fly', /^command-unknown: /],
		['run', /^command-option-wrong: /],
		['run experiment.ts --jason', /^command-option-wrong: .*--jason/],
		['run experiment.ts --seed x', /^command-argument-wrong: .*'x'/],
		['run gone.ts', /^command-file-missing: .*gone\.ts/],
		['run nothing.ts', /^command-nothing-to-run: .*nothing\.ts: /],
		['run syntax.ts', /^code-syntax: .*syntax\.ts:3:1: /],
		['run throws.ts', /^code-thrown: .*throws\.ts:3:\d+: .*my own/],
		['run experiment.ts --set producers.batch=0', /^setting-wrong: .*producers\.batch is 0/],
		['sweep experiment.ts', /^command-option-wrong: .*--over/],
		['sweep experiment.ts --over producers.acks=1', /^setting-of-other-broker: .*Kafka/],
		['sweep kafka.ts --over producers.ack=none', /^setting-of-other-broker: .*RabbitMQ/],
		['run activemq.ts --set broker.nodes=0', /^setting-wrong: .*broker\.nodes is 0/],
		['check no-such-lab', /^command-file-missing: /]
	])('%s is one coded line and status 2', async (words, line) => {
		const typed = words.split(' ').map((word) => (word.endsWith('.ts') ? at(word) : word));
		const { status, output, errors } = await lab(...typed);
		expect(errors).toHaveLength(1);
		expect(errors[0]).toMatch(line);
		expect({ status, output }).toEqual({ status: 2, output: '' });
	});

	it('ends the process with status 2, and names files from where one stands', async () => {
		const { status, output, errors } = await labProcess('run', 'unknown-setting.ts');
		expect(errors).toHaveLength(1);
		expect(errors[0]).toMatch(/^setting-unknown: unknown-setting\.ts:4:\d+: .*producers\.batch/);
		expect({ status, output }).toEqual({ status: 2, output: '' });
	});
});

describe('lab check', () => {
	it('fails a lab as it starts', async () => {
		const { status, output } = await lab('check', at('small-lab'));
		expect({ status, output }).toEqual({ status: 1, output: expect.stringContaining('failed') });
	});

	it('passes the solution of lab 1', async () => {
		const { status, output } = await lab('check', '01-acknowledgements', '--solution');
		expect(output).not.toContain('failed');
		expect(status).toBe(0);
	});
});
