import type { FatesData } from '../data';

export type FatePart =
	| 'processedOnce'
	| 'failed'
	| 'expired'
	| 'deadLettered'
	| 'unroutable'
	| 'stillQueued'
	| 'duplicated'
	| 'lostAcknowledged'
	| 'lostUnacknowledged';

export interface FateShare {
	part: FatePart;
	count: number;
}

/** In the order of the ledger bar: what went well at the left, what is gone at the right. */
const PARTS: readonly FatePart[] = [
	'processedOnce',
	'stillQueued',
	'failed',
	'expired',
	'deadLettered',
	'unroutable',
	'duplicated',
	'lostUnacknowledged',
	'lostAcknowledged'
];

/** The parts of the ledger; they sum to the attempted messages. */
export function fateShares(data: FatesData): FateShare[] {
	const { totals, fates } = data;
	const count = (part: FatePart): number => {
		if (part === 'lostAcknowledged') return totals.lostAcknowledged;
		if (part === 'lostUnacknowledged') return totals.lostUnacknowledged;
		return fates[part] ?? 0;
	};
	return PARTS.map((part) => ({ part, count: count(part) }));
}

/** Causes that happened, the most frequent first. */
export function causeCounts(data: FatesData): { cause: string; count: number }[] {
	return Object.entries(data.causes)
		.map(([cause, count]) => ({ cause, count: count ?? 0 }))
		.filter(({ count }) => count > 0)
		.sort((a, b) => b.count - a.count);
}
