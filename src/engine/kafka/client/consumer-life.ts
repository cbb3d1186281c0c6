/** A consumer's process: it starts, dies, is asked to stop, falls silent and speaks again. */
import { clear, now, push } from '../../kernel/events';
import { ringClear, ringLength, ringShift } from '../../kernel/ring';
import { consumerCount } from '../../clients/roster';
import { nodeAt, nodeCount } from '../../world/node';
import { Ending } from '../../scenario/fault';
import { LossCause } from '../../ledger/causes';
import { lastHeartbeat, leave } from '../group/coordinator';
import {
	addMember,
	Group,
	groupAt,
	groupCount,
	markDead,
	Member,
	memberCount,
	memberIn,
	noteWritten,
	ownerOf,
	removeMember,
	slotOf,
	sortedMembers
} from '../group/group';
import { assign, assignRange } from '../group/assign';
import { memberOf, Membership, startJoin } from '../group/membership';
import {
	fetchersEndUs,
	forgetMember,
	register,
	registerAgain,
	writeToZookeeper
} from '../group/zookeeper-group';
import { commit, finishZookeeperWrite } from '../offsets/commit';
import { internalPartition, partitionAt, partitionCount } from '../partition';
import { zookeeperSessionEnd } from '../sessions';
import { workerDied, workerReturned } from '../transactions/worker';
import { claimOf, Hold, NO_LEADER } from './claim';
import { AfterCommit, KafkaConsumer, Phase } from './consumer';
import { releaseEntry } from './consumer-buffer';
import { consumerOf } from './consumer-metadata';
import { dropLink, linkTo } from './consumer-network';
import { abandonPoll, poll } from './consumer-poll';
import { beginAt, letGo } from './consumer-position';
import { cutStretch, fallSilent, isHandedOut, settle, speakAgain } from './consumer-settle';

/** Time 0: the groups have been there for a while, everybody has its partitions and reads. */
export function startConsumers(): void {
	for (let ordinal: u32 = 0; ordinal < consumerCount; ordinal++) {
		const consumer = consumerOf(ordinal);
		const phase = consumer.group.firstPhase * consumer.heartbeatUs;
		addMember(consumer.group, ordinal, 0, phase - consumer.heartbeatUs);
		consumer.membership = Membership.In;
		consumer.coordinator = internalPartition(0).leader;
		consumer.nextAutoCommit = consumer.autoCommitIntervalUs;
	}
	for (let index: u32 = 0; index < groupCount; index++) assignFirst(groupAt(index));
	for (let index: u32 = 0; index < groupCount; index++) takeFirst(groupAt(index));
}

/** At time 0 every log is empty: nobody has to ask where to begin. */
function takeFirst(group: Group): void {
	for (let ordinal: u32 = 0; ordinal < consumerCount; ordinal++) {
		const consumer = consumerOf(ordinal);
		if (consumer.group != group || consumer.dead) continue;
		for (let partition: u32 = 0; partition < partitionCount; partition++) {
			claimOf(consumer, partition).leader = <u8>partitionAt(partition).leader;
			claimOf(consumer, partition).leaderEpoch = partitionAt(partition).epoch;
			const own = ownerOf(group, partition) == ordinal;
			const had = claimOf(consumer, partition).hold != <u8>Hold.None;
			if (own && !had) beginAt(consumer, partition, 0, LossCause.OffsetReset);
			else if (!own && had) letGo(consumer, partition);
		}
		if (consumer.phase == Phase.Waiting) poll(consumer);
	}
}

function assignFirst(group: Group): void {
	const count = memberCount(group);
	group.generation = count == 0 ? 0 : 1;
	if (count == 0) return;
	if (group.old) assignRange(group.owners, partitionCount, sortedMembers(group), count);
	else assign(group.assignment, group.owners, partitionCount, sortedMembers(group), count);
	noteWritten(group);
}

/** Its process dies. The cluster does not know: what it owns stays its own until its session ends. */
export function killConsumer(consumer: KafkaConsumer, ending: i32): void {
	if (ending == Ending.Stop) {
		stop(consumer);
		return;
	}
	settle(consumer, now);
	if (consumer.dead) return;
	finishZookeeperWrite(consumer);
	const group = consumer.group;
	const slot = slotOf(group, consumer.ordinal, consumer.life);
	if (now == 0) {
		// Not there from the beginning: the others never knew it.
		removeMember(group, slot);
		end(consumer);
		assignFirst(group);
		takeFirst(group);
		return;
	}
	if (slot >= 0) endSessionAt(consumer, slot, sessionEndOf(consumer, slot));
	end(consumer);
	workerDied(consumer);
}

/** When the cluster misses a member that is no more. */
function endSessionAt(consumer: KafkaConsumer, slot: i32, at: f64): void {
	markDead(consumer.group, slot);
	push(consumer.session, at, consumer.life, u32.MAX_VALUE, 0);
}

function sessionEndOf(consumer: KafkaConsumer, slot: i32): f64 {
	if (consumer.old) return zookeeperSessionEnd(now, consumer.spokeAt, consumer.sessionTimeoutUs);
	const member = memberIn(consumer.group, slot);
	const heard = max(lastHeartbeat(consumer, member), member.committedAt);
	return max(now, heard + consumer.sessionTimeoutUs);
}

/** Nothing is left of the process. */
function end(consumer: KafkaConsumer): void {
	consumer.dead = true;
	consumer.life++;
	// What a worker's transaction in doubt may still commit.
	const inDoubt = consumer.transactional ? consumer.stretch : 0;
	abandonPoll(consumer);
	consumer.stretch = inDoubt;
	for (let node: u32 = 0; node < nodeCount; node++) {
		const link = linkTo(consumer, node);
		dropLink(link);
		link.outstanding = 0;
	}
	for (let partition: u32 = 0; partition < partitionCount; partition++) letGo(consumer, partition);
	if (!consumer.transactional) forgetBuffer(consumer);
	clear(consumer.zookeeper);
	consumer.coordinator = -1;
	consumer.membership = Membership.Out;
	consumer.waitingRequests = 0;
	consumer.wantsCoordinator = false;
	consumer.mustRejoin = false;
	consumer.fenced = false;
	consumer.assignmentPending = false;
	consumer.commitPending = false;
	consumer.commitTimerSet = false;
	consumer.restingCommitAt = Infinity;
	consumer.heartbeatSet = false;
	consumer.asksMetadata = false;
	consumer.closing = false;
	consumer.returns = false;
	consumer.silentSince = -1;
	consumer.owedUs = 0;
}

export function forgetBuffer(consumer: KafkaConsumer): void {
	while (ringLength(consumer.buffer) > 0) releaseEntry(ringShift(consumer.buffer));
	ringClear(consumer.buffer);
	consumer.buffered = 0;
	consumer.at = 0;
	consumer.aheadEntry = 0;
	consumer.aheadAt = 0;
}

/**
 * Asked to stop: it finishes the message in hand, commits, and leaves its group. A worker finishes
 * its transaction, with all that the poll returned.
 */
function stop(consumer: KafkaConsumer): void {
	settle(consumer, now);
	if (consumer.dead) return;
	consumer.closing = true;
	if (consumer.transactional) {
		if (consumer.phase < Phase.Working || consumer.phase == Phase.Joining) finishClosing(consumer);
	} else if (consumer.phase == Phase.Working && isHandedOut(consumer)) {
		cutStretch(consumer);
	} else {
		close(consumer);
	}
}

export function close(consumer: KafkaConsumer): void {
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		claimOf(consumer, partition).position = claimOf(consumer, partition).done;
	}
	consumer.phase = Phase.Waiting;
	consumer.afterCommit = AfterCommit.Close;
	if (commit(consumer, true)) consumer.phase = Phase.Committing;
	else finishClosing(consumer);
}

export function finishClosing(consumer: KafkaConsumer): void {
	const group = consumer.group;
	const slot = slotOf(group, consumer.ordinal, consumer.life);
	if (slot >= 0) {
		if (consumer.old) endSessionAt(consumer, slot, closedSession(consumer));
		else if (consumer.isStatic) endSessionAt(consumer, slot, sessionEndOf(consumer, slot));
		else leave(group, slot);
	}
	const returns = consumer.returns;
	end(consumer);
	if (returns) returnConsumer(consumer);
}

/** 0.8: it ends its fetchers and closes its session with ZooKeeper. */
function closedSession(consumer: KafkaConsumer): f64 {
	return fetchersEndUs(consumer) + writeToZookeeper(consumer);
}

/** Its process starts again. */
export function returnConsumer(consumer: KafkaConsumer): void {
	if (!consumer.dead) {
		// It has not ended yet; it will start again when it has.
		consumer.returns = consumer.closing;
		return;
	}
	workerReturned(consumer);
	consumer.dead = false;
	consumer.bornAt = now;
	consumer.nextAutoCommit = now + consumer.autoCommitIntervalUs;
	consumer.cpuFreeAt = now;
	consumer.phase = Phase.Joining;
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		claimOf(consumer, partition).leader = <u8>NO_LEADER;
	}
	if (consumer.old) register(consumer);
	else startJoin(consumer);
}

/** A session may have ended: of a dead life, or of one that is silent since. */
export function onSession(consumer: KafkaConsumer, life: u32, silence: u32): void {
	const group = consumer.group;
	const slot = slotOf(group, consumer.ordinal, life);
	if (slot < 0) return;
	const member = memberIn(group, slot);
	if (!member.dead && (silence != consumer.silences || !isSilent(consumer, member))) return;
	if (!consumer.old && internalPartition(0).leader < 0) {
		// The next coordinator waits a whole session from when it takes over.
		push(consumer.session, now + consumer.sessionTimeoutUs, life, silence, 0);
		return;
	}
	if (life == consumer.life) consumer.fenced = !consumer.dead;
	if (consumer.old) forgetMember(group, slot);
	else leave(group, slot);
}

/** The cluster does not hear it. */
export function isSilent(consumer: KafkaConsumer, member: Member): bool {
	if (consumer.paused || member.resignedAt != Infinity) return true;
	// No broker stands between a consumer of 0.8 and ZooKeeper.
	if (consumer.old || consumer.coordinator < 0) return false;
	return nodeAt(<u32>consumer.coordinator).cutFromClients;
}

/** Nobody hears it from now on; its session ends if that lasts. */
export function consumerSilent(consumer: KafkaConsumer): void {
	if (consumer.dead) return;
	consumer.silences++;
	const slot = slotOf(consumer.group, consumer.ordinal, consumer.life);
	if (slot < 0) return;
	const at = sessionEndOf(consumer, slot);
	push(consumer.session, at, consumer.life, consumer.silences, 0);
}

export function pauseConsumer(consumer: KafkaConsumer): void {
	fallSilent(consumer);
	consumerSilent(consumer);
}

/** It is heard again; its next heartbeat tells it what it has missed. */
export function consumerHeard(consumer: KafkaConsumer): void {
	consumer.silences++;
	if (consumer.dead) return;
	const member = memberOf(consumer);
	if (changetype<usize>(member) != 0) {
		if (isSilent(consumer, member)) consumerSilent(consumer);
		return;
	}
	if (consumer.membership != Membership.In) return;
	if (consumer.old) reregister(consumer);
	else if (!consumer.heartbeatSet) {
		consumer.heartbeatSet = true;
		push(consumer.heartbeat, now, consumer.life, 0, 0);
	}
}

export function resumeConsumer(consumer: KafkaConsumer): void {
	speakAgain(consumer);
	consumerHeard(consumer);
}

/** 0.8: a new session; its old nodes are gone, and it commits nothing of what it held. */
function reregister(consumer: KafkaConsumer): void {
	settle(consumer, now);
	cutStretch(consumer);
	registerAgain(consumer);
}
