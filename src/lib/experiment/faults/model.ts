import type { FaultKind, FaultSetup } from '#lib/sim';
import type { CompleteFault } from './schema';

export interface FaultModel {
	kind: FaultKind;
	/** `rabbit-1`, `leader`, `producer-1`, `consumer-1`; a partition has its nodes instead. */
	target: string | null;
	nodes: string[];
	when: FaultSetup['when'];
	/** null: for good. */
	durationUs: number | null;
}

export function completeFault(fault: CompleteFault): FaultModel {
	return {
		kind: fault.kind,
		target: fault.kind === 'partition' ? null : fault.target,
		nodes: fault.kind === 'partition' ? fault.nodes : [],
		when: completeWhen(fault),
		durationUs: durationOf(fault)
	};
}

/** `conflicts.ts` has made sure that exactly one is there. */
function completeWhen(fault: CompleteFault): FaultModel['when'] {
	const { at = 0, afterAttempted, afterProcessed } = fault;
	if (afterAttempted !== undefined) return { afterAttempted };
	if (afterProcessed !== undefined) return { afterProcessed };
	return { atUs: at };
}

function durationOf(fault: CompleteFault): number | null {
	switch (fault.kind) {
		case 'crash':
		case 'powerLoss':
		case 'stop':
			return fault.restartAfter ?? null;
		case 'cut':
			return 0;
		default:
			return fault.for;
	}
}
