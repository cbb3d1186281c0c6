import type { Problem, Result } from '#lib/messages';
import type { LabProgress, StoredRun } from './record';

/** What another tab did. */
export type ProgressChange = { kind: 'lab'; slug: string; revision: number } | { kind: 'all' };

export type SaveResult =
	| { ok: true; value: LabProgress }
	/** Another tab saved meanwhile; `theirs` is what it saved. Nothing was written. */
	| { ok: false; conflict: LabProgress };

export interface ProgressStore {
	/** False: work is kept in memory only, and `reason` says why. Can turn false later. */
	readonly persistent: boolean;
	readonly reason: Problem | null;
	/** Records that could not be read and were set aside, since the store was opened. */
	readonly setAside: readonly Problem[];

	/** The saved work, or a fresh record (revision 0) when there is none. */
	loadLab(slug: string, labVersion: number): Promise<LabProgress>;
	/** Saves when `progress.revision` is the stored one, and returns it with the next revision. */
	saveLab(progress: LabProgress): Promise<SaveResult>;
	/** Forgets one lab's work and runs. */
	resetLab(slug: string): Promise<void>;

	/** Keeps the last 50 of the lab. */
	addRun(run: Omit<StoredRun, 'id'>): Promise<StoredRun>;
	/** Newest first. */
	runs(slug: string): Promise<StoredRun[]>;

	/** Set before a run and cleared after it: found set at load means the page died in a run. */
	markRunning(slug: string): Promise<void>;
	clearRunning(slug: string): Promise<void>;

	/** Everything as one JSON file. */
	backUp(): Promise<Blob>;
	/** Replaces everything, or, when anything in the text is wrong, nothing. */
	restore(text: string): Promise<Result<{ labs: number; runs: number }>>;
	erase(): Promise<void>;

	/** Calls back when another tab changed something; returns the function that ends it. */
	onexternal(listener: (change: ProgressChange) => void): () => void;
	/** Calls back when `persistent`, `reason` or `setAside` changed. */
	onstatus(listener: () => void): () => void;
	close(): void;
}
