/**
 * Liveness of brokers: an ephemeral node in ZooKeeper that vanishes with the session, or KRaft's
 * heartbeats. A closed process closes its session; a killed or silent one is missed only when the
 * session ends (K7, K9), and a broker that restarts meanwhile waits for the end of its old session
 * (K25). No ping is an event: when the last one left follows from its period.
 */
import { clear, now, push } from '../kernel/events';
import { createStream, Purpose, uniform } from '../kernel/random';
import { cost } from '../world/costs';
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
/** Among the entities of the streams of sessions: no node. */
const LOOK_OUT: i32 = 1024;

let zookeeperFreeAt: f64 = 0;

/** Where in its period whoever looks for dead sessions stands at time 0: 0 … 1. */
let lookOutPhase: f64 = 0;

export function initialiseSessions(): void {
	zookeeperFreeAt = 0;
	lookOutPhase = uniform(createStream(Purpose.Session, LOOK_OUT));
}

/** When a write that is asked for now is durable in ZooKeeper: one leader orders them all. */
export function zookeeperWrite(): f64 {
	zookeeperFreeAt = max(now, zookeeperFreeAt) + cost(KafkaCost.ZookeeperWrite);
	return zookeeperFreeAt;
}

export function zookeeperRead(): f64 {
	return now + cost(KafkaCost.ZookeeperRead);
}

/**
 * When a session ends whose owner fell silent at `diedAt`: its last ping was up to a period before.
 * ZooKeeper looks at whole ticks; KRaft's controller looks for silent brokers four times a session
 * (QuorumController, maybeFenceStaleBroker). `phase`, 0 … 1, is where in its period it stood.
 */
export function sessionEnd(diedAt: f64, phase: f64, session: f64, heartbeat: f64): f64 {
	const period = heartbeat > 0 ? heartbeat : session / 3;
	const periods = diedAt / period + phase;
	const age = (periods - Math.floor(periods)) * period;
	const end = diedAt - age + session;
	const tick = coordination == Coordination.Zookeeper ? cost(KafkaCost.ZookeeperTick) : session / 4;
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
	// ZooKeeper's client pings every third of its session.
	const period = coordination == Coordination.Zookeeper ? sessionUs / 3 : heartbeatUs;
	endSessionAt(broker, sessionEnd(now, broker.phase, sessionUs, period));
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
			? zookeeperWrite()
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
