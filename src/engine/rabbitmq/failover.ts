/**
 * What happens to queues when nodes go and come: promotion of the oldest mirror, waiting for the
 * node that has the messages, recovery from disk, mirrors that join again empty (R1 – R5, R25 – R27).
 */
import { clear, laneA, laneC, laneLength, now, push } from '../kernel/events';
import { createRing, ringAt, ringClear, ringLength, ringPush, ringShift } from '../kernel/ring';
import { createStream, Purpose, Stream, uniform } from '../kernel/random';
import { Cost, cost } from '../world/costs';
import { isReachable, nodeAt, nodeCount } from '../world/node';
import { noteOutage } from '../world/outage';
import { unparkInto } from '../world/parking';
import { Process, resetProcess } from '../world/process';
import { destroyed } from '../ledger/ledger';
import { DuplicateCause, LossCause, Place, TraceKind } from '../ledger/causes';
import { trace } from '../ledger/trace';
import { clientAt, clientCount, Connection } from '../clients/client';
import { Consumer, dropDownFrames } from '../clients/consumer';
import { consumerAt, consumerCount } from '../clients/roster';
import { resetCredit, tellQueue } from './channel';
import { tellConfirmed, tellRefused } from './confirms';
import {
	Copy,
	CopyFlag,
	copyInSlot,
	copySlots,
	CopyState,
	createCopy,
	drop,
	free,
	loseIfGone,
	NO_CAUSE,
	settle
} from './copy';
import { isSynchronised, finishCopying } from './mirrors';
import { mendRing } from './ring';
import {
	createReplica,
	hasReplica,
	isPersisted,
	Job,
	makeReady,
	masterOf,
	nextJob,
	Queue,
	queueAt,
	queueCount,
	QueueState,
	Replica,
	replicaAt,
	submit,
	unsubscribe
} from './queue';

/** How a node's broker ends. */
export const enum Ending {
	Crash = 0,
	PowerLoss,
	/** Asked to stop: writes its journals first. */
	Stop,
	/** Does not end; the others take it for dead. */
	Silent
}

let promotions: Stream = changetype<Stream>(0);

export function initialiseFailover(): void {
	promotions = createStream(Purpose.Promotion, 0);
}

/** Opens or closes the outage by what every queue is like now. */
export function reviewOutage(): void {
	let down = false;
	for (let index: u32 = 0; index < queueCount; index++) {
		const queue = queueAt(index);
		if (queue.state != QueueState.Up || !isReachable(nodeAt(queue.masterNode))) down = true;
	}
	noteOutage(down);
}

/** A consumer whose connection is open asks for the queue's messages, if the queue is there. */
export function trySubscribe(consumer: Consumer): void {
	if (consumer.connection != Connection.Open) return;
	tellQueue(consumer, consumer.node, Job.Subscribe, ++consumer.epoch);
}

function subscribeAll(queue: Queue): void {
	for (let index: u32 = 0; index < consumerCount; index++) {
		const consumer = consumerAt(index);
		if (consumer.queue == queue.index && !consumer.subscribed) trySubscribe(consumer);
	}
}

/** Every replica on the node is gone. */
export function loseReplicas(node: u32, ending: i32): void {
	for (let index: u32 = 0; index < queueCount; index++) {
		const queue = queueAt(index);
		if (!hasReplica(queue, node)) continue;
		if (queue.state == QueueState.Up && queue.masterNode == node) loseMaster(queue, ending);
		else loseMirror(queue, node);
	}
	reviewOutage();
}

/**
 * The nodes of a mask, bit by bit, are taken for dead by the others. A queue whose master is among
 * them moves to a mirror outside, or, where there is none, goes on as it is on its side.
 */
export function expel(silent: u32): void {
	for (let index: u32 = 0; index < queueCount; index++) {
		const queue = queueAt(index);
		if (queue.state == QueueState.Up && silent & (1 << queue.masterNode)) {
			loseMaster(queue, Ending.Silent);
			if (queue.state == QueueState.Up) continue;
		}
		for (let node: u32 = 0; node < nodeCount; node++) {
			if ((silent & (1 << node)) == 0 || !hasReplica(queue, node)) continue;
			mendRing(queue, node);
			loseMirror(queue, node);
		}
	}
	reviewOutage();
}

/** Drops what the replica's process was doing and had in its mailbox. */
function stopReplica(replica: Replica): void {
	replica.alive = false;
	const process: Process = replica.process;
	unparkInto(process.lane);
	unparkInto(replica.syncTimer);
	unparkInto(replica.idleTimer);
	clear(replica.syncTimer);
	clear(replica.idleTimer);
	for (let index: u32 = 0; index < laneLength(process.lane); index++) {
		dropJob(replica, laneA(process.lane, index), laneC(process.lane, index));
	}
	clear(process.lane);
	for (let index: u32 = 0; index < ringLength(process.mailbox); index++) {
		const mail = ringAt(process.mailbox, index);
		dropJob(replica, load<u32>(mail), load<u32>(mail, 8));
	}
	resetProcess(process);
	dropUnsynced(replica);
}

/** Nothing waits for a sync of this replica any more. */
function dropUnsynced(replica: Replica): void {
	replica.syncingCount = 0;
	while (ringLength(replica.unsynced) > 0) {
		const copy = changetype<Copy>(load<u32>(ringShift(replica.unsynced)));
		copy.references--;
	}
}

function dropJob(replica: Replica, a: u32, c: u32): void {
	const job = c & 255;
	if (job == Job.Publish) {
		const copy = changetype<Copy>(a);
		refuseIfLast(copy);
		drop(copy, LossCause.InMemoryAtCrash, Place.Node, replica.node);
	} else if (job == Job.MirrorPublish || job == Job.MirrorAck) {
		changetype<Copy>(a).references--;
	}
}

/** A publish that is about to vanish is refused, if a confirm was asked for. */
export function refuseIfLast(copy: Copy): void {
	if (copy.references > 1 || copy.presence != 0 || copy.waiting == 0) return;
	copy.waiting = 0;
	if (nodeAt(clientAt(copy.client).node).up) tellRefused(copy);
}

function loseMirror(queue: Queue, node: u32): void {
	const replica = replicaAt(queue, node);
	stopReplica(replica);
	takeOffRing(queue, node);
	const wasHeir = queue.state == QueueState.Promoting && queue.heir == node;
	const nextHeir = wasHeir ? chooseHeir(queue, queue.promoteAlways) : -1;
	if (wasHeir) {
		clear(queue.promotion);
		if (nextHeir < 0) {
			// The last that had the messages is the one to wait for.
			queue.masterNode = node;
			goDown(queue, Ending.Crash, replica.writtenOrder, replica.bit);
			return;
		}
		startPromotion(queue, nextHeir);
	}
	const slots = copySlots();
	for (let slot: u32 = 0; slot < slots; slot++) {
		const copy = copyInSlot(slot);
		if (copy.state == CopyState.Free || copy.queue != queue.index) continue;
		forgetReplica(copy, replica.bit);
		if (copy.state == CopyState.Done) settle(copy);
		else loseIfGone(copy, LossCause.OnlyOnDeadMaster, Place.Node, node);
	}
}

/** The replica can neither have the copy nor confirm it any more. */
function forgetReplica(copy: Copy, bit: u8): void {
	copy.presence &= ~bit;
	if ((copy.waiting & bit) == 0) return;
	copy.waiting &= ~bit;
	if (copy.waiting == 0) tellConfirmed(copy, clientAt(copy.client).node);
}

function takeOffRing(queue: Queue, node: u32): void {
	for (let count = ringLength(queue.mirrorNodes); count > 0; count--) {
		const other = load<u32>(ringShift(queue.mirrorNodes));
		if (other != node) store<u32>(ringPush(queue.mirrorNodes), other);
	}
}

/** Oldest synchronised mirror; else, if allowed, the oldest one; −1: none (R26, R27). */
function chooseHeir(queue: Queue, anyMirror: bool): i32 {
	const count = ringLength(queue.mirrorNodes);
	let oldest: i32 = -1;
	for (let index: u32 = 0; index < count; index++) {
		const node = load<u32>(ringAt(queue.mirrorNodes, index));
		if (!isReachable(nodeAt(node))) continue;
		if (isSynchronised(queue, replicaAt(queue, node))) return node;
		if (oldest < 0) oldest = node;
	}
	return anyMirror ? oldest : -1;
}

function loseMaster(queue: Queue, ending: i32): void {
	const master = masterOf(queue);
	const heir = chooseHeir(queue, queue.promoteAlways);
	if (ending == Ending.Silent && heir < 0) return;
	queue.stoppedCleanly = ending == Ending.Stop;
	if (ending == Ending.Stop) {
		master.writtenOrder = master.lastOrder;
		master.syncedOrder = master.lastOrder;
		ringClear(master.unwrittenAcks);
	}
	queue.state = heir >= 0 ? QueueState.Promoting : QueueState.Down;
	releaseConsumers(queue, master.node);
	queue.readyHead = 0;
	queue.readyTail = 0;
	queue.readyCount = 0;
	queue.unackedCount = 0;
	stopReplica(master);
	for (let index: u32 = 0; index < clientCount; index++) resetCredit(clientAt(index), queue.index);
	if (heir < 0) {
		const written = ending == Ending.PowerLoss ? master.syncedOrder : master.writtenOrder;
		keepUnwrittenAcks(queue, master, written);
		goDown(queue, ending, written, master.bit);
		return;
	}
	const slots = copySlots();
	for (let slot: u32 = 0; slot < slots; slot++) {
		const copy = copyInSlot(slot);
		if (copy.state == CopyState.Free || copy.queue != queue.index) continue;
		forgetReplica(copy, master.bit);
		if (copy.state == CopyState.Done) settle(copy);
		else loseIfGone(copy, LossCause.OnlyOnDeadMaster, Place.Node, master.node);
	}
	startPromotion(queue, heir);
}

/** Consumers are cancelled; what is on its way to those on other nodes ends with the master. */
function releaseConsumers(queue: Queue, node: u32): void {
	while (queue.consumerCount > 0) {
		const consumer = changetype<Consumer>(queue.consumers[queue.consumerCount - 1]);
		unsubscribe(queue, consumer);
		if (consumer.node == node) continue;
		unparkInto(consumer.down);
		dropDownFrames(consumer);
	}
}

/** Acknowledged in memory only: after the restart these messages are there again. */
function keepUnwrittenAcks(queue: Queue, master: Replica, written: u32): void {
	while (ringLength(master.unwrittenAcks) > 0) {
		const address = ringShift(master.unwrittenAcks);
		const order = load<u32>(address, 4);
		if (order > written) continue;
		const packed = load<u32>(address, 8);
		const copy = createCopy(load<u32>(address), packed & 255, load<u32>(address, 12), queue.index);
		copy.order = order;
		copy.flags = <u8>(packed >> 8);
		copy.cause = <u8>DuplicateCause.AckNotOnDisk;
		copy.state = <u8>CopyState.OnDisk;
	}
}

/** Nobody takes over: what is on the master's disk stays there, everything else is gone. */
function goDown(queue: Queue, ending: i32, written: u32, masterBit: u8): void {
	queue.state = QueueState.Down;
	const slots = copySlots();
	for (let slot: u32 = 0; slot < slots; slot++) {
		const copy = copyInSlot(slot);
		if (copy.state == CopyState.Free || copy.queue != queue.index) continue;
		if (copy.state == CopyState.OnDisk) continue;
		if (copy.waiting != 0) {
			copy.waiting = 0;
			if (nodeAt(clientAt(copy.client).node).up) tellRefused(copy);
		}
		const wasThere = (copy.presence & masterBit) != 0;
		const persisted = isPersisted(queue, copy);
		copy.presence = 0;
		if (copy.state == CopyState.Done) {
			settle(copy);
		} else if (wasThere && persisted && copy.order <= written) {
			copy.state = <u8>CopyState.OnDisk;
		} else {
			copy.state = <u8>CopyState.OnItsWay;
			loseIfGone(copy, lossAt(ending, persisted, queue, copy), Place.Node, queue.masterNode);
		}
	}
}

function lossAt(ending: i32, persisted: bool, queue: Queue, copy: Copy): i32 {
	if (ending == Ending.Stop && !persisted) return LossCause.TransientAtCleanStop;
	const master = masterOf(queue);
	if (
		ending == Ending.PowerLoss &&
		persisted &&
		copy.order != 0 &&
		copy.order <= master.writtenOrder
	) {
		return LossCause.NotSyncedAtPowerLoss;
	}
	return LossCause.InMemoryAtCrash;
}

function startPromotion(queue: Queue, heir: i32): void {
	queue.state = QueueState.Promoting;
	queue.heir = heir;
	const shortest = cost(Cost.PromotionMin);
	const delay = shortest + (cost(Cost.PromotionMax) - shortest) * uniform(promotions);
	push(queue.promotion, now + delay, 0, 0, 0);
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
	nextJob(replica);
	reviewOutage();
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
		shareWithMirrors(queue, copy);
		makeReady(queue, copy);
		askConfirm(replica, copy);
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
	if (copy.waiting == 0) return;
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
		if (queue.state == QueueState.Down) {
			if (queue.masterNode == node) recover(queue);
			else if (isMirrorHere(queue, node)) join(queue, node);
		} else if (!hasReplica(queue, node) && ringLength(queue.mirrorNodes) < queue.mirrors) {
			join(queue, node);
		}
	}
	reviewOutage();
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
	for (let index: u32 = 0; index < ringLength(queue.mirrorNodes); index++) {
		replicaAt(queue, load<u32>(ringAt(queue.mirrorNodes, index))).joinOrder = queue.lastOrder;
	}
	loseUnordered(queue);
	gatherReady(queue, replica, <u8>DuplicateCause.ConnectionLoss);
	replica.writtenOrder = queue.lastOrder;
	replica.syncedOrder = queue.lastOrder;
	rejoinMirrors(queue);
	subscribeAll(queue);
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
