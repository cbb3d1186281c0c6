/**
 * Who leads what, as the client believes. It asks a broker when a leader turned out to be another
 * or none, at most once every back-off. Where no leader is to be had it does not ask again and
 * again in vain: the next attempt comes when there is news, at the time it would have come.
 */
import { clear, Lane, laneA, laneLength, now, push } from '../../kernel/events';
import { nodeCount } from '../../world/node';
import { unparkInto } from '../../world/parking';
import { consumerAt, consumerCount } from '../../clients/roster';
import { brokerAt, isHeard, knownEpoch, knownLeader } from '../broker';
import { KafkaCost } from '../costs';
import { cost } from '../../world/costs';
import { findCoordinator, lostCoordinator } from '../group/membership';
import { Partition, partitionCount } from '../partition';
import { claimOf, Hold, NO_LEADER } from './claim';
import { KafkaConsumer } from './consumer';
import { askedPartition, sendFetches } from './consumer-fetch';
import {
	bitOfRequest,
	dropLink,
	Link,
	LinkEvent,
	linkTo,
	reachableNode,
	Request,
	REQUEST_TIMEOUT_US,
	sendAnswer,
	sendRequest,
	SMALL_BYTES
} from './consumer-network';
import { askPositions } from './consumer-position';
import { noteLeaderEpoch } from './consumer-validation';

/** `retry.backoff.ms`; 0.8's `refresh.leader.backoff.ms` is 200 ms. */
export const BACKOFF_US: f64 = 100e3;
const BACKOFF_OF_OLD_US: f64 = 200e3;

export const enum Retry {
	Metadata = 0,
	Coordinator
}

export function consumerOf(ordinal: u32): KafkaConsumer {
	return changetype<KafkaConsumer>(changetype<usize>(consumerAt(ordinal)));
}

function backoffOf(consumer: KafkaConsumer): f64 {
	return consumer.old ? BACKOFF_OF_OLD_US : BACKOFF_US;
}

/** Asks who leads, as soon as the back-off allows. */
export function askMetadata(consumer: KafkaConsumer): void {
	if (consumer.asksMetadata || consumer.dead) return;
	consumer.asksMetadata = true;
	const due = max(now, consumer.askedMetadataAt + backoffOf(consumer));
	push(consumer.retry, due, Retry.Metadata, consumer.life, 0);
}

/** A back-off is over. */
export function onRetry(consumer: KafkaConsumer, what: u32, life: u32): void {
	if (consumer.dead || life != consumer.life) return;
	if (what == Retry.Coordinator) {
		findCoordinator(consumer);
		return;
	}
	consumer.asksMetadata = false;
	const node = reachableNode(consumer);
	// Nobody to ask: somebody who comes back wakes it.
	if (node < 0) return;
	consumer.askedMetadataAt = now;
	consumer.asksMetadata = true;
	sendRequest(linkTo(consumer, <u32>node), Request.Metadata, now, 0, 0);
}

/** A request about the cluster arrives at a broker: it says what it knows. */
export function onAboutCluster(link: Link, kind: u32): void {
	sendAnswer(link, kind, now + cost(KafkaCost.Metadata), SMALL_BYTES, 0, 0);
}

/** Takes over what the broker knows. */
export function onMetadata(link: Link): void {
	const consumer = link.consumer;
	const broker = brokerAt(link.node);
	consumer.asksMetadata = false;
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		const leader = knownLeader(broker, partition);
		// A leader that the cluster has not missed yet refuses connections: the same as none.
		const there = leader >= 0 && brokerAt(<u32>leader).open;
		const claim = claimOf(consumer, partition);
		// What waits at that broker does not name this partition; the next request will.
		if (there && <i32>claim.leader != leader) linkTo(consumer, <u32>leader).hurry = true;
		claim.leader = there ? <u8>leader : <u8>NO_LEADER;
		noteLeaderEpoch(consumer, partition, knownEpoch(broker, partition));
	}
	askPositions(consumer);
	sendFetches(consumer);
}

/** There is news of a partition's leader. */
export function tellLeader(partition: Partition): void {
	for (let ordinal: u32 = 0; ordinal < consumerCount; ordinal++) {
		const consumer = consumerOf(ordinal);
		if (consumer.dead) continue;
		if (partition.internal) {
			if (consumer.wantsCoordinator) tryCoordinatorLater(consumer);
			continue;
		}
		const claim = claimOf(consumer, partition.index);
		if (claim.hold != <u8>Hold.None && claim.leader == <u8>NO_LEADER) askMetadata(consumer);
	}
}

export function tryCoordinatorLater(consumer: KafkaConsumer): void {
	push(consumer.coordinatorRetry, now + BACKOFF_US, Retry.Coordinator, consumer.life, 0);
}

/** A broker is back, or can be heard again: whoever waits for one tries. */
export function tellReturn(): void {
	for (let ordinal: u32 = 0; ordinal < consumerCount; ordinal++) {
		const consumer = consumerOf(ordinal);
		if (consumer.dead) continue;
		if (consumer.wantsCoordinator) tryCoordinatorLater(consumer);
		for (let partition: u32 = 0; partition < partitionCount; partition++) {
			const claim = claimOf(consumer, partition);
			if (claim.hold != <u8>Hold.None && claim.leader == <u8>NO_LEADER) askMetadata(consumer);
		}
	}
}

export function onLinkEvent(link: Link, event: u32, epoch: u32): void {
	if (epoch != link.epoch || link.outstanding == 0) return;
	if (event == LinkEvent.Timeout) {
		if (isHeard(link.node)) return;
		if (now < link.oldestSentAt + REQUEST_TIMEOUT_US) {
			push(link.control, link.oldestSentAt + REQUEST_TIMEOUT_US, LinkEvent.Timeout, epoch, 0);
			return;
		}
		dropLink(link);
	}
	lost(link);
}

/** The connection is gone: what was asked over it must be asked elsewhere. */
function lost(link: Link): void {
	const consumer = link.consumer;
	const asked = link.outstanding;
	link.outstanding = 0;
	if (consumer.dead) return;
	if (asked & bitOfRequest(Request.Fetch)) {
		for (let index: u32 = 0; index < link.askedCount; index++) {
			claimOf(consumer, askedPartition(link, index)).leader = <u8>NO_LEADER;
		}
	}
	if (asked & (bitOfRequest(Request.ListOffset) | bitOfRequest(Request.EpochEnd))) {
		for (let partition: u32 = 0; partition < partitionCount; partition++) {
			const claim = claimOf(consumer, partition);
			if (<u32>claim.leader == link.node) claim.leader = <u8>NO_LEADER;
		}
	}
	if (asked & bitOfRequest(Request.Metadata)) consumer.asksMetadata = false;
	const ofLeaders =
		bitOfRequest(Request.Fetch) |
		bitOfRequest(Request.ListOffset) |
		bitOfRequest(Request.EpochEnd) |
		bitOfRequest(Request.Metadata);
	if (asked & ofLeaders) askMetadata(consumer);
	if (asked & ~ofLeaders) lostCoordinator(consumer);
}

/** Brokers of the mask fell silent: requests that wait there are given up in the end. */
export function watchSilentNodes(silent: u32): void {
	for (let ordinal: u32 = 0; ordinal < consumerCount; ordinal++) {
		for (let node: u32 = 0; node < nodeCount; node++) {
			const link = linkTo(consumerOf(ordinal), node);
			if (((silent >> node) & 1) == 0 || link.outstanding == 0) continue;
			push(link.control, now + REQUEST_TIMEOUT_US, LinkEvent.Timeout, link.epoch, 0);
		}
	}
}

/** Brokers can be heard again: a run need not go on for time-outs that are void. */
export function forgetTimeouts(): void {
	for (let ordinal: u32 = 0; ordinal < consumerCount; ordinal++) {
		for (let node: u32 = 0; node < nodeCount; node++) {
			const link = linkTo(consumerOf(ordinal), node);
			if (isHeard(node) && onlyTimeouts(link.control)) {
				unparkInto(link.control);
				clear(link.control);
			}
		}
	}
}

function onlyTimeouts(lane: Lane): bool {
	for (let index: u32 = 0; index < laneLength(lane); index++) {
		if (laneA(lane, index) != LinkEvent.Timeout) return false;
	}
	return true;
}
