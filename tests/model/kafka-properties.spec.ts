/**
 * What Kafka promises holds whatever fails when: every promise is judged on the same random runs,
 * watched after every few events. To search on:
 * CASES=20000 SEED=7 npx vitest run tests/model/kafka-properties.spec.ts
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kafka, second, type Choice } from './kafka-engine';
import { promises, type PromiseName } from './kafka-promises';
import {
	asAllowed,
	kafkaChoice,
	kafkaShapes,
	nodeKinds,
	returningFollower,
	type KafkaParts
} from './kafka-random';
import { watching } from './kafka-watch';

const names = Object.keys(promises) as PromiseName[];

/** Nothing is promised to those who elect whoever is there, or whose disks forget (K3, K10, K11). */
const kept: KafkaParts = {
	ofNodes: nodeKinds.filter((kind) => kind !== 'powerLoss'),
	broker: { uncleanElection: fc.constant(0) }
};

const choicesOf = (version: '0.8' | '3.9', parts: KafkaParts = {}): fc.Arbitrary<Choice> =>
	kafkaShapes.chain((shape) => kafkaChoice({ ...shape, version }, { ...kept, ...parts }));

const plain = choicesOf('3.9', {
	producer: (one) => asAllowed({ ...one, transactionMessages: 0 }),
	consumer: (one) => ({ ...one, transactional: 0 })
});

const atMostOnce = choicesOf('3.9', {
	producer: (one) => asAllowed({ ...one, transactionMessages: 0, idempotence: 1, retry: false }),
	consumer: (one) => ({ ...one, transactional: 0, autoCommit: 0, commitBefore: 1, commitAsync: 0 })
});

const transactions = fc.boolean().chain((areWorkers) =>
	choicesOf('3.9', {
		producer: (one) => asAllowed({ ...one, transactionMessages: one.transactionMessages || 3 }),
		consumer: (one) => ({
			...one,
			autoCommit: 0,
			readCommitted: 1,
			resetToEarliest: 1,
			transactional: Number(areWorkers)
		})
	})
);

const searches: [string, fc.Arbitrary<Choice>, cases: number][] = [
	['of 3.9', plain, 800],
	['of 3.9, committed before the work', atMostOnce, 400],
	['of 3.9 in transactions', transactions, 600],
	['of 3.9 with a follower that returns', returningFollower(kept), 300],
	// Two faults at once can lose what was committed: KIP-101 was written for that.
	['of 0.8, one fault at a time', choicesOf('0.8', { faultsMost: 1 }), 500]
];

const share = process.env.CASES ? Number(process.env.CASES) / 2300 : process.env.CI ? 0.5 : 1;
const seed = process.env.SEED ? { seed: Number(process.env.SEED) } : {};

/** Names of the promises that were made to this run; fails with the first one that it broke. */
function judge(choice: Choice): PromiseName[] {
	const { watch, seen } = watching(choice);
	const run = kafka({ ...choice, until: 400 * second, eventsMax: 2e6, watch });
	const made = names.filter((name) => promises[name].holdsFor(choice));
	for (const name of made) expect(promises[name].broken({ choice, run, seen }), name).toBeNull();
	return made;
}

describe('Kafka’s promises', () => {
	const tried = new Map(names.map((name) => [name, 0]));

	it.each(searches)('are kept in random runs %s', { timeout: 600_000 }, (_, choices, cases) => {
		const property = fc.property(choices, (choice) => {
			for (const name of judge(choice)) tried.set(name, (tried.get(name) ?? 0) + 1);
		});
		fc.assert(property, { numRuns: Math.ceil(cases * share), ...seed });
	});

	it('were tried, each of them, in many of these runs', () => {
		const seldom = [...tried].filter(([, count]) => count < 50 * share);
		expect(seldom).toEqual([]);
	});
});
