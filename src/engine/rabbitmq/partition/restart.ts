/** Nodes that RabbitMQ itself stops because of a partition, and that start again after it. */
import { createLane, Lane, laneLength, now, push } from '../../kernel/events';
import { Ending } from '../../scenario/fault';
import { setting } from '../../scenario/settings';
import { nodeAt, nodeCount, NODES_MAX } from '../../world/node';
import { RabbitmqLane } from '../lane-kind';
import { killNode, returnNode } from '../node-life';
import { RabbitmqBrokerSetting } from '../settings';

/** Bit mask. */
let stopped: u32 = 0;
let takesUs: f64 = 0;
const rejoins = new StaticArray<usize>(NODES_MAX);

export function initialiseRestarts(): void {
	stopped = 0;
	for (let node: u32 = 0; node < nodeCount; node++) {
		rejoins[node] = changetype<usize>(createLane(RabbitmqLane.Rejoin, <usize>node));
	}
}

export function configureRestarts(): void {
	takesUs = setting(RabbitmqBrokerSetting.RestartUs);
}

/** Of the mask, the nodes that run. */
export function running(mask: u32): u32 {
	let found: u32 = 0;
	for (let node: u32 = 0; node < nodeCount; node++) {
		if (mask & (1 << node) && nodeAt(node).up) found |= 1 << node;
	}
	return found;
}

/** Some node will serve again without a fault's end. */
export function restartsPending(): bool {
	return stopped != 0;
}

/** In good order: what is persistent is on their disks. */
export function stopNodes(nodes: u32): void {
	stopped |= nodes;
	for (let node: u32 = 0; node < nodeCount; node++) {
		// All at once, so that none of them takes over from another.
		if (nodes & (1 << node)) nodeAt(node).up = false;
	}
	for (let node: u32 = 0; node < nodeCount; node++) {
		if (nodes & (1 << node)) killNode(node, Ending.Stop);
	}
}

/** They hear the others again. */
export function startStopped(): void {
	for (let node: u32 = 0; node < nodeCount; node++) {
		const lane = changetype<Lane>(rejoins[node]);
		if (stopped & (1 << node) && laneLength(lane) == 0) push(lane, now + takesUs, 0, 0, 0);
	}
}

export function onRejoin(node: u32): void {
	// Cut off again meanwhile: it waits for the next time.
	if (nodeAt(node).cutFrom != 0) return;
	stopped &= ~(1 << node);
	// A fault's end may have started it before.
	if (nodeAt(node).up) return;
	nodeAt(node).up = true;
	returnNode(node);
}
