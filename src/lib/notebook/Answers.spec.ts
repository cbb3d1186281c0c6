import { describe, expect, it } from 'vitest';
import type { Question } from '#lib/lab';
import { isRight } from './Answers.svelte';

const choice = (...correct: boolean[]): Question => ({
	kind: 'choice',
	choices: correct.map((one) => ({ html: '', correct: one, feedback: null }))
});

describe('isRight', () => {
	it('wants all right choices and no wrong one', () => {
		const question = choice(true, false, true);
		expect(isRight(question, [2, 0])).toBe(true);
		expect(isRight(question, [0])).toBe(false);
		expect(isRight(question, [0, 1, 2])).toBe(false);
		expect(isRight(question, [])).toBe(false);
	});

	it('allows a number its tolerance and no more', () => {
		const question: Question = { kind: 'number', answer: 1429, tolerance: 0.05, unit: null };
		expect(isRight(question, 1400)).toBe(true);
		expect(isRight(question, 1300)).toBe(false);
		expect(isRight({ ...question, answer: -100 }, -104)).toBe(true);
		expect(isRight({ ...question, tolerance: 0 }, 1429)).toBe(true);
		expect(isRight({ ...question, tolerance: 0 }, 1430)).toBe(false);
	});

	it('compares text without case and outer space; accepts any where none is named', () => {
		expect(isRight({ kind: 'text', accept: ['Mirror'] }, ' mirror ')).toBe(true);
		expect(isRight({ kind: 'text', accept: ['Mirror'] }, 'queue')).toBe(false);
		expect(isRight({ kind: 'text', accept: [] }, 'whatever')).toBe(true);
	});

	it('is wrong for an answer of another kind', () => {
		expect(isRight(choice(true, false), 0)).toBe(false);
		expect(isRight({ kind: 'number', answer: 1, tolerance: 1, unit: null }, '1')).toBe(false);
	});
});
