/** A node: a process on a machine with a disk. */
import { now } from '../kernel/events';
import { allocateForever } from '../kernel/memory';
import { createStream, Purpose, Stream } from '../kernel/random';
import { Cost, cost } from './costs';

export const NODES_MAX: u32 = 7;

@unmanaged
export class Node {
	index: u32;
	up: bool;
	/** Stopped silently: what arrives waits, nobody is told. */
	paused: bool;
	/** When the machine lost its power; Infinity: it has power, or is known to be dead. */
	powerLostAt: f64;
	/** Bit mask of the nodes this one cannot reach. */
	cutFrom: u32;
	/** Clients cannot reach it. */
	cutFromClients: bool;
	/** The disk does one thing at a time. */
	diskFreeAt: f64;
	/** No room is left on its disk. */
	diskFull: bool;
	/** How many times longer its disk takes than the profile's. */
	diskFactor: f64;
	/** Latency that its links have beside the profile's, µs. */
	linkExtraUs: f64;
	/** How many times longer its links take than the profile's. */
	linkFactor: f64;
	/** Share of the packets on its links that are lost. */
	linkLoss: f64;
	/** When none are any more. */
	lossyUntil: f64;
	losses: Stream;
}

const nodes = new StaticArray<usize>(NODES_MAX);
export let nodeCount: u32 = 0;

export function initialiseNodes(count: u32): void {
	assert(count > 0 && count <= NODES_MAX, 'number of nodes');
	nodeCount = count;
	for (let index: u32 = 0; index < count; index++) {
		const node = changetype<Node>(allocateForever(offsetof<Node>()));
		node.index = index;
		node.up = true;
		node.paused = false;
		node.powerLostAt = Infinity;
		node.cutFrom = 0;
		node.cutFromClients = false;
		node.diskFreeAt = 0;
		node.diskFull = false;
		node.diskFactor = 1;
		node.linkExtraUs = 0;
		node.linkFactor = 1;
		node.linkLoss = 0;
		node.lossyUntil = 0;
		node.losses = createStream(Purpose.PacketLoss, index);
		nodes[index] = changetype<usize>(node);
	}
}

export function nodeAt(index: u32): Node {
	assert(index < nodeCount, 'node');
	return changetype<Node>(unchecked(nodes[index]));
}

/** Time that a write of `bytes` and a sync take from now, queueing at the node's disk included. */
export function syncDelay(node: Node, bytes: f64): f64 {
	const start = max(now, node.diskFreeAt);
	const transferUs = (bytes / cost(Cost.DiskBytesPerUs)) * node.diskFactor;
	node.diskFreeAt = start + cost(Cost.DiskSync) * node.diskFactor + transferUs;
	return node.diskFreeAt - now;
}

/** The same without a sync: the system writes back, or a reader misses the page cache. */
export function transferDelay(node: Node, bytes: f64): f64 {
	const start = max(now, node.diskFreeAt);
	node.diskFreeAt = start + (bytes / cost(Cost.DiskBytesPerUs)) * node.diskFactor;
	return node.diskFreeAt - now;
}

/** Until when its machine has done anything. */
export function lastMoment(node: Node): f64 {
	return min(now, node.powerLostAt);
}

/** Serves clients now. */
export function isReachable(node: Node): bool {
	return node.up && !node.paused && !node.cutFromClients;
}

/** A node's bit in a mask of replicas. */
export function bitOf(node: u32): u8 {
	const bit: u32 = 1 << node;
	return <u8>bit;
}
