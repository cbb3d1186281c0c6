/** What a connection's thread does with a message that it read. */
import { destroyed } from '../ledger/ledger';
import { DuplicateCause, LossCause, Place, TraceKind } from '../ledger/causes';
import { trace } from '../ledger/trace';
import { now } from '../kernel/events';
import { ringLength, ringPush } from '../kernel/ring';
import { asProducer } from './client/producer';
import { Down, sendOf, writable } from './client/connection';
import { Copy, CopyFlag, CopyState, createCopy, isPersistent, mark } from './copy';
import { enqueue } from './destination';
import { appendRecord, isStored, Journaled } from './journal';
import { isTopic, storesConcurrently } from './options';
import { answer, COMMAND_BYTES, holdBack, NOBODY, sendDown, Session, ticketOf } from './session';
import { Site } from './site';
import { STORE_JOBS_MAX, storeLater } from './store';
import { isForSubscription, publish, toSubscription } from './topic';
import { isFull, messageBytes } from './usage';

/** A message has been read. It waits where it is if a limit is reached. */
export function take(session: Session, message: u32, b: u32, c: u32): void {
	const site = session.site;
	const producer = asProducer(session.connection.client);
	const persistent = producer.persistent;
	const storeIsFull = persistent && ringLength(site.store.mailbox) >= STORE_JOBS_MAX;
	if (isFull(site, persistent) || storeIsFull) {
		holdBack(session, message, b, c);
		return;
	}
	const send = sendOf(c);
	writable(session.connection);
	trace(message, TraceKind.Arrived, Place.Node, site.node, -1, send);
	const ticket = producer.waits ? ticketOf(session) : NOBODY;
	if (persistent && isStored(site, producer.ordinal, message, send)) {
		answer(ticket, message);
		return;
	}
	if (producer.windowBytes > 0 && !producer.waits && !producer.transacted) {
		sendDown(session, now, message, 0, Down.ProducerAck, COMMAND_BYTES);
	}
	if (producer.transacted) {
		const copy = createCopy(message, send, producer.ordinal, site.index);
		copy.state = <u8>CopyState.InTransaction;
		if (persistent) mark(copy, CopyFlag.Persistent);
		store<u32>(ringPush(session.transaction), changetype<u32>(copy));
	} else {
		accept(site, message, send, producer.ordinal, persistent, ticket, 0, false);
	}
}

/** The destination takes a message; whoever waits is answered when it is safe. */
export function accept(
	site: Site,
	message: u32,
	send: u32,
	producer: u32,
	persistent: bool,
	ticket: u32,
	count: u32,
	forwarded: bool
): void {
	if (isTopic) {
		publish(site, message, send, producer, persistent, ticket, 0);
		return;
	}
	const copy = createCopy(message, send, producer, site.index);
	copy.count = <u8>count;
	if (forwarded) mark(copy, CopyFlag.Forwarded);
	if (count > 0) copy.cause = <u8>DuplicateCause.ConnectionLoss;
	trace(message, TraceKind.Enqueued, Place.Node, site.node, -1, send);
	if (!persistent) {
		enqueue(site, copy);
		answer(ticket, message);
		return;
	}
	mark(copy, CopyFlag.Persistent);
	if (storesConcurrently) {
		// Dispatched in parallel with the store (A7).
		mark(copy, CopyFlag.Queued);
		if (ticket != NOBODY) mark(copy, CopyFlag.Awaited);
		storeLater(site, copy, ticket);
		enqueue(site, copy);
	} else {
		record(site, copy, ticket);
		if (ticket != NOBODY) mark(copy, CopyFlag.Hidden);
		else enqueue(site, copy);
	}
}

/** Its record goes to the journal. */
export function record(site: Site, copy: Copy, ticket: u32): void {
	assert(isPersistent(copy), 'only what is persistent is stored');
	const bytes = messageBytes(copy);
	copy.position = appendRecord(site, changetype<u32>(copy), Journaled.Add, ticket, bytes);
}

/** What was stored before anybody may see it is there for its consumers. */
export function show(site: Site, copy: Copy): void {
	if (isForSubscription(copy)) toSubscription(site, copy);
	else enqueue(site, copy);
}

/** Nobody takes it: a topic without a subscription. */
export function forget(site: Site, message: u32, send: u32): void {
	destroyed(message, LossCause.NoSubscriber, Place.Node, site.node, send);
}
