import type { FaultSetup } from '#lib/sim';
import type { FaultModel } from './model';
import { findTarget, type Places } from './places';

export function faultSetups(faults: readonly FaultModel[], places: Places): FaultSetup[] {
	return faults.map((fault) => faultSetup(fault, places));
}

function faultSetup(fault: FaultModel, places: Places): FaultSetup {
	const others = fault.nodes.map((node) => places.nodes.indexOf(node));
	const { kind, when, durationUs, factor, latencyUs, loss, clients } = fault;
	const target =
		fault.target === null
			? ({ kind: 'node', index: others[0] ?? 0 } as const)
			: findTarget(fault.target, places);
	// A name that is not there was refused by `conflicts.ts`: meeting one here is our own fault.
	if (!target) throw new Error(`toSetup met the unknown target ${fault.target}`);
	return {
		kind,
		target,
		when,
		durationUs: durationUs ?? Infinity,
		others,
		factor,
		latencyUs,
		loss,
		clients
	};
}
