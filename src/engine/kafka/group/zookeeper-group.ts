/**
 * 0.8: every consumer rebalances by itself. Members are ephemeral nodes in ZooKeeper that all of
 * them watch; when the set changes each stops fetching, commits, gives its partitions back, works
 * out its range by the sorted names and claims it, one ephemeral node for each partition. A claim
 * fails while another still holds the partition; then it waits and tries again (K20).
 */
import { now, push } from '../../kernel/events';
import { Cost, cost } from '../../world/costs';
import { nodeCount } from '../../world/node';
import { claimOf, NO_LEADER } from '../client/claim';
import { KafkaConsumer, Phase } from '../client/consumer';
import { purge } from '../client/consumer-buffer';
import { consumerOf } from '../client/consumer-metadata';
import { letGo, LOCATED, onLocated, takeOver } from '../client/consumer-position';
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
	sortedMembers
} from './group';
import { Membership } from './membership';

/** `rebalance.backoff.ms`, by default `zookeeper.sync.time.ms`; `rebalance.max.retries`. */
const BACKOFF_US: f64 = 2e6;
const TRIES: u32 = 4;

const enum Step {
	/** Its node among the members is there. */
	Registered = 1,
	/** It looks for the first time. */
	Begin,
	/** The members have changed. */
	Watch,
	/** Its fetchers have ended. */
	Release,
	/** Its partitions are free; it reads what it has to know. */
	Plan,
	/** It claims its range. */
	Claim,
	/** All of that is its own. */
	Claimed,
	/** The last try has failed. */
	GiveUp
}

/** When it knows that ZooKeeper has written what it asks for now. */
export function writeToZookeeper(consumer: KafkaConsumer): f64 {
	consumer.spokeAt = zookeeperWrite();
	return consumer.spokeAt + 2 * cost(Cost.LinkLatency);
}

/** When it has read so many nodes, one after the other. */
function readFromZookeeper(consumer: KafkaConsumer, nodes: u32): f64 {
	const each = cost(KafkaCost.ZookeeperRead) + 2 * cost(Cost.LinkLatency);
	consumer.spokeAt = max(consumer.spokeAt, now + <f64>nodes * each);
	return now + <f64>nodes * each;
}

/** Its process has started: it registers, and all who watch the members learn of it. */
export function register(consumer: KafkaConsumer): void {
	consumer.phase = Phase.Joining;
	consumer.isNew = true;
	beginSession(consumer, cost(KafkaCost.ConsumerStart));
}

/**
 * Its session ended while it stood still, and with it what it held: it begins a new one, when the
 * message in hand is done with.
 */
export function registerAgain(consumer: KafkaConsumer): void {
	giveUpPoll(consumer);
	beginSession(consumer, 0);
}

function beginSession(consumer: KafkaConsumer, untilFirstLook: f64): void {
	consumer.membership = Membership.Joining;
	const written = writeToZookeeper(consumer);
	push(consumer.step, written, Step.Registered, consumer.life, 0);
	push(consumer.step, written + untilFirstLook, Step.Begin, consumer.life, 0);
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
			tellMembers(consumer.group);
			addMember(consumer.group, consumer.ordinal, consumer.life, now);
			break;
		case Step.Begin:
			beginRebalance(consumer);
			break;
		case Step.Watch:
			if (consumer.membership == Membership.Joining) consumer.watchFired = true;
			else beginRebalance(consumer);
			break;
		case Step.Release:
			releaseRange(consumer);
			break;
		case Step.Plan:
			planRange(consumer);
			break;
		case Step.Claim:
			claimRange(consumer);
			break;
		case Step.Claimed:
			takeRange(consumer);
			break;
		case Step.GiveUp:
			finishRebalance(consumer);
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

function isOwner(consumer: KafkaConsumer, partition: u32): bool {
	return ownerOf(consumer.group, partition) == consumer.ordinal;
}

/** How long it takes to end its fetchers. */
export function fetchersEndUs(consumer: KafkaConsumer): f64 {
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		if (isOwner(consumer, partition)) return cost(KafkaCost.FetcherStop);
	}
	return 0;
}

/** Commits what was handed out, and stops fetching. */
function beginRebalance(consumer: KafkaConsumer): void {
	consumer.membership = Membership.Joining;
	consumer.watchFired = false;
	consumer.attempts = 0;
	settle(consumer, now);
	cutStretch(consumer);
	if (consumer.autoCommit) commit(consumer, false);
	giveUpPoll(consumer);
	push(consumer.step, now + fetchersEndUs(consumer), Step.Release, consumer.life, 0);
}

/** Gives its partitions back, one awaited write for each. */
function releaseRange(consumer: KafkaConsumer): void {
	let freed = now;
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		if (isOwner(consumer, partition)) freed = writeToZookeeper(consumer);
	}
	push(consumer.step, freed, Step.Plan, consumer.life, 0);
}

/**
 * It reads the brokers, twice; what each member wants to read; the topic's partitions; and what is
 * committed of those that will be its own (ZKRebalancerListener, rebalance).
 */
function planRange(consumer: KafkaConsumer): void {
	const group = consumer.group;
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		if (isOwner(consumer, partition)) setOwner(group, partition, NOBODY);
	}
	const nodes = 2 * (1 + nodeCount) + memberCount(group) + 5 + planned(consumer);
	push(consumer.step, readFromZookeeper(consumer, nodes), Step.Claim, consumer.life, 0);
}

/** Works out who shall own what; returns how many are its own. */
function planned(consumer: KafkaConsumer): u32 {
	const group = consumer.group;
	assignRange(group.planned, partitionCount, sortedMembers(group), memberCount(group));
	let mine: u32 = 0;
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		if (isPlanned(consumer, partition)) mine++;
	}
	return mine;
}

function isPlanned(consumer: KafkaConsumer, partition: u32): bool {
	return load<u8>(consumer.group.planned + <usize>partition) == <u8>consumer.ordinal;
}

/** All or nothing: what another still holds makes the whole claim fail. */
function claimRange(consumer: KafkaConsumer): void {
	planned(consumer);
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		if (!isPlanned(consumer, partition)) continue;
		if (ownerOf(consumer.group, partition) == NOBODY) continue;
		failClaim(consumer);
		return;
	}
	let claimed = now;
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		if (!isPlanned(consumer, partition)) continue;
		setOwner(consumer.group, partition, consumer.ordinal);
		claimed = writeToZookeeper(consumer);
	}
	push(consumer.step, claimed, Step.Claimed, consumer.life, 0);
}

/** It tries again; after the last try it has nothing until the members change. */
function failClaim(consumer: KafkaConsumer): void {
	const next = ++consumer.attempts < TRIES ? Step.Plan : Step.GiveUp;
	push(consumer.step, now + BACKOFF_US, next, consumer.life, 0);
}

/** It starts new fetchers, which find out anew who leads. */
function takeRange(consumer: KafkaConsumer): void {
	let some = false;
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		if (!isOwner(consumer, partition)) continue;
		takeOver(consumer, partition);
		claimOf(consumer, partition).leader = <u8>NO_LEADER;
		some = true;
	}
	consumer.askedMetadataAt = -Infinity;
	finishRebalance(consumer);
	if (!some || consumer.membership != Membership.In) return;
	let located = readFromZookeeper(consumer, 1 + nodeCount);
	if (consumer.isNew) located += cost(KafkaCost.ConsumerStart);
	consumer.isNew = false;
	push(consumer.step, located, LOCATED, consumer.life, 0);
}

/** Whoever came or went meanwhile makes it begin once more. */
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
