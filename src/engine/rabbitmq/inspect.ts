/** What consumers have not acknowledged, and quorum queues' logs, for those who look at a run from outside. */
import { laneC, laneLength } from '../kernel/events';
import { ringAt, ringLength } from '../kernel/ring';
import { consumerAt } from './client/client';
import { isStale } from './client/consumer';
import { queueAt } from './queue';
import { Member, memberAt, quorumOf, RaftRole } from './quorum/state';

/** As its queue sees it: what was given to it, one by one. */
export function rabbitmqUnacked(ordinal: u32): u32 {
	const ring = consumerAt(ordinal).unacked;
	let count: u32 = 0;
	for (let index: u32 = 0; index < ringLength(ring); index++) {
		if (load<u32>(ringAt(ring, index)) != 0) count++;
	}
	return count;
}

/** Received by its newest subscription, in work or before. */
export function rabbitmqBuffered(ordinal: u32): u32 {
	const consumer = consumerAt(ordinal);
	let count: u32 = 0;
	for (let index: u32 = 0; index < laneLength(consumer.wake); index++) {
		if (!isStale(consumer, laneC(consumer.wake, index))) count++;
	}
	return count;
}

function memberOf(queue: u32, node: u32): Member {
	return memberAt(quorumOf(queueAt(queue)), node);
}

/** How many entries of a quorum queue's log have taken effect. */
export function quorumApplied(queue: u32): u32 {
	return quorumOf(queueAt(queue)).appliedIndex;
}

/** How many of these the member on the node has, and has on its disk. */
export function quorumHas(queue: u32, node: u32): u32 {
	return memberOf(queue, node).base;
}

export function quorumKeeps(queue: u32, node: u32): u32 {
	const member = memberOf(queue, node);
	return min(member.base, member.synced);
}

/** Term in which the member takes itself for the leader; 0: it does not. */
export function quorumLeading(queue: u32, node: u32): u32 {
	const member = memberOf(queue, node);
	return member.role == RaftRole.Leader ? member.term : 0;
}
