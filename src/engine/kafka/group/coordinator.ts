/**
 * The group coordinator: the broker that leads the partition of `__consumer_offsets`. Members join
 * and wait for one another; one of them, the leader, says who reads what; heartbeats tell the
 * others that somebody came or went (K20). A dead member is missed when its session ends (K19).
 *
 * No heartbeat is an event as long as nothing changes: when the next or the last one leaves follows
 * from its phase.
 */
import { clear, now, push } from '../../kernel/events';
import { cost } from '../../world/costs';
import { consumerCount } from '../../clients/roster';
import { appendInternal } from '../append';
import { serve } from '../broker';
import { KafkaConsumer } from '../client/consumer';
import { consumerSilent, isSilent } from '../client/consumer-life';
import { BACKOFF_US, consumerOf } from '../client/consumer-metadata';
import {
	Answer,
	bitOfRequest,
	Link,
	linkTo,
	Request,
	sendAnswer,
	SMALL_BYTES
} from '../client/consumer-network';
import { KafkaCost } from '../costs';
import { refuseCommit } from '../offsets/commit';
import { packGroup } from '../offsets/record';
import { internalPartition, leads, partitionCount } from '../partition';
import { awaitsOffsets } from '../transactions/worker';
import { assign, Assignment, withholdMoving } from './assign';
import {
	addMember,
	Group,
	groupAt,
	groupCount,
	GroupState,
	Member,
	memberCount,
	memberIn,
	noteWritten,
	removeMember,
	slotOf,
	sortedMembers,
	succeed
} from './group';
import { askHeartbeat } from './membership';

/** `group.initial.rebalance.delay.ms`, by default. */
const INITIAL_DELAY_US: f64 = 3e6;

function isCoordinator(node: u32): bool {
	return leads(internalPartition(0), node);
}

/** A request about the group arrives at a broker; `life`: of the consumer's process. */
export function onGroupRequest(link: Link, kind: u32, life: u32): void {
	const served = serve(link.node, cost(KafkaCost.GroupRequest));
	link.servedAt = served;
	link.held |= bitOfRequest(kind);
	if (!isCoordinator(link.node)) {
		reply(link, kind, Answer.WrongNode);
		return;
	}
	const group = link.consumer.group;
	const slot = slotOf(group, link.consumer.ordinal, life);
	if (kind == Request.Join) onJoin(link, group, slot, life);
	else if (kind == Request.OffsetFetch) onOffsetFetch(link);
	else if (slot < 0) reply(link, kind, Answer.Unknown);
	else if (kind == Request.Sync) onSync(link, group, slot);
	else if (kind == Request.Heartbeat) onHeartbeat(link, group, memberIn(group, slot));
	else leaveBy(link, group, slot);
}

function onOffsetFetch(link: Link): void {
	if (!awaitsOffsets(link.consumer)) reply(link, Request.OffsetFetch, Answer.Ok);
}

/** A transaction with offsets of the group is decided. Who was refused till then has asked again and again. */
export function answerOffsetFetches(group: Group): void {
	for (let ordinal: u32 = 0; ordinal < consumerCount; ordinal++) {
		const consumer = consumerOf(ordinal);
		if (consumer.group != group) continue;
		const link = linkTo(consumer, internalPartition(0).lastLeader);
		if ((link.held & bitOfRequest(Request.OffsetFetch)) == 0 || awaitsOffsets(consumer)) continue;
		const attempts = Math.ceil((now - link.servedAt) / BACKOFF_US);
		link.servedAt += max(0.0, attempts) * BACKOFF_US;
		reply(link, Request.OffsetFetch, Answer.Ok);
	}
}

function leaveBy(link: Link, group: Group, slot: i32): void {
	link.held &= ~bitOfRequest(Request.Leave);
	leave(group, slot);
}

function reply(link: Link, kind: u32, answer: u32): void {
	link.held &= ~bitOfRequest(kind);
	sendAnswer(link, kind, max(now, link.servedAt), SMALL_BYTES, 0, answer);
}

function onJoin(link: Link, group: Group, slot: i32, life: u32): void {
	const consumer = link.consumer;
	const asNew = slot < 0 || memberIn(group, slot).resignedAt != Infinity;
	const known = asNew && consumer.isStatic ? succeed(group, consumer.ordinal, life, now) : null;
	if (known != null) clear(consumer.session);
	const isEmpty = memberCount(group) == 0;
	const member = known != null ? known : memberFor(group, consumer, slot, life);
	if (isSilent(consumer, member)) consumerSilent(consumer);
	if (known != null && group.state == GroupState.Stable) {
		// Nobody else has to be asked: it goes on with what it had.
		reply(link, Request.Join, Answer.Ok);
		return;
	}
	member.joining = true;
	if (isEmpty) openGroup(group);
	else if (group.generation == 0 && slot < 0) group.waitsOn = true;
	prepare(group);
}

/** The first member of an empty group waits for others (KIP-134, InitialDelayedJoin). */
function openGroup(group: Group): void {
	group.firstRoundEnds = now + INITIAL_DELAY_US;
	group.waitsOn = false;
}

/** Others came while it waited, and it never had a member before. */
function waitOn(group: Group): void {
	group.firstRoundEnds = min(group.joinDeadline, now + INITIAL_DELAY_US);
	group.waitsOn = false;
	push(group.joinTimer, group.firstRoundEnds, group.generation, 0, 0);
}

function memberFor(group: Group, consumer: KafkaConsumer, slot: i32, life: u32): Member {
	return slot < 0 ? addMember(group, consumer.ordinal, life, now) : memberIn(group, slot);
}

/** Everybody is asked to join again; the round ends when all have, or the wait for them is over. */
function prepare(group: Group): void {
	if (group.state != GroupState.Preparing) {
		group.state = GroupState.Preparing;
		let wait: f64 = 0;
		for (let slot: u32 = 0; slot < group.memberSlots; slot++) {
			const member = memberIn(group, slot);
			if (!member.present) continue;
			wait = max(wait, consumerOf(member.consumer).maxPollIntervalUs);
			if (!member.joining) askHeartbeat(consumerOf(member.consumer), member);
		}
		group.joinDeadline = now + wait;
		const until = now < group.firstRoundEnds ? group.firstRoundEnds : group.joinDeadline;
		push(group.joinTimer, until, group.generation, 0, 0);
	}
	tryComplete(group);
}

/** The wait for further members is over, or for those that have not joined: they are out. */
export function onJoinTimer(group: Group, generation: u32): void {
	if (group.state != GroupState.Preparing || generation != group.generation) return;
	if (now < group.joinDeadline) {
		if (group.waitsOn) waitOn(group);
	} else {
		for (let slot: u32 = 0; slot < group.memberSlots; slot++) {
			const member = memberIn(group, slot);
			if (member.present && !member.joining) removeMember(group, slot);
		}
	}
	tryComplete(group);
}

function tryComplete(group: Group): void {
	if (memberCount(group) == 0) {
		clear(group.joinTimer);
		group.state = GroupState.Stable;
		group.generation++;
		return;
	}
	if (now < group.firstRoundEnds) return;
	for (let slot: u32 = 0; slot < group.memberSlots; slot++) {
		const member = memberIn(group, slot);
		if (member.present && !member.joining) return;
	}
	clear(group.joinTimer);
	group.generation++;
	group.state = GroupState.Completing;
	for (let slot: u32 = 0; slot < group.memberSlots; slot++) {
		const member = memberIn(group, slot);
		if (!member.present) continue;
		member.joining = false;
		member.syncing = false;
		answerMember(group, member, Request.Join, Answer.Ok);
	}
}

function answerMember(group: Group, member: Member, kind: u32, answer: u32): void {
	const consumer = consumerOf(member.consumer);
	if (consumer.life != member.life || consumer.dead) return;
	const link = linkTo(consumer, internalPartition(0).lastLeader);
	if (link.held & bitOfRequest(kind)) reply(link, kind, answer);
}

/** The leader brings the assignment, the others ask for it. */
function onSync(link: Link, group: Group, slot: i32): void {
	const member = memberIn(group, slot);
	if (group.state == GroupState.Preparing) {
		reply(link, Request.Sync, Answer.Rebalance);
	} else if (group.state == GroupState.Stable) {
		reply(link, Request.Sync, Answer.Ok);
	} else {
		member.syncing = true;
		if (slot != leaderOf(group)) return;
		plan(group);
		appendInternal(internalPartition(0), packGroup(group.index), group.generation);
	}
}

function leaderOf(group: Group): i32 {
	for (let slot: u32 = 0; slot < group.memberSlots; slot++) {
		if (memberIn(group, slot).present) return slot;
	}
	return -1;
}

/** What the leader's assignor says. */
export function plan(group: Group): void {
	const members = sortedMembers(group);
	const count = memberCount(group);
	memory.copy(group.planned, group.owners, <usize>partitionCount);
	assign(group.assignment, group.planned, partitionCount, members, count);
	group.anotherRound = false;
	if (group.assignment == Assignment.Cooperative) {
		group.anotherRound = withholdMoving(
			group.planned,
			group.owners,
			partitionCount,
			members,
			count
		);
	}
}

/** The assignment is on every replica in sync: members are told. */
export function onGroupWritten(group: Group, generation: u32): void {
	if (group.state != GroupState.Completing || generation != group.generation) return;
	takePlan(group);
	for (let slot: u32 = 0; slot < group.memberSlots; slot++) {
		const member = memberIn(group, slot);
		if (!member.present || !member.syncing) continue;
		member.syncing = false;
		member.heartbeatPhase = now;
		answerMember(group, member, Request.Sync, Answer.Ok);
	}
}

function takePlan(group: Group): void {
	group.state = GroupState.Stable;
	memory.copy(group.owners, group.planned, <usize>partitionCount);
	noteWritten(group);
}

function onHeartbeat(link: Link, group: Group, member: Member): void {
	const asks = group.state == GroupState.Preparing && !member.joining;
	reply(link, Request.Heartbeat, asks ? Answer.Rebalance : Answer.Ok);
}

/** A member is gone: the others share what it had. */
export function leave(group: Group, slot: i32): void {
	removeMember(group, slot);
	if (memberCount(group) == 0) {
		group.state = GroupState.Stable;
		group.generation++;
	} else {
		prepare(group);
	}
}

/** When the newest heartbeat of a member left, which is what the phase of the next follows from. */
export function lastHeartbeat(consumer: KafkaConsumer, member: Member): f64 {
	const until = min(now, member.resignedAt);
	const beats = Math.floor((until - member.heartbeatPhase) / consumer.heartbeatUs);
	return member.heartbeatPhase + max(beats, 0) * consumer.heartbeatUs;
}

/** The coordinator's broker died with what it held in memory. Who waited there asks again. */
export function loseCoordinator(node: u32): void {
	if (internalPartition(0).lastLeader != node) return;
	for (let index: u32 = 0; index < groupCount; index++) forgetRound(groupAt(index));
}

/** No round is under way any more. */
function forgetRound(group: Group): void {
	if (group.old) return;
	clear(group.joinTimer);
	group.firstRoundEnds = 0;
	group.state = GroupState.Stable;
	for (let slot: u32 = 0; slot < group.memberSlots; slot++) {
		memberIn(group, slot).joining = false;
		memberIn(group, slot).syncing = false;
	}
}

/** A new coordinator has read the group's newest generation in its log; 0: none since time 0. */
export function loadGroup(group: Group, newest: u32): void {
	const planned = group.state == GroupState.Completing && newest == group.generation;
	if (planned) takePlan(group);
	forgetRound(group);
	// A power cut took the record of those who are members now.
	const lost = group.written > max(1, newest);
	for (let slot: u32 = 0; slot < group.memberSlots; slot++) {
		const member = memberIn(group, slot);
		if (!member.present || (member.inLog && !lost)) continue;
		// Its next heartbeat is answered: unknown.
		askHeartbeat(consumerOf(member.consumer), member);
		removeMember(group, slot);
	}
}

/** The broker leads `__consumer_offsets` no more: who waits there is told. */
export function unloadCoordinator(node: u32): void {
	for (let ordinal: u32 = 0; ordinal < consumerCount; ordinal++) {
		const link = linkTo(consumerOf(ordinal), node);
		const held = link.held;
		for (let kind: u32 = Request.OffsetFetch; kind <= <u32>Request.Leave; kind++) {
			if ((held & bitOfRequest(kind)) == 0) continue;
			if (kind == Request.Commit) refuseCommit(link, Answer.WrongNode);
			else reply(link, kind, Answer.WrongNode);
		}
	}
}
