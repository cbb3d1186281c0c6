/**
 * A server with a mailbox: one job at a time, in order of arrival, each with a cost. Erlang
 * processes (channel, queue) are such servers. A blocked one takes up only what is urgent, if that.
 */
import { allocateForever } from '../kernel/memory';
import { createLane, Lane, laneLength, now, push } from '../kernel/events';
import { createRing, Ring, ringClear, ringLength, ringPush, ringShift } from '../kernel/ring';

@unmanaged
export class Process {
	/** Holds the one pending end of the job that is being done. */
	lane: Lane;
	/** Jobs that wait: four words a, b, c, unused. */
	mailbox: Ring;
	/** Jobs that are taken up before those. */
	urgent: Ring;
	busy: bool;
	blocked: bool;
	/** Until when work already promised (a delivery within another job) keeps it. */
	freeAt: f64;
}

export function createProcess(laneKind: i32, owner: usize): Process {
	const process = changetype<Process>(allocateForever(offsetof<Process>()));
	process.lane = createLane(laneKind, owner);
	process.mailbox = createRing(4);
	process.urgent = createRing(4);
	process.busy = false;
	process.blocked = false;
	process.freeAt = 0;
	return process;
}

export function begin(process: Process, costUs: f64, a: u32, b: u32, c: u32): void {
	process.busy = true;
	const end = max(now, process.freeAt) + costUs;
	process.freeAt = end;
	push(process.lane, end, a, b, c);
}

export function isFree(process: Process): bool {
	return !process.busy && !process.blocked;
}

export function post(process: Process, a: u32, b: u32, c: u32): void {
	write(process.mailbox, a, b, c);
}

/** Before all that was posted. */
export function postUrgent(process: Process, a: u32, b: u32, c: u32): void {
	write(process.urgent, a, b, c);
}

function write(ring: Ring, a: u32, b: u32, c: u32): void {
	const address = ringPush(ring);
	store<u32>(address, a);
	store<u32>(address, b, 4);
	store<u32>(address, c, 8);
}

export function hasMail(process: Process): bool {
	return ringLength(process.mailbox) != 0 || ringLength(process.urgent) != 0;
}

export function hasUrgentMail(process: Process): bool {
	return ringLength(process.urgent) != 0;
}

/** Takes the oldest job; returns the address of its words. */
export function takeMail(process: Process): usize {
	return ringShift(ringLength(process.urgent) != 0 ? process.urgent : process.mailbox);
}

/** After a crash: nothing pending, nothing promised. The caller has looked at the jobs before. */
export function resetProcess(process: Process): void {
	assert(laneLength(process.lane) == 0, 'clear the lane first');
	ringClear(process.mailbox);
	ringClear(process.urgent);
	process.busy = false;
	process.blocked = false;
	process.freeAt = now;
}
