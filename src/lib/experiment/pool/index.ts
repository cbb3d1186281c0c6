/**
 * The pool of engine workers in a browser. Give one to the page and close it with the page. It must
 * never be imported by code that also runs in Node: `#lib/experiment/pool-node` is its twin there.
 */
import { fetchEngine } from '#lib/sim/browser';
import { pageLimits } from '../limits';
import type { ExperimentPool } from './job';
import { WorkerPool } from './pool';
import type { FromWorker } from './protocol';
import type { WorkerPort } from './worker-port';

/** More workers than this gain little: a sweep's chunks run out before the cores do. */
const workersMax = 8;

export interface BrowserPoolOptions {
	/** Default: one for each core, leaving one to the page. */
	workers?: number;
}

export function createPool({
	workers = defaultWorkers()
}: BrowserPoolOptions = {}): ExperimentPool {
	return new WorkerPool({ workers, engine: fetchEngine, spawn, limits: pageLimits });
}

/** Two at least: on two cores the page itself is idle while a sweep runs. */
function defaultWorkers(): number {
	return Math.min(workersMax, Math.max(2, navigator.hardwareConcurrency - 1));
}

function spawn(): WorkerPort {
	const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
	const port: WorkerPort = {
		post: (message) => worker.postMessage(message),
		onmessage: () => {},
		onbroken: () => {},
		terminate: () => worker.terminate()
	};
	worker.onmessage = ({ data }: MessageEvent<FromWorker>) => port.onmessage(data);
	worker.onerror = (event) => port.onbroken(event.message || 'the worker did not load');
	worker.onmessageerror = () => port.onbroken('a message could not be read');
	return port;
}
