/**
 * Whatever is configured and whatever breaks: every message is accounted for, exactly once, and
 * the figures that are promised hold. Random setups with up to three overlapping faults; a failure
 * is shrunk by fast-check and printed as a setup that can be pasted into a test of its own.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkEnd, checkPromises, checkSums } from './invariants';
import { choices } from './random-setups';
import { runOf, setup } from './setups';

const cases = Number(process.env.CASES ?? (process.env.CI ? 400 : 1000));
const seed = Number(process.env.SEED ?? 20_261_122);

describe('conservation of messages under random faults', () => {
	it(`holds in ${cases} random setups`, { timeout: 300_000 }, () => {
		fc.assert(
			fc.property(choices, (choice) => {
				const complete = setup(choice);
				const result = runOf(complete).result();
				checkSums(complete, result);
				checkEnd(complete, result);
				checkPromises(complete, result);
				// A second run of every case would double the time and find no more.
				if (complete.seed % 10 === 0) expect(runOf(complete).result().digest).toBe(result.digest);
			}),
			{ numRuns: cases, seed, endOnFailure: false }
		);
	});
});
