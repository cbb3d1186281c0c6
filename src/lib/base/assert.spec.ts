import { expect, test } from 'vitest';
import { assert } from './index';

test('an assertion that holds narrows the type', () => {
	const found = [1, 2, 3].find((value) => value > 1);
	assert(found, 'two is there');
	expect(found + 1).toBe(3);
});

test('one that fails says what should have held', () => {
	expect(() => assert(0, 'the list is not empty')).toThrow('the list is not empty');
});
