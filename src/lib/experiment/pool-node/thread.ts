import { parentPort } from 'node:worker_threads';
import type { ToWorker } from '../pool/protocol';
import { Session } from '../pool/session';

/* Entry of Node's worker thread; `index.ts` bundles it. */

const port = parentPort;
if (!port) throw new Error('thread.ts runs in a worker thread only');

const session = new Session({
	post: (message, transfer) => port.postMessage(message, transfer),
	nextTurn: () => new Promise((resolve) => setImmediate(resolve))
});

port.on('message', (message: ToWorker) => session.receive(message));
