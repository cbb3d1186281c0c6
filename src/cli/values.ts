/** A value as typed: `10`, `true`, `null` and `[…]` are JSON, everything else is the text itself. */
export function parseValue(word: string): unknown {
	try {
		return JSON.parse(word) as unknown;
	} catch {
		return word;
	}
}
