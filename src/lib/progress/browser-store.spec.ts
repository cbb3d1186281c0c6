import { IDBFactory, IDBKeyRange, IDBObjectStore } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BrowserStore } from './browser-store';
import { IndexedDbShelf } from './indexed-db-shelf';
import { openProgress } from './open-progress';
import type { LabProgress, StoredRun } from './record';
import { MemoryShelf, type Shelf } from './shelf';
import type { ProgressChange, ProgressStore } from './store';

const slug = '01-acknowledgements';
const opened: ProgressStore[] = [];

beforeEach(() => {
	vi.stubGlobal('indexedDB', new IDBFactory());
	vi.stubGlobal('IDBKeyRange', IDBKeyRange);
});

afterEach(() => {
	for (const store of opened.splice(0)) store.close();
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

async function open(shelf?: Shelf): Promise<ProgressStore> {
	const store = shelf ? new BrowserStore(shelf) : await openProgress();
	opened.push(store);
	return store;
}

async function save(store: ProgressStore, progress: LabProgress): Promise<LabProgress> {
	const result = await store.saveLab(progress);
	if (!result.ok) throw new Error('The save met a conflict');
	return result.value;
}

const run = (at: number): Omit<StoredRun, 'id'> => ({
	slug,
	cell: 'experiment',
	at,
	label: `run ${at}`,
	seed: 1,
	engineHash: 'abc',
	digests: ['0123456789abcdef'],
	dials: { batch: 10 },
	spec: { producers: { messages: 10 } },
	shown: [{ kind: 'table', rows: [{ interval: [NaN, Infinity] }] }]
});

const worked: Partial<LabProgress> = {
	edits: { 'experiment.ts': '// mine “确认”' },
	dials: { batch: 100, ack: 'confirm', durable: true },
	seed: 7,
	answers: { q1: [0, 2], q2: 12.5, q3: 'because' },
	predictions: {
		p1: { kind: 'choice', choice: 1 },
		p2: { kind: 'magnitude', value: 1000 },
		p3: { kind: 'curve', y: [1, null, 3] }
	},
	checks: { c1: { pass: false, reason: '3 lost', figures: { lost: 3, of: '10' }, at: 5 } },
	hintsOpened: ['h1']
};

const shelves: [string, () => Shelf | undefined][] = [
	['IndexedDB', () => undefined],
	['memory', () => new MemoryShelf()]
];

describe.each(shelves)('progress in %s', (_name, makeShelf) => {
	it('is fresh before anything was saved', async () => {
		const store = await open(makeShelf());
		expect(store.persistent).toBe(true);
		expect(await store.loadLab(slug, 3)).toEqual({
			schema: 1,
			slug,
			labVersion: 3,
			savedAt: 0,
			edits: {},
			dials: {},
			seed: null,
			answers: {},
			predictions: {},
			checks: {},
			hintsOpened: [],
			running: false,
			revision: 0
		});
	});

	it('comes back as it was saved', async () => {
		const store = await open(makeShelf());
		const saved = await save(store, { ...(await store.loadLab(slug, 1)), ...worked });
		expect(saved.revision).toBeGreaterThan(0);
		expect(saved.savedAt).toBeGreaterThan(1e12);
		expect(await store.loadLab(slug, 1)).toEqual(saved);
		expect(saved).toMatchObject(worked);
	});

	it('refuses a save that is based on an older one, and changes nothing', async () => {
		const store = await open(makeShelf());
		const fresh = await store.loadLab(slug, 1);
		const first = await save(store, { ...fresh, ...worked });
		const stale = await store.saveLab({ ...fresh, edits: { 'experiment.ts': 'other' } });
		expect(stale).toEqual({ ok: false, conflict: first });
		expect(await store.loadLab(slug, 1)).toEqual(first);
		await save(store, { ...first, seed: 8 });
	});

	it('refuses a save based on what was reset since, even when saved anew', async () => {
		const store = await open(makeShelf());
		const first = await save(store, await store.loadLab(slug, 1));
		await store.resetLab(slug);
		expect((await store.saveLab(first)).ok).toBe(false);
		const second = await save(store, await store.loadLab(slug, 1));
		expect((await store.saveLab(first)).ok).toBe(false);
		expect(await store.loadLab(slug, 1)).toEqual(second);
	});

	it('marks a run without making a new revision', async () => {
		const store = await open(makeShelf());
		const saved = await save(store, await store.loadLab(slug, 1));
		await store.markRunning(slug);
		expect((await store.loadLab(slug, 1)).running).toBe(true);
		await save(store, saved);
		expect((await store.loadLab(slug, 1)).running).toBe(true);
		await store.clearRunning(slug);
		expect((await store.loadLab(slug, 1)).running).toBe(false);
	});

	it('keeps the last 50 runs, newest first, and those of each lab apart', async () => {
		const store = await open(makeShelf());
		await store.addRun({ ...run(5), slug: `${slug}-2` });
		for (let at = 1; at <= 53; at++) await store.addRun(run(at));
		const runs = await store.runs(slug);
		expect(runs.map(({ at }) => at)).toEqual(Array.from({ length: 50 }, (_, index) => 53 - index));
		expect(runs[0]).toMatchObject(run(53));
		expect(await store.runs(`${slug}-2`)).toHaveLength(1);
		await store.resetLab(slug);
		expect(await store.runs(slug)).toEqual([]);
		expect(await store.runs(`${slug}-2`)).toHaveLength(1);
	});

	it('goes into a file and comes back from it on another device', async () => {
		const store = await open(makeShelf());
		const saved = await save(store, { ...(await store.loadLab(slug, 1)), ...worked });
		await store.addRun(run(1));
		await store.addRun(run(2));
		const file = await (await store.backUp()).text();

		vi.stubGlobal('indexedDB', new IDBFactory());
		const other = await open(makeShelf());
		await save(other, await other.loadLab('02-replaced', 1));
		expect(await other.restore(file)).toEqual({ ok: true, value: { labs: 1, runs: 2 } });
		expect(await other.loadLab(slug, 1)).toEqual({
			...saved,
			revision: expect.any(Number)
		});
		expect(await other.runs(slug)).toEqual(await store.runs(slug));
		expect((await other.loadLab('02-replaced', 1)).savedAt).toBe(0);
	});

	it('changes nothing when a file is wrong anywhere', async () => {
		const store = await open(makeShelf());
		const saved = await save(store, { ...(await store.loadLab(slug, 1)), ...worked });
		await store.addRun(run(1));
		const good = JSON.parse(await (await store.backUp()).text());
		const lab = good.labs[0];
		const wrong: [unknown, string][] = [
			['not json', 'progress-backup-not-json'],
			[{ ...good, format: 'other' }, 'progress-backup-foreign'],
			[{ ...good, labs: {} }, 'progress-backup-foreign'],
			[{ ...good, schema: 2 }, 'progress-backup-newer'],
			[{ ...good, labs: [lab, lab] }, 'progress-backup-twice'],
			[{ ...good, labs: [{ ...lab, edits: { 'x.ts': 5 } }] }, 'progress-backup-record'],
			[{ ...good, labs: [{ ...lab, slug: '../up' }] }, 'progress-backup-record'],
			[{ ...good, labs: [{ ...lab, schema: 2 }] }, 'progress-backup-record'],
			[{ ...good, labs: [lab, null] }, 'progress-backup-record'],
			[{ ...good, runs: [{ ...good.runs[0], extra: 1 }] }, 'progress-backup-record']
		];
		for (const [content, code] of wrong) {
			const text = typeof content === 'string' ? content : JSON.stringify(content);
			const result = await store.restore(text);
			expect(result, code).toMatchObject({ ok: false, problems: [{ code }] });
		}
		expect(await store.loadLab(slug, 1)).toEqual(saved);
		expect(await store.runs(slug)).toHaveLength(1);
		const huge = await store.restore(' '.repeat(129 * 2 ** 20));
		expect(huge).toMatchObject({ ok: false, problems: [{ code: 'progress-backup-too-large' }] });
	});

	it('is gone when it is erased', async () => {
		const store = await open(makeShelf());
		await save(store, { ...(await store.loadLab(slug, 1)), ...worked });
		await store.addRun(run(1));
		await store.markRunning(slug);
		await store.erase();
		expect(await store.loadLab(slug, 1)).toMatchObject({ savedAt: 0, running: false });
		expect(await store.runs(slug)).toEqual([]);
		expect(JSON.parse(await (await store.backUp()).text())).toMatchObject({ labs: [], runs: [] });
	});
});

describe('a record that cannot be read', () => {
	it('is set aside, reported, and still there', async () => {
		const shelf = new IndexedDbShelf();
		const damaged = { schema: 1, slug, edits: 'gone' };
		await shelf.write({
			put: [
				[`lab:${slug}:`, damaged],
				[`run:${slug}:x:`, 'nonsense']
			]
		});
		const store = await open();
		let told = 0;
		store.onstatus(() => told++);
		expect((await store.loadLab(slug, 1)).savedAt).toBe(0);
		expect(await store.runs(slug)).toEqual([]);
		expect(store.persistent).toBe(true);
		expect(store.setAside.map(({ code }) => code)).toEqual([
			'progress-set-aside',
			'progress-set-aside'
		]);
		expect(told).toBe(2);
		const aside = await shelf.entries('aside:');
		expect(aside.map(([, value]) => value)).toEqual([damaged, 'nonsense']);
		const file = JSON.parse(await (await store.backUp()).text());
		expect(JSON.stringify(file.aside)).toContain('"edits":"gone"');

		await save(store, { ...(await store.loadLab(slug, 1)), ...worked });
		expect(await store.loadLab(slug, 1)).toMatchObject(worked);
		expect(await shelf.entries('aside:')).toHaveLength(2);
	});

	it('is set aside by a save too, not written over', async () => {
		const shelf = new IndexedDbShelf();
		const store = await open();
		const fresh = await store.loadLab(slug, 1);
		await shelf.write({ put: [[`lab:${slug}:`, 5]] });
		await save(store, fresh);
		expect((await shelf.entries('aside:')).map(([, value]) => value)).toEqual([5]);
	});

	it('of a newer site stays as it is, and work goes on in memory', async () => {
		const shelf = new IndexedDbShelf();
		const newer = { schema: 2, slug, notes: [] };
		await shelf.write({ put: [[`lab:${slug}:`, newer]] });
		const store = await open();
		const fresh = await store.loadLab(slug, 1);
		expect(store.persistent).toBe(false);
		expect(store.reason?.code).toBe('progress-newer');
		await save(store, { ...fresh, ...worked });
		expect(await store.loadLab(slug, 1)).toMatchObject(worked);
		expect(await shelf.get(`lab:${slug}:`)).toEqual(newer);
	});
});

describe('storage that is refused', () => {
	const keepsWorking = async (store: ProgressStore, code: string) => {
		expect(store.persistent).toBe(false);
		expect(store.reason?.code).toBe(code);
		expect(store.reason?.text.length).toBeGreaterThan(40);
		await save(store, { ...(await store.loadLab(slug, 1)), ...worked });
		expect(await store.loadLab(slug, 1)).toMatchObject(worked);
		await store.addRun(run(1));
		expect(await store.runs(slug)).toHaveLength(1);
	};

	it('because there is none', async () => {
		vi.stubGlobal('indexedDB', undefined);
		await keepsWorking(await open(), 'progress-refused');
	});

	it('because opening it throws', async () => {
		vi.stubGlobal('indexedDB', {
			open() {
				throw new DOMException('denied', 'SecurityError');
			}
		});
		const store = await open();
		expect(store.reason?.value).toBe('SecurityError');
		await keepsWorking(store, 'progress-refused');
	});

	it('because it never answers', async () => {
		vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
		vi.stubGlobal('indexedDB', { open: () => ({}) });
		const opening = openProgress();
		await vi.advanceTimersByTimeAsync(4000);
		const store = await opening;
		opened.push(store);
		vi.useRealTimers();
		await keepsWorking(store, 'progress-slow');
	});

	it('because it becomes full: what was there stays readable, nothing is lost', async () => {
		class FullShelf extends MemoryShelf {
			full = false;
			override async change(key: string, change: (old: unknown) => unknown) {
				if (this.full) throw new DOMException('full', 'QuotaExceededError');
				return super.change(key, change);
			}
		}
		const shelf = new FullShelf();
		const store = await open(shelf);
		await store.addRun(run(1));
		const first = await save(store, { ...(await store.loadLab(slug, 1)), ...worked });
		let told = 0;
		store.onstatus(() => told++);
		shelf.full = true;
		const second = await save(store, { ...first, seed: 99 });
		expect(told).toBe(1);
		expect(store.reason?.code).toBe('progress-full');
		expect(await store.loadLab(slug, 1)).toEqual(second);
		expect(second).toMatchObject({ ...worked, seed: 99 });
		expect(await store.runs(slug)).toHaveLength(1);
	});

	it('a restore that cannot be written changes nothing', async () => {
		const store = await open();
		const saved = await save(store, { ...(await store.loadLab(slug, 1)), ...worked });
		const file = await (await store.backUp()).text();
		const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
			throw new DOMException('full', 'QuotaExceededError');
		});
		const result = await store.restore(file.replace('mine', 'theirs'));
		put.mockRestore();
		expect(result).toMatchObject({ ok: false, problems: [{ code: 'progress-backup-unwritten' }] });
		expect(store.persistent).toBe(true);
		expect(await store.loadLab(slug, 1)).toEqual(saved);
	});

	it('data that cannot be copied is a bug and is thrown, not taken for a refusal', async () => {
		const store = await open();
		await expect(store.addRun({ ...run(1), spec: () => 1 })).rejects.toThrow();
		expect(store.persistent).toBe(true);
	});
});

describe('two tabs', () => {
	const heard = (store: ProgressStore) =>
		new Promise<ProgressChange>((resolve) => store.onexternal(resolve));

	it('hear of each other and do not overwrite each other', async () => {
		const [here, there] = [await open(), await open()];
		const [mine, theirs] = [await here.loadLab(slug, 1), await there.loadLab(slug, 1)];
		const change = heard(there);
		const saved = await save(here, { ...mine, ...worked });
		expect(await change).toEqual({ kind: 'lab', slug, revision: saved.revision });
		expect(await there.saveLab({ ...theirs, seed: 3 })).toEqual({ ok: false, conflict: saved });
		const next = await save(there, { ...saved, seed: 3 });
		expect(await here.loadLab(slug, 1)).toEqual(next);
	});

	it('saving at once: one wins, the other is told', async () => {
		const stores = [await open(), await open(), await open()];
		const bases = await Promise.all(stores.map((store) => store.loadLab(slug, 1)));
		const results = await Promise.all(
			stores.map((store, index) => store.saveLab({ ...(bases[index] as LabProgress), seed: index }))
		);
		expect(results.filter(({ ok }) => ok)).toHaveLength(1);
	});

	it('hear of an erasure and of a restore, and their old work stays out', async () => {
		const [here, there] = [await open(), await open()];
		const saved = await save(here, await here.loadLab(slug, 1));
		const file = await (await here.backUp()).text();
		const erased = heard(there);
		await here.erase();
		expect(await erased).toEqual({ kind: 'all' });
		expect((await there.saveLab(saved)).ok).toBe(false);
		await here.restore(file);
		expect((await there.saveLab(saved)).ok).toBe(false);
	});
});
