/** What a fault is, and the faults of the run. */
import { allocateForever } from '../kernel/memory';
import { createLane, Lane, push } from '../kernel/events';
import { createStream, Purpose, uniform } from '../kernel/random';
import { Client } from '../clients/client';
import { consumerAt, producerAt } from '../clients/roster';
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
export const enum Phase {
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

/** Something more stands still, or less. */
export function countStandstill(change: i32): void {
	standstills += change;
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

export function clientOf(fault: Fault): Client {
	if (fault.target == Target.Producer) return producerAt(fault.index);
	return consumerAt(fault.index);
}
