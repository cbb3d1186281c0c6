import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { readRecord, type Upgrade } from './read-record';
import { freshRecord, labRecordSchema } from './record';

const lab = { ...freshRecord('01-test', 1), edits: { 'experiment.ts': 'mine' } };

describe('readRecord', () => {
	it('tells what is not there from what is good, newer and broken', () => {
		expect(readRecord(undefined, labRecordSchema)).toEqual({ status: 'absent' });
		expect(readRecord(lab, labRecordSchema)).toEqual({ status: 'good', record: lab });
		expect(readRecord({ ...lab, schema: 2 }, labRecordSchema)).toEqual({
			status: 'newer',
			schema: 2
		});
		expect(readRecord({ ...lab, seed: 'one' }, labRecordSchema)).toMatchObject({
			status: 'broken',
			path: 'seed',
			value: '"one"'
		});
		for (const nonsense of [null, 5, 'text', [], {}, { schema: 0 }, { schema: '1' }]) {
			expect(readRecord(nonsense, labRecordSchema)).toMatchObject({ status: 'broken' });
		}
	});

	it('refuses a record with more or less in it than it should have', () => {
		const { edits: _gone, ...less } = lab;
		expect(readRecord(less, labRecordSchema)).toMatchObject({ status: 'broken', path: 'edits' });
		expect(readRecord({ ...lab, more: 1 }, labRecordSchema)).toMatchObject({
			status: 'broken',
			path: 'more'
		});
	});

	it('takes an old record through every later upgrade, in order', () => {
		const shape = v.strictObject({ schema: v.literal(3), words: v.array(v.string()) });
		const steps: Upgrade[] = [
			({ word }) => ({ schema: 2, first: word }),
			({ first }) => ({ schema: 3, words: [first] })
		];
		const good = { status: 'good', record: { schema: 3, words: ['kept'] } };
		expect(readRecord({ schema: 1, word: 'kept' }, shape, steps, 3)).toEqual(good);
		expect(readRecord({ schema: 2, first: 'kept' }, shape, steps, 3)).toEqual(good);
		expect(readRecord({ schema: 3, words: ['kept'] }, shape, steps, 3)).toEqual(good);
		expect(readRecord({ schema: 1, word: 5 }, shape, steps, 3).status).toBe('broken');
	});
});
