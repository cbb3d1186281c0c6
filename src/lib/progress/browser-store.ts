import * as v from 'valibot';
import {
	progressBackupUnwritten,
	progressFull,
	progressNewer,
	progressRefused,
	progressSetAside,
	progressSlow,
	type Problem,
	type Result
} from '#lib/messages';
import { readBackUp, writeBackUp } from './backup';
import { readRecord, type Reading } from './read-record';
import {
	freshRecord,
	labRecordSchema,
	runRecordSchema,
	type LabProgress,
	type LabRecord,
	type RunRecord,
	type StoredRun
} from './record';
import { MemoryShelf, type Shelf } from './shelf';
import type { ProgressChange, ProgressStore, SaveResult } from './store';

const runsMax = 50;
const openSecondsMax = 4;
const channelName = 'broker-lab';

// Every key ends with a colon, so that one lab's prefix is never the beginning of another's.
const labKey = (slug: string) => `lab:${slug}:`;
const runsPrefix = (slug: string) => `run:${slug}:`;
const runKey = (slug: string, id: string) => `${runsPrefix(slug)}${id}:`;
const runningKey = (slug: string) => `running:${slug}:`;
const asideKey = (key: string, at: number) => `aside:${at}:${key}`;

const changeSchema = v.variant('kind', [
	v.strictObject({ kind: v.literal('lab'), slug: v.string(), revision: v.number() }),
	v.strictObject({ kind: v.literal('all') })
]);

/** The store over a shelf, and over memory from the moment the shelf fails. */
export class BrowserStore implements ProgressStore {
	#shelf: Shelf;
	#reason: Problem | null = null;
	#setAside: readonly Problem[] = [];
	#lastRevision = 0;
	readonly #channel = new BroadcastChannel(channelName);
	readonly #changed = new Set<(change: ProgressChange) => void>();
	readonly #status = new Set<() => void>();

	constructor(shelf: Shelf) {
		this.#shelf = shelf;
		this.#channel.onmessage = ({ data }: MessageEvent<unknown>) => {
			const change = v.safeParse(changeSchema, data);
			if (!change.success || !this.persistent) return;
			for (const listener of this.#changed) listener(change.output);
		};
	}

	/** Tries the shelf once, so that a refusal is known before anything is lost on it. */
	async probe(): Promise<void> {
		let timer: ReturnType<typeof setTimeout> | undefined;
		const late = new Promise<'late'>((resolve) => {
			timer = setTimeout(() => resolve('late'), openSecondsMax * 1000);
		});
		try {
			const answer = await Promise.race([this.#tryOut(), late]);
			if (answer === 'late') this.#workInMemory(progressSlow(openSecondsMax), []);
		} catch (error) {
			this.#workInMemory(reasonOf(error), []);
		} finally {
			clearTimeout(timer);
		}
	}

	get persistent(): boolean {
		return this.#reason === null;
	}

	get reason(): Problem | null {
		return this.#reason;
	}

	get setAside(): readonly Problem[] {
		return this.#setAside;
	}

	async loadLab(slug: string, labVersion: number): Promise<LabProgress> {
		const record = await this.#read(labKey(slug), slug, labRecordSchema);
		const running = (await this.#on((shelf) => shelf.get(runningKey(slug)))) !== undefined;
		return { ...(record ?? freshRecord(slug, labVersion)), running };
	}

	async saveLab(progress: LabProgress): Promise<SaveResult> {
		const { running, ...record } = progress;
		const key = labKey(record.slug);
		// What is broken is set aside before it could be written over.
		await this.#read(key, record.slug, labRecordSchema);
		const now = Date.now();
		const revision = this.#nextRevision(now, record.revision);
		// Also makes plain objects of whatever proxies the page keeps its state in.
		const next = v.parse(labRecordSchema, { ...record, savedAt: now, revision });
		const outcome: { conflict: LabRecord | null } = { conflict: null };
		await this.#on((shelf) =>
			shelf.change(key, (old) => {
				outcome.conflict = conflictWith(old, record);
				return outcome.conflict ? old : next;
			})
		);
		if (outcome.conflict) return { ok: false, conflict: { ...outcome.conflict, running } };
		this.#announce({ kind: 'lab', slug: record.slug, revision });
		return { ok: true, value: { ...next, running } };
	}

	async resetLab(slug: string): Promise<void> {
		const remove = [labKey(slug), runsPrefix(slug), runningKey(slug)];
		await this.#on((shelf) => shelf.write({ remove }));
		this.#announce({ kind: 'lab', slug, revision: 0 });
	}

	async addRun(run: Omit<StoredRun, 'id'>): Promise<StoredRun> {
		const stored: StoredRun = { ...run, id: runId(run.at) };
		const { slug } = run;
		await this.#on(async (shelf) => {
			const keys = await shelf.keys(runsPrefix(slug));
			const remove = keys.slice(0, Math.max(0, keys.length + 1 - runsMax));
			await shelf.write({ remove, put: [[runKey(slug, stored.id), { schema: 1, ...stored }]] });
		});
		return stored;
	}

	async runs(slug: string): Promise<StoredRun[]> {
		const entries = await this.#on((shelf) => shelf.entries(runsPrefix(slug)));
		const runs: StoredRun[] = [];
		for (const [key, stored] of entries) {
			const record = await this.#accept(key, slug, stored, runRecordSchema);
			if (record) runs.unshift(asStored(record));
		}
		return runs;
	}

	async markRunning(slug: string): Promise<void> {
		await this.#on((shelf) => shelf.write({ put: [[runningKey(slug), Date.now()]] }));
	}

	async clearRunning(slug: string): Promise<void> {
		await this.#on((shelf) => shelf.write({ remove: [runningKey(slug)] }));
	}

	async backUp(): Promise<Blob> {
		const [labs, runs, aside] = await this.#on((shelf) =>
			Promise.all([shelf.entries('lab:'), shelf.entries('run:'), shelf.entries('aside:')])
		);
		const text = writeBackUp(
			{
				labs: labs.flatMap(([, stored]) => goodOnes(readRecord(stored, labRecordSchema))),
				runs: runs.flatMap(([, stored]) => goodOnes(readRecord(stored, runRecordSchema))),
				aside
			},
			Date.now()
		);
		return new Blob([text], { type: 'application/json' });
	}

	async restore(text: string): Promise<Result<{ labs: number; runs: number }>> {
		const read = readBackUp(text);
		if (!read.ok) return read;
		const { labs, runs } = read.value;
		// A new revision, so that a tab that still shows the old work does not save over the new.
		const now = Date.now();
		const put: [string, unknown][] = [
			...labs.map((lab): [string, unknown] => {
				return [labKey(lab.slug), { ...lab, revision: this.#nextRevision(now, lab.revision) }];
			}),
			...newestRuns(runs).map((run): [string, unknown] => [runKey(run.slug, run.id), run])
		];
		try {
			await this.#shelf.write({ remove: ['lab:', 'run:', 'running:'], put });
		} catch (error) {
			return { ok: false, problems: [progressBackupUnwritten(String(error))] };
		}
		this.#announce({ kind: 'all' });
		return { ok: true, value: { labs: labs.length, runs: put.length - labs.length } };
	}

	async erase(): Promise<void> {
		await this.#on((shelf) => shelf.write({ remove: [''] }));
		this.#announce({ kind: 'all' });
	}

	onexternal(listener: (change: ProgressChange) => void): () => void {
		this.#changed.add(listener);
		return () => this.#changed.delete(listener);
	}

	onstatus(listener: () => void): () => void {
		this.#status.add(listener);
		return () => this.#status.delete(listener);
	}

	close(): void {
		this.#channel.close();
		this.#shelf.close();
	}

	/** The time, so that no revision comes again after an erasure, and over every one known. */
	#nextRevision(now: number, before: number): number {
		this.#lastRevision = Math.max(now, before + 1, this.#lastRevision + 1);
		return this.#lastRevision;
	}

	async #tryOut(): Promise<'works'> {
		await this.#shelf.write({ put: [['probe:', 1]] });
		await this.#shelf.write({ remove: ['probe:'] });
		return 'works';
	}

	/** A record, or null; what cannot be read is moved aside, where nothing ever deletes it. */
	async #read<T>(key: string, name: string, shape: v.GenericSchema<unknown, T>) {
		const stored = await this.#on((shelf) => shelf.get(key));
		return this.#accept(key, name, stored, shape);
	}

	async #accept<T>(
		key: string,
		name: string,
		stored: unknown,
		shape: v.GenericSchema<unknown, T>
	): Promise<T | null> {
		const reading = readRecord(stored, shape);
		if (reading.status === 'good') return reading.record;
		if (reading.status === 'newer') {
			const entries = await this.#shelf.entries('').catch(() => []);
			const readable = entries.filter(([other]) => other !== key);
			this.#workInMemory(progressNewer(), readable);
		} else if (reading.status === 'broken') {
			const aside = asideKey(key, Date.now());
			await this.#on((shelf) => shelf.write({ remove: [key], put: [[aside, stored]] }));
			const why = `${reading.path}: ${reading.value}`;
			this.#setAside = [...this.#setAside, progressSetAside(name, why)];
			this.#tellStatus();
		}
		return null;
	}

	/** Does something on the shelf; when that fails, goes on in memory and does it there. */
	async #on<T>(work: (shelf: Shelf) => Promise<T>): Promise<T> {
		try {
			return await work(this.#shelf);
		} catch (error) {
			// Data that cannot be cloned at all is our bug, in memory too.
			const ours = error instanceof DOMException && error.name === 'DataCloneError';
			if (ours || !this.persistent) throw error;
			const entries = await this.#shelf.entries('').catch(() => []);
			this.#workInMemory(reasonOf(error), entries);
			return work(this.#shelf);
		}
	}

	#workInMemory(reason: Problem, entries: [string, unknown][]): void {
		this.#shelf = new MemoryShelf(entries);
		this.#reason = reason;
		this.#tellStatus();
	}

	#tellStatus(): void {
		for (const listener of this.#status) listener();
	}

	#announce(change: ProgressChange): void {
		if (this.persistent) this.#channel.postMessage(change);
	}
}

/** What stands in the way of saving: anything but the record that the save is based on. */
function conflictWith(old: unknown, mine: LabRecord): LabRecord | null {
	const stored = readRecord(old, labRecordSchema);
	const fresh = freshRecord(mine.slug, mine.labVersion);
	if (stored.status === 'absent') return mine.revision === 0 ? null : fresh;
	if (stored.status !== 'good') return fresh;
	return stored.record.revision === mine.revision ? null : stored.record;
}

function reasonOf(error: unknown): Problem {
	if (error instanceof DOMException && error.name === 'QuotaExceededError') return progressFull();
	return progressRefused(error instanceof Error ? error.name : String(error));
}

/** Sorts by time; the random part keeps two tabs apart. */
function runId(at: number): string {
	const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
	return `${String(Math.floor(at)).padStart(15, '0')}-${random.toString(16).padStart(8, '0')}`;
}

function asStored({ schema: _schema, ...run }: RunRecord): StoredRun {
	return run;
}

function goodOnes<T>(reading: Reading<T>): T[] {
	return reading.status === 'good' ? [reading.record] : [];
}

function newestRuns(runs: readonly RunRecord[]): RunRecord[] {
	const newestFirst = runs.toSorted((one, other) => (one.id > other.id ? -1 : 1));
	const kept = new Map<string, number>();
	return newestFirst.filter(({ slug }) => {
		const count = (kept.get(slug) ?? 0) + 1;
		kept.set(slug, count);
		return count <= runsMax;
	});
}
