/**
 * Two clusters become one again. One side's queues stay; the other side's nodes restart and join
 * them, and what only they had is lost (R29). `autoheal` chooses the side itself; with `ignore` it
 * is an operator who restarts nodes, and each node that returns joins the other side.
 */
import { destroyed } from '../../ledger/ledger';
import { LossCause, Place } from '../../ledger/causes';
import { nodeAt, nodeCount } from '../../world/node';
import { forgiveCredit } from '../channel';
import { clientAt, clientCount, Connection } from '../client/client';
import { copyInSlot, copySlots, CopyState, settle } from '../copy';
import { endProcesses } from '../failover';
import {
	EVERY_SIDE,
	exchangePlaces,
	Queue,
	queueAt,
	queueCount,
	queueSeenFrom,
	QueueState
} from '../queue';
import { subscribeAll } from '../recovery';
import { running, stopNodes } from './restart';
import { isSplit } from './split';

/** A queue of a split cluster that stands in its declared place; its twin is the other side's. */
function isDivided(queue: Queue): bool {
	return queue.side != EVERY_SIDE && queue.index == queue.number;
}

function isOn(side: u32, node: u32): bool {
	return (side & (1 << node)) != 0;
}

/** Most connections, then most nodes that run, then the side of the first node (arbitrary). */
function chooseWinner(): u32 {
	let side: u32 = 0;
	for (let index: u32 = 0; index < queueCount; index++) {
		if (isDivided(queueAt(index))) side = queueAt(index).side;
	}
	const everyone: u32 = (1 << nodeCount) - 1;
	// Sides are told apart by their first node, so that which queue was asked does not matter.
	if (isOn(side, 0)) side = everyone & ~side;
	let lead: i32 = 0;
	for (let index: u32 = 0; index < clientCount; index++) {
		const client = clientAt(index);
		if (client.connection == Connection.Open) lead += isOn(side, client.node) ? 1 : -1;
	}
	if (lead == 0) lead = popcnt<i32>(running(side)) - popcnt<i32>(running(everyone & ~side));
	return lead > 0 ? side : everyone & ~side;
}

/** `autoheal`: the sides hear of one another. The losing side's nodes are restarted. */
export function healItself(): void {
	const winner = chooseWinner();
	discardRivals(winner);
	stopNodes(running(~winner));
	unite(winner);
}

/** Of each queue that the winning side has, the other side's is given up. */
function discardRivals(winner: u32): void {
	for (let index: u32 = 0; index < queueCount; index++) {
		const queue = queueAt(index);
		if (!isDivided(queue)) continue;
		const stays = queue.side == winner ? queue : changetype<Queue>(queue.twin);
		if (!stays.elsewhere) discard(changetype<Queue>(stays.twin));
	}
}

/** From here on every node sees the same queue under a name: the winner's, or the only one. */
function unite(winner: u32): void {
	for (let index: u32 = 0; index < queueCount; index++) {
		const queue = queueAt(index);
		if (!isDivided(queue)) continue;
		const twin = changetype<Queue>(queue.twin);
		const winning = queue.side == winner ? queue : twin;
		showToAll(winning.elsewhere ? changetype<Queue>(winning.twin) : winning);
	}
}

function showToAll(staying: Queue): void {
	const going = changetype<Queue>(staying.twin);
	going.state = QueueState.Deleted;
	going.elsewhere = false;
	going.side = EVERY_SIDE;
	staying.side = EVERY_SIDE;
	if (staying.index != staying.number) takePlace(staying, going);
}

/**
 * `ignore`: the sides hear of one another and stay apart. But a mirrored queue is not struck from
 * the tables of the side that cannot lead it (rabbit_amqqueue:queues_to_delete_when_node_down), and
 * nodes that are down are called until they answer (rabbit_node_monitor): its process, if it is
 * still the same, serves that side too.
 */
export function reachAcross(): void {
	for (let index: u32 = 0; index < queueCount; index++) {
		const queue = queueAt(index);
		if (!isDivided(queue) || queue.mirrors == 0) continue;
		const far = queue.elsewhere ? queue : changetype<Queue>(queue.twin);
		if (!far.elsewhere || far.state != QueueState.Down) continue;
		const staying = changetype<Queue>(far.twin);
		if (staying.masterNode != far.masterNode) continue;
		showToAll(staying);
		subscribeAll(staying);
	}
}

function takePlace(staying: Queue, going: Queue): void {
	const slots = copySlots();
	for (let slot: u32 = 0; slot < slots; slot++) {
		const copy = copyInSlot(slot);
		if (copy.state == CopyState.Free) continue;
		if (copy.queue == staying.index) copy.queue = <u8>going.index;
		else if (copy.queue == going.index) copy.queue = <u8>staying.index;
	}
	exchangePlaces(staying, going);
	// Credit is counted by place: both sides begin anew.
	forgiveCredit(staying);
	forgiveCredit(going);
}

/** All of it is gone; its processes end with it. */
function discard(queue: Queue): void {
	const slots = copySlots();
	for (let slot: u32 = 0; slot < slots; slot++) {
		const copy = copyInSlot(slot);
		if (copy.state == CopyState.Free || copy.queue != queue.index) continue;
		copy.presence = 0;
		copy.waiting = 0;
		if (copy.state == CopyState.Done) continue;
		const node = queue.masterNode;
		destroyed(copy.message, LossCause.PartitionLoser, Place.Node, node, copy.send);
		copy.state = <u8>CopyState.Done;
	}
	endProcesses(queue);
	for (let slot: u32 = 0; slot < slots; slot++) {
		const copy = copyInSlot(slot);
		if (copy.state == CopyState.Done && copy.queue == queue.index) settle(copy);
	}
	queue.state = QueueState.Down;
	queue.elsewhere = true;
}

/**
 * `ignore`: a node has been restarted. If it can hear the others it joins those from whom it was
 * cut off; with the last node of its side that side is at an end.
 */
export function joinSides(node: u32): void {
	if (!isSplit() || nodeAt(node).cutFrom != 0) return;
	let joined: u32 = 0;
	let left: u32 = 0;
	for (let index: u32 = 0; index < queueCount; index++) {
		if (!isDivided(queueAt(index))) continue;
		changeSides(queueSeenFrom(node, index), node);
		joined = queueSeenFrom(node, index).side;
		left = changetype<Queue>(queueSeenFrom(node, index).twin).side;
	}
	if (left != 0) return;
	discardRivals(joined);
	unite(joined);
}

/** `queue` is what the node saw so far. */
function changeSides(queue: Queue, node: u32): void {
	const bit: u32 = 1 << node;
	const twin = changetype<Queue>(queue.twin);
	const isKeeper = !queue.elsewhere && queue.state == QueueState.Down && queue.masterNode == node;
	if (isKeeper && twin.elsewhere) {
		// It brings the only queue of that name along.
		const left = queue.side & ~bit;
		queue.side = twin.side | bit;
		twin.side = left;
		return;
	}
	if (isKeeper) discard(queue);
	queue.side &= ~bit;
	twin.side |= bit;
}
