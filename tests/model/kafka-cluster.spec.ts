/**
 * Kafka's replicas, elections and disks against rules K3, K4, K7 – K11, K24, K25 of the recorded
 * behaviour.
 */
import { describe, expect, test } from 'vitest';
import { kafka, millisecond, second, type Choice, type Fault, type Outcome } from './kafka-engine';

const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
const producer = { kind: 'producer082Java', messages: 24_000 } as const;
const producer39 = { idempotence: 0, messages: 40_000 } as const;
const killed = (fault: Partial<Fault> = {}): Fault => ({
	kind: 'crash',
	target: 'leader',
	at: 3 * second,
	for: 15 * second,
	...fault
});
const node = (index: number, fault: Partial<Fault>): Fault => ({
	kind: 'crash',
	target: 'node',
	index,
	...fault
});
const outageOf = (run: Outcome): number =>
	((run.outages[0]?.to ?? 0) - (run.outages[0]?.from ?? 0)) / second;

describe('K3 leader killed, acks=1', () => {
	test('loses the last acknowledged that no follower had, contiguous, at the old leader only', () => {
		let some = 0;
		for (let step = 0; step < 12; step++) {
			const at = (2.9995 + step * 0.00004) * second;
			const run = kafka({ producers: [{ ...producer, acks: 1 }], faults: [killed({ at })] });
			const { lostAcknowledged, lost } = run.read();
			expect(lost).toBe(lostAcknowledged);
			expect(lost).toBeLessThanOrEqual(28);
			expect(run.causes['only-on-dead-leader'] ?? 0).toBe(lost);
			// The old leader has returned and holds what the new one holds.
			expect(run.log(0, 0)).toEqual(run.log(0, 1));
			some += lost;
		}
		expect(some).toBeGreaterThan(0);
	});

	test('everything acknowledged while both followers stood still', () => {
		for (const [version, one] of [
			['0.8', { ...producer, acks: 1 }],
			['3.9', { ...producer39, acks: 1 }]
		] as const) {
			const run = kafka({
				version,
				producers: [one],
				faults: [
					node(1, { kind: 'pause', at: 2 * second, for: 2 * second }),
					node(2, { kind: 'pause', at: 2 * second, for: 2 * second }),
					killed({ at: 3.999 * second, for: 20 * second })
				]
			});
			expect(run.read().lostAcknowledged).toBeGreaterThan(3900);
			expect(run.read().lostAcknowledged).toBeLessThan(4100);
			expect(run.log(0, 0)).toEqual(run.log(0, 1));
		}
	});
});

describe('K4 leader killed, acks=all, clean election', () => {
	test('nothing acknowledged is lost', () => {
		for (const seed of seeds) {
			for (const choice of [
				{ version: '0.8', producers: [{ ...producer, acks: 2 }] },
				{ version: '3.9', producers: [{ ...producer39, acks: 2 }] }
			] as const) {
				const at = (3 + seed / 7000) * second;
				const run = kafka({
					...choice,
					producers: [...choice.producers],
					seed,
					faults: [killed({ at })]
				});
				expect(run.read()).toMatchObject({ lostAcknowledged: 0, lost: 0 });
			}
		}
	});

	test('while followers stand still nothing is acknowledged and the set does not shrink', () => {
		const run = kafka({
			version: '3.9',
			producers: [{ ...producer39, acks: 2, messages: 8000 }],
			until: 3.9 * second,
			faults: [1, 2].map((index) => node(index, { kind: 'pause', at: 2 * second, for: 2 * second }))
		});
		expect(run.totals.lastAcknowledgedAt).toBeLessThan(2.01 * second);
		expect(run.inSync()).toBe(0b111);
	});
});

describe('K7 unavailable after kill -9', () => {
	test('ZooKeeper: the session less the age of its last ping, rounded up to a tick', () => {
		const outages = seeds.map((seed) =>
			outageOf(kafka({ seed, producers: [producer], faults: [killed()] }))
		);
		for (const outage of outages) {
			expect(outage).toBeGreaterThan(4);
			expect(outage).toBeLessThan(6.8);
		}
		expect(Math.max(...outages) - Math.min(...outages)).toBeGreaterThan(0.5);
		const short = outageOf(
			kafka({ broker: { sessionTimeoutUs: 2 * second }, producers: [producer], faults: [killed()] })
		);
		expect(short).toBeGreaterThan(1.3);
		expect(short).toBeLessThan(2.7);
	});

	test('KRaft: 7 – 11.3 s for a session of 9 s with a heartbeat every 2 s', () => {
		for (const seed of seeds) {
			const outage = outageOf(
				kafka({ version: '3.9', seed, producers: [producer39], faults: [killed()] })
			);
			expect(outage).toBeGreaterThan(7);
			expect(outage).toBeLessThan(11.4);
		}
	});

	test('101 partitions of one broker: 12 – 18 ms from the first to the last', () => {
		const run = (partitions: number): Outcome =>
			kafka({
				broker: { partitions },
				producers: [{ ...producer, messages: 2000 }],
				faults: [killed({ for: Infinity })]
			});
		const spread = (outageOf(run(250)) - outageOf(run(1))) * 1000;
		// Node 0 leads 84 of 250; the others' in-sync sets change too.
		expect(spread).toBeGreaterThan(12);
		expect(spread).toBeLessThan(45);
	});

	test('the killed broker also the controller: the next one is elected first', () => {
		// Partition 2 is led by the last broker, which is the controller.
		const run = (index: number): number =>
			outageOf(
				kafka({
					broker: { partitions: 3 },
					producers: [producer],
					faults: [node(index, { at: 3 * second, for: 15 * second })],
					costs: { zookeeperTick: 6 * second }
				})
			);
		expect(run(2) - run(1)).toBeGreaterThan(0.2);
		expect(run(2) - run(1)).toBeLessThan(0.5);
	});
});

describe('K8 clean stop', () => {
	const stop = (choice: Choice): Outcome =>
		kafka({ faults: [killed({ kind: 'stop', for: 10 * second })], ...choice });
	const longestGap = (run: Outcome): number => outageOf(run);

	test('a pause of tenths of a second; acks=1 loses a tail, acks=all none', () => {
		for (const version of ['0.8', '3.9'] as const) {
			const one = version === '0.8' ? producer : producer39;
			const first = stop({ version, producers: [{ ...one, acks: 1 }] });
			expect(longestGap(first)).toBeLessThan(0.4);
			expect(first.read().lostAcknowledged).toBeGreaterThan(0);
			expect(first.read().lostAcknowledged).toBeLessThan(134);
			expect(first.causes['only-on-dead-leader']).toBe(first.read().lostAcknowledged);
			const all = stop({ version, producers: [{ ...one, acks: 2 }] });
			expect(all.read().lostAcknowledged).toBe(0);
		}
	});

	test('without controlled shutdown about 1.2 s: the session is closed, not timed out', () => {
		const run = stop({ broker: { controlledShutdown: 0 }, producers: [producer] });
		expect(outageOf(run)).toBeGreaterThan(0.8);
		expect(outageOf(run)).toBeLessThan(1.5);
	});
});

test('K9 a silent broker: no election, a pause as long as the stop, nothing lost', () => {
	for (const acks of [1, 2]) {
		const run = kafka({
			producers: [{ ...producer, acks }],
			faults: [killed({ kind: 'pause', for: 3 * second })]
		});
		expect(outageOf(run)).toBeCloseTo(3, 3);
		expect(run.leader()).toBe(0);
		expect(run.read()).toMatchObject({ lost: 0, duplicates: 0 });
	}
});

describe('K10 the in-sync set, and elections out of it', () => {
	/** Followers die, the leader goes on alone and dies, a stale follower returns, then the old leader. */
	const alone = (choice: Choice): Outcome =>
		kafka({
			...choice,
			producers: [
				{ kind: 'producer082Java', acks: 2, rate: 500, messages: 5000, ...choice.producers?.[0] }
			],
			faults: [
				node(1, { at: 2 * second, for: 23 * second }),
				node(2, { at: 2 * second, for: 80 * second }),
				node(0, { at: 22 * second, for: 40 * second })
			]
		});

	test('the dead leave the set when their session ends, and acks=all goes on with the leader alone', () => {
		for (const version of ['0.8', '3.9'] as const) {
			const base = version === '0.8' ? producer : producer39;
			const run = kafka({
				version,
				broker: version === '0.8' ? { sessionTimeoutUs: 2 * second } : {},
				producers: [{ ...base, acks: 2, messages: 40_000 }],
				until: 14 * second,
				faults: [1, 2].map((index) => node(index, { at: second }))
			});
			expect(run.inSync()).toBe(0b001);
			expect(run.totals.acknowledged).toBeGreaterThan(15_000);
			expect(run.totals.lastAcknowledgedAt).toBeGreaterThan(13.9 * second);
		}
	});

	test('unclean election: everything acknowledged meanwhile is lost', () => {
		for (const version of ['0.8', '3.9'] as const) {
			const run = alone({ version, broker: { uncleanElection: 1 } });
			const { lostAcknowledged } = run.read();
			expect(lostAcknowledged).toBeGreaterThan(3000);
			expect(run.causes['truncated-by-unclean-election']).toBe(lostAcknowledged);
			expect(run.leader()).toBe(1);
		}
	});

	test('unclean off: no leader until the old one returns, nothing lost', () => {
		for (const version of ['0.8', '3.9'] as const) {
			const run = alone({ version, broker: { uncleanElection: 0 } });
			expect(run.read()).toMatchObject({ lost: 0, lostAcknowledged: 0 });
			expect(run.leader()).toBe(0);
			expect(outageOf(run)).toBeGreaterThan(40);
		}
	});

	test("0.8 cuts off only at the new leader's end: replicas may differ for ever; epochs do not", () => {
		// The stale leader takes 1500 of its own before the old one returns with more than those.
		const differing = (version: '0.8' | '3.9'): number => {
			const run = kafka({
				version,
				broker: { uncleanElection: 1 },
				producers: [{ kind: 'producer082Java', acks: 1, rate: 500, messages: 20_000 }],
				faults: [
					node(1, { at: 2 * second, for: 23 * second }),
					node(2, { at: 2 * second, for: 200 * second }),
					node(0, { at: 22 * second, for: 14 * second })
				]
			});
			const [old, now] = [run.log(0, 0), run.log(0, 1)];
			expect(old.length).toBe(now.length);
			return old.filter((message, offset) => message !== now[offset]).length;
		};
		expect(differing('0.8')).toBeGreaterThan(300);
		expect(differing('3.9')).toBe(0);
	});

	test('by time: a follower that stands still longer than replica.lag.time.max leaves, and returns', () => {
		const choice = (until: number): Choice => ({
			broker: { replicaLagUs: 2 * second, sessionTimeoutUs: 30 * second },
			producers: [{ ...producer, acks: 1, messages: 40_000 }],
			until,
			faults: [node(1, { kind: 'pause', at: second, for: 10 * second })]
		});
		expect(kafka(choice(7 * second)).inSync()).toBe(0b101);
		expect(kafka(choice(19 * second)).inSync()).toBe(0b111);
	});

	test('by messages in 0.8: 4000 behind is out before 10 s have passed', () => {
		const at = (replicaLagMessages: number): number =>
			kafka({
				broker: { replicaLagMessages, sessionTimeoutUs: 60 * second },
				producers: [{ ...producer, acks: 1, rate: 10_000, messages: 150_000 }],
				until: 14.5 * second,
				faults: [node(1, { kind: 'pause', at: 5 * second, for: 60 * second })]
			}).inSync();
		expect(at(4000)).toBe(0b101);
		expect(at(0)).toBe(0b111);
	});
});

describe('K11 the page cache', () => {
	const one = (fault: Partial<Fault>, broker: Choice['broker'] = {}): Outcome =>
		kafka({
			broker: { replicationFactor: 1, ...broker },
			producers: [{ ...producer, acks: 1 }],
			faults: [killed(fault)]
		});

	test('a crash of the process loses nothing acknowledged, one replica included', () => {
		expect(one({}).read()).toMatchObject({ lostAcknowledged: 0, lost: 0 });
	});

	test('a power cut loses what was not flushed', () => {
		const lost = (broker: Choice['broker']): number => {
			const run = one({ kind: 'powerLoss' }, broker);
			expect(run.causes['not-synced-at-power-loss'] ?? 0).toBe(run.read().lostAcknowledged);
			return run.read().lostAcknowledged;
		};
		// Left to the system, 3 s are not old enough to be written back.
		expect(lost({})).toBeGreaterThan(5900);
		expect(lost({ flushMessages: 1 })).toBe(0);
		const by500 = lost({ flushMessages: 500 });
		expect(by500).toBeLessThan(500);
		const bySecond = lost({ flushIntervalUs: 0.7 * second });
		expect(bySecond).toBeGreaterThan(300);
		expect(bySecond).toBeLessThan(1500);
	});

	test('on that broker only: three replicas lose nothing that was replicated', () => {
		const run = kafka({
			producers: [{ ...producer, acks: 2 }],
			faults: [killed({ kind: 'powerLoss' })]
		});
		expect(run.read().lost).toBe(0);
		expect(run.log(0, 0)).toEqual(run.log(0, 1));
	});

	test('a sync per message is paid for', () => {
		const rate = (flushMessages: number): number =>
			kafka({
				broker: { replicationFactor: 1, flushMessages },
				producers: [{ messages: 2000, rate: 0 }]
			}).rate;
		expect(rate(1)).toBeLessThan(rate(0) / 2);
	});
});

test('K24 followers read from the page cache: a slow disk slows no fetch', () => {
	const rate = (diskBytesPerUs: number): number =>
		kafka({
			producers: [{ ...producer, acks: 2, rate: 0, messages: 50_000 }],
			costs: { diskBytesPerUs, diskSync: 100_000 }
		}).rate;
	expect(rate(5)).toBeCloseTo(rate(500), 6);
});

describe('K25 sessions and ephemeral nodes', () => {
	test('a broker restarted at once does not lead again before its old session has ended', () => {
		const run = (fault: Partial<Fault>): number =>
			outageOf(
				kafka({
					broker: { replicationFactor: 1 },
					producers: [producer],
					faults: [killed(fault)]
				})
			);
		// It starts in 1.6 s, but its session of 6 s stands.
		expect(run({ for: 10 * millisecond })).toBeGreaterThan(4);
		expect(run({ for: 10 * millisecond })).toBeLessThan(7);
		expect(run({ for: 10 * second })).toBeGreaterThan(11);
	});

	test('a former leader that stood still longer than its session serves until it learns better', () => {
		const run = kafka({
			producers: [{ ...producer, acks: 1 }],
			faults: [killed({ kind: 'pause', for: 9 * second })]
		});
		// What it acknowledged when it woke is cut off when it follows.
		expect(run.read().lostAcknowledged).toBeGreaterThan(0);
		expect(run.causes['only-on-dead-leader']).toBe(run.read().lostAcknowledged);
		expect(run.leader()).toBe(1);
		expect(run.log(0, 0)).toEqual(run.log(0, 1));
	});
});
