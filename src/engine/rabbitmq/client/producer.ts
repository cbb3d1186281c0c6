/**
 * The producing application and its client library: makes messages open-loop (a rate, the intended
 * time kept) or closed-loop, waits as its acknowledgement mode says, and sends again if told to.
 */
import { allocateForever } from '../../kernel/memory';
import { clear, Lane, laneA, laneB, laneC, laneLength, now, push } from '../../kernel/events';
import {
	createRing,
	Ring,
	ringAt,
	ringClear,
	ringLength,
	ringPush,
	ringShift
} from '../../kernel/ring';
import { Cost, cost } from '../../world/costs';
import { RabbitmqCost } from '../costs';
import { FRAME_OVERHEAD_BYTES, linkDelay } from '../../world/link';
import { acknowledged, destroyed, failed, returned, sent, unroutable } from '../../ledger/ledger';
import { LossCause, Place } from '../../ledger/causes';
import { Role } from '../../clients/client';
import { attemptNext, hasMore, nextDue } from '../../clients/workload';
import { setting, settingCount, settingFlag } from '../../scenario/settings';
import { AmqpClient, Connection, departureOf, Down, setUpAmqpClient, Up } from './client';
import { RabbitmqProducerSetting } from '../settings';
import { addKey } from '../exchange';
import { addKeyInTurn, createEnvelope, Envelope } from './envelope';
import { checkCountedFaults } from '../../scenario/triggers';

export const enum AckMode {
	None = 0,
	Confirm,
	Transaction
}

@unmanaged
export class Producer extends AmqpClient {
	persistent: bool;
	ackMode: i32;
	batch: u32;
	/** 0: batches. */
	window: u32;
	/** What cannot be routed is to come back. */
	mandatory: bool;
	envelope: Envelope;
	/** `Declares`; whether it waits for the answer. */
	declares: i32;
	declaring: bool;
	wakePending: bool;
	/** Waits for the confirms of a batch, or for commit-ok. */
	waiting: bool;
	inBatch: u32;
	/** When the last frame has left the machine. */
	cardFreeAt: f64;
	/** Tag of the first outstanding publish. */
	firstOutstanding: u32;
	/** Unanswered publishes: message, send (0 = answered), time f64. */
	outstanding: Ring;
	unanswered: u32;
	/** Messages to be sent again before any new one. */
	again: Ring;
}

/** Made from the settings that the host has written; its workload is set already. */
export function createProducer(node: u32, host: bool): Producer {
	const producer = changetype<Producer>(allocateForever(offsetof<Producer>()));
	setUpAmqpClient(producer, Role.Producer, node, host);
	producer.persistent = settingFlag(RabbitmqProducerSetting.Persistent);
	producer.ackMode = <i32>setting(RabbitmqProducerSetting.AckMode);
	producer.batch = settingCount(RabbitmqProducerSetting.Batch);
	producer.window = settingCount(RabbitmqProducerSetting.Window);
	producer.mandatory = settingFlag(RabbitmqProducerSetting.Mandatory);
	producer.balanced = settingFlag(RabbitmqProducerSetting.Balanced);
	producer.declares = <i32>setting(RabbitmqProducerSetting.Declares);
	producer.envelope = createEnvelope(<i32>setting(RabbitmqProducerSetting.Exchange));
	producer.outstanding = createRing(4);
	producer.again = createRing(2);
	producer.firstOutstanding = 1;
	return producer;
}

/** After its workload is known. */
export function finishProducer(producer: Producer): void {
	const frame = producer.workload.size + FRAME_OVERHEAD_BYTES;
	producer.socketFrames = <u32>max(2.0, cost(Cost.SocketBytes) / frame);
}

/** Adds the key in the text buffer to the producer's turn. */
export function addRoutingKey(producer: Producer, length: u32): void {
	addKeyInTurn(producer.envelope, addKey(length));
}

/** Place of a message among those of its producer. */
export function placeOfMessage(producer: Producer, message: u32): u32 {
	return message - producer.workload.firstMessage;
}

function mayPublish(producer: Producer): bool {
	const connection = producer.connection;
	if (connection != Connection.Open && connection != Connection.Dying) return false;
	if (producer.dead || producer.declaring) return false;
	if (producer.waiting || producer.socketFull) return false;
	return producer.window == 0 || producer.unanswered < producer.window;
}

/** Sets the alarm for the next publish, if there is one to come and nothing holds it back. */
export function pump(producer: Producer): void {
	if (producer.host || producer.wakePending || !mayPublish(producer)) return;
	let due = max(now, producer.cpuFreeAt);
	if (ringLength(producer.again) == 0) {
		if (!hasMore(producer.workload)) {
			if (producer.ackMode == AckMode.Transaction && producer.inBatch > 0) commit(producer);
			return;
		}
		due = nextDue(producer.workload, due);
	}
	producer.wakePending = true;
	push(producer.wake, due, 0, 0, 0);
}

export function onWake(producer: Producer): void {
	producer.wakePending = false;
	if (!mayPublish(producer)) return;
	if (ringLength(producer.again) > 0) {
		publish(producer, load<u32>(ringShift(producer.again)));
	} else {
		const message = attemptNext(producer.workload);
		publish(producer, message);
		checkCountedFaults();
	}
	pump(producer);
}

/** Puts one publish on the connection. Loads the application's thread; fills the socket. */
export function publish(producer: Producer, message: u32): void {
	const send = sent(message);
	producer.cpuFreeAt = max(now, producer.cpuFreeAt) + cost(RabbitmqCost.ClientPublish);
	if (producer.connection == Connection.Dying) {
		destroyed(message, LossCause.InFlight, Place.Link, producer.ordinal, send);
	} else {
		const bytes = producer.workload.size + FRAME_OVERHEAD_BYTES;
		// Frames leave one after the other: a batch takes its bytes' time.
		const start = max(producer.cpuFreeAt, producer.cardFreeAt);
		producer.cardFreeAt = start + bytes / cost(Cost.LinkBytesPerUs);
		const delay = linkDelay(producer.link, producer.node, bytes);
		push(producer.up, start + delay, message, send, Up.Publish);
	}
	if (++producer.inSocket >= producer.socketFrames) producer.socketFull = true;
	if (producer.ackMode == AckMode.None) return;
	const address = ringPush(producer.outstanding);
	store<u32>(address, message);
	store<u32>(address, send, 4);
	store<f64>(address, now, 8);
	producer.unanswered++;
	if (producer.window > 0) return;
	if (++producer.inBatch == producer.batch) {
		if (producer.ackMode == AckMode.Transaction) commit(producer);
		else producer.waiting = true;
	}
}

function commit(producer: Producer): void {
	producer.waiting = true;
	if (producer.connection == Connection.Dying) return;
	const delay = linkDelay(producer.link, producer.node, FRAME_OVERHEAD_BYTES);
	push(producer.up, max(now, producer.cpuFreeAt) + delay, 0, 0, Up.Commit);
	producer.inSocket++;
}

/** A frame of the broker arrives. `tag`: for a return the message. */
export function onProducerFrame(producer: Producer, kind: u32, tag: u32, multiple: bool): void {
	if (kind == Down.Writable) {
		producer.socketFull = false;
	} else if (kind == Down.Return) {
		producer.cpuFreeAt = max(now, producer.cpuFreeAt) + cost(RabbitmqCost.ClientConfirm);
		returned(tag);
	} else {
		producer.cpuFreeAt = max(now, producer.cpuFreeAt) + cost(RabbitmqCost.ClientConfirm);
		answer(producer, tag, multiple, kind != Down.Nack);
		if (producer.waiting && producer.unanswered == 0) {
			producer.waiting = false;
			producer.inBatch = 0;
		}
	}
	pump(producer);
}

/** Takes the answer for one tag, or for all up to it. */
function answer(producer: Producer, tag: u32, multiple: bool, positive: bool): void {
	if (tag < producer.firstOutstanding) return;
	const last = tag - producer.firstOutstanding;
	assert(last < ringLength(producer.outstanding), 'a confirm of what was never published');
	for (let index: u32 = multiple ? 0 : last; index <= last; index++) {
		const address = ringAt(producer.outstanding, index);
		if (load<u32>(address, 4) == 0) continue;
		store<u32>(address, 0, 4);
		producer.unanswered--;
		const message = load<u32>(address);
		if (positive) acknowledged(message, load<f64>(address, 8));
		else if (producer.workload.retry) store<u32>(ringPush(producer.again), message);
		else failed(message);
	}
	while (
		ringLength(producer.outstanding) > 0 &&
		load<u32>(ringAt(producer.outstanding, 0), 4) == 0
	) {
		ringShift(producer.outstanding);
		producer.firstOutstanding++;
	}
}

/** The connection is gone: what was unanswered is sent again, or stays unknown. */
export function onProducerLost(producer: Producer): void {
	const count = ringLength(producer.outstanding);
	const older = ringLength(producer.again);
	for (let index: u32 = 0; index < count; index++) {
		const address = ringAt(producer.outstanding, index);
		if (load<u32>(address, 4) != 0 && producer.workload.retry) {
			store<u32>(ringPush(producer.again), load<u32>(address));
		}
	}
	// What was outstanding is older than what waited to be sent again: keep the order of publishing.
	for (let moved: u32 = 0; moved < older; moved++) {
		const message = load<u32>(ringShift(producer.again));
		store<u32>(ringPush(producer.again), message);
	}
	ringClear(producer.outstanding);
	producer.unanswered = 0;
	producer.inBatch = 0;
	producer.waiting = false;
	producer.socketFull = false;
	producer.inSocket = 0;
}

/** A channel is open; its publish sequence goes on from `nextTag`. */
export function onProducerOpened(producer: Producer): void {
	producer.firstOutstanding = producer.nextTag + 1;
	pump(producer);
}

/** The connection's frames towards the broker are dropped. */
export function dropUpFrames(producer: Producer): void {
	const lane: Lane = producer.up;
	const length = laneLength(lane);
	for (let index: u32 = 0; index < length; index++) {
		if ((laneC(lane, index) & 255) != Up.Publish) continue;
		const inBuffer = departureOf(lane, index) > now && producer.dead;
		const cause = inBuffer ? LossCause.LeftInClientBuffer : LossCause.InFlight;
		const place = inBuffer ? Place.Producer : Place.Link;
		destroyed(laneA(lane, index), cause, place, producer.ordinal, laneB(lane, index));
	}
	clear(lane);
}

/**
 * The server has closed the channel: what was unanswered the application knows to have failed, what
 * is still on its way the broker reads and forgets.
 */
export function onProducerRefused(producer: Producer): void {
	const lane: Lane = producer.up;
	for (let index: u32 = 0; index < laneLength(lane); index++) {
		if ((laneC(lane, index) & 255) == Up.Publish) unroutable(laneA(lane, index));
	}
	clear(lane);
	for (let index: u32 = 0; index < ringLength(producer.outstanding); index++) {
		const address = ringAt(producer.outstanding, index);
		if (load<u32>(address, 4) != 0) failed(load<u32>(address));
	}
	ringClear(producer.outstanding);
	producer.unanswered = 0;
}

/** The application's process died: it forgets what it waited for and goes on with the next message. */
export function onProducerDied(producer: Producer): void {
	while (ringLength(producer.again) > 0) {
		const message = load<u32>(ringShift(producer.again));
		destroyed(message, LossCause.LeftInClientBuffer, Place.Producer, producer.ordinal, 0);
	}
	const retry = producer.workload.retry;
	producer.workload.retry = false;
	onProducerLost(producer);
	producer.workload.retry = retry;
	clear(producer.wake);
	producer.wakePending = false;
	producer.cpuFreeAt = now;
}
