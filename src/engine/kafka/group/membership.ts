/**
 * The client's side of a group with a coordinator: find it, join, take over what is assigned. Eager
 * members let go of everything before they join; cooperative ones go on reading what they have, let
 * go of what moves when they are told, and join once more so that others can have it.
 */
import { now, push } from '../../kernel/events';
import { internalPartition, partitionCount } from '../partition';
import { claimOf, Hold } from '../client/claim';
import { AfterCommit, KafkaConsumer, Phase } from '../client/consumer';
import { purge } from '../client/consumer-buffer';
import { tryCoordinatorLater } from '../client/consumer-metadata';
import {
	Answer,
	bitOfRequest,
	Link,
	linkTo,
	reachableNode,
	Request,
	sendRequest
} from '../client/consumer-network';
import { consumerSilent } from '../client/consumer-life';
import { abandonPoll, poll } from '../client/consumer-poll';
import { letGo, locate, onLocated, takeOver } from '../client/consumer-position';
import { brokerAt, knownLeader } from '../broker';
import { commit, forgetCommits, onCommitted, retryCommit } from '../offsets/commit';
import { Assignment } from './assign';
import { lastHeartbeat } from './coordinator';
import { Member, memberIn, ownerOf, slotOf } from './group';

export const enum Membership {
	Out = 0,
	/** Its request to join, or for its assignment, is under way. */
	Joining,
	In
}

/** Asks a broker who coordinates the group. */
export function findCoordinator(consumer: KafkaConsumer): void {
	consumer.wantsCoordinator = true;
	const node = reachableNode(consumer);
	if (node < 0) return;
	const link = linkTo(consumer, <u32>node);
	if (link.outstanding & bitOfRequest(Request.FindCoordinator)) return;
	sendRequest(link, Request.FindCoordinator, now, 0, 0);
}

export function onCoordinatorFound(link: Link): void {
	const consumer = link.consumer;
	const node = knownLeader(brokerAt(link.node), internalPartition(0).index);
	if (node < 0 || !brokerAt(<u32>node).open) {
		// Not elected yet; whoever learns of the election wakes it.
		consumer.coordinator = -1;
		return;
	}
	consumer.coordinator = node;
	consumer.wantsCoordinator = false;
	const waiting = consumer.waitingRequests;
	consumer.waitingRequests = 0;
	for (let kind: u32 = Request.OffsetFetch; kind <= <u32>Request.Leave; kind++) {
		if (kind != Request.Commit && waiting & bitOfRequest(kind)) askCoordinator(consumer, kind);
	}
	if (consumer.commitPending) retryCommit(consumer);
}

/** Sends a request to the coordinator, or as soon as there is one. */
export function askCoordinator(consumer: KafkaConsumer, kind: u32): void {
	if (consumer.coordinator < 0) {
		consumer.waitingRequests |= bitOfRequest(kind);
		findCoordinator(consumer);
		return;
	}
	sendRequest(linkTo(consumer, <u32>consumer.coordinator), kind, now, consumer.life, 0);
}

/** The connection to the coordinator fell, with what was asked over it. */
export function lostCoordinator(consumer: KafkaConsumer): void {
	consumer.coordinator = -1;
	consumer.wantsCoordinator = true;
	forgetCommits(consumer);
	if (consumer.membership == Membership.Joining) {
		consumer.waitingRequests |= bitOfRequest(Request.Join);
	} else if (consumer.mustRejoin || consumer.heartbeatSet) {
		consumer.waitingRequests |= bitOfRequest(Request.Heartbeat);
	}
	if (hasLocating(consumer)) consumer.waitingRequests |= bitOfRequest(Request.OffsetFetch);
	if (consumer.phase == Phase.Committing) consumer.commitPending = true;
	tryCoordinatorLater(consumer);
}

function hasLocating(consumer: KafkaConsumer): bool {
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		if (claimOf(consumer, partition).hold == <u8>Hold.Locating) return true;
	}
	return false;
}

/** The answer to one of its requests. */
export function onGroupAnswer(link: Link, kind: u32, a: u32, answer: u32): void {
	const consumer = link.consumer;
	if (kind == Request.Commit) {
		onCommitted(consumer, a, answer);
		return;
	}
	if (answer == Answer.WrongNode) {
		consumer.coordinator = -1;
		consumer.waitingRequests |= bitOfRequest(kind);
		consumer.wantsCoordinator = true;
		tryCoordinatorLater(consumer);
		return;
	}
	if (kind == Request.Join) onJoined(consumer);
	else if (kind == Request.Sync) onSynced(consumer, answer);
	else if (kind == Request.Heartbeat) onHeartbeatAnswer(consumer, answer);
	else if (kind == Request.OffsetFetch) onLocated(consumer);
}

export function startJoin(consumer: KafkaConsumer): void {
	consumer.membership = Membership.Joining;
	consumer.mustRejoin = false;
	askCoordinator(consumer, Request.Join);
}

function onJoined(consumer: KafkaConsumer): void {
	if (consumer.membership == Membership.Joining) askCoordinator(consumer, Request.Sync);
}

function onSynced(consumer: KafkaConsumer, answer: u32): void {
	if (answer == Answer.Rebalance || answer == Answer.Unknown) {
		startJoin(consumer);
		return;
	}
	consumer.membership = Membership.In;
	consumer.fenced = false;
	// The client library acts within a poll: after the work on what the last one returned.
	if (consumer.phase == Phase.Working || consumer.phase == Phase.Committing) {
		consumer.assignmentPending = true;
	} else {
		consumer.phase = Phase.Waiting;
		consumer.assignmentPending = true;
		poll(consumer);
	}
}

/** Takes over what it has been assigned, and lets go of what it has not. */
export function takeAssignment(consumer: KafkaConsumer): void {
	consumer.assignmentPending = false;
	const cooperative = consumer.group.assignment == Assignment.Cooperative;
	if (cooperative) revokeMoved(consumer);
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		if (ownerOf(consumer.group, partition) != consumer.ordinal) continue;
		if (claimOf(consumer, partition).hold == <u8>Hold.None) takeOver(consumer, partition);
	}
	locate(consumer);
}

function revokeMoved(consumer: KafkaConsumer): void {
	let revoked = false;
	// What has been processed of them is committed before somebody else begins to read there.
	if (consumer.autoCommit) commit(consumer, false);
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		if (claimOf(consumer, partition).hold == <u8>Hold.None) continue;
		if (ownerOf(consumer.group, partition) == consumer.ordinal) continue;
		letGo(consumer, partition);
		revoked = true;
	}
	if (!revoked) return;
	purge(consumer);
	consumer.mustRejoin = true;
}

/** Heartbeats have said that the group changes. Returns whether the poll can go on. */
export function rejoin(consumer: KafkaConsumer): bool {
	if (consumer.membership == Membership.Joining) return true;
	if (consumer.group.assignment == Assignment.Cooperative && !consumer.fenced) {
		startJoin(consumer);
		return true;
	}
	// Before it lets go of its partitions it commits, unless they are somebody else's already.
	if (consumer.autoCommit && !consumer.fenced && commit(consumer, true)) {
		consumer.phase = Phase.Committing;
		consumer.afterCommit = AfterCommit.Release;
		return false;
	}
	release(consumer);
	return false;
}

/** Lets go of everything and joins. */
export function release(consumer: KafkaConsumer): void {
	abandonPoll(consumer);
	for (let partition: u32 = 0; partition < partitionCount; partition++) letGo(consumer, partition);
	purge(consumer);
	consumer.phase = Phase.Joining;
	startJoin(consumer);
}

/** The member's next heartbeat will bring news: it is sent. */
export function askHeartbeat(consumer: KafkaConsumer, member: Member): void {
	if (consumer.dead || consumer.life != member.life || consumer.heartbeatSet) return;
	consumer.heartbeatSet = true;
	const next = lastHeartbeat(consumer, member) + consumer.heartbeatUs;
	push(consumer.heartbeat, next, consumer.life, 0, 0);
}

export function onHeartbeatDue(consumer: KafkaConsumer, life: u32): void {
	if (life != consumer.life) return;
	consumer.heartbeatSet = false;
	if (consumer.dead || consumer.membership != Membership.In) return;
	askCoordinator(consumer, Request.Heartbeat);
}

function onHeartbeatAnswer(consumer: KafkaConsumer, answer: u32): void {
	if (consumer.membership != Membership.In) return;
	if (answer == Answer.Unknown) {
		loseMembership(consumer);
	} else if (answer == Answer.Rebalance) {
		consumer.mustRejoin = true;
	}
	if (consumer.mustRejoin && consumer.phase == Phase.Waiting) poll(consumer);
}

/** The group goes on without it. */
export function loseMembership(consumer: KafkaConsumer): void {
	if (consumer.membership != Membership.In) return;
	consumer.membership = Membership.Out;
	consumer.mustRejoin = true;
	consumer.fenced = true;
}

/**
 * `max.poll.interval.ms` is over: it leaves by itself, and joins again with its next poll. A static
 * member does not say so; the group waits for its session to end (AbstractCoordinator,
 * maybeLeaveGroup).
 */
export function onPollLimit(consumer: KafkaConsumer, polls: u32, life: u32): void {
	if (life != consumer.life || polls != consumer.polls || consumer.dead) return;
	if (consumer.membership != Membership.In || consumer.phase == Phase.Waiting) return;
	if (consumer.isStatic) resign(consumer);
	else askCoordinator(consumer, Request.Leave);
	loseMembership(consumer);
}

function resign(consumer: KafkaConsumer): void {
	const member = memberOf(consumer);
	if (changetype<usize>(member) == 0) return;
	member.resignedAt = now;
	consumerSilent(consumer);
}

/** Slot of its present life. */
export function memberOf(consumer: KafkaConsumer): Member {
	const slot = slotOf(consumer.group, consumer.ordinal, consumer.life);
	return slot < 0 ? changetype<Member>(0) : memberIn(consumer.group, slot);
}
