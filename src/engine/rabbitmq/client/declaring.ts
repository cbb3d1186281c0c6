/**
 * A producer that declares the queues it publishes to, as most applications do on each connection,
 * and publishes nothing before that is answered. Of a mirrored queue whose master has just died the
 * answer comes when a mirror has taken over; of one whose home node is down it is a 404, and the
 * application tries again. Declared with other arguments it is a 406, another connection's exclusive
 * queue a 405, and the application gives up (R24, R25).
 */
import { now, push } from '../../kernel/events';
import { returnsPending } from '../../scenario/fault';
import { Cost, cost } from '../../world/costs';
import { nodeAt } from '../../world/node';
import { RabbitmqCost } from '../costs';
import { declareAgain, isLockedFor } from '../deletion';
import { restartsPending } from '../partition/restart';
import { Queue, queueCount, queueSeenFrom, QueueState } from '../queue';
import { isQuorum } from '../quorum/state';
import { closeByServer, ReplyCode } from '../reply-code';
import { canReach, Connection, Control } from './client';
import { routesOf } from './envelope';
import { onProducerOpened, Producer } from './producer';

export const enum Declares {
	Nothing = 0,
	/** With the arguments that the queue has. */
	TheSame,
	SomethingElse
}

/** How often a node looks for the process of a mirrored queue that has none now (rabbit_amqqueue:with). */
const RETRY_US: f64 = 25_000;

/** The channel is open. */
export function beginDeclaring(producer: Producer): void {
	producer.declaring = true;
	// What the old channel still answers is of no concern any more.
	producer.firstOutstanding = producer.nextTag + 1;
	answerAfter(producer, 0);
}

function answerAfter(producer: Producer, waitUs: f64): void {
	const roundTrip = 2 * (cost(Cost.LinkLatency) + cost(Cost.LinkJitter) / 2);
	push(producer.control, now + waitUs + roundTrip, Control.Declared, 0, 0);
}

export function onDeclared(producer: Producer): void {
	if (producer.connection != Connection.Open) return;
	if (!canReach(producer, producer.node)) {
		answerAfter(producer, RETRY_US);
		return;
	}
	const mask = routesOf(producer.envelope);
	for (let index: u32 = 0; index < queueCount; index++) {
		if ((mask & (1 << index)) == 0) continue;
		const queue = queueSeenFrom(producer.node, index);
		if (!isDeclared(producer, queue)) return;
	}
	producer.declaring = false;
	onProducerOpened(producer);
}

/** False: the answer is not yes, or not yet. */
function isDeclared(producer: Producer, queue: Queue): bool {
	if (queue.state == QueueState.Deleted) {
		declareAgain(queue, producer.node);
	} else if (isLockedFor(queue, producer)) {
		closeByServer(producer, ReplyCode.ResourceLocked);
		return false;
	} else if (producer.declares == Declares.SomethingElse) {
		closeByServer(producer, ReplyCode.PreconditionFailed);
		return false;
	}
	// A quorum queue's node answers for itself, with or without a leader.
	if (isQuorum(queue)) return true;
	if (queue.state == QueueState.Down) {
		tryAgain(producer);
		return false;
	}
	const cut = nodeAt(producer.node).cutFrom & (1 << queue.masterNode);
	if (queue.state == QueueState.Promoting || nodeAt(queue.masterNode).paused || cut != 0) {
		answerAfter(producer, RETRY_US);
		return false;
	}
	return true;
}

function tryAgain(producer: Producer): void {
	if (returnsPending() || restartsPending()) {
		answerAfter(producer, cost(RabbitmqCost.ClientReconnect));
	} else {
		producer.connection = Connection.GivenUp;
	}
}
