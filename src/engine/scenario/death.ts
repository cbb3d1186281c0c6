/** Faults that end a process: a crash, a stop, and a power loss once it is noticed. */
import { now, push } from '../kernel/events';
import { dateLosses, dateLossesNow } from '../ledger/ledger';
import { nodeAt } from '../world/node';
import { clientOf, Ending, Fault, FaultKind, Phase, Target } from './fault';
import { killClient, killNode, returnClient, returnNode } from './hooks';

export function beginDeath(fault: Fault): void {
	if (fault.target != Target.Node) {
		const client = clientOf(fault);
		if (!client.dead) killClient(client, endingOf(fault.kind));
	} else if (nodeAt(fault.index).up) {
		killNow(fault.index, endingOf(fault.kind));
	}
	if (fault.durationUs != Infinity) push(fault.lane, now + fault.durationUs, Phase.End, 0, 0);
}

/** What a machine without power had in memory went with its power, whatever ends its broker now. */
export function killNow(index: u32, ending: i32): void {
	const node = nodeAt(index);
	node.up = false;
	if (node.powerLostAt == Infinity) {
		killNode(index, ending);
		return;
	}
	dateLosses(node.powerLostAt);
	killNode(index, Ending.PowerLoss);
	dateLossesNow();
}

function endingOf(kind: i32): i32 {
	if (kind == FaultKind.PowerLoss) return Ending.PowerLoss;
	return kind == FaultKind.Stop ? Ending.Stop : Ending.Crash;
}

/** What had ended starts again. */
export function endDeath(fault: Fault): void {
	if (fault.target != Target.Node) {
		returnClient(clientOf(fault));
	} else if (!nodeAt(fault.index).up) {
		nodeAt(fault.index).up = true;
		returnNode(fault.index);
	}
}
