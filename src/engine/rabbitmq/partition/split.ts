/**
 * One cluster becomes two. Each classic queue stays what it is on the side of its master; on the
 * other side a mirror takes over under the same name with what it has, or, where there is none, the
 * name leads nowhere (R25). From then on the two have nothing in common but the name.
 */
import { laneA, laneB, laneC, Lane, laneLength, setLaneC } from '../../kernel/events';
import { ringAt, ringLength, ringPush } from '../../kernel/ring';
import { DuplicateCause } from '../../ledger/causes';
import { bitOf, nodeAt, nodeCount } from '../../world/node';
import { parkedAt, parkedCount, unparkInto } from '../../world/parking';
import { resetCredit } from '../channel';
import { clientAt, clientCount } from '../client/client';
import { Consumer, dropDownFrames } from '../client/consumer';
import { dropInter, Inter, interLane } from '../cluster';
import { tellConfirmed, tellRefused } from '../confirms';
import { Copy, copyInSlot, copySlots, CopyState, createCopyFor, free } from '../copy';
import { loseMirror, startPromotion } from '../failover';
import { settleHead } from '../head';
import { isSynchronised } from '../mirrors';
import {
	createReplica,
	EVERY_SIDE,
	hasReplica,
	masterOf,
	Queue,
	queueAt,
	queueCount,
	QueueState,
	replicaAt,
	twinOf
} from '../queue';
import { nextJob } from '../queue-process';
import { subscribeAll } from '../recovery';
import { isQuorumMessage } from '../quorum/messages';
import { isQuorum } from '../quorum/state';
import { mendRing } from '../ring';
import { returnUnacked, unsubscribe } from '../subscription';

/** Whether some queue is seen by some of the nodes only. */
export function isSplit(): bool {
	for (let index: u32 = 0; index < queueCount; index++) {
		if (queueAt(index).side != EVERY_SIDE) return true;
	}
	return false;
}

/** `side` and the nodes outside it have taken one another for dead. */
export function splitCluster(side: u32): void {
	const everyone: u32 = (1 << nodeCount) - 1;
	const declared = queueCount;
	for (let index: u32 = 0; index < declared; index++) {
		const queue = queueAt(index);
		if (!isQuorum(queue) && queue.index == queue.number) divide(queue, side & everyone, everyone);
	}
	// The connections between the sides are closed: what was on its way across is gone.
	for (let from: u32 = 0; from < nodeCount; from++) {
		for (let to: u32 = 0; to < nodeCount; to++) {
			const across = ((side >> from) & 1) != ((side >> to) & 1);
			if (across) dropLinkOfQueues(from, to);
		}
	}
	for (let index: u32 = 0; index < queueCount; index++) {
		const queue = queueAt(index);
		if (!isQuorum(queue) && queue.state == QueueState.Up) {
			settleHead(queue);
			nextJob(masterOf(queue));
		}
	}
}

function divide(queue: Queue, side: u32, everyone: u32): void {
	const twin = twinOf(queue);
	const home = queue.state == QueueState.Promoting ? queue.heir : queue.masterNode;
	const near = side & (1 << home) ? side : everyone & ~side;
	const away = everyone & ~near;
	const heir = heirAmong(queue, away);
	queue.side = near;
	twin.side = away;
	twin.elsewhere = heir < 0;
	twin.masterNode = queue.masterNode;
	const isGone = queue.state == QueueState.Deleted || !queue.durable;
	twin.state = isGone ? QueueState.Deleted : QueueState.Down;
	if (heir >= 0) {
		moveMirrors(queue, twin, away);
		divideCopies(queue, twin, away);
		startPromotion(twin, heir);
	} else {
		refuseFrom(queue, away);
	}
	for (let node: u32 = 0; node < nodeCount; node++) {
		if ((away & (1 << node)) == 0 || !hasReplica(queue, node)) continue;
		mendRing(queue, node);
		loseMirror(queue, node);
	}
	loseConsumers(queue, away);
	for (let index: u32 = 0; index < clientCount; index++) {
		const client = clientAt(index);
		if (away & (1 << client.node)) resetCredit(client, queue.index);
	}
	if (twin.state == QueueState.Deleted) subscribeAll(twin);
}

/** The mirror of that side which will take over; −1: none may (R27). */
function heirAmong(queue: Queue, away: u32): i32 {
	if (queue.state == QueueState.Down || queue.state == QueueState.Deleted) return -1;
	let oldest: i32 = -1;
	for (let index: u32 = 0; index < ringLength(queue.mirrorNodes); index++) {
		const node = load<u32>(ringAt(queue.mirrorNodes, index));
		if ((away & (1 << node)) == 0 || !nodeAt(node).up || nodeAt(node).paused) continue;
		if (isSynchronised(queue, replicaAt(queue, node))) return node;
		if (oldest < 0) oldest = node;
	}
	return queue.promoteAlways ? oldest : -1;
}

function moveMirrors(queue: Queue, twin: Queue, away: u32): void {
	twin.lastOrder = queue.lastOrder;
	for (let index: u32 = 0; index < ringLength(queue.mirrorNodes); index++) {
		const node = load<u32>(ringAt(queue.mirrorNodes, index));
		if ((away & (1 << node)) == 0) continue;
		const old = replicaAt(queue, node);
		const replica = createReplica(twin, node);
		replica.joinOrder = old.joinOrder;
		replica.lastOrder = old.lastOrder;
		replica.writtenOrder = old.writtenOrder;
		replica.syncedOrder = old.syncedOrder;
		replica.journalEntries = old.journalEntries;
		replica.journalBytes = old.journalBytes;
		store<u32>(ringPush(twin.mirrorNodes), node);
	}
}

function bitsOf(nodes: u32): u8 {
	let bits: u8 = 0;
	for (let node: u32 = 0; node < nodeCount; node++) {
		if (nodes & (1 << node)) bits |= bitOf(node);
	}
	return bits;
}

/** What mirrors on the other side have becomes a copy of its own, acknowledged here or not. */
function divideCopies(queue: Queue, twin: Queue, away: u32): void {
	const bits = bitsOf(away);
	const slots = copySlots();
	for (let slot: u32 = 0; slot < slots; slot++) {
		const copy = copyInSlot(slot);
		if (copy.state == CopyState.Free || copy.queue != queue.index) continue;
		const there: u8 = copy.presence & bits;
		const publishedThere = (away & (1 << clientAt(copy.client).node)) != 0;
		if (there != 0) {
			const other = createCopyFor(copy, twin.index);
			other.presence = there;
			other.order = copy.order;
			if (publishedThere) handOverConfirm(copy, other, there);
			copy.presence &= ~there;
		}
		if (publishedThere) refuse(copy);
		if (copy.presence == 0 && copy.references == 0 && copy.state != CopyState.OnDisk) free(copy);
	}
}

/** The publisher's channel is on the other side: it is that side's replicas who confirm. */
function handOverConfirm(copy: Copy, other: Copy, there: u8): void {
	if (copy.waiting == 0) return;
	other.tag = copy.tag;
	other.waiting = copy.waiting & there;
	copy.waiting = 0;
	copy.tag = 0;
	if (other.waiting == 0) tellConfirmed(other, clientAt(other.client).node);
}

/** A channel that can no longer be answered sees its queue go down. */
function refuse(copy: Copy): void {
	if (copy.waiting != 0) tellRefused(copy);
	copy.waiting = 0;
	copy.tag = 0;
}

function refuseFrom(queue: Queue, away: u32): void {
	const slots = copySlots();
	for (let slot: u32 = 0; slot < slots; slot++) {
		const copy = copyInSlot(slot);
		if (copy.state == CopyState.Free || copy.queue != queue.index) continue;
		if (away & (1 << clientAt(copy.client).node)) refuse(copy);
	}
}

/** Consumers on the other side are gone, with what they were given. */
function loseConsumers(queue: Queue, away: u32): void {
	for (let place = queue.consumerCount; place > 0; place--) {
		const consumer = changetype<Consumer>(queue.consumers[place - 1]);
		if ((away & (1 << consumer.node)) == 0) continue;
		unparkInto(consumer.down);
		dropDownFrames(consumer);
		returnUnacked(queue, consumer, DuplicateCause.ConnectionLoss);
		unsubscribe(queue, consumer);
	}
}

/** Quorum queues look after their messages themselves: they are sent again (R28). */
function dropLinkOfQueues(from: u32, to: u32): void {
	const lane: Lane = interLane(from, to);
	for (let index: u32 = 0; index < parkedCount(); index++) {
		const address = parkedAt(index);
		if (load<u32>(address) != changetype<u32>(lane)) continue;
		const c = load<u32>(address, 12);
		if (isQuorumMessage(c & 255)) continue;
		store<u32>(address, Inter.Void, 12);
		dropInter(load<u32>(address, 4), load<u32>(address, 8), c, from);
	}
	for (let index: u32 = 0; index < laneLength(lane); index++) {
		const c = laneC(lane, index);
		if (isQuorumMessage(c & 255)) continue;
		setLaneC(lane, index, Inter.Void);
		dropInter(laneA(lane, index), laneB(lane, index), c, from);
	}
}
