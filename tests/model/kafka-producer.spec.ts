/**
 * Kafka's producers against rules K1, K2, K5, K6, K12 – K15, K22 of the recorded behaviour. What is
 * in the log is read from the leaders' logs, as the recordings did.
 */
import { describe, expect, test } from 'vitest';
import { kafka, second, type Fault, type Outcome, type ProducerChoice } from './kafka-engine';

/** The leader of partition 0 is killed at the 6000th message, moments apart, and started again later. */
const moments = [0, 0.15, 0.3, 0.5, 0.7, 0.85];
const killAt = (moment: number): Fault => ({
	kind: 'crash',
	target: 'leader',
	at: ((5999 + moment) / 2000) * second,
	for: 13 * second
});

const killed = (
	producer: ProducerChoice,
	{
		version = '0.8',
		moment = 0,
		seed = 1
	}: { version?: '0.8' | '3.9'; moment?: number; seed?: number } = {}
): Outcome =>
	kafka({
		version,
		seed,
		producers: [{ messages: version === '0.8' ? 24_000 : 40_000, ...producer }],
		faults: [killAt(moment)]
	});

const cut = (producer: ProducerChoice, version: '0.8' | '3.9' = '3.9'): Outcome =>
	kafka({
		version,
		producers: [producer],
		faults: [{ kind: 'cut', target: 'producer', afterAttempted: 3000 }]
	});

/** 3.9 without idempotence, acks=1, at each of the moments; run when first asked for. */
let leaderKills: Outcome[] | null = null;
const withLeaderKilled = (): Outcome[] =>
	(leaderKills ??= moments.map((moment) =>
		killed({ acks: 1, idempotence: 0 }, { version: '3.9', moment })
	));

const async08 = { sync: 0, batchMessages: 200, lingerUs: 5 * second };
const later = { idempotence: 0 };

describe('K1 what an acknowledgement promises', () => {
	test('acks=0 is not held up by followers, acks=all by the slowest in sync', () => {
		const paused: Fault[] = [1, 2].map((index) => ({
			kind: 'pause',
			target: 'node',
			index,
			at: second,
			for: 2 * second
		}));
		const gap = (acks: number): number => {
			const run = kafka({ producers: [{ acks, messages: 6000 }], faults: paused });
			expect(run.totals.acknowledged).toBe(6000);
			return run.totals.lastAcknowledgedAt;
		};
		expect(gap(0)).toBeLessThan(3.1 * second);
		expect(gap(1)).toBeLessThan(3.1 * second);
		// It stood for 2 s, and then sends one after another what was due meanwhile.
		expect(gap(2)).toBeGreaterThan(3.1 * second);
	});

	test('min.insync.replicas is checked for acks=all only', () => {
		const run = (acks: number): Outcome =>
			kafka({
				broker: { minInsyncReplicas: 3, sessionTimeoutUs: 2 * second },
				producers: [{ acks, retries: 0, messages: 12_000 }],
				faults: [{ kind: 'crash', target: 'node', index: 2, at: second }]
			});
		expect(run(1).totals.acknowledged).toBe(12_000);
		const all = run(2);
		expect(all.totals.failed).toBeGreaterThan(3000);
		// Too few in sync: what is refused is not written; only what was under way when the set shrank is.
		const writtenAndRefused = all.read().distinct - all.totals.acknowledged;
		expect(writtenAndRefused).toBeGreaterThanOrEqual(0);
		expect(writtenAndRefused).toBeLessThanOrEqual(1);
	});

	test('an exception does not mean that the message was not written', () => {
		const run = cut({ acks: 1, retries: 0, kind: 'producer082Java' }, '0.8');
		// One answer is swallowed: its message has failed for the application and stands in the log.
		expect(run.totals.acknowledged).toBe(5999);
		expect(run.read()).toMatchObject({ distinct: 6000, duplicates: 0, lost: 0 });
	});
});

describe('K2 leader killed with acks=0', () => {
	test.each([
		['0.8.2 Java', { kind: 'producer082Java', acks: 0 }, '0.8'],
		['3.9', { acks: 0, ...later }, '3.9'],
		['0.8 synchronous, sending again', { acks: 0, retry: true }, '0.8']
	] as const)('%s loses one contiguous range, all reported as success', (_, producer, version) => {
		const run = killed(producer, { version });
		const found = new Set(run.log());
		const lost = Array.from({ length: run.totals.attempted }, (_, at) => at).filter(
			(message) => !found.has(message)
		);
		expect(lost.length).toBeGreaterThan(10);
		expect(lost.length).toBeLessThan(2000);
		expect((lost.at(-1) ?? 0) - (lost[0] ?? 0)).toBe(lost.length - 1);
		expect(lost.every(run.acknowledged)).toBe(true);
		expect(run.causes['in-flight-when-connection-fell']).toBe(lost.length);
		expect(run.read().duplicates).toBe(0);
	});
});

describe('K5 duplicates come from requests whose answer was lost', () => {
	test.each([1, 5])('%i in flight: as many batches', (maxInFlight) => {
		const run = cut({ ...later, maxInFlight, rate: 0, messages: 50_000, acks: 1 });
		// Each batch of 16 KiB holds 148 messages of 100 B.
		const { duplicates, lost } = run.read();
		expect(lost).toBe(0);
		expect(duplicates).toBeGreaterThan(0);
		expect(duplicates).toBeLessThanOrEqual(maxInFlight * 148);
		if (maxInFlight === 5) expect(duplicates).toBeGreaterThan(148 * 3);
	});

	test.each([1, 50])('0.8 synchronous: its list of %i', (batchMessages) => {
		const run = cut({ batchMessages }, '0.8');
		expect(run.read()).toMatchObject({ duplicates: batchMessages, lost: 0 });
		expect(run.totals.acknowledged).toBe(6000);
	});

	test('a leader kill gives none with acks=1, at most the requests in flight with acks=all', () => {
		for (const run of withLeaderKilled()) expect(run.read().duplicates).toBeLessThan(6);
		for (const moment of moments) {
			expect(
				killed({ acks: 2, ...later }, { version: '3.9', moment }).read().duplicates
			).toBeLessThan(27);
		}
	});
});

describe('K6 order', () => {
	const steps = (producer: ProducerChoice, version: '0.8' | '3.9' = '3.9'): number =>
		cut({ rate: 0, messages: 50_000, acks: 1, ...producer }, version).read().stepsBack;

	test('five failed batches come out in reverse: four steps back', () => {
		// What fails is put back at the head; recorded in 9 of 10 runs.
		for (const run of withLeaderKilled()) {
			const { stepsBack, lostAcknowledged } = run.read();
			expect(stepsBack).toBe(4);
			expect(lostAcknowledged).toBeLessThanOrEqual(9);
			expect(run.totals.sends - run.totals.attempted).toBe(5);
		}
	});

	test("0.8.2's Java client kept their order", () => {
		for (const moment of moments) {
			const run = killed({ acks: 1, kind: 'producer082Java' }, { moment });
			expect(run.read().stepsBack).toBe(0);
		}
		expect(steps({ kind: 'producer082Java' }, '0.8')).toBe(0);
	});

	test('one in flight keeps it', () => {
		for (const moment of moments) {
			const run = killed({ acks: 1, ...later, maxInFlight: 1 }, { version: '3.9', moment });
			expect(run.read().stepsBack).toBe(0);
		}
	});

	test('idempotence: no duplicate, no inversion, nothing lost', () => {
		for (const moment of moments) {
			const run = killed({}, { version: '3.9', moment });
			expect(run.read()).toMatchObject({ duplicates: 0, stepsBack: 0, lost: 0, distinct: 40_000 });
		}
		expect(cut({ rate: 0, messages: 50_000 }).read()).toMatchObject({
			delivered: 50_000,
			stepsBack: 0,
			lost: 0
		});
	});
});

describe("K12 0.8's synchronous producer", () => {
	test('an exception per 0.4 – 0.55 s of outage, each losing its message or list', () => {
		for (const acks of [1, 2]) {
			for (const batchMessages of [1, 50]) {
				const run = killed({ acks, batchMessages, messages: 24_000 });
				const outage = (run.outages[0]?.to ?? 0) - (run.outages[0]?.from ?? 0);
				const exceptions = run.totals.failed / batchMessages;
				expect(exceptions).toBeGreaterThanOrEqual(Math.floor(outage / (0.55 * second)));
				expect(exceptions).toBeLessThanOrEqual(Math.ceil(outage / (0.4 * second)) + 1);
				expect(run.read().lostAcknowledged).toBeLessThanOrEqual(3);
			}
		}
	});

	test('sending again until it succeeds: 0 – 3 lost with acks=1, 0 with all, at most one request twice', () => {
		for (const moment of moments) {
			const one = killed({ acks: 1, retry: true }, { moment }).read();
			expect(one.lost).toBeLessThanOrEqual(3);
			expect(one.duplicates).toBeLessThanOrEqual(1);
			const all = killed({ acks: 2, retry: true }, { moment }).read();
			expect(all.lost).toBe(0);
			expect(all.duplicates).toBeLessThanOrEqual(1);
		}
	});
});

describe("K13 0.8's asynchronous producer", () => {
	test('drops a batch silently per 0.47 s of outage, contiguous, the same for all acks', () => {
		for (const acks of [0, 1, 2]) {
			const run = killed({ ...async08, acks }, { seed: 3 });
			const outage = (run.outages[0]?.to ?? 0) - (run.outages[0]?.from ?? 0);
			const dropped = run.causes['dropped-after-retries'] ?? 0;
			expect(dropped % 200).toBe(0);
			expect(dropped / 200).toBeGreaterThanOrEqual(Math.floor(outage / (0.5 * second)));
			expect(dropped / 200).toBeLessThanOrEqual(Math.ceil(outage / (0.4 * second)) + 1);
			expect(run.totals.failed).toBe(0);
			expect(run.totals.acknowledged).toBe(0);
			const found = new Set(run.log());
			const lost = Array.from({ length: 24_000 }, (_, at) => at).filter((at) => !found.has(at));
			expect((lost.at(-1) ?? 0) - (lost[0] ?? 0)).toBe(lost.length - 1);
		}
	});

	test('30 retries: one batch is dropped, 100 retries: none', () => {
		// 31 tries end before the outage, as recorded; the next batch's do not.
		expect(killed({ ...async08, acks: 1, retries: 30 }).read().lost).toBe(200);
		expect(killed({ ...async08, acks: 1, retries: 100 }).read().lost).toBe(0);
		// acks=0: and the batch that was written to the dead connection.
		expect(killed({ ...async08, acks: 0, retries: 100 }).read().lost).toBe(200);
	});

	test('a full queue blocks at −1 and throws at 0', () => {
		const full = { ...async08, rate: 4000, retries: 100, messages: 40_000 };
		const blocked = killed({ ...full, enqueueTimeoutUs: -1 });
		expect(blocked.totals.failed).toBe(0);
		expect(blocked.read().lost).toBe(0);
		const thrown = killed({ ...full, enqueueTimeoutUs: 0 });
		expect(thrown.totals.failed).toBeGreaterThan(1000);
		expect(thrown.read().distinct).toBe(40_000 - thrown.totals.failed);
		// 200 ms is less than the outage, and each message waits in vain.
		const waited = killed({ ...full, enqueueTimeoutUs: 0.2 * second });
		expect(waited.totals.failed).toBeGreaterThan(0);
		expect(waited.totals.failed).toBeLessThan(thrown.totals.failed);
	});
});

describe('K14 client killed', () => {
	const dies = (producer: ProducerChoice, version: '0.8' | '3.9', at: number): Outcome =>
		kafka({
			version,
			producers: [{ messages: 600_000, ...producer }],
			faults: [{ kind: 'crash', target: 'producer', at }]
		});

	test('asynchronous at 2000/s: what has not filled a batch', () => {
		const run = dies(async08, '0.8', 3.0205 * second);
		expect(run.totals.lost).toBe(run.totals.attempted % 200);
		expect(run.causes).toEqual({ 'left-in-client-buffer': run.totals.lost });
	});

	test('asynchronous at full speed: the queue of 10 000, and at most a batch in hand', () => {
		for (const at of [0.5, 0.50003, 0.50006, 0.50009, 0.50012, 0.50015]) {
			const { lost } = dies({ ...async08, rate: 0 }, '0.8', at * second).totals;
			expect(lost).toBeGreaterThanOrEqual(9900);
			// And the one for which `send` found no room.
			expect(lost).toBeLessThanOrEqual(10_201);
		}
	});

	test('what its thread was still writing has not left it', () => {
		// 50 µs of work on each request: this one falls into them.
		const run = kafka({
			producers: [{ kind: 'producer082Java', acks: 1 }],
			faults: [{ kind: 'crash', target: 'producer', at: second + 10 }]
		});
		expect(run.causes).toEqual({ 'left-in-client-buffer': 1 });
		expect(run.totals.sends).toBe(run.totals.attempted);
	});

	test('Java client: next to nothing at 2000/s, up to buffer.memory at full speed', () => {
		expect(dies({ kind: 'producer082Java' }, '0.8', 3 * second).totals.lost).toBeLessThanOrEqual(1);
		const run = dies({ kind: 'producer082Java', rate: 0, acks: 2 }, '0.8', 0.5 * second);
		expect(run.totals.lost).toBeGreaterThan(20_000);
		// 32 MiB of batches of 130 messages.
		expect(run.totals.lost).toBeLessThanOrEqual((32 * 2 ** 20) / 126);
		expect(run.totals.lostAcknowledged).toBe(0);
	});

	test('3.9 with a long linger: the batch that is filling', () => {
		const run = dies({ lingerUs: second }, '3.9', 3.04 * second);
		expect(run.totals.lost).toBe(run.totals.attempted % 148);
		expect(run.totals.lostAcknowledged).toBe(0);
	});
});

test('K15 retries 0: loses only what is in flight, as exceptions; the rest waits in the buffer', () => {
	for (const moment of moments) {
		const run = killed({ kind: 'producer082Java', retries: 0 }, { moment });
		expect(run.totals.failed).toBeGreaterThan(0);
		expect(run.totals.failed).toBeLessThanOrEqual(144);
		expect(run.read().distinct).toBeGreaterThanOrEqual(24_000 - run.totals.failed - 14);
	}
});

describe('K22 partitions', () => {
	const spread = (producer: ProducerChoice, partitions = 10): number[] => {
		const java = producer.kind !== 'producer08';
		const run = kafka({
			version: producer.kind === 'producer39' ? '3.9' : '0.8',
			broker: { partitions },
			producers: [{ messages: 10_000, rate: 0, acks: 1, idempotence: 0, ...producer }]
		});
		expect(run.totals.acknowledged).toBe(java || producer.sync !== 0 ? 10_000 : 0);
		return Array.from({ length: partitions }, (_, partition) => run.log(partition).length);
	};
	const places = (kind: ProducerChoice['kind']): number[] => {
		const run = kafka({
			version: kind === 'producer39' ? '3.9' : '0.8',
			broker: { partitions: 10 },
			producers: [{ kind, messages: 10, keys: 10 }]
		});
		return Array.from({ length: 10 }, (_, key) =>
			Array.from({ length: 10 }, (_, at) => at).findIndex((at) => run.log(at).includes(key))
		);
	};

	test('murmur2 of `key-<n>` in the Java client, hashCode in the old one', () => {
		// Recorded in C3: key-0 … key-9.
		expect(places('producer39')).toEqual([1, 0, 2, 7, 3, 8, 0, 5, 5, 7]);
		expect(places('producer08')).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
	});

	test('no key: old, one random partition; 0.8.2 Java, in turn; 3.9, sticky by bytes', () => {
		expect(spread({ kind: 'producer08', sync: 0, batchMessages: 200 }).filter(Boolean)).toEqual([
			10_000
		]);
		expect(spread({ kind: 'producer082Java' })).toEqual(Array(10).fill(1000));
		const sticky = spread({ kind: 'producer39' });
		expect(sticky.reduce((sum, count) => sum + count, 0)).toBe(10_000);
		// Runs of two batches, 294 – 345 messages, on partitions chosen at random.
		expect(Math.max(...sticky)).toBeGreaterThan(1200);
		expect(Math.max(...sticky)).toBeLessThan(3200);
	});
});
