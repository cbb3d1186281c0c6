import type { CauseId, Fate, SimulationResult, TraceStep } from '#lib/sim';
import type { Experiment } from './experiment';

/** One execution of an experiment, with all that is needed to execute it again to the same bytes. */
export interface Run extends SimulationResult {
	kind: 'run';
	experiment: Experiment;
	seed: number;
	/** SHA-256 of the engine's bytes: another engine may give another digest. */
	engineHash: string;
	label: string;
}

/** The life of one message, from running again with its number as the filter. */
export interface Story {
	message: number;
	fate: Fate;
	cause: CauseId | null;
	acknowledged: boolean;
	steps: TraceStep[];
	/** Index of the step that decided the fate. */
	deciding: number;
}

/** Which messages of a run to list. Times are those of the deciding event, as in `Run.series`. */
export interface MessageQuery {
	cause?: CauseId;
	fate?: Fate;
	fromMs?: number;
	toMs?: number;
	limit?: number;
}
