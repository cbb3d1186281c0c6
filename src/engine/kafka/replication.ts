/**
 * Followers fetch from leaders, one loop for each pair of brokers: a request tells where the logs
 * end, the answer brings what is new; a request that finds nothing new waits at the leader.
 */
import { allocateForever } from '../kernel/memory';
import { clear, createLane, Lane, now, push } from '../kernel/events';
import { linkDelayBetween } from '../world/link';
import { nodeCount, NODES_MAX } from '../world/node';
import { unparkInto } from '../world/parking';
import { trace, tracedMessage } from '../ledger/trace';
import { Place, TraceKind } from '../ledger/causes';
import { Broker, brokerAt, sendBytes, serve } from './broker';
import { era, fetchWaitUs, recordBytes } from './cluster';
import { cost } from '../world/costs';
import { KafkaCost } from './costs';
import { syncDelayOfAppend, noteAppend } from './flush';
import { setMark } from './high-watermark';
import { noteFetch } from './in-sync';
import { KafkaLane } from './lane-kind';
import { endOnFullDisk } from './lifecycle';
import { copyLog, endOfEpoch, isControl, logWord, messageOf, newestEpoch, sendOf } from './log';
import { holds, partitionAt, partitionTotal, Replica, replicaOn, RoleOfReplica } from './partition';
import { Era } from './settings';
import { truncateReplica } from './truncation';
import { WorkKind } from './work-kind';

/** `replica.fetch.max.bytes`, of each partition. */
const FETCH_MAX_BYTES: f64 = 1048576;
const REQUEST_BYTES: f64 = 100;
/** `replica.fetch.backoff.ms` twice: the thread waits, and then each of its partitions. 0.8 has none. */
const RETRY_US: f64 = 2_000_000;

const enum FetchState {
	Idle = 0,
	OnItsWay,
	Waiting,
	Answered
}

@unmanaged
export class Fetcher {
	follower: u32;
	leader: u32;
	state: i32;
	/** When its last attempt failed: nobody listened there, or the connection fell. */
	failedAt: f64;
	waitsSince: f64;
	/** When the answer on its way has left the leader's machine. */
	sentAt: f64;
	waitArmed: bool;
	request: Lane;
	answer: Lane;
	wait: Lane;
}

const fetchers = new StaticArray<usize>(NODES_MAX * NODES_MAX);

export function createFetchers(): void {
	for (let follower: u32 = 0; follower < nodeCount; follower++) {
		for (let leader: u32 = 0; leader < nodeCount; leader++) {
			if (follower == leader) continue;
			const fetcher = changetype<Fetcher>(allocateForever(offsetof<Fetcher>()));
			const owner = changetype<usize>(fetcher);
			fetchers[follower * NODES_MAX + leader] = owner;
			fetcher.follower = follower;
			fetcher.leader = leader;
			fetcher.request = createLane(KafkaLane.Fetch, owner);
			fetcher.answer = createLane(KafkaLane.Fetched, owner);
			fetcher.wait = createLane(KafkaLane.FetchWait, owner);
		}
	}
}

function fetcherOf(follower: u32, leader: u32): Fetcher {
	return changetype<Fetcher>(fetchers[follower * NODES_MAX + leader]);
}

/** The first partition from `from` on of which the one broker follows the other; −1: none. */
function nextFollowed(fetcher: Fetcher, from: u32): i32 {
	for (let index = from; index < partitionTotal; index++) {
		const partition = partitionAt(index);
		if (!holds(partition, fetcher.follower) || !holds(partition, fetcher.leader)) continue;
		const replica = replicaOn(partition, fetcher.follower);
		const follows = replica.role == RoleOfReplica.Follower;
		if (follows && replica.leader == <i32>fetcher.leader) return index;
	}
	return -1;
}

function leaderOf(fetcher: Fetcher, partition: u32): Replica {
	return replicaOn(partitionAt(partition), fetcher.leader);
}

function followerOf(fetcher: Fetcher, partition: u32): Replica {
	return replicaOn(partitionAt(partition), fetcher.follower);
}

/** Follower: there is something to fetch from that leader. */
export function startFetching(follower: u32, leader: u32): void {
	const fetcher = fetcherOf(follower, leader);
	if (fetcher.state == FetchState.Idle) sendFetch(fetcher, now);
	// A request that waits does not name the new partition; the next one will.
	else if (fetcher.state == FetchState.Waiting) armWait(fetcher);
}

function sendFetch(fetcher: Fetcher, from: f64): void {
	fetcher.state = FetchState.Idle;
	if (!brokerAt(fetcher.leader).alive) {
		fetcher.failedAt = now;
		return;
	}
	for (let index = nextFollowed(fetcher, 0); index >= 0; index = nextFollowed(fetcher, index + 1)) {
		const replica = followerOf(fetcher, index);
		replica.fetchOffset = replica.log.end;
		replica.fetchedEpoch = replica.epoch;
		fetcher.state = FetchState.OnItsWay;
	}
	if (fetcher.state == FetchState.Idle) return;
	const stream = brokerAt(fetcher.follower).link;
	const delay = linkDelayBetween(stream, fetcher.follower, fetcher.leader, REQUEST_BYTES);
	push(fetcher.request, from + delay, 0, 0, 0);
}

/** Leader: a request arrives; its threads take it up in turn. */
export function onFetch(fetcher: Fetcher): void {
	const broker = brokerAt(fetcher.leader);
	if (!broker.alive) {
		fetcher.state = FetchState.Idle;
		fetcher.failedAt = now;
		return;
	}
	const done = serve(fetcher.leader, cost(KafkaCost.FetchRequest));
	push(broker.work, done, changetype<u32>(fetcher), 0, WorkKind.Fetch);
}

export function onFetchServed(fetcher: Fetcher): void {
	for (let index = nextFollowed(fetcher, 0); index >= 0; index = nextFollowed(fetcher, index + 1)) {
		const leader = leaderOf(fetcher, index);
		const follower = followerOf(fetcher, index);
		if (!agree(leader, follower) || follower.mustTruncate) continue;
		if (follower.fetchOffset <= leader.log.end)
			noteFetch(leader, fetcher.follower, follower.fetchOffset);
	}
	fetcher.state = FetchState.Waiting;
	fetcher.waitsSince = now;
	const broker = brokerAt(fetcher.leader);
	broker.waitingFetches |= 1 << fetcher.follower;
	if (hasNews(fetcher)) answerFetch(fetcher);
	else if (markIsNews(fetcher) || isOutside(fetcher)) armWait(fetcher);
}

/** The follower has all that it needs to be in sync and is not: its next request may bring it in. */
function isOutside(fetcher: Fetcher): bool {
	for (let index = nextFollowed(fetcher, 0); index >= 0; index = nextFollowed(fetcher, index + 1)) {
		const leader = leaderOf(fetcher, index);
		const follower = followerOf(fetcher, index);
		const isIn = ((leader.inSync >> fetcher.follower) & 1) != 0;
		if (agree(leader, follower) && !isIn) return true;
	}
	return false;
}

/** The leader leads, in the epoch that the request was sent in. */
function agree(leader: Replica, follower: Replica): bool {
	return leader.role == RoleOfReplica.Leader && leader.epoch == follower.fetchedEpoch;
}

/** Records, or a place to cut the log off, for the follower. */
function hasNews(fetcher: Fetcher): bool {
	for (let index = nextFollowed(fetcher, 0); index >= 0; index = nextFollowed(fetcher, index + 1)) {
		const leader = leaderOf(fetcher, index);
		const follower = followerOf(fetcher, index);
		if (!agree(leader, follower)) continue;
		if (follower.mustTruncate || follower.fetchOffset != leader.log.end) return true;
	}
	return false;
}

/** The follower does not know the high watermark of now, or has a partition to ask for. */
function markIsNews(fetcher: Fetcher): bool {
	for (let index = nextFollowed(fetcher, 0); index >= 0; index = nextFollowed(fetcher, index + 1)) {
		const leader = leaderOf(fetcher, index);
		const follower = followerOf(fetcher, index);
		if (leader.role != RoleOfReplica.Leader) continue;
		if (leader.highWatermark > follower.highWatermark) return true;
		if (leader.epoch == follower.epoch && leader.epoch != follower.fetchedEpoch) return true;
	}
	return false;
}

function armWait(fetcher: Fetcher): void {
	if (fetcher.waitArmed) return;
	fetcher.waitArmed = true;
	push(fetcher.wait, max(now, fetcher.waitsSince + fetchWaitUs), 0, 0, 0);
}

/** The leader's high watermark moved: waiting followers learn of it when their wait is over. */
export function armFetchWaits(leader: u32): void {
	const waiting = brokerAt(leader).waitingFetches;
	for (let node: u32 = 0; node < nodeCount; node++) {
		if ((waiting >> node) & 1) armWait(fetcherOf(node, leader));
	}
}

export function onFetchWait(fetcher: Fetcher): void {
	fetcher.waitArmed = false;
	if (fetcher.state != FetchState.Waiting) return;
	if (now < fetcher.waitsSince + fetchWaitUs) {
		if (markIsNews(fetcher) || isOutside(fetcher)) armWait(fetcher);
	} else if (brokerAt(fetcher.leader).alive && (markIsNews(fetcher) || isOutside(fetcher))) {
		answerFetch(fetcher);
	}
}

/** Leader: something was appended; every follower that waits is answered. */
export function wakeFollowers(leader: u32): void {
	const waiting = brokerAt(leader).waitingFetches;
	for (let node: u32 = 0; node < nodeCount; node++) {
		if (((waiting >> node) & 1) == 0) continue;
		const fetcher = fetcherOf(node, leader);
		if (hasNews(fetcher)) answerFetch(fetcher);
	}
}

/** Leader: it leads something new; who waits here may have asked for that, or tried in vain. */
export function renewFetches(leader: u32): void {
	const waiting = brokerAt(leader).waitingFetches;
	for (let node: u32 = 0; node < nodeCount; node++) {
		if (node == leader) continue;
		const fetcher = fetcherOf(node, leader);
		if ((waiting >> node) & 1) onFetchServed(fetcher);
		else if (fetcher.state == FetchState.Idle && stillFollows(fetcher)) {
			sendFetch(fetcher, nextAttempt(fetcher));
		}
	}
}

/** The leader was away and is back before the cluster missed it: nobody tells its followers. */
function stillFollows(fetcher: Fetcher): bool {
	for (let index = nextFollowed(fetcher, 0); index >= 0; index = nextFollowed(fetcher, index + 1)) {
		const leader = leaderOf(fetcher, index);
		const follower = followerOf(fetcher, index);
		if (leader.role == RoleOfReplica.Leader && leader.epoch == follower.epoch) return true;
	}
	return false;
}

/** Its attempts since the one that failed are no events: nobody listened. */
function nextAttempt(fetcher: Fetcher): f64 {
	if (era == Era.V08) return now;
	const attempts = Math.ceil((now - fetcher.failedAt) / RETRY_US);
	return max(now, fetcher.failedAt + attempts * RETRY_US);
}

function answerFetch(fetcher: Fetcher): void {
	const broker = brokerAt(fetcher.leader);
	fetcher.state = FetchState.Answered;
	broker.waitingFetches &= ~(1 << fetcher.follower);
	let bytes: f64 = 0;
	for (let index = nextFollowed(fetcher, 0); index >= 0; index = nextFollowed(fetcher, index + 1)) {
		bytes += fillAnswer(leaderOf(fetcher, index), followerOf(fetcher, index));
	}
	const work = cost(KafkaCost.FetchAnswer) + bytes / cost(KafkaCost.FetchBytesPerUs);
	const sent = sendBytes(fetcher.leader, serve(fetcher.leader, work), bytes);
	fetcher.sentAt = sent;
	const delay = linkDelayBetween(broker.link, fetcher.follower, fetcher.leader, REQUEST_BYTES);
	push(fetcher.answer, sent + delay, 0, 0, 0);
}

/** Notes at the follower what is on its way to it; returns the bytes of it. */
function fillAnswer(leader: Replica, follower: Replica): f64 {
	follower.fetchedCut = false;
	follower.fetchedEnd = follower.fetchOffset;
	follower.fetchedMark = 0;
	if (!agree(leader, follower)) return 0;
	const limit = <u32>max(1.0, FETCH_MAX_BYTES / recordBytes());
	follower.fetchedMark = leader.highWatermark;
	if (follower.mustTruncate) {
		follower.fetchedCut = true;
		follower.fetchedEnd = min(follower.log.end, endOfEpoch(leader.log, newestEpoch(follower.log)));
	} else if (follower.fetchOffset > leader.log.end) {
		// Out of range: 0.8 goes back to the new leader's end, whatever lies before it (K10).
		follower.fetchedCut = true;
		follower.fetchedEnd = leader.log.end;
	} else {
		follower.fetchedEnd = min(leader.log.end, follower.fetchOffset + limit);
		return (follower.fetchedEnd - follower.fetchOffset) * recordBytes();
	}
	return 0;
}

/** Follower: the answer arrives; it appends and asks again. */
export function onFetched(fetcher: Fetcher): void {
	if (!brokerAt(fetcher.follower).alive) {
		fetcher.state = FetchState.Idle;
		return;
	}
	const broker = brokerAt(fetcher.follower);
	if (broker.diskFull && bringsRecords(fetcher)) {
		endOnFullDisk(broker);
		return;
	}
	let bytes: f64 = 0;
	let syncedAt: f64 = now;
	for (let index = nextFollowed(fetcher, 0); index >= 0; index = nextFollowed(fetcher, index + 1)) {
		const follower = followerOf(fetcher, index);
		if (follower.epoch != follower.fetchedEpoch) continue;
		const before = follower.log.end;
		takeAnswer(leaderOf(fetcher, index), follower);
		if (follower.log.end <= before) continue;
		bytes += (follower.log.end - before) * recordBytes();
		syncedAt = max(syncedAt, syncDelayOfAppend(follower));
	}
	const work = cost(KafkaCost.FollowerAppend) + bytes / cost(KafkaCost.FollowerBytesPerUs);
	sendFetch(fetcher, max(syncedAt, serve(fetcher.follower, work)));
}

function bringsRecords(fetcher: Fetcher): bool {
	for (let index = nextFollowed(fetcher, 0); index >= 0; index = nextFollowed(fetcher, index + 1)) {
		const follower = followerOf(fetcher, index);
		if (follower.epoch != follower.fetchedEpoch || follower.fetchedCut) continue;
		if (follower.fetchedEnd > follower.log.end) return true;
	}
	return false;
}

function takeAnswer(leader: Replica, follower: Replica): void {
	if (follower.fetchedCut) {
		truncateReplica(follower, follower.fetchedEnd);
		follower.mustTruncate = false;
		return;
	}
	// The leader may have cut its log meanwhile; then another epoch is on its way to both.
	const end = min(follower.fetchedEnd, leader.log.end);
	if (follower.log.end == follower.fetchOffset && end > follower.log.end) {
		noteAppend(follower);
		const from = follower.log.end;
		copyLog(follower.log, leader.log, end);
		if (tracedMessage != u32.MAX_VALUE) traceCopies(follower, from);
	}
	const mark = min(follower.fetchedMark, follower.log.end);
	if (mark > follower.highWatermark) setMark(follower, mark);
}

function traceCopies(replica: Replica, from: u32): void {
	for (let offset = from; offset < replica.log.end; offset++) {
		const word = logWord(replica.log, offset);
		if (isControl(word) || messageOf(word) != tracedMessage) continue;
		trace(tracedMessage, TraceKind.Mirrored, Place.Node, replica.node, -1, sendOf(word));
	}
}

/** A broker's process ends: its loops end, and those that ask it. What it had sent arrives. */
export function stopFetches(broker: Broker): void {
	broker.waitingFetches = 0;
	for (let other: u32 = 0; other < nodeCount; other++) {
		if (other == broker.node) continue;
		const own = fetcherOf(broker.node, other);
		resetFetcher(own);
		unparkInto(own.answer);
		clear(own.answer);
		brokerAt(other).waitingFetches &= ~(1 << broker.node);
		const asking = fetcherOf(other, broker.node);
		if (asking.state == FetchState.Answered && asking.sentAt <= now) continue;
		unparkInto(asking.answer);
		clear(asking.answer);
		resetFetcher(asking);
		asking.failedAt = now;
	}
}

function resetFetcher(fetcher: Fetcher): void {
	unparkInto(fetcher.request);
	clear(fetcher.request);
	unparkInto(fetcher.wait);
	clear(fetcher.wait);
	fetcher.waitArmed = false;
	fetcher.state = FetchState.Idle;
}
