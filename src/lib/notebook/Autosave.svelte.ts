import type { LabProgress, ProgressStore } from '#lib/progress';
import type { SaveStatus } from './SaveStatus.svelte';

/** How long typing must rest before it is saved. */
const pauseMs = 700;

/** The part of a lab's record that the page decides; the rest belongs to the store. */
export type Snapshot = Pick<
	LabProgress,
	'edits' | 'dials' | 'seed' | 'answers' | 'predictions' | 'checks' | 'hintsOpened'
>;

interface Subject {
	slug: string;
	labVersion: number;
	snapshot(): Snapshot;
	restore(saved: Snapshot): void;
}

/**
 * Keeps one lab's work saved: after a pause in typing, before each run, and when the page is left.
 * Never overwrites what another tab saved: a tab with nothing unsaved follows it, one with
 * unsaved work stops and lets the learner choose.
 */
export class Autosave {
	/** What another tab saved while this one had unsaved work. */
	conflict = $state.raw<LabProgress | null>(null);
	/** Set when the page last ended in the middle of a run. */
	foundRunning = $state.raw(false);

	readonly #status: SaveStatus;
	readonly #subject: Subject;
	#store: ProgressStore | null = null;
	/** The record that this tab's work is based on. */
	#base: LabProgress | null = null;
	/** The last snapshot that is in the store, as text: tells a real change from a mere redraw. */
	#saved = '';
	#timer: ReturnType<typeof setTimeout> | undefined;
	/** Saves go one after another, each on the revision of the one before. */
	#queue: Promise<void> = Promise.resolve();
	#unsubscribe: (() => void) | null = null;

	constructor(status: SaveStatus, subject: Subject) {
		this.#status = status;
		this.#subject = subject;
	}

	/** Loads what was saved and begins to watch other tabs. */
	async open(): Promise<ProgressStore> {
		const store = await this.#status.store();
		this.#store = store;
		const saved = await store.loadLab(this.#subject.slug, this.#subject.labVersion);
		this.foundRunning = saved.running;
		this.#adopt(saved);
		this.#unsubscribe = store.onexternal((change) => {
			if (change.kind === 'all' || change.slug === this.#subject.slug) void this.#follow();
		});
		return store;
	}

	/** Something may have changed: save soon, if it did. */
	touch() {
		if (!this.#base || this.conflict || !this.#isDirty()) return;
		if (this.#status.state === 'saved') this.#status.state = 'unsaved';
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.flush(), pauseMs);
	}

	/** Saves now what is not saved. Resolves when it is in the store, or refused. */
	flush(): Promise<void> {
		clearTimeout(this.#timer);
		this.#queue = this.#queue
			.then(() => this.#save())
			.catch((error: unknown) => {
				// Ours to mend; the work on the page goes on, and the header says that it is not saved.
				console.error(error);
				this.#status.state = 'unsaved';
			});
		return this.#queue;
	}

	async keepMine() {
		const { conflict } = this;
		if (!conflict || !this.#base) return;
		this.#base = conflict;
		this.#saved = '';
		this.conflict = null;
		await this.flush();
	}

	takeTheirs() {
		if (this.conflict) this.#adopt(this.conflict);
	}

	async markRunning() {
		await this.#store?.markRunning(this.#subject.slug);
	}

	forgetRunning() {
		this.foundRunning = false;
		void this.clearRunning();
	}

	async clearRunning() {
		await this.#store?.clearRunning(this.#subject.slug);
	}

	close() {
		void this.flush();
		this.#unsubscribe?.();
	}

	#isDirty(): boolean {
		return JSON.stringify(this.#subject.snapshot()) !== this.#saved;
	}

	async #save() {
		const store = this.#store;
		if (!store || !this.#base || this.conflict || this.#status.closed || !this.#isDirty()) return;
		const snapshot = this.#subject.snapshot();
		const result = await store.saveLab({ ...this.#base, ...snapshot });
		if (!result.ok) {
			this.conflict = result.conflict;
			this.#status.state = 'conflict';
			return;
		}
		this.#base = result.value;
		this.#saved = JSON.stringify(snapshot);
		this.#report();
	}

	async #follow() {
		const store = this.#store;
		if (!store || !this.#base) return;
		const theirs = await store.loadLab(this.#subject.slug, this.#subject.labVersion);
		if (theirs.revision === this.#base.revision) return;
		if (this.#isDirty()) {
			this.conflict = theirs;
			this.#status.state = 'conflict';
		} else {
			this.#adopt(theirs);
		}
	}

	#adopt(saved: LabProgress) {
		clearTimeout(this.#timer);
		this.conflict = null;
		this.#base = saved;
		this.#subject.restore(saved);
		this.#saved = JSON.stringify(this.#subject.snapshot());
		this.#report();
	}

	#report() {
		if (!this.#store || !this.#base) return;
		this.#status.state = this.#store.persistent ? 'saved' : 'refused';
		this.#status.savedAt = this.#base.savedAt || null;
	}
}
