/**
 * Lifetimes and limits of a quorum queue (rabbit_fifo of 3.10). Expired messages leave from the
 * head before anything is checked out, and by a command of the leader's own when the head falls
 * due. Above its length the queue drops its head, or tells all publishers' channels to refuse until
 * four fifths are left: what is on its way meanwhile still gets in.
 */
import { now } from '../../kernel/events';
import { cost } from '../../world/costs';
import { isFree } from '../../world/process';
import { RabbitmqCost } from '../costs';
import { Copy, isRich } from '../copy';
import { leaveQueue } from '../dead-letter';
import { Death } from '../deaths';
import { isExpired, isOverfull, Overflow, setTimer } from '../head';
import { Queue } from '../queue';
import { countReady, firstReady, takeReady, uncountReady } from '../ready';
import { finishCopy } from './machine';
import { propose } from './member';
import { passOn } from './raft';
import { tellStatus } from './session';
import { Command, Member, memberAt, Quorum, quorumOf, RaftRole } from './state';

/** LOW_LIMIT of rabbit_fifo. */
const LOW_MARK: f64 = 0.8;

/** The message that is served next; the queue is not empty. Those that came back are first. */
function firstOf(quorum: Quorum): Copy {
	if (quorum.returnedHead != 0) return changetype<Copy>(quorum.returnedHead);
	return firstReady(quorum.queue);
}

/** Takes it. */
export function takeNext(quorum: Quorum): Copy {
	if (quorum.returnedHead == 0) return takeReady(quorum.queue);
	const returned = changetype<Copy>(quorum.returnedHead);
	quorum.returnedHead = returned.next;
	if (returned.next == 0) quorum.returnedTail = 0;
	uncountReady(quorum.queue, returned);
	return returned;
}

/** Those whose consumer is gone are served before all others. */
export function putFirst(quorum: Quorum, copy: Copy): void {
	copy.next = 0;
	if (quorum.returnedTail == 0) quorum.returnedHead = changetype<u32>(copy);
	else changetype<Copy>(quorum.returnedTail).next = changetype<u32>(copy);
	quorum.returnedTail = changetype<u32>(copy);
	countReady(quorum.queue, copy);
}

/** The message is gone from the queue; the leader publishes it again if it has dead letters. */
export function endFor(quorum: Quorum, copy: Copy, reason: u32): void {
	leaveQueue(quorum.queue, copy, reason);
	finishCopy(copy);
}

function endFirst(leader: Member, reason: u32): void {
	const process = leader.process;
	process.freeAt = max(process.freeAt, now) + cost(RabbitmqCost.QueueAck);
	endFor(leader.quorum, takeNext(leader.quorum), reason);
}

/** Before anything is checked out. */
export function dropExpired(leader: Member): void {
	if (!isRich) return;
	const queue = leader.quorum.queue;
	while (queue.readyCount > 0 && isExpired(firstOf(leader.quorum))) {
		endFirst(leader, Death.Expired);
	}
}

/** After everything that could be checked out was. */
export function keepWithinLimits(leader: Member): void {
	const quorum = leader.quorum;
	const queue = quorum.queue;
	if (queue.overflow == Overflow.DropHead) {
		while (isOverfull(queue)) endFirst(leader, Death.MaxLength);
	} else {
		const refuses = quorum.refuses ? !isBelowLowMark(queue) : isOverfull(queue);
		if (refuses != quorum.refuses) {
			quorum.refuses = refuses;
			tellStatus(quorum, leader.node);
		}
	}
	if (isRich && queue.readyCount > 0) setTimer(queue, firstOf(quorum));
}

function isBelowLowMark(queue: Queue): bool {
	if (queue.maxLength >= 0 && queue.readyCount > <u32>(LOW_MARK * <f64>queue.maxLength))
		return false;
	return queue.maxBytes < 0 || queue.readyBytes <= LOW_MARK * queue.maxBytes;
}

/** The head has fallen due: the leader has that agreed on like everything else. */
export function proposeExpiry(queue: Queue): void {
	const leader = memberAt(quorumOf(queue), queue.masterNode);
	if (leader.role != RaftRole.Leader || !leader.serving) return;
	propose(leader, Command.Expire, 0, 0);
	if (isFree(leader.process)) passOn(leader);
}
