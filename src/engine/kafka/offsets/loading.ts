/**
 * Whoever leads `__consumer_offsets` reads its log before it coordinates: what stands there is what is
 * committed, and who is a member. What a power cut took of the log has never been.
 */
import { consumerOf } from '../client/consumer-metadata';
import { loadGroup } from '../group/coordinator';
import { Group, groupAt, groupCount, GROUPS_MAX, NO_OFFSET, progressOf } from '../group/group';
import { internalFirst, internalSecond } from '../internal-records';
import { Log, logWord } from '../log';
import { partitionCount } from '../partition';
import { writeDecided } from './commit';
import { consumerOfCommit, kindOfRecord, OffsetRecord, partitionOfCommit } from './record';

/** Records below this offset were read: their writers are not told once more. */
let loadedTo: u32 = 0;
/** Of each group, as the log has it; 0: none. */
const generations = new StaticArray<u32>(GROUPS_MAX);

export function initialiseLoading(): void {
	loadedTo = 0;
}

export function isLoaded(offset: u32): bool {
	return offset < loadedTo;
}

export function loadCoordinator(log: Log): void {
	loadedTo = log.end;
	for (let index: u32 = 0; index < groupCount; index++) {
		generations[index] = 0;
		if (groupAt(index).coordinated) forgetOffsets(groupAt(index));
	}
	for (let offset: u32 = 0; offset < log.end; offset++) readRecord(logWord(log, offset));
	for (let index: u32 = 0; index < groupCount; index++) {
		const group = groupAt(index);
		if (group.coordinated) compareOffsets(group);
		if (!group.old) loadGroup(group, generations[index]);
	}
}

function forgetOffsets(group: Group): void {
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		const progress = progressOf(group, partition);
		progress.committedBefore = progress.committed;
		progress.committed = NO_OFFSET;
	}
}

function readRecord(record: u32): void {
	const first = internalFirst(record);
	if (kindOfRecord(first) == OffsetRecord.Group) {
		generations[first & 0xff] = internalSecond(record);
	} else {
		const group = consumerOf(consumerOfCommit(first)).group;
		progressOf(group, partitionOfCommit(first)).committed = internalSecond(record);
	}
}

/** For the ledger: commits that are gone. Decided transactions are written until they stand there. */
function compareOffsets(group: Group): void {
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		const progress = progressOf(group, partition);
		if (progress.unwritten > 0) writeDecided(group, partition);
		const before = progress.committedBefore;
		if (before == NO_OFFSET) continue;
		const after = progress.committed;
		if (after == NO_OFFSET || after < before) progress.commitLost = true;
	}
}
