import {
	duplicateCauses,
	lossCauses,
	type CauseId,
	type Fate,
	type Simulation,
	type TraceStep
} from '#lib/sim';
import type { Story } from './run';

/** What happened to one message, in a finished simulation that was told to trace it. */
export function tellStory(simulation: Simulation, message: number): Story {
	const ending = simulation.fate(message);
	// The pool has checked the number against the run's own count of attempted messages.
	if (!ending) throw new Error(`message ${message} was never attempted`);
	const steps = simulation.trace();
	const deciding = decidingStep(steps, ending.fate);
	return {
		message,
		fate: ending.fate,
		cause: ending.fate === 'duplicated' ? repeatedFor(steps) : ending.cause,
		acknowledged: ending.acknowledged,
		steps,
		deciding
	};
}

const isOneOf = (causes: readonly CauseId[], cause: CauseId | null): boolean =>
	causes.some((known) => known === cause);

/**
 * Index of the step that decided the fate. A loss is decided when the last copy ceases to exist, a
 * duplicate when something gives the processed message to a consumer again, anything else at its
 * end.
 */
export function decidingStep(steps: readonly TraceStep[], fate: Fate): number {
	const last = (matches: (step: TraceStep) => boolean): number => {
		const index = steps.findLastIndex(matches);
		return index >= 0 ? index : steps.length - 1;
	};
	switch (fate) {
		case 'lost':
			return last(({ cause }) => isOneOf(lossCauses, cause));
		case 'duplicated':
			return repeatingStep(steps);
		case 'processedOnce':
			return last(({ step }) => step === 'processed');
		case 'failed':
			return last(({ step }) => step === 'nacked');
		default:
			return steps.length - 1;
	}
}

/**
 * Either the producer sent another copy, or the broker put the one it had back: the first such step
 * that led to the second processing.
 */
function repeatingStep(steps: readonly TraceStep[]): number {
	const first = steps.findIndex(({ step }) => step === 'processed');
	const again = steps.findIndex(({ step }, index) => step === 'processed' && index > first);
	const copy = steps[again]?.copy;
	const decided =
		copy === steps[first]?.copy
			? steps.findLastIndex(
					({ step }, index) => index < again && (step === 'requeued' || step === 'recovered')
				)
			: steps.findIndex((step) => step.step === 'sent' && step.copy === copy);
	return decided >= 0 ? decided : again;
}

/** The cause that the ledger gave to the first repeated processing. */
function repeatedFor(steps: readonly TraceStep[]): CauseId | null {
	const repeated = steps.find(
		({ step, cause }) => step === 'processed' && isOneOf(duplicateCauses, cause)
	);
	return repeated?.cause ?? null;
}
