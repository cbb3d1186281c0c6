/** Kafka's consumers: rules K16 – K19 and K21 of what was measured on 0.8.2 and 3.9. */
import { describe, expect, it } from 'vitest';
import { consumer08, kafka, second, type Choice, type ConsumerChoice } from './kafka-engine';

const at = 9.2137 * second;

/** 2000/s, 300 µs of work, the consumer killed in the middle of it and back after a second. */
function killed(consumer: ConsumerChoice, choice: Choice = {}): ReturnType<typeof kafka> {
	return kafka({
		version: '3.9',
		producers: [{ messages: 40_000 }],
		consumers: [{ sessionTimeoutUs: 6 * second, workUs: 300, ...consumer }],
		faults: [{ kind: 'crash', target: 'consumer', at, for: second }],
		...choice
	});
}

const killed08 = (consumer: ConsumerChoice, choice: Choice = {}): ReturnType<typeof kafka> =>
	killed({ ...consumer08, ...consumer }, { version: '0.8', ...choice });

/**
 * Several moments of the kill, so that none hangs on where in a poll it fell; by then a consumer
 * slower than the producer is several polls behind.
 */
const moments = Array.from({ length: 12 }, (_, index) => 4.2137 * second + index * 3717.3);
const killedAtSeveral = (consumer: ConsumerChoice): ReturnType<typeof kafka>[] =>
	moments.map((moment) =>
		killed(consumer, {
			producers: [{ messages: 10_000 }],
			faults: [{ kind: 'crash', target: 'consumer', at: moment, for: second }]
		})
	);

describe('an answer that is late', () => {
	it('of a former leader that stood still, after its successor’s, is thrown away', () => {
		const { totals } = kafka({
			version: '3.9',
			seed: 0,
			broker: {
				partitions: 3,
				replicationFactor: 2,
				offsetsTopicReplication: 1,
				coordination: 0,
				sessionTimeoutUs: second
			},
			producers: [{ messages: 50, rate: 0, batchBytes: 0, maxInFlight: 1, partitioner: 1 }],
			consumers: [{ autoCommit: 0, commitBefore: 1, fetchMinBytes: 5000, maxPollRecords: 5 }],
			faults: [
				{ kind: 'crash', target: 'node', index: 0, at: 0, for: 1.5 * second },
				{ kind: 'crash', target: 'producer', index: 0, at: 212, for: 1.5 * second },
				{ kind: 'pause', target: 'leader', index: 1, at: 1000, for: 1.5 * second }
			]
		});
		expect(totals.processed).toBeGreaterThan(0);
		expect(totals.duplicateDeliveries).toBe(0);
	});
});

describe('K16: no flag, no count', () => {
	it('a repeated message is not marked as redelivered', () => {
		const { totals } = killed({});
		expect(totals.duplicateDeliveries).toBeGreaterThan(0);
		expect(totals.redelivered).toBe(0);
	});
});

describe('K17: a killed consumer, offsets committed after the work', () => {
	it('automatic: what was processed since the last commit comes again, nothing is lost', () => {
		for (const [interval, most] of [
			[5, 10_001],
			[1, 2001]
		] as const) {
			const { totals, causes } = killed({ autoCommitIntervalUs: interval * second });
			expect(totals.lost).toBe(0);
			// The newest commit is at most an interval and a poll old.
			expect(totals.duplicateDeliveries).toBeGreaterThan(0);
			expect(totals.duplicateDeliveries).toBeLessThanOrEqual(most);
			expect(Object.keys(causes)).toEqual(['offset-not-yet-committed']);
		}
	});

	it('the automatic commit happens inside poll, for what earlier polls returned', () => {
		// Commits far more often than it polls: never for what is in work.
		for (const { totals } of killedAtSeveral({ autoCommitIntervalUs: 1 })) {
			expect(totals.lost).toBe(0);
			expect(totals.duplicateDeliveries).toBeLessThanOrEqual(500);
		}
	});

	it('after each poll: the rest of that poll', () => {
		const backlog = { workUs: 700, autoCommit: 0 };
		const counts = killedAtSeveral(backlog).map(({ totals }) => {
			expect(totals.lost).toBe(0);
			return totals.duplicateDeliveries;
		});
		expect(Math.max(...counts)).toBeGreaterThan(100);
		expect(Math.max(...counts)).toBeLessThanOrEqual(500);
		for (const { totals } of killedAtSeveral({ ...backlog, maxPollRecords: 100 })) {
			expect(totals.duplicateDeliveries).toBeLessThanOrEqual(100);
		}
	});

	it('after each message: none or one', () => {
		for (const { totals } of killedAtSeveral({ autoCommit: 0, commitEvery: 1 })) {
			expect(totals.lost).toBe(0);
			expect(totals.duplicateDeliveries).toBeLessThanOrEqual(1);
		}
	});

	it('killed between the work on a message and its commit: exactly one', () => {
		const { totals } = killed(
			{ autoCommit: 0, commitEvery: 1 },
			{ faults: [{ kind: 'crash', target: 'consumer', afterProcessed: 1503, for: second }] }
		);
		expect(totals.duplicateDeliveries).toBe(1);
	});

	it('before the work: no duplicates, what the poll returned and was not worked on is lost', () => {
		const counts = killedAtSeveral({ autoCommit: 0, commitBefore: 1, workUs: 700 }).map(
			({ totals, causes }) => {
				expect(totals.duplicateDeliveries).toBe(0);
				expect(causes['offset-committed-before-processing'] ?? 0).toBe(totals.lost);
				return totals.lost;
			}
		);
		expect(Math.max(...counts)).toBeGreaterThan(100);
		expect(Math.max(...counts)).toBeLessThanOrEqual(500);
	});
});

describe('K18: the consumer of 0.8', () => {
	it('repeats everything if nothing was committed', () => {
		const { totals } = killed08({});
		expect(totals.lost).toBe(0);
		expect(totals.duplicateDeliveries).toBeGreaterThan(18_000);
	});

	it('starts at the end if nothing was committed and the reset is largest', () => {
		const { totals, causes } = killed08({ resetToEarliest: 0 });
		expect(totals.duplicateDeliveries).toBe(0);
		// Produced from the kill until it reads again: five to ten seconds at 2000/s.
		expect(causes['offset-reset-to-latest']).toBeGreaterThan(8000);
		expect(causes['offset-reset-to-latest']).toBeLessThan(21_000);
	});

	it('counts a message as consumed when it is handed out: a commit by timer loses that one', () => {
		const slow = { workUs: 300_000, autoCommitIntervalUs: second };
		const lost = [6.05, 6.15, 7.02, 7.07, 9.02].map((seconds) => {
			const { totals } = killed08(slow, {
				producers: [{ messages: 60 }],
				faults: [{ kind: 'crash', target: 'consumer', at: seconds * second, for: second }]
			});
			expect(totals.lost).toBeLessThanOrEqual(1);
			return totals.lost;
		});
		expect(Math.max(...lost)).toBe(1);
	});

	it('commits before the work on each: exactly that one is lost', () => {
		const { totals, causes } = killed08(
			{ workUs: 300_000, autoCommit: 0, commitEvery: 1, commitBefore: 1 },
			{ producers: [{ messages: 60 }] }
		);
		expect(totals.duplicateDeliveries).toBe(0);
		expect(causes).toEqual({ 'offset-committed-before-processing': 1 });
	});

	it('an offset in ZooKeeper for each message caps it at a few hundred per second', () => {
		const { totals } = kafka({
			producers: [{ messages: 3000 }],
			consumers: [{ ...consumer08, autoCommit: 0, commitEvery: 1 }]
		});
		const rate = totals.processed / ((totals.lastProcessedAt - totals.firstProcessedAt) / second);
		expect(rate).toBeGreaterThan(100);
		expect(rate).toBeLessThan(600);
	});
});

describe('K19: the partitions of a dead member wait for its session', () => {
	/** Seconds from the kill until the first message after it, by the one that waited longest. */
	function pauseOf(outcome: ReturnType<typeof kafka>, from: number): number {
		return (outcome.totals.lastProcessedAt - from) / second;
	}

	it.each([
		['3.9, 45 s', {}, 45, 41.9, 45.5],
		['3.9, 6 s', { sessionTimeoutUs: 6 * second }, 6, 2.9, 6.2]
	] as const)('%s', (_, consumer, _session, least, most) => {
		// Everything is produced before the kill, so that what is left is read at once afterwards.
		const outcome = kafka({
			version: '3.9',
			producers: [{ messages: 4000, rate: 0 }],
			consumers: [{ ...consumer, workUs: 1000, autoCommit: 0 }],
			faults: [{ kind: 'crash', target: 'consumer', at: 3.6 * second, for: second }]
		});
		expect(pauseOf(outcome, 3.6 * second)).toBeGreaterThan(least);
		expect(pauseOf(outcome, 3.6 * second)).toBeLessThan(most + 1.5);
	});

	it('0.8, 6 s: the session less the age of its last ping, up to a tick, and a rebalance', () => {
		const pauses = [1, 2, 3, 4, 5, 6].map((seed) =>
			pauseOf(
				kafka({
					seed,
					producers: [{ messages: 4000, rate: 0, acks: 0 }],
					// The last message is in work when it dies; nothing is committed, all comes again.
					consumers: [{ ...consumer08, workUs: 900 }],
					faults: [{ kind: 'crash', target: 'consumer', at: 3.6 * second, for: second }]
				}),
				3.6 * second
			)
		);
		// The repeats of 3.6 s of work come before what is left.
		expect(Math.min(...pauses)).toBeGreaterThan(4 + 3.6);
		expect(Math.max(...pauses)).toBeLessThan(10.4 + 3.7);
		expect(Math.max(...pauses) - Math.min(...pauses)).toBeGreaterThan(0.4);
	});
});

describe('K21: what is visible', () => {
	it('messages with acks=1 that no follower has are not read', () => {
		const stands = [1, 2].map((index) => ({
			kind: 'pause' as const,
			target: 'node' as const,
			index,
			at: 2 * second,
			for: 3 * second
		}));
		const { totals } = kafka({
			version: '3.9',
			producers: [{ messages: 8000, acks: 1, idempotence: 0 }],
			consumers: [{}],
			faults: stands,
			until: 4.9 * second
		});
		expect(totals.acknowledged).toBeGreaterThan(9000 * 0.8);
		expect(totals.processed).toBeLessThan(4100);
	});

	it('fetch.min.bytes: fewer fetches, more latency', () => {
		const one = { version: '3.9' as const, producers: [{ messages: 10_000, rate: 1000 }] };
		const many = kafka({ ...one, consumers: [{}] });
		const few = kafka({ ...one, consumers: [{ fetchMinBytes: 100_000 }] });
		expect(few.totals.processed).toBe(10_000);
		expect(few.events).toBeLessThan(many.events * 0.8);
	});
});

describe('costs of consuming (3.9, messages per second)', () => {
	const rateOf = (consumer: ConsumerChoice, messages: number): number => {
		// Produced first; the consumer comes when all is there.
		const { totals } = kafka({
			version: '3.9',
			producers: [{ messages, rate: 0, acks: 1, idempotence: 0 }],
			consumers: [consumer],
			faults: [{ kind: 'crash', target: 'consumer', at: 0, for: 20 * second }]
		});
		return messages / ((totals.lastProcessedAt - totals.firstProcessedAt) / second);
	};

	it('polls of 500 with the automatic commit, a commit per poll, a commit per message', () => {
		const unit = 850_000;
		const automatic = rateOf({}, 500_000) / unit;
		const perPoll = rateOf({ autoCommit: 0 }, 100_000) / unit;
		const perMessage = rateOf({ autoCommit: 0, commitEvery: 1 }, 3000) / unit;
		expect(automatic).toBeGreaterThan(3.1 / 2);
		expect(automatic).toBeLessThan(3.1 * 2);
		expect(perPoll).toBeGreaterThan(0.22 / 2);
		expect(perPoll).toBeLessThan(0.22 * 2);
		expect(perMessage).toBeGreaterThan(0.0007 / 2);
		expect(perMessage).toBeLessThan(0.0007 * 2);
	});
});
