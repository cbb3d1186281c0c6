/** Kafka's consumer groups: rule K20. */
import { describe, expect, it } from 'vitest';
import { consumer08, kafka, second, type Choice, type ConsumerChoice } from './kafka-engine';

const producers = [{ messages: 30_000, partitioner: 1 }];
const session = { sessionTimeoutUs: 6 * second };

/** Two members; the second comes, leaves or dies at 3.3 s. */
function two(
	consumer: ConsumerChoice,
	faults: Choice['faults'],
	choice: Choice = {}
): ReturnType<typeof kafka> {
	return kafka({
		version: '3.9',
		broker: { partitions: 6 },
		producers,
		consumers: [
			{ ...session, ...consumer },
			{ ...session, ...consumer }
		],
		faults: faults ?? [],
		...choice
	});
}

const at = 3.3 * second;
const joins: Choice['faults'] = [{ kind: 'crash', target: 'consumer', index: 1, at: 0, for: at }];
const leaves: Choice['faults'] = [{ kind: 'stop', target: 'consumer', index: 1, at }];
const dies: Choice['faults'] = [{ kind: 'crash', target: 'consumer', index: 1, at }];
const assignors = { range: 0, roundRobin: 1, sticky: 2, cooperative: 3 };

describe('K20: rebalance with a coordinator', () => {
	it.each(Object.entries(assignors))('%s: a member that joins', (_, assignment) => {
		const { totals } = two({ assignment }, joins);
		expect(totals.processed).toBe(30_000);
		expect(totals.duplicateDeliveries).toBe(0);
	});

	it.each(Object.entries(assignors))('%s: a member that leaves', (_, assignment) => {
		const { totals } = two({ assignment }, leaves);
		expect(totals.processed).toBe(30_000);
		expect(totals.duplicateDeliveries).toBe(0);
	});

	it('one that dies: its messages since its last commit come again, the others go on', () => {
		const { totals, causes } = two({}, dies);
		expect(totals.processed).toBe(30_000);
		// Half of 2000/s for 3.3 s: it had committed nothing yet.
		expect(causes['offset-not-yet-committed']).toBeGreaterThan(3200);
		expect(causes['offset-not-yet-committed']).toBeLessThan(3400);
	});

	it('one that stands still beyond its session: taken out, and what it goes on with is a repeat', () => {
		const { totals, causes } = two({}, [
			{ kind: 'pause', target: 'consumer', index: 1, at, for: 9 * second }
		]);
		expect(totals.lost).toBe(0);
		expect(Object.keys(causes)).toEqual(['rebalanced-before-commit']);
		expect(causes['rebalanced-before-commit']).toBeGreaterThan(3000);
	});

	it('one that stands still for less: nothing comes again', () => {
		const { totals } = two({}, [
			{ kind: 'pause', target: 'consumer', index: 1, at, for: 2 * second }
		]);
		expect(totals.lost + totals.duplicateDeliveries).toBe(0);
	});

	it('the coordinator dies: commits wait for the next one, nothing is lost or repeated', () => {
		const { totals } = two({ autoCommit: 0 }, [
			{ kind: 'crash', target: 'node', index: 2, at, for: 20 * second }
		]);
		expect(totals.processed).toBe(30_000);
		expect(totals.duplicateDeliveries).toBe(0);
	});

	it('one that polls too late leaves the group', () => {
		const { causes } = two({ maxPollIntervalUs: second, workUs: 40_000, autoCommit: 0 }, [], {
			producers: [{ messages: 600, rate: 0, partitioner: 1 }],
			until: 60 * second
		});
		expect(causes['rebalanced-before-commit']).toBeGreaterThan(0);
	});
});

describe('K20: rebalance through ZooKeeper (0.8)', () => {
	const old = (faults: Choice['faults']): ReturnType<typeof kafka> =>
		two(consumer08, faults, {
			version: '0.8',
			broker: { partitions: 4 },
			producers: [{ kind: 'producer082Java', messages: 30_000 }]
		});

	it('offsets are committed before partitions are given back: 0 lost, 0 duplicated', () => {
		for (const faults of [joins, leaves]) {
			const { totals } = old(faults);
			expect(totals.processed).toBe(30_000);
			expect(totals.duplicateDeliveries).toBe(0);
		}
	});

	it('a killed one: duplicates are its messages since its last commit', () => {
		const { totals, causes } = old(dies);
		expect(totals.processed).toBe(30_000);
		expect(causes['offset-not-yet-committed']).toBeGreaterThan(3000);
		expect(causes['offset-not-yet-committed']).toBeLessThan(3500);
	});
});

describe('groups', () => {
	it('each reads everything once, and none of it counts as a repeat', () => {
		const { totals } = two({}, [], { consumers: [{ group: 0 }, { group: 1 }] });
		expect(totals.processed).toBe(30_000);
		expect(totals.duplicateDeliveries).toBe(0);
	});
});
