/**
 * What happens to quorum queues when nodes end, return, fall silent or are heard again. A member's
 * disk keeps what it had written (a crash) or synced (a power loss); the others elect a new leader
 * as soon as they know that theirs is gone.
 */
import { uniform } from '../../kernel/random';
import { unparkInto } from '../../world/parking';
import { clear } from '../../kernel/events';
import { cost, Cost } from '../../world/costs';
import { nodeAt, NODES_MAX } from '../../world/node';
import { destroyed } from '../../ledger/ledger';
import { LossCause, Place } from '../../ledger/causes';
import { Ending } from '../../scenario/fault';
import { isFree } from '../../world/process';
import { consumerAt, consumerCount } from '../client/client';
import { Consumer } from '../client/consumer';
import { RabbitmqCost } from '../costs';
import { Copy, copyInSlot, copySlots, CopyState } from '../copy';
import { QueueState } from '../queue';
import { trySubscribe } from '../recovery';
import { armElection, hearsLeader, isServed } from './election';
import { truncate } from './log';
import { reap, reapConsumers } from './machine';
import { stopMemberProcess } from './member';
import { passOn, probe } from './raft';
import { forgetLeader } from './session';
import { isAsking, sessionAt } from './session-state';
import { hasMember, Member, memberAt, Quorum, quorumAt, quorumCount, RaftRole } from './state';
import { resetWal } from './wal';

/** A node has ended; its channels and its links are dropped already. */
export function loseMembers(node: u32, ending: i32): void {
	if (quorumCount == 0) return;
	forgetLeader(node);
	for (let index: u32 = 0; index < quorumCount; index++) {
		const quorum = quorumAt(index);
		if (hasMember(quorum, node)) endMember(memberAt(quorum, node), ending);
	}
	resetWal(node);
	for (let index: u32 = 0; index < quorumCount; index++) {
		const quorum = quorumAt(index);
		for (let other: u32 = 0; other < NODES_MAX; other++) {
			if (other != node && hasMember(quorum, other)) noticeEnd(memberAt(quorum, other), node);
		}
	}
}

function endMember(member: Member, ending: i32): void {
	stopMemberProcess(member);
	unparkInto(member.election);
	clear(member.election);
	member.electionNumber++;
	if (ending == Ending.Stop) {
		member.written = member.last;
		member.synced = member.last;
	}
	const kept = ending == Ending.PowerLoss ? member.synced : member.written;
	const powerLost = ending == Ending.PowerLoss;
	const cause = powerLost ? LossCause.NotSyncedAtPowerLoss : LossCause.InMemoryAtCrash;
	truncate(member, min(kept, member.last), cause);
	member.handedOver = member.last;
	member.written = member.last;
	member.synced = member.last;
	member.role = RaftRole.Down;
	member.serving = false;
	member.deposed = false;
	member.leader = -1;
	member.agreed = 0;
}

function noticeEnd(member: Member, node: u32): void {
	if (member.role == RaftRole.Leader) {
		reapNow(member);
	} else if (member.leader == <i32>node) {
		member.leader = -1;
		armElection(member, cost(Cost.ResetDelay));
	}
}

/** Consumers whose channel died with its node give back what they held. */
function reapNow(leader: Member): void {
	reapConsumers(leader);
	if (isFree(leader.process)) passOn(leader);
}

/** A node serves again: its members follow whoever leads, or help to elect somebody. */
export function regainMembers(node: u32): void {
	for (let index: u32 = 0; index < quorumCount; index++) {
		const quorum = quorumAt(index);
		if (!hasMember(quorum, node)) continue;
		const member = memberAt(quorum, node);
		if (member.role == RaftRole.Down) member.role = RaftRole.Follower;
		reconcile(quorum);
	}
}

/** Leaders make themselves heard; members without one set their clocks. */
function reconcile(quorum: Quorum): void {
	for (let node: u32 = 0; node < NODES_MAX; node++) {
		if (!hasMember(quorum, node)) continue;
		const member = memberAt(quorum, node);
		if (member.role == RaftRole.Leader) probeAll(member);
		else if (!hearsLeader(member)) armElection(member, 0);
	}
}

function probeAll(leader: Member): void {
	for (let node: u32 = 0; node < NODES_MAX; node++) {
		if (node != leader.node && hasMember(leader.quorum, node)) probe(leader, node);
	}
}

/**
 * Nodes fall silent. Members do not wait for net_ticktime: their own failure detector polls every
 * few seconds (aten; raft.adaptive_failure_detector.poll_interval).
 */
export function quorumSilenceBegan(): void {
	for (let index: u32 = 0; index < quorumCount; index++) {
		const quorum = quorumAt(index);
		for (let node: u32 = 0; node < NODES_MAX; node++) {
			if (!hasMember(quorum, node)) continue;
			const member = memberAt(quorum, node);
			if (member.role != RaftRole.Follower || member.leader < 0 || hearsLeader(member)) continue;
			const poll = cost(RabbitmqCost.DetectorPoll);
			armElection(member, poll * (1 + uniform(quorum.elections)));
		}
	}
}

/** After net_ticktime the nodes of the mask are down to the others, and their consumers with them. */
export function expelConsumers(silent: u32): void {
	for (let index: u32 = 0; index < quorumCount; index++) {
		const quorum = quorumAt(index);
		const leader = memberAt(quorum, quorum.queue.masterNode);
		if (leader.role != RaftRole.Leader || silent & (1 << leader.node)) continue;
		for (let place: u32 = 0; place < quorum.queue.consumerCount; place++) {
			const consumer = changetype<Consumer>(quorum.queue.consumers[place]);
			if (silent & (1 << sessionAt(consumer.session).node)) reap(leader, consumer);
		}
		if (isFree(leader.process)) passOn(leader);
	}
}

/** All can be heard again. */
export function quorumSilenceEnded(): void {
	for (let index: u32 = 0; index < quorumCount; index++) {
		const quorum = quorumAt(index);
		reconcile(quorum);
		for (let ordinal: u32 = 0; ordinal < consumerCount; ordinal++) {
			const consumer = consumerAt(ordinal);
			if (consumer.queue != quorum.queue.index || consumer.subscribed) continue;
			if (!isAsking(quorum, ordinal)) trySubscribe(consumer);
		}
	}
}

/** Up, electing, or without the majority that an election needs: for the outage in the plots. */
export function reviewQuorums(): void {
	for (let index: u32 = 0; index < quorumCount; index++) {
		const quorum = quorumAt(index);
		quorum.queue.state = isServed(quorum) ? QueueState.Up : QueueState.Promoting;
	}
}

/** The end of the run: what a group without a majority has cannot be had any more. */
export function loseWithoutMajority(): void {
	for (let index: u32 = 0; index < quorumCount; index++) {
		const quorum = quorumAt(index);
		let alive: u32 = 0;
		for (let node: u32 = 0; node < NODES_MAX; node++) {
			if (hasMember(quorum, node) && nodeAt(node).up) alive++;
		}
		if (alive < quorum.majority) loseAll(quorum);
	}
}

function loseAll(quorum: Quorum): void {
	const slots = copySlots();
	for (let slot: u32 = 0; slot < slots; slot++) {
		const copy: Copy = copyInSlot(slot);
		if (copy.queue != quorum.queue.index) continue;
		if (copy.state == CopyState.Free || copy.state == CopyState.Done) continue;
		const node = quorum.queue.masterNode;
		destroyed(copy.message, LossCause.NodeNeverReturned, Place.Node, node, copy.send);
		copy.state = <u8>CopyState.Done;
	}
}
