import { describe, expect, it } from 'vitest';
import { hitAt, moveHit, type Hit } from './hits';

const hit = (key: string, row: string, x: number, y = 0): Hit => ({ key, row, x, y });
const hits = [
	hit('a1', 'a', 0),
	hit('a2', 'a', 100),
	hit('b1', 'b', 10, 50),
	hit('b2', 'b', 90, 50)
];
const from = (key: string) => hits.find((each) => each.key === key)!;

describe('moving through a plot by key', () => {
	it('stays in the row with left and right, and stops at its ends', () => {
		expect(moveHit(hits, from('a1'), 'ArrowRight')?.key).toBe('a2');
		expect(moveHit(hits, from('a2'), 'ArrowRight')?.key).toBe('a2');
		expect(moveHit(hits, from('b2'), 'Home')?.key).toBe('b1');
	});

	it('changes the row to the nearest hit with up and down', () => {
		expect(moveHit(hits, from('a2'), 'ArrowDown')?.key).toBe('b2');
		expect(moveHit(hits, from('b1'), 'ArrowUp')?.key).toBe('a1');
		expect(moveHit(hits, from('b1'), 'ArrowDown')?.key).toBe('b1');
	});

	it('leaves other keys alone', () => {
		expect(moveHit(hits, from('a1'), 'Tab')).toBeNull();
	});
});

it('takes the nearest hit within reach of the pointer', () => {
	expect(hitAt(hits, 95, 40, 30)?.key).toBe('b2');
	expect(hitAt(hits, 50, 25, 30)).toBeNull();
});
