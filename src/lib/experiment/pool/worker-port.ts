import type { FromWorker, ToWorker } from './protocol';

/** A worker as the pool sees it. Three exist: a browser's, a Node thread, and none at all. */
export interface WorkerPort {
	post(message: ToWorker): void;
	onmessage: (message: FromWorker) => void;
	/** The worker itself is broken: it did not load, or something escaped from it. */
	onbroken: (reason: string) => void;
	terminate(): void;
}
