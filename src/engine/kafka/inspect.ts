/** What stands in the logs, for those who look at a run from outside: `kafka-console-consumer` and `DumpLogSegments`. */
import { holds, partitionAt, Replica, replicaOn } from './partition';
import { logWord } from './log';

function replicaAt(partition: u32, node: u32): Replica {
	assert(holds(partitionAt(partition), node), 'a replica that is not there');
	return replicaOn(partitionAt(partition), node);
}

export function kafkaLogEnd(partition: u32, node: u32): u32 {
	return replicaAt(partition, node).log.end;
}

/** Message in the lower 28 bits, sending above; sending 15: a control record. */
export function kafkaLogWord(partition: u32, node: u32, offset: u32): u32 {
	return logWord(replicaAt(partition, node).log, offset);
}

export function kafkaHighWatermark(partition: u32, node: u32): u32 {
	return replicaAt(partition, node).highWatermark;
}

/** −1: none. */
export function kafkaLeader(partition: u32): i32 {
	return partitionAt(partition).leader;
}

/** Nodes in sync, a bit each, as the controller knows them. */
export function kafkaInSync(partition: u32): u32 {
	return partitionAt(partition).inSync;
}

export function kafkaLeaderEpoch(partition: u32): u32 {
	return partitionAt(partition).epoch;
}
