/**
 * A network of brokers (A11): between each two brokers, each way, a bridge that behaves as a
 * consumer of the one while the other has consumers, and sends on what it gets. What is persistent
 * is acknowledged to the first when the second has stored it; what is not, when it is sent. A
 * message is forwarded once (`networkTTL` 1).
 */
import { allocateForever } from '../kernel/memory';
import { clear, createLane, Lane, laneA, laneC, laneLength, now, push } from '../kernel/events';
import { createRing, Ring, ringClear, ringLength, ringPush, ringShift } from '../kernel/ring';
import { createStream, Purpose, Stream } from '../kernel/random';
import { destroyed } from '../ledger/ledger';
import { DuplicateCause, LossCause, Place } from '../ledger/causes';
import { cost } from '../world/costs';
import { linkDelayBetween } from '../world/link';
import { unparkInto } from '../world/parking';
import { acknowledge } from './acknowledge';
import { Copy, isPersistent } from './copy';
import { ActivemqCost } from './costs';
import { subscriptionAt } from './destination';
import { wake } from './dispatcher';
import { ActivemqLane } from './lane-kind';
import { accept } from './send';
import { BRIDGE_TICKET, COMMAND_BYTES, NOBODY } from './session';
import { Site, siteAt, siteCount } from './site';
import { closeSubscription, createSubscription, Subscription } from './subscription';
import { messageBytes } from './usage';

/** Prefetch of a network connector's subscriptions. */
const PREFETCH: u32 = 1000;
const BRIDGES_MAX: u32 = 64;

@unmanaged
export class Bridge {
	index: u32;
	from: Site;
	to: Site;
	/** Its subscription at `from`; null: nobody to forward to. */
	subscription: Subscription | null;
	/** Counts its connections: words of an older one are void. */
	number: u32;
	forward: Lane;
	answer: Lane;
	/** Sent and not yet stored at `to`: message, tag. */
	unanswered: Ring;
	link: Stream;
}

const bridges = new StaticArray<usize>(BRIDGES_MAX);
let bridgeCount: u32 = 0;

export function createBridges(): void {
	bridgeCount = 0;
	for (let from: u32 = 0; from < siteCount; from++) {
		for (let to: u32 = 0; to < siteCount; to++) {
			if (from != to) createBridge(siteAt(from), siteAt(to));
		}
	}
}

function createBridge(from: Site, to: Site): void {
	const bridge = changetype<Bridge>(allocateForever(offsetof<Bridge>()));
	const owner = changetype<usize>(bridge);
	bridge.index = bridgeCount;
	bridges[bridgeCount++] = owner;
	bridge.from = from;
	bridge.to = to;
	bridge.forward = createLane(ActivemqLane.BridgeForward, owner);
	bridge.answer = createLane(ActivemqLane.BridgeAnswer, owner);
	bridge.unanswered = createRing(3);
	// Clients have the numbers before.
	bridge.link = createStream(Purpose.Link, 64 + bridge.index);
}

function bridgeAt(index: u32): Bridge {
	return changetype<Bridge>(bridges[index]);
}

/** Opens a bridge where there is demand, closes it where there is none any more. */
export function reviewBridges(): void {
	for (let index: u32 = 0; index < bridgeCount; index++) {
		const bridge = bridgeAt(index);
		const wanted = bridge.from.serving && bridge.to.serving && hasConsumers(bridge.to);
		if (wanted && bridge.subscription == null) open(bridge);
		else if (!wanted && bridge.subscription != null) close(bridge);
	}
}

function hasConsumers(site: Site): bool {
	const destination = site.destination;
	for (let index: u32 = 0; index < destination.subscriptionCount; index++) {
		if (subscriptionAt(destination, index).bridge == 0) return true;
	}
	return false;
}

function open(bridge: Bridge): void {
	const subscription = createSubscription(bridge.from, PREFETCH);
	subscription.bridge = changetype<usize>(bridge);
	bridge.subscription = subscription;
	bridge.number = (bridge.number + 1) & 255;
	wake(bridge.from, 1);
}

function close(bridge: Bridge): void {
	dropForwards(bridge);
	const subscription = bridge.subscription;
	bridge.subscription = null;
	if (subscription != null && bridge.from.serving) {
		closeSubscription(subscription, DuplicateCause.ConnectionLoss);
	}
}

/** What is on its way is lost; what is persistent is still where it came from. */
function dropForwards(bridge: Bridge): void {
	unparkInto(bridge.forward);
	unparkInto(bridge.answer);
	for (let index: u32 = 0; index < laneLength(bridge.forward); index++) {
		const c = laneC(bridge.forward, index);
		const message = laneA(bridge.forward, index);
		destroyed(message, LossCause.InFlight, Place.Link, bridge.index, c & 255);
	}
	clear(bridge.forward);
	clear(bridge.answer);
	ringClear(bridge.unanswered);
}

/** The broker at one end is dead, or taken for dead. */
export function loseBridges(site: Site): void {
	for (let index: u32 = 0; index < bridgeCount; index++) {
		const bridge = bridgeAt(index);
		if (bridge.from.index == site.index || bridge.to.index == site.index) close(bridge);
	}
}

/** `c`: sending 8 | producer 4 | redeliveries 4 | number 8 | persistent 1. */
export function forward(subscription: Subscription, copy: Copy, tag: u32, at: f64): void {
	const bridge = changetype<Bridge>(subscription.bridge);
	const bytes = messageBytes(copy) + COMMAND_BYTES;
	const persistent = isPersistent(copy);
	const leaves = at + cost(ActivemqCost.Forward);
	const c =
		(<u32>copy.send) |
		((<u32>copy.producer) << 8) |
		((<u32>copy.count) << 12) |
		(bridge.number << 16) |
		(persistent ? 1 << 24 : 0);
	const arrival = leaves + linkDelayBetween(bridge.link, bridge.from.node, bridge.to.node, bytes);
	push(bridge.forward, arrival, copy.message, tag, c);
	if (!persistent) acknowledge(subscription, tag, 1, 0);
}

export function onForward(bridge: Bridge, message: u32, tag: u32, c: u32): void {
	const persistent = (c & (1 << 24)) != 0;
	let ticket = NOBODY;
	if (persistent) {
		const address = ringPush(bridge.unanswered);
		store<u32>(address, message);
		store<u32>(address, tag, 4);
		ticket = BRIDGE_TICKET | (bridge.index << 10) | (bridge.number << 20);
	}
	accept(bridge.to, message, c & 255, (c >> 8) & 15, persistent, ticket, (c >> 12) & 15, true);
}

/** The next broker has stored a message: the one before may forget it. */
export function answerBridge(ticket: u32, message: u32): void {
	const bridge = bridgeAt((ticket >> 10) & 1023);
	if (bridge.subscription == null || bridge.number != ticket >> 20) return;
	const ring = bridge.unanswered;
	for (let count = ringLength(ring); count > 0; count--) {
		const address = ringShift(ring);
		const found = load<u32>(address);
		const tag = load<u32>(address, 4);
		if (found == message) {
			const here = bridge.to.node;
			const delay = linkDelayBetween(bridge.link, here, bridge.from.node, COMMAND_BYTES);
			push(bridge.answer, now + delay, tag, bridge.number, 0);
			return;
		}
		// Answered out of turn: another one was acknowledged before it was stored.
		const again = ringPush(ring);
		store<u32>(again, found);
		store<u32>(again, tag, 4);
	}
}

export function onBridgeAnswer(bridge: Bridge, tag: u32, number: u32): void {
	const subscription = bridge.subscription;
	if (subscription == null || bridge.number != number) return;
	acknowledge(subscription, tag, 1, 0);
}
