/**
 * What the nodes do about a partition (R29; "Clustering and Network Partitions"): `ignore` goes on
 * with two clusters, `pause_minority` stops the nodes of a side that is not more than half of all,
 * `autoheal` goes on with two and, once they hear of one another, restarts one of them.
 */
import { createStream, Purpose, Stream, uniform } from '../../kernel/random';
import { setting } from '../../scenario/settings';
import { cost } from '../../world/costs';
import { nodeAt, nodeCount } from '../../world/node';
import { RabbitmqCost } from '../costs';
import { reviewQueues } from '../failover';
import { expelConsumers } from '../quorum/nodes';
import { PartitionHandling, RabbitmqBrokerSetting } from '../settings';
import { healItself, reachAcross } from './reunion';
import { configureRestarts, restartsPending, running, startStopped, stopNodes } from './restart';
import { isSplit, splitCluster } from './split';

let handling: i32 = PartitionHandling.Ignore;
let tickSpread: f64 = 0;
let ticks: Stream = changetype<Stream>(0);

export function configurePartitions(): void {
	handling = <i32>setting(RabbitmqBrokerSetting.PartitionHandling);
	tickSpread = setting(RabbitmqBrokerSetting.NetTickSpread);
	configureRestarts();
	ticks = createStream(Purpose.PeerNotice, 0);
}

/** A silence between nodes is noticed after net_ticktime, give or take a quarter of it (R29). */
export function netTickUs(): f64 {
	return cost(RabbitmqCost.NetTick) * (1 + tickSpread * (2 * uniform(ticks) - 1));
}

/** net_ticktime has passed: each side takes the other for dead. Nothing is left to be undone later. */
export function noticePartition(side: u32): u32 {
	const there = running(side);
	const here = running(~side);
	if (there == 0 || here == 0) return 0;
	if (handling == PartitionHandling.PauseMinority) {
		stopNodes((isMinority(there) ? there : 0) | (isMinority(here) ? here : 0));
	} else if (!isSplit()) {
		splitCluster(side);
		expelConsumers(there);
		expelConsumers(here);
	}
	reviewQueues();
	return 0;
}

/** Not more than half of the cluster's nodes, those that are down included. */
function isMinority(nodes: u32): bool {
	return <u32>popcnt<u32>(nodes) * 2 <= nodeCount;
}

/** A silence has ended. If it was a partition, and the last, the nodes hear of one another again. */
export function linksMended(): void {
	for (let node: u32 = 0; node < nodeCount; node++) {
		if (nodeAt(node).cutFrom != 0) return;
	}
	if (isSplit() && handling == PartitionHandling.Autoheal) healItself();
	if (isSplit() && handling == PartitionHandling.Ignore) reachAcross();
	if (restartsPending()) startStopped();
	reviewQueues();
}
