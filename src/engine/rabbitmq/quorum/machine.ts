/**
 * What committed entries do to the queue (rabbit_fifo): messages come in, are checked out to
 * consumers, are settled, or come back. Messages that come back because their consumer is gone are
 * served before all others; those that a consumer gives back go to the tail (R16). Each return
 * counts, and beyond the delivery limit a message is dropped.
 */
import { now } from '../../kernel/events';
import { ringAt, ringLength, ringPush, ringShift } from '../../kernel/ring';
import { cost } from '../../world/costs';
import { DuplicateCause, LossCause, Place, TraceKind } from '../../ledger/causes';
import { trace } from '../../ledger/trace';
import { consumerAt, consumerCount } from '../client/client';
import { Consumer } from '../client/consumer';
import { RabbitmqCost } from '../costs';
import { Copy, CopyFlag, CopyState, settle } from '../copy';
import { Death } from '../deaths';
import { consumerIn, firstToSubscribe, joinRow, moveBack } from '../delivery';
import { beginLifetime } from '../head';
import { Queue } from '../queue';
import { makeReady } from '../ready';
import { nextSubscription, unsubscribe } from '../subscription';
import { trySubscribe } from '../recovery';
import { isConnected } from './election';
import { dropExpired, endFor, keepWithinLimits, putFirst, takeNext } from './limits';
import { propose } from './member';
import { releaseSession, Session, sessionAt } from './session-state';
import { sendDelivery, tellApplied } from './session';
import { Command, entryKind, entrySession, Member, NO_SESSION, Quorum, RaftRole } from './state';

/** UNLIMITED_PREFETCH_COUNT of rabbit_fifo_client: no limit, and automatic acknowledgement. */
const PREFETCH_UNLIMITED: u32 = 2000;
/** In the machine's keeping: any bit of a classic queue's presence. */
const HELD: u8 = 1;

/** The session whose last applied command the channel has not been told of yet. */
let untold: Session = changetype<Session>(0);

/** One committed entry takes effect, wherever it leads. */
export function applyEntry(leader: Member, entry: usize): void {
	const kind = entryKind(entry);
	const index = entrySession(entry);
	const seq = load<u32>(entry, 4);
	const a = load<u32>(entry, 8);
	const b = load<u32>(entry, 12);
	if (index == NO_SESSION) {
		if (kind == Command.Cancel) cancel(leader, consumerAt(a), b >> 8, b & 255);
		else if (kind == Command.Enqueue) enqueue(leader, changetype<Copy>(a));
		return;
	}
	const session = sessionAt(index);
	if (seq != session.appliedSeq + 1) {
		// Ahead of what will be sent again; or sent again and done before, which the channel may not know.
		if (seq > session.appliedSeq) return;
	} else {
		session.appliedSeq = seq;
		if (kind == Command.Enqueue) enqueue(leader, changetype<Copy>(a));
		else if (kind == Command.Checkout) checkOut(leader, session, consumerAt(a), b);
		else give(leader.quorum, session, kind, a, b);
	}
	if (changetype<usize>(untold) != 0 && untold.index != index) tellApplied(leader.node, untold);
	untold = session;
}

/** All that is committed is applied. */
export function endApplying(leader: Member): void {
	if (changetype<usize>(untold) != 0) tellApplied(leader.node, untold);
	untold = changetype<Session>(0);
	deliverReady(leader);
}

function enqueue(leader: Member, copy: Copy): void {
	const queue = leader.quorum.queue;
	copy.order = ++queue.lastOrder;
	copy.presence = HELD;
	// From here on the byte counts how often the message has come back.
	copy.waiting = 0;
	if (queue.limited) beginLifetime(queue, copy);
	trace(copy.message, TraceKind.Enqueued, Place.Node, leader.node, -1, copy.send);
	makeReady(queue, copy);
}

function checkOut(leader: Member, session: Session, consumer: Consumer, epoch: u32): void {
	const quorum = leader.quorum;
	const queue = quorum.queue;
	session.asking = false;
	if (epoch < consumer.knownEpoch) return;
	if (consumer.subscribed) comeBack(quorum, consumer, DuplicateCause.ConnectionLoss);
	consumer.subscribed = true;
	consumer.knownEpoch = epoch;
	session.references++;
	session.deliveredTag = consumer.lastTag;
	consumer.subscription = nextSubscription();
	consumer.session = session.index;
	joinRow(queue, consumer);
	if (session.closed) reap(leader, consumer);
}

function cancel(leader: Member, consumer: Consumer, epoch: u32, cause: u32): void {
	if (!consumer.subscribed || consumer.knownEpoch != epoch) return;
	const session = sessionAt(consumer.session);
	comeBack(leader.quorum, consumer, cause);
	// Only its node had been taken for dead, and it is back.
	if (!session.closed && isConnected(leader.node, session.node)) trySubscribe(consumer);
}

/** A consumer is gone: what it held is the first to be served, in order. */
function comeBack(quorum: Quorum, consumer: Consumer, cause: u32): void {
	const length = ringLength(consumer.unacked);
	for (let index: u32 = 0; index < length; index++) {
		const pointer = load<u32>(ringAt(consumer.unacked, index));
		if (pointer == 0) continue;
		const copy = changetype<Copy>(pointer);
		quorum.queue.unackedCount--;
		if (!countReturn(quorum, copy, cause)) continue;
		copy.state = <u8>CopyState.Ready;
		putFirst(quorum, copy);
	}
	unsubscribe(quorum.queue, consumer);
	releaseSession(consumer.session);
}

/** Flags and counts it; false: it has come back too often, and is gone. */
function countReturn(quorum: Quorum, copy: Copy, cause: u32): bool {
	copy.flags |= <u8>CopyFlag.Redelivered;
	copy.cause = <u8>cause;
	if (copy.waiting < 255) copy.waiting = <u8>(copy.waiting + 1);
	const place = LossCause.Count + cause;
	const node = quorum.queue.masterNode;
	trace(copy.message, TraceKind.Requeued, Place.Node, node, place, copy.send);
	if (quorum.deliveryLimit == 0 || <u32>copy.waiting <= quorum.deliveryLimit) return true;
	endFor(quorum, copy, Death.DeliveryLimit);
	return false;
}

export function finishCopy(copy: Copy): void {
	copy.state = <u8>CopyState.Done;
	copy.presence = 0;
	settle(copy);
}

/** A consumer acknowledges, gives back or rejects the deliveries with tags from … to …. */
function give(quorum: Quorum, session: Session, kind: u32, from: u32, to: u32): void {
	const consumer = consumerAt(session.consumer);
	if (!consumer.subscribed || consumer.session != session.index) return;
	const length = ringLength(consumer.unacked);
	const first = consumer.lastTag - length + 1;
	const last = min(to, consumer.lastTag);
	for (let tag = max(from, first); tag <= last; tag++) {
		const address = ringAt(consumer.unacked, tag - first);
		const copy = changetype<Copy>(load<u32>(address));
		if (changetype<u32>(copy) == 0) continue;
		store<u32>(address, 0);
		consumer.unackedCount--;
		quorum.queue.unackedCount--;
		giveOne(quorum, kind, copy);
	}
	while (ringLength(consumer.unacked) > 0 && load<u32>(ringAt(consumer.unacked, 0)) == 0) {
		ringShift(consumer.unacked);
	}
}

function giveOne(quorum: Quorum, kind: u32, copy: Copy): void {
	const node = quorum.queue.masterNode;
	if (kind == Command.Settle) {
		trace(copy.message, TraceKind.Acked, Place.Node, node, -1, copy.send);
		finishCopy(copy);
	} else if (kind == Command.Discard) {
		endFor(quorum, copy, Death.Rejected);
	} else if (countReturn(quorum, copy, DuplicateCause.RequeuedByApplication)) {
		makeReady(quorum.queue, copy);
	}
}

/** Consumers whose channel is gone are taken off by an entry of the leader's own. */
export function reapConsumers(leader: Member): void {
	const queue = leader.quorum.queue;
	for (let place: u32 = 0; place < queue.consumerCount; place++) {
		const consumer = changetype<Consumer>(queue.consumers[place]);
		if (sessionAt(consumer.session).closed) reap(leader, consumer);
	}
}

export function reap(leader: Member, consumer: Consumer): void {
	const session = sessionAt(consumer.session);
	// A channel that lives has only been taken for dead.
	const cause = session.closed ? session.closedBecause : <u32>DuplicateCause.ConnectionLoss;
	const b = (consumer.knownEpoch << 8) | cause;
	propose(leader, Command.Cancel, consumer.ordinal, b);
}

/** Checks out messages for as long as there is a consumer with room. */
export function deliverReady(leader: Member): void {
	if (leader.role != RaftRole.Leader || !leader.serving) return;
	const quorum = leader.quorum;
	const queue = quorum.queue;
	while (true) {
		if (queue.limited) dropExpired(leader);
		const place = queue.readyCount > 0 ? chooseConsumer(queue) : -1;
		if (place < 0) break;
		const consumer = consumerIn(queue, place);
		moveBack(queue, place);
		deliver(leader, consumer, takeNext(quorum));
	}
	if (queue.limited) keepWithinLimits(leader);
}

function chooseConsumer(queue: Queue): i32 {
	if (queue.singleActive) {
		const active = firstToSubscribe(queue);
		return active >= 0 && hasRoom(consumerIn(queue, active)) ? active : -1;
	}
	for (let place: u32 = 0; place < queue.consumerCount; place++) {
		if (hasRoom(consumerIn(queue, place))) return place;
	}
	return -1;
}

function hasRoom(consumer: Consumer): bool {
	const limited = consumer.manual && consumer.prefetch != 0;
	const prefetch = limited ? consumer.prefetch : PREFETCH_UNLIMITED;
	return consumer.unackedCount < prefetch;
}

function deliver(leader: Member, consumer: Consumer, copy: Copy): void {
	const process = leader.process;
	copy.next = 0;
	copy.state = <u8>CopyState.Unacked;
	copy.flags |= <u8>CopyFlag.Delivered;
	consumer.lastTag++;
	store<u32>(ringPush(consumer.unacked), changetype<u32>(copy));
	consumer.unackedCount++;
	leader.quorum.queue.unackedCount++;
	process.freeAt = max(process.freeAt, now) + cost(RabbitmqCost.QueueDeliver);
	trace(copy.message, TraceKind.Delivered, Place.Node, leader.node, -1, copy.send);
	sendDelivery(leader, consumer, consumer.lastTag, copy);
}

/** A new leader says again what the channels have not got from the one before. */
export function deliverAgain(leader: Member): void {
	const queue = leader.quorum.queue;
	for (let ordinal: u32 = 0; ordinal < consumerCount; ordinal++) {
		const consumer = consumerAt(ordinal);
		if (consumer.queue != queue.index || !consumer.subscribed) continue;
		const session = sessionAt(consumer.session);
		const first = consumer.lastTag - ringLength(consumer.unacked) + 1;
		for (let tag = max(first, session.deliveredTag + 1); tag <= consumer.lastTag; tag++) {
			const pointer = load<u32>(ringAt(consumer.unacked, tag - first));
			if (pointer != 0) sendDelivery(leader, consumer, tag, changetype<Copy>(pointer));
		}
	}
}
