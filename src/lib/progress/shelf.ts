/**
 * Where records lie: the browser's IndexedDB, or memory where that is refused. Keys are text.
 * Every method is atomic: all of it happens, or none, and no other tab comes between.
 */
export interface Shelf {
	get(key: string): Promise<unknown>;
	/** In the order of keys. */
	keys(prefix: string): Promise<string[]>;
	/** In the order of keys. */
	entries(prefix: string): Promise<[string, unknown][]>;
	/** Writes what `change` makes of the old value; the old value itself means: leave it. */
	change(key: string, change: (old: unknown) => unknown): Promise<void>;
	/** First removes every key that begins with one of the prefixes, then puts. */
	write(edit: { remove?: readonly string[]; put?: readonly [string, unknown][] }): Promise<void>;
	close(): void;
}

/** Keeps copies, as a database does: what is changed outside is not changed in here. */
export class MemoryShelf implements Shelf {
	readonly #values: Map<string, unknown>;

	constructor(entries: Iterable<readonly [string, unknown]> = []) {
		this.#values = new Map(entries);
	}

	async get(key: string): Promise<unknown> {
		return structuredClone(this.#values.get(key));
	}

	async keys(prefix: string): Promise<string[]> {
		return [...this.#values.keys()].filter((key) => key.startsWith(prefix)).sort();
	}

	async entries(prefix: string): Promise<[string, unknown][]> {
		const keys = await this.keys(prefix);
		return keys.map((key) => [key, structuredClone(this.#values.get(key))]);
	}

	async change(key: string, change: (old: unknown) => unknown): Promise<void> {
		const old = this.#values.get(key);
		const changed = change(structuredClone(old));
		if (changed !== undefined) this.#values.set(key, structuredClone(changed));
	}

	async write({ remove = [], put = [] }: Parameters<Shelf['write']>[0]): Promise<void> {
		const copies = put.map(([key, value]) => [key, structuredClone(value)] as const);
		for (const key of [...this.#values.keys()]) {
			if (remove.some((prefix) => key.startsWith(prefix))) this.#values.delete(key);
		}
		for (const [key, value] of copies) this.#values.set(key, value);
	}

	close(): void {}
}
