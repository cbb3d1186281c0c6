import { BrowserStore } from './browser-store';
import { IndexedDbShelf } from './indexed-db-shelf';
import type { ProgressStore } from './store';

/** Opens the one store of this browser. Never rejects; at worst the store works in memory. */
export async function openProgress(): Promise<ProgressStore> {
	const store = new BrowserStore(new IndexedDbShelf());
	await store.probe();
	return store;
}
