/** Thin, so that a number stays one word; no-break, so that it never wraps. */
const THIN_SPACE = '\u202f';
const MINUS = '\u2212';

function groupThousands(digits: string): string {
	return digits.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
}

/** `3024` → `3 024`, `-2` → `−2`. For counts: no decimals. */
export function formatCount(value: number): string {
	const rounded = Math.round(value);
	return (rounded < 0 ? MINUS : '') + groupThousands(String(Math.abs(rounded)));
}

/** Rounds to a power of ten from the units upwards; below them `toFixed` does it. */
function roundTo(value: number, power: number): number {
	const unit = 10 ** Math.max(0, power);
	return unit === 1 ? value : Math.round(value / unit) * unit;
}

/** Three significant digits by default: `0.3876` → `0.388`, `6289.6` → `6 290`, `1e7` → `10 000 000`. */
export function formatNumber(value: number, significant = 3): string {
	if (!Number.isFinite(value)) return value > 0 ? '∞' : value < 0 ? `${MINUS}∞` : '–';
	if (value === 0) return '0';
	const magnitude = Math.floor(Math.log10(Math.abs(value)));
	const decimals = Math.max(0, significant - 1 - magnitude);
	const [whole = '0', fraction = ''] = roundTo(Math.abs(value), magnitude - significant + 1)
		.toFixed(Math.min(decimals, 20))
		.split('.');
	const tail = fraction.replace(/0+$/, '');
	return (value < 0 ? MINUS : '') + groupThousands(whole) + (tail === '' ? '' : `.${tail}`);
}

/** A length of time in the unit a person would say: `85 µs`, `340 ms`, `2.0 s`, `1 min 30 s`. */
export function formatDuration(ms: number): string {
	if (ms === 0) return `0${THIN_SPACE}ms`;
	if (ms < 1) return `${formatNumber(ms * 1000, 2)}${THIN_SPACE}µs`;
	if (ms < 1000) return `${formatNumber(ms, ms < 100 ? 2 : 3)}${THIN_SPACE}ms`;
	const seconds = ms / 1000;
	if (seconds < 59.95) return `${seconds.toFixed(seconds < 10 ? 1 : 0)}${THIN_SPACE}s`;
	const minutes = Math.floor(Math.round(seconds) / 60);
	const rest = Math.round(seconds) - minutes * 60;
	const whole = `${formatCount(minutes)}${THIN_SPACE}min`;
	return rest === 0 ? whole : `${whole} ${rest}${THIN_SPACE}s`;
}

/** `0.25` → `25 %`. */
export function formatPercent(fraction: number): string {
	return `${formatNumber(fraction * 100)}${THIN_SPACE}%`;
}
