/**
 * A quorum queue: one Raft group. Each node of the group has a member with a log of its own; what
 * a majority has on its disks is committed, and committed entries make the queue's state. That
 * state is the same wherever it is computed, so it is kept once, in the `Queue` and here, as the
 * newest leader has it: `appliedIndex` says up to where. Entries up to there are decided for ever,
 * and no log keeps their content any more.
 *
 * Entry of a log, 16 bytes:
 *   | kind 4 · session 12 · term 16 | seq | a | b |
 */
import { allocateForever } from '../../kernel/memory';
import { createLane, Lane } from '../../kernel/events';
import { createStream, Purpose, Stream } from '../../kernel/random';
import { createRing, Ring, ringAt, ringLength, ringPush } from '../../kernel/ring';
import { createProcess, Process } from '../../world/process';
import { nodeCount, NODES_MAX } from '../../world/node';
import { Queue } from '../queue';
import { RabbitmqLane } from '../lane-kind';
import { QUEUES_MAX } from '../settings';

export const enum RaftRole {
	Follower = 0,
	/** Asks whether it would win before it disturbs anybody with a new term. */
	PreCandidate,
	Candidate,
	Leader,
	/** Its node is down. */
	Down
}

/** What an entry of the log asks of the queue. */
export const enum Command {
	/** A new leader's first entry: with it everything before is committed. */
	Noop = 0,
	/** a: copy. */
	Enqueue,
	/** A consumer subscribes. a: consumer's number, b: epoch. */
	Checkout,
	/** Tags from a to b are acknowledged. */
	Settle,
	/** Tags from a to b go back to the tail of the queue (R16). */
	Return,
	/** Tags from a to b are rejected for good. */
	Discard,
	/** A consumer's channel is gone. a: consumer's number, b: epoch << 8 | cause. */
	Cancel,
	/** The head has fallen due. */
	Expire
}

const ENTRY_SHIFT: u32 = 4;
const TERM_MAX: u32 = 0xffff;
/** No session: what the leader itself proposes. */
export const NO_SESSION: u32 = 0xfff;

@unmanaged
export class Quorum {
	queue: Queue;
	/** Members by node; 0 where there is none. */
	members: StaticArray<usize>;
	memberCount: u32;
	/** More than half of the members. */
	majority: u32;
	/** Node that the cluster's database names as the leader: where new channels turn to. */
	recordedLeader: u32;
	/** Newest term in which somebody leads, and where. */
	leadingTerm: u32;
	appliedIndex: u32;
	/** First index and term of each term's entries up to `appliedIndex`. */
	terms: Ring;
	/** Messages that came back, served before all others: a list as that of the ready ones. */
	returnedHead: u32;
	returnedTail: u32;
	/** Too long: publishers' channels are to refuse (`reject-publish`). */
	refuses: bool;
	/** Bytes of the newest entry, for those whose content is no longer kept. */
	entryBytes: f64;
	/** 0: none. */
	deliveryLimit: u32;
	elections: Stream;
}

@unmanaged
export class Member {
	quorum: Quorum;
	node: u32;
	role: i32;
	process: Process;
	term: u32;
	/** Whom it gave its vote in this term; −1: nobody. */
	votedFor: i32;
	/** Node whom it takes for the leader; −1: nobody. */
	leader: i32;
	/** Its log agrees with what is committed up to here. */
	base: u32;
	/** Entries after `base`. */
	log: Ring;
	last: u32;
	lastTerm: u32;
	/** Up to where its log is known to be that of the leader it follows. */
	agreed: u32;
	/** Up to where the log has been given to the disk's process, is in the page cache, and synced. */
	handedOver: u32;
	written: u32;
	synced: u32;
	/** As candidate: who votes for it, a bit each. */
	votes: u32;
	election: Lane;
	/** Counts the settings of its clock: an older one that was held up is void. */
	electionNumber: u32;
	/** As leader: next entry to send to each node, and the newest that each has synced. */
	next: StaticArray<u32>;
	match: StaticArray<u32>;
	/** As leader: up to where each has answered at all, safe or not. */
	heard: StaticArray<u32>;
	commit: u32;
	/** The first entry of its own term as leader: once committed it serves. */
	firstOwn: u32;
	serving: bool;
	/** It led, and lost that alive: what it has beyond the others was said on the losing side. */
	deposed: bool;
}

const quorums = new StaticArray<usize>(QUEUES_MAX);
export let quorumCount: u32 = 0;

export function initialiseQuorums(): void {
	quorumCount = 0;
}

export function quorumAt(index: u32): Quorum {
	assert(index < QUEUES_MAX, 'quorum');
	return changetype<Quorum>(unchecked(quorums[index]));
}

export function quorumOf(queue: Queue): Quorum {
	return changetype<Quorum>(queue.quorum);
}

export function isQuorum(queue: Queue): bool {
	return queue.quorum != 0;
}

/** Makes the group of a queue: its leader on the queue's node, the other members on the next ones. */
export function createQuorum(queue: Queue, memberCount: u32, deliveryLimit: u32): void {
	const node = queue.masterNode;
	queue.mirrors = 0;
	const quorum = changetype<Quorum>(allocateForever(offsetof<Quorum>()));
	queue.quorum = changetype<usize>(quorum);
	quorum.queue = queue;
	quorum.members = new StaticArray<usize>(NODES_MAX);
	quorum.memberCount = memberCount;
	quorum.majority = memberCount / 2 + 1;
	quorum.recordedLeader = node;
	quorum.leadingTerm = 1;
	quorum.terms = createRing(3);
	quorum.deliveryLimit = deliveryLimit;
	quorum.elections = createStream(Purpose.Election, queue.index);
	for (let step: u32 = 0; step < memberCount; step++) {
		createMember(quorum, (node + step) % nodeCount, node);
	}
	const leader = memberAt(quorum, node);
	leader.role = RaftRole.Leader;
	leader.serving = true;
	for (let other: u32 = 0; other < NODES_MAX; other++) leader.next[other] = 1;
	quorums[quorumCount++] = changetype<usize>(quorum);
}

function createMember(quorum: Quorum, node: u32, leader: u32): void {
	const member = changetype<Member>(allocateForever(offsetof<Member>()));
	const owner = changetype<usize>(member);
	quorum.members[node] = owner;
	member.quorum = quorum;
	member.node = node;
	member.role = RaftRole.Follower;
	member.process = createProcess(RabbitmqLane.Member, owner);
	member.term = 1;
	member.lastTerm = 1;
	member.votedFor = leader;
	member.leader = leader;
	member.log = createRing(ENTRY_SHIFT);
	member.election = createLane(RabbitmqLane.Election, owner);
	member.next = new StaticArray<u32>(NODES_MAX);
	member.match = new StaticArray<u32>(NODES_MAX);
	member.heard = new StaticArray<u32>(NODES_MAX);
}

export function hasMember(quorum: Quorum, node: u32): bool {
	return quorum.members[node] != 0;
}

export function memberAt(quorum: Quorum, node: u32): Member {
	assert(node < NODES_MAX, 'node');
	return changetype<Member>(unchecked(quorum.members[node]));
}

export function entryKind(entry: usize): u32 {
	return load<u32>(entry) >> 28;
}

export function entrySession(entry: usize): u32 {
	return (load<u32>(entry) >> 16) & 0xfff;
}

export function entryTerm(entry: usize): u32 {
	return load<u32>(entry) & TERM_MAX;
}

export function packEntry(kind: u32, session: u32, term: u32): u32 {
	assert(term <= TERM_MAX, 'terms beyond what an entry can name');
	return (kind << 28) | (session << 16) | term;
}

/** Address of the entry at an index that the member's log still holds. */
export function entryAt(member: Member, index: u32): usize {
	return ringAt(member.log, index - member.base - 1);
}

/** Term of the entry at an index up to the member's last. */
export function termAt(member: Member, index: u32): u32 {
	if (index > member.base) return entryTerm(entryAt(member, index));
	const terms = member.quorum.terms;
	for (let place = ringLength(terms); place > 0; place--) {
		const address = ringAt(terms, place - 1);
		if (load<u32>(address) <= index) return load<u32>(address, 4);
	}
	return 1;
}

/** Remembers the term of an entry that is being applied. */
export function noteTerm(quorum: Quorum, index: u32, term: u32): void {
	const terms = quorum.terms;
	const count = ringLength(terms);
	if (count > 0 && load<u32>(ringAt(terms, count - 1), 4) == term) return;
	const address = ringPush(terms);
	store<u32>(address, index);
	store<u32>(address, term, 4);
}
