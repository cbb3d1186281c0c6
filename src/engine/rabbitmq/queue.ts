/**
 * A classic queue and its replicas, one master and any number of mirrors: what they consist of.
 * What the queue's process does is in `queue-process.ts`, what a replica does with its disk in
 * `journal.ts`, what mirrors do in `mirrors.ts`, what happens when nodes go and come in
 * `failover.ts`.
 */
import { allocateForever } from '../kernel/memory';
import { createLane, Lane, now } from '../kernel/events';
import { createRing, Ring, ringAt, ringLength, ringPush } from '../kernel/ring';
import { createProcess, Process } from '../world/process';
import { RabbitmqLane } from './lane-kind';
import { bitOf, nodeCount, NODES_MAX } from '../world/node';
import { setting, settingCount, settingFlag } from '../scenario/settings';
import { createQuorum } from './quorum/state';
import { QUEUE_SLOTS, QUEUES_MAX, QueueKind, RabbitmqQueueSetting } from './settings';
import { CLIENTS_MAX } from '../clients/roster';
import { clientAt } from './client/client';
import { Copy, CopyFlag, keepRich } from './copy';
import { NO_EXCHANGE } from './exchange';
import { createReadyLists } from './ready';

export const enum QueueState {
	Up = 0,
	/** The master is gone, a mirror is taking over. */
	Promoting,
	/** Waits for the node that has its messages. */
	Down,
	/** Is not there until somebody declares it again. */
	Deleted
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
	/** Which of the declared queues it is, whatever its index: a split cluster has two of each. */
	number: u32;
	/** Bit mask of the nodes that see it under its name; the others see its twin. */
	side: u32;
	/** The queue of the same name on the other side; 0: never needed. */
	twin: usize;
	/** Known by name only on this side of a split cluster: its messages are all on the other. */
	elsewhere: bool;
	state: i32;
	durable: bool;
	mirrors: u32;
	automaticSync: bool;
	promoteAlways: bool;
	/** Node of the master, or of the last one. */
	masterNode: u32;
	lastOrder: u32;
	/** Ready messages by priority; see `ready.ts`. */
	lists: usize;
	maxPriority: u32;
	readyCount: u32;
	/** Bytes of the ready bodies, kept where `maxBytes` is set. */
	readyBytes: f64;
	unackedCount: u32;
	/** Most ready messages, and bytes of them; −1: no limit. */
	maxLength: i32;
	maxBytes: f64;
	/** `Overflow`. */
	overflow: i32;
	/** µs; −1: none. */
	messageTtlUs: f64;
	/** Wakes it when its head falls due. */
	expiry: Lane;
	/** It has limits of length or lifetime to look after. */
	limited: bool;
	/** Number of an exchange, and of a key (−1: the message's own). */
	deadLetterExchange: i32;
	deadLetterKey: i32;
	singleActive: bool;
	/** Its owner is its first consumer, by number of the client; −1: nobody yet. */
	exclusive: bool;
	owner: i32;
	autoDelete: bool;
	/** Is deleted when unused for so long, µs; −1: never. */
	expiresUs: f64;
	unused: Lane;
	/** Replicas by node; 0 where there is none. */
	replicas: StaticArray<usize>;
	/** Nodes of the mirrors in the order in which they joined, one word. */
	mirrorNodes: Ring;
	/** Subscribed consumers in the order of their turns; see `delivery.ts`. */
	consumers: StaticArray<usize>;
	consumerCount: u32;
	promotion: Lane;
	/** Its master's process is gone, and until then nobody elsewhere knows (R25). */
	unknownUntil: f64;
	/** Brings the news to who has published to it meanwhile. */
	obituary: Lane;
	/** The mirror that is taking over. */
	heir: u32;
	/** Its last master was asked to stop, and wrote that nothing was torn (R4). */
	stoppedCleanly: bool;
	/** The Raft group of a quorum queue (`quorum/state.ts`), which then has no replicas; else 0. */
	quorum: usize;
}

/** Seen from every node. */
export const EVERY_SIDE: u32 = u32.MAX_VALUE;

const queues = new StaticArray<usize>(QUEUE_SLOTS);
export let queueCount: u32 = 0;

export function initialiseQueues(): void {
	queueCount = 0;
}

export function queueAt(index: u32): Queue {
	assert(index < queueCount, 'queue');
	return changetype<Queue>(unchecked(queues[index]));
}

/** The queue of that name for who stands on the given node. */
export function queueSeenFrom(node: u32, index: u32): Queue {
	const queue = queueAt(index);
	return queue.side & (1 << node) ? queue : changetype<Queue>(queue.twin);
}

/** Made from the settings that the host has written. */
export function createQueue(): Queue {
	const mirrors = settingCount(RabbitmqQueueSetting.Mirrors);
	const masterNode = settingCount(RabbitmqQueueSetting.MasterNode);
	assert(masterNode < nodeCount, 'node of a queue');
	assert(queueCount < QUEUES_MAX && mirrors < nodeCount, 'number of queues or mirrors');
	const queue = changetype<Queue>(allocateForever(offsetof<Queue>()));
	queue.index = queueCount;
	queue.number = queueCount;
	queue.side = EVERY_SIDE;
	queues[queueCount++] = changetype<usize>(queue);
	queue.state = QueueState.Up;
	queue.durable = settingFlag(RabbitmqQueueSetting.Durable);
	queue.mirrors = mirrors;
	queue.automaticSync = settingFlag(RabbitmqQueueSetting.AutomaticSync);
	queue.promoteAlways = settingFlag(RabbitmqQueueSetting.PromoteAlways);
	queue.masterNode = masterNode;
	queue.lastOrder = 0;
	readLimits(queue);
	equip(queue);
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

/** What no two queues can share. */
function equip(queue: Queue): void {
	const owner = changetype<usize>(queue);
	createReadyLists(queue, queue.maxPriority);
	queue.unackedCount = 0;
	queue.expiry = createLane(RabbitmqLane.Expiry, owner);
	queue.unused = createLane(RabbitmqLane.Unused, owner);
	queue.replicas = new StaticArray<usize>(NODES_MAX);
	queue.mirrorNodes = createRing(2);
	queue.consumers = new StaticArray<usize>(CLIENTS_MAX);
	queue.consumerCount = 0;
	queue.promotion = createLane(RabbitmqLane.Promotion, owner);
	queue.unknownUntil = 0;
	queue.obituary = createLane(RabbitmqLane.Obituary, owner);
	queue.heir = 0;
}

/** The same queue as the other side of a split cluster has it; empty, and nobody sees it yet. */
export function twinOf(queue: Queue): Queue {
	if (queue.twin != 0) return changetype<Queue>(queue.twin);
	assert(queueCount < QUEUE_SLOTS, 'number of queues');
	const twin = changetype<Queue>(allocateForever(offsetof<Queue>()));
	memory.copy(changetype<usize>(twin), changetype<usize>(queue), offsetof<Queue>());
	twin.index = queueCount;
	twin.twin = changetype<usize>(queue);
	queue.twin = changetype<usize>(twin);
	queues[queueCount++] = changetype<usize>(twin);
	equip(twin);
	twin.lastOrder = 0;
	twin.stoppedCleanly = false;
	twin.state = QueueState.Deleted;
	return twin;
}

/** The twin takes the place that everybody finds under the name. Copies are told apart by the index. */
export function exchangePlaces(queue: Queue, twin: Queue): void {
	const place = queue.index;
	queue.index = twin.index;
	twin.index = place;
	queues[queue.index] = changetype<usize>(queue);
	queues[twin.index] = changetype<usize>(twin);
}

function readLimits(queue: Queue): void {
	queue.maxPriority = settingCount(RabbitmqQueueSetting.MaxPriority);
	queue.maxLength = <i32>setting(RabbitmqQueueSetting.MaxLength);
	queue.maxBytes = setting(RabbitmqQueueSetting.MaxLengthBytes);
	queue.overflow = <i32>setting(RabbitmqQueueSetting.Overflow);
	queue.messageTtlUs = setting(RabbitmqQueueSetting.MessageTtlUs);
	queue.deadLetterExchange = <i32>setting(RabbitmqQueueSetting.DeadLetterExchange);
	queue.deadLetterKey = <i32>setting(RabbitmqQueueSetting.DeadLetterKey);
	queue.singleActive = settingFlag(RabbitmqQueueSetting.SingleActiveConsumer);
	queue.exclusive = settingFlag(RabbitmqQueueSetting.Exclusive);
	queue.owner = -1;
	queue.autoDelete = settingFlag(RabbitmqQueueSetting.AutoDelete);
	queue.expiresUs = setting(RabbitmqQueueSetting.ExpiresUs);
	if (queue.messageTtlUs >= 0 || queue.deadLetterExchange != NO_EXCHANGE) keepRich();
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
	assert(node < NODES_MAX, 'node');
	return changetype<Replica>(unchecked(queue.replicas[node]));
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

export function isPersisted(queue: Queue, copy: Copy): bool {
	return queue.durable && (copy.flags & CopyFlag.Persistent) != 0;
}

/** Bytes of the body. */
export function sizeOf(copy: Copy): f64 {
	return clientAt(copy.client).workload.size;
}
