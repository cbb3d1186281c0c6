import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NotPlain, requirePlain } from './wire';

test('every JSON value passes', () => {
	fc.assert(
		fc.property(fc.jsonValue(), (value) => {
			expect(() => requirePlain(value, 'value')).not.toThrow();
		})
	);
});

test('whatever passes, JSON keeps', () => {
	let passed = 0;
	let refused = 0;
	fc.assert(
		fc.property(fc.anything({ withDate: true, withMap: true, withBigInt: true }), (value) => {
			try {
				requirePlain(value, 'value');
			} catch (error) {
				refused++;
				expect(error).toBeInstanceOf(NotPlain);
				return;
			}
			passed++;
			expect(() => JSON.stringify({ value })).not.toThrow();
		}),
		{ numRuns: 500 }
	);
	// Neither side may go untried.
	expect(Math.min(passed, refused)).toBeGreaterThan(20);
});

test.each([
	[{ producers: { rate: () => 5 } }, 'spec.producers.rate', 'function'],
	[{ faults: [1, new Map()] }, 'spec.faults[1]', 'Map'],
	[{ rate: NaN }, 'spec.rate', 'NaN'],
	[{ rate: 1n }, 'spec.rate', 'bigint'],
	[Symbol('x'), 'spec', 'symbol'],
	[Promise.resolve(), 'spec', 'Promise']
])('%o is refused with its path', (value, path, kind) => {
	expect(() => requirePlain(value, 'spec')).toThrow(expect.objectContaining({ path, value: kind }));
});

test('a circle is refused, the same value twice is not', () => {
	const shared = { a: 1 };
	const circle: { self?: unknown } = {};
	circle.self = circle;
	expect(() => requirePlain([shared, shared], 'value')).not.toThrow();
	expect(() => requirePlain(circle, 'value')).toThrow(
		expect.objectContaining({ path: 'value.self' })
	);
});
