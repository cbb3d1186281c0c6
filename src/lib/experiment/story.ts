import {
	duplicateCauses,
	lossCauses,
	type CauseId,
	type Fate,
	type Simulation,
	type TraceStep
} from '#lib/sim';
import type { Story } from './run';

/** What happened to one message, in a simulation that was created with it as the traced one. */
export function tellStory(simulation: Simulation, message: number): Story {
	return storyOf(message, simulation.trace(message));
}

/** The fate follows from the steps alone: a story must not claim what it does not show. */
export function storyOf(message: number, steps: TraceStep[]): Story {
	const fate = fateOf(steps);
	const deciding = decidingStep(steps, fate);
	return {
		message,
		fate,
		cause: steps[deciding]?.cause ?? null,
		acknowledged: steps.some(({ step }) => step === 'confirmed' || step === 'committed'),
		steps,
		deciding
	};
}

const isLossCause = (cause: CauseId | null): boolean =>
	lossCauses.some((lossCause) => lossCause === cause);
const isDuplicateCause = (cause: CauseId | null): boolean =>
	duplicateCauses.some((duplicateCause) => duplicateCause === cause);

function fateOf(steps: readonly TraceStep[]): Fate {
	const processed = steps.filter(({ step }) => step === 'processed').length;
	if (processed > 1) return 'duplicated';
	if (processed === 1) return 'processedOnce';
	if (steps.some(({ cause }) => isLossCause(cause))) return 'lost';
	if (steps.some(({ step }) => step === 'returned')) return 'unroutable';
	if (steps.at(-1)?.step === 'nacked') return 'failed';
	return 'stillQueued';
}

/**
 * A loss is decided when the last copy ceases to exist, a duplicate when the step happens that
 * makes the second processing possible, anything else at its last word.
 */
function decidingStep(steps: readonly TraceStep[], fate: Fate): number {
	const last = steps.length - 1;
	switch (fate) {
		case 'lost':
			return steps.findLastIndex(({ cause }) => isLossCause(cause));
		case 'duplicated': {
			const marked = steps.findIndex(({ cause }) => isDuplicateCause(cause));
			return marked >= 0 ? marked : steps.findLastIndex(({ step }) => step === 'processed');
		}
		case 'processedOnce':
			return steps.findIndex(({ step }) => step === 'processed');
		case 'failed':
			return steps.findLastIndex(({ step }) => step === 'nacked');
		default:
			return last;
	}
}
