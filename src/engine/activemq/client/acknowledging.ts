/**
 * When a JMS session acknowledges (A1 – A3; ActiveMQMessageConsumer of 5.17). AUTO, and DUPS_OK on
 * a queue: one by one, with `receive()` before the work, with a listener after it. DUPS_OK on a
 * topic: when half the prefetch is due. CLIENT: everything received so far, when the application
 * says so. Where an acknowledgement is long in coming, half a prefetch of DELIVERED messages widens
 * the broker's window, so nothing stalls.
 */
import { now } from '../../kernel/events';
import { ringAt, ringClear, ringLength } from '../../kernel/ring';
import { swallowAnswer } from '../../scenario/faults';
import { cost } from '../../world/costs';
import { ActivemqCost } from '../costs';
import { isTopic } from '../options';
import { COMMAND_BYTES } from '../session';
import { AcknowledgeMode } from '../settings';
import { AckType, ConnectionState, sendUp, Up } from './connection';
import { isCurrent, JmsConsumer, keep, pumpConsumer } from './consumer';

/** Of the prefetch; optimizeAcknowledge waits for this share, or for optimizeAcknowledgeTimeOut. */
const OPTIMIZED_SHARE: f64 = 0.65;
const OPTIMIZED_TIMEOUT_US: f64 = 300000;

/** AUTO, or DUPS_OK where that is the same (A2). */
function isOneByOne(consumer: JmsConsumer): bool {
	if (consumer.mode == AcknowledgeMode.Auto) return true;
	return consumer.mode == AcknowledgeMode.DupsOk && !isTopic;
}

/** `receive()` acknowledges before it returns, or puts it off. */
export function acknowledgesFirst(consumer: JmsConsumer): bool {
	return isOneByOne(consumer) && !consumer.listener;
}

/**
 * Whether a listener's exception is of no consequence: of DUPS_OK on a topic the session keeps no
 * list to give back (isAutoAcknowledgeBatch), and the next acknowledgement covers the message.
 */
export function ignoresFailure(consumer: JmsConsumer): bool {
	return consumer.mode == AcknowledgeMode.DupsOk && isTopic;
}

export function beforeWork(consumer: JmsConsumer): void {
	if (!acknowledgesFirst(consumer)) return;
	if (consumer.optimized) acknowledgeLazily(consumer);
	else sendAck(consumer, AckType.Standard, consumer.tag, 1);
}

/** The application is done with the message in work. */
export function afterWork(consumer: JmsConsumer): void {
	if (acknowledgesFirst(consumer)) return;
	if (isOneByOne(consumer) && !consumer.optimized) {
		if (isCurrent(consumer, consumer.packed)) sendAck(consumer, AckType.Standard, consumer.tag, 1);
		return;
	}
	if (consumer.mode == AcknowledgeMode.Auto || consumer.mode == AcknowledgeMode.DupsOk) {
		acknowledgeLazily(consumer);
		return;
	}
	note(consumer);
	if (ringLength(consumer.delivered) >= consumer.ackEvery) {
		if (consumer.mode == AcknowledgeMode.Client) acknowledgeAll(consumer);
		else if (consumer.mode == AcknowledgeMode.Individual) acknowledgeOne(consumer);
		else commit(consumer);
	} else {
		widen(consumer);
	}
}

/** It has been handed to the application. */
export function note(consumer: JmsConsumer): void {
	keepDelivered(consumer);
	if (!isCurrent(consumer, consumer.packed)) return;
	consumer.sinceTold++;
	// Every delivery counts towards the window, also one that is acknowledged by itself (recorded).
	if (consumer.mode == AcknowledgeMode.Individual) widen(consumer);
}

export function keepDelivered(consumer: JmsConsumer): void {
	keep(consumer.delivered, consumer.message, consumer.tag, consumer.packed);
	if (isCurrent(consumer, consumer.packed)) consumer.lastTag = consumer.tag;
}

/** Together with those before it when enough have come together. */
function acknowledgeLazily(consumer: JmsConsumer): void {
	keepDelivered(consumer);
	if (isCurrent(consumer, consumer.packed)) consumer.sinceAck++;
	if (isLazyAckDue(consumer)) acknowledgeAll(consumer);
}

function isLazyAckDue(consumer: JmsConsumer): bool {
	if (!consumer.optimized) return <f64>consumer.sinceAck >= 0.5 * <f64>consumer.prefetch;
	const due = <f64>consumer.sinceAck + <f64>consumer.sinceTold;
	if (due >= OPTIMIZED_SHARE * <f64>consumer.prefetch) return true;
	return now >= consumer.lastAckAt + OPTIMIZED_TIMEOUT_US;
}

/** All received so far. */
function acknowledgeAll(consumer: JmsConsumer): void {
	const span = spanOfDelivered(consumer);
	ringClear(consumer.delivered);
	if (span > 0) sendAck(consumer, AckType.Standard, consumer.lastTag, span);
	consumer.sinceAck = 0;
	if (!consumer.optimized) consumer.sinceTold = 0;
	consumer.lastAckAt = now;
}

/**
 * From the oldest to the newest that was handed over on this connection and is not acknowledged:
 * how many tags an acknowledgement of them names (makeAckForAllDeliveredMessages).
 */
export function spanOfDelivered(consumer: JmsConsumer): u32 {
	const delivered = consumer.delivered;
	for (let index: u32 = 0; index < ringLength(delivered); index++) {
		const address = ringAt(delivered, index);
		if (!isCurrent(consumer, load<u32>(address, 8))) continue;
		return consumer.lastTag - load<u32>(address, 4) + 1;
	}
	return 0;
}

/** A session that is closed acknowledges what it put off. */
export function acknowledgeAtClose(consumer: JmsConsumer): void {
	if (consumer.mode == AcknowledgeMode.Auto || consumer.mode == AcknowledgeMode.DupsOk) {
		acknowledgeAll(consumer);
	}
}

/** Only the newest: the others stay unacknowledged for good. */
function acknowledgeOne(consumer: JmsConsumer): void {
	ringClear(consumer.delivered);
	if (!isCurrent(consumer, consumer.packed)) return;
	sendAck(consumer, AckType.Individual, consumer.tag, 1);
}

/** Half the prefetch has been delivered and cannot be acknowledged yet. */
function widen(consumer: JmsConsumer): void {
	if (<f64>consumer.sinceTold < 0.5 * <f64>consumer.prefetch) return;
	const transacted = consumer.mode == AcknowledgeMode.Transacted;
	const type = transacted ? AckType.Transacted : AckType.Delivered;
	sendAck(consumer, type, consumer.lastTag, consumer.sinceTold);
	consumer.sinceTold = 0;
}

function commit(consumer: JmsConsumer): void {
	if (consumer.sinceTold > 0) {
		sendAck(consumer, AckType.Transacted, consumer.lastTag, consumer.sinceTold);
	}
	consumer.sinceTold = 0;
	consumer.committing = true;
	sendCommit(consumer);
}

/** While there is no connection the call waits for one. */
export function sendCommit(consumer: JmsConsumer): void {
	if (consumer.connection.state != ConnectionState.Open) return;
	sendUp(consumer.connection, max(now, consumer.cpuFreeAt), 0, 0, Up.Commit, COMMAND_BYTES);
}

export function onConsumerCommitted(consumer: JmsConsumer): void {
	if (swallowAnswer(consumer)) return;
	assert(consumer.committing, 'a commit that nobody asked for');
	consumer.cpuFreeAt = max(now, consumer.cpuFreeAt) + cost(ActivemqCost.ClientAnswer);
	consumer.committing = false;
	ringClear(consumer.delivered);
	pumpConsumer(consumer);
}

export function sendAck(consumer: JmsConsumer, type: u32, tag: u32, covered: u32): void {
	if (consumer.connection.state != ConnectionState.Open) return;
	consumer.cpuFreeAt = max(now, consumer.cpuFreeAt) + cost(ActivemqCost.ClientAck);
	const c = Up.Ack | (type << 12);
	sendUp(consumer.connection, consumer.cpuFreeAt, tag, covered, c, COMMAND_BYTES);
}

/**
 * The application has had it, on the connection before the failover. Within the open transaction it
 * counts as received again; outside, the client has it buried so that nobody gets it.
 */
export function suppress(consumer: JmsConsumer, message: u32, tag: u32): void {
	if (consumer.mode == AcknowledgeMode.Transacted && isInTransaction(consumer, message)) {
		sendAck(consumer, AckType.Transacted, tag, 1);
		return;
	}
	sendAck(consumer, AckType.Poison, tag, 1);
}

function isInTransaction(consumer: JmsConsumer, message: u32): bool {
	const ring = consumer.delivered;
	for (let index: u32 = 0; index < ringLength(ring); index++) {
		if (load<u32>(ringAt(ring, index)) == message) return true;
	}
	return false;
}
