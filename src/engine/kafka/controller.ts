/**
 * The controller: one of the brokers in ZooKeeper's time, a process of its own with KRaft. It elects
 * leaders and tells the brokers, one partition after another (K7), and moves them away from a broker
 * that is asked to stop (K8).
 */
import { createLane, Lane, laneLength, now, push } from '../kernel/events';
import { Cost, cost } from '../world/costs';
import { linkDelay } from '../world/link';
import { nodeCount } from '../world/node';
import { Broker, brokerAt, isHeard } from './broker';
import { coordination, uncleanElection } from './cluster';
import { KafkaCost } from './costs';
import { KafkaLane } from './lane-kind';
import { OPEN_DOORS } from './leadership';
import { nodeInOrder, Partition, partitionAt, partitionTotal } from './partition';
import { Coordination } from './settings';
import { firstController, nextHeartbeat } from './sessions';

const enum Step {
	Review = 0,
	TakeOver
}

/** −1: nobody, and for KRaft. */
let controllerNode: i32 = -1;
let reviews: Lane = changetype<Lane>(0);
let takeovers: Lane = changetype<Lane>(0);
let reviewPending: bool = false;

export function initialiseController(): void {
	const zookeeper = coordination == Coordination.Zookeeper;
	controllerNode = zookeeper ? <i32>firstController(nodeCount) : -1;
	reviews = createLane(KafkaLane.Controller, 0);
	takeovers = createLane(KafkaLane.Controller, 0);
	reviewPending = false;
}

/** KRaft's controllers are processes apart, which no fault of a broker touches. */
export function controllerActs(): bool {
	if (coordination == Coordination.Kraft) return true;
	return controllerNode >= 0 && isHeard(controllerNode) && brokerAt(controllerNode).registered;
}

/** Between two controllers: the first broker, which is where the next is as likely as anywhere. */
export function controllerOf(): u32 {
	return <u32>max(controllerNode, 0);
}

/** Something that it has noticed is still to be decided. */
export function controllerIsBusy(): bool {
	return laneLength(reviews) + laneLength(takeovers) > 0;
}

function notice(): void {
	if (reviewPending) return;
	reviewPending = true;
	push(reviews, now + cost(KafkaCost.ElectionStart), Step.Review, 0, 0);
}

/** What a controller sees it decides: a broker that is back at once was away all the same. */
export function onSessionEnded(node: u32): void {
	if (<i32>node == controllerNode) controllerNode = -1;
	if (coordination == Coordination.Zookeeper && controllerNode < 0) electController();
	if (controllerActs()) reviewPartitions(now + cost(KafkaCost.ElectionStart));
	else notice();
}

export function onSessionBegan(node: u32): void {
	// Without a controller nobody tells it anything; the next one will.
	if (controllerActs()) {
		for (let index: u32 = 0; index < partitionTotal; index++) {
			sendOrder(partitionAt(index), node, now);
		}
	}
	if (coordination == Coordination.Zookeeper) {
		if (controllerNode < 0) electController();
		notice();
		return;
	}
	reviewPartitions(now + cost(KafkaCost.ElectionStart));
	push(brokerAt(node).order, now, OPEN_DOORS, 0, 0);
}

/** Who stood still may be the controller: what it missed it does now. */
export function onContactRegained(node: u32): void {
	if (<i32>node == controllerNode) notice();
}

/** Every broker tries to write the ephemeral node `/controller`; the first one wins. */
function electController(): void {
	for (let node: u32 = 0; node < nodeCount; node++) {
		if (!brokerAt(node).registered || !isHeard(node)) continue;
		push(takeovers, now + cost(KafkaCost.ControllerFailover), Step.TakeOver, node, 0);
		return;
	}
}

export function onController(step: u32, node: u32): void {
	if (step == Step.TakeOver) {
		if (controllerNode >= 0) return;
		if (!isHeard(node) || !brokerAt(node).registered) {
			electController();
			return;
		}
		controllerNode = <i32>node;
		if (!controllerActs()) return;
		reviewPartitions(now);
		// It tells everybody what it has found, whether it has changed or not.
		for (let index: u32 = 0; index < partitionTotal; index++) announce(partitionAt(index), now);
	} else {
		reviewPending = false;
		if (controllerActs()) reviewPartitions(now);
	}
}

function registeredNodes(): u32 {
	let mask: u32 = 0;
	for (let node: u32 = 0; node < nodeCount; node++) {
		if (brokerAt(node).registered && !brokerAt(node).stopping) mask |= 1 << node;
	}
	return mask;
}

/** ZooKeeper has heard of what it has decided until then. */
function noteWritten(until: f64): void {
	if (controllerNode >= 0) brokerAt(controllerNode).spokeAt = until;
}

/** Elections for what is led by nobody alive, and the dead out of the in-sync sets; told from `from` on. */
function reviewPartitions(from: f64): void {
	const live = registeredNodes();
	let at = from;
	for (let index: u32 = 0; index < partitionTotal; index++) {
		const partition = partitionAt(index);
		const inSync = partition.inSync & live;
		const led = partition.leader >= 0 && ((live >> partition.leader) & 1) != 0;
		if (led && inSync == partition.inSync) continue;
		at += cost(KafkaCost.ElectionPartition);
		if (led) {
			partition.inSync = inSync;
			announce(partition, at);
		} else {
			elect(partition, live, at);
		}
	}
	noteWritten(at);
}

/** The first replica in sync that lives, else by permission any, else nobody. */
function elect(partition: Partition, live: u32, at: f64): void {
	const candidates = partition.inSync & live;
	let chosen = firstOf(partition, candidates);
	let clean = true;
	if (chosen < 0 && uncleanElection) {
		chosen = firstOf(partition, live);
		clean = false;
	}
	if (chosen < 0 && partition.leader < 0) return;
	partition.leader = chosen;
	partition.epoch++;
	if (chosen >= 0) {
		const bit: u32 = 1 << chosen;
		partition.inSync = clean ? candidates : bit;
		partition.lastLeader = <u32>chosen;
		if (!clean) partition.uncleanEpoch = partition.epoch;
	}
	announce(partition, at);
}

function firstOf(partition: Partition, mask: u32): i32 {
	for (let place: u32 = 0; place < partition.count; place++) {
		const node = nodeInOrder(partition, place);
		if ((mask >> node) & 1) return <i32>node;
	}
	return -1;
}

/** Tells every broker that is registered. */
function announce(partition: Partition, at: f64): void {
	for (let node: u32 = 0; node < nodeCount; node++) {
		if (brokerAt(node).registered) sendOrder(partition, node, at);
	}
}

/** Layout of the order: partition, epoch, leader + 1 | in-sync set << 8. */
function sendOrder(partition: Partition, node: u32, at: f64): void {
	const broker = brokerAt(node);
	const arrival = at + linkDelay(broker.link, node, 200);
	const word = (<u32>(partition.leader + 1)) | (partition.inSync << 8);
	push(broker.order, arrival, partition.index, partition.epoch, word);
}

/**
 * Controlled shutdown: every leader is moved to another replica in sync. The new leader hears of it
 * before the old one, which goes on acknowledging meanwhile. Returns when all is done.
 */
export function moveLeadersFrom(broker: Broker): f64 {
	const live = registeredNodes();
	const bit: u32 = 1 << broker.node;
	let at = now + cost(KafkaCost.ElectionStart);
	for (let index: u32 = 0; index < partitionTotal; index++) {
		const partition = partitionAt(index);
		if ((partition.mask & bit) == 0) continue;
		const candidates = partition.inSync & live & ~bit;
		if (candidates == 0) continue;
		const led = partition.leader == <i32>broker.node;
		at += cost(led ? KafkaCost.MovePartition : KafkaCost.ElectionPartition);
		partition.inSync &= ~bit;
		if (led) {
			partition.leader = firstOf(partition, candidates);
			partition.lastLeader = <u32>partition.leader;
			partition.epoch++;
		}
		for (let node: u32 = 0; node < nodeCount; node++) {
			if (!brokerAt(node).registered) continue;
			sendOrder(partition, node, node == broker.node ? at + cost(KafkaCost.DemotionLag) : at);
		}
	}
	noteWritten(at);
	const moved = at + cost(KafkaCost.DemotionLag) + 2 * cost(Cost.LinkLatency);
	return coordination == Coordination.Kraft ? allowedToEnd(broker, moved) : moved;
}

/**
 * KRaft's controller lets it end when every broker's heartbeat has said that it knows of the moves;
 * it hears of that with its own next one (BrokerLifecycleManager).
 */
function allowedToEnd(broker: Broker, moved: f64): f64 {
	let known = moved;
	for (let node: u32 = 0; node < nodeCount; node++) {
		if (brokerAt(node).registered) known = max(known, nextHeartbeat(brokerAt(node), moved));
	}
	return nextHeartbeat(broker, known);
}
