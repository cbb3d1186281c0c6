/** The realm in Node: a worker thread. It ends endless loops and isolates nothing. */
import { runInThisContext } from 'node:vm';
import { parentPort } from 'node:worker_threads';
import { programName, programSource } from '../program';
import type { Program, RealmPort } from './port';
import { startRealm } from './realm';

const page = parentPort;
if (!page) throw new Error('realm/thread.ts runs as a worker thread only');

const port: RealmPort = {
	send: (encoded) => page.postMessage(encoded),
	receive: (handler) => page.on('message', handler),
	load: (code) => runInThisContext(programSource(code), { filename: programName }) as Program,
	stackOf: (error) => String(error.stack ?? ''),
	onunhandled: (handler) => process.on('unhandledRejection', handler)
};

startRealm(port);
