import { describe, expect, it } from 'vitest';
import type { Lab } from '#lib/lab';
import { parseLab } from '#lib/lab/parse';
import { differences, misfits, payloadOf, type Work } from './differences';
import type { LinkPayload } from './link';

const start = 'one\ntwo\nthree\n';

function readLab(): Lab {
	const result = parseLab({
		slug: '01-test',
		markdown: `---
title: A lab
summary: For the tests of links.
broker: rabbitmq
minutes: 5
version: 3
seed: 9
dials:
  - { name: batch, label: Batch, kind: steps, values: [1, 10, 100], default: 10 }
  - { name: ack, label: Acknowledgement, kind: choice, values: [none, confirm] }
---

::code{file=experiment.ts}
`,
		files: { 'start/experiment.ts': start, 'start/helper.ts': 'help\n' }
	});
	if (!result.ok) throw new Error(JSON.stringify(result.problems));
	return result.value;
}

const lab = readLab();
const untouched: Work = { edits: {}, dials: {}, seed: null };
const payload: LinkPayload = {
	v: 1,
	slug: '01-test',
	labVersion: 3,
	dials: { ack: 'confirm' },
	edits: { 'experiment.ts': 'one\n2\nthree\n' },
	seed: 4
};

describe('payloadOf', () => {
	it('carries only what differs from the lab', () => {
		const edits = { 'experiment.ts': start, 'helper.ts': 'HELP\n' };
		const dials = { batch: 10, ack: 'confirm' };
		expect(payloadOf(lab, { edits, dials, seed: null })).toEqual({
			v: 1,
			slug: '01-test',
			labVersion: 3,
			dials: { ack: 'confirm' },
			edits: { 'helper.ts': 'HELP\n' },
			seed: 9
		});
	});
});

describe('misfits', () => {
	const codes = (changed: Partial<LinkPayload>) =>
		misfits(lab, { ...payload, ...changed }).map(({ code, value }) => [code, value]);

	it('is empty for a link of this lab', () => {
		expect(codes({})).toEqual([]);
		expect(codes({ labVersion: 1 })).toEqual([]);
	});

	it('names what this lab does not have', () => {
		expect(codes({ slug: '02-other' })).toEqual([['link-other-lab', '02-other']]);
		expect(codes({ labVersion: 4 })).toEqual([['link-lab-newer', '4']]);
		expect(codes({ edits: { 'x.ts': '' } })).toEqual([['link-file-unknown', 'x.ts']]);
		expect(codes({ dials: { speed: 1 } })).toEqual([['link-dial-unknown', 'speed']]);
		expect(codes({ dials: { batch: 11 } })).toEqual([['link-dial-value', '11']]);
		expect(codes({ dials: { batch: '10' } })).toEqual([['link-dial-value', '"10"']]);
	});
});

describe('differences', () => {
	it('shows what the link changes, line by line', () => {
		const found = differences(lab, payload, untouched);
		expect(found).toEqual({
			files: [
				{
					path: 'experiment.ts',
					lines: [
						{ kind: 'same', text: 'one' },
						{ kind: 'removed', text: 'two' },
						{ kind: 'added', text: '2' },
						{ kind: 'same', text: 'three' },
						{ kind: 'same', text: '' }
					],
					added: 1,
					removed: 1
				}
			],
			dials: [
				{ name: 'ack', label: 'Acknowledgement', unit: null, mine: 'none', theirs: 'confirm' }
			],
			seed: { mine: 9, theirs: 4 },
			older: false,
			same: false
		});
	});

	it('is against the learner’s own text, also where the link has the lab’s', () => {
		const mine: Work = { edits: { 'helper.ts': 'mine\n' }, dials: { batch: 100 }, seed: 4 };
		const found = differences(lab, { ...payload, edits: {}, dials: {} }, mine);
		expect(found.files.map(({ path, added, removed }) => [path, added, removed])).toEqual([
			['helper.ts', 1, 1]
		]);
		expect(found.dials).toMatchObject([{ name: 'batch', mine: 100, theirs: 10 }]);
		expect(found.seed).toBeNull();
	});

	it('is the same for one’s own link', () => {
		const mine: Work = { edits: { 'experiment.ts': 'x' }, dials: { ack: 'confirm' }, seed: 2 };
		expect(differences(lab, payloadOf(lab, mine), mine).same).toBe(true);
		expect(differences(lab, { ...payload, labVersion: 1 }, untouched).older).toBe(true);
	});

	/** An exact diff of these takes minutes, so the time limit of the test is the assertion. */
	it('of texts with nothing in common is quick', { timeout: 30_000 }, () => {
		const lines = (prefix: string) =>
			Array.from({ length: 20_000 }, (_, index) => `${prefix}${index}`).join('\n');
		const mine: Work = { ...untouched, edits: { 'experiment.ts': lines('a') } };
		const found = differences(lab, { ...payload, edits: { 'experiment.ts': lines('b') } }, mine);
		expect(found.files[0]).toMatchObject({ added: 20_000, removed: 20_000 });
	});
});
