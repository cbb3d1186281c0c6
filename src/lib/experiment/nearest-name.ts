/** The name a person most likely meant, or null where none is near. */
export function nearestName(written: string, names: readonly string[]): string | null {
	const lower = written.toLowerCase().slice(0, writtenLengthMax);
	let best: string | null = null;
	let bestDistance = Math.max(2, Math.floor(lower.length / 3)) + 1;
	for (const name of names) {
		const distance = editDistance(lower, name.toLowerCase());
		// A name of three letters is near everything; ask for more than half of it to agree.
		if (distance < bestDistance && distance * 2 <= name.length) {
			best = name;
			bestDistance = distance;
		}
	}
	return best;
}

const writtenLengthMax = 64;

/** Levenshtein's distance, row by row. */
function editDistance(a: string, b: string): number {
	let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
	for (let i = 1; i <= a.length; i++) {
		const current = [i];
		for (let j = 1; j <= b.length; j++) {
			const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
			current.push(Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, substitution));
		}
		previous = current;
	}
	return previous[b.length] ?? 0;
}
