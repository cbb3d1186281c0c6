/**
 * The pool of engine workers in Node, for the command line and for tests: the same scheduler and
 * the same sessions as in a browser, on threads, or with no thread at all. It must never reach a
 * browser bundle: it reads files and builds.
 */
import { readEngine } from '#lib/sim/node';
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { commandLineLimits, type Limits } from '../limits';
import type { ExperimentPool } from '../pool/job';
import { WorkerPool } from '../pool/pool';
import type { FromWorker } from '../pool/protocol';
import { Session } from '../pool/session';
import type { WorkerPort } from '../pool/worker-port';

export interface NodePoolOptions {
	/** 0: everything in this thread, which starts fastest. */
	workers: number;
	limits?: Limits;
}

export async function createNodePool({
	workers,
	limits = commandLineLimits
}: NodePoolOptions): Promise<ExperimentPool> {
	const spawn = workers === 0 ? spawnInProcess : spawnThread(await bundledThread());
	return new WorkerPool({ workers, engine: readEngine, spawn, limits });
}

/** A thread cannot load TypeScript by itself, whatever runs its parent (tsx, Vitest). */
async function bundledThread(): Promise<string> {
	const { outputFiles } = await build({
		entryPoints: [fileURLToPath(new URL('./thread.ts', import.meta.url))],
		bundle: true,
		write: false,
		platform: 'node',
		format: 'cjs',
		sourcemap: 'inline',
		logLevel: 'silent'
	});
	return outputFiles[0]?.text ?? '';
}

const spawnThread = (code: string) => (): WorkerPort => {
	const worker = new Worker(code, { eval: true, execArgv: [] });
	const port: WorkerPort = {
		post: (message) => worker.postMessage(message),
		onmessage: () => {},
		onbroken: () => {},
		terminate: () => void worker.terminate()
	};
	worker.on('message', (message: FromWorker) => port.onmessage(message));
	worker.on('error', (error) => port.onbroken(String(error)));
	worker.on('messageerror', (error) => port.onbroken(String(error)));
	return port;
};

/** Messages are cloned here too, so that nothing is shared that a real worker would not share. */
function spawnInProcess(): WorkerPort {
	const session = new Session({
		post: (message, transfer) => {
			const copy = structuredClone(message, { transfer });
			setImmediate(() => port.onmessage(copy));
		},
		nextTurn: () => new Promise((resolve) => setImmediate(resolve))
	});
	const port: WorkerPort = {
		// A module is shared, not copied, by a worker too.
		post: (message) =>
			session.receive(message.kind === 'engine' ? message : structuredClone(message)),
		onmessage: () => {},
		onbroken: () => {},
		terminate: () => {}
	};
	return port;
}
