/** A leader appends to its log, and tells those who wait for it. */
import { Place, TraceKind } from '../ledger/causes';
import { trace, tracedMessage } from '../ledger/trace';

import { brokerAt } from './broker';
import { recordBytes } from './cluster';
import { Batch, batchMessage } from './client/batch';
import { noteAppend, syncDelayOfAppend, writeBack } from './flush';
import { advanceMark } from './high-watermark';
import { armCheck } from './in-sync';
import { addInternalRecord } from './internal-records';
import { appendMessages, appendWord, controlWord, noteTransaction } from './log';
import { Partition, Replica, replicaOn, RoleOfReplica } from './partition';
import { wakeFollowers } from './replication';

/** The leader's replica, if its broker lives and takes itself for the leader; null if not. */
function leaderReplica(partition: Partition): Replica {
	if (partition.leader < 0) return changetype<Replica>(0);
	const replica = replicaOn(partition, <u32>partition.leader);
	const leads = replica.role == RoleOfReplica.Leader && brokerAt(replica.node).alive;
	return leads ? replica : changetype<Replica>(0);
}

/** Appends a batch; returns when it may be answered: now, or after a sync. */
export function appendBatch(replica: Replica, batch: Batch, send: u32): f64 {
	const log = replica.log;
	noteAppend(replica);
	noteTransaction(log, batch.transaction);
	appendMessages(log, batch.messages, batch.count, send);
	if (tracedMessage != u32.MAX_VALUE) traceAppend(replica, batch, send);
	writeBack(replica.node, batch.bytes);
	return syncDelayOfAppend(replica);
}

function traceAppend(replica: Replica, batch: Batch, send: u32): void {
	for (let index: u32 = 0; index < batch.count; index++) {
		if (batchMessage(batch, index) != tracedMessage) continue;
		trace(tracedMessage, TraceKind.Enqueued, Place.Node, replica.node, -1, send);
	}
}

/** After an append: followers fetch it, a leader alone raises its high watermark. */
export function onAppended(replica: Replica): void {
	wakeFollowers(replica.node);
	advanceMark(replica);
	if (replica.highWatermark < replica.log.end) armCheck(brokerAt(replica.node));
}

/** Ends a transaction on this partition: one control word (K23). Returns whether a leader took it. */
export function appendMarker(partition: Partition, transaction: u32, commit: bool): bool {
	const replica = leaderReplica(partition);
	if (changetype<usize>(replica) == 0) return false;
	noteAppend(replica);
	noteTransaction(replica.log, transaction);
	appendWord(replica.log, controlWord(!commit));
	onAppended(replica);
	return true;
}

/**
 * Appends to one of Kafka's own partitions. `onInternalWritten` tells when every replica in sync has
 * it; never, if it is lost with its leader. Returns whether a leader took it.
 */
export function appendInternal(partition: Partition, first: u32, second: u32): bool {
	const replica = leaderReplica(partition);
	if (changetype<usize>(replica) == 0) return false;
	noteAppend(replica);
	appendWord(replica.log, addInternalRecord(first, second));
	writeBack(replica.node, recordBytes());
	onAppended(replica);
	return true;
}
