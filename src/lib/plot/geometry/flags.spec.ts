import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FLAG_ROWS_MAX, flagRows, placeFlags, type FlagWish } from './flags';

const flag = (key: string, x: number, end?: number): FlagWish => ({
	key,
	x,
	text: 'rabbit-1 killed',
	end: end === undefined ? null : { x: end, text: 'back' }
});

describe('fault flags', () => {
	it('fly to the right of the pole, in one row while there is room', () => {
		const placed = placeFlags([flag('a', 100, 300), flag('b', 400)], 0, 700);
		expect(placed.map(({ row, left }) => [row, left])).toEqual([
			[0, 100],
			[0, 400]
		]);
		expect(placed[0]?.end).toMatchObject({ left: 306, shown: true });
	});

	it('fly to the left near the right border', () => {
		const [placed] = placeFlags([flag('a', 680)], 0, 700);
		expect((placed?.left ?? 0) + (placed?.width ?? 0)).toBe(680);
	});

	it('take another row when they would cover each other', () => {
		const placed = placeFlags([flag('a', 100), flag('b', 110)], 0, 700);
		expect(placed.map(({ row }) => row)).toEqual([0, 1]);
		expect(flagRows(placed)).toBe(2);
	});

	it('never cover each other, however many there are', () => {
		const positions = fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 16 });
		fc.assert(
			fc.property(positions, (xs) => {
				const placed = placeFlags(
					xs.map((x, i) => flag(String(i), x, x + 40)),
					0,
					300
				);
				expect(placed).toHaveLength(xs.length);
				expect(flagRows(placed)).toBeLessThanOrEqual(FLAG_ROWS_MAX);
				const cloths = placed.filter(({ text }) => text !== '');
				for (const a of cloths) {
					for (const b of cloths) {
						if (a.key === b.key || a.row !== b.row) continue;
						expect(a.left + a.width <= b.left || b.left + b.width <= a.left).toBe(true);
					}
				}
			})
		);
	});
});
