import { expect, test } from 'vitest';
import { seededRandom } from './random';
import { VirtualTime } from './virtual-time';

test('timers run by time, then by when they were set, and cost no time', () => {
	const time = new VirtualTime();
	const log: string[] = [];
	const at = (name: string) => () => log.push(`${name}@${time.nowMs}`);
	time.set(at('late'), 5_000, false);
	time.set(at('first'), 10, false);
	time.set(at('second'), 10, false);
	const cleared = time.set(at('cleared'), 1, false);
	time.clear(cleared);
	while (time.timersWaiting) time.step();
	expect(log).toEqual(['first@10', 'second@10', 'late@5000']);
});

test('an interval goes on until it is cleared, and moves the clock even when it is 0', () => {
	const time = new VirtualTime();
	let ticks = 0;
	const id = time.set(() => ++ticks === 3 && time.clear(id), 0, true);
	while (time.timersWaiting) time.step();
	expect([ticks, time.nowMs]).toEqual([3, 3]);
});

test.each([undefined, NaN, -5, 'soon', Infinity])('a delay of %s counts as now', (delay) => {
	const time = new VirtualTime();
	time.set(() => undefined, delay, false);
	time.step();
	expect(time.nowMs).toBe(0);
});

test('the same seed gives the same numbers, spread over 0 … 1', () => {
	const draw = (seed: number) => Array.from({ length: 10_000 }, seededRandom(seed));
	const numbers = draw(1);
	expect(draw(1)).toEqual(numbers);
	expect(draw(2)).not.toEqual(numbers);
	const mean = numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
	// Five standard errors of the mean of 10 000 uniform numbers.
	expect(Math.abs(mean - 0.5)).toBeLessThan((5 * Math.sqrt(1 / 12)) / 100);
	expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
	expect(Math.max(...numbers)).toBeLessThan(1);
});
