/** A broker learns what it is for a partition: leader, follower, neither. */
import { now } from '../kernel/events';
import { Ring, ringLength, ringShift } from '../kernel/ring';
import { nodeCount } from '../world/node';
import { cost } from '../world/costs';
import { Broker, brokerAt, knownEpoch, setKnownLeader } from './broker';
import { truncation } from './cluster';
import { onLeaderChanged, onLeadershipBegan, onLeadershipEnded } from './consumer-hooks';
import { KafkaCost } from './costs';
import { advanceMark } from './high-watermark';
import { noteEpoch } from './log';
import { holds, partitionAt, Replica, replicaOn, RoleOfReplica, setCaughtUpAt } from './partition';
import { finishEntry, ProduceRequest, ProduceResult } from './produce-request';
import { openDoors } from './lifecycle';
import { armFetchWaits, renewFetches, startFetching } from './replication';
import { readSequences } from './sequences';
import { Truncation } from './settings';
import { truncateReplica } from './truncation';

/** In place of a partition: that was all, clients may come. */
export const OPEN_DOORS: u32 = u32.MAX_VALUE;

export function onOrder(broker: Broker, index: u32, epoch: u32, word: u32): void {
	if (!broker.alive) return;
	if (index == OPEN_DOORS) {
		openDoors(broker);
		return;
	}
	const partition = partitionAt(index);
	const leader = <i32>(word & 255) - 1;
	if (epoch >= knownEpoch(broker, index)) setKnownLeader(broker, index, leader, epoch);
	if (holds(partition, broker.node)) {
		const replica = replicaOn(partition, broker.node);
		if (epoch > replica.epoch || replica.role == RoleOfReplica.None) {
			replica.epoch = epoch;
			if (leader == <i32>broker.node) becomeLeader(replica, word >> 8);
			else becomeFollower(replica, leader);
		} else if (epoch == replica.epoch && replica.role == RoleOfReplica.Leader) {
			// The controller took a dead broker out of the in-sync set.
			replica.inSync = word >> 8;
			advanceMark(replica);
			// Its fetch may wait here since before: when that ends it can come back.
			armFetchWaits(replica.node);
		}
	}
	onLeaderChanged(partition, broker.node);
}

export function becomeLeader(replica: Replica, inSync: u32): void {
	replica.role = RoleOfReplica.Leader;
	replica.leader = <i32>replica.node;
	replica.inSync = inSync;
	replica.inSyncChanging = false;
	replica.knownFollowers = 0;
	replica.mustTruncate = false;
	noteEpoch(replica.log, replica.epoch);
	readSequences(replica);
	for (let node: u32 = 0; node < nodeCount; node++) setCaughtUpAt(replica, node, now);
	onLeadershipBegan(replica);
	advanceMark(replica);
	renewFetches(replica.node);
}

export function becomeFollower(replica: Replica, leader: i32): void {
	if (replica.role == RoleOfReplica.Leader) {
		stepDown(brokerAt(replica.node));
		refuseWaiting(replica);
		onLeadershipEnded(replica);
	}
	replica.role = RoleOfReplica.Follower;
	replica.leader = leader;
	if (leader < 0) return;
	if (truncation == Truncation.HighWatermark) truncateReplica(replica, replica.highWatermark);
	else replica.mustTruncate = replica.log.end > 0;
	startFetching(replica.node, <u32>leader);
}

/** What has come is answered when the broker has taken over its new part, for all partitions at once. */
function stepDown(broker: Broker): void {
	if (now < broker.steppedDownUntil) return;
	broker.steppedDownUntil = now + cost(KafkaCost.Demotion);
}

/** Appends that waited for the in-sync set are answered: not the leader any more. */
function refuseWaiting(replica: Replica): void {
	const waiting: Ring = replica.waiting;
	while (ringLength(waiting) > 0) {
		const address = ringShift(waiting);
		const request = changetype<ProduceRequest>(<usize>load<u32>(address));
		finishEntry(request, load<u32>(address, 4), ProduceResult.NotLeader);
	}
}

/** At time 0 every broker knows what it is. */
export function startLeading(replica: Replica, leader: u32, inSync: u32): void {
	replica.epoch = 1;
	if (leader == replica.node) {
		becomeLeader(replica, inSync);
	} else {
		replica.role = RoleOfReplica.Follower;
		replica.leader = <i32>leader;
		startFetching(replica.node, leader);
	}
}
