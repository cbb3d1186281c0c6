/**
 * A site: one store with the destination in it, and the broker that serves it now. A single broker
 * is one site, shared-store master and slaves are one site that changes its node, a network of
 * brokers has a site for each node.
 */
import { allocateForever } from '../kernel/memory';
import { createLane, Lane } from '../kernel/events';
import { createProcess, Process } from '../world/process';
import { nodeAt, NODES_MAX } from '../world/node';
import { ActivemqLane } from './lane-kind';
import { createDestination, Destination } from './destination';
import { createJournal, Journal } from './journal';
import { topology } from './options';
import { Topology } from './settings';

@unmanaged
export class Site {
	index: u32;
	/** Where its broker runs, or ran last. */
	node: u32;
	/** A broker holds the store and accepts connections. */
	serving: bool;
	/** A broker is on its way to serving. */
	starting: bool;
	serve: Lane;
	destination: Destination;
	/** The one thread that stores what is sent to queues. */
	store: Process;
	journal: Journal;
	/** Bytes of messages held in memory, and in the store. */
	memoryBytes: f64;
	storeBytes: f64;
	diskFull: bool;
	/** Some connection waits for space. */
	hasBlocked: bool;
}

const sites = new StaticArray<usize>(NODES_MAX);
export let siteCount: u32 = 0;

export function createSites(nodes: u32): void {
	siteCount = topology == Topology.Network ? nodes : 1;
	for (let index: u32 = 0; index < siteCount; index++) {
		const site = changetype<Site>(allocateForever(offsetof<Site>()));
		const owner = changetype<usize>(site);
		sites[index] = owner;
		site.index = index;
		site.node = index;
		site.serving = true;
		site.serve = createLane(ActivemqLane.Serve, owner);
		site.destination = createDestination(owner);
		site.store = createProcess(ActivemqLane.Store, owner);
		site.journal = createJournal(owner);
	}
}

export function siteAt(index: u32): Site {
	assert(index < NODES_MAX, 'site');
	return changetype<Site>(unchecked(sites[index]));
}

/** Whether clients reach its broker now. */
export function isServing(site: Site): bool {
	if (!site.serving) return false;
	const node = nodeAt(site.node);
	return node.up && !node.paused && !node.cutFromClients;
}
