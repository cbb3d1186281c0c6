import { describe, expect, it } from 'vitest';
import { Drafts } from './Drafts.svelte';

const make = () =>
	new Drafts([
		{ path: 'a.ts', start: 'one', solution: null },
		{ path: 'b.ts', start: 'two', solution: 'three' }
	]);

describe('Drafts', () => {
	it('keeps the pristine text beside the learner’s', () => {
		const drafts = make();
		drafts.write('a.ts', 'mine');
		expect(drafts.text('a.ts')).toBe('mine');
		expect(drafts.pristine('a.ts')).toBe('one');
		expect(drafts.files).toEqual({ 'a.ts': 'mine', 'b.ts': 'two' });
		expect(drafts.edits).toEqual({ 'a.ts': 'mine' });
	});

	it('is unedited again when the original is typed back, or put back', () => {
		const drafts = make();
		drafts.write('a.ts', 'mine');
		drafts.write('a.ts', 'one');
		expect(drafts.isEdited('a.ts')).toBe(false);
		drafts.write('b.ts', 'mine');
		drafts.reset('b.ts');
		expect(drafts.edits).toEqual({});
	});

	it('takes an empty file for an edit, not for no edit', () => {
		const drafts = make();
		drafts.write('a.ts', '');
		expect(drafts.text('a.ts')).toBe('');
		expect(drafts.isEdited('a.ts')).toBe(true);
	});

	it('restores only files that the lab has and that differ', () => {
		const drafts = make();
		drafts.write('b.ts', 'gone after restoring');
		drafts.restore({ 'a.ts': 'saved', 'b.ts': 'two', 'elsewhere.ts': 'x' });
		expect(drafts.edits).toEqual({ 'a.ts': 'saved' });
	});
});
