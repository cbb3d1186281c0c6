/**
 * A consumer's connections, one to each broker. A broker that dies resets them; one that falls
 * silent keeps its requests waiting until the client gives up after `request.timeout.ms`.
 */
import { allocateForever } from '../../kernel/memory';
import { clear, createLane, Lane, now, push } from '../../kernel/events';
import { createRing, Ring, ringClear } from '../../kernel/ring';
import { Cost, cost } from '../../world/costs';
import { linkDelay } from '../../world/link';
import { nodeCount } from '../../world/node';
import { unparkInto } from '../../world/parking';
import { brokerAt, isHeard } from '../broker';
import { KafkaCost } from '../costs';
import { KafkaLane } from '../lane-kind';
import { partitionCount } from '../partition';
import { releaseEntry } from './consumer-buffer';
import { KafkaConsumer } from './consumer';

/** `request.timeout.ms` of the consumers since 0.9; 0.8's `socket.timeout.ms` is the same. */
export const REQUEST_TIMEOUT_US: f64 = 30e6;
/** A small request or answer with its header. */
export const SMALL_BYTES: f64 = 100;

/** Kinds of requests and of their answers: the low byte of an event's `c`. */
export const enum Request {
	Fetch = 1,
	Metadata,
	FindCoordinator,
	/** The log's begin or end, for a partition. */
	ListOffset,
	/** Where a leader epoch ends in the log (OffsetsForLeaderEpoch). */
	EpochEnd,
	OffsetFetch,
	Commit,
	Join,
	Sync,
	Heartbeat,
	Leave
}

/** What an answer says in `b`. */
export const enum Answer {
	Ok = 0,
	/** Not the leader, or not the coordinator. */
	WrongNode,
	OutOfRange,
	/** The group goes through a rebalance. */
	Rebalance,
	/** The member is not in the group, or of an older generation. */
	Unknown
}

/** Events of a link's control lane. */
export const enum LinkEvent {
	/** The client learns that the connection is gone. */
	Lost = 1,
	/** A request may have waited too long. */
	Timeout
}

/** Of one partition in `Link.readTo`. */
export const READ_BYTES: usize = 12;

@unmanaged
export class Link {
	consumer: KafkaConsumer;
	node: u32;
	up: Lane;
	down: Lane;
	control: Lane;
	/** Rises when the connection falls: what belongs to an older one is void. */
	epoch: u32;
	/** Requests without an answer, by kind a bit. */
	outstanding: u32;
	/** Those of them that the coordinator there holds back, and the number of the newest commit. */
	held: u32;
	heldCommit: u32;
	oldestSentAt: f64;

	// The one fetch request: `consumer-fetch.ts`, `fetch-waiting.ts`.
	/** Partition | epoch << 16, offset; u32 each. */
	asked: usize;
	askedCount: u32;
	/** It waits at the broker, since then. */
	waits: bool;
	waitsSince: f64;
	/** When the broker's threads have handled the request itself. */
	servedAt: f64;
	/** The client has more to ask for than this request does. */
	hurry: bool;
	wait: Lane;
	waitSet: bool;
	/** What the answer under way carries: entries as in a consumer's buffer. */
	carried: Ring;
	carriedBytes: f64;
	/**
	 * Up to where it goes, markers and what is hidden included (0: nothing), and the leader epoch and
	 * the term of the last word; u32 each.
	 */
	readTo: usize;
}

export function createLinks(consumer: KafkaConsumer): usize {
	const links = allocateForever(<usize>nodeCount * 4);
	for (let node: u32 = 0; node < nodeCount; node++) {
		const link = changetype<Link>(allocateForever(offsetof<Link>()));
		const owner = changetype<usize>(link);
		store<u32>(links + ((<usize>node) << 2), <u32>owner);
		link.consumer = consumer;
		link.node = node;
		link.up = createLane(KafkaLane.ConsumerRequest, owner);
		link.down = createLane(KafkaLane.ConsumerAnswer, owner);
		link.control = createLane(KafkaLane.ConsumerLink, owner);
		link.wait = createLane(KafkaLane.ConsumerFetchWait, owner);
		link.asked = allocateForever(<usize>partitionCount * 8);
		link.readTo = allocateForever(<usize>partitionCount * READ_BYTES);
		link.carried = createRing(4);
	}
	return links;
}

export function linkTo(consumer: KafkaConsumer, node: u32): Link {
	return changetype<Link>(<usize>load<u32>(consumer.links + ((<usize>node) << 2)));
}

export function bitOfRequest(kind: u32): u32 {
	const bit: u32 = 1 << kind;
	return bit;
}

export function isOutstanding(link: Link, kind: u32): bool {
	return (link.outstanding & bitOfRequest(kind)) != 0;
}

/** Sends a request once the application's or the fetching thread comes to it at `at`. */
export function sendRequest(link: Link, kind: u32, at: f64, a: u32, b: u32): void {
	if (link.outstanding == 0) link.oldestSentAt = at;
	link.outstanding |= bitOfRequest(kind);
	const broker = brokerAt(link.node);
	if (!broker.open) {
		// Refused.
		push(link.control, at + 2 * cost(Cost.LinkLatency), LinkEvent.Lost, link.epoch, 0);
		return;
	}
	const delay = linkDelay(link.consumer.link, link.node, SMALL_BYTES);
	push(link.up, at + delay, a, b, kind | (link.epoch << 8));
	if (!isHeard(link.node)) watchSilence(link);
}

/** The answer leaves the broker at `at`. */
export function sendAnswer(link: Link, kind: u32, at: f64, bytes: f64, a: u32, b: u32): void {
	const delay = linkDelay(link.consumer.link, link.node, bytes);
	push(link.down, at + delay, a, b, kind | (link.epoch << 8));
}

/** A broker that does not answer is given up in the end. */
function watchSilence(link: Link): void {
	push(link.control, now + REQUEST_TIMEOUT_US, LinkEvent.Timeout, link.epoch, 0);
}

export function isStaleLink(link: Link, c: u32): bool {
	return c >> 8 != (link.epoch & 0xffffff);
}

/** Everything on its way is gone. The broker's end forgets the request that waits there. */
export function dropLink(link: Link): void {
	unparkInto(link.up);
	unparkInto(link.down);
	unparkInto(link.control);
	clear(link.up);
	clear(link.down);
	// Else the news of its end would stand behind a time-out of 30 s.
	clear(link.control);
	dropCarried(link);
	link.waits = false;
	link.hurry = false;
	link.held = 0;
	link.epoch++;
}

export function dropCarried(link: Link): void {
	for (let index = link.carried.head; index != link.carried.tail; index++) {
		releaseEntry(link.carried.items + <usize>((index & link.carried.mask) << 4));
	}
	ringClear(link.carried);
	link.carriedBytes = 0;
}

/** The broker's process died: its machine resets the connection. */
export function loseBroker(link: Link): void {
	const expects = link.outstanding != 0;
	dropLink(link);
	if (!expects || link.consumer.dead) return;
	const exit = cost(Cost.ResetDelay) + cost(KafkaCost.ProcessExit);
	const at = now + exit + cost(Cost.LinkLatency);
	push(link.control, at, LinkEvent.Lost, link.epoch, 0);
}

/** The first broker that it can reach, its own first; −1: none now. */
export function reachableNode(consumer: KafkaConsumer): i32 {
	for (let step: u32 = 0; step < nodeCount; step++) {
		const node = (consumer.homeNode + step) % nodeCount;
		if (isHeard(node)) return node;
	}
	return -1;
}
