/**
 * Whatever is configured and whatever breaks: every message is accounted for, exactly once, and
 * the figures that are promised hold. Random setups with up to three overlapping faults; a failure
 * is shrunk by fast-check and belongs into `found-setups.ts`. To search on:
 * CASES=20000 SEED=7 npx vitest run tests/model/conservation.spec.ts
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { found } from './found-setups';
import { checkCauses, checkEnd, checkPromises, checkSums } from './invariants';
import { rabbitmqPrefetch } from './prefetch';
import { strickenLeaders } from './quorum-random';
import { raftSafety } from './raft-watch';
import { choices, quorumChoices } from './random-setups';
import { runOf, setup, type Choice } from './setups';
import { watchedRun } from './watched-run';

const cases = Number(process.env.CASES ?? (process.env.CI ? 400 : 1000));
const seed = Number(process.env.SEED ?? 20_261_122);

function check(choice: Choice): void {
	const complete = setup(choice);
	const { result, seen } = watchedRun(complete, rabbitmqPrefetch(complete), raftSafety(complete));
	expect(seen, 'unacknowledged within the prefetch, what a quorum decided kept').toBeNull();
	checkSums(complete, result);
	checkEnd(complete, result);
	checkPromises(complete, result);
	checkCauses(complete, result);
	// A second run of every case would double the time and find no more.
	if (complete.seed % 10 === 0) expect(runOf(complete).result().digest).toBe(result.digest);
}

describe('conservation of messages', () => {
	it(`holds in ${cases} random setups`, { timeout: 600_000 }, () => {
		fc.assert(fc.property(choices, check), { numRuns: cases, seed });
	});

	it(`holds in ${cases / 2} random setups of quorum queues`, { timeout: 600_000 }, () => {
		fc.assert(fc.property(quorumChoices, check), { numRuns: cases / 2, seed });
	});

	it(`holds in ${cases / 2} of quorum queues whose leader is struck`, { timeout: 600_000 }, () => {
		fc.assert(fc.property(strickenLeaders, check), { numRuns: cases / 2, seed });
	});

	it('is tried where it matters: a quarter of the setups or more lose, repeat or hold up something', () => {
		const disturbed = fc.sample(choices, { numRuns: 300, seed }).filter((choice) => {
			const { totals } = runOf(setup(choice)).result();
			return totals.lost + totals.redelivered + totals.failed + totals.duplicateDeliveries > 0;
		});
		expect(disturbed.length).toBeGreaterThan(75);
	});

	it.each(Object.entries(found))('holds for what was found before: %s', (_, choice) => {
		check(choice);
	});
});
