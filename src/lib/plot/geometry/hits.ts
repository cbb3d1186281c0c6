/** A place in a plot that can be pointed at, and reached with the arrow keys. */
export interface Hit {
	key: string;
	x: number;
	y: number;
	/** Left and right stay within a row; up and down change it. */
	row: string;
}

/** Where a key leads from the hit `from`; null when the key is not one of the keys. */
export function moveHit<H extends Hit>(hits: readonly H[], from: H, key: string): H | null {
	const row = hits.filter((hit) => hit.row === from.row);
	const at = row.findIndex((hit) => hit.key === from.key);
	switch (key) {
		case 'ArrowRight':
			return row[at + 1] ?? from;
		case 'ArrowLeft':
			return row[at - 1] ?? from;
		case 'Home':
			return row[0] ?? from;
		case 'End':
			return row.at(-1) ?? from;
		case 'ArrowUp':
			return inRow(hits, from, -1);
		case 'ArrowDown':
			return inRow(hits, from, 1);
		default:
			return null;
	}
}

function inRow<H extends Hit>(hits: readonly H[], from: H, step: number): H {
	const rows = [...new Set(hits.map((hit) => hit.row))];
	const row = rows[rows.indexOf(from.row) + step];
	return (
		nearest(
			hits.filter((hit) => hit.row === row),
			(hit) => Math.abs(hit.x - from.x)
		) ?? from
	);
}

/** The hit that the pointer means: the nearest within `reach` pixels. */
export function hitAt<H extends Hit>(
	hits: readonly H[],
	x: number,
	y: number,
	reach: number
): H | null {
	const distance = (hit: H) => Math.hypot(hit.x - x, hit.y - y);
	const found = nearest(hits, distance);
	return found && distance(found) <= reach ? found : null;
}

function nearest<H>(hits: readonly H[], distance: (hit: H) => number): H | null {
	let best: H | null = null;
	for (const hit of hits) if (best === null || distance(hit) < distance(best)) best = hit;
	return best;
}
