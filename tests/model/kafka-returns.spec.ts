/** Kafka 0.8: what goes on when a broker, a connection or a client was away for a while. */
import { describe, expect, test } from 'vitest';
import { consumer08, kafka, second, type Choice, type Fault, type Outcome } from './kafka-engine';

const seeds = [1, 2, 3, 4];
const single = { nodes: 1, broker: { replicationFactor: 1 } } as const;
const javaProducer = { kind: 'producer082Java', acks: 1 } as const;
const reader = { ...consumer08, resetToEarliest: 1 } as const;

const leader = (fault: Partial<Fault>): Fault => ({
	kind: 'crash',
	target: 'leader',
	at: 3 * second,
	...fault
});

describe('a broker that comes back', () => {
	test('a leader that stood still longer than its session sends its readers to the new one', () => {
		const run = kafka({
			producers: [{ ...javaProducer, messages: 40_000 }],
			consumers: [reader],
			faults: [leader({ kind: 'pause', for: 15 * second })]
		});
		expect(run.fates.stillQueued).toBe(0);
		expect(run.totals.processed + run.totals.lost).toBe(40_000);
	});

	test('started again before its session has ended: another leads from then on', () => {
		for (const seed of seeds) {
			const run = kafka({
				seed,
				producers: [{ ...javaProducer, acks: 2, messages: 20_000 }],
				faults: [leader({ for: 0.1 * second })]
			});
			expect(run.leader()).toBe(1);
			expect(run.read()).toMatchObject({ lost: 0, distinct: 20_000 });
			expect(run.log(0, 0)).toEqual(run.log(0, 1));
		}
	});

	test('back while nobody is the controller: it keeps what it has, until somebody says who leads', () => {
		const run = kafka({
			broker: { sessionTimeoutUs: 2 * second },
			producers: [{ ...javaProducer, messages: 16_000 }],
			faults: [
				// Before its high watermark was ever written to disk: as a follower it would cut off all.
				{ kind: 'crash', target: 'node', index: 1, at: 2 * second, for: 20 * second },
				{ kind: 'crash', target: 'node', index: 2, at: 6 * second },
				leader({ at: 10 * second })
			]
		});
		expect(run.leader()).toBe(1);
		expect(run.log().length).toBeGreaterThan(3900);
		expect(run.log()[0]).toBe(0);
		// What the others had beyond that is gone: they never came back.
		expect(run.totals.lost + run.log().length).toBeGreaterThan(15_000);
	});

	test('one broker, its power cut: nothing of what grows anew is left unread or unexplained', () => {
		for (const seed of seeds) {
			for (const resetToEarliest of [0, 1]) {
				const run = kafka({
					...single,
					seed,
					producers: [{ ...javaProducer, messages: 20_000 }],
					consumers: [{ ...reader, resetToEarliest }],
					faults: [leader({ kind: 'powerLoss', at: second, for: 0.1 * second })]
				});
				expect(run.fates.stillQueued).toBe(0);
				expect(run.log()).toHaveLength(18_000);
			}
		}
	});

	test('a consumer that goes on at its old offset skips what lies below it in the new log', () => {
		const run = kafka({
			...single,
			producers: [{ ...javaProducer, messages: 40_000 }],
			consumers: [{ ...reader, sessionTimeoutUs: 30 * second }],
			faults: [
				leader({ kind: 'powerLoss', at: 2 * second, for: 0.1 * second }),
				// Back when the new log has outgrown the 4000 that it had read.
				{ kind: 'pause', target: 'consumer', at: 2.1 * second, for: 10 * second }
			]
		});
		expect(run.causes['passed-over-by-stale-offset'] ?? 0).toBe(run.totals.lost);
		expect(run.totals.lost).toBeGreaterThan(3900);
		expect(run.fates.stillQueued).toBe(0);
	});
});

describe('an application that sends again until it succeeds', () => {
	test('gives nothing up, however long its only broker is away', () => {
		for (const acks of [1, 2]) {
			for (const seed of seeds) {
				const run = kafka({
					...single,
					seed,
					producers: [{ acks, retry: true, messages: 20_000 }],
					faults: [leader({ for: 7.5 * second })]
				});
				expect(run.totals.acknowledged).toBe(20_000);
				expect(run.read()).toMatchObject({ lost: 0 });
				expect(run.read().duplicates).toBeLessThanOrEqual(1);
			}
		}
	});
});

describe('a connection that is closed from the far end', () => {
	const cut: Fault = { kind: 'cut', target: 'producer', at: 1.0001 * second };
	const run = (choice: NonNullable<Choice['producers']>[number]): Outcome =>
		kafka({ ...single, producers: [{ messages: 4000, ...choice }], faults: [cut] });

	test('the old client without acknowledgements: one write vanishes, the next one fails', () => {
		const { causes, read } = run({ acks: 0 });
		expect(read()).toMatchObject({ lost: 1, lostAcknowledged: 1, duplicates: 0 });
		expect(causes).toEqual({ 'in-flight-when-connection-fell': 1 });
	});

	test('with acknowledgements, or a selector that watches it: none', () => {
		expect(run({ acks: 1 }).read().lost).toBe(0);
		expect(run({ ...javaProducer, acks: 0 }).read().lost).toBe(0);
	});
});

describe('a consumer with nothing left to do', () => {
	const commits = { ...consumer08, resetToEarliest: 1, autoCommitIntervalUs: 5 * second };
	const dies = (at: number, faults: Fault[] = []): Outcome =>
		kafka({
			producers: [{ acks: 1, messages: 2000 }],
			consumers: [commits],
			faults: [...faults, { kind: 'crash', target: 'consumer', at: at * second, for: second }]
		});

	test('does not keep the run going until its next automatic commit', () => {
		const run = kafka({ producers: [{ acks: 1, messages: 2000 }], consumers: [reader] });
		expect(run.totals.processed).toBe(2000);
		expect(run.now).toBeLessThan(2 * second);
	});

	test('commits all the same: whether it dies before or after that decides', () => {
		expect(dies(4.9).totals.duplicateDeliveries).toBe(2000);
		expect(dies(5.1).totals.duplicateDeliveries).toBe(0);
		// A process that stands still has no timer, and sees to it when it goes on.
		const pause: Fault = { kind: 'pause', target: 'consumer', at: 4.9 * second, for: second };
		expect(dies(5.8, [pause]).totals.duplicateDeliveries).toBe(2000);
		expect(dies(6, [pause]).totals.duplicateDeliveries).toBe(0);
	});
});

test('a timer that began at an odd moment ticks once an interval', () => {
	const run = kafka({
		producers: [{ ...javaProducer, messages: 60 }],
		consumers: [{ ...reader, autoCommitIntervalUs: second, workUs: 300_000 }],
		faults: [{ kind: 'crash', target: 'consumer', at: 6.8137 * second, for: 0.2 * second }]
	});
	expect(run.totals.processed + run.totals.lost).toBe(60);
	expect(run.events).toBeLessThan(5000);
});

describe('K7 the killed leader was the controller too', () => {
	/** The broker that is the controller first leads nothing here: it dies, and the next one leads. */
	const both = (seed: number): Outcome =>
		kafka({
			seed,
			producers: [{ ...javaProducer, acks: 2, messages: 60_000 }],
			faults: [
				{ kind: 'crash', target: 'node', index: 2, at: second, for: 6 * second },
				leader({ at: 16 * second, for: 30 * second })
			]
		});

	test('its followers wait for the next controller, and nothing acknowledged is lost', () => {
		for (const seed of seeds) {
			const run = both(seed);
			const [outage] = run.outages;
			expect(run.outages).toHaveLength(1);
			const lengthS = ((outage?.to ?? 0) - (outage?.from ?? 0)) / second;
			expect(lengthS).toBeGreaterThan(4.3);
			expect(lengthS).toBeLessThan(7);
			expect(run.read()).toMatchObject({ lost: 0, distinct: 60_000 });
		}
	});
});
