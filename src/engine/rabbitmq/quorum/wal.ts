/**
 * The write-ahead log of a node: one file and one process for all quorum queues there. While it
 * syncs, more comes; the next write takes all of it, so that a busy node shares its syncs (ra_log_wal
 * of ra 2).
 */
import { allocateForever } from '../../kernel/memory';
import { clear, createLane, Lane, now, push } from '../../kernel/events';
import {
	createRing,
	Ring,
	ringAt,
	ringClear,
	ringLength,
	ringPush,
	ringShift
} from '../../kernel/ring';
import { nodeAt, NODES_MAX, syncDelay } from '../../world/node';
import { unparkInto } from '../../world/parking';
import { RabbitmqCost } from '../costs';
import { cost } from '../../world/costs';
import { RabbitmqLane } from '../lane-kind';
import { Member } from './state';

@unmanaged
export class Wal {
	node: u32;
	/** Members with something to write: member, and in the batch being synced up to which index. */
	waiting: Ring;
	batch: Ring;
	bytes: f64;
	done: Lane;
	busy: bool;
}

const wals = new StaticArray<usize>(NODES_MAX);

export function initialiseWals(): void {
	for (let node: u32 = 0; node < NODES_MAX; node++) wals[node] = 0;
}

function walOf(node: u32): Wal {
	if (wals[node] == 0) {
		const wal = changetype<Wal>(allocateForever(offsetof<Wal>()));
		wal.node = node;
		wal.waiting = createRing(2);
		wal.batch = createRing(3);
		wal.done = createLane(RabbitmqLane.Wal, changetype<usize>(wal));
		wals[node] = changetype<usize>(wal);
	}
	return changetype<Wal>(wals[node]);
}

/** Gives everything new in a member's log to the disk's process. */
export function handOver(member: Member, bytes: f64): void {
	const wal = walOf(member.node);
	wal.bytes += bytes;
	member.handedOver = member.last;
	const count = ringLength(wal.waiting);
	for (let index: u32 = 0; index < count; index++) {
		if (load<u32>(ringAt(wal.waiting, index)) == changetype<u32>(member)) return;
	}
	store<u32>(ringPush(wal.waiting), changetype<u32>(member));
	if (!wal.busy) beginBatch(wal);
}

/** Writes what waits, and syncs it: a crash of the process spares it from here on. */
function beginBatch(wal: Wal): void {
	wal.busy = true;
	while (ringLength(wal.waiting) > 0) {
		const member = changetype<Member>(load<u32>(ringShift(wal.waiting)));
		member.written = member.handedOver;
		const address = ringPush(wal.batch);
		store<u32>(address, changetype<u32>(member));
		store<u32>(address, member.written, 4);
	}
	const delay = syncDelay(nodeAt(wal.node), wal.bytes) + cost(RabbitmqCost.QuorumSync);
	wal.bytes = 0;
	push(wal.done, now + delay, 0, 0, 0);
}

/** How far the next member of the batch that has been synced is safe, or 0: no more. */
export function nextSynced(wal: Wal): usize {
	if (ringLength(wal.batch) > 0) return ringShift(wal.batch);
	wal.busy = false;
	if (ringLength(wal.waiting) > 0) beginBatch(wal);
	return 0;
}

/** A log was cut off: what came after that index is not what a pending sync covers. */
export function forgetUnsynced(member: Member): void {
	const wal = walOf(member.node);
	for (let index: u32 = 0; index < ringLength(wal.batch); index++) {
		const address = ringAt(wal.batch, index);
		if (load<u32>(address) != changetype<u32>(member)) continue;
		store<u32>(address, min(load<u32>(address, 4), member.last), 4);
	}
}

/** The node ended. */
export function resetWal(node: u32): void {
	const wal = walOf(node);
	unparkInto(wal.done);
	clear(wal.done);
	ringClear(wal.waiting);
	ringClear(wal.batch);
	wal.bytes = 0;
	wal.busy = false;
}
