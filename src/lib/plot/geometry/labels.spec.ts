import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeLabels, type Wish } from './labels';

const wish = (key: string, at: number, size = 16): Wish => ({ key, at, size });

describe('labels along a line', () => {
	it('stay where they wish when there is room', () => {
		const placed = placeLabels([wish('a', 20), wish('b', 100)], 0, 200);
		expect([...placed]).toEqual([
			['a', 20],
			['b', 100]
		]);
	});

	it('share the distance when they collide', () => {
		const placed = placeLabels([wish('a', 100), wish('b', 104)], 0, 200);
		expect(placed.get('a')).toBe(94);
		expect(placed.get('b')).toBe(110);
	});

	it('keep the order given when they wish for the same place', () => {
		const placed = placeLabels([wish('lost', 200), wish('duplicated', 200)], 0, 200);
		expect(placed.get('lost')).toBe(176);
		expect(placed.get('duplicated')).toBe(192);
	});

	it('never overlap, and stay inside whenever all fit', () => {
		const wishes = fc.array(
			fc.record({ at: fc.integer({ min: -50, max: 350 }), size: fc.integer({ min: 8, max: 40 }) }),
			{ maxLength: 8 }
		);
		fc.assert(
			fc.property(wishes, (list) => {
				const named = list.map((each, i) => ({ ...each, key: String(i) }));
				const placed = placeLabels(named, 0, 320);
				const spans = named
					.map(
						({ key, size }) => [placed.get(key)! - size / 2, placed.get(key)! + size / 2] as const
					)
					.sort((a, b) => a[0] - b[0]);
				for (const [i, span] of spans.entries()) {
					const next = spans[i + 1];
					if (next) expect(next[0]).toBeGreaterThanOrEqual(span[1] - 1e-6);
				}
				expect(spans[0]?.[0] ?? 0).toBeGreaterThanOrEqual(-1e-6);
				expect(spans.at(-1)?.[1] ?? 0).toBeLessThanOrEqual(320 + 1e-6);
			})
		);
	});
});
