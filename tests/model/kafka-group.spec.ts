/** Kafka's consumer groups: rule K20. */
import { describe, expect, it } from 'vitest';
import {
	consumer08,
	kafka,
	millisecond,
	second,
	type Choice,
	type ConsumerChoice
} from './kafka-engine';

type Fault = NonNullable<Choice['faults']>[number];

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

describe('static members (KIP-345)', () => {
	/** The longest time, in s, in which nothing of the second member's last partition was processed. */
	const latest = (isStatic: boolean, fault: Fault): number => {
		const outcome = two({ staticMembership: Number(isStatic) }, [fault]);
		const times = outcome.log(5).map((message) => outcome.settledAt(message) / second);
		times.sort((left, right) => left - right);
		return Math.max(...times.map((time, index) => time - (times[index - 1] ?? time)));
	};
	const restarted = { target: 'consumer', index: 1, at, for: second } as const;

	it('one that is killed and back within its session goes on at once, a dynamic one waits', () => {
		const killed = { ...restarted, kind: 'crash' } as const;
		expect(latest(false, killed)).toBeGreaterThan(3);
		expect(latest(true, killed)).toBeGreaterThan(1);
		expect(latest(true, killed)).toBeLessThan(1.2);
	});

	it('one that is stopped says nothing: its partitions wait for it, or for the end of its session', () => {
		const stopped = { ...restarted, kind: 'stop' } as const;
		expect(latest(true, stopped)).toBeGreaterThan(1);
		expect(latest(true, stopped)).toBeLessThan(1.2);
		const forGood = { ...stopped, for: 60 * second };
		expect(latest(false, forGood)).toBeLessThan(3);
		expect(latest(true, forGood)).toBeGreaterThan(3);
		expect(latest(true, forGood), 'session, and the other’s next heartbeat').toBeLessThan(9);
	});

	it('nothing is lost, and the others lose no partition meanwhile', () => {
		const { totals, causes } = two({ staticMembership: 1 }, [{ ...restarted, kind: 'crash' }]);
		expect(totals.processed).toBe(30_000);
		expect(Object.keys(causes)).toEqual(['offset-not-yet-committed']);
	});

	/** The first member works so long on each of the 25 messages of a poll, and has a second for all. */
	const slowly = (
		isStatic: boolean,
		workUs: number,
		choice: Choice = {}
	): ReturnType<typeof kafka> => {
		const member = { ...session, autoCommit: 0, staticMembership: Number(isStatic) };
		const slow = { ...member, workUs, maxPollRecords: 25, maxPollIntervalUs: second };
		return two({}, [], {
			producers: [{ messages: 1200, rate: 0, partitioner: 1 }],
			consumers: [slow, member],
			until: 30 * second,
			...choice
		});
	};
	/** Who reads the first partition, one after the other, and from when on, in s. */
	const readers = (
		isStatic: boolean,
		workUs: number,
		faults: Choice['faults'] = []
	): [number, number][] => {
		const seen: [number, number][] = [];
		slowly(isStatic, workUs, {
			faults,
			watch: (exports) => {
				const reader = exports.kafkaOwner(0);
				if (reader < 0 || seen.at(-1)?.[0] === reader) return;
				seen.push([reader, Number(exports.now.value) / second]);
			}
		});
		return seen;
	};

	it('one that polls too late says nothing: others read on only when its session ends', () => {
		// 4 s of work: a dynamic one leaves after 1 s, and the other joins with its next heartbeat.
		const [, [dynamic, left] = []] = readers(false, 160_000);
		expect(dynamic).toBe(1);
		expect(left).toBeGreaterThan(1);
		expect(left).toBeLessThan(1 + 3.1);
		expect(readers(true, 160_000).map(([reader]) => reader)).toEqual([0]);
		// 40 s of work: 6 s after its last heartbeat in the first second, and the other's next one.
		const [, [other, ended] = []] = readers(true, 1_600_000);
		expect(other).toBe(1);
		expect(ended).toBeGreaterThan(1 + 3);
		expect(ended).toBeLessThan(1 + 6 + 3.1);
	});

	it.each([1, 10])('also one that stands still for %i s meanwhile', (seconds) => {
		const stands = { kind: 'pause', target: 'consumer', index: 0, at: 2 * second } as const;
		const [, [other, ended] = []] = readers(true, 1_600_000, [
			{ ...stands, for: seconds * second }
		]);
		expect(other).toBe(1);
		expect(ended).toBeLessThan(1 + 6 + 3.1);
	});

	it('what such a one did meanwhile is not committed: it begins again where its last poll did', () => {
		const { totals, causes } = slowly(true, 160_000);
		// The other’s half, and the first 25 of its own three partitions again and again.
		expect(totals.processed).toBe(600 + 3 * 25);
		expect(totals.duplicateDeliveries).toBeGreaterThan(75);
		expect(Object.keys(causes)).toEqual(['rebalanced-before-commit']);
	});
});

describe('group.initial.rebalance.delay.ms (KIP-134)', () => {
	/** The longest time, in s, in which nothing was processed. */
	const pause = (consumers: ConsumerChoice[], faults: Choice['faults']): number => {
		const outcome = two({}, faults, { consumers });
		expect(outcome.totals.processed).toBe(30_000);
		const times = outcome.log(0).map((message) => outcome.settledAt(message) / second);
		times.sort((left, right) => left - right);
		return Math.max(...times.map((time, index) => time - (times[index - 1] ?? 0)));
	};
	const dead = (index: number, from: number, seconds: number): Fault => ({
		kind: 'crash',
		target: 'consumer',
		index,
		at: from,
		for: seconds * second
	});

	it('who joins a group that is empty by then waits 3 s, as C1pause-dynamic-6s did', () => {
		// Before the dead one's session has ended the group is not empty.
		const before = pause([session], [dead(0, at, 1)]);
		expect(before).toBeGreaterThan(3);
		expect(before).toBeLessThan(6.1);
		expect(pause([session], [dead(0, at, 6.2)])).toBeCloseTo(6.2 + 3, 1);
	});

	it('in a group that never had a member every further one begins the wait anew', () => {
		const both = [session, session];
		const absent = (first: number, other: number): number =>
			pause(both, [dead(0, 0, first), dead(1, 0, other)]);
		expect(absent(1, 2)).toBeCloseTo(1 + 3 + 3, 1);
		expect(absent(1, 1)).toBeCloseTo(1 + 3 + 3, 1);
		// Who comes later finds a group that reads.
		expect(absent(1, 5)).toBeCloseTo(1 + 3, 1);
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

describe('K20: pauses and movement in 0.8', () => {
	const producer = { kind: 'producer082Java', messages: 40_000 } as const;
	const members = (count: number, choice: Choice): ReturnType<typeof kafka> =>
		kafka({
			broker: { partitions: 6 },
			producers: [producer],
			consumers: Array.from({ length: count }, () => ({ ...consumer08, ...session })),
			...choice
		});
	const processedBy = (time: number, faults: Choice['faults']): number =>
		members(2, { faults: faults ?? [], until: time * second }).totals.processed;
	/** Hundredths of a second in which nothing was processed of the 20 that came, from 3.3 s on. */
	const stalled = (faults: Choice['faults']): number => {
		const steps = Array.from({ length: 25 }, (_, step) =>
			processedBy((at + step * 10 * millisecond) / second, faults)
		);
		return steps.filter((count, step) => step > 0 && count === steps[step - 1]).length;
	};

	it.each([
		['joins', joins],
		['leaves', leaves]
	])('a member that %s: everything stops while they rebalance, and is made up for', (_, faults) => {
		// The partitions that stay; the recorded, busy machine took 0.1 – 1.7 s.
		expect(stalled(faults)).toBeGreaterThanOrEqual(5);
		expect(stalled(faults)).toBeLessThanOrEqual(15);
		expect(processedBy(5, faults)).toBeGreaterThan(9_950);
	});

	/** The longest time, in s, in which nothing of the partition was processed from 3 s on. */
	const pause = (outcome: ReturnType<typeof kafka>, partition: number): number => {
		const times = outcome.log(partition).map((message) => outcome.settledAt(message) / second);
		const late = times.filter((time) => time > 3).sort((left, right) => left - right);
		return Math.max(...late.map((time, index) => time - (late[index - 1] ?? time)));
	};

	it('partitions that move wait for their new owner’s first steps, or for its fetchers alone', () => {
		const joined = members(2, { faults: joins ?? [] });
		const left = members(2, { faults: leaves ?? [] });
		expect(pause(joined, 0)).toBeLessThan(0.15);
		expect(pause(joined, 5)).toBeGreaterThan(0.5);
		expect(pause(joined, 5)).toBeLessThan(1.7);
		expect(pause(left, 5)).toBeGreaterThan(pause(left, 0));
		expect(pause(left, 5)).toBeLessThan(0.3);
	});

	it('every commit to ZooKeeper renews the session: who commits each message is missed late', () => {
		const killed = (settings: ConsumerChoice, seed: number): number => {
			const consumer = { ...consumer08, ...session, ...settings };
			const faults = [{ kind: 'crash', target: 'consumer', at, for: 200 * millisecond } as const];
			const outcome = kafka({ seed, producers: [producer], consumers: [consumer], faults });
			return pause(outcome, 0);
		};
		const seeds = [1, 2, 3, 4, 5];
		// Recorded: 6.7 – 7.0 s (C1b, commit after each message) and 4.7 – 10.4 s (C1a, every minute).
		for (const seed of seeds) {
			const pause = killed({ autoCommit: 0, commitEvery: 1 }, seed);
			expect(pause).toBeGreaterThan(6);
			expect(pause).toBeLessThan(7.1);
		}
		const rarely = seeds.map((seed) => killed({}, seed));
		expect(Math.min(...rarely)).toBeLessThan(6);
		expect(Math.min(...rarely)).toBeGreaterThan(4.3);
	});

	it('a broker that clients do not reach does not end their sessions', () => {
		const owners = new Set<number>();
		for (const index of [0, 1, 2]) {
			members(2, {
				faults: [{ kind: 'partition', target: 'node', index, at, for: 9 * second, side: [index] }],
				watch: (exports) => owners.add(exports.kafkaOwner(0))
			});
		}
		owners.delete(-1);
		expect([...owners]).toEqual([0]);
	});

	it('one that is killed: its partitions stop for its session, the others go on', () => {
		const before = 3.3 * 2000;
		const within = processedBy(at / second + 3.9, dies) - before;
		// Three of six partitions.
		expect(within).toBeGreaterThan(3.9 * 1000 * 0.95);
		expect(within).toBeLessThan(3.9 * 1000 * 1.05);
		expect(processedBy(at / second + 9, dies)).toBeGreaterThan(before + 9 * 2000 - 100);
	});

	/** Who works on the partitions' messages of about this time. */
	const owners = (count: number, time: number, faults: Choice['faults']): number[] => {
		const choice: Choice = { faults: faults ?? [], until: (time + 0.5) * second };
		const run = members(count, choice);
		return Array.from({ length: 6 }, (_, partition) => {
			const traced = run.log(partition).find((message) => message >= time * 2000) ?? -1;
			const steps = members(count, { ...choice, traced }).trace();
			return steps.find(({ kind }) => kind === processedStep)?.index ?? -1;
		});
	};
	const processedStep = 12;

	it('range: contiguous blocks, so that what need not move moves too', () => {
		const third: Choice['faults'] = [
			{ kind: 'crash', target: 'consumer', index: 2, at: 0, for: 6 * second }
		];
		expect(owners(1, 3, [])).toEqual([0, 0, 0, 0, 0, 0]);
		expect(owners(3, 3, third)).toEqual([0, 0, 0, 1, 1, 1]);
		// The fewest moves would be two; range moves three.
		expect(owners(3, 10, third)).toEqual([0, 0, 1, 1, 2, 2]);
	});
});

describe('groups', () => {
	it('each reads everything once, and none of it counts as a repeat', () => {
		const { totals } = two({}, [], { consumers: [{ group: 0 }, { group: 1 }] });
		expect(totals.processed).toBe(30_000);
		expect(totals.duplicateDeliveries).toBe(0);
	});
});
