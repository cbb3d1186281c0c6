/** Shared-store master and slave, and networks of brokers: A8, A11. */
import { describe, expect, it } from 'vitest';
import type { FaultSetup } from '#lib/sim';
import { brokerKilled, run, topology, type Choice, type ProducerChoice } from './activemq-setups';
import { partition, second, sum } from './setups';

const masterDies: FaultSetup = { ...brokerKilled(), durationUs: Infinity };

const shared = (producer: ProducerChoice = {}, choice: Choice = {}) =>
	run({
		nodes: 2,
		producers: [producer],
		consumers: [{}],
		faults: [masterDies],
		...choice,
		settings: { topology: topology.sharedStore, lockPollUs: second, ...choice.settings }
	});

const outageOf = ({ outages }: { outages: { fromMs: number; toMs: number }[] }): number =>
	sum(outages.map(({ fromMs, toMs }) => toMs - fromMs));

describe('A8: shared-store master and slave', () => {
	const seeds = Array.from({ length: 40 }, (_, index) => index + 1);

	it('takes over at the next poll of the lock, its phase uniform, and after its start', () => {
		const took = seeds.map((seed) => outageOf(shared({}, { seed })));
		expect(Math.min(...took)).toBeGreaterThan(600);
		expect(Math.max(...took)).toBeLessThan(1900);
		expect(Math.max(...took) - Math.min(...took)).toBeGreaterThan(700);
	});

	it('polls every 10 s by default; a keep-alive of 10 s comes on top', () => {
		const settings = { lockPollUs: 10 * second };
		const took = seeds.map((seed) => outageOf(shared({}, { seed, settings })));
		expect(Math.max(...took)).toBeGreaterThan(7000);
		expect(Math.max(...took)).toBeLessThan(10_700);
		const kept = shared({}, { settings: { lockKeepAliveUs: 10 * second } });
		expect(outageOf(kept)).toBeGreaterThan(10_600);
	});

	it.each([{}, { transacted: 1, commitEvery: 10 }])('nothing is lost: %j', (producer) => {
		const { totals } = shared(producer);
		expect([totals.acknowledged, totals.lost, totals.redelivered]).toEqual([4000, 0, 0]);
		expect(totals.reordered).toBe(0);
	});

	it('asynchronous sends lose what was under way, non-persistent ones everything', () => {
		const lost = shared({ asyncSend: 1 }).totals.lost;
		expect(lost).toBeGreaterThanOrEqual(26);
		expect(lost).toBeLessThanOrEqual(63);
		const gone = shared({ persistent: 0 }, { consumers: [] }).totals.lost;
		expect(gone).toBeGreaterThanOrEqual(2020);
		expect(gone).toBeLessThanOrEqual(2040);
	});

	it('a silent master keeps the lock: nobody takes over', () => {
		const pause: FaultSetup = { ...masterDies, kind: 'pause', durationUs: 8 * second };
		const result = shared({}, { faults: [pause] });
		expect(outageOf(result)).toBeCloseTo(8000, 0);
		expect([result.totals.lost, result.totals.processed]).toEqual([0, 4000]);
	});

	it('with no slave left a broker that returns takes the lock', () => {
		const { totals, outages } = shared(
			{},
			{
				faults: [
					{ ...masterDies, durationUs: 20 * second },
					{
						...masterDies,
						target: { kind: 'node', index: 1 },
						when: { atUs: second },
						durationUs: Infinity
					}
				]
			}
		);
		expect(totals.lost).toBe(0);
		expect((outages[0]?.toMs ?? 0) - (outages[0]?.fromMs ?? 0)).toBeCloseTo(20_600, -1);
	});
});

const network = (choice: Choice = {}) =>
	run({
		nodes: 2,
		producers: [{}],
		consumers: [{ node: 1 }],
		...choice,
		settings: { topology: topology.network, ...choice.settings }
	});

describe('A11: network of brokers', () => {
	it('stores and forwards to where the consumers are', () => {
		const { totals } = network();
		expect([totals.processed, totals.lost, totals.duplicated]).toEqual([4000, 0, 0]);
	});

	it('does not forward where nobody asks', () => {
		const { fates } = network({ consumers: [] });
		expect(fates.stillQueued).toBe(4000);
	});

	it('spreads the load over consumers of both brokers', () => {
		const slow = { workUs: 1200 };
		const rate = (consumers: Choice['consumers']): number =>
			network({ consumers }).throughput.processed;
		expect(rate([slow, { ...slow, node: 1 }])).toBeGreaterThan(1.6 * rate([slow]));
	});

	const nextDies = (durationUs: number): FaultSetup => ({
		...brokerKilled(),
		target: { kind: 'node', index: 1 },
		durationUs
	});

	it('persistent messages are acknowledged between brokers: none lost when the next one dies', () => {
		const { totals } = network({
			producers: [{ rate: 8000 }],
			consumers: [{ node: 1, failover: 0 }],
			faults: [nextDies(second)]
		});
		expect([totals.lost, totals.processed]).toEqual([0, 4000]);
	});

	it('non-persistent ones in flight between them are lost', () => {
		const { totals, causes } = network({
			producers: [{ persistent: 0, rate: 8000 }],
			consumers: [{ node: 1, failover: 0 }],
			faults: [nextDies(second)]
		});
		expect(totals.lost).toBeGreaterThan(0);
		expect(totals.processed).toBe(4000 - totals.lost);
		const kinds = ['in-flight-when-connection-fell', 'in-memory-at-broker-crash'];
		expect(Object.keys(causes).every((cause) => kinds.includes(cause))).toBe(true);
	});

	it('the order of all is not kept', () => {
		const { totals } = network({ consumers: [{ workUs: 3000 }, { node: 1, workUs: 100 }] });
		expect(totals.reordered).toBeGreaterThan(0);
	});

	it('a producer with failover: goes on at the other broker', () => {
		const { totals } = network({
			consumers: [{ node: 1 }],
			faults: [{ ...masterDies, durationUs: 2 * second }]
		});
		expect([totals.acknowledged, totals.lost]).toEqual([4000, 0]);
	});

	it('a partition between the brokers holds messages up, and loses none', () => {
		const { totals, simulatedMs } = network({
			consumers: [{ node: 1 }],
			faults: [partition([1], { atUs: second }, 5 * second)]
		});
		expect([totals.processed, totals.lost]).toEqual([4000, 0]);
		expect(simulatedMs).toBeGreaterThan(6000);
	});
});
