/**
 * The channel's end towards one quorum queue (rabbit_fifo_client): commands in order, numbered,
 * kept until they are applied. The number makes sending again harmless.
 */
import { allocateForever } from '../../kernel/memory';
import { createRing, Ring, ringLength, ringShift } from '../../kernel/ring';
import { LossCause, Place } from '../../ledger/causes';
import { Channel } from '../channel-state';
import { Copy, drop } from '../copy';
import { Command, NO_SESSION, Quorum } from './state';

/** Words of a pending command: kind, seq, a, b. */
const PENDING_SHIFT: u32 = 4;
export const NO_CONSUMER: u32 = u32.MAX_VALUE;

@unmanaged
export class Session {
	index: u32;
	quorum: Quorum;
	channel: Channel;
	/** The channel's node. */
	node: u32;
	/** Node whom it takes for the leader; −1: it waits to be told. */
	leader: i32;
	/** The queue knows it as a publisher; before, it refuses what it cannot hand over (R28). */
	registered: bool;
	/** The queue is too long: what is published here is refused. */
	refuses: bool;
	/** The channel is gone, and the duplicate cause that its unacknowledged deliveries have by that. */
	closed: bool;
	closedBecause: u32;
	/** Number of the consumer that it serves, `NO_CONSUMER` for a publisher, and its subscription. */
	consumer: u32;
	epoch: u32;
	/** The consumer has asked, and no leader has taken it up yet. */
	asking: bool;
	/** Tag of the newest delivery that has reached the channel. */
	deliveredTag: u32;
	nextSeq: u32;
	/** Newest command of it that the queue has applied. */
	appliedSeq: u32;
	pending: Ring;
	/** Acknowledgements that wait while too much is pending: tags from … to …; 0: none. */
	unsentFrom: u32;
	unsentTo: u32;
	/** Entries and events that name it. */
	references: u32;
	free: bool;
}

const SESSIONS_MAX: u32 = NO_SESSION;
const sessions = new StaticArray<usize>(SESSIONS_MAX);
let sessionCount: u32 = 0;

export function initialiseSessions(): void {
	sessionCount = 0;
}

export function sessionAt(index: u32): Session {
	assert(index < SESSIONS_MAX, 'session');
	return changetype<Session>(unchecked(sessions[index]));
}

export function sessionSlots(): u32 {
	return sessionCount;
}

export function createSession(quorum: Quorum, channel: Channel): Session {
	const session = unusedSession();
	session.quorum = quorum;
	session.channel = channel;
	session.node = channel.node;
	session.leader = quorum.recordedLeader;
	session.registered = false;
	session.refuses = false;
	session.closed = false;
	session.closedBecause = 0;
	session.consumer = NO_CONSUMER;
	session.epoch = 0;
	session.asking = false;
	session.deliveredTag = 0;
	session.nextSeq = 0;
	session.appliedSeq = 0;
	session.unsentFrom = 0;
	session.unsentTo = 0;
	session.free = false;
	return session;
}

function unusedSession(): Session {
	for (let index: u32 = 0; index < sessionCount; index++) {
		if (sessionAt(index).free) return sessionAt(index);
	}
	assert(sessionCount < SESSIONS_MAX, 'too many channels at quorum queues at once');
	const session = changetype<Session>(allocateForever(offsetof<Session>()));
	session.index = sessionCount;
	session.pending = createRing(PENDING_SHIFT);
	sessions[sessionCount++] = changetype<usize>(session);
	return session;
}

/** A channel that lives has asked for the consumer, and does so again when it hears of a leader. */
export function isAsking(quorum: Quorum, consumer: u32): bool {
	for (let index: u32 = 0; index < sessionCount; index++) {
		const session = sessionAt(index);
		if (session.free || session.closed || !session.asking) continue;
		if (session.consumer == consumer && session.quorum == quorum) return true;
	}
	return false;
}

export function holdSession(index: u32): void {
	if (index != NO_SESSION) sessionAt(index).references++;
}

export function releaseSession(index: u32): void {
	if (index == NO_SESSION) return;
	const session = sessionAt(index);
	session.references--;
	freeIfDone(session);
}

/** A closed session that nothing names any more is ready for the next channel. */
function freeIfDone(session: Session): void {
	if (!session.closed || session.references != 0 || session.free) return;
	session.free = true;
	dropPending(session, LossCause.InFlight);
}

/** Nobody sends again what was not applied. */
export function dropPending(session: Session, cause: i32): void {
	while (ringLength(session.pending) > 0) {
		const address = ringShift(session.pending);
		if (load<u32>(address) != Command.Enqueue) continue;
		drop(changetype<Copy>(load<u32>(address, 8)), cause, Place.Node, session.node);
	}
}
