import type { ExperimentPool } from '#lib/experiment';
import type { Result } from '#lib/messages';
import type { Bundle, ExecuteOptions, Execution } from '#lib/sandbox';
import type { Files } from './Drafts.svelte';

/** A `preview` goes before everything that waits, and gives way to the next preview. */
export type Priority = 'preview' | 'full';

/**
 * The heavy parts behind the cells: bundler, sandbox, pool of engine workers. The page opens them
 * after first paint (`open-workshop.ts`); the state classes know only this.
 */
export interface Workshop {
	/** The same texts give the same bundle without bundling again. */
	bundle(files: Files, entry: string): Promise<Result<Bundle>>;
	execute(bundle: Bundle, options: ExecuteOptions, priority: Priority): Execution;
	readonly pool: ExperimentPool;
	close(): void;
}
