/** A broker that is back soon, with its log or without, and who reads on there (K2, K11, K25). */
import { describe, expect, it } from 'vitest';
import { consumer08, kafka, second, type Choice, type Outcome } from './kafka-engine';

const alone = (choice: Choice): Outcome =>
	kafka({
		version: '3.9',
		nodes: 1,
		broker: { replicationFactor: 1, offsetsTopicReplication: 1 },
		producers: [{ messages: 20_000 }],
		...choice
	});

const powerLoss = { kind: 'powerLoss', target: 'node', index: 0, at: 4 * second } as const;
const crash = { ...powerLoss, kind: 'crash' } as const;

const settled = ({ fates, totals }: Outcome): void => {
	expect(Object.values(fates).reduce((sum, count) => sum + count, 0)).toBe(totals.attempted);
	expect(fates.stillQueued).toBe(0);
};

describe('the log loses its tail, and the reader was beyond its end', () => {
	it.each([1, 20])('KIP-320: it goes back to where the logs part (restart after %d s)', (after) => {
		for (const resetToEarliest of [0, 1]) {
			const outcome = alone({
				consumers: [{ resetToEarliest }],
				faults: [{ ...powerLoss, for: after * second }]
			});
			settled(outcome);
			expect(outcome.totals.processed).toBe(20_000);
			// A log that begins anew: what was read before is not there any more.
			expect(outcome.log().length).toBeLessThan(12_100);
		}
	});

	it('KIP-320: a slow reader loses what it had not read, and nothing that came after', () => {
		const outcome = alone({
			consumers: [{ workUs: 1000 }],
			faults: [{ ...powerLoss, for: second }]
		});
		settled(outcome);
		expect(Object.keys(outcome.causes)).toEqual(['not-synced-at-power-loss']);
		// 2000/s produced, 1000/s read, of 4 s; at most a poll's worth is in its buffer.
		expect(outcome.totals.lost).toBeGreaterThan(1000);
		expect(outcome.totals.lost).toBeLessThanOrEqual(4100);
	});

	it('KIP-320: an unclean election cuts the log; the reader goes back, and repeats nothing', () => {
		const outcome = kafka({
			version: '3.9',
			broker: { uncleanElection: 1 },
			producers: [{ messages: 30_000, rate: 1000 }],
			consumers: [{}],
			faults: [
				{ kind: 'crash', target: 'node', index: 1, at: 2 * second, for: 22 * second },
				{ kind: 'crash', target: 'node', index: 2, at: 2 * second, for: 60 * second },
				{ kind: 'crash', target: 'node', index: 0, at: 20 * second, for: 60 * second }
			]
		});
		settled(outcome);
		expect(outcome.totals.lost).toBe(0);
		expect(outcome.totals.processed).toBe(30_000);
		// Written before the election and read, but in no log any more.
		expect(outcome.read().lost).toBeGreaterThan(5000);
	});

	it('0.8 cannot ask: a log that ends before its offset is read from its end', () => {
		const causes = new Set<string>();
		for (const seed of [1, 2, 3, 4, 5, 6, 7]) {
			const outcome = alone({
				seed,
				version: '0.8',
				producers: [{ kind: 'producer082Java', messages: 30_000, rate: 1000 }],
				consumers: [{ ...consumer08, resetToEarliest: 0 }],
				// In the outage of 6 to 8 s less is made than it had read in 15 s.
				faults: [{ ...powerLoss, at: 15 * second, for: second }]
			});
			settled(outcome);
			for (const cause of Object.keys(outcome.causes)) causes.add(cause);
		}
		// Whether something stands there already when it looks is a matter of a millisecond.
		expect([...causes]).toEqual(['offset-reset-to-latest']);
	});

	it('0.8 cannot ask: what has grown again by then below its offset is passed over', () => {
		const outcome = alone({
			version: '0.8',
			producers: [{ kind: 'producer082Java', messages: 20_000 }],
			consumers: [{ ...consumer08, autoCommitIntervalUs: second }],
			faults: [
				{ kind: 'crash', target: 'consumer', at: 3.5 * second, for: 30 * second },
				{ ...powerLoss, for: second }
			]
		});
		settled(outcome);
		// It had committed 3 s of 2000/s.
		expect(outcome.causes['passed-over-by-stale-offset']).toBeGreaterThan(5900);
		expect(outcome.causes['passed-over-by-stale-offset']).toBeLessThan(6100);
		expect(outcome.causes['not-synced-at-power-loss']).toBeGreaterThan(900);
	});
});

describe('K2: acks=0, the only broker crashes', () => {
	it.each([0.1, 1, 12, 30])('loses what is on its way, nothing afterwards (%d s)', (after) => {
		const outcome = alone({
			producers: [{ messages: 20_000, acks: 0, idempotence: 0 }],
			consumers: [{}],
			faults: [{ ...crash, for: after * second }]
		});
		settled(outcome);
		expect(Object.keys(outcome.causes)).toEqual(['in-flight-when-connection-fell']);
		// 33 ms until the connection is reset, at 2000/s.
		expect(outcome.totals.lost).toBeLessThan(100);
	});
});

describe('K25: a killed broker that is back at once', () => {
	it('is fenced first, then registers: another leads, and nothing waits for it', () => {
		for (const acks of [1, 2]) {
			const outcome = kafka({
				version: '3.9',
				producers: [{ messages: 20_000, acks, idempotence: Number(acks === 2) }],
				faults: [{ ...crash, for: 0.1 * second }]
			});
			expect(outcome.leader()).toBe(1);
			expect(outcome.inSync()).toBe(0b111);
			expect(outcome.totals.acknowledged).toBe(20_000);
			expect(outcome.totals.lastAcknowledgedAt).toBeLessThan(16 * second);
		}
	});

	it('KRaft refuses it until its old session has ended; it asks again ever more rarely', () => {
		const [outage] = alone({ faults: [{ ...crash, for: 0.1 * second }] }).outages;
		const back = (outage?.to ?? 0) - 4 * second;
		// Session of 9 s less the age of the heartbeat, looked at four times a session, and up to 6.4 s.
		expect(back).toBeGreaterThan(7 * second);
		expect(back).toBeLessThan(17.7 * second);
	});
});

describe('a disk that is full', () => {
	const full = { kind: 'fullDisk', target: 'node', at: 4 * second, for: 5 * second } as const;

	it('ends the broker; who makes room starts it again', () => {
		const outcome = alone({ consumers: [{}], faults: [{ ...full, index: 0 }] });
		settled(outcome);
		expect(outcome.totals.processed).toBe(20_000);
		expect(outcome.outages.length).toBe(1);
		expect(outcome.outages[0]?.to).toBeGreaterThan(9 * second);
	});

	it('ends a follower too; it leaves the in-sync set and comes back', () => {
		const outcome = kafka({
			version: '3.9',
			producers: [{ messages: 40_000 }],
			faults: [{ ...full, index: 1, for: 15 * second }]
		});
		expect(outcome.outages).toEqual([]);
		// acks=all waits for it until its session ends.
		const pause = outcome.totals.lastAcknowledgedAt - 20 * second;
		expect(pause).toBeLessThan(second);
		expect(outcome.totals.acknowledged).toBe(40_000);
		expect(outcome.inSync()).toBe(0b111);
	});
});

describe('committed offsets and groups stand in a log, which a power cut cuts', () => {
	/** The topic is flushed with each message; Kafka's own partitions are left to the system. */
	const broker = { replicationFactor: 1, offsetsTopicReplication: 1, flushMessages: 1 };
	const restart = { kind: 'crash', target: 'consumer', index: 0, at: 4 * second } as const;

	it('what is gone with it was never committed: the log is read from its begin', () => {
		const read = (kind: 'crash' | 'powerLoss'): Outcome =>
			alone({
				broker,
				consumers: [{ autoCommit: 0, commitEvery: 10, sessionTimeoutUs: 2 * second }],
				faults: [
					{ ...powerLoss, kind, for: second },
					{ ...restart, for: 2 * second }
				]
			});
		const cut = read('powerLoss');
		settled(cut);
		expect(Object.keys(cut.causes)).toEqual(['ack-not-on-disk-at-crash']);
		// 2000/s for four seconds, all of which had been committed and is read again.
		expect(cut.causes['ack-not-on-disk-at-crash']).toBeGreaterThan(7_900);
		expect(cut.causes['ack-not-on-disk-at-crash']).toBeLessThanOrEqual(8_000);
		const kept = read('crash');
		settled(kept);
		expect(kept.totals.duplicateDeliveries).toBeLessThanOrEqual(20);
	});

	it('a replica that has them keeps them', () => {
		const outcome = kafka({
			version: '3.9',
			broker: { flushMessages: 1 },
			producers: [{ messages: 20_000 }],
			consumers: [{ autoCommit: 0, commitEvery: 10, sessionTimeoutUs: 2 * second }],
			faults: [
				{ ...powerLoss, index: 2, for: 20 * second },
				{ ...restart, for: 2 * second }
			]
		});
		settled(outcome);
		expect(outcome.causes['ack-not-on-disk-at-crash']).toBeUndefined();
	});

	it('members whose record is gone join again, and everything is read', () => {
		for (const assignment of [0, 3]) {
			const outcome = alone({
				broker: { ...broker, partitions: 4 },
				consumers: [{ assignment }, { assignment }],
				faults: [
					{ ...restart, at: second, for: second },
					{ ...powerLoss, at: 5 * second, for: second }
				]
			});
			settled(outcome);
			expect(outcome.drained).toBe(true);
			const owners = [0, 1, 2, 3].map(outcome.owner);
			expect(new Set(owners).size).toBe(2);
		}
	});
});

describe('the end of a run', () => {
	it.each(['pause', 'stop'] as const)('does not wait for time-outs that are void (%s)', (kind) => {
		for (const acks of [0, 1, 2]) {
			const outcome = kafka({
				version: '3.9',
				producers: [{ messages: 12_000, acks, idempotence: 0 }],
				consumers: [{}],
				faults: [{ kind, target: 'node', index: 0, at: 2 * second, for: 3 * second }]
			});
			expect(outcome.drained).toBe(true);
			// Six seconds of messages; the last commit comes within five more.
			expect(outcome.now).toBeLessThan(15 * second);
		}
	});
});
