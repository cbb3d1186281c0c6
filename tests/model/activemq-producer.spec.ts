/** What ActiveMQ's producers lose and repeat when a broker dies, and what holds them: A5 – A7, A10. */
import { describe, expect, it } from 'vitest';
import type { FaultSetup } from '#lib/sim';
import { brokerKilled, diskSync, run, type Choice, type ProducerChoice } from './activemq-setups';
import { clientFault, millisecond, second } from './setups';

const killed = (producer: ProducerChoice, choice: Choice = {}) =>
	run({ producers: [producer], consumers: [{}], faults: [brokerKilled()], ...choice });

const powerLoss = (when: FaultSetup['when']): FaultSetup => ({
	...brokerKilled(),
	kind: 'powerLoss',
	when
});

describe('A5: sends that are answered, and those that are not', () => {
	it.each([0, 1])('persistent, synchronous, failover %i: none lost, none repeated', (failover) => {
		const { totals } = killed({ failover });
		expect([totals.acknowledged, totals.lost]).toEqual([4000, 0]);
		expect(totals.duplicateDeliveries).toBe(0);
	});

	it('the failover transport repeats by itself: the application sends each message once', () => {
		expect(killed({ failover: 1 }).totals.sends).toBe(4000);
		expect(killed({ failover: 0 }).totals.sends).toBe(4001);
	});

	it.each([0, 1])('useAsyncSend, failover %i: loses silently what was in flight', (failover) => {
		const { totals, causes } = killed({ asyncSend: 1, failover });
		expect(totals.lost).toBeGreaterThanOrEqual(20);
		expect(totals.lost).toBeLessThanOrEqual(63);
		expect([totals.failed, totals.duplicateDeliveries]).toEqual([0, 0]);
		expect(Object.keys(causes)).toContain('in-flight-when-connection-fell');
	});

	it('useAsyncSend at full speed: about 12 000, the storing thread’s 10 000 jobs and a full socket', () => {
		const { totals } = killed(
			{ asyncSend: 1, rate: 0, messages: 40_000 },
			{ faults: [brokerKilled(20_008)] }
		);
		expect(totals.lost).toBeGreaterThan(10_000);
		expect(totals.lost).toBeLessThan(14_000);
	});

	it.each([1, 10, 100])('transacted, commit every %i: none lost', (commitEvery) => {
		for (const moment of [2000, 2003, 2008, 2010, 2050]) {
			const { totals } = killed({ transacted: 1, commitEvery }, { faults: [brokerKilled(moment)] });
			expect([totals.acknowledged, totals.lost]).toEqual([4000, 0]);
			// At most one batch is sent again, and its copies carry no flag.
			expect([4000, 4000 + commitEvery]).toContain(totals.sends);
			expect([0, commitEvery]).toContain(totals.duplicateDeliveries);
		}
	});

	it('an open transaction is repeated by the transport; one in doubt by the application', () => {
		const open = killed({ transacted: 1, commitEvery: 100 });
		expect(open.totals.sends).toBe(4000);
		// The answer to the commit is swallowed: it had happened.
		const doubt = run({
			producers: [{ transacted: 1, commitEvery: 10 }],
			consumers: [{}],
			faults: [clientFault('cut', 'producer', { afterAttempted: 1000 })]
		});
		expect([doubt.totals.sends, doubt.totals.redelivered]).toEqual([4010, 0]);
		expect(doubt.causes).toEqual({ 'confirm-lost-sent-again': 10 });
	});

	it('a swallowed answer to a synchronous send: the broker knows the message again', () => {
		const cut = (failover: number) =>
			run({
				producers: [{ failover }],
				consumers: [{}],
				faults: [clientFault('cut', 'producer', { afterAttempted: 1000 })]
			});
		expect(cut(1).totals.duplicateDeliveries).toBe(0);
		// Without failover: the application sends it as a new message.
		expect(cut(0).causes).toEqual({ 'confirm-lost-sent-again': 1 });
	});

	it('without sending again a batch in doubt has failed, and may be there all the same', () => {
		const { totals } = run({
			producers: [{ transacted: 1, commitEvery: 10, retry: false, failover: 0 }],
			consumers: [{}],
			faults: [brokerKilled(2010)]
		});
		expect(totals.failed + totals.processed + totals.lost).toBe(4000);
		expect(totals.acknowledged).toBe(3990);
	});
});

describe('A6: non-persistent', () => {
	it.each([0, 1])('everything in the broker is lost at a kill, async %i', (asyncSend) => {
		const { totals } = run({
			producers: [{ persistent: 0, asyncSend }],
			faults: [brokerKilled()]
		});
		expect(totals.lost).toBeGreaterThanOrEqual(2007);
		expect(totals.lost).toBeLessThan(2060);
		expect(totals.lostAcknowledged).toBe(asyncSend ? 0 : 2007);
	});

	it('is gone after a clean stop too', () => {
		const { causes } = run({
			producers: [{ persistent: 0 }],
			faults: [{ ...brokerKilled(), kind: 'stop' }]
		});
		expect(causes['transient-at-clean-stop']).toBeGreaterThan(1900);
	});
});

describe('A7: KahaDB', () => {
	it.each(Object.entries(diskSync))('%s: the death of the process loses nothing', (_, strategy) => {
		const { totals } = killed({}, { settings: { diskSync: strategy } });
		expect([totals.lost, totals.duplicateDeliveries]).toEqual([0, 0]);
	});

	it('a power cut loses what was not synced: none, up to 1 s, everything', () => {
		const lost = (strategy: number): number =>
			run({ settings: { diskSync: strategy }, faults: [powerLoss({ atUs: 1.9 * second })] }).totals
				.lostAcknowledged;
		expect(lost(diskSync.always)).toBe(0);
		// The last sync was at 1 s, 1350 messages before.
		expect(lost(diskSync.periodic)).toBeGreaterThan(1200);
		expect(lost(diskSync.periodic)).toBeLessThan(1500);
		expect(lost(diskSync.never)).toBeGreaterThan(2500);
		const { causes } = run({
			settings: { diskSync: diskSync.never },
			faults: [powerLoss({ atUs: second })]
		});
		expect(Object.keys(causes)).toEqual(['not-synced-at-power-loss']);
	});

	it('a checkpoint every 5 s syncs what asynchronous sends left', () => {
		const lost = (atUs: number): number =>
			run({
				producers: [{ asyncSend: 1, messages: 9000 }],
				faults: [powerLoss({ atUs })]
			}).causes['not-synced-at-power-loss'] ?? 0;
		expect(lost(4.9 * second)).toBeGreaterThan(7000);
		expect(lost(5.5 * second)).toBeLessThan(900);
	});

	const rate = (producers: number, settings: Choice['settings'] = {}): number =>
		run({
			settings,
			producers: Array.from({ length: producers }, () => ({ messages: 1000, rate: 0 }))
		}).throughput.acknowledged;

	it('one synchronous sender gets about one message a round trip and sync', () => {
		const slowDisk = rate(1);
		expect(slowDisk).toBeGreaterThan(1300);
		expect(slowDisk).toBeLessThan(2800);
		expect(rate(1, { diskSync: diskSync.never })).toBeGreaterThan(1.5 * slowDisk);
	});

	it('many share a sync: group commit', () => {
		expect(rate(8)).toBeGreaterThan(3 * rate(1));
	});

	it('without concurrentStoreAndDispatch a message is delivered after it is stored', () => {
		const latency = (concurrentStoreAndDispatch: number): number =>
			run({ settings: { concurrentStoreAndDispatch }, consumers: [{}] }).latencyMs.p50;
		expect(latency(0)).toBeGreaterThan(latency(1) + 0.1);
	});

	it('with it, what a consumer acknowledges in time is never written', () => {
		// A queue whose backlog is short: more than the storing thread alone could take.
		const stored = run({ settings: { concurrentStoreAndDispatch: 0 }, consumers: [{}] });
		const parallel = run({ consumers: [{}] });
		expect(parallel.events).not.toBe(stored.events);
		expect(parallel.totals.lost + stored.totals.lost).toBe(0);
	});

	it('an acknowledgement that was not on the disk at a power cut: processed again', () => {
		const { totals, causes } = run({
			producers: [{ messages: 2000, rate: 0 }],
			// A failover: client would remember what it had.
			consumers: [{ failover: 0 }],
			faults: [
				{ ...clientFault('crash', 'consumer', { atUs: 0 }, 3 * second) },
				powerLoss({ atUs: 3.02 * second })
			]
		});
		expect(totals.lost).toBe(0);
		expect(causes['ack-not-on-disk-at-crash']).toBeGreaterThan(100);
		expect(totals.redelivered).toBe(0);
	});
});

describe('A10: what holds a producer back', () => {
	it('send blocks while failover: looks for a broker, and goes on by itself', () => {
		const { totals, outages } = killed({});
		expect(totals.failed).toBe(0);
		const outage = outages[0];
		expect((outage?.toMs ?? 0) - (outage?.fromMs ?? 0)).toBeCloseTo(800, 0);
	});

	it('the transport waits twice as long each time, up to the maximum', () => {
		const took = (maxReconnectUs: number): number => {
			const { simulatedMs } = killed(
				{ messages: 2400, maxReconnectUs },
				{ faults: [{ ...brokerKilled(), durationUs: 5 * second }], consumers: [] }
			);
			return simulatedMs;
		};
		// 10 + 20 + 40 + … ms: tries after 5.11 s and 10.23 s; with at most 0.1 s soon after 5.6 s.
		expect(took(30 * second) - took(100 * millisecond)).toBeGreaterThan(2000);
	});

	it('a memory limit blocks non-persistent sends until a consumer makes room', () => {
		const limited = (memoryLimitBytes: number) =>
			run({
				settings: { memoryLimitBytes },
				producers: [{ persistent: 0, rate: 0, messages: 5000 }],
				consumers: [{ workUs: millisecond }]
			});
		const without = limited(0);
		const within = limited(100_000);
		expect([within.totals.processed, within.totals.lost]).toEqual([5000, 0]);
		expect(within.throughput.produced).toBeLessThan(without.throughput.produced / 5);
	});

	it('a store limit blocks persistent sends', () => {
		const { totals, fates } = run({
			settings: { storeLimitBytes: 500_000 },
			producers: [{ messages: 2000 }],
			limitUs: 10 * second
		});
		expect(totals.acknowledged).toBe(500);
		expect(fates.stillQueued).toBe(totals.attempted);
	});

	it('a commit that has been read leaves the socket: a producer goes on for ever', () => {
		const sends = { messages: 4000, rate: 0, transacted: 1, commitEvery: 1 };
		expect(run({ producers: [sends] }).totals.acknowledged).toBe(4000);
	});

	it('a producer window bounds what is under way', () => {
		const inFlight = (producerWindowBytes: number): number => {
			const { causes } = killed(
				{ asyncSend: 1, rate: 0, messages: 40_000, producerWindowBytes },
				{ faults: [brokerKilled(20_008)] }
			);
			return causes['in-flight-when-connection-fell'] ?? 0;
		};
		expect(inFlight(0)).toBeGreaterThan(1000);
		expect(inFlight(50_000)).toBeLessThanOrEqual(51);
	});
});
