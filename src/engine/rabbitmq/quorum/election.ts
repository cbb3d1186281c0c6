/**
 * Who leads. A member that knows its leader is gone waits for a time drawn at random, asks whether
 * it would win (so that one cut off from the others disturbs nobody), then asks for votes in a new
 * term. A voter refuses who lacks what it has itself, so that a new leader has everything that is
 * committed (Raft, 5.4; R28).
 */
import { clear, now, push } from '../../kernel/events';
import { uniform } from '../../kernel/random';
import { cost } from '../../world/costs';
import { nodeAt, NODES_MAX } from '../../world/node';
import { RabbitmqCost } from '../costs';
import { Inter } from '../cluster';
import { reviewQueues } from '../failover';
import { append } from './log';
import { announceLeader } from './session';
import { deliverAgain, deliverReady, reapConsumers } from './machine';
import { tellMember } from './messages';
import { passOn, probe } from './raft';
import {
	Command,
	hasMember,
	Member,
	memberAt,
	NO_SESSION,
	packEntry,
	Quorum,
	RaftRole
} from './state';

/** In the word that goes with a vote's last term: only a question, no vote yet. */
const QUESTION: u32 = 1 << 31;

/** Whether a message from one node gets to the other now. */
export function isConnected(from: u32, to: u32): bool {
	if (from == to) return true;
	const node = nodeAt(to);
	return node.up && !node.paused && (node.cutFrom & (1 << from)) == 0;
}

/** Sets the member's clock: `after` is how long it takes to notice that the leader is gone. */
export function armElection(member: Member, after: f64): void {
	if (member.role == RaftRole.Down || member.role == RaftRole.Leader) return;
	const least = cost(RabbitmqCost.ElectionMin);
	const span = cost(RabbitmqCost.ElectionMax) - least;
	clear(member.election);
	member.electionNumber++;
	const delay = after + least + span * uniform(member.quorum.elections);
	push(member.election, now + delay, member.electionNumber, 0, 0);
}

function disarmElection(member: Member): void {
	clear(member.election);
	member.electionNumber++;
}

export function onElectionTimer(member: Member, number: u32): void {
	if (number != member.electionNumber) return;
	if (member.role == RaftRole.Down || member.role == RaftRole.Leader) return;
	if (hearsLeader(member)) return;
	member.leader = -1;
	member.role = RaftRole.PreCandidate;
	ask(member, member.term + 1, QUESTION);
}

/** Whether the one it follows leads and can be heard. */
export function hearsLeader(member: Member): bool {
	if (member.leader < 0) return false;
	const leader = memberAt(member.quorum, member.leader);
	return (
		leader.role == RaftRole.Leader &&
		leader.term == member.term &&
		isConnected(leader.node, member.node) &&
		isConnected(member.node, leader.node)
	);
}

/** Asks all others for their votes, or whether they would give them. */
function ask(member: Member, term: u32, question: u32): void {
	member.votes = 1 << member.node;
	for (let node: u32 = 0; node < NODES_MAX; node++) {
		if (node == member.node || !hasMember(member.quorum, node)) continue;
		const b = member.lastTerm | question;
		tellMember(member, node, member.last, b, Inter.QuorumVote, term, 0);
	}
	// Without a majority within reach only somebody's return changes anything.
	if (countConnected(member) >= member.quorum.majority) armElection(member, 0);
	countVotes(member);
}

function countConnected(member: Member): u32 {
	let count: u32 = 0;
	for (let node: u32 = 0; node < NODES_MAX; node++) {
		if (hasMember(member.quorum, node) && isConnected(member.node, node)) count++;
	}
	return count;
}

/** Somebody asks for this member's vote. */
export function onVoteRequest(member: Member, from: u32, term: u32, last: u32, packed: u32): void {
	if (member.role == RaftRole.Down) return;
	const question = packed & QUESTION;
	const lastTerm = packed & ~QUESTION;
	if (member.role == RaftRole.Leader && question != 0) {
		// It lost sight of its leader only.
		probe(member, from);
		return;
	}
	if (term > member.term && question == 0) becomeFollower(member, term, -1);
	const complete =
		lastTerm > member.lastTerm || (lastTerm == member.lastTerm && last >= member.last);
	const unbound = member.votedFor < 0 || member.votedFor == <i32>from;
	let granted = complete && term >= member.term && (question != 0 || unbound);
	if (question != 0 && term == member.term) granted = false;
	if (granted && question == 0) {
		member.votedFor = from;
		armElection(member, 0);
	}
	const answeredTerm = granted ? term : member.term;
	const b = question | (granted ? 1 : 0);
	tellMember(member, from, 0, b, Inter.QuorumVoteReply, answeredTerm, 0);
}

export function onVoteReply(member: Member, from: u32, term: u32, _a: u32, packed: u32): void {
	const granted = (packed & 1) != 0;
	if (!granted && term > member.term) {
		becomeFollower(member, term, -1);
		return;
	}
	const question = (packed & QUESTION) != 0;
	const asked = question ? member.term + 1 : member.term;
	const waits = question ? RaftRole.PreCandidate : RaftRole.Candidate;
	if (!granted || term != asked || member.role != waits) return;
	member.votes |= 1 << from;
	countVotes(member);
}

function countVotes(member: Member): void {
	if (<u32>popcnt<u32>(member.votes) < member.quorum.majority) return;
	if (member.role == RaftRole.PreCandidate) {
		member.role = RaftRole.Candidate;
		member.term++;
		member.votedFor = member.node;
		ask(member, member.term, 0);
	} else if (member.role == RaftRole.Candidate) {
		becomeLeader(member);
	}
}

/** Its first entry is empty: once a majority has that, everything before is committed. */
function becomeLeader(member: Member): void {
	const quorum = member.quorum;
	assert(member.term > quorum.leadingTerm, 'one leader in a term');
	assert(member.base >= quorum.appliedIndex, 'who is elected has all that is committed');
	quorum.leadingTerm = member.term;
	disarmElection(member);
	member.role = RaftRole.Leader;
	member.leader = member.node;
	member.serving = false;
	member.commit = quorum.appliedIndex;
	for (let node: u32 = 0; node < NODES_MAX; node++) {
		member.next[node] = member.last + 1;
		member.match[node] = 0;
		member.heard[node] = quorum.appliedIndex;
	}
	append(member, packEntry(Command.Noop, NO_SESSION, member.term), 0, 0, 0);
	member.firstOwn = member.last;
	passOn(member);
}

/** Everything committed is applied: from here on it serves, and channels are told (R28). */
export function takeOffice(leader: Member): void {
	const quorum = leader.quorum;
	leader.serving = true;
	quorum.recordedLeader = leader.node;
	quorum.queue.masterNode = leader.node;
	announceLeader(quorum, leader.node);
	reapConsumers(leader);
	deliverAgain(leader);
	deliverReady(leader);
	reviewQueues();
}

/** Follows the leader of a term, or, −1, nobody yet. */
export function becomeFollower(member: Member, term: u32, leader: i32): void {
	const deposed = member.role == RaftRole.Leader;
	if (term > member.term) {
		member.term = term;
		member.votedFor = -1;
		member.agreed = 0;
	} else if (member.leader != leader) {
		member.agreed = 0;
	}
	member.role = RaftRole.Follower;
	member.serving = false;
	member.leader = leader;
	if (leader >= 0) disarmElection(member);
	else armElection(member, 0);
	if (deposed) {
		member.deposed = true;
		reviewQueues();
	}
}

/** Leads, is heard by a majority, and serves. */
export function isServed(quorum: Quorum): bool {
	if (!hasMember(quorum, quorum.queue.masterNode)) return false;
	const leader = memberAt(quorum, quorum.queue.masterNode);
	if (leader.role != RaftRole.Leader || !leader.serving) return false;
	return countConnected(leader) >= quorum.majority;
}
