import { describe, expect, it } from 'vitest';
import { causeName, causeReason, knownCauses } from './cause-words';
import { fateMessages } from './fate-words';
import { causeCounts, fateShares } from './geometry/fates';

describe('words for causes', () => {
	it.each(knownCauses)('%s has a name of its own and a sentence that explains it', (cause) => {
		expect(knownCauses.filter((other) => causeName(other) === causeName(cause))).toEqual([cause]);
		expect(causeReason(cause)).toMatch(/^[A-Z].{30,}\.$/);
	});

	it('shows a cause that it does not know by its id', () => {
		expect(causeName('eaten-by-a-dog')).toBe('eaten by a dog');
		expect(causeReason('eaten-by-a-dog')).toBe('');
	});
});

describe('the ledger', () => {
	const run = {
		totals: {
			attempted: 6000,
			lostAcknowledged: 24,
			lostUnacknowledged: 3000,
			duplicateDeliveries: 9
		},
		fates: { processedOnce: 2970, duplicated: 6, lost: 3024, failed: 0, expired: 0 },
		causes: { 'in-memory-at-broker-crash': 24, 'left-in-client-buffer': 3000, 'queue-deleted': 0 }
	};

	it('has a part for each fate that sum to the attempted messages', () => {
		const shares = fateShares(run);
		expect(shares.reduce((sum, { count }) => sum + count, 0)).toBe(run.totals.attempted);
		expect(shares.every(({ part }) => part in fateMessages)).toBe(true);
	});

	it('lists the causes that happened, the most frequent first', () => {
		expect(causeCounts(run)).toEqual([
			{ cause: 'left-in-client-buffer', count: 3000 },
			{ cause: 'in-memory-at-broker-crash', count: 24 }
		]);
	});
});
