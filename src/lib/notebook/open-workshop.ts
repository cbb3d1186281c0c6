import type { ExperimentPool } from '#lib/experiment';
import type { Result } from '#lib/messages';
import type {
	Bundle,
	Bundler,
	ExecuteOptions,
	Execution,
	Sandbox,
	SandboxHost
} from '#lib/sandbox';
import type { Files } from './Drafts.svelte';
import { reachableFiles } from './imports';
import type { Priority, Workshop } from './workshop';

/** Bundles kept: the cells of a lab, its checks, and the texts just before the last edit. */
const bundlesMax = 16;

/** Loads bundler, sandbox and engine pool. `frameUrl`: where `static/sandbox.html` is served. */
export async function openWorkshop(frameUrl: string): Promise<Workshop> {
	const [{ createPool }, { createBundler, Sandbox }] = await Promise.all([
		import('#lib/experiment/pool'),
		import('#lib/sandbox')
	]);
	const pool = createPool();
	const open = (priority: Priority) => {
		const seeds = { seed: 1 };
		const sandbox = new Sandbox(hostFor(pool, priority, seeds), { frameUrl });
		return { sandbox, seeds };
	};
	return new LoadedWorkshop(pool, createBundler(), {
		preview: open('preview'),
		full: open('full')
	});
}

/** Executions of a sandbox take turns; previews do not wait for full runs, so have their own. */
type Rooms = Record<Priority, { sandbox: Sandbox; seeds: { seed: number } }>;

class LoadedWorkshop implements Workshop {
	readonly pool: ExperimentPool;
	readonly #bundler: Bundler;
	readonly #rooms: Rooms;
	readonly #bundles = new Map<string, Result<Bundle>>();

	constructor(pool: ExperimentPool, bundler: Bundler, rooms: Rooms) {
		this.pool = pool;
		this.#bundler = bundler;
		this.#rooms = rooms;
		bundler.warm();
		void pool.warm();
		rooms.full.sandbox.warm();
		rooms.preview.sandbox.warm();
	}

	async bundle(files: Files, entry: string): Promise<Result<Bundle>> {
		const used = reachableFiles(files, entry).map((path) => [path, files[path]]);
		const key = JSON.stringify([entry, used]);
		const kept = this.#bundles.get(key);
		if (kept) return kept;
		const bundle = await this.#bundler.bundle(files, entry);
		// The bundler itself may have failed, which another try can mend: only bundles are kept.
		if (!bundle.ok) return bundle;
		const [oldest] = this.#bundles.keys();
		if (this.#bundles.size >= bundlesMax && oldest !== undefined) this.#bundles.delete(oldest);
		this.#bundles.set(key, bundle);
		return bundle;
	}

	execute(bundle: Bundle, options: ExecuteOptions, priority: Priority): Execution {
		const { sandbox, seeds } = this.#rooms[priority];
		seeds.seed = options.seed;
		return sandbox.execute(bundle, options);
	}

	close() {
		this.#rooms.full.sandbox.destroy();
		this.#rooms.preview.sandbox.destroy();
		void this.#bundler.close();
		this.pool.close();
	}
}

/** What learner code may ask of the page; the page's seed holds where the code names none. */
function hostFor(pool: ExperimentPool, priority: Priority, seeds: { seed: number }): SandboxHost {
	const seeded = (spec: object) => ({ ...seeds, ...spec });
	return {
		run: (spec, options) => pool.run(seeded(spec), { ...options, priority }),
		sweep: (spec, over, options) => pool.sweep(seeded(spec), over, options),
		measure: (points, options) =>
			pool.measure(
				points.map((point) => ({ ...point, spec: seeded(point.spec) })),
				options
			),
		messages: (run, query) => pool.messages(run, query),
		explain: (run, message) => pool.explain(run, message)
	};
}
