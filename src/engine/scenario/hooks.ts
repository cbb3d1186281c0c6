/**
 * What a broker must know how to do, one function each, handed to the broker of the run. Each
 * broker has the same functions in its `family.ts`.
 */
import { Lane } from '../kernel/events';
import { Client } from '../clients/client';
import * as activemq from '../activemq/family';
import * as kafka from '../kafka/family';
import * as rabbitmq from '../rabbitmq/family';

/** Order of `families` in `sim/layout.ts`. */
export const enum Family {
	Rabbitmq = 0,
	Kafka,
	Activemq
}

let family: i32 = Family.Rabbitmq;

export function chooseFamily(chosen: i32): void {
	assert(chosen >= Family.Rabbitmq && chosen <= Family.Activemq, 'no such broker');
	family = chosen;
}

/** After the world is there and before anything is made. */
export function initialise(): void {
	if (family == Family.Rabbitmq) rabbitmq.initialise();
	else if (family == Family.Kafka) kafka.initialise();
	else activemq.initialise();
}

/** Reads the broker's settings. */
export function configureBroker(): void {
	if (family == Family.Rabbitmq) rabbitmq.configureBroker();
	else if (family == Family.Kafka) kafka.configureBroker();
	else activemq.configureBroker();
}

/** Reads the settings of one producer; its workload is not there yet. */
export function makeProducer(node: u32, host: bool): Client {
	if (family == Family.Rabbitmq) return rabbitmq.makeProducer(node, host);
	if (family == Family.Kafka) return kafka.makeProducer(node, host);
	return activemq.makeProducer(node, host);
}

/** Its workload is there. */
export function completeProducer(client: Client): void {
	if (family == Family.Rabbitmq) rabbitmq.completeProducer(client);
	else if (family == Family.Kafka) kafka.completeProducer(client);
	else activemq.completeProducer(client);
}

/** Reads the settings of one consumer. */
export function makeConsumer(node: u32, host: bool): Client {
	if (family == Family.Rabbitmq) return rabbitmq.makeConsumer(node, host);
	if (family == Family.Kafka) return kafka.makeConsumer(node, host);
	return activemq.makeConsumer(node, host);
}

/** Time 0: connections are open, the applications begin. */
export function start(): void {
	if (family == Family.Rabbitmq) rabbitmq.start();
	else if (family == Family.Kafka) kafka.start();
	else activemq.start();
}

/** An event of one of the broker's lanes is due. */
export function onEvent(lane: Lane, a: u32, b: u32, c: u32): void {
	if (family == Family.Rabbitmq) rabbitmq.onEvent(lane, a, b, c);
	else if (family == Family.Kafka) kafka.onEvent(lane, a, b, c);
	else activemq.onEvent(lane, a, b, c);
}

/** Whether what an event is for is paused, or its link cut: then it is parked. */
export function stands(lane: Lane): bool {
	if (family == Family.Rabbitmq) return rabbitmq.stands(lane);
	if (family == Family.Kafka) return kafka.stands(lane);
	return activemq.stands(lane);
}

/** A fault has begun or ended. */
export function afterFault(): void {
	if (family == Family.Rabbitmq) rabbitmq.afterFault();
	else if (family == Family.Kafka) kafka.afterFault();
	else activemq.afterFault();
}

/** The process on a node has died (`Ending`): connections are reset, memory is gone. */
export function killNode(node: u32, ending: i32): void {
	if (family == Family.Rabbitmq) rabbitmq.killNode(node, ending);
	else if (family == Family.Kafka) kafka.killNode(node, ending);
	else activemq.killNode(node, ending);
}

/** The process on a node starts again. */
export function returnNode(node: u32): void {
	if (family == Family.Rabbitmq) rabbitmq.returnNode(node);
	else if (family == Family.Kafka) kafka.returnNode(node);
	else activemq.returnNode(node);
}

/** The process of a client dies, or is asked to stop (`Ending`) and closes what it has open. */
export function killClient(client: Client, ending: i32): void {
	if (family == Family.Rabbitmq) rabbitmq.killClient(client, ending);
	else if (family == Family.Kafka) kafka.killClient(client, ending);
	else activemq.killClient(client, ending);
}

/** The process of a client starts again. */
export function returnClient(client: Client): void {
	if (family == Family.Rabbitmq) rabbitmq.returnClient(client);
	else if (family == Family.Kafka) kafka.returnClient(client);
	else activemq.returnClient(client);
}

/** The process of a client stands still from now on. */
export function clientPaused(client: Client): void {
	if (family == Family.Rabbitmq) rabbitmq.clientPaused(client);
	else if (family == Family.Kafka) kafka.clientPaused(client);
	else activemq.clientPaused(client);
}

/** It goes on; what was due meanwhile is handled after this. */
export function clientResumed(client: Client): void {
	if (family == Family.Rabbitmq) rabbitmq.clientResumed(client);
	else if (family == Family.Kafka) kafka.clientResumed(client);
	else activemq.clientResumed(client);
}

/** The node whose silence concerns the client most. */
export function nodeOfClient(client: Client): u32 {
	if (family == Family.Rabbitmq) return rabbitmq.nodeOfClient(client);
	if (family == Family.Kafka) return kafka.nodeOfClient(client);
	return activemq.nodeOfClient(client);
}

/** After how long a silence clients give up their connections, µs; Infinity: they have means of their own. */
export function clientNoticeUs(): f64 {
	if (family == Family.Rabbitmq) return rabbitmq.clientNoticeUs();
	if (family == Family.Kafka) return kafka.clientNoticeUs();
	return activemq.clientNoticeUs();
}

/** After how long a silence the other nodes take one for dead, µs; Infinity: they have means of their own. */
export function peerNoticeUs(): f64 {
	if (family == Family.Rabbitmq) return rabbitmq.peerNoticeUs();
	if (family == Family.Kafka) return kafka.peerNoticeUs();
	return activemq.peerNoticeUs();
}

/** After how long nobody waits any more for a machine that has lost its power, µs. */
export function machineNoticeUs(): f64 {
	if (family == Family.Rabbitmq) return rabbitmq.machineNoticeUs();
	if (family == Family.Kafka) return kafka.machineNoticeUs();
	return activemq.machineNoticeUs();
}

/** The connection of a client across a silence is given up. */
export function loseSilentClient(client: Client): void {
	if (family == Family.Rabbitmq) rabbitmq.loseSilentClient(client);
	else if (family == Family.Kafka) kafka.loseSilentClient(client);
	else activemq.loseSilentClient(client);
}

/** The nodes of the mask are taken for dead by the others. */
export function loseSilentNodes(silent: u32): void {
	if (family == Family.Rabbitmq) rabbitmq.loseSilentNodes(silent);
	else if (family == Family.Kafka) kafka.loseSilentNodes(silent);
	else activemq.loseSilentNodes(silent);
}

/**
 * The two sides of a partition take one another for dead; `side` is the mask of one of them,
 * `silent` of its nodes that live. Returns the nodes to be named when the silence has ended.
 */
export function partitionNoticed(side: u32, silent: u32): u32 {
	if (family == Family.Rabbitmq) return rabbitmq.partitionNoticed(side);
	loseSilentNodes(silent);
	return silent;
}

/** The nodes of the mask cannot be heard from now on. */
export function silenceBegan(silent: u32): void {
	if (family == Family.Rabbitmq) rabbitmq.silenceBegan(silent);
	else if (family == Family.Kafka) kafka.silenceBegan(silent);
	else activemq.silenceBegan(silent);
}

/** They can be heard again; `expelled`: those that were taken for dead. */
export function silenceEnded(silent: u32, expelled: u32): void {
	if (family == Family.Rabbitmq) rabbitmq.silenceEnded(silent, expelled);
	else if (family == Family.Kafka) kafka.silenceEnded(silent, expelled);
	else activemq.silenceEnded(silent, expelled);
}

/** Whether the client will hear an answer that a cut can swallow. */
export function expectsAnswer(client: Client): bool {
	if (family == Family.Rabbitmq) return rabbitmq.expectsAnswer(client);
	if (family == Family.Kafka) return kafka.expectsAnswer(client);
	return activemq.expectsAnswer(client);
}

/** The client's connection is reset now. */
export function cutClient(client: Client): void {
	if (family == Family.Rabbitmq) rabbitmq.cutClient(client);
	else if (family == Family.Kafka) kafka.cutClient(client);
	else activemq.cutClient(client);
}

/** The node that leads the queue or partition now. */
export function leaderOf(index: u32): u32 {
	if (family == Family.Rabbitmq) return rabbitmq.leaderOf(index);
	if (family == Family.Kafka) return kafka.leaderOf(index);
	return activemq.leaderOf(index);
}

/** The node that is the cluster's controller now. Only Kafka has one. */
export function controllerOf(): u32 {
	assert(family == Family.Kafka, 'only Kafka has a controller');
	return kafka.controllerOf();
}

/** No room is left on a node's disk from now on. */
export function diskFilled(node: u32): void {
	if (family == Family.Rabbitmq) rabbitmq.diskFilled(node);
	else if (family == Family.Kafka) kafka.diskFilled(node);
	else activemq.diskFilled(node);
}

/** There is room again. */
export function diskFreed(node: u32): void {
	if (family == Family.Rabbitmq) rabbitmq.diskFreed(node);
	else if (family == Family.Kafka) kafka.diskFreed(node);
	else activemq.diskFreed(node);
}

/** Opens or closes the outage by what every queue or partition is like now. */
export function reviewOutage(): void {
	if (family == Family.Rabbitmq) rabbitmq.reviewOutage();
	else if (family == Family.Kafka) kafka.reviewOutage();
	else activemq.reviewOutage();
}

/** The end: tells the ledger what is held where, and what never came back. */
export function finish(): void {
	if (family == Family.Rabbitmq) rabbitmq.finish();
	else if (family == Family.Kafka) kafka.finish();
	else activemq.finish();
}

/** Bit mask of the producers that ask for acknowledgements. */
export function producersThatWait(): u32 {
	if (family == Family.Rabbitmq) return rabbitmq.producersThatWait();
	if (family == Family.Kafka) return kafka.producersThatWait();
	return activemq.producersThatWait();
}
