import { describe, expect, it, vi } from 'vitest';
import type { ExperimentPool, Shown } from '#lib/experiment';
import type { CellId } from '#lib/lab';
import type { Execution, Outcome } from '#lib/sandbox';
import { Cell, type CellInput } from './Cell.svelte';
import type { Priority, Workshop } from './workshop';

/*
 * A workshop whose runs end when the test says so: what is tested is which of several runs a cell
 * listens to. Whole runs through the real parts are in tests/e2e.
 */
class Bench implements Workshop {
	readonly started: { priority: Priority; params: unknown; finish(outcome: Outcome): void }[] = [];
	readonly pool = new Proxy({} as ExperimentPool, {
		get: () => () => Promise.reject(new Error('no cell here exports an experiment'))
	});

	async bundle() {
		return { ok: true, value: { code: '', sourceMap: '', entry: 'a.ts' } } as const;
	}

	execute(_bundle: unknown, options: { params: unknown }, priority: Priority): Execution {
		let finish: (outcome: Outcome) => void = () => {};
		const outcome = new Promise<Outcome>((resolve) => (finish = resolve));
		this.started.push({ priority, params: options.params, finish });
		return { outcome, stop: () => finish({ status: 'stopped', by: 'learner', shown: [] }) };
	}

	close() {}
}

const text = (words: string): Shown => ({ kind: 'text', text: words });
const done = (words: string): Outcome => ({
	status: 'done',
	exported: undefined,
	shown: [text(words)]
});
const input = (batch: number): CellInput => ({ files: { 'a.ts': '' }, params: { batch }, seed: 1 });

function make() {
	const bench = new Bench();
	const block = { type: 'code', id: 'a' as CellId, file: 'a.ts', title: null, run: true } as const;
	return { bench, cell: new Cell(block, async () => bench) };
}

/** Until the cell has handed that many runs to the sandbox. */
const until = (bench: Bench, count: number) =>
	vi.waitFor(() => expect(bench.started).toHaveLength(count));

describe('Cell', () => {
	it('shows what its run showed', async () => {
		const { bench, cell } = make();
		const ended = cell.run(input(1));
		expect(cell.isRunning).toBe(true);
		await until(bench, 1);
		bench.started[0]?.finish(done('one'));
		expect((await ended)?.shown).toEqual([text('one')]);
		expect(cell.status).toBe('done');
		expect(cell.shown).toEqual([text('one')]);
	});

	it('listens to the newer of two runs, whichever ends first', async () => {
		const { bench, cell } = make();
		const older = cell.run(input(1));
		await until(bench, 1);
		const newer = cell.run(input(2));
		await until(bench, 2);
		bench.started[1]?.finish(done('newer'));
		bench.started[0]?.finish(done('older'));
		expect(await older).toBeNull();
		expect((await newer)?.input.params).toEqual({ batch: 2 });
		expect(cell.shown).toEqual([text('newer')]);
	});

	it('says that the learner stopped it, and keeps the result before', async () => {
		const { bench, cell } = make();
		const first = cell.run(input(1));
		await until(bench, 1);
		bench.started[0]?.finish(done('kept'));
		await first;
		const second = cell.run(input(2));
		await until(bench, 2);
		cell.stop();
		expect(await second).toBeNull();
		expect(cell.status).toBe('stopped');
		expect(cell.stoppedBy).toBe('learner');
		expect(cell.shown).toEqual([text('kept')]);
	});

	it('shows the last of many previews, and the full result again after the run', async () => {
		const { bench, cell } = make();
		const first = cell.run(input(1));
		await until(bench, 1);
		bench.started[0]?.finish(done('full'));
		await first;

		const previews = cell.showPreview(input(2));
		await until(bench, 2);
		void cell.showPreview(input(3));
		void cell.showPreview(input(4));
		bench.started[1]?.finish(done('two'));
		await until(bench, 3);
		expect(cell.shown).toEqual([text('two')]);
		expect(cell.result?.shown).toEqual([text('full')]);
		expect(bench.started[2]).toMatchObject({ priority: 'preview', params: { batch: 4 } });
		bench.started[2]?.finish(done('four'));
		await previews;
		expect(cell.shown).toEqual([text('four')]);

		const last = cell.run(input(4));
		await until(bench, 4);
		bench.started[3]?.finish(done('full again'));
		await last;
		expect(cell.preview).toBeNull();
		expect(cell.shown).toEqual([text('full again')]);
	});

	it('previews again after a run that cut a preview short', async () => {
		const { bench, cell } = make();
		const cut = cell.showPreview(input(2));
		await until(bench, 1);
		const full = cell.run(input(2));
		await until(bench, 2);
		bench.started[0]?.finish(done('stale'));
		await cut;
		bench.started[1]?.finish(done('full'));
		await full;
		expect(cell.shown).toEqual([text('full')]);
		void cell.showPreview(input(3));
		await until(bench, 3);
	});
});
