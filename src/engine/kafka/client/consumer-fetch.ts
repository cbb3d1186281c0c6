/**
 * The client's side of fetching: one request to a broker at a time, for all partitions that it
 * leads and of which nothing waits in the buffer; what comes back is buffered and the application
 * woken. A new request leaves as soon as a poll has taken what was there, so that the broker works
 * while the application does.
 */
import { now } from '../../kernel/events';
import { ringClear } from '../../kernel/ring';
import { cost } from '../../world/costs';
import { nodeCount } from '../../world/node';
import { KafkaCost } from '../costs';
import { partitionCount } from '../partition';
import { askMetadata } from './consumer-metadata';
import { Claim, claimOf, Hold, NO_LEADER } from './claim';
import { KafkaConsumer, Phase } from './consumer';
import { keepEntry, entryCount, entryBase, entryPartition, releaseEntry } from './consumer-buffer';
import {
	Answer,
	isOutstanding,
	Link,
	linkTo,
	READ_BYTES,
	Request,
	sendRequest
} from './consumer-network';
import { poll } from './consumer-poll';
import { resetPosition } from './consumer-position';
import { noteRead } from './consumer-validation';
import { waitOn } from './fetch-waiting';

/** 0.8: `queued.max.message.chunks`. Later clients fetch what nothing is buffered of. */
const ANSWERS_OF_OLD: u32 = 2;

/** Sends a fetch request to each broker that leads a partition to be fetched. */
export function sendFetches(consumer: KafkaConsumer): void {
	if (consumer.dead || consumer.phase == Phase.Joining) return;
	for (let node: u32 = 0; node < nodeCount; node++) {
		const link = linkTo(consumer, node);
		if (isOutstanding(link, Request.Fetch)) {
			if (!link.hurry && hasMoreToAsk(consumer, link)) link.hurry = true;
			if (link.waits && link.hurry) waitOn(link);
			continue;
		}
		if (collect(consumer, link)) {
			sendRequest(link, Request.Fetch, max(now, fetchTime(consumer)), 0, 0);
		}
	}
}

function isWanted(consumer: KafkaConsumer, link: Link, claim: Claim): bool {
	const most = consumer.old ? ANSWERS_OF_OLD : 1;
	if (claim.hold != <u8>Hold.Ready || <u32>claim.leader != link.node) return false;
	return claim.answers < most;
}

/** A partition that the request under way, whose partitions rise, does not ask for. */
function hasMoreToAsk(consumer: KafkaConsumer, link: Link): bool {
	let index: u32 = 0;
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		if (index < link.askedCount && askedPartition(link, index) == partition) index++;
		else if (isWanted(consumer, link, claimOf(consumer, partition))) return true;
	}
	return false;
}

/** 0.8's fetcher is a thread of its own; later the polling thread sends. */
function fetchTime(consumer: KafkaConsumer): f64 {
	return consumer.old ? now : consumer.cpuFreeAt;
}

function collect(consumer: KafkaConsumer, link: Link): bool {
	let count: u32 = 0;
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		const claim = claimOf(consumer, partition);
		if (!isWanted(consumer, link, claim)) continue;
		const address = link.asked + ((<usize>count) << 3);
		count++;
		store<u32>(address, partition | ((<u32>claim.epoch) << 16));
		store<u32>(address, claim.fetchOffset, 4);
	}
	link.askedCount = count;
	return count > 0;
}

export function askedPartition(link: Link, index: u32): u32 {
	return load<u32>(link.asked + ((<usize>index) << 3)) & 0xffff;
}

export function askedEpoch(link: Link, index: u32): u32 {
	return load<u32>(link.asked + ((<usize>index) << 3)) >> 16;
}

export function askedOffset(link: Link, index: u32): u32 {
	return load<u32>(link.asked + ((<usize>index) << 3), 4);
}

/** How far it was read, 0: not at all; in which epoch and term. */
function answerOf(link: Link, index: u32): usize {
	return link.readTo + <usize>index * READ_BYTES;
}

/** The answer is there. `wrong`: the partition, plus one, whose error it carries. */
export function onFetched(link: Link, wrong: u32, error: u32): void {
	const consumer = link.consumer;
	const before = consumer.buffered;
	const bytes = link.carriedBytes;
	takeCarried(consumer, link);
	if (error == Answer.WrongNode) {
		claimOf(consumer, wrong - 1).leader = <u8>NO_LEADER;
		askMetadata(consumer);
	} else if (error == Answer.OutOfRange) {
		resetPosition(consumer, wrong - 1);
	}
	if (consumer.old) sendFetches(consumer);
	if (consumer.buffered > before) noteFetchCost(consumer, bytes);
	if (consumer.phase == Phase.Waiting) poll(consumer);
}

/** What an answer costs the client: itself, and unpacking its bytes. */
function noteFetchCost(consumer: KafkaConsumer, bytes: f64): void {
	const work = cost(KafkaCost.ConsumerFetch) + bytes / cost(KafkaCost.ConsumerBytesPerUs);
	if (consumer.phase == Phase.Waiting) consumer.cpuFreeAt = max(now, consumer.cpuFreeAt) + work;
	else consumer.owedUs += work;
}

/**
 * What was asked is still what is to come next. A former leader that was silent may answer after its
 * successor has; the client discards that (Fetcher; in 0.8 ConsumerFetcherThread).
 */
function isExpected(consumer: KafkaConsumer, link: Link, index: u32): bool {
	const claim = claimOf(consumer, askedPartition(link, index));
	if (<u32>claim.epoch != askedEpoch(link, index)) return false;
	return claim.fetchOffset == askedOffset(link, index);
}

function takeCarried(consumer: KafkaConsumer, link: Link): void {
	for (let index: u32 = 0; index < link.askedCount; index++) {
		if (!isExpected(consumer, link, index)) store<u32>(answerOf(link, index), 0);
	}
	const ring = link.carried;
	let asked: u32 = 0;
	for (let index = ring.head; index != ring.tail; index++) {
		const entry = ring.items + <usize>((index & ring.mask) << 4);
		while (askedPartition(link, asked) != entryPartition(entry)) asked++;
		if (load<u32>(answerOf(link, asked)) == 0) {
			releaseEntry(entry);
			continue;
		}
		keepEntry(consumer, entry);
		claimOf(consumer, entryPartition(entry)).fetchOffset = entryBase(entry) + entryCount(entry);
	}
	for (let index: u32 = 0; index < link.askedCount; index++) {
		const partition = askedPartition(link, index);
		const claim: Claim = claimOf(consumer, partition);
		const answer = answerOf(link, index);
		const read = load<u32>(answer);
		if (read == 0) continue;
		const from = askedOffset(link, index);
		noteRead(consumer, partition, from, load<u32>(answer, 4), load<u32>(answer, 8));
		claim.fetchOffset = max(claim.fetchOffset, read);
	}
	ringClear(ring);
	link.carriedBytes = 0;
}
