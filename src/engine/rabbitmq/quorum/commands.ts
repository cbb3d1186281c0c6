/** Commands of channels reach a member: the leader puts them into its log, others decline. */
import { ringAt, ringLength } from '../../kernel/ring';
import { Inter } from '../cluster';
import { append } from './log';
import { head, tellAcross } from './messages';
import { Session, sessionAt } from './session-state';
import { Member, packEntry, RaftRole } from './state';

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

/** Address of the pending command with a number, or 0. */
export function pendingAt(session: Session, seq: u32): usize {
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
