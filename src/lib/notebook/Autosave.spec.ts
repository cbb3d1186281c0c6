import { describe, expect, it } from 'vitest';
import { openProgress } from '#lib/progress';
import { Autosave, type Snapshot } from './Autosave.svelte';
import { SaveStatus } from './SaveStatus.svelte';

const empty: Snapshot = {
	edits: {},
	dials: {},
	seed: null,
	answers: {},
	predictions: {},
	checks: {},
	hintsOpened: []
};

/** A page of one lab. Pages of one store stand for two tabs. */
function makePage(status: SaveStatus) {
	let work = empty;
	const autosave = new Autosave(status, {
		slug: 'lab',
		labVersion: 1,
		snapshot: () => work,
		restore: ({ edits, dials, seed, answers, predictions, checks, hintsOpened }) =>
			(work = { edits, dials, seed, answers, predictions, checks, hintsOpened })
	});
	return {
		autosave,
		type: (text: string) => (work = { ...work, edits: { 'a.ts': text } }),
		text: () => work.edits['a.ts']
	};
}

const makeStatus = () => new SaveStatus(openProgress);

describe('Autosave', () => {
	it('saves what changed, and gives it back to the next page', async () => {
		const status = makeStatus();
		const page = makePage(status);
		await page.autosave.open();
		page.type('mine');
		await page.autosave.flush();
		expect(status.savedAt).toBeGreaterThan(0);

		const reloaded = makePage(status);
		await reloaded.autosave.open();
		expect(reloaded.text()).toBe('mine');
	});

	it('writes nothing when nothing changed', async () => {
		const status = makeStatus();
		const page = makePage(status);
		const store = await page.autosave.open();
		await page.autosave.flush();
		expect((await store.loadLab('lab', 1)).revision).toBe(0);
	});

	it('does not overwrite what another tab saved, and lets the learner choose', async () => {
		const status = makeStatus();
		const [here, there] = [makePage(status), makePage(status)];
		const store = await here.autosave.open();
		await there.autosave.open();
		there.type('theirs');
		await there.autosave.flush();
		here.type('mine');
		await here.autosave.flush();
		expect(here.autosave.conflict?.edits).toEqual({ 'a.ts': 'theirs' });
		expect(status.state).toBe('conflict');
		expect((await store.loadLab('lab', 1)).edits).toEqual({ 'a.ts': 'theirs' });

		await here.autosave.keepMine();
		expect((await store.loadLab('lab', 1)).edits).toEqual({ 'a.ts': 'mine' });
		expect(here.autosave.conflict).toBeNull();
	});

	it('takes over the other tab’s work when told to', async () => {
		const status = makeStatus();
		const [here, there] = [makePage(status), makePage(status)];
		await here.autosave.open();
		await there.autosave.open();
		there.type('theirs');
		await there.autosave.flush();
		here.type('mine');
		await here.autosave.flush();
		here.autosave.takeTheirs();
		expect(here.text()).toBe('theirs');
		expect(here.autosave.conflict).toBeNull();
	});

	it('writes nothing after everything was erased', async () => {
		const status = makeStatus();
		const page = makePage(status);
		const store = await page.autosave.open();
		page.type('mine');
		status.closed = true;
		await page.autosave.flush();
		expect((await store.loadLab('lab', 1)).edits).toEqual({});
	});

	it('finds the mark of a run that did not end', async () => {
		const status = makeStatus();
		const page = makePage(status);
		await page.autosave.open();
		await page.autosave.markRunning();
		const reloaded = makePage(status);
		await reloaded.autosave.open();
		expect(reloaded.autosave.foundRunning).toBe(true);
		reloaded.autosave.forgetRunning();
		expect(reloaded.autosave.foundRunning).toBe(false);
	});
});
