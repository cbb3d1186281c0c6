/**
 * 0.8: every consumer rebalances by itself. Members are ephemeral nodes in ZooKeeper that all of
 * them watch; when the set changes each stops fetching, commits, gives its partitions back, works
 * out its range by the sorted names and claims it, one ephemeral node for each partition. A claim
 * fails while another still holds the partition; then it waits and tries again (K20).
 */
import { now, push } from '../../kernel/events';
import { Cost, cost } from '../../world/costs';
import { KafkaConsumer, Phase } from '../client/consumer';
import { purge } from '../client/consumer-buffer';
import { consumerOf } from '../client/consumer-metadata';
import { letGo, locate, LOCATED, onLocated, takeOver } from '../client/consumer-position';
import { cutStretch, settle } from '../client/consumer-settle';
import { commit } from '../offsets/commit';
import { KafkaCost } from '../costs';
import { partitionCount } from '../partition';
import { zookeeperWrite } from '../sessions';
import { assignRange, NOBODY } from './assign';
import {
	addMember,
	Group,
	memberCount,
	memberIn,
	ownerOf,
	removeMember,
	setOwner,
	slotOf,
	sortedMembers
} from './group';
import { Membership } from './membership';

/** `rebalance.backoff.ms`, by default `zookeeper.sync.time.ms`; `rebalance.max.retries`. */
const BACKOFF_US: f64 = 2e6;
const RETRIES: u32 = 4;

const enum Step {
	/** Its node among the members is there. */
	Registered = 1,
	/** It works out its range. */
	Plan,
	/** It claims its partitions. */
	Claim,
	/** The members have changed. */
	Watch
}

/** Its process has started: it registers, and all who watch the members learn of it. */
export function register(consumer: KafkaConsumer): void {
	consumer.phase = Phase.Joining;
	consumer.membership = Membership.Out;
	push(
		consumer.step,
		zookeeperWrite() + 2 * cost(Cost.LinkLatency),
		Step.Registered,
		consumer.life,
		0
	);
}

/**
 * Its session ended while it stood still, and with it what it held: it begins a new one, when the
 * message in hand is done with.
 */
export function registerAgain(consumer: KafkaConsumer): void {
	consumer.membership = Membership.Out;
	giveUpPoll(consumer);
	push(
		consumer.step,
		zookeeperWrite() + 2 * cost(Cost.LinkLatency),
		Step.Registered,
		consumer.life,
		0
	);
}

/** Nothing but the message in hand is worked on any more, and nothing fetched is kept. */
function giveUpPoll(consumer: KafkaConsumer): void {
	for (let partition: u32 = 0; partition < partitionCount; partition++) letGo(consumer, partition);
	consumer.purgeDue = true;
	if (consumer.phase == Phase.Waiting) endPollOfOld(consumer);
}

export function onStep(consumer: KafkaConsumer, step: u32, life: u32): void {
	if (life != consumer.life || consumer.dead) return;
	switch (step) {
		case Step.Registered:
			addMember(consumer.group, consumer.ordinal, consumer.life, now);
			tellMembers(consumer.group);
			break;
		case Step.Watch:
			if (consumer.membership == Membership.Joining) consumer.watchFired = true;
			else beginRebalance(consumer);
			break;
		case Step.Plan:
			planRange(consumer);
			break;
		case Step.Claim:
			claimRange(consumer);
			break;
		default:
			assert(step == LOCATED, 'a step of a rebalance');
			onLocated(consumer);
	}
}

/** A member came or went: the watches of the others fire. */
function tellMembers(group: Group): void {
	for (let slot: u32 = 0; slot < group.memberSlots; slot++) {
		const member = memberIn(group, slot);
		if (!member.present || member.dead) continue;
		const consumer = consumerOf(member.consumer);
		push(consumer.step, now + cost(Cost.LinkLatency), Step.Watch, member.life, 0);
	}
}

/** The session of a dead member has ended, or a live one has closed its own. */
export function forgetMember(group: Group, slot: u32): void {
	removeMember(group, slot);
	tellMembers(group);
}

/** Stops fetching, commits what was handed out, and gives its partitions back. */
function beginRebalance(consumer: KafkaConsumer): void {
	consumer.membership = Membership.Joining;
	consumer.watchFired = false;
	consumer.attempts = 0;
	settle(consumer, now);
	cutStretch(consumer);
	if (consumer.autoCommit) commit(consumer, false);
	giveUpPoll(consumer);
	let freed = now;
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		if (ownerOf(consumer.group, partition) == consumer.ordinal) freed = zookeeperWrite();
	}
	push(consumer.step, freed + 2 * cost(Cost.LinkLatency), Step.Plan, consumer.life, 0);
}

/** Its partitions are free; it reads who the members are and what is committed. */
function planRange(consumer: KafkaConsumer): void {
	const group = consumer.group;
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		if (ownerOf(group, partition) == consumer.ordinal) setOwner(group, partition, NOBODY);
	}
	if (consumer.watchFired) {
		beginRebalance(consumer);
		return;
	}
	const reads = 2 + memberCount(group);
	const each = cost(KafkaCost.ZookeeperRead) + 2 * cost(Cost.LinkLatency);
	let claimed = now + <f64>reads * each;
	assignRange(group.planned, partitionCount, sortedMembers(group), memberCount(group));
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		if (load<u8>(group.planned + <usize>partition) != <u8>consumer.ordinal) continue;
		claimed = max(claimed, zookeeperWrite()) + each;
	}
	push(consumer.step, claimed, Step.Claim, consumer.life, 0);
}

/** All or nothing: what another still holds makes the whole claim fail. */
function claimRange(consumer: KafkaConsumer): void {
	const group = consumer.group;
	assignRange(group.planned, partitionCount, sortedMembers(group), memberCount(group));
	let mine: u32 = 0;
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		if (load<u8>(group.planned + <usize>partition) != <u8>consumer.ordinal) continue;
		mine++;
		if (ownerOf(group, partition) != NOBODY) {
			failClaim(consumer);
			return;
		}
	}
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		if (load<u8>(group.planned + <usize>partition) != <u8>consumer.ordinal) continue;
		setOwner(group, partition, consumer.ordinal);
		takeOver(consumer, partition);
	}
	finishRebalance(consumer);
	if (mine > 0) locate(consumer);
}

function failClaim(consumer: KafkaConsumer): void {
	// After the last attempt it has nothing until the members change again.
	if (consumer.watchFired || consumer.attempts >= RETRIES) {
		finishRebalance(consumer);
		return;
	}
	consumer.attempts++;
	push(consumer.step, now + BACKOFF_US, Step.Plan, consumer.life, 0);
}

function finishRebalance(consumer: KafkaConsumer): void {
	consumer.membership = Membership.In;
	consumer.fenced = false;
	if (consumer.phase == Phase.Joining) consumer.phase = Phase.Waiting;
	if (consumer.watchFired) beginRebalance(consumer);
}

/**
 * The message in hand is done with. If the partitions have been taken away meanwhile, so is what was
 * fetched of them. Returns whether the application has to wait for the rebalance to end.
 */
export function endPollOfOld(consumer: KafkaConsumer): bool {
	if (consumer.purgeDue) {
		consumer.purgeDue = false;
		purge(consumer);
		consumer.pollLeft = min(consumer.pollLeft, consumer.buffered);
	}
	if (consumer.membership == Membership.In) return false;
	consumer.pollLeft = 0;
	consumer.unitLeft = 0;
	consumer.phase = Phase.Joining;
	return true;
}

/** A consumer that is asked to stop closes its session. */
export function closeSession(consumer: KafkaConsumer): void {
	const slot = slotOf(consumer.group, consumer.ordinal, consumer.life);
	if (slot >= 0) forgetMember(consumer.group, slot);
}
