/**
 * Liveness of brokers: an ephemeral node in ZooKeeper that vanishes with the session, or KRaft's
 * heartbeats. A closed process closes its session; a killed or silent one is missed only when the
 * session ends (K7, K9), and a broker that restarts meanwhile waits for the end of its old session
 * (K25). No ping is an event: when the last one left follows from its period.
 */
import { clear, now, push } from '../kernel/events';
import { createStream, Purpose, uniform } from '../kernel/random';
import { cost } from '../world/costs';
import { nodeCount } from '../world/node';
import { Broker, brokerAt, canRegister } from './broker';
import { coordination, heartbeatUs, sessionUs } from './cluster';
import { onSessionBegan, onSessionEnded } from './controller';
import { KafkaCost } from './costs';
import { beginService } from './lifecycle';
import { Coordination } from './settings';

const enum SessionEvent {
	Ends = 0,
	Begins
}

const FIRST_RETRY_US: f64 = 100_000;
/** Among the entities of the streams of sessions: no nodes. */
const LOOK_OUT: i32 = 1024;
const TOPIC: i32 = 1025;

/** A run begins when its topic is there, which somebody has made so long before at most. */
const TOPIC_AGE_MAX_US: f64 = 1_000_000;

let zookeeperFreeAt: f64 = 0;

/** Where in its period whoever looks for dead sessions stands at time 0: 0 … 1. */
let lookOutPhase: f64 = 0;

export function initialiseSessions(): void {
	zookeeperFreeAt = 0;
	lookOutPhase = uniform(createStream(Purpose.Session, LOOK_OUT));
}

/** Every broker with a replica has read the new topic's settings from ZooKeeper (Partition). */
export function startSessions(): void {
	const topicAge = uniform(createStream(Purpose.Session, TOPIC)) * TOPIC_AGE_MAX_US;
	for (let node: u32 = 0; node < nodeCount; node++) brokerAt(node).spokeAt = -topicAge;
}

/** When a write that is asked for now is durable in ZooKeeper: one leader orders them all. */
export function zookeeperWrite(): f64 {
	zookeeperFreeAt = max(now, zookeeperFreeAt) + cost(KafkaCost.ZookeeperWrite);
	return zookeeperFreeAt;
}

/** The same for a broker: it has shown that it lives. */
export function zookeeperWriteOf(broker: Broker): f64 {
	broker.spokeAt = zookeeperWrite();
	return broker.spokeAt;
}

/**
 * When a session with ZooKeeper ends whose owner fell silent at `diedAt`. Whatever it sends counts as
 * a sign of life; it pings when it has sent nothing for a third of the session (ClientCnxn), and so
 * in such steps after what it last said, at `spokeAt`. ZooKeeper looks at whole ticks
 * (SessionTrackerImpl).
 */
export function zookeeperSessionEnd(diedAt: f64, spokeAt: f64, session: f64): f64 {
	const periods = max(0.0, diedAt - spokeAt) / (session / 3);
	const age = (periods - Math.floor(periods)) * (session / 3);
	return nextLook(diedAt, diedAt - age + session, cost(KafkaCost.ZookeeperTick));
}

/** KRaft's controller looks for silent brokers four times a session (maybeFenceStaleBroker). */
function kraftSessionEnd(broker: Broker): f64 {
	const beats = now / heartbeatUs + broker.phase;
	const age = (beats - Math.floor(beats)) * heartbeatUs;
	return nextLook(now, now - age + sessionUs, sessionUs / 4);
}

function nextLook(diedAt: f64, end: f64, tick: f64): f64 {
	if (tick <= 0) return max(diedAt, end);
	const from = lookOutPhase * tick;
	return max(diedAt, Math.ceil((end - from) / tick) * tick + from);
}

/**
 * KRaft's controller refuses a broker whose older incarnation it still takes for alive; the broker
 * tries again after 100 ms, doubled each time up to its session (BrokerLifecycleManager). Returns
 * when its first attempt after `from` leaves.
 */
function nextRegistration(broker: Broker, from: f64): f64 {
	if (coordination == Coordination.Zookeeper) return from;
	let at = broker.startedAt;
	let pause = FIRST_RETRY_US;
	while (at < from) {
		at += pause;
		pause = min(2 * pause, sessionUs);
	}
	return at;
}

/** KRaft: when the broker's first heartbeat from `from` on leaves. */
export function nextHeartbeat(broker: Broker, from: f64): f64 {
	const beats = from / heartbeatUs + broker.phase;
	return from + (Math.ceil(beats) - beats) * heartbeatUs;
}

/** The broker's process was killed or cannot be heard any more. */
export function loseContact(broker: Broker): void {
	if (!broker.registered || broker.sessionEnds != Infinity) return;
	const end =
		coordination == Coordination.Zookeeper
			? zookeeperSessionEnd(now, broker.spokeAt, sessionUs)
			: kraftSessionEnd(broker);
	endSessionAt(broker, end);
}

/** It closes its session itself. */
export function closeSession(broker: Broker, at: f64): void {
	if (!broker.registered) return;
	clear(broker.sessionLane);
	endSessionAt(broker, at);
}

function endSessionAt(broker: Broker, at: f64): void {
	broker.sessionEnds = at;
	push(broker.sessionLane, at, SessionEvent.Ends, 0, 0);
}

/** A silence is over: the session stands yet, or a new one begins. */
export function regainContact(broker: Broker): void {
	// It has been started again since: nobody can speak for its old session.
	if (broker.awaitsSession) return;
	if (broker.registered) {
		clear(broker.sessionLane);
		broker.sessionEnds = Infinity;
	} else {
		beginSession(broker, now);
	}
}

function beginSession(broker: Broker, at: f64): void {
	const written =
		coordination == Coordination.Zookeeper
			? zookeeperWriteOf(broker)
			: at + cost(KafkaCost.ControllerWrite);
	push(broker.sessionLane, written, SessionEvent.Begins, 0, 0);
}

/** A broker's process has started: it registers as soon as nothing of its old session stands. */
export function openSession(broker: Broker): void {
	if (broker.registered) broker.awaitsSession = true;
	else beginSession(broker, now);
}

export function onSession(broker: Broker, event: u32): void {
	if (event == SessionEvent.Ends) {
		broker.registered = false;
		broker.sessionEnds = Infinity;
		onSessionEnded(broker.node);
		if (!broker.awaitsSession) return;
		broker.awaitsSession = false;
		if (canRegister(broker.node)) beginSession(broker, nextRegistration(broker, now));
	} else if (canRegister(broker.node) && !broker.registered) {
		broker.registered = true;
		if (!broker.alive) beginService(broker);
		onSessionBegan(broker.node);
	}
}

export function firstController(nodes: u32): u32 {
	// Not the leader of partition 0, so that who kills that kills no controller.
	return brokerAt(nodes - 1).node;
}
