/**
 * The consuming application and ActiveMQ's JMS client: what is pushed to it waits in the session's
 * buffer; one message at a time is worked on. When and how it is acknowledged is the session's mode
 * (`acknowledging.ts`); what the application fails at is tried again in place (`redelivery.ts`).
 */
import { allocateForever } from '../../kernel/memory';
import { clear, createLane, Lane, now, push } from '../../kernel/events';
import {
	createRing,
	Ring,
	ringAt,
	ringClear,
	ringLength,
	ringPush,
	ringShift
} from '../../kernel/ring';
import { Client, Role, setUpClient } from '../../clients/client';
import { workloadOfMessage } from '../../clients/roster';
import { drawWork, noteProcessed } from '../../clients/work';
import { destroyed, redelivered } from '../../ledger/ledger';
import { LossCause, Place, TraceKind } from '../../ledger/causes';
import { trace } from '../../ledger/trace';
import { setting } from '../../scenario/settings';
import { checkCountedFaults, noteWork } from '../../scenario/triggers';
import { cost } from '../../world/costs';
import { NO_CAUSE } from '../copy';
import { ActivemqCost } from '../costs';
import { ActivemqLane } from '../lane-kind';
import { isTopic } from '../options';
import { COMMAND_BYTES } from '../session';
import { AcknowledgeMode, ActivemqConsumerSetting } from '../settings';
import { acknowledgesFirst, afterWork, beforeWork, sendCommit, suppress } from './acknowledging';
import { Audit, clearAudit, createAudit, forgetSeen, isRepeated } from './audit';
import { Connection, ConnectionState, createConnection, sendOf, sendUp, Up } from './connection';
import { mayReject, reject, rejects } from './redelivery';

@unmanaged
export class JmsConsumer extends Client {
	connection: Connection;
	listener: bool;
	mode: i32;
	ackEvery: u32;
	prefetch: u32;
	optimized: bool;
	exclusive: bool;
	rejectEvery: u32;
	rejectTimes: u32;
	/** Received and not begun: message, tag, `c` of the delivery. */
	buffer: Ring;
	/** Given back by the application, to be tried again before the buffer: the same words. */
	again: Ring;
	/** Handed to the application and not acknowledged or committed: the same words. */
	delivered: Ring;
	working: bool;
	/** The message in work. */
	message: u32;
	tag: u32;
	packed: u32;
	/** Waits until a failed message may be tried again. */
	delaying: bool;
	redelivery: Lane;
	/** Waits for the end of a commit. */
	committing: bool;
	/** Newest tag handed over; tags of the connection. */
	lastTag: u32;
	/** Where acknowledgements are put off: processed since the last one, also again. */
	sinceAck: u32;
	/** Handed over since the broker was last told of any; below 0: told of, to be handed over again. */
	sinceTold: i32;
	lastAckAt: f64;
	audit: Audit;
}

export function asConsumer(client: Client): JmsConsumer {
	return changetype<JmsConsumer>(changetype<usize>(client));
}

export function createConsumer(node: u32, host: bool): JmsConsumer {
	const consumer = changetype<JmsConsumer>(allocateForever(offsetof<JmsConsumer>()));
	setUpClient(consumer, Role.Consumer, node, host, ActivemqLane.ConsumerDone);
	consumer.listener = setting(ActivemqConsumerSetting.Listener) != 0;
	consumer.mode = <i32>setting(ActivemqConsumerSetting.AcknowledgeMode);
	consumer.ackEvery = max(<u32>setting(ActivemqConsumerSetting.AckEvery), 1);
	consumer.prefetch = max(<u32>setting(ActivemqConsumerSetting.Prefetch), 1);
	// The client does so in sessions of this mode only.
	consumer.optimized =
		consumer.mode == AcknowledgeMode.Auto &&
		setting(ActivemqConsumerSetting.OptimizeAcknowledge) != 0;
	consumer.exclusive = setting(ActivemqConsumerSetting.Exclusive) != 0;
	consumer.rejectEvery = <u32>setting(ActivemqConsumerSetting.RejectEvery);
	consumer.rejectTimes = <u32>setting(ActivemqConsumerSetting.RejectTimes);
	consumer.connection = createConnection(
		consumer,
		setting(ActivemqConsumerSetting.Failover) != 0,
		setting(ActivemqConsumerSetting.InitialReconnectUs),
		setting(ActivemqConsumerSetting.MaxReconnectUs)
	);
	consumer.buffer = createRing(4);
	consumer.again = createRing(4);
	consumer.delivered = createRing(4);
	consumer.redelivery = createLane(ActivemqLane.Redelivery, changetype<usize>(consumer));
	consumer.audit = createAudit();
	return consumer;
}

/** Through which subscription the ledger sees it: a queue's consumers share one. */
export function placeOf(consumer: JmsConsumer): u32 {
	return isTopic ? consumer.ordinal & 7 : 0;
}

export function countOf(packed: u32): u32 {
	return (packed >> 20) & 15;
}

/** The same delivery, once more in place. */
export function onceMore(packed: u32, cause: u32): u32 {
	const count = min(countOf(packed) + 1, 15);
	return (packed & 0x000fffff) | (count << 20) | (cause << 24);
}

/** Whether it came on the connection that is open now. */
export function isCurrent(consumer: JmsConsumer, packed: u32): bool {
	const connection = consumer.connection;
	if (connection.state != ConnectionState.Open) return false;
	return ((packed >> 12) & 255) == (connection.session.number & 255);
}

export function keep(ring: Ring, message: u32, tag: u32, packed: u32): void {
	const address = ringPush(ring);
	store<u32>(address, message);
	store<u32>(address, tag, 4);
	store<u32>(address, packed, 8);
}

export function onDelivery(consumer: JmsConsumer, message: u32, tag: u32, packed: u32): void {
	if (consumer.dead || !isCurrent(consumer, packed)) return;
	if (countOf(packed) > 0) redelivered();
	trace(message, TraceKind.Received, Place.Consumer, consumer.ordinal, -1, sendOf(packed));
	if (isRepeated(consumer.audit, producerOf(message), message, sendOf(packed))) {
		suppress(consumer, message, tag);
		return;
	}
	keep(consumer.buffer, message, tag, packed);
	pumpConsumer(consumer);
}

export function producerOf(message: u32): u32 {
	return workloadOfMessage(message).ordinal;
}

/** Takes up the next message, unless something holds the application. */
export function pumpConsumer(consumer: JmsConsumer): void {
	if (consumer.working || consumer.delaying || consumer.committing || consumer.dead) return;
	const ring = ringLength(consumer.again) > 0 ? consumer.again : consumer.buffer;
	if (ringLength(ring) == 0) return;
	const address = ringShift(ring);
	consumer.working = true;
	consumer.message = load<u32>(address);
	consumer.tag = load<u32>(address, 4);
	consumer.packed = load<u32>(address, 8);
	const bytes = workloadOfMessage(consumer.message).size / cost(ActivemqCost.BytesPerUs);
	consumer.cpuFreeAt = max(now, consumer.cpuFreeAt) + cost(ActivemqCost.ClientReceive) + bytes;
	beforeWork(consumer);
	const begins = consumer.cpuFreeAt;
	consumer.cpuFreeAt = begins + drawWork(consumer.work);
	noteWork(consumer.ordinal, begins, consumer.cpuFreeAt);
	push(consumer.wake, consumer.cpuFreeAt, 0, 0, 0);
}

/** The application is done with the message in work. */
export function onWorked(consumer: JmsConsumer): void {
	consumer.working = false;
	const message = consumer.message;
	const packed = consumer.packed;
	if (rejects(consumer, message, packed)) {
		if (mayReject(consumer)) reject(consumer);
		else loseInWork(consumer);
	} else {
		const cause = (packed >> 24) & 15;
		const again = cause == <u32>NO_CAUSE ? -1 : <i32>cause;
		noteProcessed(consumer.work, message, placeOf(consumer), sendOf(packed), again);
		checkCountedFaults();
		if (consumer.dead) return;
		afterWork(consumer);
	}
	pumpConsumer(consumer);
}

/** Acknowledged before the work, and the work failed (A1). */
function loseInWork(consumer: JmsConsumer): void {
	const cause = LossCause.AcknowledgedBeforeProcessing;
	const copy = sendOf(consumer.packed);
	destroyed(consumer.message, cause, Place.Consumer, consumer.ordinal, copy);
}

/** Connected: asks for messages. */
export function onConsumerOpened(consumer: JmsConsumer): void {
	consumer.lastTag = 0;
	consumer.sinceAck = 0;
	consumer.sinceTold = 0;
	consumer.lastAckAt = now;
	const made = now + cost(ActivemqCost.ClientAck);
	sendUp(consumer.connection, made, 0, 0, Up.Subscribe, COMMAND_BYTES);
	if (consumer.committing) sendCommit(consumer);
}

/**
 * The connection is gone and with it the buffer, which the broker gives again. The message in work
 * is finished. With `failover:` the session goes on as if nothing had happened; only a commit whose
 * answer is missing is rolled back. Without, the application begins anew.
 */
export function onConsumerLost(consumer: JmsConsumer): void {
	forgetAll(consumer, consumer.buffer);
	if (!consumer.connection.failover) clearAudit(consumer.audit);
	if (!consumer.connection.failover || consumer.committing) {
		forgetAll(consumer, consumer.delivered);
		forgetAll(consumer, consumer.again);
		clear(consumer.redelivery);
		consumer.delaying = false;
	} else if (consumer.mode != AcknowledgeMode.Transacted) {
		forgetAll(consumer, consumer.again);
		if (consumer.mode == AcknowledgeMode.Client) allowRepeats(consumer);
		ringClear(consumer.delivered);
	}
	consumer.committing = false;
	consumer.connection.socketFull = false;
	consumer.connection.inSocket = 0;
	pumpConsumer(consumer);
}

/** CLIENT rolls back what it had and did not acknowledge (clearDeliveredList); others bury repeats. */
function allowRepeats(consumer: JmsConsumer): void {
	if (consumer.working) forgetSeen(consumer.audit, producerOf(consumer.message), consumer.message);
	forgetAll(consumer, consumer.delivered);
}

/** They may come again and are welcome. */
function forgetAll(consumer: JmsConsumer, ring: Ring): void {
	for (let index: u32 = 0; index < ringLength(ring); index++) {
		const message = load<u32>(ringAt(ring, index));
		forgetSeen(consumer.audit, producerOf(message), message);
	}
	ringClear(ring);
}

/** The process died. A message that was acknowledged before the work on it is lost (A1). */
export function onConsumerDied(consumer: JmsConsumer): void {
	if (consumer.working && acknowledgesFirst(consumer)) loseInWork(consumer);
	consumer.working = false;
	clear(consumer.wake);
	clear(consumer.redelivery);
	ringClear(consumer.buffer);
	ringClear(consumer.again);
	ringClear(consumer.delivered);
	clearAudit(consumer.audit);
	consumer.delaying = false;
	consumer.committing = false;
	consumer.cpuFreeAt = now;
}
