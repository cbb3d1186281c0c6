/*
 * What learner code finds beside the language itself; the realm's own side is
 * src/lib/sandbox/realm/globals.ts. Type checkers get this instead of a browser's library, so that
 * completion offers only what is there.
 */

interface Console {
	/** Prints under the cell. */
	log(...values: unknown[]): void;
	info(...values: unknown[]): void;
	warn(...values: unknown[]): void;
	error(...values: unknown[]): void;
	debug(...values: unknown[]): void;
	table(...values: unknown[]): void;
	assert(condition?: boolean, ...values: unknown[]): void;
}
declare const console: Console;

/** Runs later, in virtual time: the wait costs nothing, and is the same on every machine. */
declare function setTimeout<Values extends unknown[]>(
	action: (...values: Values) => void,
	delayMs?: number,
	...values: Values
): number;
declare function setInterval<Values extends unknown[]>(
	action: (...values: Values) => void,
	everyMs?: number,
	...values: Values
): number;
declare function clearTimeout(id: number | undefined): void;
declare function clearInterval(id: number | undefined): void;
declare function queueMicrotask(action: () => void): void;
declare function structuredClone<Value>(value: Value): Value;

/** Virtual time in milliseconds since the program began. */
declare const performance: { now(): number; readonly timeOrigin: number };
/** Seeded, like all chance here: the same numbers in each execution. */
declare const crypto: {
	getRandomValues<View extends ArrayBufferView>(view: View): View;
	randomUUID(): string;
};
