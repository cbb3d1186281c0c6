/**
 * Replication: the leader sends its new entries to the others, each member puts them on its disk
 * and says so, and what a majority has there is committed and applied (Raft, Ongaro and Ousterhout
 * 2014; ra 2). Only then is a publish confirmed.
 */
import { cost } from '../../world/costs';
import { nodeAt, NODES_MAX } from '../../world/node';
import { now } from '../../kernel/events';
import { LossCause } from '../../ledger/causes';
import { RabbitmqCost } from '../costs';
import { Inter } from '../cluster';
import { append, appendApplied, bytesOfEntry, forgetContent, truncate } from './log';
import { applyEntry, endApplying } from './machine';
import { tellMember } from './messages';
import { becomeFollower, takeOffice } from './election';
import {
	entryAt,
	entryTerm,
	hasMember,
	Member,
	memberAt,
	noteTerm,
	RaftRole,
	termAt
} from './state';
import { forgetUnsynced, handOver } from './wal';

/** AER_CHUNK_SIZE of ra_server. */
const CHUNK_ENTRIES: u32 = 128;
/** How far a leader sends ahead of a follower's answers: max_pipeline_count. */
const PIPELINE_ENTRIES: u32 = 4096;

/** Gives what is new to the disk, and as leader to the others. */
export function passOn(member: Member): void {
	let bytes: f64 = 0;
	for (let index = member.handedOver + 1; index <= member.last; index++) {
		bytes += bytesOfEntry(member, index);
	}
	if (member.handedOver < member.last) handOver(member, bytes);
	if (member.role == RaftRole.Leader) sendToAll(member);
}

function sendToAll(leader: Member): void {
	for (let node: u32 = 0; node < NODES_MAX; node++) {
		if (node != leader.node && hasMember(leader.quorum, node)) sendEntries(leader, node);
	}
}

function sendEntries(leader: Member, node: u32): void {
	while (leader.next[node] <= leader.last) {
		const first = leader.next[node];
		if (first > leader.heard[node] + PIPELINE_ENTRIES || !nodeAt(node).up) return;
		const count = min(CHUNK_ENTRIES, leader.last - first + 1);
		let bytes: f64 = 0;
		for (let index = first; index < first + count; index++) bytes += bytesOfEntry(leader, index);
		tellMember(leader, node, first, count, Inter.QuorumAppend, leader.term, bytes);
		leader.next[node] = first + count;
	}
}

/** An empty message: who leads, and a question after what the other has. */
export function probe(leader: Member, node: u32): void {
	leader.next[node] = leader.last + 1;
	tellMember(leader, node, leader.last + 1, 0, Inter.QuorumAppend, leader.term, 0);
}

/** Entries arrive at a member; their content is in the log of the leader that sent them. */
export function onAppend(member: Member, from: u32, term: u32, first: u32, count: u32): void {
	if (term < member.term) {
		tellMember(member, from, 0, 0, Inter.QuorumAppendReply, member.term, 0);
		return;
	}
	const leader = memberAt(member.quorum, from);
	if (leader.role != RaftRole.Leader || leader.term != term) return;
	becomeFollower(member, term, from);
	if (!agrees(member, leader, first - 1)) {
		const hint = min(member.base, leader.last);
		tellMember(member, from, hint, 1, Inter.QuorumAppendReply, term, 0);
		return;
	}
	for (let index = first; index < first + count; index++) take(member, leader, index);
	member.agreed = max(member.agreed, first + count - 1);
	if (member.handedOver < member.last) passOn(member);
	else reply(member, from);
}

/** Whether the member's log is the leader's up to an index. */
function agrees(member: Member, leader: Member, index: u32): bool {
	if (index <= member.base) return true;
	return index <= member.last && termAt(member, index) == termAt(leader, index);
}

function take(member: Member, leader: Member, index: u32): void {
	if (index <= member.base) return;
	if (index <= member.last) {
		if (termAt(member, index) == termAt(leader, index)) return;
		cutOff(member, index - 1);
	}
	if (index <= leader.base) {
		appendApplied(member, index);
	} else {
		const entry = entryAt(leader, index);
		append(
			member,
			load<u32>(entry),
			load<u32>(entry, 4),
			load<u32>(entry, 8),
			load<u32>(entry, 12)
		);
	}
}

/** Another leader's log has something else after an index (R29: the deposed one's was never safe). */
function cutOff(member: Member, index: u32): void {
	const cause = member.deposed ? LossCause.PartitionLoser : LossCause.OnlyOnDeadLeader;
	truncate(member, index, cause);
	forgetUnsynced(member);
}

/** Says how much of what agrees with the leader is on the disk. */
function reply(member: Member, to: u32): void {
	const safe = min(member.synced, member.agreed);
	tellMember(member, to, safe, 2, Inter.QuorumAppendReply, member.term, 0);
}

/** The disk has synced a member's log up to an index. */
export function onSynced(member: Member, index: u32): void {
	member.synced = max(member.synced, min(index, member.last));
	if (member.role == RaftRole.Leader) advanceCommit(member);
	else if (member.role == RaftRole.Follower && member.leader >= 0) reply(member, member.leader);
}

/** A follower answers. `sign` 0: it knows a newer term; 1: nothing after `index` agrees; 2: safe up to there. */
export function onAppendReply(leader: Member, from: u32, term: u32, index: u32, sign: u32): void {
	if (term > leader.term) {
		becomeFollower(leader, term, -1);
		return;
	}
	if (leader.role != RaftRole.Leader || term != leader.term) return;
	if (sign == 1) {
		leader.next[from] = index + 1;
		leader.heard[from] = index;
	} else {
		leader.heard[from] = max(leader.heard[from], index);
		leader.match[from] = max(leader.match[from], index);
		leader.next[from] = max(leader.next[from], index + 1);
		advanceCommit(leader);
	}
	sendEntries(leader, from);
}

/** The newest entry of its own term that a majority has on its disks. */
function advanceCommit(leader: Member): void {
	const quorum = leader.quorum;
	leader.match[leader.node] = leader.synced;
	let best: u32 = leader.commit;
	for (let node: u32 = 0; node < NODES_MAX; node++) {
		if (!hasMember(quorum, node)) continue;
		const index = leader.match[node];
		if (index > best && countFrom(leader, index) >= quorum.majority) best = index;
	}
	if (best > leader.commit && termAt(leader, best) == leader.term) leader.commit = best;
}

function countFrom(leader: Member, index: u32): u32 {
	let count: u32 = 0;
	for (let node: u32 = 0; node < NODES_MAX; node++) {
		if (hasMember(leader.quorum, node) && leader.match[node] >= index) count++;
	}
	return count;
}

/** The leader does what is committed and not yet done, and tells those who asked for it. */
export function applyCommitted(leader: Member): void {
	const quorum = leader.quorum;
	if (quorum.appliedIndex >= leader.commit) return;
	const process = leader.process;
	while (quorum.appliedIndex < leader.commit) {
		const index = quorum.appliedIndex + 1;
		const entry = entryAt(leader, index);
		const term = entryTerm(entry);
		process.freeAt = max(process.freeAt, now) + cost(RabbitmqCost.QuorumApply);
		quorum.entryBytes = bytesOfEntry(leader, index);
		noteTerm(quorum, index, term);
		applyEntry(leader, entry);
		quorum.appliedIndex = index;
		forgetContent(quorum, index, term);
	}
	if (!leader.serving && leader.commit >= leader.firstOwn) takeOffice(leader);
	endApplying(leader);
}
