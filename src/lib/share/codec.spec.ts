import fc from 'fast-check';
import { deflateSync, strToU8 } from 'fflate';
import { describe, expect, it } from 'vitest';
import { LearnerError } from '#lib/messages';
import { toBase64url } from './base64url';
import { decodeLink, encodeLink } from './codec';
import type { LinkPayload } from './link';

const payload: LinkPayload = {
	v: 1,
	slug: '01-acknowledgements',
	labVersion: 1,
	dials: { batch: 10, ack: 'confirm', durable: true },
	edits: { 'experiment.ts': 'export default 1; // “确认”\n' },
	seed: 7
};

const link = (value: unknown) => `v1.${toBase64url(deflateSync(strToU8(JSON.stringify(value))))}`;

async function codesOf(hash: string): Promise<string[]> {
	const result = await decodeLink(hash);
	return result.ok ? [] : result.problems.map((problem) => problem.code);
}

async function problemOf(value: unknown) {
	const result = await decodeLink(link(value));
	if (result.ok) throw new Error('The link was taken');
	return result.problems[0];
}

describe('a link', () => {
	it('carries dials, edits and seed there and back', async () => {
		const hash = await encodeLink(payload);
		expect(hash).toMatch(/^v1\.[A-Za-z0-9_-]+$/);
		expect(await decodeLink(hash)).toEqual({ ok: true, value: payload });
		expect(await decodeLink(`#${hash}`)).toEqual({ ok: true, value: payload });
	});

	it('carries any work there and back', async () => {
		const dialName = fc.stringMatching(/^[a-z][A-Za-z0-9]{0,8}$/);
		const path = fc.stringMatching(/^([\w-]{1,5}\/){0,2}[\w-]{1,8}\.ts$/);
		const number = fc
			.double({ noNaN: true, noDefaultInfinity: true })
			.filter((value) => !Object.is(value, -0));
		const work: fc.Arbitrary<LinkPayload> = fc.record({
			v: fc.constant(1),
			slug: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,30}$/),
			labVersion: fc.integer({ min: 1, max: 1_000_000 }),
			dials: fc.dictionary(
				dialName,
				fc.oneof(number, fc.boolean(), fc.string({ maxLength: 100, unit: 'grapheme' })),
				{ maxKeys: 8, noNullPrototype: true }
			),
			edits: fc.dictionary(path, fc.string({ maxLength: 500, unit: 'binary' }), {
				maxKeys: 5,
				noNullPrototype: true
			}),
			seed: fc.integer({ min: 0, max: 2 ** 32 - 1 })
		});
		await fc.assert(
			fc.asyncProperty(work, async (value) => {
				expect(await decodeLink(await encodeLink(value))).toEqual({ ok: true, value });
			}),
			{ numRuns: 300 }
		);
	});

	it('that is too long is not made', async () => {
		const random = Array.from({ length: 60_000 }, (_, index) => ((index * 7919) ** 2).toString(36));
		const edits = { 'experiment.ts': random.join('').slice(0, 200_000) };
		await expect(encodeLink({ ...payload, edits })).rejects.toThrow(LearnerError);
		await expect(encodeLink({ ...payload, edits })).rejects.toThrow('link-work-too-long');
		const huge = { 'experiment.ts': 'a'.repeat(300_000) };
		await expect(encodeLink({ ...payload, edits: huge })).rejects.toThrow('link-work-too-large');
	});
});

describe('a broken link says what is wrong', () => {
	it('when it is not ours', async () => {
		expect(await codesOf('')).toEqual(['link-foreign']);
		expect(await codesOf('#hello')).toEqual(['link-foreign']);
		expect(await codesOf('v.abc')).toEqual(['link-foreign']);
	});

	it('when its version is not ours', async () => {
		expect(await codesOf('v2.abc')).toEqual(['link-version-newer']);
		expect(await codesOf('v0.abc')).toEqual(['link-version-older']);
	});

	it('when it is cut off, at whatever place', async () => {
		const hash = await encodeLink(payload);
		for (let length = 'v1.'.length; length < hash.length; length++) {
			expect(await codesOf(hash.slice(0, length)), hash.slice(0, length)).toEqual([
				'link-truncated'
			]);
		}
	});

	it('when it is too long', async () => {
		expect(await codesOf(`v1.${'A'.repeat(50_000)}`)).toEqual(['link-too-long']);
	});

	it('when something stands in it that does not belong', async () => {
		const result = await decodeLink('v1.abc)def');
		expect(result).toMatchObject({ ok: false, problems: [{ code: 'link-alphabet' }] });
		expect(JSON.stringify(result)).toContain('“)” at position 4');
	});

	it('when it cannot be unpacked', async () => {
		// The first byte names a block type that deflate does not have.
		expect(await codesOf(`v1.${toBase64url(new Uint8Array([7, 1, 2, 3, 4]))}`)).toEqual([
			'link-compression'
		]);
	});

	it('when it is a bomb, without unpacking it', async () => {
		const bomb = deflateSync(new Uint8Array(20_000_000));
		expect(bomb.length).toBeLessThan(32 * 1024);
		const before = process.memoryUsage().arrayBuffers;
		expect(await codesOf(`v1.${toBase64url(bomb)}`)).toEqual(['link-too-large']);
		expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(5_000_000);
	});

	it('when it is not JSON', async () => {
		expect(await codesOf(`v1.${toBase64url(deflateSync(strToU8('{"v":1')))}`)).toEqual([
			'link-not-json'
		]);
		expect(await codesOf(`v1.${toBase64url(deflateSync(new Uint8Array([0xff, 0xfe])))}`)).toEqual([
			'link-not-json'
		]);
	});

	it.each([
		['seed', { ...payload, seed: -1 }, '-1'],
		['seed', { ...payload, seed: 1.5 }, '1.5'],
		['seed', { ...payload, seed: undefined }, 'missing'],
		['slug', { ...payload, slug: '../x' }, '"../x"'],
		['labVersion', { ...payload, labVersion: 'one' }, '"one"'],
		['dials', { ...payload, dials: 3 }, '3'],
		['dials.batch', { ...payload, dials: { batch: { deep: 1 } } }, '{"deep":1}'],
		['edits.experiment.ts', { ...payload, edits: { 'experiment.ts': 5 } }, '5'],
		['edits.../up.ts', { ...payload, edits: { '../up.ts': '' } }, '"../up.ts"'],
		['v', [1, 2], 'missing'],
		['link', null, 'null']
	])('when “%s” has the wrong shape', async (path, value, shown) => {
		expect(await problemOf(value)).toMatchObject({ code: 'link-shape', path, value: shown });
	});

	it('when it holds something that links do not have', async () => {
		expect(await problemOf({ ...payload, script: 'x' })).toMatchObject({
			code: 'link-shape-unknown',
			path: 'script'
		});
	});

	it('and never throws, whatever was done to it', async () => {
		const hash = await encodeLink(payload);
		let refused = 0;
		await fc.assert(
			fc.asyncProperty(
				fc.nat(hash.length),
				fc.nat(6),
				fc.string({ maxLength: 6 }),
				async (at, gone, put) => {
					const result = await decodeLink(hash.slice(0, at) + put + hash.slice(at + gone));
					if (result.ok) return;
					refused++;
					expect(result.problems.length).toBeGreaterThan(0);
					for (const { text } of result.problems) expect(text.length).toBeGreaterThan(20);
				}
			),
			{ numRuns: 1000 }
		);
		expect(refused).toBeGreaterThan(500);
	});

	it('and never throws on any payload', async () => {
		await fc.assert(
			fc.asyncProperty(fc.jsonValue(), async (value) => {
				expect((await decodeLink(link(value))).ok).toBe(false);
			})
		);
	});
});
