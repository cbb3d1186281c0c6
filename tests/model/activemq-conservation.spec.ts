/**
 * Whatever is configured and whatever breaks: every message of an ActiveMQ run is accounted for
 * exactly once, every loss and repeat has a cause that can be, and what JMS promises holds. To
 * search on: CASES=20000 SEED=7 npx vitest run tests/model/activemq-conservation.spec.ts
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SimulationResult } from '#lib/sim';
import { promises, type PromiseName } from './activemq-promises';
import { answered, choices, transactions } from './activemq-random';
import { setup, simulate, type Choice } from './activemq-setups';
import { activemqPrefetch } from './prefetch';
import { sum } from './setups';
import { watchedRun } from './watched-run';

const cases = Number(process.env.CASES ?? (process.env.CI ? 600 : 1200));
const seed = Number(process.env.SEED ?? 20_261_122);

const names = Object.keys(promises) as PromiseName[];

function checkSums({ totals, fates, causes, series }: SimulationResult): void {
	const repeats = new Set(series.duplicated.map(({ cause }) => cause as string));
	const of = (wanted: boolean): number =>
		sum(
			Object.entries(causes)
				.filter(([cause]) => repeats.has(cause) === wanted)
				.map(([, count]) => count)
		);
	expect(sum(Object.values(fates)), 'fates sum to attempted').toBe(totals.attempted);
	expect([fates.lost, fates.failed]).toEqual([totals.lost, totals.failed]);
	expect(of(false), 'loss causes sum to lost').toBe(totals.lost);
	expect(of(true), 'duplicate causes sum to repeats').toBe(totals.duplicateDeliveries);
	expect(sum(series.processed), 'series of processed').toBe(totals.processed);
	expect(totals.sends, 'each attempted message is sent').toBeGreaterThanOrEqual(totals.attempted);
}

/** Names of the promises that were made to this run. */
function check(choice: Choice): PromiseName[] {
	const complete = setup(choice);
	const { result, seen, fateOf } = watchedRun(complete, activemqPrefetch(complete));
	expect(seen, 'unacknowledged within the prefetch').toBeNull();
	expect(result.ended, 'the run drains').toBe('drained');
	checkSums(result);
	const made = names.filter((name) => promises[name].holdsFor(complete));
	for (const name of made)
		expect(promises[name].broken({ setup: complete, result, fateOf }), name).toBeNull();
	if (complete.seed % 10 === 0) expect(simulate(choice).result().digest).toBe(result.digest);
	return made;
}

describe('conservation of messages on ActiveMQ', () => {
	const tried = new Map(names.map((name) => [name, 0]));

	it.each([
		['', choices, cases],
		[' in transactions', transactions, Math.ceil(cases / 5)],
		[' in which brokers with slow disks end', answered, Math.ceil(cases / 5)]
	] as const)('holds in random setups%s', { timeout: 600_000 }, (_, choices, numRuns) => {
		const property = fc.property(choices, (choice) => {
			for (const name of check(choice)) tried.set(name, (tried.get(name) ?? 0) + 1);
		});
		fc.assert(property, { numRuns, seed });
	});

	it('is tried where it matters: each promise is made to many of the setups', () => {
		expect([...tried].filter(([, count]) => count < cases / 60)).toEqual([]);
	});

	it('is tried where it matters: many of the setups lose, repeat or hold up something', () => {
		const disturbed = fc.sample(choices, { numRuns: 100, seed }).filter((choice) => {
			const { totals } = simulate(choice).result();
			return totals.lost + totals.redelivered + totals.failed + totals.duplicateDeliveries > 0;
		});
		expect(disturbed.length).toBeGreaterThan(33);
	});
});
