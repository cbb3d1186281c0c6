/** A length of simulated time: a text with its unit, or a number of milliseconds. */
export type Duration =
	number | `${number}us` | `${number}ms` | `${number}s` | `${number}min` | `${number}h`;

const unitsUs = { us: 1, ms: 1_000, s: 1_000_000, min: 60_000_000, h: 3_600_000_000 } as const;
const form = /^(\d+(?:\.\d+)?) ?(us|ms|s|min|h)$/;

/** Microseconds, or null where the value is no duration. Bounds are the caller's. */
export function parseDurationUs(value: unknown): number | null {
	if (typeof value === 'number') {
		return Number.isFinite(value) && value >= 0 ? toNanosecondGrid(value * unitsUs.ms) : null;
	}
	if (typeof value !== 'string') return null;
	const parts = form.exec(value);
	if (!parts) return null;
	const unit = parts[2] as keyof typeof unitsUs; // the pattern admits no other
	return toNanosecondGrid(Number(parts[1]) * unitsUs[unit]);
}

/** The shortest text with a whole or short decimal number: 1500 → `1.5ms`. */
export function formatDurationUs(us: number): string {
	if (us === 0) return '0s';
	for (const unit of ['h', 'min', 's', 'ms'] as const) {
		const amount = us / unitsUs[unit];
		if (amount >= 1 && Number(amount.toFixed(3)) === amount) return `${amount}${unit}`;
	}
	return `${us}us`;
}

/** Decimal fractions of a millisecond must not leave binary noise behind: 0.3ms is 300 µs. */
function toNanosecondGrid(us: number): number {
	return Math.round(us * 1_000) / 1_000;
}
