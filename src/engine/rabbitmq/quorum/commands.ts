/** Commands of channels reach a member: the leader puts them into its log, others decline. */
import { ringAt, ringLength } from '../../kernel/ring';
import { LossCause, Place } from '../../ledger/causes';
import { nodeAt } from '../../world/node';
import { Inter, sendBytes } from '../cluster';
import { Copy, drop } from '../copy';
import { Queue, sizeOf } from '../queue';
import { append } from './log';
import { head, tellAcross } from './messages';
import { Session, sessionAt } from './session-state';
import { propose, submitToMember } from './member';
import { Command, Member, memberAt, packEntry, quorumOf, RaftRole } from './state';

export function takeCommand(member: Member, index: u32, seq: u32): void {
	const session = sessionAt(index);
	if (member.role != RaftRole.Leader) {
		decline(member, session);
		return;
	}
	const pending = pendingAt(session, seq);
	// Applied by another way meanwhile, or its channel died with it.
	if (pending == 0) return;
	const kind = load<u32>(pending);
	const entry = packEntry(kind, session.index, member.term);
	append(member, entry, seq, load<u32>(pending, 8), load<u32>(pending, 12));
}

/** A dead letter goes to whom the database names; nobody sends it again (rabbit_fifo_client:untracked_enqueue). */
export function giveUntracked(from: u32, queue: Queue, copy: Copy): void {
	const to = quorumOf(queue).recordedLeader;
	const c = head(Inter.QuorumUntracked, queue, from, 0);
	copy.references++;
	if (!nodeAt(to).up) dropUntracked(changetype<u32>(copy), from);
	else if (from == to) submitToMember(memberAt(quorumOf(queue), to), changetype<u32>(copy), 0, c);
	else sendBytes(from, to, changetype<u32>(copy), 0, c, sizeOf(copy));
}

export function takeUntracked(member: Member, a: u32): void {
	if (member.role == RaftRole.Leader) propose(member, Command.Enqueue, a, 0);
	dropUntracked(a, member.node);
}

/** It has arrived, or never will. */
export function dropUntracked(a: u32, node: u32): void {
	drop(changetype<Copy>(a), LossCause.UnconfirmedByQuorum, Place.Node, node);
}

/** Address of the pending command with a number, or 0. */
function pendingAt(session: Session, seq: u32): usize {
	const count = ringLength(session.pending);
	if (count == 0) return 0;
	const first = load<u32>(ringAt(session.pending, 0), 4);
	if (seq < first || seq - first >= count) return 0;
	return ringAt(session.pending, seq - first);
}

/** Not the leader: says who is, as far as it knows. */
function decline(member: Member, session: Session): void {
	if (session.closed) return;
	const leader = member.leader == <i32>member.node ? -1 : member.leader;
	const c = head(Inter.QuorumNotLeader, member.quorum.queue, member.node, member.term);
	tellAcross(member.node, session.node, session.index, <u32>(leader + 1), c, 0);
}
