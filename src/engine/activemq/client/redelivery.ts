/**
 * What the application fails at (A9): the session gives back everything since its last acknowledge
 * or commit, waits for the redelivery delay and tries it again in place, before anything newer.
 * After `maximumRedeliveries` such attempts all of it goes to the dead-letter queue.
 */
import { clear, now, push } from '../../kernel/events';
import { Ring, ringAt, ringClear, ringLength, ringShift } from '../../kernel/ring';
import { redelivered } from '../../ledger/ledger';
import { DuplicateCause, Place, TraceKind } from '../../ledger/causes';
import { trace } from '../../ledger/trace';
import { workloadOfMessage } from '../../clients/roster';
import { maximumRedeliveries, redeliveryDelayUs } from '../options';
import { COMMAND_BYTES } from '../session';
import { AcknowledgeMode } from '../settings';
import {
	acknowledgesFirst,
	ignoresFailure,
	keepDelivered,
	note,
	sendAck,
	spanOfDelivered
} from './acknowledging';
import { forgetSeen } from './audit';
import { AckType, ConnectionState, sendOf, sendUp, Up } from './connection';
import {
	countOf,
	isCurrent,
	JmsConsumer,
	keep,
	onceMore,
	producerOf,
	pumpConsumer
} from './consumer';

/** Whether the application fails at this delivery. */
export function rejects(consumer: JmsConsumer, message: u32, packed: u32): bool {
	if (consumer.rejectEvery == 0) return false;
	const place = message - workloadOfMessage(message).firstMessage + 1;
	return place % consumer.rejectEvery == 0 && countOf(packed) < consumer.rejectTimes;
}

/** What is acknowledged already cannot be given back. */
export function mayReject(consumer: JmsConsumer): bool {
	return !acknowledgesFirst(consumer) && !ignoresFailure(consumer);
}

/** The message in work has failed. */
export function reject(consumer: JmsConsumer): void {
	trace(
		consumer.message,
		TraceKind.Rejected,
		Place.Consumer,
		consumer.ordinal,
		-1,
		sendOf(consumer.packed)
	);
	if (consumer.optimized) keepDelivered(consumer);
	else note(consumer);
	if (consumer.connection.state != ConnectionState.Open) return;
	if (!isCurrent(consumer, consumer.packed)) return;
	if (consumer.optimized) forgetOldest(consumer);
	if (ringLength(consumer.delivered) == 0) return;
	if (countOf(consumer.packed) >= maximumRedeliveries) bury(consumer);
	else tryAgain(consumer);
}

/**
 * `ActiveMQMessageConsumer.rollback` strikes from its list what optimizeAcknowledge has put off, and
 * stops half-way, for the list grows shorter under its counter. These are neither tried again nor
 * acknowledged while the connection lasts, in the end the one that failed among them.
 */
function forgetOldest(consumer: JmsConsumer): void {
	const delivered = consumer.delivered;
	for (let index: u32 = 0; index < ringLength(delivered) && index < consumer.sinceAck; index++) {
		const message = load<u32>(ringShift(delivered));
		forgetSeen(consumer.audit, producerOf(message), message);
	}
}

/** The whole of what was delivered is refused for good (a POISON ack). */
function bury(consumer: JmsConsumer): void {
	const span = spanOfDelivered(consumer);
	ringClearDelivered(consumer);
	sendAck(consumer, AckType.Poison, consumer.tag, span);
}

function ringClearDelivered(consumer: JmsConsumer): void {
	const many = ringLength(consumer.delivered);
	ringClear(consumer.delivered);
	// The broker is not told of them twice (ActiveMQMessageConsumer.rollback); of a transaction's it forgets.
	const isForgotten = consumer.mode == AcknowledgeMode.Transacted;
	consumer.sinceTold = isForgotten ? 0 : consumer.sinceTold - <i32>many;
}

function tryAgain(consumer: JmsConsumer): void {
	const isRollback = consumer.mode == AcknowledgeMode.Transacted;
	const cause = isRollback
		? DuplicateCause.TransactionRolledBack
		: DuplicateCause.RequeuedByApplication;
	if (isRollback) {
		sendUp(consumer.connection, max(now, consumer.cpuFreeAt), 0, 0, Up.Rollback, COMMAND_BYTES);
	}
	const later = ringLength(consumer.again);
	const delivered: Ring = consumer.delivered;
	for (let index: u32 = 0; index < ringLength(delivered); index++) {
		const address = ringAt(delivered, index);
		const packed = onceMore(load<u32>(address, 8), cause);
		redelivered();
		keep(consumer.again, load<u32>(address), load<u32>(address, 4), packed);
	}
	ringClearDelivered(consumer);
	// What failed is older than what waited to be tried again.
	for (let moved: u32 = 0; moved < later; moved++) {
		const old = ringShift(consumer.again);
		const message = load<u32>(old);
		const tag = load<u32>(old, 4);
		const packed = load<u32>(old, 8);
		keep(consumer.again, message, tag, packed);
	}
	if (redeliveryDelayUs == 0) return;
	consumer.delaying = true;
	clear(consumer.redelivery);
	push(consumer.redelivery, now + redeliveryDelayUs, 0, 0, 0);
}

export function onRedeliveryDue(consumer: JmsConsumer): void {
	consumer.delaying = false;
	pumpConsumer(consumer);
}
