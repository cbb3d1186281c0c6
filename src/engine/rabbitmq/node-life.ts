/** A node's broker ends, or serves again: everything that it was is told. */
import { clear, laneA, laneB, laneC, laneLength } from '../kernel/events';
import { nodeCount } from '../world/node';
import { unparkInto } from '../world/parking';
import { channelAt, channelCount } from './channel-state';
import { clientAt, clientCount, Connection } from './client/client';
import { fall, loseChannel } from './client/connection';
import { dropInter, interLane } from './cluster';
import { Ending } from '../scenario/fault';
import { concealEnd, loseReplicas } from './failover';
import { joinSides } from './partition/reunion';
import { loseMembers, regainMembers } from './quorum/nodes';
import { regainReplicas } from './recovery';
import { mendRings } from './ring';

/** The broker's process on a node dies, with its connections and what it had in memory. */
export function killNode(index: u32, ending: i32): void {
	for (let number: u32 = 0; number < clientCount; number++) {
		const client = clientAt(number);
		if (client.node != index) continue;
		if (client.connection == Connection.Open || client.connection == Connection.Opening) {
			fall(client, true);
		}
	}
	for (let number: u32 = 0; number < channelCount; number++) {
		const channel = channelAt(number);
		if (channel.node == index && !channel.free) loseChannel(channel);
	}
	if (ending == Ending.Crash) concealEnd(index);
	mendRings(index);
	for (let other: u32 = 0; other < nodeCount; other++) {
		if (other == index) continue;
		dropLink(index, other);
		dropLink(other, index);
	}
	loseReplicas(index, ending);
	loseMembers(index, ending);
}

function dropLink(from: u32, to: u32): void {
	const lane = interLane(from, to);
	unparkInto(lane);
	const length = laneLength(lane);
	for (let index: u32 = 0; index < length; index++) {
		dropInter(laneA(lane, index), laneB(lane, index), laneC(lane, index), from);
	}
	clear(lane);
}

/** Its broker has started. */
export function returnNode(node: u32): void {
	joinSides(node);
	regainReplicas(node);
	regainMembers(node);
}
