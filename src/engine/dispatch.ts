/** Brings each event to the broker of the run or to its fault, or parks it where something stands. */
import { Lane } from './kernel/events';
import { park } from './world/parking';
import { Fault, standstills } from './scenario/fault';
import { onFault } from './scenario/faults';
import { afterFault, onEvent, stands } from './scenario/hooks';
import { FAULT_LANE } from './scenario/lane-kind';

export function dispatch(lane: Lane, a: u32, b: u32, c: u32): void {
	if (lane.kind == FAULT_LANE) {
		onFault(changetype<Fault>(lane.owner), a);
		afterFault();
	} else if (standstills > 0 && stands(lane)) {
		park(lane, a, b, c);
	} else {
		onEvent(lane, a, b, c);
	}
}
