import type { Result } from '#lib/messages';
import type { Bundle, Bundler } from '../execution';
import type { Compiled } from './compile';
import { toProblem } from './fault';
import type { FromBundler, ToBundler } from './messages';

/** The page's bundler. The worker, and the 14 MB of esbuild in it, load with the first use. */
export function createBundler(): Bundler {
	return new WorkerBundler();
}

class WorkerBundler implements Bundler {
	#worker: Worker | null = null;
	#waiting = new Map<number, (compiled: Compiled) => void>();
	#nextId = 1;

	async bundle(files: Readonly<Record<string, string>>, entry: string): Promise<Result<Bundle>> {
		const id = this.#nextId++;
		const compiled = await new Promise<Compiled>((resolve) => {
			this.#waiting.set(id, resolve);
			this.#send({ type: 'bundle', id, files: { ...files }, entry });
		});
		if (compiled.ok) return { ok: true, value: compiled.bundle };
		return { ok: false, problems: compiled.faults.map(toProblem) };
	}

	warm(): void {
		this.#send({ type: 'warm' });
	}

	async close(): Promise<void> {
		this.#fail('closed');
	}

	#send(message: ToBundler): void {
		this.#worker ??= this.#start();
		this.#worker.postMessage(message);
	}

	#start(): Worker {
		const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
		worker.onmessage = ({ data }: MessageEvent<FromBundler>) => {
			this.#waiting.get(data.id)?.(data.compiled);
			this.#waiting.delete(data.id);
		};
		worker.onerror = (event) => {
			event.preventDefault();
			this.#fail(event.message || 'worker');
		};
		return worker;
	}

	/** Answers all who wait; the next use starts a new worker. */
	#fail(reason: string): void {
		this.#worker?.terminate();
		this.#worker = null;
		for (const resolve of this.#waiting.values())
			resolve({ ok: false, faults: [{ kind: 'unavailable', reason }] });
		this.#waiting.clear();
	}
}
