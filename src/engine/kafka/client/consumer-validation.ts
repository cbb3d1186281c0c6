/**
 * Whether the log that a consumer goes on with is the one that it has read. Since 2.3 (KIP-320) the
 * client asks, whenever the leader epoch has changed and when it begins at a committed offset, where
 * the epoch of the last record before its position ends in the leader's log. If that is before the
 * position, the log was cut (by a power cut, by an unclean election): it goes back to where they
 * part. 0.8's client cannot ask, and no client notices where the epoch stayed the same (ZooKeeper, a
 * broker alone): only a log that ends before its offset is seen; in one that has grown beyond it
 * meanwhile it reads on, and what lies below it never sees.
 */
import { LossCause } from '../../ledger/causes';
import { Progress, progressOf } from '../group/group';
import { endOfEpoch, endOfTerm, Log } from '../log';
import { leads, partitionAt, partitionCount, replicaOn } from '../partition';
import { claimOf, Hold, NO_LEADER } from './claim';
import { KafkaConsumer, Phase } from './consumer';
import { purge } from './consumer-buffer';
import { Link } from './consumer-network';
import { askPositions, beginAt, goOnReading, loseSkipped } from './consumer-position';

/** Leader epoch of the last word before the offset, as the group has read it; 0: it has not. */
function epochBefore(progress: Progress, offset: u32): u32 {
	return offset > progress.readFrom ? progress.readEpoch : progress.earlierEpoch;
}

function termBefore(progress: Progress, offset: u32): u32 {
	return offset > progress.readFrom ? progress.readTerm : progress.earlierTerm;
}

/** An answer has brought what lies from `from` on; its last word is of this leader epoch and term. */
export function noteRead(
	consumer: KafkaConsumer,
	index: u32,
	from: u32,
	epoch: u32,
	term: u32
): void {
	const progress = progressOf(consumer.group, index);
	// An older one is read again, by a successor or by a member that has not heard that it is none any more.
	if (term <= progress.readTerm) return;
	if (progress.readTerm > 0) passOver(consumer, index, from);
	progress.earlierEpoch = epochBefore(progress, from);
	progress.earlierTerm = termBefore(progress, from);
	progress.readFrom = from;
	progress.readEpoch = epoch;
	progress.readTerm = term;
}

/** For the ledger: what replaced the records below its offset is passed over unseen. */
function passOver(consumer: KafkaConsumer, index: u32, offset: u32): void {
	const partition = partitionAt(index);
	const log = replicaOn(partition, partition.lastLeader).log;
	const same = endOfTerm(log, termBefore(progressOf(consumer.group, index), offset));
	if (same >= offset) return;
	loseSkipped(consumer.ordinal, index, same, offset, LossCause.PassedOver);
}

/** A position from the reset policy: what was read beyond where the logs part does not lie there now. */
export function forgetBeyond(progress: Progress, log: Log): void {
	const reached = progress.processedTo;
	progress.processedTo = min(reached, endOfTerm(log, termBefore(progress, reached)));
	// The position that follows does not come from anything that was read.
	progress.readFrom = 0;
	progress.readEpoch = 0;
	progress.readTerm = 0;
}

/** Metadata name a leader epoch: a new one makes it ask before it reads on. */
export function noteLeaderEpoch(consumer: KafkaConsumer, index: u32, epoch: u32): void {
	const claim = claimOf(consumer, index);
	if (epoch <= claim.leaderEpoch) return;
	claim.leaderEpoch = epoch;
	validate(consumer, index);
}

export function validate(consumer: KafkaConsumer, index: u32): void {
	const claim = claimOf(consumer, index);
	if (consumer.old || claim.hold != <u8>Hold.Ready) return;
	const read = epochBefore(progressOf(consumer.group, index), claim.fetchOffset) > 0;
	if (read && claim.fetchOffset > 0) claim.hold = <u8>Hold.Validating;
}

/** The leader says where the epochs end. */
export function onEpochEnd(link: Link): void {
	const consumer = link.consumer;
	for (let index: u32 = 0; index < partitionCount; index++) {
		const claim = claimOf(consumer, index);
		if (claim.hold != <u8>Hold.Validating || <u32>claim.leader != link.node) continue;
		const partition = partitionAt(index);
		if (!leads(partition, link.node)) {
			claim.leader = <u8>NO_LEADER;
			continue;
		}
		const epoch = epochBefore(progressOf(consumer.group, index), claim.fetchOffset);
		const end = endOfEpoch(replicaOn(partition, link.node).log, epoch);
		claim.hold = <u8>(end < claim.fetchOffset ? Hold.Diverged : Hold.Ready);
		claim.divergesAt = end;
		if (end < claim.fetchOffset) consumer.mustGoBack = true;
	}
	// The library acts within a poll, when nothing is in work.
	if (consumer.mustGoBack && consumer.phase != Phase.Waiting) askPositions(consumer);
	else goOnReading(consumer);
}

/** What is buffered beyond the place where the logs part is void; it reads on from there. */
export function goBack(consumer: KafkaConsumer): void {
	consumer.mustGoBack = false;
	for (let index: u32 = 0; index < partitionCount; index++) {
		const claim = claimOf(consumer, index);
		if (claim.hold != <u8>Hold.Diverged) continue;
		claim.epoch++;
		claim.answers = 0;
		const progress = progressOf(consumer.group, index);
		progress.processedTo = min(progress.processedTo, claim.divergesAt);
		progress.repeatBelow = min(progress.repeatBelow, claim.divergesAt);
		beginAt(consumer, index, min(claim.position, claim.divergesAt), LossCause.OffsetReset);
	}
	purge(consumer);
	askPositions(consumer);
}
