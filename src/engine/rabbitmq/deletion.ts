/**
 * Queues that do not stay: one that is not durable goes with its node, an exclusive one goes with its owner's connection, one with auto-delete
 * with its last consumer, one that `expires` when nobody has used it for that long. A consumer that
 * subscribes declares its queue, and so brings it back, empty (R24).
 */
import { clear, now, push } from '../kernel/events';
import { ringLength, ringPush } from '../kernel/ring';
import { LossCause, Place } from '../ledger/causes';
import { nodeAt, nodeCount } from '../world/node';
import { forgiveCredit } from './channel';
import { AmqpClient } from './client/client';
import { Consumer } from './client/consumer';
import { tellConfirmed } from './confirms';
import { copyInSlot, copySlots, CopyState, loseIfGone, settle } from './copy';
import { endProcesses } from './failover';
import { createReplica, Queue, QueueState } from './queue';

/** An exclusive queue is its first consumer's: another connection is refused (405). */
export function isLockedFor(queue: Queue, client: AmqpClient): bool {
	if (!queue.exclusive) return false;
	if (queue.owner < 0) queue.owner = client.index;
	return <u32>queue.owner != client.index;
}

/** A consumer has left. Returns whether the queue went with it. */
export function deleteIfUnused(queue: Queue, consumer: Consumer): bool {
	const ownerLeft = queue.exclusive && queue.owner == <i32>consumer.index;
	if (ownerLeft || (queue.autoDelete && queue.consumerCount == 0)) {
		deleteQueue(queue);
		return true;
	}
	noteUse(queue);
	return false;
}

/** From now on it is unused, or it is in use. */
export function noteUse(queue: Queue): void {
	if (queue.expiresUs < 0) return;
	clear(queue.unused);
	if (queue.consumerCount == 0) push(queue.unused, now + queue.expiresUs, 0, 0, 0);
}

export function onUnused(queue: Queue): void {
	if (queue.state == QueueState.Up && queue.consumerCount == 0) deleteQueue(queue);
}

/** With all that is in it; what was unconfirmed counts as confirmed, as of any queue that is deleted. */
export function deleteQueue(queue: Queue): void {
	const node = queue.masterNode;
	endProcesses(queue);
	clear(queue.expiry);
	clear(queue.unused);
	queue.state = QueueState.Deleted;
	queue.owner = -1;
	const slots = copySlots();
	for (let slot: u32 = 0; slot < slots; slot++) {
		const copy = copyInSlot(slot);
		if (copy.state == CopyState.Free || copy.queue != queue.index) continue;
		copy.presence = 0;
		if (copy.waiting != 0) {
			copy.waiting = 0;
			tellConfirmed(copy, node);
		}
		if (copy.state == CopyState.Done) {
			settle(copy);
			continue;
		}
		copy.state = <u8>CopyState.OnItsWay;
		loseIfGone(copy, LossCause.QueueDeleted, Place.Node, node);
	}
}

/** Declared again by a client on the given node: it is there, and empty. */
export function declareAgain(queue: Queue, node: u32): void {
	queue.masterNode = node;
	queue.elsewhere = false;
	queue.state = QueueState.Up;
	// Publishes to the one before that nobody knew to be gone.
	forgiveCredit(queue);
	createReplica(queue, node);
	for (let step: u32 = 1; step < nodeCount; step++) {
		const other = (node + step) % nodeCount;
		if (ringLength(queue.mirrorNodes) == queue.mirrors) break;
		if (!nodeAt(other).up || (queue.side & (1 << other)) == 0) continue;
		createReplica(queue, other);
		store<u32>(ringPush(queue.mirrorNodes), other);
	}
	noteUse(queue);
}
