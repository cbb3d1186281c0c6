import { textWidth } from './text-width';

/** A flag at a moment, and the quieter words at the moment that ends it. */
export interface FlagWish {
	key: string;
	x: number;
	text: string;
	end: { x: number; text: string } | null;
}

export interface PlacedFlag {
	key: string;
	/** The pole. */
	x: number;
	/** 0 is the top row. */
	row: number;
	/** Left edge and width of the cloth. */
	left: number;
	width: number;
	text: string;
	/** Where the end's words begin; `shown` is false when there was no room for them. */
	end: { x: number; left: number; text: string; shown: boolean } | null;
}

/** Beyond this many rows a flag keeps its pole but shares the last row without words. */
export const FLAG_ROWS_MAX = 4;
const CLOTH_PADDING = 8;
const GAP = 6;

interface Span {
	left: number;
	right: number;
}

/**
 * Sets flags in rows so that none covers another. A flag flies to the right of its pole, or to the
 * left where the right border is near.
 */
export function placeFlags(wishes: readonly FlagWish[], from: number, to: number): PlacedFlag[] {
	const rows: Span[][] = [];
	const isFree = (row: number, span: Span) =>
		!(rows[row] ?? []).some(
			(other) => span.left < other.right + GAP && span.right > other.left - GAP
		);
	const occupy = (row: number, span: Span) => (rows[row] ??= []).push(span);

	return [...wishes]
		.sort((a, b) => a.x - b.x)
		.map((wish) => {
			const width = textWidth(wish.text, { bold: true }) + 2 * CLOTH_PADDING;
			const flies = wish.x + width > to && wish.x - width >= from ? 'left' : 'right';
			const left = flies === 'left' ? wish.x - width : Math.min(wish.x, Math.max(from, to - width));
			const span = { left, right: left + width };
			let row = 0;
			while (row < FLAG_ROWS_MAX && !isFree(row, span)) row++;
			const crowded = row === FLAG_ROWS_MAX;
			if (!crowded) occupy(row, span);
			return {
				key: wish.key,
				x: wish.x,
				row: crowded ? FLAG_ROWS_MAX - 1 : row,
				left,
				width: crowded ? 0 : width,
				text: crowded ? '' : wish.text,
				end: wish.end && placeEnd(wish.end, row, crowded)
			};
		});

	function placeEnd(end: { x: number; text: string }, row: number, crowded: boolean) {
		const width = textWidth(end.text);
		const left = end.x + 6 + width > to ? end.x - 6 - width : end.x + 6;
		const span = { left, right: left + width };
		const shown = !crowded && isFree(row, span) && left >= from;
		if (shown) occupy(row, span);
		return { ...end, left, shown };
	}
}

export function flagRows(flags: readonly PlacedFlag[]): number {
	return flags.reduce((rows, flag) => Math.max(rows, flag.row + 1), 0);
}
