/**
 * A load balancer in front of the cluster (as HAProxy): it gives each new connection a node, in
 * turn or where the fewest are open. What it knows of the nodes comes from its health checks, so
 * that a dead node gets connections until enough checks have failed.
 */
import { now } from '../../kernel/events';
import { setting } from '../../scenario/settings';
import { isReachable, nodeAt, nodeCount, NODES_MAX } from '../../world/node';
import { RabbitmqBrokerSetting } from '../settings';
import { AmqpClient, clientAt, clientCount, Connection } from './client';

export const enum Balancing {
	None = 0,
	RoundRobin,
	LeastConnections
}

let balancing: i32 = Balancing.None;
let intervalUs: f64 = 0;
let failures: f64 = 0;
let turn: u32 = 0;

/** Whether each node served when it was last looked at, since when, and what was believed until then. */
const served = new StaticArray<bool>(NODES_MAX);
const changedAt = new StaticArray<f64>(NODES_MAX);
const believed = new StaticArray<bool>(NODES_MAX);

export function configureBalancer(): void {
	balancing = <i32>setting(RabbitmqBrokerSetting.Balancer);
	intervalUs = setting(RabbitmqBrokerSetting.HealthCheckIntervalUs);
	failures = setting(RabbitmqBrokerSetting.HealthCheckFailures);
	turn = 0;
	for (let node: u32 = 0; node < NODES_MAX; node++) {
		served[node] = true;
		changedAt[node] = 0;
		believed[node] = true;
	}
}

/** A node has ended or returned, or can be reached no more or again. */
export function noteReach(): void {
	if (balancing == Balancing.None) return;
	for (let node: u32 = 0; node < nodeCount; node++) {
		const serves = isReachable(nodeAt(node));
		if (serves == served[node]) continue;
		believed[node] = isBelievedUp(node);
		served[node] = serves;
		changedAt[node] = now;
	}
}

/** By the checks so far: one that succeeds is enough, several in a row must fail. */
function isBelievedUp(node: u32): bool {
	if (served[node] == believed[node]) return believed[node];
	const nextCheck = (Math.floor(changedAt[node] / intervalUs) + 1) * intervalUs;
	const decided = served[node] ? nextCheck : nextCheck + (failures - 1) * intervalUs;
	return now >= decided ? served[node] : believed[node];
}

/** The node for a new connection; −1: all are believed dead. */
export function balance(client: AmqpClient): i32 {
	assert(balancing != Balancing.None, 'a client of a balancer that is not there');
	let chosen: i32 = -1;
	let fewest: u32 = u32.MAX_VALUE;
	for (let step: u32 = 0; step < nodeCount; step++) {
		const node = (turn + step) % nodeCount;
		if (!isBelievedUp(node)) continue;
		const open = balancing == Balancing.LeastConnections ? connectionsOf(node, client) : 0;
		if (open >= fewest) continue;
		chosen = node;
		fewest = open;
	}
	if (chosen >= 0) turn = <u32>chosen + 1;
	return chosen;
}

/** Connections that lead to a node, without that of the one who asks. */
function connectionsOf(node: u32, asker: AmqpClient): u32 {
	let count: u32 = 0;
	for (let index: u32 = 0; index < clientCount; index++) {
		const client = clientAt(index);
		if (client.index == asker.index || client.node != node) continue;
		if (client.connection == Connection.Open || client.connection == Connection.Opening) count++;
	}
	return count;
}
