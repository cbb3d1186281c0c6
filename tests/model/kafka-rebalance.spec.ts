/** K20 by the clock: which partitions pause in a rebalance, for how long, and which move. */
import { describe, expect, it } from 'vitest';
import { kafka, second, type Choice, type Outcome } from './kafka-engine';

const partitions = [0, 1, 2, 3, 4, 5];
const assignors = { range: 0, roundRobin: 1, sticky: 2, cooperative: 3 } as const;
type Assignor = keyof typeof assignors;
const eager = ['range', 'roundRobin', 'sticky'] as const;

const shorter = [{ messages: 36_000, rate: 1800, partitioner: 1 }];

/** 1800/s over six partitions, as recorded; three members, of which some come later. */
function group(assignor: Assignor, faults: Choice['faults'], choice: Choice = {}): Outcome {
	const member = {
		assignment: assignors[assignor],
		sessionTimeoutUs: 6 * second,
		workUs: 300,
		resetToEarliest: 1
	};
	return kafka({
		version: '3.9',
		broker: { partitions: 6 },
		producers: [{ messages: 54_000, rate: 1800, partitioner: 1 }],
		consumers: [member, member, member],
		faults: faults ?? [],
		...choice
	});
}

type Fault = NonNullable<Choice['faults']>[number];
const absent = (index: number, until: number): Fault => ({
	kind: 'crash',
	target: 'consumer',
	index,
	at: 0,
	for: until * second
});
const leaves = (index: number, at: number): Fault => ({
	kind: 'stop',
	target: 'consumer',
	index,
	at: at * second
});

const owners = (outcome: Outcome): number[] => partitions.map((one) => outcome.owner(one));

/** The longest time, in ms, in which nothing of the partition was processed, from `from` to `to` s. */
function pause(outcome: Outcome, partition: number, from: number, to: number): number {
	const times = outcome
		.log(partition)
		.map((message) => outcome.settledAt(message))
		.filter((at) => at >= from * second && at <= to * second)
		.sort((left, right) => left - right);
	return Math.max(...times.map((at, index) => at - (times[index - 1] ?? at))) / 1000;
}

const pauses = (outcome: Outcome, from: number, to: number): number[] =>
	partitions.map((one) => pause(outcome, one, from, to));

/** 6 | 3 + 3 | 2 + 2 + 2: one member, a second at 8 s, a third at 16 s. */
const growing = [absent(1, 8), absent(2, 16)];

interface Growth {
	outcome: Outcome;
	/** Who reads each partition while there is one member, two, three. */
	one: number[];
	two: number[];
	three: number[];
}

const grown = new Map<Assignor, Growth>();

/** Run once for each assignor, whatever is asked of it. */
function growth(assignor: Assignor): Growth {
	const known = grown.get(assignor);
	if (known) return known;
	const times = [7.5, 15.5, 29];
	const seen: number[][] = [];
	const outcome = group(assignor, growing, {
		watch: (exports) => {
			const due = (times[seen.length] ?? Infinity) * second;
			if (Number(exports.now.value) >= due)
				seen.push(partitions.map((at) => exports.kafkaOwner(at)));
		}
	});
	const [one = [], two = [], three = []] = seen;
	const made = { outcome, one, two, three };
	grown.set(assignor, made);
	return made;
}
const shares = (owned: number[]): number[] =>
	[0, 1, 2].map((member) => owned.filter((owner) => owner === member).length);

describe('K20: who reads what', () => {
	it.each(Object.keys(assignors) as Assignor[])('%s: 6 | 3 + 3 | 2 + 2 + 2', (assignor) => {
		const { one, two, three } = growth(assignor);
		expect([one, two, three].map(shares)).toEqual([
			[6, 0, 0],
			[3, 3, 0],
			[2, 2, 2]
		]);
	});

	it('range gives contiguous blocks, and so moves partitions that need not move', () => {
		const { two, three } = growth('range');
		expect(two).toEqual([0, 0, 0, 1, 1, 1]);
		expect(three).toEqual([0, 0, 1, 1, 2, 2]);
	});

	it.each(['sticky', 'cooperative'] as const)('%s moves the fewest', (assignor) => {
		const { one, two, three } = growth(assignor);
		const moved = (before: number[], after: number[]): number[] =>
			partitions.filter((at) => before[at] !== after[at]);
		expect(moved(one, two)).toHaveLength(3);
		expect(moved(two, three)).toHaveLength(2);
	});
});

describe('K20: how long partitions pause', () => {
	it.each(eager)(
		'%s, a member that joins: every partition, for less than half a second',
		(assignor) => {
			const { outcome } = growth(assignor);
			for (const [from, to] of [
				[7.5, 15],
				[15.5, 25]
			] as const) {
				const all = pauses(outcome, from, to);
				expect(Math.max(...all)).toBeLessThan(500);
				// All stop together: what was not read meanwhile is behind for each of them.
				expect(Math.min(...all)).toBeGreaterThan(5);
			}
			expect(outcome.totals.duplicateDeliveries).toBe(0);
			expect(outcome.totals.processed).toBe(54_000);
		}
	);

	it('cooperative, a member that joins: those that move, for a heartbeat; the others go on', () => {
		const { outcome, one, two, three } = growth('cooperative');
		for (const [had, has, from, to] of [
			[one, two, 7.5, 15.5],
			[two, three, 15.5, 25]
		] as const) {
			const all = pauses(outcome, from, to);
			for (const partition of partitions) {
				if (had[partition] === has[partition]) {
					expect(all[partition]).toBeLessThan(100);
				} else {
					expect(all[partition]).toBeGreaterThan(2900);
					expect(all[partition]).toBeLessThan(3800);
				}
			}
		}
		expect(outcome.totals.duplicateDeliveries).toBe(0);
		expect(outcome.totals.processed).toBe(54_000);
	});

	it.each(['range', 'cooperative'] as const)(
		'%s, a member that leaves: its partitions, until the others have heard of it',
		(assignor) => {
			const before = owners(group(assignor, [], { until: 9 * second }));
			const orphans = partitions.filter((one) => before[one] === 2);
			expect(orphans).toHaveLength(2);
			const longest = [10, 11.7].flatMap((at) => {
				const outcome = group(assignor, [leaves(2, at)], { producers: shorter });
				expect(outcome.totals.duplicateDeliveries).toBe(0);
				expect(outcome.totals.processed).toBe(36_000);
				return orphans.map((one) => pause(outcome, one, at - 0.5, at + 9));
			});
			// What is left of a heartbeat of 3 s; the recordings took up to a second more.
			expect(Math.max(...longest)).toBeLessThan(4200);
			expect(Math.max(...longest)).toBeGreaterThan(800);
		}
	);
});
