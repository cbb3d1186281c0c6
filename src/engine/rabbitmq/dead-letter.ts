/**
 * A message leaves its queue without having been processed: rejected, expired, one too many, or
 * delivered too often. With a dead-letter exchange the queue process publishes it there, without
 * confirms, and forgets it at once (R22; rabbit_dead_letter of 3.10, at-most-once).
 */
import { now } from '../kernel/events';
import { cost } from '../world/costs';
import { Process } from '../world/process';
import { RabbitmqCost } from './costs';
import { expired, destroyed } from '../ledger/ledger';
import { LossCause, Place, TraceKind } from '../ledger/causes';
import { trace } from '../ledger/trace';
import { forget } from './acknowledge';
import { asProducer } from './channel';
import { clientAt } from './client/client';
import { headersAt, keyAt } from './client/envelope';
import { Inter, send } from './cluster';
import { Copy, CopyFlag, createCopy, deathsOf, keyOf, setDeaths, setKey } from './copy';
import { addDeath, copyDeaths, Death, isCycle } from './deaths';
import { NO_EXCHANGE, routeOf } from './exchange';
import { tellMirrors } from './mirrors';
import { giveUntracked } from './quorum/commands';
import { isQuorum, memberAt, quorumOf } from './quorum/state';
import { Job, submit } from './queue-process';
import { masterOf, Queue, queueCount, queueSeenFrom, QueueState } from './queue';

/** The copy is in no list of its queue any more. */
export function endCopy(queue: Queue, copy: Copy, reason: u32): void {
	leaveQueue(queue, copy, reason);
	forget(queue, masterOf(queue), copy);
}

/** What becomes of the message; the copy itself is the queue's affair. */
export function leaveQueue(queue: Queue, copy: Copy, reason: u32): void {
	trace(copy.message, TraceKind.Rejected + reason, Place.Node, queue.masterNode, -1, copy.send);
	if (!deadLetter(queue, copy, reason)) noteEnd(queue, copy, reason);
}

/** Nobody takes it: the reason is why the message is gone. */
function noteEnd(queue: Queue, copy: Copy, reason: u32): void {
	const node = queue.masterNode;
	if (reason == Death.Expired) {
		expired(copy.message);
		return;
	}
	const full = reason == Death.MaxLength;
	const cause = full ? LossCause.DroppedAtMaxLength : LossCause.RejectedForGood;
	destroyed(copy.message, cause, Place.Node, node, copy.send);
}

/** Publishes it to the queue's dead-letter exchange; false: there is none, or it leads nowhere. */
export function deadLetter(queue: Queue, copy: Copy, reason: u32): bool {
	if (queue.deadLetterExchange == NO_EXCHANGE) return false;
	const process = processOf(queue);
	process.freeAt = max(process.freeAt, now) + cost(RabbitmqCost.ChannelRoute);
	const producer = asProducer(clientAt(copy.client));
	const place = copy.message - producer.workload.firstMessage;
	const key = keyAfter(queue, copy, place);
	const mask = routeOf(queue.deadLetterExchange, key, headersAt(producer.envelope, place));
	const deaths = addDeath(deathsOf(copy), queue.number, reason);
	setDeaths(copy, deaths);
	let count: u32 = 0;
	for (let index: u32 = 0; index < queueCount; index++) {
		if ((mask & (1 << index)) == 0 || isCycle(deaths, index)) continue;
		const target = queueSeenFrom(queue.masterNode, index);
		if (target.state == QueueState.Down || target.state == QueueState.Deleted) continue;
		publishAgain(queue, target, copy, key);
		count++;
	}
	return count > 0;
}

/** Who publishes it again: the queue's process, or the leader of its group. */
function processOf(queue: Queue): Process {
	if (isQuorum(queue)) return memberAt(quorumOf(queue), queue.masterNode).process;
	return masterOf(queue).process;
}

/** The queue's own key for dead letters, else the one that the message came with. */
function keyAfter(queue: Queue, copy: Copy, place: u32): u32 {
	if (queue.deadLetterKey >= 0) return queue.deadLetterKey;
	if (copy.flags & CopyFlag.DeadLettered) return keyOf(copy);
	return keyAt(asProducer(clientAt(copy.client)).envelope, place);
}

/** Its `expiration` is gone, and it is not redelivered: to the target queue it is a new message. */
function publishAgain(queue: Queue, target: Queue, copy: Copy, key: u32): void {
	const dead = createCopy(copy.message, copy.send, copy.client, target.index);
	dead.flags = <u8>((copy.flags & (CopyFlag.Persistent | CopyFlag.Large)) | CopyFlag.DeadLettered);
	setKey(dead, key);
	setDeaths(dead, copyDeaths(deathsOf(copy)));
	trace(copy.message, TraceKind.DeadLettered, Place.Node, queue.masterNode, -1, copy.send);
	const fromNode = queue.masterNode;
	if (isQuorum(target)) {
		giveUntracked(fromNode, target, dead);
		return;
	}
	dead.references++;
	if (target.state == QueueState.Up) {
		dead.references++;
		const pointer = changetype<u32>(dead);
		if (target.masterNode == fromNode) submit(masterOf(target), pointer, 0, Job.Publish);
		else send(fromNode, target.masterNode, pointer, 0, Inter.Publish);
	}
	tellMirrors(target, fromNode, dead);
	dead.references--;
}
