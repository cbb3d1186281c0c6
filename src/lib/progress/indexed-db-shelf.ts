import { createStore, get, promisifyRequest, type UseStore } from 'idb-keyval';
import type { Shelf } from './shelf';

/** Where every learner's work lies: never to be changed. */
const databaseName = 'broker-lab';
const storeName = 'progress';

/** The browser's own database. Rejects where it is refused, full or broken. */
export class IndexedDbShelf implements Shelf {
	// Opens on first use, so that a refusal is a rejected promise and not a throw here.
	readonly #store: UseStore = createStore(databaseName, storeName);

	get(key: string): Promise<unknown> {
		return get<unknown>(key, this.#store);
	}

	keys(prefix: string): Promise<string[]> {
		return this.#store('readonly', async (store) => {
			const keys = await promisifyRequest(store.getAllKeys(rangeOf(prefix)));
			return keys.map(String);
		});
	}

	entries(prefix: string): Promise<[string, unknown][]> {
		return this.#store('readonly', async (store) => {
			const range = rangeOf(prefix);
			const [keys, values] = await Promise.all([
				promisifyRequest(store.getAllKeys(range)),
				promisifyRequest<unknown[]>(store.getAll(range))
			]);
			return keys.map((key, index): [string, unknown] => [String(key), values[index]]);
		});
	}

	change(key: string, change: (old: unknown) => unknown): Promise<void> {
		return this.#store('readwrite', (store) => {
			const request = store.get(key);
			let failure: unknown;
			request.onsuccess = () => {
				try {
					const old: unknown = request.result;
					const changed = change(old);
					if (changed !== old) store.put(changed, key);
				} catch (error) {
					failure = error;
					store.transaction.abort();
				}
			};
			return promisifyRequest<void>(store.transaction).catch((error: unknown) => {
				throw failure ?? error;
			});
		});
	}

	write({ remove = [], put = [] }: Parameters<Shelf['write']>[0]): Promise<void> {
		return this.#store('readwrite', (store) => {
			const done = promisifyRequest<void>(store.transaction);
			try {
				for (const prefix of remove) store.delete(rangeOf(prefix));
				for (const [key, value] of put) store.put(value, key);
			} catch (error) {
				// What was asked so far would be written all the same.
				store.transaction.abort();
				return done.then(
					() => Promise.reject(error),
					() => Promise.reject(error)
				);
			}
			return done;
		});
	}

	close(): void {
		// idb-keyval offers no way to its connection; the browser closes it with the page.
	}
}

function rangeOf(prefix: string): IDBKeyRange {
	return IDBKeyRange.bound(prefix, `${prefix}\uffff`);
}
