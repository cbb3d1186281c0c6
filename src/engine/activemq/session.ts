/**
 * A broker's end of one connection: its thread reads one command after another and does most of
 * the work itself (TransportConnection of ActiveMQ 5.17). A client that connects again gets another
 * one, while the old one may still be reading what had arrived.
 */
import { allocateForever } from '../kernel/memory';
import { clear, createLane, Lane, laneA, laneC, laneLength, now, push } from '../kernel/events';
import { createRing, Ring, ringClear } from '../kernel/ring';
import {
	begin,
	createProcess,
	hasMail,
	isFree,
	post,
	Process,
	resetProcess,
	takeMail
} from '../world/process';
import { cost } from '../world/costs';
import { linkDelay } from '../world/link';
import { unparkInto } from '../world/parking';
import { destroyed } from '../ledger/ledger';
import { LossCause, Place } from '../ledger/causes';
import {
	ackTypeOf,
	AckType,
	Connection,
	ConnectionState,
	Down,
	sendOf,
	Up,
	writable
} from './client/connection';
import { asProducer } from './client/producer';
import { acknowledge, expand, poison, settleLater } from './acknowledge';
import { answerBridge } from './bridge';
import { ActivemqCost } from './costs';
import { rouse } from './dispatcher';
import { ActivemqLane } from './lane-kind';
import { isTopic, storesConcurrently } from './options';
import { take } from './send';
import { Site } from './site';
import { closeSubscription, headIsStored, Subscription, subscribe } from './subscription';
import { askCommit, rollBack } from './transaction';

const SESSIONS_MAX: u32 = 1 << 10;
/** Its low ten bits: the ticket of a bridge, which no session has. */
export const BRIDGE_TICKET: u32 = SESSIONS_MAX - 1;
/** A ticket that nobody holds. */
export const NOBODY: u32 = u32.MAX_VALUE;
/** Size of a command without a body. */
export const COMMAND_BYTES: f64 = 120;

@unmanaged
export class Session {
	index: u32;
	/** Of its connection among all of the run: a ticket of an older one is void. */
	number: u32;
	connection: Connection;
	site: Site;
	process: Process;
	/** Brings the word that the connection has ended. */
	gone: Lane;
	/** Copies sent in the open transaction. */
	transaction: Ring;
	/** Its consumer's subscription; null: none. */
	subscription: Subscription | null;
	/** The open transaction acknowledges something. */
	settles: bool;
	/** The connection has ended: what was read is still handled, nobody hears of it. */
	closing: bool;
	free: bool;
	/** A send waits for space or for a place in the store's queue; these are its words. */
	heldBack: bool;
	heldA: u32;
	heldB: u32;
	heldC: u32;
}

const sessions = new StaticArray<usize>(SESSIONS_MAX);
export let sessionCount: u32 = 0;
let connections: u32 = 0;

export function initialiseSessions(): void {
	sessionCount = 0;
	connections = 0;
}

export function sessionAt(index: u32): Session {
	assert(index < SESSIONS_MAX, 'session');
	return changetype<Session>(unchecked(sessions[index]));
}

/** Gives the connection a session on the site. */
export function openSession(connection: Connection, site: Site): Session {
	const session = unusedSession();
	session.number = ++connections;
	session.connection = connection;
	session.site = site;
	session.free = false;
	session.closing = false;
	session.heldBack = false;
	session.subscription = null;
	session.settles = false;
	return session;
}

function unusedSession(): Session {
	for (let index: u32 = 0; index < sessionCount; index++) {
		if (sessionAt(index).free) return sessionAt(index);
	}
	assert(sessionCount < BRIDGE_TICKET, 'too many connections at once');
	const session = changetype<Session>(allocateForever(offsetof<Session>()));
	const owner = changetype<usize>(session);
	session.index = sessionCount;
	sessions[sessionCount++] = owner;
	session.process = createProcess(ActivemqLane.Session, owner);
	session.gone = createLane(ActivemqLane.Gone, owner);
	session.transaction = createRing(2);
	return session;
}

function freeSession(session: Session): void {
	resetProcess(session.process);
	ringClear(session.transaction);
	session.closing = true;
	session.heldBack = false;
	session.free = true;
}

/** Names a session's connection in 32 bits, for an answer that comes later. */
export function ticketOf(session: Session): u32 {
	return session.index | (session.number << 10);
}

/** Whether the connection still hears its broker. */
export function hears(session: Session): bool {
	return !session.free && !session.closing && session.connection.state == ConnectionState.Open;
}

/** The answer to a synchronous request, if somebody is there to hear it. */
export function answer(ticket: u32, message: u32): void {
	if (ticket == NOBODY) return;
	if ((ticket & BRIDGE_TICKET) == BRIDGE_TICKET) {
		answerBridge(ticket, message);
		return;
	}
	const session = sessionAt(ticket & BRIDGE_TICKET);
	if (session.free || ticketOf(session) != ticket || !hears(session)) return;
	sendDown(session, now, message, 0, Down.Answer, COMMAND_BYTES);
}

/** Puts a command on the connection towards the client, at the given time. */
export function sendDown(session: Session, at: f64, a: u32, b: u32, c: u32, bytes: f64): void {
	const connection = session.connection;
	const delay = linkDelay(connection.client.link, session.site.node, bytes);
	push(connection.down, at + delay, a, b, c);
}

/** A command arrives. */
export function submit(session: Session, a: u32, b: u32, c: u32): void {
	if (isFree(session.process)) start(session, a, b, c);
	else post(session.process, a, b, c);
}

function start(session: Session, a: u32, b: u32, c: u32): void {
	begin(session.process, costOf(session, b, c), a, b, c);
}

function costOf(session: Session, b: u32, c: u32): f64 {
	switch (c & 15) {
		case Up.Send: {
			const producer = asProducer(session.connection.client);
			const bytes = producer.workload.size / cost(ActivemqCost.BytesPerUs);
			const reading = cost(ActivemqCost.Read) + bytes;
			// Within a transaction, or without the storing thread, it stores the message itself.
			const stores = producer.persistent && (producer.transacted || isTopic || !storesConcurrently);
			return stores ? reading + cost(ActivemqCost.StoreAdd) : reading;
		}
		case Up.Ack: {
			const covered = <f64>b;
			const type = ackTypeOf(c);
			if (type == AckType.Delivered) return cost(ActivemqCost.ReadAck);
			const perMessage =
				cost(ActivemqCost.AckMessage) +
				(type == AckType.Transacted ? cost(ActivemqCost.CommitMessage) : 0);
			const subscription = session.subscription;
			const stored = subscription != null && headIsStored(subscription);
			return (
				cost(ActivemqCost.ReadAck) +
				covered * (perMessage + (stored ? cost(ActivemqCost.StoreRemove) : 0))
			);
		}
		case Up.Commit:
			return cost(ActivemqCost.Commit);
		default:
			return cost(ActivemqCost.Read);
	}
}

/** Takes up the next command, unless blocked. */
export function resume(session: Session): void {
	const process = session.process;
	if (!isFree(process) || !hasMail(process)) return;
	const mail = takeMail(process);
	start(session, load<u32>(mail), load<u32>(mail, 4), load<u32>(mail, 8));
}

export function onSessionJob(session: Session, a: u32, b: u32, c: u32): void {
	session.process.busy = false;
	handle(session, a, b, c);
	if (!session.process.busy && !isTopic) rouse(session.site);
}

function handle(session: Session, a: u32, b: u32, c: u32): void {
	switch (c & 15) {
		case Up.Send:
			take(session, a, b, c);
			break;
		case Up.Commit:
			writable(session.connection);
			askCommit(session);
			break;
		case Up.Ack:
			onAck(session, a, b, c);
			break;
		case Up.Subscribe:
			writable(session.connection);
			subscribe(session);
			break;
		case Up.Rollback:
			writable(session.connection);
			rollBack(session);
			break;
		default:
			closeSession(session, ackTypeOf(c));
			return;
	}
	resume(session);
}

function onAck(session: Session, tag: u32, count: u32, c: u32): void {
	writable(session.connection);
	const subscription = session.subscription;
	if (subscription == null) return;
	const type = ackTypeOf(c);
	if (type == AckType.Delivered) expand(subscription, count);
	else if (type == AckType.Poison) poison(subscription, tag, count);
	else if (type == AckType.Transacted) {
		session.settles = true;
		settleLater(subscription, tag, count);
	} else acknowledge(subscription, tag, count, 0);
}

/** A send that had to wait tries again. */
export function retrySend(session: Session): void {
	session.heldBack = false;
	session.process.blocked = false;
	take(session, session.heldA, session.heldB, session.heldC);
	resume(session);
}

/** Reads nothing further until there is space. */
export function holdBack(session: Session, a: u32, b: u32, c: u32): void {
	session.heldBack = true;
	session.process.blocked = true;
	session.heldA = a;
	session.heldB = b;
	session.heldC = c;
	session.site.hasBlocked = true;
}

/** The connection ends; the broker removes what belonged to it a while later (A12). */
export function closeLater(session: Session, delayUs: f64, cause: i32): void {
	session.closing = true;
	push(session.gone, now + delayUs, 0, 0, Up.Close | (cause << 12));
}

/** Everything read before is handled first. A thread that waits for space is interrupted. */
export function onGone(session: Session, c: u32): void {
	if (session.heldBack) {
		session.heldBack = false;
		session.process.blocked = false;
		loseSend(session, session.heldA, session.heldC, LossCause.InFlight);
		while (hasMail(session.process)) {
			const mail = takeMail(session.process);
			if ((load<u32>(mail, 8) & 15) != Up.Send) continue;
			loseSend(session, load<u32>(mail), load<u32>(mail, 8), LossCause.InFlight);
		}
	}
	submit(session, 0, 0, c);
}

function loseSend(session: Session, message: u32, c: u32, cause: i32): void {
	destroyed(message, cause, Place.Node, session.site.node, sendOf(c));
}

function closeSession(session: Session, cause: i32): void {
	rollBack(session);
	const subscription = session.subscription;
	if (subscription != null) closeSubscription(subscription, cause);
	session.subscription = null;
	freeSession(session);
}

/** The broker's process died with this session in it, and with what the session had not handled. */
export function loseSession(session: Session): void {
	const process = session.process;
	unparkInto(process.lane);
	unparkInto(session.gone);
	clear(session.gone);
	for (let index: u32 = 0; index < laneLength(process.lane); index++) {
		loseJob(session, laneA(process.lane, index), laneC(process.lane, index));
	}
	clear(process.lane);
	while (hasMail(process)) {
		const mail = takeMail(process);
		loseJob(session, load<u32>(mail), load<u32>(mail, 8));
	}
	if (session.heldBack) loseJob(session, session.heldA, session.heldC);
	rollBack(session);
	session.subscription = null;
	freeSession(session);
}

function loseJob(session: Session, message: u32, c: u32): void {
	if ((c & 15) == Up.Send) loseSend(session, message, c, LossCause.InMemoryAtCrash);
}
