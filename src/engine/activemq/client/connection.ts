/**
 * A JMS client's one connection, seen from the client: it falls, the client learns of it and
 * connects again. With `failover:` the transport tries again after 10 ms, then twice as long each
 * time up to 30 s, any broker of its list in random order, for ever (A10); without, the
 * application gets an exception and opens a new connection to its own broker.
 */
import { allocateForever } from '../../kernel/memory';
import {
	clear,
	createLane,
	Lane,
	laneA,
	laneC,
	laneLength,
	now,
	push,
	truncate
} from '../../kernel/events';
import { createStream, Purpose, Stream, uniform } from '../../kernel/random';
import { Client, Role } from '../../clients/client';
import { destroyed } from '../../ledger/ledger';
import { DuplicateCause, LossCause, Place } from '../../ledger/causes';
import { Ending, returnsPending } from '../../scenario/fault';
import { Cost, cost } from '../../world/costs';
import { linkDelay } from '../../world/link';
import { nodeAt } from '../../world/node';
import { forgetParked, parkedAt, parkedCount, unparkInto } from '../../world/parking';
import { NO_CAUSE } from '../copy';
import { ActivemqCost } from '../costs';
import { ActivemqLane } from '../lane-kind';
import {
	closeLater,
	COMMAND_BYTES,
	openSession,
	sendDown,
	Session,
	sessionAt,
	submit
} from '../session';
import { isServing, Site, siteAt, siteCount } from '../site';
import { acknowledgeAtClose } from './acknowledging';
import { asConsumer, onConsumerDied, onConsumerLost, onConsumerOpened } from './consumer';
import { asProducer, onProducerDied, onProducerLost, onProducerOpened } from './producer';

export const enum ConnectionState {
	Closed = 0,
	Opening,
	Open,
	/** The broker's process is dead, its machine has not reset the connection yet. */
	Dying,
	/** No broker will ever serve again. */
	GivenUp
}

/** Commands to the broker: `c` is kind 4 | sending 8 | type of acknowledgement or cause 4 | session 10. */
export const enum Up {
	Send = 1,
	Commit,
	Ack,
	Subscribe,
	Rollback,
	/** Not a command: the connection has ended. */
	Close
}

export const enum AckType {
	Standard = 0,
	Individual,
	Delivered,
	Transacted,
	Poison
}

/** Commands to the client: the low 4 bits of `c`. */
export const enum Down {
	Answer = 1,
	Committed,
	ProducerAck,
	Writable,
	/** c = kind 4 | sending 8 | number of the connection 8 | redeliveries 4 | cause 4. */
	Deliver
}

/** Events on the control lane. */
const enum Control {
	Lost = 1,
	Try,
	Opened,
	Restart
}

@unmanaged
export class Connection {
	client: Client;
	site: Site;
	/** Its newest end at a broker. */
	session: Session;
	state: i32;
	failover: bool;
	initialDelayUs: f64;
	maxDelayUs: f64;
	delayUs: f64;
	random: Stream;
	up: Lane;
	down: Lane;
	control: Lane;
	/** When the newest command leaves the client. */
	leavesAt: f64;
	/** Commands sent and not yet read by the broker: what fills the socket's buffers. */
	inSocket: u32;
	socketCommands: u32;
	socketFull: bool;
}

export function createConnection(
	client: Client,
	failover: bool,
	initialDelayUs: f64,
	maxDelayUs: f64
): Connection {
	const connection = changetype<Connection>(allocateForever(offsetof<Connection>()));
	const owner = changetype<usize>(connection);
	connection.client = client;
	connection.state = ConnectionState.Closed;
	connection.failover = failover;
	connection.initialDelayUs = initialDelayUs;
	connection.maxDelayUs = maxDelayUs;
	connection.delayUs = initialDelayUs;
	connection.random = createStream(Purpose.Reconnect, client.index);
	connection.up = createLane(ActivemqLane.Up, owner);
	connection.down = createLane(ActivemqLane.Down, owner);
	connection.control = createLane(ActivemqLane.Control, owner);
	connection.socketCommands = u32.MAX_VALUE;
	return connection;
}

export function sendOf(c: u32): u32 {
	return (c >> 4) & 255;
}

export function ackTypeOf(c: u32): u32 {
	return (c >> 12) & 15;
}

export function sessionOf(c: u32): Session {
	return sessionAt((c >> 16) & 1023);
}

export function packDelivery(send: u32, number: u32, count: u32, cause: u32): u32 {
	return Down.Deliver | (send << 4) | ((number & 255) << 12) | (count << 20) | (cause << 24);
}

/** Puts a command on the connection, to leave at the given time. */
export function sendUp(connection: Connection, at: f64, a: u32, b: u32, c: u32, bytes: f64): void {
	const arrival = at + linkDelay(connection.client.link, connection.site.node, bytes);
	connection.leavesAt = at;
	push(connection.up, arrival, a, b, c | (connection.session.index << 16));
	if (++connection.inSocket >= connection.socketCommands) connection.socketFull = true;
}

/** The broker has read one command: when half of a full socket is free the client may write again. */
export function writable(connection: Connection): void {
	if (connection.inSocket == 0) return;
	connection.inSocket--;
	if (!connection.socketFull || connection.inSocket > connection.socketCommands / 2) return;
	connection.socketFull = false;
	if (connection.state != ConnectionState.Open) return;
	sendDown(connection.session, now, 0, 0, Down.Writable, COMMAND_BYTES);
}

/** Time 0. */
export function openAtStart(connection: Connection): void {
	const home = connection.client.homeNode;
	connection.site = siteAt(siteCount > 1 ? home : 0);
	opened(connection);
}

/** The broker's process died: its machine resets the connection a while later. */
export function resetByBroker(connection: Connection): void {
	const wasOpen = connection.state == ConnectionState.Open;
	if (!wasOpen && connection.state != ConnectionState.Opening) {
		// What a dead client had still written finds nobody.
		dropCommands(connection);
		return;
	}
	unparkInto(connection.control);
	clear(connection.control);
	if (!wasOpen) {
		connection.state = ConnectionState.Closed;
		if (connection.client.dead) return;
		push(connection.control, now + cost(Cost.LinkLatency), Control.Try, 0, 0);
		return;
	}
	dropCommands(connection);
	connection.state = ConnectionState.Dying;
	push(
		connection.control,
		now + cost(Cost.ResetDelay) + cost(Cost.LinkLatency),
		Control.Lost,
		0,
		0
	);
}

/** The connection is cut, or given up after a silence: each end learns of it by itself. */
export function cut(connection: Connection): void {
	if (connection.state != ConnectionState.Open) return;
	const node = nodeAt(connection.site.node);
	if (node.paused && !node.cutFromClients) handOver(connection);
	dropCommands(connection);
	const delay = cost(Cost.LinkLatency) + cost(ActivemqCost.NoticeEnd);
	closeLater(connection.session, delay, DuplicateCause.ConnectionLoss);
	connection.state = ConnectionState.Closed;
	push(connection.control, now + cost(Cost.LinkLatency), Control.Lost, 0, 0);
}

/** A stopped process's machine goes on receiving: what had arrived is read when it goes on. */
function handOver(connection: Connection): void {
	const count = parkedCount();
	for (let index: u32 = 0; index < count; index++) {
		const address = parkedAt(index);
		if (load<u32>(address) != changetype<u32>(connection.up)) continue;
		forgetParked(address);
		const c = load<u32>(address, 12);
		submit(sessionOf(c), load<u32>(address, 4), load<u32>(address, 8), c);
	}
}

/** A command arrives at the broker's end that it was sent to, if that is still there. */
export function onArrival(connection: Connection, a: u32, b: u32, c: u32): void {
	const session = sessionOf(c);
	if (session.free || session.connection != connection) {
		dropSend(connection, a, c, LossCause.InFlight, Place.Link);
	} else {
		submit(session, a, b, c);
	}
}

/** Everything on its way in either direction is lost. */
function dropCommands(connection: Connection): void {
	unparkInto(connection.up);
	unparkInto(connection.down);
	const lane = connection.up;
	for (let index: u32 = 0; index < laneLength(lane); index++) {
		dropSend(connection, laneA(lane, index), laneC(lane, index), LossCause.InFlight, Place.Link);
	}
	clear(lane);
	clear(connection.down);
}

function dropSend(connection: Connection, message: u32, c: u32, cause: i32, place: i32): void {
	if ((c & 15) != Up.Send) return;
	destroyed(message, cause, place, connection.client.ordinal, sendOf(c));
}

/** The client's process dies. Its machine still sends what the process had written, then closes. */
export function kill(connection: Connection, ending: i32): void {
	const client = connection.client;
	client.dead = true;
	unparkInto(client.wake);
	unparkInto(connection.control);
	clear(connection.control);
	if (connection.state == ConnectionState.Open) {
		if (ending != Ending.Stop) keepWritten(connection);
		else if (client.role == Role.Consumer) acknowledgeAtClose(asConsumer(client));
		unparkInto(connection.down);
		clear(connection.down);
		const cause = ending == Ending.Stop ? <u32>NO_CAUSE : DuplicateCause.ConsumerCrash;
		const way = cost(Cost.LinkLatency) + cost(Cost.LinkJitter);
		closeLater(connection.session, way + cost(ActivemqCost.NoticeEnd), cause);
	}
	connection.state = ConnectionState.Closed;
	if (client.role == Role.Producer) onProducerDied(asProducer(client));
	else onConsumerDied(asConsumer(client));
}

/** Drops the newest command if it was still being made. */
function keepWritten(connection: Connection): void {
	const lane = connection.up;
	const length = laneLength(lane);
	if (length == 0 || connection.leavesAt <= now) return;
	const cause = LossCause.LeftInClientBuffer;
	dropSend(connection, laneA(lane, length - 1), laneC(lane, length - 1), cause, Place.Producer);
	if (length == 1) clear(lane);
	else truncate(lane, length - 1);
}

export function restart(connection: Connection): void {
	push(connection.control, now, Control.Restart, 0, 0);
}

export function onControl(connection: Connection, kind: u32): void {
	const client = connection.client;
	switch (kind) {
		case Control.Lost:
			connection.state = ConnectionState.Closed;
			connection.delayUs = connection.initialDelayUs;
			if (client.role == Role.Producer) onProducerLost(asProducer(client));
			else onConsumerLost(asConsumer(client));
			// FailoverTransport sleeps before it tries again, the first time too.
			if (connection.failover) tryLater(connection);
			else tryConnect(connection);
			break;
		case Control.Try:
			tryConnect(connection);
			break;
		case Control.Restart:
			// Two crashes may overlap: the first end of one starts it.
			if (!client.dead) break;
			client.dead = false;
			connection.delayUs = connection.initialDelayUs;
			tryConnect(connection);
			break;
		default:
			if (isServing(connection.site)) opened(connection);
			else tryConnect(connection);
	}
}

function tryConnect(connection: Connection): void {
	const index = chooseSite(connection);
	if (index >= 0) {
		connection.site = siteAt(index);
		connection.state = ConnectionState.Opening;
		const way = cost(Cost.LinkLatency) + cost(Cost.LinkJitter) / 2;
		const delay = 2 * way * cost(ActivemqCost.HandshakeRoundTrips);
		push(connection.control, now + delay, Control.Opened, 0, 0);
		return;
	}
	connection.state = ConnectionState.Closed;
	if (!mayServeAgain()) {
		connection.state = ConnectionState.GivenUp;
	} else {
		tryLater(connection);
	}
}

/** `failover:` waits twice as long each time, an application always the same. */
function tryLater(connection: Connection): void {
	let delayUs = cost(ActivemqCost.ClientReconnect);
	if (connection.failover) {
		delayUs = connection.delayUs;
		connection.delayUs = min(delayUs * 2, connection.maxDelayUs);
	}
	push(connection.control, now + delayUs, Control.Try, 0, 0);
}

/** Random among those that serve, as a shuffled list tried one by one gives; −1: none. */
function chooseSite(connection: Connection): i32 {
	if (siteCount == 1) return isServing(siteAt(0)) && mayReach(connection) ? 0 : -1;
	if (!connection.failover) {
		const home = connection.client.homeNode;
		return isServing(siteAt(home)) ? <i32>home : -1;
	}
	let serving: u32 = 0;
	for (let index: u32 = 0; index < siteCount; index++) serving += isServing(siteAt(index)) ? 1 : 0;
	if (serving == 0) return -1;
	let steps = <u32>(uniform(connection.random) * <f64>serving);
	for (let index: u32 = 0; index < siteCount; index++) {
		if (isServing(siteAt(index)) && steps-- == 0) return index;
	}
	return -1;
}

/** Without `failover:` a client knows one broker only. */
function mayReach(connection: Connection): bool {
	return connection.failover || siteAt(0).node == connection.client.homeNode;
}

function mayServeAgain(): bool {
	if (returnsPending()) return true;
	for (let index: u32 = 0; index < siteCount; index++) {
		if (siteAt(index).starting) return true;
	}
	return false;
}

function opened(connection: Connection): void {
	const client = connection.client;
	// What a partition still holds of the connection before finds nobody.
	dropCommands(connection);
	connection.state = ConnectionState.Open;
	connection.delayUs = connection.initialDelayUs;
	connection.inSocket = 0;
	connection.socketFull = false;
	connection.session = openSession(connection, connection.site);
	if (client.role == Role.Producer) onProducerOpened(asProducer(client));
	else onConsumerOpened(asConsumer(client));
}
