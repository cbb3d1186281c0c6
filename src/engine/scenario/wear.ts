/** Faults that make a node's disk or links worse for a while. */
import { nodeAt } from '../world/node';
import { unparkAll } from '../world/parking';
import { countStandstill, faultAt, faultCount, FaultKind, Target } from './fault';
import { diskFilled, diskFreed } from './hooks';

/** What all faults in force together make of a node's disk and links; several may overlap. */
export function wear(index: u32): void {
	const node = nodeAt(index);
	const wasFull = node.diskFull;
	node.diskFactor = 1;
	node.diskFull = false;
	node.linkFactor = 1;
	node.linkExtraUs = 0;
	let passes: f64 = 1;
	let lossyUntil: f64 = 0;
	for (let number: u32 = 0; number < faultCount; number++) {
		const fault = faultAt(number);
		if (fault.kind < FaultKind.SlowDisk || fault.target != Target.Node) continue;
		if (fault.index != index || !fault.begun || fault.ended) continue;
		if (fault.kind == FaultKind.SlowDisk) node.diskFactor *= fault.factor;
		else if (fault.kind == FaultKind.FullDisk) node.diskFull = true;
		else if (fault.kind == FaultKind.LossyLink) {
			passes *= 1 - fault.loss;
			lossyUntil = max(lossyUntil, fault.beganAt + fault.durationUs);
		} else {
			node.linkFactor *= fault.factor;
			node.linkExtraUs += fault.latencyUs;
		}
	}
	node.linkLoss = 1 - passes;
	node.lossyUntil = lossyUntil;
	if (node.diskFull && !wasFull) {
		// A broker may hold events back until there is room (RabbitMQ's disk alarm).
		countStandstill(1);
		diskFilled(index);
	} else if (wasFull && !node.diskFull) {
		countStandstill(-1);
		diskFreed(index);
		unparkAll();
	}
}
