import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mapRuns, parseFromRealm, parseShown } from './protocol';

/** Valibot leaves these out of every record, as no setting has such a name. */
const unsafeNames = ['__proto__', 'prototype', 'constructor'];
const name = fc.string({ maxLength: 20 }).filter((text) => !unsafeNames.includes(text));
const number = fc.double({ noNaN: true, noDefaultInfinity: true });
const whole = fc.nat();
const table = fc.record({
	kind: fc.constant('table' as const),
	factors: fc.array(name, { maxLength: 4 }),
	responses: fc.array(name, { maxLength: 4 }),
	rows: fc.array(
		fc.record({
			point: fc.constant({ 'producers.batch': 10, ack: 'confirm', durable: true }),
			runs: whole,
			mean: fc.constant({ 'totals.lost': 1.5 }),
			interval: fc.constant({ 'totals.lost': [1, 2] as [number, number] })
		}),
		{ maxLength: 5 }
	),
	runs: whole,
	engineHash: name
});
const run = fc.record({ kind: fc.constant('run' as const), handle: whole });
const shown = fc.oneof(
	run,
	table,
	fc.record({ kind: fc.constant('text' as const), text: name }),
	fc.record({
		kind: fc.constant('chart' as const),
		type: fc.constant('line' as const),
		table,
		x: name,
		y: name
	}),
	fc.record({
		kind: fc.constant('chart' as const),
		type: fc.constantFrom('growth' as const, 'latency' as const),
		runs: fc.array(fc.record({ label: name, run }), { maxLength: 3 })
	})
);
const message = fc.oneof(
	fc.record({ type: fc.constant('ready') }),
	fc.record({ type: fc.constant('show'), shown }),
	fc.record({
		type: fc.constant('call'),
		call: whole,
		request: fc.oneof(
			fc.record({ method: fc.constant('run'), spec: fc.dictionary(name, number) }),
			fc.record({
				method: fc.constant('measure'),
				points: fc.array(
					fc.record({
						point: fc.dictionary(name, number),
						spec: fc.dictionary(name, number)
					}),
					{ maxLength: 3 }
				),
				seeds: whole
			}),
			fc.record({ method: fc.constant('explain'), handle: whole, message: whole })
		)
	}),
	fc.record({
		type: fc.constant('done'),
		checks: fc.constant({ a: { pass: true, reason: 'so', figures: { lost: 0 } } })
	})
);

/** JSON has no -0. */
const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('a message from the realm', () => {
	test('arrives as it was sent', () => {
		fc.assert(
			fc.property(message, (sent) => {
				expect(parseFromRealm(JSON.stringify(sent))).toEqual(json(sent));
			})
		);
	});

	test('is nothing when it is any other text or value', () => {
		fc.assert(
			fc.property(fc.string(), (text) => {
				expect(parseFromRealm(text)).toBeNull();
			})
		);
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				expect(parseFromRealm(JSON.stringify(value))).toBeNull();
			})
		);
	});

	test('is nothing when one part of it has another type', () => {
		fc.assert(
			fc.property(message, fc.nat(), fc.constantFrom(null, 'x', -1, true), (sent, pick, bad) => {
				const broken = json(sent);
				const places = placesOf(broken);
				const place = places[pick % places.length];
				if (!place || sameKind(place.holder[place.key], bad)) return;
				place.holder[place.key] = bad;
				const parsed = parseFromRealm(JSON.stringify(broken));
				// What is open by design (a spec) may hold anything; nothing else may.
				if (parsed !== null)
					expect(place.path).toMatch(/^request\.spec|points\.\d+\.|rows\.\d+\.point\.|figures\./);
			})
		);
	});

	test.each(unsafeNames)('keeps no setting of the name %s', (unsafe) => {
		const spec = `{"seed":1,"${unsafe}":2}`;
		const text = `{"type":"call","call":0,"request":{"method":"run","spec":${spec}}}`;
		expect(parseFromRealm(text)).toEqual({
			type: 'call',
			call: 0,
			request: { method: 'run', spec: { seed: 1 } }
		});
	});

	test('keeps no key that the page does not know', () => {
		const text =
			'{"type":"show","shown":{"kind":"text","text":"a","html":"<b>"},"__proto__":{"x":1}}';
		expect(parseFromRealm(text)).toEqual({ type: 'show', shown: { kind: 'text', text: 'a' } });
	});
});

interface Spot {
	holder: Record<string, unknown>;
	key: string;
	path: string;
}

function placesOf(value: unknown, path = ''): Spot[] {
	if (typeof value !== 'object' || value === null) return [];
	const holder = value as Record<string, unknown>;
	return Object.keys(holder).flatMap((key) => {
		const inner = path ? `${path}.${key}` : key;
		return [{ holder, key, path: inner }, ...placesOf(holder[key], inner)];
	});
}

const kind = (value: unknown) =>
	Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value;
const sameKind = (a: unknown, b: unknown) => kind(a) === kind(b);

test('runs are found wherever they can be shown', () => {
	fc.assert(
		fc.property(shown, (value) => {
			const there = JSON.stringify(value).split('"kind":"run"').length - 1;
			let found = 0;
			mapRuns(value, (one: { kind: 'run'; handle: number }) => {
				found++;
				return one;
			});
			expect(found).toBe(there);
		})
	);
});

test('what show() is given and is not showable', () => {
	for (const value of [undefined, 5, 'text', {}, { kind: 'run' }, { kind: 'chart' }, []])
		expect(parseShown(value)).toBeNull();
});
