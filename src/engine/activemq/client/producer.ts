/**
 * The producing application and ActiveMQ's JMS client: a persistent message outside a transaction
 * is sent synchronously, everything else without waiting; a transacted session commits after every
 * n (A5). After a failover the transport sends again what was unanswered, by the same ids, and an
 * open transaction; a commit whose answer is missing is rolled back, and the application sends the
 * batch again as new messages.
 */
import { allocateForever } from '../../kernel/memory';
import { clear, now, push } from '../../kernel/events';
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
import { attemptNext, hasMore, nextDue } from '../../clients/workload';
import { acknowledged, destroyed, failed, held, sent } from '../../ledger/ledger';
import { LossCause, Place } from '../../ledger/causes';
import { setting } from '../../scenario/settings';
import { swallowAnswer } from '../../scenario/faults';
import { checkCountedFaults } from '../../scenario/triggers';
import { Cost, cost } from '../../world/costs';
import { ActivemqCost } from '../costs';
import { ActivemqLane } from '../lane-kind';
import { COMMAND_BYTES } from '../session';
import { ActivemqProducerSetting } from '../settings';
import { Connection, ConnectionState, createConnection, Down, sendUp, Up } from './connection';

@unmanaged
export class JmsProducer extends Client {
	connection: Connection;
	persistent: bool;
	transacted: bool;
	commitEvery: u32;
	/** `send` returns when the broker has answered. */
	waits: bool;
	/** Most bytes sent without the broker's ProducerAck; 0: any. */
	windowBytes: f64;
	windowUsed: f64;
	wakePending: bool;
	/** Waits for an answer, or for the end of a commit. */
	waiting: bool;
	committing: bool;
	/** Unanswered: the one synchronous send, or the open transaction. Message, send, time f64. */
	open: Ring;
	/** The application's own repeats, before anything new. */
	again: Ring;
}

export function asProducer(client: Client): JmsProducer {
	return changetype<JmsProducer>(changetype<usize>(client));
}

export function createProducer(node: u32, host: bool): JmsProducer {
	const producer = changetype<JmsProducer>(allocateForever(offsetof<JmsProducer>()));
	setUpClient(producer, Role.Producer, node, host, ActivemqLane.ProducerWake);
	producer.persistent = setting(ActivemqProducerSetting.Persistent) != 0;
	producer.transacted = setting(ActivemqProducerSetting.Transacted) != 0;
	producer.commitEvery = max(<u32>setting(ActivemqProducerSetting.CommitEvery), 1);
	const isAsync = setting(ActivemqProducerSetting.AsyncSend) != 0;
	producer.waits = !isAsync && !producer.transacted;
	producer.windowBytes = setting(ActivemqProducerSetting.ProducerWindowBytes);
	producer.connection = createConnection(
		producer,
		setting(ActivemqProducerSetting.Failover) != 0,
		setting(ActivemqProducerSetting.InitialReconnectUs),
		setting(ActivemqProducerSetting.MaxReconnectUs)
	);
	producer.open = createRing(4);
	producer.again = createRing(2);
	return producer;
}

/** Its workload is there. */
export function completeProducer(producer: JmsProducer): void {
	const command = producer.workload.size + COMMAND_BYTES;
	producer.connection.socketCommands = <u32>max(2.0, cost(Cost.SocketBytes) / command);
}

function maySend(producer: JmsProducer): bool {
	const connection = producer.connection;
	if (producer.dead || producer.waiting || connection.socketFull) return false;
	if (connection.state != ConnectionState.Open && connection.state != ConnectionState.Dying) {
		return false;
	}
	return producer.windowBytes == 0 || producer.windowUsed < producer.windowBytes;
}

/** Sets the alarm for the next send, if there is one to come and nothing holds it back. */
export function pump(producer: JmsProducer): void {
	if (producer.wakePending || !maySend(producer)) return;
	let due = max(now, producer.cpuFreeAt);
	if (ringLength(producer.again) == 0) {
		if (!hasMore(producer.workload)) {
			if (producer.transacted && ringLength(producer.open) > 0) commit(producer);
			return;
		}
		due = nextDue(producer.workload, due);
	}
	producer.wakePending = true;
	push(producer.wake, due, 0, 0, 0);
}

export function onWake(producer: JmsProducer): void {
	producer.wakePending = false;
	if (!maySend(producer)) return;
	if (ringLength(producer.again) > 0) {
		sendNew(producer, load<u32>(ringShift(producer.again)));
	} else {
		sendNew(producer, attemptNext(producer.workload));
		checkCountedFaults();
	}
	pump(producer);
}

/** The application calls `send`: a message with an id of its own. */
function sendNew(producer: JmsProducer, message: u32): void {
	const number = sent(message);
	transmit(producer, message, number);
	if (!producer.waits && !producer.transacted) {
		if (producer.windowBytes > 0) producer.windowUsed += producer.workload.size;
		return;
	}
	const address = ringPush(producer.open);
	store<u32>(address, message);
	store<u32>(address, number, 4);
	store<f64>(address, now, 8);
	if (producer.waits) producer.waiting = true;
	else if (ringLength(producer.open) == producer.commitEvery) commit(producer);
}

/** Writes it to the connection. */
function transmit(producer: JmsProducer, message: u32, number: u32): void {
	producer.cpuFreeAt = max(now, producer.cpuFreeAt) + cost(ActivemqCost.ClientSend);
	const connection = producer.connection;
	if (connection.state == ConnectionState.Dying) {
		destroyed(message, LossCause.InFlight, Place.Link, producer.ordinal, number);
		return;
	}
	const bytes = producer.workload.size + COMMAND_BYTES;
	sendUp(connection, producer.cpuFreeAt, message, 0, Up.Send | (number << 4), bytes);
}

function commit(producer: JmsProducer): void {
	producer.waiting = true;
	producer.committing = true;
	if (producer.connection.state == ConnectionState.Dying) return;
	const at = max(now, producer.cpuFreeAt);
	sendUp(producer.connection, at, 0, 0, Up.Commit, COMMAND_BYTES);
}

/** A command of the broker arrives. */
export function onProducerCommand(producer: JmsProducer, kind: u32, message: u32): void {
	switch (kind) {
		case Down.Answer:
			if (swallowAnswer(producer)) return;
			if (!producer.waiting || !isOpen(producer, message)) return;
			settle(producer);
			break;
		case Down.Committed:
			if (swallowAnswer(producer)) return;
			assert(producer.committing, 'a commit that nobody asked for');
			settle(producer);
			break;
		case Down.ProducerAck:
			producer.windowUsed = max(0.0, producer.windowUsed - producer.workload.size);
			break;
		default:
	}
	pump(producer);
}

function isOpen(producer: JmsProducer, message: u32): bool {
	return ringLength(producer.open) > 0 && load<u32>(ringAt(producer.open, 0)) == message;
}

/** Everything that was unanswered is safe. */
function settle(producer: JmsProducer): void {
	producer.cpuFreeAt = max(now, producer.cpuFreeAt) + cost(ActivemqCost.ClientAnswer);
	while (ringLength(producer.open) > 0) {
		const address = ringShift(producer.open);
		acknowledged(load<u32>(address), load<f64>(address, 8));
	}
	producer.waiting = false;
	producer.committing = false;
}

/** The client noticed that its connection is gone. */
export function onProducerLost(producer: JmsProducer): void {
	producer.windowUsed = 0;
	producer.connection.socketFull = false;
	producer.connection.inSocket = 0;
	// The transport sends again by itself; only of a commit it cannot know what became (A5).
	if (producer.connection.failover && !producer.committing) return;
	giveToApplication(producer);
	producer.waiting = false;
	producer.committing = false;
}

/** An exception: the application sends the unanswered again before anything new, or gives them up. */
function giveToApplication(producer: JmsProducer): void {
	const later = ringLength(producer.again);
	while (ringLength(producer.open) > 0) {
		const message = load<u32>(ringShift(producer.open));
		if (producer.workload.retry) store<u32>(ringPush(producer.again), message);
		else failed(message);
	}
	// The unanswered are older than what waited to be sent again.
	for (let moved: u32 = 0; moved < later; moved++) {
		const message = load<u32>(ringShift(producer.again));
		store<u32>(ringPush(producer.again), message);
	}
}

/** Connected: the transport first repeats what it has to. */
export function onProducerOpened(producer: JmsProducer): void {
	for (let index: u32 = 0; index < ringLength(producer.open); index++) {
		const address = ringAt(producer.open, index);
		transmit(producer, load<u32>(address), load<u32>(address, 4));
	}
	pump(producer);
}

/** The process died: the application forgets what it waited for and goes on with the next message. */
export function onProducerDied(producer: JmsProducer): void {
	while (ringLength(producer.again) > 0) {
		const message = load<u32>(ringShift(producer.again));
		destroyed(message, LossCause.LeftInClientBuffer, Place.Producer, producer.ordinal, 0);
	}
	ringClear(producer.open);
	producer.waiting = false;
	producer.committing = false;
	producer.windowUsed = 0;
	producer.connection.socketFull = false;
	clear(producer.wake);
	producer.wakePending = false;
	producer.cpuFreeAt = now;
}

/** At the end of the run: what its client still means to send. */
export function holdUnsent(producer: JmsProducer): void {
	for (let index: u32 = 0; index < ringLength(producer.again); index++) {
		held(load<u32>(ringAt(producer.again, index)));
	}
	for (let index: u32 = 0; index < ringLength(producer.open); index++) {
		held(load<u32>(ringAt(producer.open, index)));
	}
}
