import type { Calls } from './calls';
import type { VirtualTime } from './virtual-time';

/** How long nothing at all may happen before a program counts as waiting for nothing. */
const quietMsMax = 1_000;

// Kept before the learner's virtual clock and timers take their places.
const realNowMs = performance.now.bind(performance);
const realSetTimeout = setTimeout.bind(globalThis);
const channel = new MessageChannel();

/** One turn of the real event loop: every promise that can go on has gone on after it. */
function turn(): Promise<void> {
	return new Promise((resolve) => {
		channel.port1.onmessage = () => resolve();
		channel.port2.postMessage(null);
	});
}

/** Time for the browser to tell of a rejection that nothing handled, which it does in a later task. */
function afterRejections(): Promise<true> {
	return new Promise((resolve) => realSetTimeout(() => resolve(true), 0));
}

/**
 * Drives a program until it has settled and left nothing behind: answers to its calls first, then
 * its timers, one by one in virtual time. Gives false if it waits for what can never come.
 */
export async function runToEnd(
	program: Promise<void>,
	calls: Calls,
	time: VirtualTime
): Promise<boolean> {
	let settled = false;
	const end = program.finally(() => (settled = true));
	// An error ends the program at once, whatever else it left to do.
	const failed = new Promise<never>((_, reject) => end.catch(reject));
	let quietSinceMs = realNowMs();
	for (;;) {
		await Promise.race([turn(), failed]);
		if (calls.waiting) await Promise.race([calls.nextAnswer(), failed]);
		else if (time.timersWaiting) time.step();
		else if (settled) return afterRejections();
		else if (realNowMs() - quietSinceMs > quietMsMax) return false;
		else continue;
		quietSinceMs = realNowMs();
	}
}
