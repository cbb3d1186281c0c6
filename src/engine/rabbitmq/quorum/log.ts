/**
 * One member's log: what it appends, cuts off because a newer leader says otherwise, keeps through
 * the end of its node, and forgets the content of because it is applied.
 */
import { ringLength, ringPush, ringShift } from '../../kernel/ring';
import { LossCause, Place } from '../../ledger/causes';
import { FRAME_OVERHEAD_BYTES } from '../../world/link';
import { Copy, drop } from '../copy';
import { sizeOf } from '../queue';
import {
	Command,
	entryAt,
	entryKind,
	entrySession,
	entryTerm,
	Member,
	Quorum,
	memberAt,
	hasMember,
	termAt
} from './state';
import { holdSession, releaseSession } from './session-state';
import { NODES_MAX } from '../../world/node';

/** Bytes of an entry on the network and on the disk. */
export function bytesOfEntry(member: Member, index: u32): f64 {
	if (index <= member.base) return member.quorum.entryBytes;
	const entry = entryAt(member, index);
	if (entryKind(entry) != Command.Enqueue) return FRAME_OVERHEAD_BYTES;
	return FRAME_OVERHEAD_BYTES + sizeOf(changetype<Copy>(load<u32>(entry, 8)));
}

/** Adds one entry; a copy that it names is held by this log from here on. */
export function append(member: Member, head: u32, seq: u32, a: u32, b: u32): void {
	const entry = ringPush(member.log);
	store<u32>(entry, head);
	store<u32>(entry, seq, 4);
	store<u32>(entry, a, 8);
	store<u32>(entry, b, 12);
	if (entryKind(entry) == Command.Enqueue) changetype<Copy>(a).references++;
	holdSession(entrySession(entry));
	member.last++;
	member.lastTerm = entryTerm(entry);
}

/** An entry whose content is applied already: only that the member has it counts. */
export function appendApplied(member: Member, index: u32): void {
	assert(member.last == index - 1 && ringLength(member.log) == 0, 'a gap in a log');
	member.base = index;
	member.last = index;
	member.lastTerm = termAt(member, index);
}

/** Cuts off everything after an index: it was never committed. */
export function truncate(member: Member, index: u32, cause: i32): void {
	while (member.last > index && member.last > member.base) {
		releaseEntry(entryAt(member, member.last), cause, member.node);
		member.log.tail--;
		member.last--;
	}
	if (member.last > index) {
		// Applied entries that this member's disk does not have: it fetches them again.
		assert(ringLength(member.log) == 0, 'the content of a log begins after its base');
		member.last = index;
		member.base = index;
	}
	member.lastTerm = termAt(member, member.last);
	member.handedOver = min(member.handedOver, member.last);
	member.written = min(member.written, member.last);
	member.synced = min(member.synced, member.last);
}

function releaseEntry(entry: usize, cause: i32, node: u32): void {
	const session = entrySession(entry);
	releaseCopy(entry, cause, node);
	releaseSession(session);
}

function releaseCopy(entry: usize, cause: i32, node: u32): void {
	if (entryKind(entry) != Command.Enqueue) return;
	drop(changetype<Copy>(load<u32>(entry, 8)), cause, Place.Node, node);
}

/** An entry is being applied: no log needs its content any more. */
export function forgetContent(quorum: Quorum, index: u32, term: u32): void {
	for (let node: u32 = 0; node < NODES_MAX; node++) {
		if (!hasMember(quorum, node)) continue;
		const member = memberAt(quorum, node);
		if (member.base != index - 1 || ringLength(member.log) == 0) continue;
		// What another term put there was never committed; the leader will cut it off.
		if (entryTerm(entryAt(member, index)) != term) continue;
		const entry = ringShift(member.log);
		member.base = index;
		const session = entrySession(entry);
		releaseCopy(entry, LossCause.InFlight, node);
		releaseSession(session);
	}
}
