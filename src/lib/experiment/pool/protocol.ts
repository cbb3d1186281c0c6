import type { Engine, Setup, SimulationResult } from '#lib/sim';
import type { MessageQuery, Story } from '../run';

/*
 * Everything that crosses the boundary between the pool and its workers. Requests carry an id, and
 * each is answered by exactly one `done`, `failed` or `cancelled` with the same id.
 */

export type Job =
	| { kind: 'run'; setup: Setup }
	/** Several short simulations of a sweep, to pay for the trip once. */
	| { kind: 'measure'; setups: Setup[] }
	| { kind: 'messages'; setup: Setup; query: MessageQuery & { limit: number } }
	| { kind: 'explain'; setup: Setup };

export interface Answers {
	run: SimulationResult;
	/** One row of `responseNames` for each setup, in order; transferred. */
	measure: Float64Array<ArrayBuffer>[];
	messages: number[];
	explain: Story;
}

export type Answer = Answers[Job['kind']];

export type ToWorker =
	/** First and once: the module is compiled by the page and shared. */
	| { kind: 'engine'; engine: Engine }
	| { kind: 'start'; id: number; urgent: boolean; job: Job }
	| { kind: 'cancel'; id: number };

export type FromWorker =
	| { kind: 'progress'; id: number; fraction: number }
	| { kind: 'done'; id: number; answer: Answer }
	| { kind: 'cancelled'; id: number }
	| { kind: 'failed'; id: number; fault: { name: string; message: string; stack: string } };
