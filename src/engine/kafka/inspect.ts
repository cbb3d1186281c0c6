/** What stands in the logs, for those who look at a run from outside: `kafka-console-consumer` and `DumpLogSegments`. */
import { consumerCount } from '../clients/roster';
import { claimOf, Hold } from './client/claim';
import { consumerOf } from './client/consumer-metadata';
import { groupAt, groupCount, ownerOf, progressOf, slotOf } from './group/group';
import { holds, leads, partitionAt, Replica, replicaOn } from './partition';
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

/** Leader epoch in which the broker itself takes itself for the leader; 0: it does not. */
export function kafkaLeading(partition: u32, node: u32): u32 {
	const place = partitionAt(partition);
	return leads(place, node) ? replicaOn(place, node).epoch : 0;
}

/** Members of the group that take the partition for their own, a bit each. */
export function kafkaHolders(group: u32, partition: u32): u32 {
	let holders: u32 = 0;
	for (let ordinal: u32 = 0; ordinal < consumerCount; ordinal++) {
		const consumer = consumerOf(ordinal);
		if (consumer.dead || consumer.group.index != group) continue;
		if (slotOf(consumer.group, ordinal, consumer.life) < 0) continue;
		const bit: u32 = 1 << ordinal;
		if (claimOf(consumer, partition).hold != <u8>Hold.None) holders |= bit;
	}
	return holders;
}

/** 4 294 967 295: none. */
export function kafkaCommitted(group: u32, partition: u32): u32 {
	return progressOf(groupAt(group), partition).committed;
}

/** Offset after the highest that the group has processed, or has left out for good. */
export function kafkaProcessed(group: u32, partition: u32): u32 {
	return progressOf(groupAt(group), partition).processedTo;
}

/** Number of the consumer that owns the partition in the first group; −1: nobody that lives. */
export function kafkaOwner(partition: u32): i32 {
	if (groupCount == 0) return -1;
	const owner = ownerOf(groupAt(0), partition);
	return owner < consumerCount ? <i32>owner : -1;
}
