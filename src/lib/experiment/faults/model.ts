import type { FaultKind, FaultSetup, PartitionClients } from '#lib/sim';
import type { CompleteFault } from './schema';

export interface FaultModel {
	kind: FaultKind;
	/** `rabbit-1`, `leader`, `producer-1`, `consumer-1`; a partition has its nodes instead. */
	target: string | null;
	nodes: string[];
	/** Of a partition: whom clients can reach. */
	clients: PartitionClients;
	when: FaultSetup['when'];
	/** null: for good. */
	durationUs: number | null;
	/** slowDisk, slowLink: times slower; 1: not. */
	factor: number;
	/** slowLink: added to each way. */
	latencyUs: number;
	/** lossyLink: the share of packets that is lost. */
	loss: number;
}

export function completeFault(fault: CompleteFault): FaultModel {
	return {
		kind: fault.kind,
		target: fault.kind === 'partition' ? null : fault.target,
		nodes: fault.kind === 'partition' ? fault.nodes : [],
		clients: fault.kind === 'partition' ? fault.clients : 'outside',
		when: completeWhen(fault),
		durationUs: durationOf(fault),
		factor: fault.kind === 'slowDisk' || fault.kind === 'slowLink' ? fault.factor : 1,
		latencyUs: fault.kind === 'slowLink' ? fault.latency : 0,
		loss: fault.kind === 'lossyLink' ? fault.loss : 0
	};
}

/** `conflicts.ts` has made sure that exactly one is there. */
function completeWhen(fault: CompleteFault): FaultModel['when'] {
	const { at = 0, afterAttempted, afterProcessed, whileProcessing } = fault;
	if (afterAttempted !== undefined) return { afterAttempted };
	if (afterProcessed !== undefined) return { afterProcessed };
	if (whileProcessing !== undefined) return { whileProcessing };
	return typeof at === 'number' ? { atUs: at } : { betweenUs: at.between };
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
