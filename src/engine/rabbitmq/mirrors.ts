/**
 * Mirrored queues. A publish reaches a mirror twice: from the channel itself, and from the master,
 * whose word of order is passed along the ring of mirrors (R30). What the channel sent is enough
 * to survive the master (R26); the master's word is what the mirror acts on.
 */
import { ringAt, ringLength } from '../kernel/ring';
import { cost } from '../world/costs';
import { RabbitmqCost } from './costs';
import { bitOf } from '../world/node';
import { LossCause, Place, TraceKind } from '../ledger/causes';
import { trace } from '../ledger/trace';
import { clientAt } from './client/client';
import { tellConfirmed } from './confirms';
import { send, Inter } from './cluster';
import { Copy, copyInSlot, copySlots, CopyState, loseIfGone, settle } from './copy';
import { notePublished } from './journal';
import { passOnAck, passOnPublish } from './ring';
import { hasReplica, isMaster, Queue, queueAt, QueueState, Replica, replicaAt } from './queue';
import { Job, submit } from './queue-process';

/** The channel sends a publish to every mirror. */
export function tellMirrors(queue: Queue, fromNode: u32, copy: Copy): void {
	const count = ringLength(queue.mirrorNodes);
	for (let index: u32 = 0; index < count; index++) {
		const node = load<u32>(ringAt(queue.mirrorNodes, index));
		if (node == fromNode) {
			copy.presence |= replicaAt(queue, node).bit;
		} else {
			copy.references++;
			send(fromNode, node, changetype<u32>(copy), 0, Inter.MirrorPublish);
		}
	}
}

/** The channel's own sending of a publish arrives at a mirror, or at what was one. */
export function onToldByChannel(node: u32, copy: Copy): void {
	const queue = queueAt(copy.queue);
	if (!hasReplica(queue, node)) {
		copy.references--;
		settle(copy);
		return;
	}
	const replica = replicaAt(queue, node);
	if (isMaster(replica)) {
		// Promoted while this was on its way: now it is a publish like any other.
		submit(replica, changetype<u32>(copy), 0, Job.Publish);
		return;
	}
	copy.references--;
	if (copy.state == CopyState.Done) {
		settle(copy);
		return;
	}
	if (queue.state == QueueState.Down) {
		// A mirror without a master to follow will discard what it has.
		loseIfGone(copy, LossCause.OnlyOnDeadMaster, Place.Node, node);
		return;
	}
	copy.presence |= replica.bit;
	trace(copy.message, TraceKind.Mirrored, Place.Node, node, -1, copy.send);
}

/** The master's word of a publish or an acknowledgement arrives at a mirror. */
export function onToldByMaster(node: u32, copy: Copy, isPublish: bool): void {
	const queue = queueAt(copy.queue);
	if (isPublish) passOnPublish(queue, node, copy);
	else passOnAck(queue, node, copy);
	if (!hasReplica(queue, node)) {
		copy.references--;
		settle(copy);
		return;
	}
	const replica = replicaAt(queue, node);
	if (!isMaster(replica)) {
		submit(replica, changetype<u32>(copy), 0, isPublish ? Job.MirrorPublish : Job.MirrorAck);
	} else if (isPublish && copy.state != CopyState.Done) {
		// The word of a master that was given up meanwhile: news to the one that took over.
		submit(replica, changetype<u32>(copy), 0, Job.Publish);
	} else {
		copy.references--;
		settle(copy);
	}
}

/** A mirror does what the master told. */
export function mirrorApply(replica: Replica, copy: Copy, isPublish: bool): void {
	copy.references--;
	if (!isPublish) {
		copy.presence &= ~replica.bit;
		settle(copy);
		return;
	}
	replica.lastOrder = max(replica.lastOrder, copy.order);
	copy.presence |= replica.bit;
	notePublished(replica, copy);
}

/** A replica has the copy as safe as its publisher asked for. */
export function replicaConfirmed(replica: Replica, copy: Copy): void {
	if ((copy.waiting & replica.bit) == 0) return;
	const channelNode = clientAt(copy.client).node;
	if (isMaster(replica) || channelNode == replica.node) {
		copy.waiting &= ~replica.bit;
		if (copy.waiting == 0) tellConfirmed(copy, replica.node);
		return;
	}
	copy.references++;
	send(
		replica.node,
		channelNode,
		changetype<u32>(copy),
		0,
		Inter.MirrorConfirm | ((<u32>replica.bit) << 8)
	);
}

/** A mirror's confirm arrives where the channel is. */
export function onMirrorConfirm(copy: Copy, bit: u8, node: u32): void {
	copy.references--;
	if (copy.waiting & bit) {
		copy.waiting &= ~bit;
		if (copy.waiting == 0) tellConfirmed(copy, node);
	}
	settle(copy);
}

/** Whether the mirror has every message that the master has. */
export function isSynchronised(queue: Queue, mirror: Replica): bool {
	const masterBit: u8 = bitOf(queue.masterNode);
	const slots = copySlots();
	for (let slot: u32 = 0; slot < slots; slot++) {
		const copy = copyInSlot(slot);
		if (copy.state == CopyState.Free || copy.queue != queue.index) continue;
		if (
			copy.presence & masterBit &&
			!(copy.presence & mirror.bit) &&
			copy.order <= mirror.joinOrder
		) {
			return false;
		}
	}
	return true;
}

/** The master does nothing else while it copies its backlog to a mirror (ha-sync-mode automatic). */
export function copyingCost(queue: Queue): f64 {
	return cost(RabbitmqCost.SyncMessage) * <f64>(queue.readyCount + queue.unackedCount);
}

export function finishCopying(queue: Queue, node: u32): void {
	if (!hasReplica(queue, node)) return;
	const mirror = replicaAt(queue, node);
	const masterBit: u8 = bitOf(queue.masterNode);
	const slots = copySlots();
	for (let slot: u32 = 0; slot < slots; slot++) {
		const copy = copyInSlot(slot);
		if (copy.state == CopyState.Free || copy.queue != queue.index) continue;
		if (!(copy.presence & masterBit) || copy.order > mirror.joinOrder) continue;
		copy.presence |= mirror.bit;
		trace(copy.message, TraceKind.Mirrored, Place.Node, node, -1, copy.send);
	}
	mirror.writtenOrder = max(mirror.writtenOrder, mirror.joinOrder);
}
