/**
 * A classic queue: its replicas (one master, any number of mirrors), its messages in order, its
 * consumers. What one replica does with its disk is in `journal.ts`, what mirrors do in
 * `mirrors.ts`, what happens when nodes go and come in `failover.ts`.
 */
import { allocateForever } from '../kernel/memory';
import { createLane, Lane, now, push } from '../kernel/events';
import {
	createRing,
	Ring,
	ringAt,
	ringClear,
	ringLength,
	ringPush,
	ringShift
} from '../kernel/ring';
import { begin, createProcess, hasMail, isFree, post, Process, takeMail } from '../world/process';
import { Cost, cost } from '../world/costs';
import { RabbitmqCost } from './costs';
import { RabbitmqLane } from './lane-kind';
import { FRAME_OVERHEAD_BYTES, linkDelay } from '../world/link';
import { bitOf, nodeCount, NODES_MAX } from '../world/node';
import { settingCount, settingFlag } from '../scenario/settings';
import { createQuorum } from './quorum/state';
import { QueueKind, RabbitmqQueueSetting } from './settings';
import { DuplicateCause, LossCause, Place, TraceKind } from '../ledger/causes';
import { trace } from '../ledger/trace';
import { CLIENTS_MAX } from '../clients/roster';
import { clientAt, QUEUES_MAX } from './client/client';
import { Consumer, packDelivery } from './client/consumer';
import { Copy, CopyFlag, CopyState, NO_CAUSE, settle } from './copy';
import { afterJob, finishSync, noteAcked, notePublished, overflowCost, syncCost } from './journal';
import { grantCredit } from './channel';
import { tellConfirmed } from './confirms';
import { CREDIT_MORE } from './channel-state';
import { finishCopying, copyingCost, mirrorApply } from './mirrors';
import { passOnAck, passOnPublish } from './ring';

export const enum QueueState {
	Up = 0,
	/** The master is gone, a mirror is taking over. */
	Promoting,
	/** Waits for the node that has its messages. */
	Down
}

/** Jobs of a queue process; the low byte of `c`. */
export const enum Job {
	Publish = 1,
	Ack,
	Subscribe,
	Cancel,
	/** Internal: give the next ready message to a consumer. */
	Deliver,
	/** Internal: write and sync the journal. */
	Sync,
	/** At a mirror: a publish told by the master. */
	MirrorPublish,
	/** At a mirror: an acknowledgement told by the master. */
	MirrorAck,
	/** Internal: copy the backlog to a mirror that joined. */
	Synchronise
}

@unmanaged
export class Replica {
	queue: Queue;
	node: u32;
	/** Its bit in `presence` and `waiting`. */
	bit: u8;
	alive: bool;
	process: Process;
	/** Messages that came before have to be copied to it. */
	joinOrder: u32;
	/** Newest place in the queue that it has handled. */
	lastOrder: u32;
	/** Places up to which publishes are in the page cache, and are synced. */
	writtenOrder: u32;
	syncedOrder: u32;
	/** The `lastOrder` and number of copies that the sync being done covers. */
	syncingOrder: u32;
	syncingCount: u32;
	/** Entries of the journal that are in memory only, and bytes of their bodies. */
	journalEntries: u32;
	journalBytes: f64;
	/** Persistent copies that wait for a sync to be confirmed: one word. */
	unsynced: Ring;
	/** Acknowledged though on disk, the acknowledgement not yet written: message, order, send, tag. */
	unwrittenAcks: Ring;
	syncTimer: Lane;
	syncTimerSet: bool;
	syncDue: bool;
	idleTimer: Lane;
	idleTimerSet: bool;
	lastActive: f64;
}

@unmanaged
export class Queue {
	index: u32;
	state: i32;
	durable: bool;
	mirrors: u32;
	automaticSync: bool;
	promoteAlways: bool;
	/** Node of the master, or of the last one. */
	masterNode: u32;
	lastOrder: u32;
	readyHead: u32;
	readyTail: u32;
	readyCount: u32;
	unackedCount: u32;
	/** Replicas by node; 0 where there is none. */
	replicas: StaticArray<usize>;
	/** Nodes of the mirrors in the order in which they joined, one word. */
	mirrorNodes: Ring;
	/** Subscribed consumers in the order in which they subscribed. */
	consumers: StaticArray<usize>;
	consumerCount: u32;
	/** Where the round robin goes on. */
	turn: u32;
	promotion: Lane;
	/** The mirror that is taking over. */
	heir: u32;
	/** Its last master was asked to stop, and wrote that nothing was torn (R4). */
	stoppedCleanly: bool;
	/** The Raft group of a quorum queue (`quorum/state.ts`), which then has no replicas; else 0. */
	quorum: usize;
}

const queues = new StaticArray<usize>(QUEUES_MAX);
export let queueCount: u32 = 0;

export function initialiseQueues(): void {
	queueCount = 0;
}

export function queueAt(index: u32): Queue {
	return changetype<Queue>(queues[index]);
}

/** Made from the settings that the host has written. */
export function createQueue(): Queue {
	const mirrors = settingCount(RabbitmqQueueSetting.Mirrors);
	const masterNode = settingCount(RabbitmqQueueSetting.MasterNode);
	assert(masterNode < nodeCount, 'node of a queue');
	assert(queueCount < QUEUES_MAX && mirrors < nodeCount, 'number of queues or mirrors');
	const queue = changetype<Queue>(allocateForever(offsetof<Queue>()));
	queue.index = queueCount;
	queues[queueCount++] = changetype<usize>(queue);
	queue.state = QueueState.Up;
	queue.durable = settingFlag(RabbitmqQueueSetting.Durable);
	queue.mirrors = mirrors;
	queue.automaticSync = settingFlag(RabbitmqQueueSetting.AutomaticSync);
	queue.promoteAlways = settingFlag(RabbitmqQueueSetting.PromoteAlways);
	queue.masterNode = masterNode;
	queue.lastOrder = 0;
	queue.readyHead = 0;
	queue.readyTail = 0;
	queue.readyCount = 0;
	queue.unackedCount = 0;
	queue.replicas = new StaticArray<usize>(NODES_MAX);
	queue.mirrorNodes = createRing(2);
	queue.consumers = new StaticArray<usize>(CLIENTS_MAX);
	queue.consumerCount = 0;
	queue.turn = 0;
	queue.promotion = createLane(RabbitmqLane.Promotion, changetype<usize>(queue));
	queue.heir = 0;
	if (settingCount(RabbitmqQueueSetting.Kind) == QueueKind.Quorum) {
		createQuorum(queue, mirrors + 1, settingCount(RabbitmqQueueSetting.DeliveryLimit));
		return queue;
	}
	for (let step: u32 = 0; step <= mirrors; step++) {
		const node = (masterNode + step) % nodeCount;
		createReplica(queue, node);
		if (step > 0) store<u32>(ringPush(queue.mirrorNodes), node);
	}
	return queue;
}

export function createReplica(queue: Queue, node: u32): Replica {
	const replica = changetype<Replica>(allocateForever(offsetof<Replica>()));
	const owner = changetype<usize>(replica);
	queue.replicas[node] = owner;
	replica.queue = queue;
	replica.node = node;
	replica.bit = bitOf(node);
	replica.alive = true;
	replica.process = createProcess(RabbitmqLane.Replica, owner);
	replica.joinOrder = queue.lastOrder;
	replica.lastOrder = queue.lastOrder;
	replica.writtenOrder = 0;
	replica.syncedOrder = 0;
	replica.syncingOrder = 0;
	replica.syncingCount = 0;
	replica.journalEntries = 0;
	replica.journalBytes = 0;
	replica.unsynced = createRing(2);
	replica.unwrittenAcks = createRing(4);
	replica.syncTimer = createLane(RabbitmqLane.SyncTimer, owner);
	replica.syncTimerSet = false;
	replica.syncDue = false;
	replica.idleTimer = createLane(RabbitmqLane.IdleTimer, owner);
	replica.idleTimerSet = false;
	replica.lastActive = now;
	return replica;
}

export function replicaAt(queue: Queue, node: u32): Replica {
	return changetype<Replica>(queue.replicas[node]);
}

export function hasReplica(queue: Queue, node: u32): bool {
	const address = queue.replicas[node];
	return address != 0 && changetype<Replica>(address).alive;
}

export function masterOf(queue: Queue): Replica {
	return replicaAt(queue, queue.masterNode);
}

export function isMaster(replica: Replica): bool {
	return replica.queue.state == QueueState.Up && replica.queue.masterNode == replica.node;
}

/** Bits of all replicas that live. */
export function liveBits(queue: Queue): u8 {
	let bits: u8 = queue.state == QueueState.Up ? bitOf(queue.masterNode) : 0;
	const count = ringLength(queue.mirrorNodes);
	for (let index: u32 = 0; index < count; index++) {
		bits |= bitOf(load<u32>(ringAt(queue.mirrorNodes, index)));
	}
	return bits;
}

/** Gives a job to a queue process. */
export function submit(replica: Replica, a: u32, b: u32, c: u32): void {
	replica.lastActive = now;
	if (isFree(replica.process)) begin(replica.process, costOf(replica, a, c), a, b, c);
	else post(replica.process, a, b, c);
}

function costOf(replica: Replica, a: u32, c: u32): f64 {
	switch (c & 255) {
		case Job.Publish: {
			const copy = changetype<Copy>(a);
			const mirrors = ringLength(replica.queue.mirrorNodes);
			let us = cost(RabbitmqCost.QueuePublish) + cost(RabbitmqCost.Mirror) * <f64>mirrors;
			if (isPersisted(replica.queue, copy)) {
				us += cost(RabbitmqCost.QueuePersist) + overflowCost(replica, copy);
				if (copy.waiting) us += cost(RabbitmqCost.QueueConfirm);
			}
			return us;
		}
		case Job.MirrorPublish:
			return cost(RabbitmqCost.Mirror) + overflowCost(replica, changetype<Copy>(a));
		case Job.Ack:
			return (
				cost(RabbitmqCost.QueueAck) +
				(isBlockedConsumer(c >> 16) ? cost(RabbitmqCost.QueueUnblock) : 0)
			);
		case Job.Deliver:
			return cost(RabbitmqCost.QueueDeliver);
		case Job.Synchronise:
			return copyingCost(replica.queue);
		default:
			return cost(RabbitmqCost.QueueAck);
	}
}

/** The window of the consumer is full: an acknowledgement has to wake its delivery again. */
function isBlockedConsumer(client: u32): bool {
	const consumer = changetype<Consumer>(changetype<usize>(clientAt(client)));
	return consumer.prefetch != 0 && consumer.unackedCount >= consumer.prefetch;
}

export function isPersisted(queue: Queue, copy: Copy): bool {
	return queue.durable && (copy.flags & CopyFlag.Persistent) != 0;
}

/** A queue process finished a job. */
export function onReplicaJob(replica: Replica, a: u32, b: u32, c: u32): void {
	const queue = replica.queue;
	replica.process.busy = false;
	replica.lastActive = now;
	switch (c & 255) {
		case Job.Publish:
			enqueue(queue, replica, changetype<Copy>(a));
			break;
		case Job.Ack:
			acknowledge(
				queue,
				changetype<Consumer>(changetype<usize>(clientAt(c >> 16))),
				a,
				b,
				(c >> 8) & 255
			);
			break;
		case Job.Subscribe:
			subscribe(queue, changetype<Consumer>(changetype<usize>(clientAt(a))), b);
			break;
		case Job.Cancel:
			cancel(queue, changetype<Consumer>(changetype<usize>(clientAt(a))), b);
			break;
		case Job.Deliver:
			deliverNext(queue, replica, 0);
			break;
		case Job.Sync:
			finishSync(replica);
			break;
		case Job.MirrorPublish:
		case Job.MirrorAck:
			mirrorApply(replica, changetype<Copy>(a), (c & 255) == Job.MirrorPublish);
			break;
		default:
			finishCopying(queue, a);
	}
	nextJob(replica);
}

/** Starts what the process does next: a sync that is due, a delivery, its mail, or idling. */
export function nextJob(replica: Replica): void {
	const process = replica.process;
	if (!isFree(process) || !replica.alive) return;
	if (replica.syncDue && ringLength(replica.unsynced) > 0) {
		beginSync(replica);
	} else if (canDeliver(replica)) {
		begin(process, cost(RabbitmqCost.QueueDeliver), 0, 0, Job.Deliver);
	} else if (hasMail(process)) {
		const mail = takeMail(process);
		const a = load<u32>(mail);
		const b = load<u32>(mail, 4);
		const c = load<u32>(mail, 8);
		begin(process, costOf(replica, a, c), a, b, c);
	} else {
		afterJob(replica);
	}
}

export function beginSync(replica: Replica): void {
	replica.syncDue = false;
	replica.syncingOrder = replica.lastOrder;
	replica.syncingCount = ringLength(replica.unsynced);
	begin(replica.process, syncCost(replica), 0, 0, Job.Sync);
}

/** The master takes a publish: the message has its place in the queue from here on. */
function enqueue(queue: Queue, replica: Replica, copy: Copy): void {
	copy.references--;
	countHandled(queue, copy);
	if (copy.order != 0 && copy.presence & replica.bit) {
		// It came by another way before, from the channel to a mirror that was promoted since.
		settle(copy);
		return;
	}
	copy.order = ++queue.lastOrder;
	replica.lastOrder = copy.order;
	copy.presence |= replica.bit;
	trace(copy.message, TraceKind.Enqueued, Place.Node, replica.node, -1, copy.send);
	passOnPublish(queue, replica.node, copy);
	notePublished(replica, copy);
	makeReady(queue, copy);
	if (queue.readyCount == 1 && canDeliver(replica))
		deliverNext(queue, replica, cost(RabbitmqCost.QueueDeliver));
}

function countHandled(queue: Queue, copy: Copy): void {
	const client = clientAt(copy.client);
	const address = client.handled + ((<usize>queue.index) << 2);
	const handled = load<u32>(address) + 1;
	store<u32>(address, handled);
	if (handled == CREDIT_MORE) {
		store<u32>(address, 0);
		grantCredit(client, queue);
	}
}

/** Appends to the ready messages. */
export function makeReady(queue: Queue, copy: Copy): void {
	copy.state = <u8>CopyState.Ready;
	copy.next = 0;
	if (queue.readyTail == 0) queue.readyHead = changetype<u32>(copy);
	else changetype<Copy>(queue.readyTail).next = changetype<u32>(copy);
	queue.readyTail = changetype<u32>(copy);
	queue.readyCount++;
}

/**
 * Puts copies that were delivered and not acknowledged back at their places in the order (R13,
 * R16): `first` is a list by rising order, merged into the ready list from its head.
 */
export function putBack(queue: Queue, first: u32): void {
	let returned = first;
	let previous: u32 = 0;
	let current = queue.readyHead;
	while (returned != 0) {
		const copy = changetype<Copy>(returned);
		const following = copy.next;
		while (current != 0 && changetype<Copy>(current).order < copy.order) {
			previous = current;
			current = changetype<Copy>(current).next;
		}
		copy.state = <u8>CopyState.Ready;
		copy.next = current;
		if (previous == 0) queue.readyHead = returned;
		else changetype<Copy>(previous).next = returned;
		if (current == 0) queue.readyTail = returned;
		queue.readyCount++;
		previous = returned;
		returned = following;
	}
}

export function canDeliver(replica: Replica): bool {
	const queue = replica.queue;
	return queue.readyCount > 0 && isMaster(replica) && chooseConsumer(queue) >= 0;
}

function hasRoom(consumer: Consumer): bool {
	return !consumer.manual || consumer.prefetch == 0 || consumer.unackedCount < consumer.prefetch;
}

/** Round robin per message among those with free prefetch, in the order of subscription (R15). */
function chooseConsumer(queue: Queue): i32 {
	const count = queue.consumerCount;
	for (let step: u32 = 0; step < count; step++) {
		let place = queue.turn + step;
		if (place >= count) place -= count;
		if (hasRoom(changetype<Consumer>(queue.consumers[place]))) return place;
	}
	return -1;
}

/** Sends the oldest ready message to the next consumer; `costUs` is what it adds to this job. */
function deliverNext(queue: Queue, replica: Replica, costUs: f64): void {
	const place = queue.readyCount > 0 ? chooseConsumer(queue) : -1;
	if (place < 0) return;
	queue.turn = place + 1 == queue.consumerCount ? 0 : place + 1;
	const consumer = changetype<Consumer>(queue.consumers[place]);
	const copy = changetype<Copy>(queue.readyHead);
	queue.readyHead = copy.next;
	if (copy.next == 0) queue.readyTail = 0;
	copy.next = 0;
	queue.readyCount--;
	const tag = ++consumer.lastTag;
	const again = (copy.flags & CopyFlag.Redelivered) != 0;
	const cause: u32 = copy.cause == NO_CAUSE ? 7 : copy.cause;
	const packed = packDelivery(copy.send, consumer.knownEpoch, again, cause);
	replica.process.freeAt = max(replica.process.freeAt, now) + costUs;
	let delay = linkDelay(consumer.link, consumer.node, sizeOf(copy) + FRAME_OVERHEAD_BYTES);
	if (consumer.node != replica.node) delay += cost(Cost.LinkLatency);
	trace(copy.message, TraceKind.Delivered, Place.Node, replica.node, -1, copy.send);
	push(consumer.down, replica.process.freeAt + delay, copy.message, tag, packed);
	if (consumer.manual) {
		copy.state = <u8>CopyState.Unacked;
		copy.flags |= <u8>CopyFlag.Delivered;
		store<u32>(ringPush(consumer.unacked), changetype<u32>(copy));
		consumer.unackedCount++;
		queue.unackedCount++;
		assert(
			consumer.prefetch == 0 || consumer.unackedCount <= consumer.prefetch,
			'prefetch exceeded'
		);
	} else {
		forget(queue, replica, copy);
	}
}

/** Bytes of the body. */
export function sizeOf(copy: Copy): f64 {
	return clientAt(copy.client).workload.size;
}

/** The queue has no more to do with the message: acknowledged, or sent with automatic ack. */
function forget(queue: Queue, replica: Replica, copy: Copy): void {
	copy.state = <u8>CopyState.Done;
	noteAcked(replica, copy);
	copy.presence &= ~replica.bit;
	if (copy.waiting != 0) {
		// Acknowledged by a consumer before it was on disk: that confirms it too (R8).
		copy.waiting = 0;
		tellConfirmed(copy, replica.node);
	}
	if (ringLength(queue.mirrorNodes) > 0) passOnAck(queue, replica.node, copy);
	settle(copy);
}

/** An acknowledgement for one delivery tag, or for all up to it. */
function acknowledge(queue: Queue, consumer: Consumer, tag: u32, multiple: u32, epoch: u32): void {
	if (!consumer.subscribed || epoch != (consumer.knownEpoch & 255)) return;
	const length = ringLength(consumer.unacked);
	const first = consumer.lastTag - length + 1;
	if (tag < first || tag > consumer.lastTag) return;
	const master = masterOf(queue);
	const last = tag - first;
	for (let index: u32 = multiple ? 0 : last; index <= last; index++) {
		const address = ringAt(consumer.unacked, index);
		const pointer = load<u32>(address);
		if (pointer == 0) continue;
		store<u32>(address, 0);
		consumer.unackedCount--;
		queue.unackedCount--;
		const copy = changetype<Copy>(pointer);
		trace(copy.message, TraceKind.Acked, Place.Node, master.node, -1, copy.send);
		forget(queue, master, copy);
	}
	while (ringLength(consumer.unacked) > 0 && load<u32>(ringAt(consumer.unacked, 0)) == 0) {
		ringShift(consumer.unacked);
	}
}

function subscribe(queue: Queue, consumer: Consumer, epoch: u32): void {
	// One that was held up on its way while the consumer came back by another: its cancel follows.
	if (epoch < consumer.knownEpoch) return;
	// It came back by another way before the end of its old channel was heard of.
	if (consumer.subscribed) requeue(queue, consumer, DuplicateCause.ConnectionLoss);
	consumer.subscribed = true;
	consumer.knownEpoch = epoch;
	queue.consumers[queue.consumerCount++] = changetype<usize>(consumer);
}

/** The consumer's channel has closed: its unacked messages return, flagged, to their places. */
function cancel(queue: Queue, consumer: Consumer, packed: u32): void {
	const epoch = packed >> 8;
	if (consumer.subscribed && consumer.knownEpoch == epoch) requeue(queue, consumer, packed & 255);
}

function requeue(queue: Queue, consumer: Consumer, cause: u32): void {
	let first: u32 = 0;
	const length = ringLength(consumer.unacked);
	for (let index = length; index > 0; index--) {
		const pointer = load<u32>(ringAt(consumer.unacked, index - 1));
		if (pointer == 0) continue;
		const copy = changetype<Copy>(pointer);
		copy.flags |= <u8>CopyFlag.Redelivered;
		copy.cause = <u8>cause;
		copy.next = first;
		first = pointer;
		queue.unackedCount--;
		trace(
			copy.message,
			TraceKind.Requeued,
			Place.Node,
			queue.masterNode,
			LossCause.Count + cause,
			copy.send
		);
	}
	unsubscribe(queue, consumer);
	putBack(queue, first);
}

/** Takes the consumer off the list and forgets what it held. */
export function unsubscribe(queue: Queue, consumer: Consumer): void {
	consumer.subscribed = false;
	consumer.unackedCount = 0;
	ringClear(consumer.unacked);
	let kept: u32 = 0;
	for (let place: u32 = 0; place < queue.consumerCount; place++) {
		if (queue.consumers[place] == changetype<usize>(consumer)) continue;
		queue.consumers[kept++] = queue.consumers[place];
	}
	queue.consumerCount = kept;
	queue.turn = 0;
}
