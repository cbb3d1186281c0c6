import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BlockId } from '#lib/lab';
import { gradingMissing } from '#lib/messages';
import { grade } from './grade';

const asId = (id: string) => id as BlockId; // the only brand a test needs to make
const wanted = ['safe', 'fast'].map((id) => ({ id: asId(id), title: `Is it ${id}?` }));
const safe = { pass: true, reason: '0 of 6 000 lost', figures: { lost: 0 } };
const fast = { pass: false, reason: '0.17; you need 0.5', figures: { ratio: 0.17 } };

describe('grade', () => {
	it('keeps the lab’s order, titles and figures', () => {
		expect(grade(wanted, { checks: { fast, safe, other: safe } })).toEqual({
			checks: [
				{ id: 'safe', title: 'Is it safe?', status: 'passed', verdict: safe },
				{ id: 'fast', title: 'Is it fast?', status: 'failed', verdict: fast }
			],
			passed: 1,
			total: 2,
			complete: false
		});
	});

	it('is complete when every check passed', () => {
		expect(grade(wanted, { checks: { safe, fast: safe } })).toMatchObject({ complete: true });
	});

	it('says which check is missing, and which there are', () => {
		const { checks, complete } = grade(wanted, { checks: { safe } });
		expect(complete).toBe(false);
		expect(checks[1]).toMatchObject({
			status: 'broken',
			problems: [{ code: 'grading-missing', value: 'fast', allowed: 'safe' }]
		});
		const inherited = grade([{ id: asId('constructor'), title: '' }], { checks: {} });
		expect(inherited.checks[0]).toMatchObject({ status: 'broken' });
	});

	it('passes on why a check threw', () => {
		const problem = gradingMissing('anything', []);
		const { checks } = grade(wanted, { checks: { safe }, brokenChecks: { fast: problem } });
		expect(checks[1]).toMatchObject({ status: 'broken', problems: [problem] });
	});

	it.each([
		['verdict', undefined],
		['verdict', true],
		['pass', { reason: 'well' }],
		['pass', { pass: 'yes', reason: 'well' }],
		['reason', { pass: true, reason: ' ' }],
		['reason', { pass: true }],
		['figures.lost', { pass: true, reason: 'well', figures: { lost: null } }]
	])('names what is wrong with a verdict: %s', (path, value) => {
		const { checks } = grade(wanted, { checks: { safe, fast: value } });
		expect(checks[1]).toMatchObject({
			status: 'broken',
			problems: [{ code: 'grading-wrong-return', path }]
		});
	});

	it('never throws, and never passes what is not a verdict', () => {
		fc.assert(
			fc.property(fc.anything(), (value) => {
				const { checks, passed } = grade(wanted, { checks: { safe, fast: value } });
				expect(passed).toBe(1);
				expect(checks[1]?.status).not.toBe('passed');
			})
		);
	});
});
