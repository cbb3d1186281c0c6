/** A client asks who leads: any broker that it can reach answers what it believes. */
import { laneLength, now, push } from '../../kernel/events';
import { uniform } from '../../kernel/random';
import { returnsPending, standstills } from '../../scenario/fault';
import { cost } from '../../world/costs';
import { linkDelay } from '../../world/link';
import { nodeCount } from '../../world/node';
import { brokerAt, isHeard, knownLeader } from '../broker';
import { controllerIsBusy } from '../controller';
import { KafkaCost } from '../costs';
import { partitionCount } from '../partition';
import * as java from './java-producer';
import * as old from './old-producer';
import { KafkaProducer, knownLeaderOf, readMetadata } from './producer';

const REQUEST_BYTES: f64 = 60;
/** After so many rounds that changed nothing a client asks whether anything can change. */
const FRUITLESS_MAX: u32 = 20;

/** Asks after `delayUs`, unless an answer is under way. */
export function requestMetadata(producer: KafkaProducer, delayUs: f64): void {
	if (producer.metadataPending || producer.dead) return;
	producer.fruitless++;
	if (isHopeless(producer)) return;
	producer.metadataPending = true;
	const node = chooseHeard(producer);
	if (node < 0) {
		push(producer.metadata, now + max(delayUs, producer.backoffUs), u32.MAX_VALUE, 0, 0);
		return;
	}
	const there = now + delayUs + linkDelay(producer.link, node, REQUEST_BYTES);
	const back = there + cost(KafkaCost.Metadata) + linkDelay(producer.link, node, REQUEST_BYTES);
	push(producer.metadata, back, <u32>node, 0, 0);
}

/**
 * The Java client's `requestUpdate`: at once, before anything else is sent, but `retry.backoff.ms`
 * after the last answer at the earliest (`Metadata.timeToNextUpdate`).
 */
export function refreshMetadata(producer: KafkaProducer): void {
	requestMetadata(producer, max(0, producer.refreshedAt + producer.backoffUs - now));
}

/**
 * One that can be reached, at random. (The client tries its brokers until one answers; those that
 * refuse cost it a round trip, which is not counted.)
 */
function chooseHeard(producer: KafkaProducer): i32 {
	const first = <u32>(uniform(producer.chance) * nodeCount);
	for (let step: u32 = 0; step < nodeCount; step++) {
		const node = (first + step) % nodeCount;
		if (isHeard(node)) return <i32>node;
	}
	return -1;
}

export function onMetadata(producer: KafkaProducer, node: u32): void {
	producer.metadataPending = false;
	if (producer.dead) return;
	producer.refreshedAt = now;
	if (node == u32.MAX_VALUE || !isHeard(node)) {
		requestMetadata(producer, producer.backoffUs);
		return;
	}
	readMetadata(producer, node);
	if (producer.java) java.pumpSender(producer);
	else old.onOldMetadata(producer);
}

/** It has asked often enough, in vain, and neither will the cluster change nor has it news. */
export function isHopeless(producer: KafkaProducer): bool {
	return producer.fruitless > FRUITLESS_MAX && !clusterMayChange() && !hasNews(producer);
}

/** Some broker knows of a leader that the client does not know of. */
function hasNews(producer: KafkaProducer): bool {
	for (let node: u32 = 0; node < nodeCount; node++) {
		if (!isHeard(node)) continue;
		for (let partition: u32 = 0; partition < partitionCount; partition++) {
			const leader = knownLeader(brokerAt(node), partition);
			if (leader >= 0 && leader != knownLeaderOf(producer, partition)) return true;
		}
	}
	return false;
}

/** Whether leaders or brokers can still change; if not, asking on would never end. */
export function clusterMayChange(): bool {
	if (returnsPending() || standstills > 0 || controllerIsBusy()) return true;
	for (let node: u32 = 0; node < nodeCount; node++) {
		const broker = brokerAt(node);
		const pending =
			laneLength(broker.sessionLane) + laneLength(broker.boot) + laneLength(broker.order);
		if (pending > 0) return true;
	}
	return false;
}
