/**
 * The messages of a queue that wait for a consumer: one list in order of arrival, in a priority
 * queue one for each priority, served from the highest (R23; rabbit_priority_queue of 3.10).
 *
 * Lists of a queue, 8 bytes each, from priority 0 on:
 *   0          4          8
 *   | head u32 | tail u32 |
 */
import { allocateForever } from '../kernel/memory';
import { Copy, CopyState } from './copy';
import { Queue, sizeOf } from './queue';
import { clientAt } from './client/client';
import { asProducer } from './channel';
import { priorityAt } from './client/envelope';

const LIST_BYTES: u32 = 8;

/** `maxPriority` 0: an ordinary queue. */
export function createReadyLists(queue: Queue, maxPriority: u32): void {
	queue.maxPriority = maxPriority;
	queue.lists = allocateForever((maxPriority + 1) * LIST_BYTES);
	queue.readyCount = 0;
	queue.readyBytes = 0;
}

export function clearReady(queue: Queue): void {
	memory.fill(queue.lists, 0, (queue.maxPriority + 1) * LIST_BYTES);
	queue.readyCount = 0;
	queue.readyBytes = 0;
}

function headOf(list: usize): u32 {
	return load<u32>(list);
}

function setHead(list: usize, copy: u32): void {
	store<u32>(list, copy);
}

function tailOf(list: usize): u32 {
	return load<u32>(list, 4);
}

function setTail(list: usize, copy: u32): void {
	store<u32>(list, copy, 4);
}

function listOf(queue: Queue, copy: Copy): usize {
	if (queue.maxPriority == 0) return queue.lists;
	const producer = asProducer(clientAt(copy.client));
	const place = copy.message - producer.workload.firstMessage;
	const priority = min(priorityAt(producer.envelope, place), queue.maxPriority);
	return queue.lists + <usize>(priority * LIST_BYTES);
}

/** The list that is served now; the queue is not empty. */
function firstList(queue: Queue): usize {
	let list = queue.lists + <usize>(queue.maxPriority * LIST_BYTES);
	while (list > queue.lists && headOf(list) == 0) list -= LIST_BYTES;
	return list;
}

/** The message that is served next; the queue is not empty. */
export function firstReady(queue: Queue): Copy {
	return changetype<Copy>(headOf(firstList(queue)));
}

/** Takes the message that is served next; the queue is not empty. */
export function takeReady(queue: Queue): Copy {
	const list = firstList(queue);
	const copy = changetype<Copy>(headOf(list));
	setHead(list, copy.next);
	if (copy.next == 0) setTail(list, 0);
	copy.next = 0;
	uncountReady(queue, copy);
	return copy;
}

/** Appends. */
export function makeReady(queue: Queue, copy: Copy): void {
	const list = listOf(queue, copy);
	const pointer = changetype<u32>(copy);
	copy.state = <u8>CopyState.Ready;
	copy.next = 0;
	if (tailOf(list) == 0) setHead(list, pointer);
	else changetype<Copy>(tailOf(list)).next = pointer;
	setTail(list, pointer);
	countReady(queue, copy);
}

export function countReady(queue: Queue, copy: Copy): void {
	queue.readyCount++;
	if (queue.maxBytes >= 0) queue.readyBytes += sizeOf(copy);
}

export function uncountReady(queue: Queue, copy: Copy): void {
	queue.readyCount--;
	if (queue.maxBytes >= 0) queue.readyBytes -= sizeOf(copy);
}

/**
 * Puts copies that were delivered and not acknowledged back at their places in the order (R13,
 * R16): `first` is a list by rising order, merged into the ready lists from their heads.
 */
export function putBack(queue: Queue, first: u32): void {
	let returned = first;
	let list: usize = 0;
	let previous: u32 = 0;
	let current: u32 = 0;
	while (returned != 0) {
		const copy = changetype<Copy>(returned);
		const following = copy.next;
		if (list != listOf(queue, copy)) {
			list = listOf(queue, copy);
			previous = 0;
			current = headOf(list);
		}
		while (current != 0 && changetype<Copy>(current).order < copy.order) {
			previous = current;
			current = changetype<Copy>(current).next;
		}
		copy.state = <u8>CopyState.Ready;
		copy.next = current;
		if (previous == 0) setHead(list, returned);
		else changetype<Copy>(previous).next = returned;
		if (current == 0) setTail(list, returned);
		countReady(queue, copy);
		previous = returned;
		returned = following;
	}
}
