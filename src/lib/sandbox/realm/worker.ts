/** The realm in a browser: a classic worker from a blob, in a frame without an origin. */
import { programName, programSource } from '../program';
import type { Program, RealmPort } from './port';
import { startRealm } from './realm';

declare function importScripts(url: string): void;
declare function postMessage(message: string): void;

// The runtime's alone: code that posts by itself could fill the frame's queue faster than the frame
// can end it, and code that closes its worker would leave the page waiting.
const send = postMessage.bind(globalThis);
for (let holder: unknown = globalThis; isObject(holder); holder = Object.getPrototypeOf(holder)) {
	Reflect.deleteProperty(holder, 'postMessage');
	Reflect.deleteProperty(holder, 'close');
}

const slot = '__learnerProgram';
let programUrl = '';

const port: RealmPort = {
	send,
	receive(handler) {
		addEventListener('message', (event: MessageEvent) => handler(event.data));
	},
	load(code) {
		// The frame's policy forbids `eval`; a script from a blob of our own is allowed.
		const script = `globalThis.${slot} = ${programSource(code)}`;
		programUrl = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
		importScripts(programUrl);
		const program: unknown = Reflect.get(globalThis, slot);
		Reflect.deleteProperty(globalThis, slot);
		return program as Program; // what the line above made
	},
	stackOf: (error) => String(error.stack ?? '').replaceAll(programUrl, programName),
	onunhandled(handler) {
		addEventListener('unhandledrejection', (event) => {
			event.preventDefault();
			handler(event.reason);
		});
	}
};

function isObject(value: unknown): value is object {
	return typeof value === 'object' && value !== null;
}

startRealm(port);
