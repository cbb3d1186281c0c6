import type { ToWorker } from './protocol';
import { Session } from './session';

/* Entry of the browser's worker. */

// The library's types describe a page; a module worker's own scope has the same two members.
const scope = self as unknown as {
	postMessage(message: unknown, transfer: Transferable[]): void;
	onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
};

/** `setTimeout` waits 4 ms once nested; a message to oneself does not. */
const turns = new MessageChannel();
let resume: () => void = () => {};
turns.port1.onmessage = () => resume();

const session = new Session({
	post: (message, transfer) => scope.postMessage(message, transfer),
	nextTurn: () =>
		new Promise((resolve) => {
			resume = resolve;
			turns.port2.postMessage(null);
		})
});

scope.onmessage = ({ data }) => session.receive(data);
