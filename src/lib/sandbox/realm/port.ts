import type { Given } from '../bundler/given';
import type { ToRealm } from '../protocol';

export type Program = (given: Given) => Promise<void>;

/** The seam between a realm and what it lives in: a browser's worker or a thread of Node. */
export interface RealmPort {
	send(encoded: string): void;
	receive(handler: (message: ToRealm) => void): void;
	/** Evaluates `programSource(code)` as a script called `programName`. */
	load(code: string): Program;
	/** Stack text in which the program bears its name. */
	stackOf(error: Error): string;
	onunhandled(handler: (reason: unknown) => void): void;
}
