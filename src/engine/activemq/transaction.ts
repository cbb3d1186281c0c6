/**
 * A transacted session at the broker: what it sends is nobody's before the commit, what it
 * acknowledges stays given. A commit is one record that waits for the disk (KahaCommitCommand).
 */
import { now } from '../kernel/events';
import { ringAt, ringClear, ringLength } from '../kernel/ring';
import { destroyed } from '../ledger/ledger';
import { LossCause, Place, TraceKind } from '../ledger/causes';
import { trace } from '../ledger/trace';
import { acknowledgeSettling, forgetSettling } from './acknowledge';
import { Down } from './client/connection';
import { Copy, free, isPersistent } from './copy';
import { enqueue } from './destination';
import { appendRecord, Journaled, noteWritten } from './journal';
import { isTopic } from './options';
import { COMMAND_BYTES, hears, NOBODY, resume, sendDown, Session } from './session';
import { Site } from './site';
import { headIsStored } from './subscription';
import { publish } from './topic';
import { messageBytes } from './usage';

/** The connection's thread waits until the commit is in the journal. */
export function askCommit(session: Session): void {
	const site = session.site;
	const count = ringLength(session.transaction);
	let bytes: f64 = 0;
	let stores = false;
	for (let index: u32 = 0; index < count; index++) {
		const copy = transactional(session, index);
		if (!isPersistent(copy)) continue;
		stores = true;
		bytes += messageBytes(copy);
	}
	const subscription = session.subscription;
	if (session.settles && subscription != null) {
		stores = stores || headIsStored(subscription);
	}
	if (!stores) {
		finish(session, 0);
		return;
	}
	session.process.blocked = true;
	appendRecord(site, changetype<u32>(session), Journaled.Commit, NOBODY, bytes);
}

function transactional(session: Session, index: u32): Copy {
	return changetype<Copy>(load<u32>(ringAt(session.transaction, index)));
}

/** The commit is in the journal. */
export function onCommitted(site: Site, a: u32): void {
	const session = changetype<Session>(a);
	session.process.blocked = false;
	finish(session, site.journal.written);
	resume(session);
}

function finish(session: Session, position: u32): void {
	const site = session.site;
	const count = ringLength(session.transaction);
	for (let index: u32 = 0; index < count; index++) {
		const copy = transactional(session, index);
		trace(copy.message, TraceKind.Committed, Place.Node, site.node, -1, copy.send);
		admit(site, copy, position);
	}
	ringClear(session.transaction);
	const subscription = session.subscription;
	if (session.settles && subscription != null) acknowledgeSettling(subscription, position);
	session.settles = false;
	if (hears(session)) sendDown(session, now, 0, 0, Down.Committed, COMMAND_BYTES);
}

/** A message of a committed transaction is there for consumers. */
function admit(site: Site, copy: Copy, position: u32): void {
	const persistent = isPersistent(copy);
	if (isTopic) {
		// Each subscription has a copy of its own, and the commit's record has stored them all.
		publish(site, copy.message, copy.send, copy.producer, persistent, NOBODY, position);
		free(copy);
		return;
	}
	if (persistent) {
		copy.position = position;
		noteWritten(site, copy);
	}
	enqueue(site, copy);
}

/** Nothing of the open transaction has happened. */
export function rollBack(session: Session): void {
	const count = ringLength(session.transaction);
	for (let index: u32 = 0; index < count; index++) {
		const copy = transactional(session, index);
		destroyed(copy.message, LossCause.RolledBack, Place.Node, session.site.node, copy.send);
		free(copy);
	}
	ringClear(session.transaction);
	const subscription = session.subscription;
	if (session.settles && subscription != null) forgetSettling(subscription);
	session.settles = false;
}
