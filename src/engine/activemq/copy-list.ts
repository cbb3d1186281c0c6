/** A list of copies through their `next`, and its ordering by the destination's sequence. */
import { allocateForever } from '../kernel/memory';
import { Copy } from './copy';

@unmanaged
export class CopyList {
	head: u32;
	tail: u32;
	length: u32;
}

export function createList(): CopyList {
	return changetype<CopyList>(allocateForever(offsetof<CopyList>()));
}

export function append(list: CopyList, copy: Copy): void {
	const address = changetype<u32>(copy);
	copy.next = 0;
	if (list.head == 0) list.head = address;
	else changetype<Copy>(list.tail).next = address;
	list.tail = address;
	list.length++;
}

export function prepend(list: CopyList, copy: Copy): void {
	copy.next = list.head;
	list.head = changetype<u32>(copy);
	if (list.tail == 0) list.tail = list.head;
	list.length++;
}

export function takeFirst(list: CopyList): Copy {
	assert(list.head != 0, 'an empty list of copies');
	const copy = changetype<Copy>(list.head);
	list.head = copy.next;
	if (list.head == 0) list.tail = 0;
	list.length--;
	return copy;
}

export function clearList(list: CopyList): void {
	list.head = 0;
	list.tail = 0;
	list.length = 0;
}

/** Merge sort from short runs to long ones, in place: a store can hold millions after a crash. */
export function sortBySequence(list: CopyList): void {
	for (let width: u32 = 1; width < list.length; width *= 2) mergePass(list, width);
}

function mergePass(list: CopyList, width: u32): void {
	let rest = list.head;
	list.head = 0;
	list.tail = 0;
	while (rest != 0) {
		let left = rest;
		let right = skip(left, width);
		let leftCount = width;
		let rightCount = width;
		while ((leftCount > 0 && left != 0) || (rightCount > 0 && right != 0)) {
			const noLeft = leftCount == 0 || left == 0;
			const noRight = rightCount == 0 || right == 0;
			if (!noLeft && (noRight || isBefore(left, right))) {
				const next = --leftCount == 0 ? 0 : changetype<Copy>(left).next;
				link(list, left);
				left = next;
			} else {
				const next = changetype<Copy>(right).next;
				rightCount--;
				link(list, right);
				right = next;
			}
		}
		rest = right;
	}
	if (list.tail != 0) changetype<Copy>(list.tail).next = 0;
}

function isBefore(left: u32, right: u32): bool {
	return changetype<Copy>(left).sequence <= changetype<Copy>(right).sequence;
}

function link(list: CopyList, address: u32): void {
	if (list.tail == 0) list.head = address;
	else changetype<Copy>(list.tail).next = address;
	list.tail = address;
}

function skip(from: u32, count: u32): u32 {
	let address = from;
	for (let step: u32 = 0; step < count && address != 0; step++) {
		address = changetype<Copy>(address).next;
	}
	return address;
}
