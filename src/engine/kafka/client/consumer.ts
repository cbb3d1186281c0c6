/**
 * A consumer of Kafka: its settings and its state. It pulls. One thread polls, works on what a poll
 * returned one message after the other, and commits how far it has come; what is fetched waits in
 * a buffer meanwhile. 0.8's client differs: a thread of its own fetches, the application takes
 * message by message, and a timer commits (K18).
 */
import { allocateForever } from '../../kernel/memory';
import { createLane, Lane } from '../../kernel/events';
import { createRing, Ring } from '../../kernel/ring';
import { createStream, Purpose, Stream, uniform } from '../../kernel/random';
import { Client, Role, setUpClient } from '../../clients/client';
import { setting, settingCount, settingFlag } from '../../scenario/settings';
import { cost } from '../../world/costs';
import { KafkaCost } from '../costs';
import { Group, groupNamed } from '../group/group';
import { KafkaLane } from '../lane-kind';
import { partitionCount } from '../partition';
import { KafkaConsumerSetting } from '../settings';
import { enrolWorker } from '../transactions/worker';
import { Claim, claimOf, NO_LEADER } from './claim';
import { createLinks } from './consumer-network';

export const enum OffsetStore {
	Zookeeper = 0,
	Coordinator
}

export const enum Phase {
	/** In `poll`, with nothing to return. */
	Waiting = 0,
	/** The application works. */
	Working,
	/** It waits for the answer to a commit. */
	Committing,
	/** It waits for an assignment and reads nothing meanwhile. */
	Joining,
	/** A transactional worker waits for its transaction. */
	Transacting
}

/** What goes on when a commit is answered. */
export const enum AfterCommit {
	Poll = 0,
	/** The rest of the poll. */
	GoOn,
	/** The work that the commit was to come before. */
	Begin,
	/** The partitions are let go of. */
	Release,
	/** It leaves the group and ends. */
	Close
}

@unmanaged
export class KafkaConsumer extends Client {
	group: Group;
	old: bool;
	autoCommit: bool;
	autoCommitIntervalUs: f64;
	commitBefore: bool;
	/** Commit after this many messages; 0: after each poll. */
	commitEvery: u32;
	commitAsync: bool;
	offsetStore: i32;
	maxPollRecords: u32;
	fetchMinBytes: f64;
	fetchMaxWaitUs: f64;
	/** Of one partition. */
	fetchMaxBytes: f64;
	assignment: i32;
	sessionTimeoutUs: f64;
	heartbeatUs: f64;
	maxPollIntervalUs: f64;
	resetToEarliest: bool;
	readCommitted: bool;
	transactional: bool;
	/** `group.instance.id`: each of its lives is the same member (KIP-345). */
	isStatic: bool;

	/** Which life of its process this is. */
	life: u32;
	phase: i32;
	/** One `Claim` for each partition, one `Link` for each broker. */
	claims: usize;
	links: usize;

	/** Fetched and not processed: words u32, base u32, count | last << 31, partition | epoch << 16. */
	buffer: Ring;
	/** Messages in it. */
	buffered: u32;
	/** Words of the oldest entry that are done with, and of `aheadEntry` that a poll handed out. */
	at: u32;
	aheadEntry: u32;
	aheadAt: u32;

	/** Left of what the poll returned, and of what one commit is to cover. */
	pollLeft: u32;
	unitLeft: u32;
	sinceCommit: u32;
	afterCommit: i32;

	/** Messages in work without an event between: see `consumer-settle.ts`. */
	stretch: u32;
	settled: u32;
	perRecordUs: f64;
	nextFinish: f64;
	stretchEnd: f64;
	replay: Stream;
	/** When its process fell silent; below 0: it runs. */
	silentSince: f64;

	nextAutoCommit: f64;
	commitTimer: Lane;
	commitTimerSet: bool;
	/** 0.8, with nothing to work on: when its timer will commit; Infinity: it has nothing to. */
	restingCommitAt: f64;
	pollLimit: Lane;
	/** Number of the newest poll, so that a limit for an older one is void. */
	polls: u32;

	// In the group: `group/membership.ts`, `group/zookeeper-group.ts`.
	membership: i32;
	/** Node that it takes for the coordinator; −1: unknown. */
	coordinator: i32;
	mustRejoin: bool;
	/** Taken out of the group without having noticed: what it processes now is not its own. */
	fenced: bool;
	heartbeat: Lane;
	heartbeatSet: bool;
	/** Steps of its own rebalance (0.8). */
	step: Lane;
	attempts: u32;
	watchFired: bool;
	/** Its process has started, and has not fetched yet. */
	isNew: bool;
	/** Partitions were taken away while the application had a message in hand. */
	purgeDue: bool;

	/** What it owes its commits: number of the newest, and of the one that it waits for. */
	commits: u32;
	awaitedCommit: u32;
	/** A commit that has to wait for a coordinator. */
	commitPending: bool;
	/** An assignment came while the application worked: the next poll takes it over. */
	assignmentPending: bool;
	/** The log departs from what it has read: the next poll goes back. */
	mustGoBack: bool;
	/** It has been asked to stop and closes after the message in hand. */
	closing: bool;
	/** And to be started again. */
	returns: bool;
	bornAt: f64;
	zookeeper: Lane;
	session: Lane;
	/** Counts its silences, so that a check for an older one is void. */
	silences: u32;
	/** 0.8: when it last sent ZooKeeper anything but a ping. */
	spokeAt: f64;

	retry: Lane;
	coordinatorRetry: Lane;
	asksMetadata: bool;
	askedMetadataAt: f64;
	/** It has something for a coordinator and knows of none. */
	wantsCoordinator: bool;
	/** Requests for the coordinator that wait for one, a bit each. */
	waitingRequests: u32;
	/** Time that answers cost while the application worked: the next poll pays it. */
	owedUs: f64;
}

export function createKafkaConsumer(node: u32, host: bool): KafkaConsumer {
	const consumer = changetype<KafkaConsumer>(allocateForever(offsetof<KafkaConsumer>()));
	setUpClient(consumer, Role.Consumer, node, host, KafkaLane.ConsumerWork);
	readSettings(consumer);
	const owner = changetype<usize>(consumer);
	consumer.claims = allocateForever(<usize>partitionCount * offsetof<Claim>());
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		claimOf(consumer, partition).leader = <u8>NO_LEADER;
	}
	consumer.buffer = createRing(4);
	consumer.replay = createStream(Purpose.Processing, consumer.ordinal);
	consumer.silentSince = -1;
	consumer.restingCommitAt = Infinity;
	consumer.coordinator = -1;
	consumer.commitTimer = createLane(KafkaLane.ConsumerCommitTimer, owner);
	consumer.pollLimit = createLane(KafkaLane.ConsumerPollLimit, owner);
	consumer.heartbeat = createLane(KafkaLane.ConsumerHeartbeat, owner);
	consumer.step = createLane(KafkaLane.ConsumerStep, owner);
	consumer.retry = createLane(KafkaLane.ConsumerRetry, owner);
	consumer.coordinatorRetry = createLane(KafkaLane.ConsumerRetry, owner);
	consumer.zookeeper = createLane(KafkaLane.ConsumerZookeeper, owner);
	consumer.session = createLane(KafkaLane.ConsumerSession, owner);
	consumer.perRecordUs = cost(KafkaCost.ConsumerRecord);
	consumer.askedMetadataAt = -Infinity;
	const pingPhase = uniform(createStream(Purpose.KafkaGroup, 64 + <i32>consumer.ordinal));
	consumer.spokeAt = (-pingPhase * consumer.sessionTimeoutUs) / 3;
	consumer.links = createLinks(consumer);
	if (consumer.transactional) enrolWorker(consumer);
	return consumer;
}

function readSettings(consumer: KafkaConsumer): void {
	consumer.old = settingFlag(KafkaConsumerSetting.Old);
	consumer.autoCommit = settingFlag(KafkaConsumerSetting.AutoCommit);
	consumer.autoCommitIntervalUs = setting(KafkaConsumerSetting.AutoCommitIntervalUs);
	consumer.commitBefore = settingFlag(KafkaConsumerSetting.CommitBefore);
	consumer.commitEvery = settingCount(KafkaConsumerSetting.CommitEvery);
	consumer.commitAsync = settingFlag(KafkaConsumerSetting.CommitAsync);
	consumer.offsetStore = <i32>settingCount(KafkaConsumerSetting.OffsetStore);
	consumer.maxPollRecords = settingCount(KafkaConsumerSetting.MaxPollRecords);
	consumer.fetchMinBytes = setting(KafkaConsumerSetting.FetchMinBytes);
	consumer.fetchMaxWaitUs = setting(KafkaConsumerSetting.FetchMaxWaitUs);
	consumer.fetchMaxBytes = setting(KafkaConsumerSetting.FetchMaxBytes);
	consumer.assignment = <i32>settingCount(KafkaConsumerSetting.Assignment);
	consumer.sessionTimeoutUs = setting(KafkaConsumerSetting.SessionTimeoutUs);
	consumer.heartbeatUs = setting(KafkaConsumerSetting.HeartbeatUs);
	consumer.maxPollIntervalUs = setting(KafkaConsumerSetting.MaxPollIntervalUs);
	consumer.resetToEarliest = settingFlag(KafkaConsumerSetting.ResetToEarliest);
	consumer.readCommitted = settingFlag(KafkaConsumerSetting.ReadCommitted);
	consumer.transactional = settingFlag(KafkaConsumerSetting.Transactional);
	consumer.isStatic = settingFlag(KafkaConsumerSetting.StaticMembership);
	const name = settingCount(KafkaConsumerSetting.Group);
	const coordinated = consumer.offsetStore == OffsetStore.Coordinator;
	consumer.group = groupNamed(name, consumer.old, coordinated, consumer.assignment);
}
