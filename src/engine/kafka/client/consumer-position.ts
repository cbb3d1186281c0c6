/**
 * Where a consumer begins to read a partition: at the offset that its group has committed; where
 * there is none, or where the log ends before it, as `auto.offset.reset` says.
 */
import { now, push } from '../../kernel/events';
import { nodeCount } from '../../world/node';
import { cost } from '../../world/costs';
import { destroyed } from '../../ledger/ledger';
import { DuplicateCause, LossCause, Place } from '../../ledger/causes';
import { serve } from '../broker';
import { KafkaCost } from '../costs';
import { askCoordinator } from '../group/membership';
import { NO_OFFSET, Progress, progressOf } from '../group/group';
import { isControl, Log, logWord, messageOf, sendOf } from '../log';
import { leads, partitionAt, partitionCount, replicaOn } from '../partition';
import { askMetadata } from './consumer-metadata';
import { claimOf, Hold, NO_LEADER } from './claim';
import { KafkaConsumer, OffsetStore, Phase } from './consumer';
import { sendFetches } from './consumer-fetch';
import {
	isOutstanding,
	Link,
	linkTo,
	Request,
	sendAnswer,
	sendRequest,
	SMALL_BYTES
} from './consumer-network';
import { poll } from './consumer-poll';
import { forgetBeyond, validate } from './consumer-validation';
import { readableEnd } from './fetch-waiting';

/** The partition is its own from now on. */
export function takeOver(consumer: KafkaConsumer, partition: u32): void {
	claimOf(consumer, partition).hold = <u8>Hold.Locating;
}

/** Not its own any more; what is asked or buffered of it is void. */
export function letGo(consumer: KafkaConsumer, partition: u32): void {
	const claim = claimOf(consumer, partition);
	claim.hold = <u8>Hold.None;
	claim.epoch++;
	claim.answers = 0;
}

/** Asks where to begin on what it has taken over. */
export function locate(consumer: KafkaConsumer): void {
	if (!hasHold(consumer, Hold.Locating)) return;
	if (consumer.offsetStore == OffsetStore.Coordinator) {
		askCoordinator(consumer, Request.OffsetFetch);
	} else {
		push(consumer.step, now + cost(KafkaCost.ZookeeperRead), LOCATED, consumer.life, 0);
	}
}

/** On the lane of a rebalance's steps: ZooKeeper has said what is committed. */
export const LOCATED: u32 = 100;

function hasHold(consumer: KafkaConsumer, hold: u32): bool {
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		if (claimOf(consumer, partition).hold == <u8>hold) return true;
	}
	return false;
}

/** What is committed is known now. */
export function onLocated(consumer: KafkaConsumer): void {
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		if (claimOf(consumer, partition).hold != <u8>Hold.Locating) continue;
		const committed = progressOf(consumer.group, partition).committed;
		if (committed == NO_OFFSET) claimOf(consumer, partition).hold = <u8>Hold.Resetting;
		else beginAt(consumer, partition, committed, LossCause.OffsetCommittedEarly);
		// A committed offset carries the leader epoch of what lies before it.
		validate(consumer, partition);
	}
	goOnReading(consumer);
}

export function goOnReading(consumer: KafkaConsumer): void {
	askPositions(consumer);
	if (consumer.phase == Phase.Waiting) poll(consumer);
	else sendFetches(consumer);
}

/** The log there does not reach its offset. */
export function resetPosition(consumer: KafkaConsumer, partition: u32): void {
	const claim = claimOf(consumer, partition);
	if (claim.hold != <u8>Hold.Ready) return;
	claim.hold = <u8>Hold.Resetting;
	progressOf(consumer.group, partition).outOfRange = true;
	askPositions(consumer);
}

/** Asks the leaders about their logs: begin or end, for the reset policy, and ends of epochs. */
export function askPositions(consumer: KafkaConsumer): void {
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		const claim = claimOf(consumer, partition);
		if (claim.hold < <u8>Hold.Resetting || claim.hold == <u8>Hold.Diverged) continue;
		if (claim.leader == <u8>NO_LEADER) askMetadata(consumer);
	}
	for (let node: u32 = 0; node < nodeCount; node++) {
		const link = linkTo(consumer, node);
		askLeader(link, Hold.Resetting, Request.ListOffset);
		askLeader(link, Hold.Validating, Request.EpochEnd);
	}
}

/** One request for all partitions that wait for its answer. */
function askLeader(link: Link, hold: u32, kind: u32): void {
	if (isOutstanding(link, kind)) return;
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		const claim = claimOf(link.consumer, partition);
		if (claim.hold != <u8>hold || <u32>claim.leader != link.node) continue;
		sendRequest(link, kind, now, 0, 0);
		return;
	}
}

/** The request arrives at a broker. */
export function onListRequest(link: Link, kind: u32): void {
	const served = serve(link.node, cost(KafkaCost.GroupRequest));
	sendAnswer(link, kind, served, SMALL_BYTES, 0, 0);
}

export function onListed(link: Link): void {
	const consumer = link.consumer;
	for (let index: u32 = 0; index < partitionCount; index++) {
		const claim = claimOf(consumer, index);
		if (claim.hold != <u8>Hold.Resetting || <u32>claim.leader != link.node) continue;
		const partition = partitionAt(index);
		if (!leads(partition, link.node)) {
			claim.leader = <u8>NO_LEADER;
			continue;
		}
		const replica = replicaOn(partition, link.node);
		const end = readableEnd(consumer, partition, replica);
		forgetBeyond(progressOf(consumer.group, index), replica.log);
		beginAt(consumer, index, consumer.resetToEarliest ? 0 : end, LossCause.OffsetReset);
	}
	goOnReading(consumer);
}

/** It reads from `offset` on; the ledger hears what is skipped by that, and what comes again. */
export function beginAt(consumer: KafkaConsumer, partition: u32, offset: u32, cause: i32): void {
	const claim = claimOf(consumer, partition);
	claim.hold = <u8>Hold.Ready;
	claim.fetchOffset = offset;
	claim.position = offset;
	claim.done = offset;
	claim.saved = offset;
	const progress = progressOf(consumer.group, partition);
	const reached = progress.processedTo;
	if (offset > reached) {
		loseSkipped(consumer.ordinal, partition, reached, offset, cause);
		progress.processedTo = offset;
	} else if (offset < reached) {
		progress.repeatBelow = reached;
		progress.repeatCause = causeOfRepeat(progress);
	}
	progress.outOfRange = false;
	progress.ownerDied = false;
	if (claim.leader != <u8>NO_LEADER) linkTo(consumer, <u32>claim.leader).hurry = true;
}

function causeOfRepeat(progress: Progress): u32 {
	if (progress.outOfRange) return DuplicateCause.Failover;
	if (progress.commitLost) return DuplicateCause.AckNotOnDisk;
	return progress.ownerDied
		? DuplicateCause.OffsetNotCommitted
		: DuplicateCause.RebalancedBeforeCommit;
}

/** Nobody of the group will read these any more. */
export function loseSkipped(ordinal: u32, partition: u32, from: u32, to: u32, cause: i32): void {
	const place = partitionAt(partition);
	const log: Log = replicaOn(place, place.lastLeader).log;
	const end = min(to, log.end);
	for (let offset = from; offset < end; offset++) {
		const word = logWord(log, offset);
		if (isControl(word)) continue;
		destroyed(messageOf(word), cause, Place.Consumer, ordinal, sendOf(word));
	}
}
