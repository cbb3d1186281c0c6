/**
 * The in-sync set: the leader takes out who fell behind and takes in who caught up, each by a write
 * to ZooKeeper or to the controller, which a broker that lost its leadership or its contact cannot
 * make (K4, K10).
 */
import { clear, now, push } from '../kernel/events';
import { Cost, cost } from '../world/costs';
import { nodeCount } from '../world/node';
import { Broker, brokerAt, canRegister } from './broker';
import { coordination, era, replicaLagMessages, replicaLagUs } from './cluster';
import { KafkaCost } from './costs';
import { advanceMark } from './high-watermark';
import {
	caughtUpAt,
	followerEnd,
	holds,
	partitionAt,
	partitionTotal,
	Replica,
	replicaOn,
	RoleOfReplica,
	setCaughtUpAt,
	setFollowerEnd
} from './partition';
import { Coordination, Era } from './settings';
import { zookeeperWriteOf } from './sessions';

/** The leader looks every `replica.lag.time.max.ms` in 0.8, twice as often later. */
function checkInterval(): f64 {
	return era == Era.V08 ? replicaLagUs : replicaLagUs / 2;
}

/** Something is not yet on every replica in sync: look after them when the time comes. */
export function armCheck(broker: Broker): void {
	if (broker.checkArmed) return;
	broker.checkArmed = true;
	const interval = checkInterval();
	const strikes = Math.floor(now / interval - broker.phase) + 1;
	const due = (strikes + broker.phase) * interval;
	// Rounding can leave the strike that is handled now as the next one.
	push(broker.check, due > now ? due : due + interval, 0, 0, 0);
}

/** Everything is everywhere: nothing to look after. */
export function restCheck(broker: Broker): void {
	if (!broker.checkArmed || someoneIsBehind(broker)) return;
	broker.checkArmed = false;
	clear(broker.check);
}

function someoneIsBehind(broker: Broker): bool {
	for (let index: u32 = 0; index < partitionTotal; index++) {
		const partition = partitionAt(index);
		if (!holds(partition, broker.node)) continue;
		const replica = replicaOn(partition, broker.node);
		if (replica.role != RoleOfReplica.Leader) continue;
		for (let node: u32 = 0; node < nodeCount; node++) {
			if (isBehind(replica, node)) return true;
		}
	}
	return false;
}

/** A follower in sync that has not everything. */
function isBehind(replica: Replica, node: u32): bool {
	if (node == replica.node || ((replica.inSync >> node) & 1) == 0) return false;
	return followerEnd(replica, node) < replica.log.end;
}

export function onCheck(broker: Broker): void {
	broker.checkArmed = false;
	for (let index: u32 = 0; index < partitionTotal; index++) {
		const partition = partitionAt(index);
		if (!holds(partition, broker.node)) continue;
		const replica = replicaOn(partition, broker.node);
		if (replica.role == RoleOfReplica.Leader) shrink(replica);
	}
	if (someoneIsBehind(broker)) armCheck(broker);
}

function shrink(replica: Replica): void {
	let kept = replica.inSync;
	for (let node: u32 = 0; node < nodeCount; node++) {
		if (!isBehind(replica, node)) continue;
		const slow = now - caughtUpAt(replica, node) > replicaLagUs;
		const missing = replica.log.end - followerEnd(replica, node);
		if (slow || (replicaLagMessages > 0 && missing > replicaLagMessages)) kept &= ~(1 << node);
	}
	if (kept != replica.inSync) proposeInSync(replica, kept);
}

function proposeInSync(replica: Replica, set: u32): void {
	if (replica.inSyncChanging) return;
	replica.inSyncChanging = true;
	const broker = brokerAt(replica.node);
	const written =
		coordination == Coordination.Zookeeper
			? zookeeperWriteOf(broker)
			: now + 2 * cost(Cost.LinkLatency) + cost(KafkaCost.ControllerWrite);
	push(broker.inSyncLane, written, replica.partition, set, replica.epoch);
}

/** The write is done, if the broker is still the leader of that epoch and can be heard. */
export function onInSyncWritten(broker: Broker, index: u32, set: u32, epoch: u32): void {
	const partition = partitionAt(index);
	const replica = replicaOn(partition, broker.node);
	replica.inSyncChanging = false;
	if (replica.role != RoleOfReplica.Leader || replica.epoch != epoch) return;
	if (!canRegister(broker.node) || partition.epoch != epoch || partition.leader != <i32>broker.node)
		return;
	partition.inSync = set;
	replica.inSync = set;
	advanceMark(replica);
}

/** A follower's fetch tells where its log ends. */
export function noteFetch(replica: Replica, node: u32, offset: u32): void {
	setFollowerEnd(replica, node, offset);
	const end = replica.log.end;
	const seenAt = replica.seenAt + ((<usize>node) << 3);
	const seenEnd = replica.seenEnd + ((<usize>node) << 2);
	if (offset >= end || era == Era.V08) {
		// 0.8 counts as stuck only who does not fetch at all; who fetches too slowly is behind by messages.
		setCaughtUpAt(replica, node, now);
	} else if (offset >= load<u32>(seenEnd)) {
		setCaughtUpAt(replica, node, max(caughtUpAt(replica, node), load<f64>(seenAt)));
	}
	store<f64>(seenAt, now);
	store<u32>(seenEnd, end);
	const isIn = ((replica.inSync >> node) & 1) != 0;
	if (!isIn && offset >= replica.highWatermark && brokerAt(node).registered) {
		const bit: u32 = 1 << node;
		proposeInSync(replica, replica.inSync | bit);
	}
	if (isIn) advanceMark(replica);
}
