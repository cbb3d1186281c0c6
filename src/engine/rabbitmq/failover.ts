/**
 * What happens to queues when nodes go: the oldest mirror is to take over, or the queue waits for
 * the node that has its messages (R1 – R5, R25 – R27). How they come back is in `recovery.ts`.
 */
import { clear, laneA, laneC, laneLength, now, push } from '../kernel/events';
import { ringAt, ringClear, ringLength, ringPush, ringShift } from '../kernel/ring';
import { createStream, Purpose, Stream, uniform } from '../kernel/random';
import { cost } from '../world/costs';
import { RabbitmqCost } from './costs';
import { isReachable, nodeAt, nodeCount } from '../world/node';
import { Ending, standstills } from '../scenario/fault';
import { noteOutage } from '../world/outage';
import { unparkInto } from '../world/parking';
import { Process, resetProcess } from '../world/process';
import { DuplicateCause, LossCause, Place } from '../ledger/causes';
import { clientAt, clientCount } from './client/client';
import { Consumer, dropDownFrames } from './client/consumer';
import { forgiveCredit } from './channel';
import { tellConfirmed, tellRefused } from './confirms';
import {
	Copy,
	copyInSlot,
	copySlots,
	CopyState,
	createCopy,
	drop,
	loseIfGone,
	settle
} from './copy';
import { deleteQueue } from './deletion';
import { isSynchronised } from './mirrors';
import { subscribeAll } from './recovery';
import { noteReach } from './client/balancer';
import { reviewQuorums } from './quorum/nodes';
import { isQuorum } from './quorum/state';
import { mendRing } from './ring';
import {
	EVERY_SIDE,
	hasReplica,
	isPersisted,
	masterOf,
	Queue,
	queueAt,
	queueCount,
	QueueState,
	Replica,
	replicaAt
} from './queue';
import { Job } from './queue-process';
import { clearReady } from './ready';
import { unsubscribe } from './subscription';

let promotions: Stream = changetype<Stream>(0);

export function initialiseFailover(): void {
	promotions = createStream(Purpose.Promotion, 0);
}

/** Opens or closes the outage by what every queue is like now. */
export function reviewQueues(): void {
	noteReach();
	reviewQuorums();
	let down = false;
	for (let index: u32 = 0; index < queueCount; index++) {
		if (isOut(queueAt(index))) down = true;
	}
	noteOutage(down);
}

/** Not served; or not for some who can reach their own node only. */
function isOut(queue: Queue): bool {
	const master = nodeAt(queue.masterNode);
	if (queue.state == QueueState.Deleted) return !queue.durable && !master.up;
	const served = queue.state == QueueState.Up && isReachable(master);
	if (served && standstills == 0) return false;
	// Of a split cluster's queues those count that somebody is there to use.
	let out = !served && queue.side == EVERY_SIDE;
	for (let index: u32 = 0; index < clientCount; index++) {
		const client = clientAt(index);
		const bit: u32 = 1 << client.node;
		if ((queue.side & bit) == 0) continue;
		// It can reach no node of the master's side, and its own knows of no other.
		if (client.cutFrom & (1 << queue.masterNode)) out = true;
		if (!served || (isReachable(nodeAt(client.node)) && master.cutFrom & bit)) out = true;
	}
	return out;
}

/** A killed process takes a while to be gone; until then the other nodes publish to its queues (R25). */
export function concealEnd(node: u32): void {
	for (let index: u32 = 0; index < queueCount; index++) {
		const queue = queueAt(index);
		if (queue.state != QueueState.Up || queue.masterNode != node || isQuorum(queue)) continue;
		queue.unknownUntil = now + cost(RabbitmqCost.NodeDownNotice);
		push(queue.obituary, queue.unknownUntil, 0, 0, 0);
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
	reviewQueues();
}

/**
 * The nodes of a mask, bit by bit, are taken for dead by the others. A queue whose master is among
 * them moves to a mirror outside, or, where there is none, goes on as it is on its side.
 */
export function expel(silent: u32): void {
	for (let index: u32 = 0; index < queueCount; index++) {
		const queue = queueAt(index);
		if (isQuorum(queue)) continue;
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
	reviewQueues();
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
export function dropUnsynced(replica: Replica): void {
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

export function loseMirror(queue: Queue, node: u32): void {
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

export function takeOffRing(queue: Queue, node: u32): void {
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
	if (queue.exclusive) {
		// Its owner was connected here: nobody may declare it again in the owner's place.
		deleteQueue(queue);
		return;
	}
	queue.stoppedCleanly = ending == Ending.Stop;
	if (ending == Ending.Stop) {
		master.writtenOrder = master.lastOrder;
		master.syncedOrder = master.lastOrder;
		ringClear(master.unwrittenAcks);
	}
	queue.state = heir >= 0 ? QueueState.Promoting : QueueState.Down;
	releaseConsumers(queue, master.node);
	clearReady(queue);
	queue.unackedCount = 0;
	stopReplica(master);
	forgiveCredit(queue);
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

/** The queue's processes end with it; consumers that nobody told go on waiting (R24). */
export function endProcesses(queue: Queue): void {
	for (let node: u32 = 0; node < nodeCount; node++) {
		if (hasReplica(queue, node)) stopReplica(replicaAt(queue, node));
	}
	ringClear(queue.mirrorNodes);
	releaseConsumers(queue, queue.masterNode);
	clearReady(queue);
	queue.unackedCount = 0;
	forgiveCredit(queue);
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
	if (!queue.durable) vanish(queue);
}

/** A queue that is not durable ends with its node: who wants it declares it again, where he is. */
function vanish(queue: Queue): void {
	endProcesses(queue);
	clear(queue.expiry);
	queue.state = QueueState.Deleted;
	queue.owner = -1;
	subscribeAll(queue);
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

export function startPromotion(queue: Queue, heir: i32): void {
	queue.state = QueueState.Promoting;
	queue.heir = heir;
	const shortest = cost(RabbitmqCost.PromotionMin);
	const delay = shortest + (cost(RabbitmqCost.PromotionMax) - shortest) * uniform(promotions);
	push(queue.promotion, now + delay, 0, 0, 0);
}
