/** A partition, as the controller knows it, and its replicas, as their brokers believe to be. */
import { allocateForever } from '../kernel/memory';
import { createRing, Ring } from '../kernel/ring';
import { nodeCount, NODES_MAX } from '../world/node';
import { Broker, brokerAt, setKnownLeader } from './broker';
import { createLog, initialiseLogs, Log } from './log';
import { createTide, Tide } from './tide';

export const PARTITIONS_MAX: u32 = 256;
/** Of Kafka's own: committed offsets, transactions. */
export const INTERNAL_PARTITIONS: u32 = 2;

export const enum RoleOfReplica {
	None = 0,
	Leader,
	Follower
}

@unmanaged
export class Replica {
	partition: u32;
	node: u32;
	log: Log;
	/** Offsets below are on every replica in sync, as this broker knows. */
	highWatermark: u32;
	/** What `replication-offset-checkpoint` says of it, and the tick of its newest change. */
	checkpoint: Tide;
	/** Ends of the log at the ticks of the system's write-back and of `log.flush.interval.ms`. */
	writtenBack: Tide;
	flushedByTime: Tide;
	/** A sync under way: up to where, and when it is done. */
	syncingTo: u32;
	syncedAt: f64;

	// What this broker believes.
	role: i32;
	leader: i32;
	epoch: u32;

	// As a follower.
	/** It has to ask the leader where its log departs from the leader's (KIP-101). */
	mustTruncate: bool;
	/** Offset that its newest fetch asked from. */
	fetchOffset: u32;
	/** The answer on its way: up to where, with which high watermark, for which epoch. */
	fetchedEnd: u32;
	fetchedMark: u32;
	fetchedEpoch: u32;
	/** The answer tells to cut the log off at `fetchedEnd`. */
	fetchedCut: bool;

	// As the leader.
	inSync: u32;
	/** A change of the in-sync set is being written. */
	inSyncChanging: bool;
	/** Ends of the followers' logs by their fetches, u32 per node, and whether they are known. */
	followerEnds: usize;
	knownFollowers: u32;
	/** When each follower was last seen to have everything, f64 per node. */
	caughtUpAt: usize;
	/** At its newest fetch: the time, f64 per node, and where the log ended then, u32 per node. */
	seenAt: usize;
	seenEnd: usize;
	/** Appends that wait for the in-sync set: request u32, entry u32, end u32, unused. */
	waiting: Ring;
	/** Newest sequence of each idempotent producer, u64; 0: none. */
	sequences: usize;
}

@unmanaged
export class Partition {
	index: u32;
	/** Kafka's own. */
	internal: bool;
	/** Nodes that hold a replica, in the order of preference; a bit each; how many. */
	nodes: usize;
	mask: u32;
	count: u32;
	minInSync: u32;
	/** −1: none. */
	leader: i32;
	epoch: u32;
	inSync: u32;
	/** Epoch of the newest election of a replica that was not in sync; 0: none. */
	uncleanEpoch: u32;
	/** Node of the newest leader, there or not. */
	lastLeader: u32;
	/** u32 per node. */
	replicas: usize;
}

const partitions = new StaticArray<usize>(PARTITIONS_MAX + INTERNAL_PARTITIONS);
/** Of the topic. */
export let partitionCount: u32 = 0;
/** With Kafka's own. */
export let partitionTotal: u32 = 0;

export function initialisePartitions(): void {
	partitionCount = 0;
	partitionTotal = 0;
	initialiseLogs();
}

export function partitionAt(index: u32): Partition {
	assert(index < partitionTotal, 'partition');
	return changetype<Partition>(unchecked(partitions[index]));
}

/** 0: committed offsets, 1: transactions. */
export function internalPartition(which: u32): Partition {
	return partitionAt(partitionCount + which);
}

export function replicaOn(partition: Partition, node: u32): Replica {
	return changetype<Replica>(<usize>load<u32>(partition.replicas + ((<usize>node) << 2)));
}

export function holds(partition: Partition, node: u32): bool {
	return ((partition.mask >> node) & 1) != 0;
}

export function leads(partition: Partition, node: u32): bool {
	return holds(partition, node) && replicaOn(partition, node).role == RoleOfReplica.Leader;
}

export function nodeInOrder(partition: Partition, place: u32): u32 {
	return <u32>load<u8>(partition.nodes + <usize>place);
}

/** Leaders are spread over the nodes in turn, each with the next nodes as followers. */
export function createPartition(count: u32, minInSync: u32, internal: bool): Partition {
	assert(partitionTotal < PARTITIONS_MAX + INTERNAL_PARTITIONS, 'number of partitions');
	const partition = changetype<Partition>(allocateForever(offsetof<Partition>()));
	const index = partitionTotal++;
	partitions[index] = changetype<usize>(partition);
	if (!internal) partitionCount++;
	partition.index = index;
	partition.internal = internal;
	partition.count = min(count, nodeCount);
	partition.minInSync = minInSync;
	partition.nodes = allocateForever(NODES_MAX);
	partition.replicas = allocateForever(NODES_MAX * 4);
	const first = internal
		? (nodeCount - 1 - (index - partitionCount)) % nodeCount
		: index % nodeCount;
	for (let place: u32 = 0; place < partition.count; place++) {
		const node = (first + place) % nodeCount;
		store<u8>(partition.nodes + <usize>place, <u8>node);
		partition.mask |= 1 << node;
		const replica = createReplica(index, node);
		store<u32>(partition.replicas + ((<usize>node) << 2), changetype<u32>(replica));
	}
	partition.leader = <i32>first;
	partition.lastLeader = first;
	partition.epoch = 1;
	partition.inSync = partition.mask;
	for (let node: u32 = 0; node < nodeCount; node++) {
		const broker: Broker = brokerAt(node);
		setKnownLeader(broker, index, <i32>first, 1);
	}
	return partition;
}

function createReplica(partition: u32, node: u32): Replica {
	const replica = changetype<Replica>(allocateForever(offsetof<Replica>()));
	replica.partition = partition;
	replica.node = node;
	replica.log = createLog();
	replica.checkpoint = createTide();
	replica.writtenBack = createTide();
	replica.flushedByTime = createTide();
	replica.syncedAt = Infinity;
	replica.leader = -1;
	replica.followerEnds = allocateForever(NODES_MAX * 4);
	replica.caughtUpAt = allocateForever(NODES_MAX * 8);
	replica.seenAt = allocateForever(NODES_MAX * 8);
	replica.seenEnd = allocateForever(NODES_MAX * 4);
	replica.waiting = createRing(4);
	replica.sequences = allocateForever(16 * 8);
	return replica;
}

export function followerEnd(replica: Replica, node: u32): u32 {
	return load<u32>(replica.followerEnds + ((<usize>node) << 2));
}

export function setFollowerEnd(replica: Replica, node: u32, end: u32): void {
	store<u32>(replica.followerEnds + ((<usize>node) << 2), end);
	replica.knownFollowers |= 1 << node;
}

export function caughtUpAt(replica: Replica, node: u32): f64 {
	return load<f64>(replica.caughtUpAt + ((<usize>node) << 3));
}

export function setCaughtUpAt(replica: Replica, node: u32, time: f64): void {
	store<f64>(replica.caughtUpAt + ((<usize>node) << 3), time);
}
