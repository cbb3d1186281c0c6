/**
 * The process of one member (ra_server_proc): takes commands, entries and answers in the order in
 * which they come, and passes on what is new when it has nothing else to do, or sixteen of them.
 */
import { laneA, laneC, laneLength, clear } from '../../kernel/events';
import { ringAt, ringLength } from '../../kernel/ring';
import { cost } from '../../world/costs';
import { unparkInto } from '../../world/parking';
import { begin, hasMail, isFree, post, resetProcess, takeMail } from '../../world/process';
import { RabbitmqCost } from '../costs';
import { Inter } from '../cluster';
import { dropUntracked, takeCommand, takeUntracked } from './commands';
import { applyCommitted, onAppend, onAppendReply, onSynced, passOn } from './raft';
import { fromOf, termOf } from './messages';
import { releaseSession, sessionAt } from './session-state';
import { Command, Member, NO_SESSION, packEntry, RaftRole } from './state';
import { append } from './log';
import { nextSynced, Wal } from './wal';

/** A job of the process itself: the disk has synced the log up to `a`. */
const SYNCED: u32 = 255;

/** FLUSH_COMMANDS_SIZE of ra_server_proc. */
const FLUSH_ENTRIES: u32 = 16;

export function submitToMember(member: Member, a: u32, b: u32, c: u32): void {
	const process = member.process;
	// A job may bring the next one: it must not overtake those that wait.
	if (isFree(process) && !hasMail(process)) begin(process, costOf(b, c), a, b, c);
	else post(process, a, b, c);
}

function costOf(b: u32, c: u32): f64 {
	switch (c & 255) {
		case Inter.QuorumCommand:
		case Inter.QuorumCancel:
		case Inter.QuorumUntracked:
			return cost(RabbitmqCost.QuorumCommand);
		case Inter.QuorumAppend:
			return cost(RabbitmqCost.QuorumMessage) + cost(RabbitmqCost.QuorumEntry) * <f64>b;
		default:
			return cost(RabbitmqCost.QuorumMessage);
	}
}

/** The disk finished a sync: each member that it was for is told. */
export function onWalSynced(wal: Wal): void {
	for (let entry = nextSynced(wal); entry != 0; entry = nextSynced(wal)) {
		const member = changetype<Member>(load<u32>(entry));
		submitToMember(member, load<u32>(entry, 4), 0, SYNCED);
	}
}

/** The process finished a job. */
export function onMemberJob(member: Member, a: u32, b: u32, c: u32): void {
	member.process.busy = false;
	switch (c & 255) {
		case Inter.QuorumCommand:
			takeCommand(member, a, b);
			releaseSession(a);
			break;
		case Inter.QuorumCancel:
			takeCancel(member, a);
			releaseSession(a);
			break;
		case Inter.QuorumUntracked:
			takeUntracked(member, a);
			break;
		case Inter.QuorumAppend:
			onAppend(member, fromOf(c), termOf(c), a, b);
			break;
		case Inter.QuorumAppendReply:
			onAppendReply(member, fromOf(c), termOf(c), a, b);
			break;
		default:
			onSynced(member, a);
	}
	if (member.role == RaftRole.Leader) applyCommitted(member);
	nextMemberJob(member);
}

function nextMemberJob(member: Member): void {
	const process = member.process;
	const fresh = member.last - min(member.handedOver, member.last);
	if (fresh > 0 && (!hasMail(process) || fresh >= FLUSH_ENTRIES)) passOn(member);
	if (!isFree(process) || !hasMail(process)) return;
	const mail = takeMail(process);
	const a = load<u32>(mail);
	const b = load<u32>(mail, 4);
	const c = load<u32>(mail, 8);
	begin(process, costOf(b, c), a, b, c);
}

/** A consumer's channel has closed. If this is not the leader, the next one finds out by itself. */
function takeCancel(member: Member, index: u32): void {
	const session = sessionAt(index);
	const b = (session.epoch << 8) | session.closedBecause;
	propose(member, Command.Cancel, session.consumer, b);
}

/** The leader's own entry; what anybody else is asked to propose is for the next leader to find. */
export function propose(member: Member, command: u32, a: u32, b: u32): void {
	if (member.role != RaftRole.Leader) return;
	append(member, packEntry(command, NO_SESSION, member.term), 0, a, b);
}

/** The node ended: nobody does what the process was asked to. */
export function stopMemberProcess(member: Member): void {
	const process = member.process;
	unparkInto(process.lane);
	for (let index: u32 = 0; index < laneLength(process.lane); index++) {
		dropJob(member, laneA(process.lane, index), laneC(process.lane, index));
	}
	clear(process.lane);
	for (let index: u32 = 0; index < ringLength(process.mailbox); index++) {
		const mail = ringAt(process.mailbox, index);
		dropJob(member, load<u32>(mail), load<u32>(mail, 8));
	}
	resetProcess(process);
}

function dropJob(member: Member, a: u32, c: u32): void {
	const kind = c & 255;
	if (kind == <u32>Inter.QuorumCommand || kind == <u32>Inter.QuorumCancel) releaseSession(a);
	else if (kind == <u32>Inter.QuorumUntracked) dropUntracked(a, member.node);
}
