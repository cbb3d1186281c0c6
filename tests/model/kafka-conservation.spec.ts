/**
 * Whatever is configured and whatever breaks: every message of a Kafka run is accounted for exactly
 * once, with a cause that can be. To search on:
 * CASES=20000 SEED=7 npx vitest run tests/model/kafka-conservation.spec.ts
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duplicateCauses, lossCauses } from '../../src/lib/sim/result';
import { kafka, second, type Choice, type Outcome } from './kafka-engine';
import { kafkaChoices } from './kafka-random';
import { sum } from './setups';

const cases = Number(process.env.CASES ?? (process.env.CI ? 500 : 1000));
const seed = Number(process.env.SEED ?? 20_261_122);

const countOf = (names: readonly string[], causes: Outcome['causes']): number =>
	sum(names.map((name) => causes[name] ?? 0));

function checkSums({ totals, fates, causes }: Outcome): void {
	expect(sum(Object.values(fates)), 'fates sum to attempted').toBe(totals.attempted);
	expect([fates.lost, fates.failed]).toEqual([totals.lost, totals.failed]);
	expect(countOf(lossCauses, causes), 'loss causes sum to lost').toBe(totals.lost);
	expect(countOf(duplicateCauses, causes)).toBe(totals.duplicateDeliveries);
	expect(totals.lostAcknowledged + totals.lostUnacknowledged).toBe(totals.lost);
	expect(totals.redelivered, 'Kafka has no redelivered flag (K16)').toBe(0);
}

const until = 400 * second;

function checkFaultless({ consumers = [] }: Choice, { totals, fates }: Outcome): void {
	expect([totals.lost, totals.failed], 'no fault, no loss').toEqual([0, 0]);
	expect(totals.duplicateDeliveries, 'no fault, no duplicate').toBe(0);
	expect(totals.sends, 'no fault, nothing sent again').toBe(totals.attempted);
	if (consumers.length > 0) expect(fates.stillQueued, 'nothing is left').toBe(0);
}

function check(choice: Choice): void {
	const run = kafka({ ...choice, until, eventsMax: 2e6 });
	checkSums(run);
	if (choice.faults?.length === 0 && failsAtNothing(choice)) checkFaultless(choice, run);
	if ((choice.seed ?? 0) % 10 === 0) expect(kafka({ ...choice, until }).digest).toBe(run.digest);
}

/** A full queue of the old client may refuse messages, an application may abort transactions. */
const failsAtNothing = ({ producers = [] }: Choice): boolean =>
	producers.every(
		({ enqueueTimeoutUs = -1, abortEvery = 0 }) => enqueueTimeoutUs < 0 && abortEvery === 0
	);

describe('conservation of messages on Kafka', () => {
	it(`holds in ${cases} random setups`, { timeout: 600_000 }, () => {
		fc.assert(fc.property(kafkaChoices, check), { numRuns: cases, seed });
	});

	it('is tried where it matters: many of the setups lose, repeat or fail something', () => {
		const disturbed = fc.sample(kafkaChoices, { numRuns: 100, seed }).filter((choice) => {
			const { totals } = kafka({ ...choice, until });
			return totals.lost + totals.failed + totals.duplicateDeliveries > 0;
		});
		expect(disturbed.length).toBeGreaterThan(10);
	});
});
