/** When each fault begins and ends, and what becomes of a connection that is to be cut. */
import { now, push } from '../kernel/events';
import { nodeAt } from '../world/node';
import { Client } from '../clients/client';
import { beginDeath, endDeath } from './death';
import { clientOf, Fault, faultAt, faultCount, FaultKind, Phase, Target } from './fault';
import { controllerOf, cutClient, expectsAnswer, leaderOf, reviewOutage } from './hooks';
import { beginSilence, bury, endSilence, noticeByClients, noticeByNodes } from './silence';
import { wear } from './wear';

export function onFault(fault: Fault, phase: u32): void {
	switch (phase) {
		case Phase.Begin:
			beginFault(fault);
			break;
		case Phase.Heartbeat:
			if (!fault.ended) noticeByClients(fault);
			break;
		case Phase.NetTick:
			if (!fault.ended) noticeByNodes(fault);
			break;
		default:
			endFault(fault);
	}
}

export function beginFault(fault: Fault): void {
	if (fault.begun) return;
	fault.begun = true;
	fault.beganAt = now;
	if (fault.target == Target.Leader) {
		fault.target = Target.Node;
		fault.index = leaderOf(fault.index);
		fault.side |= 1 << fault.index;
	} else if (fault.target == Target.Controller) {
		fault.target = Target.Node;
		fault.index = controllerOf();
	}
	switch (fault.kind) {
		case FaultKind.Pause:
		case FaultKind.Partition:
			beginSilence(fault);
			break;
		case FaultKind.PowerLoss:
			if (fault.target == Target.Node && nodeAt(fault.index).up) beginSilence(fault);
			else beginDeath(fault);
			break;
		case FaultKind.Cut:
			beginCut(fault);
			break;
		case FaultKind.SlowDisk:
		case FaultKind.FullDisk:
		case FaultKind.SlowLink:
		case FaultKind.LossyLink:
			push(fault.lane, now + fault.durationUs, Phase.End, 0, 0);
			wear(fault.index);
			break;
		default:
			beginDeath(fault);
	}
	reviewOutage();
}

function beginCut(fault: Fault): void {
	const client = clientOf(fault);
	if (expectsAnswer(client)) fault.armed = true;
	else cutNow(fault, client);
}

function cutNow(fault: Fault, client: Client): void {
	fault.armed = false;
	cutClient(client);
	endFault(fault);
}

/** An answer is about to reach the client: an armed cut swallows it with the connection. */
export function swallowAnswer(client: Client): bool {
	for (let index: u32 = 0; index < faultCount; index++) {
		const fault = faultAt(index);
		if (!fault.armed || clientOf(fault).index != client.index) continue;
		cutNow(fault, client);
		return true;
	}
	return false;
}

function endFault(fault: Fault): void {
	fault.ended = true;
	fault.endedAt = now;
	switch (fault.kind) {
		case FaultKind.Pause:
		case FaultKind.Partition:
			endSilence(fault);
			break;
		case FaultKind.Cut:
			break;
		case FaultKind.SlowDisk:
		case FaultKind.FullDisk:
		case FaultKind.SlowLink:
		case FaultKind.LossyLink:
			wear(fault.index);
			break;
		default:
			bury(fault);
			endDeath(fault);
	}
	reviewOutage();
}
