/**
 * Records of `__consumer_offsets`, in two words:
 *   first: partition 9 bits | consumer 5 | life 8 | last 1 | number of the commit 6 | kind 3
 *   second: offset
 */

export const enum OffsetRecord {
	/** A committed offset. */
	Offset = 0,
	/** A group's members and assignment. */
	Group
}

export const COMMIT_NUMBERS: u32 = 64;

export function packCommit(partition: u32, consumer: u32, life: u32, last: bool, number: u32): u32 {
	const lowest = partition | (consumer << 9) | ((life & 255) << 14);
	return lowest | (last ? 1 << 22 : 0) | ((number % COMMIT_NUMBERS) << 23);
}

export function packGroup(group: u32): u32 {
	return group | ((<u32>OffsetRecord.Group) << 29);
}

export function kindOfRecord(first: u32): u32 {
	return first >> 29;
}

export function partitionOfCommit(first: u32): u32 {
	return first & 0x1ff;
}

export function consumerOfCommit(first: u32): u32 {
	return (first >> 9) & 31;
}

export function lifeOfCommit(first: u32): u32 {
	return (first >> 14) & 255;
}

export function isLastOfCommit(first: u32): bool {
	return ((first >> 22) & 1) != 0;
}

export function numberOfCommit(first: u32): u32 {
	return (first >> 23) & 63;
}
