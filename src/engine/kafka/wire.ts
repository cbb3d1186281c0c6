/**
 * A connection of a producing client to one broker. The broker takes up its requests one at a time:
 * the next is read when the answer before it has gone (SocketServer mutes the channel), so that
 * what is pipelined waits in the socket's buffers.
 */
import { clear, createLane, Lane, now, push } from '../kernel/events';
import { allocateForever } from '../kernel/memory';
import { createRing, Ring, ringLength, ringPush } from '../kernel/ring';
import { LossCause, Place } from '../ledger/causes';
import { Client } from '../clients/client';
import { Cost, cost } from '../world/costs';
import { linkDelay } from '../world/link';
import { nodeAt } from '../world/node';
import { brokerAt, sendBytes, serve } from './broker';
import { asKafkaProducer } from './client/producer';
import { onAnswer, onWireLost, onWireOpen } from './client/producer-events';
import { era } from './cluster';
import { KafkaCost } from './costs';
import { KafkaLane } from './lane-kind';
import { loseRequest, ProduceRequest, releaseRequest, takeRequest } from './produce-request';
import { Acks, Era } from './settings';
import { WorkKind } from './work-kind';

export const ANSWER_BYTES: f64 = 60;

/** Of a produce request beside its batches. */
export const REQUEST_BYTES: f64 = 60;

/** socket.connection.setup.timeout.ms, from 2.7 (KIP-601); before, Linux gives up after six SYNs. */
const SETUP_TIMEOUT_US: f64 = 10_000_000;

const TCP_CONNECT_US: f64 = 127_000_000;

/** reconnect.backoff.ms, doubled up to reconnect.backoff.max.ms (KIP-144), less its jitter; of 0.8.2. */
const RECONNECT_US: f64 = 50_000;

const RECONNECT_MAX_US: f64 = 1_000_000;

const RECONNECT_OF_08_US: f64 = 10_000;

export const enum WireState {
	Closed = 0,
	Opening,
	Open,
	/** The broker's process is dead, its machine has not reset the connection yet: writes vanish. */
	Dying,
	/** The far end has closed it, and a client that only writes does not know: the first write vanishes. */
	HalfClosed,
	/** It has written there: the reset is on its way back. */
	Broken
}

export const enum WireEvent {
	Opened = 0,
	Lost
}

@unmanaged
export class Wire {
	client: Client;
	node: u32;
	state: i32;
	/** Somebody reads it, a selector or who waits for an answer, and learns of its end at once. */
	watched: bool;
	/** When the client may try to connect again, and how often it has failed since it was connected. */
	reopenAt: f64;
	failures: u32;
	/** Counts connections: what belongs to an older one finds nobody. */
	generation: u32;
	/** Client: requests without an answer, oldest first. */
	inFlight: Ring;
	/** Broker: requests in the socket that it has not taken up. */
	socket: Ring;
	/** It works on one of them. */
	busy: bool;
	/** Bytes sent that the broker has not read. */
	unread: f64;
	requests: Lane;
	answers: Lane;
	control: Lane;
	/** The client's own end of it, which no cut link holds up. */
	closing: Lane;
}

export function createWire(client: Client, node: u32): Wire {
	const wire = changetype<Wire>(allocateForever(offsetof<Wire>()));
	const owner = changetype<usize>(wire);
	wire.client = client;
	wire.node = node;
	wire.state = WireState.Closed;
	wire.watched = true;
	wire.inFlight = createRing(2);
	wire.socket = createRing(2);
	wire.requests = createLane(KafkaLane.Request, owner);
	wire.answers = createLane(KafkaLane.Answer, owner);
	wire.control = createLane(KafkaLane.Wire, owner);
	wire.closing = createLane(KafkaLane.Wire, owner);
	return wire;
}

/** Client: asks for a connection. Nobody listens: refused a round trip later. */
export function openWire(wire: Wire): void {
	if (wire.state != WireState.Closed) return;
	wire.state = WireState.Opening;
	if (nodeAt(wire.node).cutFromClients) {
		push(wire.closing, now + connectTimeoutUs(wire), WireEvent.Lost, wire.generation, 0);
	}
	const roundTrip = 2 * linkDelay(wire.client.link, wire.node, ANSWER_BYTES);
	if (brokerAt(wire.node).open) {
		push(
			wire.control,
			now + roundTrip + cost(KafkaCost.Connect),
			WireEvent.Opened,
			wire.generation,
			0
		);
	} else {
		push(wire.control, now + roundTrip, WireEvent.Lost, wire.generation, 0);
	}
}

/** How long a client waits for a machine that says nothing. */
function connectTimeoutUs(wire: Wire): f64 {
	const producer = asKafkaProducer(wire.client);
	if (!producer.java) return producer.requestTimeoutUs;
	return era == Era.V3 ? SETUP_TIMEOUT_US : TCP_CONNECT_US;
}

/** Of the Java client; the old one tries when it has something to send again. */
function reconnectBackoffUs(failures: u32): f64 {
	if (era == Era.V08) return RECONNECT_OF_08_US;
	return min(RECONNECT_US * Math.pow(2, failures), RECONNECT_MAX_US);
}

export function onWire(wire: Wire, event: u32, generation: u32): void {
	if (generation != wire.generation) return;
	if (event == WireEvent.Opened && brokerAt(wire.node).open) {
		wire.state = WireState.Open;
		wire.failures = 0;
		clear(wire.closing);
		onWireOpen(wire);
		return;
	}
	// A machine that closes a socket with bytes unread resets the connection, which the next write
	// hears at once; one that has read everything only says that it will send no more.
	const unnoticed = wire.state == WireState.Dying && !wire.watched && wire.unread == 0;
	wire.state = unnoticed ? WireState.HalfClosed : WireState.Closed;
	wire.generation++;
	wire.unread = 0;
	wire.reopenAt = now + reconnectBackoffUs(wire.failures++);
	if (unnoticed) onWireOpen(wire);
	else onWireLost(wire);
}

/** Client: a write into it succeeds, whether the broker gets it or not. */
export function takesWrites(wire: Wire): bool {
	return wire.state >= WireState.Open;
}

/** Room in the socket's buffers, both ends together. */
export function hasRoom(wire: Wire): bool {
	return wire.unread < cost(Cost.SocketBytes);
}

/** What a request costs the thread that sends it: the call, copying and checksum. */
export function workOfRequest(request: ProduceRequest): f64 {
	return cost(KafkaCost.ClientRequest) + request.bytes / cost(KafkaCost.ClientBytesPerUs);
}

/** Client: writes a request that its thread has ready at `from`. */
export function sendRequest(wire: Wire, request: ProduceRequest, from: f64): void {
	request.sentAt = from;
	const bytes = request.bytes + REQUEST_BYTES;
	wire.unread += bytes;
	if (request.acks != Acks.None) {
		request.holders++;
		store<u32>(ringPush(wire.inFlight), changetype<u32>(request));
	}
	if (wire.state != WireState.Open) {
		loseRequest(request, LossCause.InFlight, Place.Link, wire.client.ordinal);
		releaseRequest(request);
		if (wire.state == WireState.HalfClosed) breakWire(wire, from);
		return;
	}
	const arrival = from + linkDelay(wire.client.link, wire.node, bytes);
	push(wire.requests, arrival, changetype<u32>(request), 0, 0);
}

/** The far machine answers a write to what it has closed with a reset. */
function breakWire(wire: Wire, from: f64): void {
	wire.state = WireState.Broken;
	const roundTrip = 2 * linkDelay(wire.client.link, wire.node, ANSWER_BYTES);
	push(wire.control, from + roundTrip, WireEvent.Lost, wire.generation, 0);
}

/** Broker: a request is in its machine's socket buffer. */
export function onRequest(wire: Wire, request: ProduceRequest): void {
	if (!brokerAt(wire.node).open) {
		loseRequest(request, LossCause.InFlight, Place.Link, wire.client.ordinal);
		releaseRequest(request);
		return;
	}
	store<u32>(ringPush(wire.socket), changetype<u32>(request));
	if (!wire.busy) takeUp(wire);
}

function takeUp(wire: Wire): void {
	if (ringLength(wire.socket) == 0) return;
	const request = takeRequest(wire.socket);
	wire.busy = true;
	const work =
		cost(KafkaCost.BrokerRequest) +
		request.messages * cost(KafkaCost.BrokerMessage) +
		request.bytes / cost(KafkaCost.BrokerBytesPerUs);
	const done = serve(wire.node, work);
	push(brokerAt(wire.node).work, done, changetype<u32>(request), 0, WorkKind.Produce);
}

/** Broker: every entry has its result. */
export function answer(request: ProduceRequest): void {
	const wire = request.wire;
	wire.busy = false;
	if (request.generation == wire.generation) {
		wire.unread = max(0.0, wire.unread - request.bytes - REQUEST_BYTES);
	}
	const heard = request.generation == wire.generation && wire.state == WireState.Open;
	if (request.acks == Acks.None || !heard) {
		releaseRequest(request);
	} else {
		const sent = sendBytes(wire.node, now, ANSWER_BYTES);
		const arrival = sent + linkDelay(wire.client.link, wire.node, ANSWER_BYTES);
		push(wire.answers, arrival, changetype<u32>(request), 0, 0);
	}
	takeUp(wire);
	if (request.acks == Acks.None && heard) onWireOpen(wire);
}

/** Client: an answer arrives; it is that of the oldest request, for the broker keeps their order. */
export function onAnswerArrived(wire: Wire, request: ProduceRequest): void {
	if (request.generation != wire.generation || ringLength(wire.inFlight) == 0) {
		releaseRequest(request);
		return;
	}
	const oldest = takeRequest(wire.inFlight);
	assert(changetype<usize>(oldest) == changetype<usize>(request), 'answers out of order');
	onAnswer(request);
	releaseRequest(request);
	releaseRequest(request);
}
