/**
 * A consumer group as the cluster knows it: who its members are, who owns which partition, and for
 * each partition what the group has committed and, for the ledger only, how far it has come.
 */
import { allocateForever } from '../../kernel/memory';
import { createLane, Lane } from '../../kernel/events';
import { createStream, Purpose, uniform } from '../../kernel/random';
import { KafkaLane } from '../lane-kind';
import { partitionCount } from '../partition';
import { NOBODY } from './assign';

/** As many as consumers: each may have one of its own. */
export const GROUPS_MAX: u32 = 16;
/** A consumer that is killed again and again leaves a dead member behind each time. */
const MEMBERS_MAX: u32 = 64;
/** No offset is committed. */
export const NO_OFFSET: u32 = u32.MAX_VALUE;

export const enum GroupState {
	/** Everybody has its assignment (or there is nobody). */
	Stable = 0,
	/** Members are asked to join again; who has, waits. */
	Preparing,
	/** All have joined; the leader's assignment is awaited. */
	Completing
}

/** One life of a consumer's process in a group. */
@unmanaged
export class Member {
	present: bool;
	/** Number of the consumer, and which life of it this is. */
	consumer: u32;
	life: u32;
	/** Its request to join or for its assignment is held back. */
	joining: bool;
	syncing: bool;
	/** Heartbeats (or pings of its ZooKeeper session) go out at this time and every interval after it. */
	heartbeatPhase: f64;
	/** Its newest commit, which counts as a heartbeat. */
	committedAt: f64;
	/** Its process has died; the cluster does not know yet. */
	dead: bool;
	/**
	 * Since when its client, not polled in time, takes itself for no member any more and sends no
	 * heartbeats, while the group waits for its session to end (KIP-345); Infinity: it does not.
	 */
	resignedAt: f64;
	/** It is a member by the group's newest record in the log. */
	inLog: bool;
}

/** What a group knows of a partition. */
@unmanaged
export class Progress {
	committed: u32;
	/** Offset after the highest that some member has processed. */
	processedTo: u32;
	/** What lies below was processed before its present owner began. */
	repeatBelow: u32;
	repeatCause: u32;
	/** The log ended before what had been read. */
	outOfRange: bool;
	/** Leader epoch and term of what was read from `readFrom` on, and of what lies before; 0: nothing. */
	readEpoch: u32;
	readTerm: u32;
	readFrom: u32;
	earlierEpoch: u32;
	earlierTerm: u32;
	/** Its last owner died, rather than having it taken away. */
	ownerDied: bool;
	/** A commit that had been acknowledged is gone with the log that it stood in. */
	commitLost: bool;
	committedBefore: u32;
	/** Decided with a transaction and not yet on every replica in sync, plus one; 0: none. And whose. */
	unwritten: u32;
	worker: u32;
}

@unmanaged
export class Group {
	index: u32;
	/** Number that the scenario gave it. */
	name: u32;
	/** 0.8: through ZooKeeper. */
	old: bool;
	assignment: i32;
	state: i32;
	generation: u32;
	/** The newest generation that is in the log on every replica in sync. */
	written: u32;
	/** Its offsets are kept by the coordinator. */
	coordinated: bool;
	members: usize;
	memberSlots: u32;
	/** u8 each: who owns each partition, and who shall. */
	owners: usize;
	planned: usize;
	progress: usize;
	/** The round does not end before: others may join an empty group meanwhile. */
	firstRoundEnds: f64;
	/** Somebody has, in a group that never had a member: it waits once more. */
	waitsOn: bool;
	/** Ends the wait for members that do not join. */
	joinDeadline: f64;
	/** When the members of time 0 send heartbeats. */
	firstPhase: f64;
	joinTimer: Lane;
	/** Cooperative: the round that ends must be followed by another. */
	anotherRound: bool;
}

const groups = new StaticArray<usize>(GROUPS_MAX);
export let groupCount: u32 = 0;

export function initialiseGroups(): void {
	groupCount = 0;
}

export function groupAt(index: u32): Group {
	return changetype<Group>(groups[index]);
}

/** The group that the scenario calls `name`, made when it is first named. */
export function groupNamed(name: u32, old: bool, coordinated: bool, assignment: i32): Group {
	for (let index: u32 = 0; index < groupCount; index++) {
		if (groupAt(index).name == name) return groupAt(index);
	}
	assert(groupCount < GROUPS_MAX, 'number of consumer groups');
	const group = changetype<Group>(allocateForever(offsetof<Group>()));
	group.index = groupCount;
	groups[groupCount++] = changetype<usize>(group);
	group.name = name;
	group.old = old;
	group.coordinated = coordinated;
	group.assignment = assignment;
	group.members = allocateForever(<usize>MEMBERS_MAX * offsetof<Member>());
	group.owners = allocateForever(<usize>partitionCount);
	group.planned = allocateForever(<usize>partitionCount);
	memory.fill(group.owners, <u8>NOBODY, <usize>partitionCount);
	group.progress = allocateForever(<usize>partitionCount * offsetof<Progress>());
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		progressOf(group, partition).committed = NO_OFFSET;
	}
	group.firstPhase = uniform(createStream(Purpose.KafkaGroup, group.index));
	group.joinTimer = createLane(KafkaLane.GroupJoin, changetype<usize>(group));
	return group;
}

export function progressOf(group: Group, partition: u32): Progress {
	return changetype<Progress>(group.progress + <usize>partition * offsetof<Progress>());
}

export function ownerOf(group: Group, partition: u32): u32 {
	return load<u8>(group.owners + <usize>partition);
}

export function setOwner(group: Group, partition: u32, owner: u32): void {
	store<u8>(group.owners + <usize>partition, <u8>owner);
}

export function memberIn(group: Group, slot: u32): Member {
	return changetype<Member>(group.members + <usize>slot * offsetof<Member>());
}

/** Slot of a consumer's present life; −1: not a member. */
export function slotOf(group: Group, consumer: u32, life: u32): i32 {
	for (let slot: u32 = 0; slot < group.memberSlots; slot++) {
		const member = memberIn(group, slot);
		if (member.present && member.consumer == consumer && member.life == life) return slot;
	}
	return -1;
}

export function addMember(group: Group, consumer: u32, life: u32, phase: f64): Member {
	let slot: u32 = 0;
	while (slot < group.memberSlots && memberIn(group, slot).present) slot++;
	assert(slot < MEMBERS_MAX, 'members of a group');
	if (slot == group.memberSlots) group.memberSlots++;
	const member = memberIn(group, slot);
	member.present = true;
	member.consumer = consumer;
	member.life = life;
	member.joining = false;
	member.syncing = false;
	member.dead = false;
	member.resignedAt = Infinity;
	member.inLog = false;
	member.heartbeatPhase = phase;
	member.committedAt = 0;
	return member;
}

/** The members of now are those of the newest generation in the log. */
export function noteWritten(group: Group): void {
	group.written = group.generation;
	for (let slot: u32 = 0; slot < group.memberSlots; slot++) memberIn(group, slot).inLog = true;
}

/** Marks the number of a consumer of whose earlier life something is left. */
const GHOST: u32 = 128;

const sorted = new StaticArray<u8>(MEMBERS_MAX);
const keys = new StaticArray<u32>(MEMBERS_MAX);

/** Members in the order of their names (number, then life); returns the address of their numbers. */
export function sortedMembers(group: Group): usize {
	let count: i32 = 0;
	for (let slot: u32 = 0; slot < group.memberSlots; slot++) {
		const member = memberIn(group, slot);
		if (!member.present) continue;
		const key = (member.consumer << 16) | member.life;
		let place = count++;
		while (place > 0 && keys[place - 1] > key) {
			keys[place] = keys[place - 1];
			sorted[place] = sorted[place - 1];
			place--;
		}
		keys[place] = key;
		sorted[place] = <u8>(member.dead ? member.consumer | GHOST : member.consumer);
	}
	return changetype<usize>(sorted);
}

export function memberCount(group: Group): u32 {
	let count: u32 = 0;
	for (let slot: u32 = 0; slot < group.memberSlots; slot++) {
		if (memberIn(group, slot).present) count++;
	}
	return count;
}

/** The life of a consumer is over: what it owns stays taken until the cluster learns of it. */
export function markDead(group: Group, slot: u32): void {
	const member = memberIn(group, slot);
	member.dead = true;
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		if (ownerOf(group, partition) != member.consumer) continue;
		setOwner(group, partition, member.consumer | GHOST);
		progressOf(group, partition).ownerDied = true;
	}
}

/** Whether the group knows it, and it takes itself for a member. */
export function isActive(group: Group, consumer: u32, life: u32): bool {
	const slot = slotOf(group, consumer, life);
	return slot >= 0 && memberIn(group, slot).resignedAt == Infinity;
}

/**
 * A new life of a static member, or one that had resigned, comes before its session ended: it is the
 * same member, and owns what the old one did.
 */
export function succeed(group: Group, consumer: u32, life: u32, phase: f64): Member | null {
	for (let slot: u32 = 0; slot < group.memberSlots; slot++) {
		const member = memberIn(group, slot);
		if (!member.present || member.consumer != consumer) continue;
		member.life = life;
		member.dead = false;
		member.resignedAt = Infinity;
		member.joining = false;
		member.syncing = false;
		member.heartbeatPhase = phase;
		for (let partition: u32 = 0; partition < partitionCount; partition++) {
			if (ownerOf(group, partition) == (consumer | GHOST)) setOwner(group, partition, consumer);
		}
		return member;
	}
	return null;
}

export function removeMember(group: Group, slot: u32): void {
	const member = memberIn(group, slot);
	member.present = false;
	const owner = member.dead ? member.consumer | GHOST : member.consumer;
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		if (ownerOf(group, partition) == owner) setOwner(group, partition, NOBODY);
	}
}
