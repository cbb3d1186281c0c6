/**
 * Faults that make something say nothing: a pause, a partition, a machine without power. The others
 * notice by the heartbeat of a client's connection and by net_ticktime between nodes (R29).
 */
import { createLane, now, push } from '../kernel/events';
import { Node, nodeAt, nodeCount } from '../world/node';
import { unparkAll } from '../world/parking';
import { Client } from '../clients/client';
import { clientAt, clientCount } from '../clients/roster';
import { killNow } from './death';
import {
	clientOf,
	countStandstill,
	Ending,
	Fault,
	faultAt,
	faultCount,
	FaultKind,
	PartitionClients,
	Phase,
	Target
} from './fault';
import {
	clientNoticeUs,
	clientPaused,
	clientResumed,
	loseSilentClient,
	loseSilentNodes,
	machineNoticeUs,
	nodeOfClient,
	partitionNoticed,
	peerNoticeUs,
	reviewOutage,
	silenceBegan,
	silenceEnded
} from './hooks';
import { FAULT_LANE } from './lane-kind';

export function beginSilence(fault: Fault): void {
	countStandstill(1);
	fault.silent = true;
	if (fault.clients == PartitionClients.Divided) divideClients(fault);
	setSilence(fault, true);
	if (fault.durationUs != Infinity) push(fault.lane, now + fault.durationUs, Phase.End, 0, 0);
	silenceBegan(silentNodes(fault));
	const lane = createLane(FAULT_LANE, changetype<usize>(fault));
	const clientNotice = clientNoticeUs();
	const peerNotice = fault.kind == FaultKind.PowerLoss ? machineNoticeUs() : peerNoticeUs();
	if (clientNotice < fault.durationUs) push(lane, now + clientNotice, Phase.Heartbeat, 0, 0);
	const nodesLane = createLane(FAULT_LANE, changetype<usize>(fault));
	if (peerNotice < fault.durationUs) push(nodesLane, now + peerNotice, Phase.NetTick, 0, 0);
}

/** Each client stays on the side of the node that it is connected to. */
function divideClients(fault: Fault): void {
	for (let index: u32 = 0; index < clientCount; index++) {
		const node: u32 = 1 << nodeOfClient(clientAt(index));
		if (fault.side & node) fault.clientsInside |= 1 << index;
	}
}

function setSilence(fault: Fault, silent: bool): void {
	if (fault.kind != FaultKind.Partition) {
		if (fault.target == Target.Node) nodeAt(fault.index).paused = silent;
		else setClientPaused(clientOf(fault), silent);
		if (fault.kind == FaultKind.PowerLoss) setPower(nodeAt(fault.index), fault, silent);
		return;
	}
	const all: u32 = (1 << nodeCount) - 1;
	for (let index: u32 = 0; index < nodeCount; index++) {
		const node: Node = nodeAt(index);
		const inside = (fault.side & (1 << index)) != 0;
		const far = inside ? all & ~fault.side : fault.side;
		node.cutFrom = silent ? node.cutFrom | far : node.cutFrom & ~far;
		if (inside && fault.clients == PartitionClients.Outside) node.cutFromClients = silent;
	}
	if (fault.clients != PartitionClients.Divided) return;
	for (let index: u32 = 0; index < clientCount; index++) {
		const client = clientAt(index);
		const far = fault.clientsInside & (1 << index) ? all & ~fault.side : fault.side;
		client.cutFrom = silent ? client.cutFrom | far : client.cutFrom & ~far;
	}
}

function setPower(node: Node, fault: Fault, lost: bool): void {
	if (!lost) node.powerLostAt = Infinity;
	else if (node.powerLostAt == Infinity) node.powerLostAt = fault.beganAt;
}

function setClientPaused(client: Client, paused: bool): void {
	if (client.paused == paused) return;
	client.paused = paused;
	if (paused) clientPaused(client);
	else clientResumed(client);
}

/** What one silence has ended another may still hold. */
function renewSilences(): void {
	for (let index: u32 = 0; index < faultCount; index++) {
		const fault = faultAt(index);
		if (fault.silent) setSilence(fault, true);
	}
}

/** Bit mask of the nodes that live and cannot be heard because of the fault. */
function silentNodes(fault: Fault): u32 {
	let silent: u32 = 0;
	for (let index: u32 = 0; index < nodeCount; index++) {
		if (isSilentNode(fault, index) && nodeAt(index).up) silent |= 1 << index;
	}
	return silent;
}

function isSilentNode(fault: Fault, node: u32): bool {
	if (fault.kind == FaultKind.Partition) return (fault.side & (1 << node)) != 0;
	return fault.target == Target.Node && fault.index == node;
}

/** Heartbeats are missed: connections across the silence are given up by the end that can act. */
export function noticeByClients(fault: Fault): void {
	// Where clients stay with their nodes no connection crosses the partition.
	if (fault.clients != PartitionClients.Outside) return;
	for (let index: u32 = 0; index < clientCount; index++) {
		const client = clientAt(index);
		const itself = fault.target != Target.Node && clientOf(fault).index == index;
		if (itself || isSilentNode(fault, nodeOfClient(client))) loseSilentClient(client);
	}
}

/** The other nodes take the silent ones for dead and go on without their replicas. */
export function noticeByNodes(fault: Fault): void {
	if (fault.target != Target.Node) return;
	if (fault.kind == FaultKind.PowerLoss) {
		bury(fault);
		reviewOutage();
		return;
	}
	const silent = silentNodes(fault);
	if (fault.kind == FaultKind.Partition) {
		fault.expelled |= partitionNoticed(fault.side, silent);
		return;
	}
	fault.expelled |= silent;
	loseSilentNodes(silent);
}

export function endSilence(fault: Fault): void {
	countStandstill(-1);
	fault.silent = false;
	setSilence(fault, false);
	renewSilences();
	unparkAll();
	silenceEnded(silentNodes(fault), fault.expelled);
}

/**
 * Nobody waits for a machine without power any more, or it starts again and answers what is left of
 * its connections by resetting them: now its broker is dead for all.
 */
export function bury(fault: Fault): void {
	if (!fault.silent) return;
	if (nodeAt(fault.index).up) killNow(fault.index, Ending.PowerLoss);
	endSilence(fault);
}

/** The run is over: what stands on machines without power is not there. */
export function buryAll(): void {
	for (let index: u32 = 0; index < faultCount; index++) {
		const fault = faultAt(index);
		if (fault.kind == FaultKind.PowerLoss) bury(fault);
	}
}
