/**
 * The consuming application: takes what is pushed to it into a local buffer, works on one message
 * at a time, and acknowledges each, or every k with `multiple`.
 */
import { allocateForever } from '../../kernel/memory';
import {
	clear,
	laneA,
	laneC,
	laneLength,
	laneTime,
	now,
	push,
	truncate
} from '../../kernel/events';
import { createRing, Ring } from '../../kernel/ring';
import { cost } from '../../world/costs';
import { RabbitmqCost } from '../costs';
import { FRAME_OVERHEAD_BYTES, linkDelay } from '../../world/link';
import { destroyed, redelivered } from '../../ledger/ledger';
import { LossCause, Place } from '../../ledger/causes';
import { Role } from '../../clients/client';
import { workloadOfMessage } from '../../clients/roster';
import { drawWork, noteProcessed } from '../../clients/work';
import { setting, settingCount, settingFlag } from '../../scenario/settings';
import { AmqpClient, Connection, Down, setUpAmqpClient, Up } from './client';
import { RabbitmqConsumerSetting } from '../settings';
import { Answer } from '../acknowledge';
import { checkCountedFaults, noteWork } from '../../scenario/triggers';
import { abandonRead, flush, joinRead, leaveRead, write } from './reading';

/** Layout of a delivery's `c`: kind 8 | send 8 | epoch 8 | redelivered 1 | cause 3. */
export function packDelivery(send: u32, epoch: u32, again: bool, cause: u32): u32 {
	return (
		Down.Deliver | (send << 8) | ((epoch & 255) << 16) | (again ? 1 << 24 : 0) | ((cause & 7) << 25)
	);
}

/** No cause, in three bits. */
const NO_CAUSE: u32 = 7;

@unmanaged
export class Consumer extends AmqpClient {
	queue: u32;
	manual: bool;
	/** 0: no limit. */
	prefetch: u32;
	ackEvery: u32;
	/** Its prefetch counts over all consumers of its channel. */
	prefetchGlobal: bool;
	/** Consumers with one number share a channel's limit. */
	sharedChannel: u32;
	/** Rejects every so manyth message; 0: none. */
	rejectEvery: u32;
	requeue: bool;
	/** Asks for everything unacknowledged again after so many; 0: never. */
	recoverEvery: u32;
	priority: i32;
	/** Wants the queue for itself. */
	alone: bool;
	/** Messages that it has processed or rejected. */
	seen: u32;
	/** Processed and not yet acknowledged. */
	unsentAcks: u32;
	/** Of what the client read at once, at `readAt`: deliveries that are not worked off, and bytes. */
	readLeft: u32;
	readBytes: f64;
	readAt: f64;
	/** Frames that leave when all of these are: tag, run, kind. */
	outbox: Ring;
	/** Number of its newest subscription; deliveries and acknowledgements of older ones are void. */
	epoch: u32;

	// The broker's end: belongs to the queue.
	subscribed: bool;
	/** The classic queue that has it in its row: of two of one name, that of one side. */
	servedBy: usize;
	/** The subscription that the queue knows. */
	knownEpoch: u32;
	/** Delivery tag of the newest delivery. */
	lastTag: u32;
	/** Delivered and unacknowledged copies from tag `lastTag − length + 1`; 0: acknowledged. */
	unacked: Ring;
	unackedCount: u32;
	/** At a quorum queue: the session that it is subscribed through. */
	session: u32;
	/** Its turn has come while its window was full. */
	blocked: bool;
	/** Number of its subscription among all. */
	subscription: u32;
}

/** Made from the settings that the host has written. */
export function createConsumer(node: u32, host: bool): Consumer {
	const consumer = changetype<Consumer>(allocateForever(offsetof<Consumer>()));
	setUpAmqpClient(consumer, Role.Consumer, node, host);
	consumer.queue = settingCount(RabbitmqConsumerSetting.Queue);
	consumer.manual = settingFlag(RabbitmqConsumerSetting.Manual);
	consumer.prefetch = settingCount(RabbitmqConsumerSetting.Prefetch);
	consumer.ackEvery = settingCount(RabbitmqConsumerSetting.AckEvery);
	consumer.prefetchGlobal = settingFlag(RabbitmqConsumerSetting.PrefetchGlobal);
	consumer.sharedChannel = settingCount(RabbitmqConsumerSetting.SharedChannel);
	consumer.rejectEvery = settingCount(RabbitmqConsumerSetting.RejectEvery);
	consumer.requeue = settingFlag(RabbitmqConsumerSetting.Requeue);
	consumer.recoverEvery = settingCount(RabbitmqConsumerSetting.RecoverEvery);
	consumer.balanced = settingFlag(RabbitmqConsumerSetting.Balanced);
	consumer.priority = <i32>setting(RabbitmqConsumerSetting.Priority);
	consumer.alone = settingFlag(RabbitmqConsumerSetting.Alone);
	consumer.unacked = createRing(2);
	consumer.outbox = createRing(4);
	return consumer;
}

/** A delivery arrives: it joins the local buffer; its processing ends after those before it. */
export function onDelivery(consumer: Consumer, message: u32, tag: u32, packed: u32): void {
	if (!isTaken(consumer, message, packed)) return;
	const work = drawWork(consumer.work);
	const start = max(now, consumer.cpuFreeAt);
	const reading = workloadOfMessage(message).size / cost(RabbitmqCost.ChannelBytesPerUs);
	consumer.cpuFreeAt = start + cost(RabbitmqCost.ClientReceive) + reading + work;
	noteWork(consumer.ordinal, consumer.cpuFreeAt - work, consumer.cpuFreeAt);
	if (consumer.manual) joinRead(consumer, message);
	push(consumer.wake, consumer.cpuFreeAt, message, tag, packed);
}

/** Whether there is somebody to take a delivery, on the channel that it was pushed to. */
export function isTaken(consumer: Consumer, message: u32, packed: u32): bool {
	if (consumer.dead || consumer.connection != Connection.Open || isStale(consumer, packed)) {
		// Pushed before the broker knew.
		if (!consumer.manual) losePushed(consumer, message, packed);
		return false;
	}
	if (packed & (1 << 24)) redelivered();
	return true;
}

export function isStale(consumer: Consumer, packed: u32): bool {
	return ((packed >> 16) & 255) != (consumer.epoch & 255);
}

/** An automatically acknowledged delivery that no application will see. */
function losePushed(consumer: Consumer, message: u32, packed: u32): void {
	const cause = consumer.dead ? LossCause.AcknowledgedBeforeProcessing : LossCause.InFlight;
	destroyed(message, cause, Place.Link, consumer.ordinal, (packed >> 8) & 255);
}

/** The application finished with the oldest message of its buffer. */
export function onProcessed(consumer: Consumer, message: u32, tag: u32, packed: u32): void {
	finish(consumer, message, tag, packed);
	if (consumer.manual && !consumer.dead) leaveRead(consumer);
}

function finish(consumer: Consumer, message: u32, tag: u32, packed: u32): void {
	const rejected = consumer.manual && isNth(++consumer.seen, consumer.rejectEvery);
	if (!rejected) {
		noteDelivered(consumer, message, packed);
		checkCountedFaults();
	}
	if (consumer.dead || !consumer.manual) return;
	if (consumer.connection != Connection.Open || isStale(consumer, packed)) return;
	if (rejected) {
		reject(consumer, tag, consumer.requeue ? Answer.Requeue : 0);
		return;
	}
	if (++consumer.unsentAcks >= consumer.ackEvery) acknowledge(consumer, tag, consumer.ackEvery > 1);
	if (isNth(consumer.seen, consumer.recoverEvery)) sendRecover(consumer);
}

function isNth(number: u32, every: u32): bool {
	return every != 0 && number % every == 0;
}

/** Tells the ledger. Used by the host's consumers too. */
export function noteDelivered(consumer: Consumer, message: u32, packed: u32): void {
	const cause = (packed >> 25) & 7;
	const again = cause == NO_CAUSE ? -1 : <i32>cause;
	noteProcessed(consumer.work, message, consumer.queue, (packed >> 8) & 255, again);
}

function acknowledge(consumer: Consumer, tag: u32, multiple: bool): void {
	consumer.unsentAcks = 0;
	consumer.cpuFreeAt = max(now, consumer.cpuFreeAt) + cost(RabbitmqCost.ClientAck);
	write(consumer, Up.Ack, tag, multiple ? Answer.Multiple : 0);
}

/** `basic.nack`, or `basic.reject` where it is for one only. `answer`: bits of `Answer`. */
function reject(consumer: Consumer, tag: u32, answer: u32): void {
	consumer.cpuFreeAt = max(now, consumer.cpuFreeAt) + cost(RabbitmqCost.ClientAck);
	write(consumer, Up.Reject, tag, answer);
}

/** The same from the host, whose client holds nothing back. */
export function sendAck(consumer: Consumer, tag: u32, multiple: bool): void {
	acknowledge(consumer, tag, multiple);
	flush(consumer);
}

export function sendReject(consumer: Consumer, tag: u32, answer: u32): void {
	reject(consumer, tag, answer);
	flush(consumer);
}

/**
 * `basic.recover`: everything unacknowledged comes again, so the application throws away what it
 * has not begun to work on; deliveries on their way are those of an older subscription.
 */
export function sendRecover(consumer: Consumer): void {
	flush(consumer);
	clear(consumer.wake);
	consumer.readLeft = 0;
	consumer.unsentAcks = 0;
	consumer.cpuFreeAt = now + cost(RabbitmqCost.ClientAck);
	consumer.epoch++;
	const delay = linkDelay(consumer.link, consumer.node, FRAME_OVERHEAD_BYTES);
	push(consumer.up, now + delay, consumer.index, consumer.epoch, Up.Recover);
}

/**
 * The connection is gone, and with it what the application had not begun to work on: the broker
 * sends again what awaits acknowledgement; what was acknowledged automatically is lost (R11). The
 * message in work is finished.
 */
export function onConsumerLost(consumer: Consumer): void {
	consumer.unsentAcks = 0;
	const lane = consumer.wake;
	const length = laneLength(lane);
	if (length > 1) {
		for (let index: u32 = 1; index < length && !consumer.manual; index++)
			loseBuffered(consumer, index);
		truncate(lane, 1);
		consumer.cpuFreeAt = laneTime(lane, 0);
	}
	abandonRead(consumer);
}

function loseBuffered(consumer: Consumer, index: u32): void {
	const send = (laneC(consumer.wake, index) >> 8) & 255;
	const message = laneA(consumer.wake, index);
	const cause = LossCause.AcknowledgedBeforeProcessing;
	destroyed(message, cause, Place.Consumer, consumer.ordinal, send);
}

/** Frames on their way to the client are lost; automatically acknowledged ones for good. */
export function dropDownFrames(consumer: Consumer): void {
	const lane = consumer.down;
	const length = laneLength(lane);
	for (let index: u32 = 0; index < length && !consumer.manual; index++) {
		if ((laneC(lane, index) & 255) == Down.Deliver)
			losePushed(consumer, laneA(lane, index), laneC(lane, index));
	}
	clear(lane);
}

/** The application's process died, with everything in its buffer. */
export function onConsumerDied(consumer: Consumer): void {
	const lane = consumer.wake;
	const length = laneLength(lane);
	for (let index: u32 = 0; index < length && !consumer.manual; index++)
		loseBuffered(consumer, index);
	clear(lane);
	abandonRead(consumer);
	consumer.unsentAcks = 0;
	consumer.cpuFreeAt = now;
}
