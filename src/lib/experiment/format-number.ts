/** 1000000 → `1 000 000`, with the thin spaces of the page; figures below 10 000 stay together. */
export function groupDigits(value: number): string {
	const digits = String(value);
	if (!/^\d{5,}$/.test(digits)) return digits;
	return digits.replaceAll(/\B(?=(?:\d{3})+$)/g, '\u202F');
}
