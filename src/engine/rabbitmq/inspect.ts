/** What a consumer has not acknowledged, for those who look at a run from outside. */
import { laneC, laneLength } from '../kernel/events';
import { ringAt, ringLength } from '../kernel/ring';
import { consumerAt } from './client/client';
import { isStale } from './client/consumer';

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
