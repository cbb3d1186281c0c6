/** Kafka's transactions: rule K23, and properties under crashes at random moments. */
import { describe, expect, it } from 'vitest';
import { kafka, second, type Choice } from './kafka-engine';

/** 1500/s in transactions of 100, as recorded. */
function transactions(choice: Choice & { readCommitted: number }): ReturnType<typeof kafka> {
	const { readCommitted, ...rest } = choice;
	return kafka({
		version: '3.9',
		producers: [{ messages: 12_000, rate: 1500, transactionMessages: 100 }],
		consumers: [{ readCommitted }],
		...rest
	});
}

const inside = 3.04 * second;

describe('K23: transactional producers', () => {
	it('killed inside a transaction and started again with its id: exactly once', () => {
		const faults: Choice['faults'] = [
			{ kind: 'crash', target: 'producer', at: inside, for: second }
		];
		const committed = transactions({ readCommitted: 1, faults });
		expect(committed.totals.processed).toBe(12_000);
		expect(committed.totals.duplicateDeliveries).toBe(0);
		// Who reads everything sees what the open transaction had brought, and it again.
		const all = transactions({ readCommitted: 0, faults });
		expect(all.totals.duplicateDeliveries).toBeGreaterThan(40);
		expect(all.totals.duplicateDeliveries).toBeLessThan(100);
	});

	it('never started again: the open transaction is aborted, its messages were never acknowledged', () => {
		const faults: Choice['faults'] = [{ kind: 'crash', target: 'producer', at: inside }];
		const { totals, causes } = transactions({ readCommitted: 1, faults });
		expect(totals.lostAcknowledged).toBe(0);
		// What its thread was writing when it died belongs to no transaction yet.
		const unsent = causes['left-in-client-buffer'] ?? 0;
		expect((causes['rolled-back-transaction'] ?? 0) + unsent).toBe(totals.lost);
		expect(totals.lost).toBeGreaterThan(40);
	});

	it('an open transaction hides later plain messages of the partition, until it ends', () => {
		const faults: Choice['faults'] = [{ kind: 'crash', target: 'producer', at: inside }];
		const producers = [
			{ messages: 12_000, rate: 1500, transactionMessages: 100 },
			{ messages: 1000, rate: 100 }
		];
		const until = 20 * second;
		const hidden = transactions({ readCommitted: 1, producers, faults, until });
		const seen = transactions({ readCommitted: 0, producers, faults, until });
		const plain = 1000;
		expect(seen.totals.processed - hidden.totals.processed).toBeGreaterThan(plain * 0.65);
		// `transaction.timeout.ms` later the coordinator aborts it.
		const later = transactions({ readCommitted: 1, producers, faults });
		expect(later.totals.processed).toBeGreaterThan(hidden.totals.processed + plain * 0.65);
	});

	it('aborted ones are invisible to read_committed and visible to read_uncommitted', () => {
		const producers = [{ messages: 12_000, rate: 1500, transactionMessages: 100, abortEvery: 5 }];
		const committed = transactions({ readCommitted: 1, producers });
		expect(committed.totals.processed).toBe(9600);
		expect(committed.fates.failed).toBe(2400);
		expect(transactions({ readCommitted: 0, producers }).totals.processed).toBe(12_000);
	});

	it('commits by the clock, each transaction anew', () => {
		const producers = [
			{ messages: 1500, rate: 1500, transactionMessages: 2 ** 31, transactionIntervalUs: 100_000 }
		];
		const { totals, trace } = transactions({ readCommitted: 1, producers, traced: 700 });
		expect([totals.processed, totals.acknowledged]).toEqual([1500, 1500]);
		const processed = trace().at(-1)?.at ?? 0;
		expect(processed).toBeLessThan((700 / 1500 + 0.2) * second);
	});

	it.each([0, 1, 2])('node %i dies: exactly once all the same', (index) => {
		const { totals } = transactions({
			readCommitted: 1,
			broker: { partitions: 3 },
			faults: [{ kind: 'crash', target: 'node', index, at: inside, for: 20 * second }]
		});
		expect(totals.processed).toBe(12_000);
		expect(totals.duplicateDeliveries).toBe(0);
	});
});

describe('K23: consume, transform, produce', () => {
	const worker = { transactional: 1, readCommitted: 1, workUs: 300, sessionTimeoutUs: 6 * second };
	const kills = Array.from({ length: 8 }, (_, index) => second * (1 + index * 0.0371));
	const run = (transactional: number, at: number): ReturnType<typeof kafka> =>
		kafka({
			version: '3.9',
			producers: [{ messages: 20_000, rate: 0 }],
			consumers: [{ ...worker, transactional, autoCommit: 0 }],
			faults: [{ kind: 'crash', target: 'consumer', at, for: second }]
		});

	it('offsets in the transaction: 0 lost, 0 duplicated', () => {
		for (const at of kills) {
			const { totals } = run(1, at);
			expect(totals.processed).toBe(20_000);
			expect(totals.duplicateDeliveries).toBe(0);
		}
	});

	it('the same without transactions repeats the rest of a poll', () => {
		const counts = kills.map((at) => run(0, at).totals.duplicateDeliveries);
		expect(Math.max(...counts)).toBeGreaterThan(200);
		expect(Math.max(...counts)).toBeLessThanOrEqual(500);
	});
});

describe('exactly once, whatever breaks when', () => {
	it('what a worker did while its client asks whether the log is still the same (KIP-320)', () => {
		// The only leader of half of it is away for so long that the cluster elects it again.
		const worker = {
			transactional: 1,
			readCommitted: 1,
			autoCommit: 0,
			workUs: 2000,
			maxPollRecords: 5,
			fetchMinBytes: 5000,
			sessionTimeoutUs: 6 * second,
			heartbeatUs: 0.3 * second,
			maxPollIntervalUs: 0.5 * second
		};
		const producer = { messages: 50, rate: 0, batchBytes: 0, bufferBytes: 20_000, maxInFlight: 1 };
		for (const at of [14_000, 14_326]) {
			const { totals } = kafka({
				version: '3.9',
				seed: 26_088_043,
				nodes: 2,
				broker: {
					partitions: 2,
					replicationFactor: 1,
					offsetsTopicReplication: 1,
					coordination: 0,
					sessionTimeoutUs: second,
					replicaLagUs: second
				},
				producers: [producer, producer].map((one) => ({
					...one,
					transactionMessages: 3,
					partitioner: 1,
					requestTimeoutUs: 2 * second
				})),
				consumers: [worker, worker, worker],
				faults: [
					{ kind: 'crash', target: 'consumer', at: 10_278, for: 3000 },
					{ kind: 'pause', target: 'node', index: 1, at, for: 1.364 * second }
				]
			});
			expect(totals.processed).toBe(100);
			expect(totals.duplicateDeliveries).toBe(0);
		}
	});

	it('a worker and a broker at random moments', () => {
		for (let seed = 1; seed <= 40; seed++) {
			const at = second + seed * 77_123;
			const { totals } = kafka({
				version: '3.9',
				seed,
				broker: { partitions: 2 },
				producers: [{ messages: 4000, rate: 1500, transactionMessages: 50 }],
				consumers: [
					{ transactional: 1, readCommitted: 1, workUs: 100, sessionTimeoutUs: 6 * second }
				],
				faults: [
					{ kind: 'crash', target: 'consumer', at, for: 0.5 * second },
					{ kind: 'crash', target: 'node', index: seed % 3, at: at + 400_000, for: 8 * second }
				]
			});
			expect(totals.processed, `seed ${seed}`).toBe(4000);
			expect(totals.duplicateDeliveries, `seed ${seed}`).toBe(0);
		}
	}, 60_000);
});
