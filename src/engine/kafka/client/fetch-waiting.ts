/**
 * The broker's side of a consumer's fetch: it answers at once if there are enough bytes up to the
 * high watermark (or the last stable offset), else it keeps the request until there are, or
 * `fetch.max.wait.ms` have passed. A former leader serves from its own log until it learns better.
 *
 * An empty answer would be followed by the same request again, for ever. So a request that nothing
 * has come for simply stays; when the first bytes come that do not suffice, the end of its wait is
 * the one that it would have had by asking again and again.
 */
import { now, push } from '../../kernel/events';
import { ringLength } from '../../kernel/ring';
import { cost } from '../../world/costs';
import { consumerAt, consumerCount } from '../../clients/roster';
import { serve } from '../broker';
import { recordBytes } from '../cluster';
import { KafkaCost } from '../costs';
import { epochAt, Log, logWord, isControl, termAt, transactionRunEnd, transactionAt } from '../log';
import { leads, Partition, partitionAt, Replica, replicaOn } from '../partition';
import { isAbortedTransaction, lastStable } from '../transactions/visible';
import { claimOf } from './claim';
import { carry, LAST } from './consumer-buffer';
import { KafkaConsumer } from './consumer';
import { askedEpoch, askedOffset, askedPartition } from './consumer-fetch';
import {
	Answer,
	dropCarried,
	Link,
	linkTo,
	READ_BYTES,
	Request,
	sendAnswer,
	SMALL_BYTES
} from './consumer-network';

/** A fetch request arrives. */
export function onFetchRequest(link: Link): void {
	link.waits = true;
	link.waitsSince = now;
	link.servedAt = serve(link.node, cost(KafkaCost.ConsumerFetchRequest));
	tryAnswer(link, false);
}

/** The high watermark of a partition's leader has moved. */
export function wakeFetches(partition: u32, node: u32): void {
	for (let index: u32 = 0; index < consumerCount; index++) {
		const link = linkTo(changetype<KafkaConsumer>(changetype<usize>(consumerAt(index))), node);
		if (link.waits && asksFor(link, partition)) tryAnswer(link, false);
	}
}

function asksFor(link: Link, partition: u32): bool {
	for (let index: u32 = 0; index < link.askedCount; index++) {
		if (askedPartition(link, index) == partition) return true;
	}
	return false;
}

/** The wait is over: what is there must do. */
export function onWaitOver(link: Link): void {
	link.waitSet = false;
	if (link.waits) tryAnswer(link, true);
}

/** End of what a consumer may read there. */
export function readableEnd(consumer: KafkaConsumer, partition: Partition, replica: Replica): u32 {
	const end = replica.highWatermark;
	return consumer.readCommitted ? min(end, lastStable(partition, replica)) : end;
}

function tryAnswer(link: Link, over: bool): void {
	const consumer = link.consumer;
	let bytes: f64 = 0;
	for (let index: u32 = 0; index < link.askedCount; index++) {
		const partition = partitionAt(askedPartition(link, index));
		const error = errorOf(link, index, partition);
		if (error != Answer.Ok) {
			answer(link, partition.index + 1, error);
			return;
		}
		const end = readableEnd(consumer, partition, replicaOn(partition, link.node));
		const offset = askedOffset(link, index);
		if (end > offset) bytes += <f64>(end - offset) * recordBytes();
	}
	if (bytes == 0 && !over) {
		if (link.hurry) waitOn(link);
		return;
	}
	if (over || bytes >= consumer.fetchMinBytes) answer(link, 0, Answer.Ok);
	else waitOn(link);
}

function errorOf(link: Link, index: u32, partition: Partition): u32 {
	if (!leads(partition, link.node)) return Answer.WrongNode;
	const replica = replicaOn(partition, link.node);
	// Fenced: the client has to hear of the new epoch first (KIP-320).
	const known = claimOf(link.consumer, partition.index).leaderEpoch;
	if (!link.consumer.old && replica.epoch > known) return Answer.WrongNode;
	return askedOffset(link, index) > replica.log.end ? Answer.OutOfRange : Answer.Ok;
}

/** Sets the end of the wait, if none is set. */
export function waitOn(link: Link): void {
	if (link.waitSet) return;
	link.waitSet = true;
	const wait = link.consumer.fetchMaxWaitUs;
	const waits = Math.floor((now - link.waitsSince) / wait) + 1;
	push(link.wait, max(now, link.waitsSince + waits * wait), 0, 0, 0);
}

function answer(link: Link, wrong: u32, error: u32): void {
	link.waits = false;
	link.hurry = false;
	dropCarried(link);
	for (let index: u32 = 0; index < link.askedCount; index++) {
		const partition = partitionAt(askedPartition(link, index));
		store<u32>(link.readTo + <usize>index * READ_BYTES, 0);
		if (errorOf(link, index, partition) == Answer.Ok) read(link, index, partition);
	}
	const bytes = link.carriedBytes + SMALL_BYTES;
	const served = serve(link.node, link.carriedBytes / cost(KafkaCost.FetchBytesPerUs));
	sendAnswer(link, Request.Fetch, max(served, link.servedAt), bytes, wrong, error);
}

/** Puts what one partition has for the consumer into the answer. */
function read(link: Link, index: u32, partition: Partition): void {
	const consumer = link.consumer;
	const replica = replicaOn(partition, link.node);
	const offset = askedOffset(link, index);
	const end = readableEnd(consumer, partition, replica);
	if (end <= offset) return;
	const most = max(<u32>(consumer.fetchMaxBytes / recordBytes()), 1);
	const to = min(end, offset + most);
	readSpans(link, index, replica.log, offset, to);
	const readTo = link.readTo + <usize>index * READ_BYTES;
	store<u32>(readTo, to);
	store<u32>(readTo, epochAt(replica.log, to - 1), 4);
	store<u32>(readTo, termAt(replica.log, to - 1), 8);
	link.carriedBytes += <f64>(to - offset) * recordBytes();
}

/** Data goes in spans; markers, and for `read_committed` what was aborted, are left out. */
function readSpans(link: Link, index: u32, log: Log, from: u32, to: u32): void {
	const partition = askedPartition(link, index);
	const epoch = askedEpoch(link, index);
	const before = ringLength(link.carried);
	let offset = from;
	while (offset < to) {
		const transaction = transactionAt(log, offset);
		const end = min(to, transactionRunEnd(log, offset));
		const hidden = link.consumer.readCommitted && isAbortedTransaction(transaction);
		if (!hidden) {
			const data = transaction == 0 ? end : beforeMarkers(log, offset, end);
			if (data > offset) carry(link.carried, log, partition, epoch, offset, data);
		}
		offset = end;
	}
	if (ringLength(link.carried) > before) markLast(link);
}

/**
 * Where the data of one transaction's run end. Its last words are its markers: a coordinator that
 * took over writes one again when it cannot know whether the first was written.
 */
function beforeMarkers(log: Log, from: u32, to: u32): u32 {
	let end = to;
	while (end > from && isControl(logWord(log, end - 1))) end--;
	return end;
}

function markLast(link: Link): void {
	const ring = link.carried;
	const entry = ring.items + <usize>(((ring.tail - 1) & ring.mask) << 4);
	store<u32>(entry, load<u32>(entry, 8) | LAST, 8);
}
