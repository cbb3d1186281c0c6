/**
 * A client and its one connection with one channel, both ends. The application's end belongs to
 * `producer.ts`, `consumer.ts` or the host; the broker's end to `../channel.ts`.
 */
import { allocateForever } from '../../kernel/memory';
import { createLane, Lane, laneTime, now, push } from '../../kernel/events';
import { Client, Role, setUpClient } from '../../clients/client';
import * as roster from '../../clients/roster';
import { Cost, cost } from '../../world/costs';
import { RabbitmqCost } from '../costs';
import { isReachable, nodeAt, nodeCount } from '../../world/node';
import { Channel } from '../channel-state';
import { RabbitmqLane } from '../lane-kind';
import { QUEUE_SLOTS } from '../settings';
import { Consumer } from './consumer';
import { Producer } from './producer';

export { clientCount, consumerCount, producerCount } from '../../clients/roster';

export const enum Connection {
	Closed = 0,
	Opening,
	Open,
	/** The broker's process is dead, its machine has not reset the connection yet. */
	Dying,
	/** Every node is down for good. */
	GivenUp
}

/** Kinds of frames to the broker: the low byte of `c`. */
export const enum Up {
	Publish = 1,
	Commit,
	Ack,
	Reject,
	Recover
}

/** Kinds of frames to the client: the low byte of `c`. */
export const enum Down {
	Confirm = 1,
	Nack,
	CommitOk,
	Deliver,
	Writable,
	/** A mandatory publish could not be routed. */
	Return,
	/** The server closes the channel; `a` is its reply code. */
	Closed
}

/** Events on the control lane. */
export const enum Control {
	/** The client notices that its connection is gone. */
	Lost = 1,
	/** It tries to connect. */
	Try,
	/** Connection and channel are open. */
	Opened,
	/** The client's own process starts again. */
	Restart,
	/** The answer to what a producer has declared. */
	Declared
}

@unmanaged
export class AmqpClient extends Client {
	/** The node it talks to. */
	node: u32;
	/** Whether a balancer says which. */
	balanced: bool;
	connection: i32;
	up: Lane;
	down: Lane;
	control: Lane;

	/** The broker's end of its newest connection. */
	channel: Channel;
	/** Publish sequence number, never restarted, so that a late confirm finds nobody. */
	nextTag: u32;
	/** Publishes that each queue has handled since its last grant of credit, u32 each. */
	handled: usize;
	/** Frames sent and not yet handled by the channel: what fills the socket's buffers. */
	inSocket: u32;
	socketFrames: u32;
	socketFull: bool;
}

export function clientAt(index: u32): AmqpClient {
	return changetype<AmqpClient>(roster.clientAt(index));
}

export function producerAt(ordinal: u32): Producer {
	return changetype<Producer>(roster.producerAt(ordinal));
}

export function consumerAt(ordinal: u32): Consumer {
	return changetype<Consumer>(roster.consumerAt(ordinal));
}

/** Fills what producers and consumers have in common. `client` is new and zeroed. */
export function setUpAmqpClient(client: AmqpClient, role: i32, node: u32, host: bool): void {
	const isProducer = role == Role.Producer;
	const wakeKind = isProducer ? RabbitmqLane.ProducerWake : RabbitmqLane.ConsumerDone;
	setUpClient(client, role, node, host, wakeKind);
	const owner = changetype<usize>(client);
	client.node = node;
	client.connection = Connection.Open;
	client.up = createLane(RabbitmqLane.Up, owner);
	client.down = createLane(RabbitmqLane.Down, owner);
	client.control = createLane(RabbitmqLane.Control, owner);
	client.handled = allocateForever(QUEUE_SLOTS * 4);
	client.socketFrames = u32.MAX_VALUE;
}

/** Whether a connection from it to the node can be opened. */
export function canReach(client: AmqpClient, node: u32): bool {
	return isReachable(nodeAt(node)) && (client.cutFrom & (1 << node)) == 0;
}

/** First reachable node, its own first, then the others in order; −1: none now. */
export function chooseNode(client: AmqpClient): i32 {
	for (let step: u32 = 0; step < nodeCount; step++) {
		const index = (client.homeNode + step) % nodeCount;
		if (canReach(client, index)) return index;
	}
	return -1;
}

export function startConnecting(client: AmqpClient): void {
	client.connection = Connection.Opening;
	const roundTrip = 2 * (cost(Cost.LinkLatency) + cost(Cost.LinkJitter) / 2);
	push(
		client.control,
		now + cost(RabbitmqCost.HandshakeRoundTrips) * roundTrip,
		Control.Opened,
		client.node,
		0
	);
}

/** When a frame that is still on the lane left, or will leave, its sender: later than now means it has not. */
export function departureOf(lane: Lane, index: u32): f64 {
	return laneTime(lane, index) - cost(Cost.LinkLatency) - cost(Cost.LinkJitter);
}
