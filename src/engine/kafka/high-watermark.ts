/**
 * The high watermark: offsets below are on every replica in sync. Readers see nothing above it, and
 * acks=all waits for it (K1, K21).
 */
import { Ring, ringAt, ringLength, ringShift } from '../kernel/ring';
import { lastMoment, nodeAt, nodeCount } from '../world/node';
import { brokerAt } from './broker';
import { checkpointUs } from './cluster';
import { onInternalWritten, onVisible } from './consumer-hooks';
import { internalFirst, internalSecond } from './internal-records';
import { restCheck } from './in-sync';
import { logWord } from './log';
import { followerEnd, Partition, partitionAt, Replica, RoleOfReplica } from './partition';
import { finishEntry, ProduceRequest, ProduceResult } from './produce-request';
import { noteTide, tideAt } from './tide';
import { armFetchWaits } from './replication';

/** The broker takes over a new high watermark; it is written to disk every 5 s. */
export function setMark(replica: Replica, mark: u32): void {
	if (mark == replica.highWatermark) return;
	noteTide(replica.checkpoint, checkpointUs, replica.highWatermark);
	replica.highWatermark = mark;
}

/** What `replication-offset-checkpoint` says. */
export function checkpointedMark(replica: Replica): u32 {
	const last = lastMoment(nodeAt(replica.node));
	return tideAt(replica.checkpoint, checkpointUs, last, replica.highWatermark);
}

/** At the leader: after an append, a fetch, or a change of the in-sync set. */
export function advanceMark(replica: Replica): void {
	assert(replica.role == RoleOfReplica.Leader, 'only a leader moves the high watermark');
	let mark = replica.log.end;
	for (let node: u32 = 0; node < nodeCount; node++) {
		if (node == replica.node || ((replica.inSync >> node) & 1) == 0) continue;
		if (((replica.knownFollowers >> node) & 1) == 0) return;
		mark = min(mark, followerEnd(replica, node));
	}
	if (mark <= replica.highWatermark) return;
	const before = replica.highWatermark;
	setMark(replica, mark);
	const partition = partitionAt(replica.partition);
	answerWaiting(partition, replica);
	armFetchWaits(replica.node);
	if (mark == replica.log.end) restCheck(brokerAt(replica.node));
	if (partition.internal) {
		for (let offset = before; offset < mark; offset++) {
			const record = logWord(replica.log, offset);
			onInternalWritten(partition, offset, internalFirst(record), internalSecond(record));
		}
	}
	onVisible(partition, replica.node);
}

/** Appends with acks=all that every replica in sync has now are acknowledged. */
function answerWaiting(partition: Partition, replica: Replica): void {
	const waiting: Ring = replica.waiting;
	while (ringLength(waiting) > 0) {
		const address = ringAt(waiting, 0);
		if (load<u32>(address, 8) > replica.highWatermark) return;
		const request = changetype<ProduceRequest>(<usize>load<u32>(address));
		const entry = load<u32>(address, 4);
		ringShift(waiting);
		const enough = <u32>popcnt<u32>(replica.inSync) >= partition.minInSync;
		finishEntry(request, entry, enough ? ProduceResult.Ok : ProduceResult.NotEnoughReplicas);
	}
}
