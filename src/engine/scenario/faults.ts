/**
 * Faults: when each begins, what it does to the world, when it is noticed, when it ends. A crash
 * resets connections at once; a silence (pause, partition, a machine without power) is only noticed
 * by the heartbeat of a client's connection and by net_ticktime between nodes (R29).
 */
import { allocateForever } from '../kernel/memory';
import { createLane, Lane, now, push } from '../kernel/events';
import { createStream, Purpose, uniform } from '../kernel/random';
import { dateLosses, dateLossesNow } from '../ledger/ledger';
import { Node, nodeAt, nodeCount } from '../world/node';
import { unparkAll } from '../world/parking';
import { Client } from '../clients/client';
import { clientAt, clientCount, consumerAt, producerAt } from '../clients/roster';
import {
	clientNoticeUs,
	clientPaused,
	clientResumed,
	controllerOf,
	cutClient,
	diskFilled,
	diskFreed,
	expectsAnswer,
	killClient,
	killNode,
	leaderOf,
	loseSilentClient,
	loseSilentNodes,
	machineNoticeUs,
	nodeOfClient,
	partitionNoticed,
	peerNoticeUs,
	returnClient,
	returnNode,
	reviewOutage,
	silenceBegan,
	silenceEnded
} from './hooks';
import { FAULT_LANE } from './lane-kind';

/** How a node's broker ends. */
export const enum Ending {
	Crash = 0,
	PowerLoss,
	/** Asked to stop: writes its journals first, hands over what it leads. */
	Stop,
	/** Does not end; the others take it for dead. */
	Silent
}

/** Order of `faultKinds` in `sim/result.ts`. */
export const enum FaultKind {
	Crash = 0,
	PowerLoss,
	Pause,
	Stop,
	Partition,
	Cut,
	/** From here on something of a node's machine is worse for a while. */
	SlowDisk,
	FullDisk,
	SlowLink,
	LossyLink
}

export const enum Target {
	Node = 0,
	Producer,
	Consumer,
	/** The node that leads a queue or partition at that moment. */
	Leader,
	/** Kafka with ZooKeeper: the broker that is the controller at that moment. */
	Controller
}

export const enum Trigger {
	Time = 0,
	Attempted,
	Processed,
	/** Half through the work on the nth message: of the target, if that is a consumer. */
	Working
}

/** Partition: whom the clients can reach while it lasts. */
export const enum PartitionClients {
	/** The nodes that are not on the target's side. */
	Outside = 0,
	/** The nodes of the side on which they are connected when it begins. */
	Divided,
	/** All nodes: only these cannot reach one another. */
	Everywhere
}

/** What a fault's lane announces. */
const enum Phase {
	Begin = 1,
	Heartbeat,
	NetTick,
	End
}

@unmanaged
export class Fault {
	kind: i32;
	target: i32;
	/** Of the node, client or queue; after the start of a Leader fault, of the node. */
	index: u32;
	trigger: i32;
	threshold: f64;
	durationUs: f64;
	/** Partition: bit mask of the nodes on the target's side. */
	side: u32;
	/** Partition: `PartitionClients`; where they are divided, a bit for each client on the target's side. */
	clients: i32;
	clientsInside: u32;
	begun: bool;
	ended: bool;
	beganAt: f64;
	endedAt: f64;
	/** Nodes that the others took for dead meanwhile. */
	expelled: u32;
	/** It holds something still. */
	silent: bool;
	/** A cut that waits for the next answer to swallow. */
	armed: bool;
	/** Slow disk or link: how many times slower. */
	factor: f64;
	/** Slow link: latency to add, µs. */
	latencyUs: f64;
	/** Lossy link: share of the packets. */
	loss: f64;
	lane: Lane;
}

const FAULTS_MAX: u32 = 16;
const faults = new StaticArray<usize>(FAULTS_MAX);
export let faultCount: u32 = 0;
/** Number of faults in force that make something stand still. */
export let standstills: u32 = 0;

export function initialiseFaults(): void {
	faultCount = 0;
	standstills = 0;
}

export function faultAt(index: u32): Fault {
	return changetype<Fault>(faults[index]);
}

/** A fault at a time begins between `threshold` and `latestUs`. */
export function addFault(
	kind: i32,
	target: i32,
	index: u32,
	trigger: i32,
	threshold: f64,
	durationUs: f64,
	side: u32,
	latestUs: f64,
	factor: f64,
	latencyUs: f64,
	loss: f64,
	clients: i32
): void {
	assert(faultCount < FAULTS_MAX, 'number of faults');
	const fault = changetype<Fault>(allocateForever(offsetof<Fault>()));
	faults[faultCount++] = changetype<usize>(fault);
	fault.kind = kind;
	fault.target = target;
	fault.index = index;
	fault.trigger = trigger;
	fault.threshold = threshold;
	fault.durationUs = durationUs;
	fault.side = side;
	fault.factor = factor;
	fault.latencyUs = latencyUs;
	fault.loss = loss;
	fault.clients = clients;
	fault.lane = createLane(FAULT_LANE, changetype<usize>(fault));
	if (trigger == Trigger.Time) scheduleBegin(fault, timeWithin(threshold, latestUs));
}

/** A moment of the span, drawn from the run's seed and the fault's number. */
function timeWithin(fromUs: f64, toUs: f64): f64 {
	if (toUs <= fromUs) return fromUs;
	return fromUs + (toUs - fromUs) * uniform(createStream(Purpose.FaultTime, faultCount));
}

export function scheduleBegin(fault: Fault, time: f64): void {
	push(fault.lane, time, Phase.Begin, 0, 0);
}

/** Whether some node that is down will serve again. */
export function returnsPending(): bool {
	for (let index: u32 = 0; index < faultCount; index++) {
		const fault = faultAt(index);
		if (fault.target != Target.Node || fault.kind >= FaultKind.Cut) continue;
		if (fault.begun && !fault.ended && fault.durationUs != Infinity) return true;
	}
	return false;
}

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

function clientOf(fault: Fault): Client {
	if (fault.target == Target.Producer) return producerAt(fault.index);
	return consumerAt(fault.index);
}

function beginDeath(fault: Fault): void {
	if (fault.target != Target.Node) {
		const client = clientOf(fault);
		if (!client.dead) killClient(client, endingOf(fault.kind));
	} else if (nodeAt(fault.index).up) {
		killNow(fault.index, endingOf(fault.kind));
	}
	if (fault.durationUs != Infinity) push(fault.lane, now + fault.durationUs, Phase.End, 0, 0);
}

/** What a machine without power had in memory went with its power, whatever ends its broker now. */
function killNow(index: u32, ending: i32): void {
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

function beginSilence(fault: Fault): void {
	standstills++;
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
function noticeByClients(fault: Fault): void {
	// Where clients stay with their nodes no connection crosses the partition.
	if (fault.clients != PartitionClients.Outside) return;
	for (let index: u32 = 0; index < clientCount; index++) {
		const client = clientAt(index);
		const itself = fault.target != Target.Node && clientOf(fault).index == index;
		if (itself || isSilentNode(fault, nodeOfClient(client))) loseSilentClient(client);
	}
}

/** The other nodes take the silent ones for dead and go on without their replicas. */
function noticeByNodes(fault: Fault): void {
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
			if (fault.target != Target.Node) {
				returnClient(clientOf(fault));
			} else if (!nodeAt(fault.index).up) {
				nodeAt(fault.index).up = true;
				returnNode(fault.index);
			}
	}
	reviewOutage();
}

function endSilence(fault: Fault): void {
	standstills--;
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
function bury(fault: Fault): void {
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

/** What all faults in force together make of a node's disk and links; several may overlap. */
function wear(index: u32): void {
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
		standstills++;
		diskFilled(index);
	} else if (wasFull && !node.diskFull) {
		standstills--;
		diskFreed(index);
		unparkAll();
	}
}
