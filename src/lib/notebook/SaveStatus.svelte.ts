import { createContext } from 'svelte';
import type { ProgressStore } from '#lib/progress';

export type SaveState = 'opening' | 'saved' | 'unsaved' | 'refused' | 'conflict';

/**
 * What the header says about the learner's work, and the one store behind it. Made by the layout;
 * the page of a lab reports here. The store is opened once, on first use, never while prerendering.
 */
export class SaveStatus {
	state = $state.raw<SaveState>('opening');
	/** Milliseconds since 1970 of the last save that is known; null: nothing saved yet. */
	savedAt = $state.raw<number | null>(null);
	/** Why nothing can be kept, in the store's own words. */
	reason = $state.raw<string | null>(null);
	/** Set before everything is replaced or erased: whoever saves must not write after that. */
	closed = false;

	readonly #open: () => Promise<ProgressStore>;
	#store: Promise<ProgressStore> | null = null;

	constructor(open: () => Promise<ProgressStore>) {
		this.#open = open;
	}

	/** What was saved was read; `refused` stays, since that is about every save to come. */
	loaded(savedAt: number | null) {
		this.savedAt = savedAt;
		if (this.state !== 'refused') this.state = 'saved';
	}

	store(): Promise<ProgressStore> {
		this.#store ??= this.#open().then((store) => {
			const report = () => {
				this.reason = store.reason?.text ?? null;
				if (!store.persistent) this.state = 'refused';
			};
			store.onstatus(report);
			report();
			return store;
		});
		return this.#store;
	}
}

export const [saveStatus, provideSaveStatus] = createContext<SaveStatus>();
