import type { Run, MessageQuery, Story } from '../run';
import type { ExperimentSpec } from '../schema';
import type { DesignPoint, Over } from '../sweep';
import type { Table } from '../table';

export interface JobOptions {
	/** Aborting rejects the job's promise with `Cancelled`. */
	signal?: AbortSignal;
	/** From 0 to 1, rising. */
	onprogress?: (fraction: number) => void;
	/**
	 * A preview goes before all full jobs and replaces the preview before it. Previews of one signal
	 * are one preview of several runs.
	 */
	priority?: 'preview' | 'full';
}

export interface SweepOptions extends JobOptions {
	/** Replications of each point, with seeds seed, seed + 1, … */
	seeds?: number;
}

/** Runs experiments in workers. Rejects with `LearnerError` on a bad spec. */
export interface ExperimentPool {
	run(spec: ExperimentSpec, options?: JobOptions): Promise<Run>;
	sweep(spec: ExperimentSpec, over: Over, options?: SweepOptions): Promise<Table>;
	/** A sweep over any specs, each under its point's name in the table. */
	measure(points: readonly DesignPoint[], options?: SweepOptions): Promise<Table>;
	/** Numbers of the messages that match, rising. Runs again. */
	messages(run: Run, query: MessageQuery): Promise<number[]>;
	/** Runs again with the trace filter. */
	explain(run: Run, message: number): Promise<Story>;
	/** Fetches the engine and starts the workers ahead of the first job; safe to call often. */
	warm(): Promise<void>;
	close(): void;
}

/** A job was aborted, or replaced by a newer one. */
export class Cancelled extends Error {
	override readonly name = 'Cancelled';
}
