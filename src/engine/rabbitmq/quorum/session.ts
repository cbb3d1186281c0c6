/**
 * What a channel does with its sessions: it sends commands to whom it takes for the leader, keeps
 * them until they are applied, and sends them again, in order, to a new one. So nothing is lost
 * with a leader, not even without confirms, and nothing is done twice (R28). A publisher whose
 * first publish finds the dead leader still named in the cluster's database clings to it: what it
 * publishes is refused until that node is back.
 */
import { now, push } from '../../kernel/events';
import { ringAt, ringLength, ringPush, ringShift } from '../../kernel/ring';
import { cost } from '../../world/costs';
import { FRAME_OVERHEAD_BYTES, linkDelay } from '../../world/link';
import { nodeAt } from '../../world/node';
import { destroyed } from '../../ledger/ledger';
import { LossCause, Place, TraceKind } from '../../ledger/causes';
import { trace } from '../../ledger/trace';
import { consumerAt } from '../client/client';
import { Consumer, packDelivery } from '../client/consumer';
import { asProducer, callDeadNode, ChannelJob, letGo, submitToChannel } from '../channel';
import { Channel, setCredit } from '../channel-state';
import { Inter, sendAt } from '../cluster';
import { settleTags } from '../confirms';
import { RabbitmqCost } from '../costs';
import { Copy, CopyFlag, createCopy, NO_CAUSE, settle } from '../copy';
import { Queue, sizeOf } from '../queue';
import { QUEUES_MAX } from '../settings';
import { head, tellAcross } from './messages';
import {
	createSession,
	dropPending,
	NO_CONSUMER,
	releaseSession,
	Session,
	sessionAt,
	sessionSlots
} from './session-state';
import { Command, memberAt, Member, Quorum, quorumOf, RaftRole } from './state';

/** quorum_commands_soft_limit: with so many pending the channel reads no further. */
const SOFT_LIMIT: u32 = 32;

function sessionOf(channel: Channel, queue: Queue): Session {
	const known = load<u32>(channel.sessions + ((<usize>queue.index) << 2));
	if (known != 0) return sessionAt(known - 1);
	const session = createSession(quorumOf(queue), channel);
	store<u32>(channel.sessions + ((<usize>queue.index) << 2), session.index + 1);
	return session;
}

/** Who leads now, for one who asks around; −1: nobody. */
function findLeader(quorum: Quorum): i32 {
	const leader = memberAt(quorum, quorum.queue.masterNode);
	return leader.role == RaftRole.Leader && leader.serving ? <i32>leader.node : -1;
}

/** The first publish asks the recorded leader to take the channel for a publisher. */
function register(session: Session): bool {
	if (session.registered) return true;
	if (!nodeAt(session.leader).up) return false;
	session.registered = true;
	session.leader = findLeader(session.quorum);
	session.refuses = session.quorum.refuses;
	return true;
}

export function publishToQuorum(
	channel: Channel,
	queue: Queue,
	message: u32,
	sending: u32,
	tag: u32
): void {
	const session = sessionOf(channel, queue);
	if (!register(session)) {
		const cause = LossCause.UnconfirmedByQuorum;
		destroyed(message, cause, Place.Node, channel.node, sending);
		callDeadNode(channel);
		if (tag != 0) submitToChannel(channel, tag, tag, ChannelJob.Nack);
		return;
	}
	if (session.refuses) {
		destroyed(message, LossCause.DroppedAtMaxLength, Place.Node, channel.node, sending);
		if (tag != 0) submitToChannel(channel, tag, tag, ChannelJob.Nack);
		return;
	}
	const producer = asProducer(channel.client);
	const copy = createCopy(message, sending, producer.index, queue.index);
	copy.tag = tag;
	trace(message, TraceKind.Routed, Place.Node, channel.node, -1, sending);
	command(session, Command.Enqueue, changetype<u32>(copy), 0);
	if (channel.closing || ringLength(session.pending) < SOFT_LIMIT) return;
	setCredit(channel, queue.index, 0);
	channel.process.blocked = true;
}

/** Commands that the channel may still give to the queue before it has to wait. */
export function roomAtQuorum(channel: Channel, queue: u32): u32 {
	const known = load<u32>(channel.sessions + ((<usize>queue) << 2));
	if (known == 0) return SOFT_LIMIT;
	return SOFT_LIMIT - min(ringLength(sessionAt(known - 1).pending), SOFT_LIMIT);
}

/** Numbers a command, keeps it until it is applied, and sends it. */
function command(session: Session, kind: u32, a: u32, b: u32): void {
	const seq = ++session.nextSeq;
	const address = ringPush(session.pending);
	store<u32>(address, kind);
	store<u32>(address, seq, 4);
	store<u32>(address, a, 8);
	store<u32>(address, b, 12);
	if (kind == Command.Enqueue) changetype<Copy>(a).references++;
	transmit(session, seq, kind == Command.Enqueue ? sizeOf(changetype<Copy>(a)) : 0);
}

function transmit(session: Session, seq: u32, bytes: f64): void {
	if (session.leader < 0) return;
	const c = head(Inter.QuorumCommand, session.quorum.queue, session.node, 0);
	tellAcross(session.node, session.leader, session.index, seq, c, bytes);
}

function sendAgain(session: Session): void {
	for (let index: u32 = 0; index < ringLength(session.pending); index++) {
		const address = ringAt(session.pending, index);
		const named = load<u32>(address) == Command.Enqueue;
		const bytes = named ? sizeOf(changetype<Copy>(load<u32>(address, 8))) : 0;
		transmit(session, load<u32>(address, 4), bytes);
	}
}

/** A consumer subscribes through its channel. */
export function subscribeAtQuorum(channel: Channel, queue: Queue, consumer: Consumer): void {
	const session = sessionOf(channel, queue);
	session.registered = true;
	session.leader = findLeader(session.quorum);
	session.consumer = consumer.ordinal;
	session.epoch = consumer.epoch;
	session.asking = true;
	command(session, Command.Checkout, consumer.ordinal, consumer.epoch);
}

/** A consumer acknowledges, gives back or rejects one delivery, or all up to it. */
export function giveToQuorum(
	channel: Channel,
	queue: Queue,
	kind: u32,
	tag: u32,
	multiple: bool,
	epoch: u32
): void {
	const session = sessionOf(channel, queue);
	if (session.consumer == NO_CONSUMER || epoch != (session.epoch & 255)) return;
	giveTags(session, kind, multiple ? 1 : tag, tag);
}

/** While too much is pending, acknowledgements of neighbours are gathered into one command. */
function giveTags(session: Session, kind: u32, from: u32, to: u32): void {
	if (kind != Command.Settle) {
		sendUnsent(session);
		command(session, kind, from, to);
		return;
	}
	if (session.unsentTo != 0 && from <= session.unsentTo + 1) {
		session.unsentFrom = min(session.unsentFrom, from);
		session.unsentTo = max(session.unsentTo, to);
	} else {
		sendUnsent(session);
		session.unsentFrom = from;
		session.unsentTo = to;
	}
	if (ringLength(session.pending) < SOFT_LIMIT) sendUnsent(session);
}

function sendUnsent(session: Session): void {
	if (session.unsentTo == 0) return;
	command(session, Command.Settle, session.unsentFrom, session.unsentTo);
	session.unsentTo = 0;
}

/** The leader has applied commands of a session: its channel is told up to where. */
export function tellApplied(fromNode: u32, session: Session): void {
	if (session.closed) return;
	const c = head(Inter.QuorumApplied, session.quorum.queue, fromNode, 0);
	tellAcross(fromNode, session.node, session.index, session.appliedSeq, c, 0);
}

export function onApplied(session: Session, upTo: u32): void {
	if (session.closed) return;
	const channel = session.channel;
	// What holds a channel back is only that it reads no further.
	if (channel.process.blocked) handleApplied(channel, session.index, upTo);
	else submitToChannel(channel, session.index, upTo, ChannelJob.QuorumApplied);
}

/** The channel handles it: what was published is confirmed. */
export function handleApplied(channel: Channel, index: u32, upTo: u32): void {
	const session = sessionAt(index);
	let first: u32 = 0;
	let last: u32 = 0;
	while (ringLength(session.pending) > 0 && load<u32>(ringAt(session.pending, 0), 4) <= upTo) {
		const address = ringShift(session.pending);
		channel.process.freeAt = max(channel.process.freeAt, now) + cost(RabbitmqCost.QuorumConfirm);
		if (load<u32>(address) != Command.Enqueue) continue;
		const copy = changetype<Copy>(load<u32>(address, 8));
		const tag = copy.tag;
		copy.references--;
		settle(copy);
		if (tag == 0) continue;
		if (first != 0 && tag != last + 1) {
			settleTags(channel, first, last, 0);
			first = 0;
		}
		if (first == 0) first = tag;
		last = tag;
	}
	if (first != 0) settleTags(channel, first, last, 0);
	if (ringLength(session.pending) >= SOFT_LIMIT) return;
	sendUnsent(session);
	letGo(channel, session.quorum.queue.index);
}

/** Its commands were declined; `leader` is whom the other takes for the leader, −1: nobody. */
export function onNotLeader(session: Session, from: u32, leader: i32): void {
	if (session.closed || session.leader != <i32>from) return;
	session.leader = leader;
	sendAgain(session);
}

export function onLeaderChange(session: Session, leader: i32): void {
	if (session.closed) return;
	session.leader = leader;
	session.refuses = session.quorum.refuses;
	sendAgain(session);
}

/** Every channel that publishes is told whether to refuse. */
export function tellStatus(quorum: Quorum, node: u32): void {
	const c = head(Inter.QuorumStatus, quorum.queue, node, 0);
	for (let index: u32 = 0; index < sessionSlots(); index++) {
		const session = sessionAt(index);
		if (session.free || session.closed || session.consumer != NO_CONSUMER) continue;
		if (session.quorum != quorum || !session.registered) continue;
		tellAcross(node, session.node, index, quorum.refuses ? 1 : 0, c, 0);
	}
}

export function onStatus(session: Session, refuses: bool): void {
	session.refuses = refuses;
}

/** A new leader tells every channel that publishes to the queue or consumes from it. */
export function announceLeader(quorum: Quorum, node: u32): void {
	const c = head(Inter.QuorumLeader, quorum.queue, node, 0);
	for (let index: u32 = 0; index < sessionSlots(); index++) {
		const session = sessionAt(index);
		if (session.free || session.closed || !session.registered) continue;
		if (session.quorum.queue.index != quorum.queue.index) continue;
		tellAcross(node, session.node, index, node, c, 0);
	}
}

/** A delivery leaves the leader for the consumer's channel. */
export function sendDelivery(leader: Member, consumer: Consumer, tag: u32, copy: Copy): void {
	const session = sessionAt(consumer.session);
	if (!nodeAt(session.node).up) return;
	const at = max(now, leader.process.freeAt);
	if (session.node == leader.node) {
		passToClient(session, consumer, tag, copy, at);
		return;
	}
	const c = head(Inter.QuorumDeliver, leader.quorum.queue, leader.node, 0);
	session.references++;
	const bytes = sizeOf(copy) + FRAME_OVERHEAD_BYTES;
	sendAt(leader.node, session.node, session.index, tag, c, bytes, at);
}

/** A delivery arrives at the consumer's channel; what it already had it ignores. */
export function onDelivered(session: Session, tag: u32): void {
	if (session.closed || session.consumer == NO_CONSUMER) return;
	const consumer = consumerAt(session.consumer);
	if (!consumer.subscribed || consumer.session != session.index) return;
	const first = consumer.lastTag - ringLength(consumer.unacked) + 1;
	if (tag < first || tag > consumer.lastTag) return;
	const pointer = load<u32>(ringAt(consumer.unacked, tag - first));
	if (pointer != 0) passToClient(session, consumer, tag, changetype<Copy>(pointer), now);
}

function passToClient(session: Session, consumer: Consumer, tag: u32, copy: Copy, at: f64): void {
	if (tag <= session.deliveredTag) return;
	session.deliveredTag = tag;
	const again = (copy.flags & CopyFlag.Redelivered) != 0;
	const cause: u32 = copy.cause == NO_CAUSE ? 7 : copy.cause;
	const packed = packDelivery(copy.send, session.epoch, again, cause);
	const bytes = sizeOf(copy) + FRAME_OVERHEAD_BYTES;
	const delay = linkDelay(consumer.link, session.node, bytes);
	push(consumer.down, at + delay, copy.message, tag, packed);
	// Automatic acknowledgement: by the channel, as soon as it has passed the message on.
	if (!consumer.manual) giveTags(session, Command.Settle, tag, tag);
}

/** A channel has closed, or died with its node. */
export function closeSessions(channel: Channel, cause: u32, died: bool): void {
	for (let queue: u32 = 0; queue < QUEUES_MAX; queue++) {
		const address = channel.sessions + ((<usize>queue) << 2);
		const known = load<u32>(address);
		if (known == 0) continue;
		store<u32>(address, 0);
		closeSession(sessionAt(known - 1), cause, died);
	}
}

function closeSession(session: Session, cause: u32, died: bool): void {
	session.references++;
	if (!died) sendUnsent(session);
	session.closed = true;
	session.closedBecause = cause;
	if (died) {
		dropPending(session, LossCause.InMemoryAtCrash);
	} else if (session.consumer != NO_CONSUMER && session.leader >= 0) {
		const c = head(Inter.QuorumCancel, session.quorum.queue, session.node, 0);
		tellAcross(session.node, session.leader, session.index, 0, c, 0);
	}
	releaseSession(session.index);
}

/** Whoever took a node that ended for the leader waits to be told of the next. */
export function forgetLeader(node: u32): void {
	for (let index: u32 = 0; index < sessionSlots(); index++) {
		const session = sessionAt(index);
		// One that is not registered clings to whom it was told of first.
		if (!session.free && session.registered && session.leader == <i32>node) session.leader = -1;
	}
}
