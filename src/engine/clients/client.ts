/**
 * A client and its one connection with one channel, both ends. The application's end belongs to
 * `producer.ts`, `consumer.ts` or the host; the broker's end to `rabbitmq/channel.ts`.
 */
import { allocateForever } from '../kernel/memory';
import { createLane, Lane, laneTime, now, push } from '../kernel/events';
import { createStream, Purpose, Stream } from '../kernel/random';
import { Channel } from '../rabbitmq/channel-state';
import { Cost, cost } from '../world/costs';
import { isReachable, nodeAt, nodeCount } from '../world/node';
import { LaneKind } from '../world/lane-kind';

export const CLIENTS_MAX: u32 = 32;
export const QUEUES_MAX: u32 = 8;

export const enum Role {
	Producer = 0,
	Consumer
}

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
	Ack
}

/** Kinds of frames to the client: the low byte of `c`. */
export const enum Down {
	Confirm = 1,
	Nack,
	CommitOk,
	Deliver,
	Writable
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
	Restart
}

@unmanaged
export class Client {
	index: u32;
	role: i32;
	/** Number among the producers, or among the consumers. */
	ordinal: u32;
	/** Node it is configured to talk to, and the one it talks to. */
	homeNode: u32;
	node: u32;
	connection: i32;
	/** Its process is not running. */
	dead: bool;
	paused: bool;
	/** Driven frame by frame from outside. */
	host: bool;
	wake: Lane;
	up: Lane;
	down: Lane;
	control: Lane;
	link: Stream;
	/** The application's thread does one thing at a time. */
	cpuFreeAt: f64;

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

const clients = new StaticArray<usize>(CLIENTS_MAX);
export let clientCount: u32 = 0;

export function initialiseClients(): void {
	clientCount = 0;
}

export function clientAt(index: u32): Client {
	return changetype<Client>(clients[index]);
}

/** Fills what producers and consumers have in common. `client` is new and zeroed. */
export function setUpClient(client: Client, role: i32, ordinal: u32, node: u32, host: bool): void {
	assert(clientCount < CLIENTS_MAX, 'number of clients');
	const owner = changetype<usize>(client);
	clients[clientCount] = owner;
	client.index = clientCount++;
	client.role = role;
	client.ordinal = ordinal;
	client.homeNode = node;
	client.node = node;
	client.connection = Connection.Open;
	client.host = host;
	client.wake = createLane(
		role == Role.Producer ? LaneKind.ProducerWake : LaneKind.ConsumerDone,
		owner
	);
	client.up = createLane(LaneKind.Up, owner);
	client.down = createLane(LaneKind.Down, owner);
	client.control = createLane(LaneKind.Control, owner);
	client.link = createStream(Purpose.Link, client.index);
	client.nextTag = 0;
	client.handled = allocateForever(QUEUES_MAX * 4);
	client.socketFrames = u32.MAX_VALUE;
}

/** First reachable node, its own first, then the others in order; −1: none now. */
export function chooseNode(client: Client): i32 {
	for (let step: u32 = 0; step < nodeCount; step++) {
		const index = (client.homeNode + step) % nodeCount;
		if (isReachable(nodeAt(index))) return index;
	}
	return -1;
}

export function startConnecting(client: Client): void {
	client.connection = Connection.Opening;
	const roundTrip = 2 * (cost(Cost.LinkLatency) + cost(Cost.LinkJitter) / 2);
	push(
		client.control,
		now + cost(Cost.HandshakeRoundTrips) * roundTrip,
		Control.Opened,
		client.node,
		0
	);
}

/** When a frame that is still on the lane left, or will leave, its sender: later than now means it has not. */
export function departureOf(lane: Lane, index: u32): f64 {
	return laneTime(lane, index) - cost(Cost.LinkLatency) - cost(Cost.LinkJitter);
}
