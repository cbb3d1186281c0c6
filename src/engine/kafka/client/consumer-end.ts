/** The end of a run: what the consumers have read, and from where on messages wait for them. */
import { now } from '../../kernel/events';
import { consumerCount } from '../../clients/roster';
import { LossCause } from '../../ledger/causes';
import { Group, groupAt, groupCount, NO_OFFSET, ownerOf, progressOf } from '../group/group';
import { claimOf, Hold } from './claim';
import { consumerOf } from './consumer-metadata';
import { loseSkipped } from './consumer-position';
import { settle } from './consumer-settle';

/** Everybody is told of, up to now. */
export function settleAll(): void {
	for (let ordinal: u32 = 0; ordinal < consumerCount; ordinal++) settle(consumerOf(ordinal), now);
}

/**
 * From where on messages of the partition are still to be read by some group. What a group has
 * committed and never processed nobody will read.
 */
export function heldFrom(partition: u32): u32 {
	let from: u32 = u32.MAX_VALUE;
	for (let index: u32 = 0; index < groupCount; index++) {
		from = min(from, heldFor(groupAt(index), partition));
	}
	return groupCount == 0 ? 0 : from;
}

function heldFor(group: Group, partition: u32): u32 {
	const owner = ownerOf(group, partition);
	if (owner < consumerCount) {
		const claim = claimOf(consumerOf(owner), partition);
		// What is hidden from it has been read over.
		const idle = consumerOf(owner).buffered == 0;
		if (claim.hold >= <u8>Hold.Ready) return idle ? claim.fetchOffset : claim.done;
	}
	const progress = progressOf(group, partition);
	if (progress.committed == NO_OFFSET) return 0;
	const reached = progress.processedTo;
	if (progress.committed > reached) {
		const cause = LossCause.OffsetCommittedEarly;
		loseSkipped(0, partition, reached, progress.committed, cause);
	}
	return progress.committed;
}
