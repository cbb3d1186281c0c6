/**
 * How queues come back: a mirror takes over, a node returns with what its disk has, mirrors join
 * again empty, consumers subscribe anew (R4, R26, R27).
 */
import { createRing, ringAt, ringClear, ringLength, ringPush } from '../kernel/ring';
import { destroyed } from '../ledger/ledger';
import { DuplicateCause, LossCause, Place, TraceKind } from '../ledger/causes';
import { trace } from '../ledger/trace';
import { Connection } from './client/client';
import { Consumer } from './client/consumer';
import { consumerAt, consumerCount } from './client/client';
import { forgiveCredit } from './channel';
import { tellQueue } from './consumer-channel';
import { tellConfirmed } from './confirms';
import { declareAgain } from './deletion';
import {
	Copy,
	CopyFlag,
	copyInSlot,
	copySlots,
	CopyState,
	expiryOf,
	free,
	isRich,
	loseIfGone,
	NEVER,
	NO_CAUSE,
	settle
} from './copy';
import { isSynchronised, finishCopying } from './mirrors';
import { isQuorum } from './quorum/state';
import {
	createReplica,
	hasReplica,
	isPersisted,
	masterOf,
	Queue,
	queueAt,
	queueCount,
	queueSeenFrom,
	QueueState,
	Replica,
	replicaAt
} from './queue';
import { Job, nextJob, submit } from './queue-process';
import { makeReady } from './ready';
import { beginLifetime, settleHead } from './head';
import { dropUnsynced, reviewQueues, takeOffRing } from './failover';

/** A consumer whose connection is open asks for the queue's messages, if the queue is there. */
export function trySubscribe(consumer: Consumer): void {
	if (consumer.connection != Connection.Open) return;
	const queue = queueSeenFrom(consumer.node, consumer.queue);
	if (queue.state == QueueState.Deleted) declareAgain(queue, consumer.node);
	tellQueue(consumer, consumer.node, Job.Subscribe, ++consumer.epoch);
}

/** Consumers that nobody serves, on the nodes that see the queue. */
export function subscribeAll(queue: Queue): void {
	for (let index: u32 = 0; index < consumerCount; index++) {
		const consumer = consumerAt(index);
		if (consumer.queue != queue.number || consumer.subscribed) continue;
		if (queue.side & (1 << consumer.node)) trySubscribe(consumer);
	}
}

/** The mirror is the master: everything it has is ready again, and flagged (R26). */
export function onPromoted(queue: Queue): void {
	const replica = replicaAt(queue, queue.heir);
	takeOffRing(queue, queue.heir);
	queue.state = QueueState.Up;
	queue.masterNode = queue.heir;
	replica.alive = true;
	ringClear(replica.unwrittenAcks);
	// A sync that is under way finds an empty ring: what waits is queued for the next one.
	dropUnsynced(replica);
	gatherReady(queue, replica, <u8>DuplicateCause.Failover);
	rejoinMirrors(queue);
	subscribeAll(queue);
	settleHead(queue);
	nextJob(replica);
	reviewQueues();
}

const gathered = createRing(2);

function inOrder(left: u32, right: u32): i32 {
	const a = changetype<Copy>(left);
	const b = changetype<Copy>(right);
	// What the dead master had not put in order comes last, as it was published.
	const orderA: u32 = a.order == 0 ? u32.MAX_VALUE : a.order;
	const orderB: u32 = b.order == 0 ? u32.MAX_VALUE : b.order;
	if (orderA != orderB) return orderA < orderB ? -1 : 1;
	if (a.client != b.client) return a.client < b.client ? -1 : 1;
	if (a.message != b.message) return a.message < b.message ? -1 : 1;
	return <i32>a.send - <i32>b.send;
}

/** Makes ready, in order and flagged, what the replica has in memory or finds on its disk. */
function gatherReady(queue: Queue, replica: Replica, cause: u8): void {
	const found = collect(queue, replica);
	for (let index = 0; index < found.length; index++) {
		const copy = changetype<Copy>(found[index]);
		if (copy.order == 0) copy.order = ++queue.lastOrder;
		// A clean stop leaves no doubt: only what had been delivered comes back flagged.
		if (!queue.stoppedCleanly || copy.flags & (<u8>CopyFlag.Delivered)) {
			copy.flags |= <u8>CopyFlag.Redelivered;
		}
		if (copy.cause == NO_CAUSE || cause == DuplicateCause.Failover) copy.cause = cause;
		copy.presence |= replica.bit;
		// What the journal had forgotten to be acknowledged comes back without its lifetime.
		if (isRich && expiryOf(copy) == NEVER) beginLifetime(queue, copy);
		const isOwed = copy.waiting != 0;
		shareWithMirrors(queue, copy);
		makeReady(queue, copy);
		if (isOwed) askConfirm(replica, copy);
		trace(copy.message, TraceKind.Recovered, Place.Node, replica.node, -1, copy.send);
	}
	replica.lastOrder = queue.lastOrder;
}

function collect(queue: Queue, replica: Replica): StaticArray<u32> {
	ringClear(gathered);
	const slots = copySlots();
	for (let slot: u32 = 0; slot < slots; slot++) {
		const copy = copyInSlot(slot);
		if (copy.state == CopyState.Free || copy.queue != queue.index) continue;
		if (copy.state == CopyState.OnDisk || copy.presence & replica.bit) {
			store<u32>(ringPush(gathered), changetype<u32>(copy));
		} else if (copy.presence != 0) {
			// Only a mirror that was not chosen has it: the master's word is what counts.
			copy.presence = 0;
			if (copy.state == CopyState.Done) settle(copy);
			else loseIfGone(copy, LossCause.OnlyOnDeadMaster, Place.Node, replica.node);
		}
	}
	const length = ringLength(gathered);
	const found = new StaticArray<u32>(length);
	for (let index: u32 = 0; index < length; index++)
		found[index] = load<u32>(ringAt(gathered, index));
	found.sort(inOrder);
	return found;
}

/** Mirrors that live have what came after they joined: the group sees to that before a promotion. */
function shareWithMirrors(queue: Queue, copy: Copy): void {
	for (let index: u32 = 0; index < ringLength(queue.mirrorNodes); index++) {
		const mirror = replicaAt(queue, load<u32>(ringAt(queue.mirrorNodes, index)));
		if (copy.order > mirror.joinOrder) copy.presence |= mirror.bit;
		copy.waiting &= ~mirror.bit;
	}
}

/** The new master answers for what is still unconfirmed: at once, or after its next sync. */
function askConfirm(replica: Replica, copy: Copy): void {
	if (isPersisted(replica.queue, copy)) {
		copy.waiting = replica.bit;
		copy.references++;
		replica.journalEntries++;
		store<u32>(ringPush(replica.unsynced), changetype<u32>(copy));
	} else {
		copy.waiting = 0;
		tellConfirmed(copy, replica.node);
	}
}

/** Mirrors that lack something are synchronised, if that is automatic. */
function rejoinMirrors(queue: Queue): void {
	if (!queue.automaticSync) return;
	for (let index: u32 = 0; index < ringLength(queue.mirrorNodes); index++) {
		const node = load<u32>(ringAt(queue.mirrorNodes, index));
		if (!isSynchronised(queue, replicaAt(queue, node))) synchronise(queue, node);
	}
}

function synchronise(queue: Queue, node: u32): void {
	if (queue.readyCount + queue.unackedCount == 0) finishCopying(queue, node);
	else submit(masterOf(queue), node, 0, Job.Synchronise);
}

/** A node serves again: it brings its queues back, or joins as a new, empty mirror. */
export function regainReplicas(node: u32): void {
	for (let index: u32 = 0; index < queueCount; index++) {
		const queue = queueAt(index);
		if (isQuorum(queue) || queue.state == QueueState.Deleted) continue;
		if (queue.elsewhere || (queue.side & (1 << node)) == 0) continue;
		if (queue.state == QueueState.Down) {
			if (queue.masterNode == node) recover(queue);
			else if (isMirrorHere(queue, node)) join(queue, node);
		} else if (!hasReplica(queue, node) && ringLength(queue.mirrorNodes) < queue.mirrors) {
			join(queue, node);
		}
	}
	reviewQueues();
}

/** While a queue is down its mirrors can join the ring, but get nothing until the master is back. */
function isMirrorHere(queue: Queue, node: u32): bool {
	return !hasReplica(queue, node) && ringLength(queue.mirrorNodes) < queue.mirrors;
}

function join(queue: Queue, node: u32): void {
	createReplica(queue, node);
	store<u32>(ringPush(queue.mirrorNodes), node);
	if (queue.automaticSync && queue.state == QueueState.Up) synchronise(queue, node);
}

/** The node with the messages is back: what its disk has is ready, all of it flagged (R4). */
function recover(queue: Queue): void {
	const replica = createReplica(queue, queue.masterNode);
	queue.state = QueueState.Up;
	forgiveCredit(queue);
	for (let index: u32 = 0; index < ringLength(queue.mirrorNodes); index++) {
		replicaAt(queue, load<u32>(ringAt(queue.mirrorNodes, index))).joinOrder = queue.lastOrder;
	}
	loseUnordered(queue);
	gatherReady(queue, replica, <u8>DuplicateCause.ConnectionLoss);
	replica.writtenOrder = queue.lastOrder;
	replica.syncedOrder = queue.lastOrder;
	rejoinMirrors(queue);
	subscribeAll(queue);
	settleHead(queue);
	nextJob(replica);
}

/**
 * Copies that are still on their way to mirrors: the master died before it had them, and no master
 * will ever put them in order.
 */
function loseUnordered(queue: Queue): void {
	const slots = copySlots();
	for (let slot: u32 = 0; slot < slots; slot++) {
		const copy = copyInSlot(slot);
		if (copy.state != CopyState.OnItsWay || copy.queue != queue.index) continue;
		copy.state = <u8>CopyState.Done;
		destroyed(copy.message, LossCause.InFlight, Place.Link, queue.masterNode, copy.send);
		settle(copy);
	}
}

/** What only a node has that never came back is lost when the run ends. */
export function loseWhatNeverReturned(): void {
	const slots = copySlots();
	for (let slot: u32 = 0; slot < slots; slot++) {
		const copy = copyInSlot(slot);
		if (copy.state != CopyState.OnDisk) continue;
		const queue = queueAt(copy.queue);
		destroyed(copy.message, LossCause.NodeNeverReturned, Place.Node, queue.masterNode, copy.send);
		copy.state = <u8>CopyState.Done;
		free(copy);
	}
}
