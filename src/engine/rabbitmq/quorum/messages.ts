/**
 * What members of a quorum queue and channels say to each other. Between nodes it goes over the
 * cluster's links, within a node at once. Layout of `c`: kind 8 | queue 4 | from 4 | term 16.
 */
import { nodeAt } from '../../world/node';
import { Inter, sendBytes } from '../cluster';
import { Queue, queueAt } from '../queue';
import { hasMember, Member, memberAt, Quorum, quorumOf } from './state';
import { dropUntracked } from './commands';
import { submitToMember } from './member';
import { releaseSession, sessionAt } from './session-state';
import { onVoteReply, onVoteRequest } from './election';
import { onApplied, onDelivered, onLeaderChange, onNotLeader, onStatus } from './session';

export function head(kind: u32, queue: Queue, from: u32, term: u32): u32 {
	return kind | (queue.index << 8) | (from << 12) | (term << 16);
}

export function fromOf(c: u32): u32 {
	return (c >> 12) & 15;
}

export function termOf(c: u32): u32 {
	return c >> 16;
}

function quorumOfMessage(c: u32): Quorum {
	return quorumOf(queueAt((c >> 8) & 15));
}

/** A message between members, with the bytes of the entries it carries. */
export function tellMember(
	member: Member,
	to: u32,
	a: u32,
	b: u32,
	kind: u32,
	term: u32,
	bytes: f64
): void {
	if (!nodeAt(to).up) return;
	sendBytes(member.node, to, a, b, head(kind, member.quorum.queue, member.node, term), bytes);
}

/** A message to or from a channel, whose session it names; within a node it arrives at once. */
export function tellAcross(from: u32, to: u32, session: u32, b: u32, c: u32, bytes: f64): void {
	if (from != to && !nodeAt(to).up) return;
	sessionAt(session).references++;
	if (from == to) onQuorumMessage(to, session, b, c);
	else sendBytes(from, to, session, b, c, bytes);
}

/** Whether the message names a session, which it holds. */
function namesSession(kind: u32): bool {
	return kind >= <u32>Inter.QuorumCommand && kind <= <u32>Inter.QuorumCancel;
}

export function isQuorumMessage(kind: u32): bool {
	return kind >= <u32>Inter.QuorumAppend && kind <= <u32>Inter.QuorumUntracked;
}

/** A message arrives at node `to`. */
export function onQuorumMessage(to: u32, a: u32, b: u32, c: u32): void {
	const quorum = quorumOfMessage(c);
	const kind = c & 255;
	switch (kind) {
		case Inter.QuorumVote:
			onVoteRequest(memberAt(quorum, to), fromOf(c), termOf(c), a, b);
			return;
		case Inter.QuorumVoteReply:
			onVoteReply(memberAt(quorum, to), fromOf(c), termOf(c), a, b);
			return;
		case Inter.QuorumApplied:
			onApplied(sessionAt(a), b);
			break;
		case Inter.QuorumNotLeader:
			onNotLeader(sessionAt(a), fromOf(c), <i32>b - 1);
			break;
		case Inter.QuorumLeader:
			onLeaderChange(sessionAt(a), <i32>b);
			break;
		case Inter.QuorumStatus:
			onStatus(sessionAt(a), b != 0);
			break;
		case Inter.QuorumDeliver:
			onDelivered(sessionAt(a), b);
			break;
		default:
			// For the member's process: a command's session is held until its job is done.
			assert(hasMember(quorum, to), 'a member of the queue');
			submitToMember(memberAt(quorum, to), a, b, c);
			return;
	}
	releaseSession(a);
}

/** A message is dropped because a node died. */
export function dropQuorumMessage(a: u32, c: u32): void {
	if (namesSession(c & 255)) releaseSession(a);
	else if ((c & 255) == Inter.QuorumUntracked) dropUntracked(a, fromOf(c));
}
