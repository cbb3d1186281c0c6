/**
 * A replica cuts its log off: at its high watermark in 0.8, where the epochs part later (K3, K10),
 * or at what had reached the disk after a power cut (K11). What no leader has any more has ceased
 * to exist, and the ledger hears why.
 */
import { Place, LossCause } from '../ledger/causes';
import { destroyed } from '../ledger/ledger';
import { isControl, Log, logWord, messageOf, newestEpoch, sendOf, truncateLog } from './log';
import { Partition, partitionAt, Replica, replicaOn } from './partition';

/** Why a replica has what the present leader has not. */
export function causeOfDivergence(partition: Partition, log: Log): i32 {
	return partition.uncleanEpoch > newestEpoch(log)
		? LossCause.TruncatedByUncleanElection
		: LossCause.OnlyOnDeadLeader;
}

export function truncateReplica(replica: Replica, end: u32): void {
	if (end >= replica.log.end) return;
	const partition = partitionAt(replica.partition);
	loseFrom(replica, end, causeOfDivergence(partition, replica.log));
	truncateLog(replica.log, end);
	if (replica.highWatermark > end) replica.highWatermark = end;
}

/** The words from `begin` on are about to go; what the leader of now has too is not lost. */
export function loseFrom(replica: Replica, begin: u32, cause: i32): void {
	const partition = partitionAt(replica.partition);
	if (partition.internal) return;
	const log = replica.log;
	const other = replicaOn(partition, partition.lastLeader);
	const leaderLog = other.log;
	for (let offset = begin; offset < log.end; offset++) {
		const word = logWord(log, offset);
		if (isControl(word)) continue;
		const kept =
			other.node != replica.node && offset < leaderLog.end && logWord(leaderLog, offset) == word;
		if (!kept) destroyed(messageOf(word), cause, Place.Node, replica.node, sendOf(word));
	}
}
