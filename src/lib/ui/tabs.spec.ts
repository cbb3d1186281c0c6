import { expect, it } from 'vitest';
import { nextTab } from './tabs';

it('moves through tabs and round the ends', () => {
	expect(nextTab('ArrowRight', 0, 3)).toBe(1);
	expect(nextTab('ArrowRight', 2, 3)).toBe(0);
	expect(nextTab('ArrowLeft', 0, 3)).toBe(2);
	expect(nextTab('Home', 2, 3)).toBe(0);
	expect(nextTab('End', 0, 3)).toBe(2);
	expect(nextTab('a', 0, 3)).toBeNull();
});
