import * as v from 'valibot';
import type { BlockId, CheckBlock, Lab } from '#lib/lab';
import { gradingMissing, gradingWrongReturn, type Problem, type Result } from '#lib/messages';
import type { Grade, GradedCheck, Verdict } from './verdict';

/** What running a check.ts gave: a value for each check that returned, a problem for the others. */
export interface Returned {
	checks: Readonly<Record<string, unknown>>;
	brokenChecks?: Readonly<Record<string, Problem>>;
}

type Wanted = Pick<CheckBlock, 'id' | 'title'>;

/** The checks that a lab asks for, in the order of its text. Judged claims are not among them. */
export function checksOf(lab: Lab): CheckBlock[] {
	const blocks = lab.sections.flatMap((section) => section.blocks);
	return blocks.filter((block) => block.type === 'check');
}

/**
 * Sets what check.ts returned against what the lab asks for. A check that is missing, threw or
 * returned nonsense is broken: neither passed nor the learner's failure.
 */
export function grade(wanted: readonly Wanted[], returned: Returned): Grade {
	const checks = wanted.map(({ id, title }): GradedCheck => {
		const verdict = verdictOf(id, returned);
		if (!verdict.ok) return { id, title, status: 'broken', problems: verdict.problems };
		return { id, title, status: verdict.value.pass ? 'passed' : 'failed', verdict: verdict.value };
	});
	const passed = checks.filter(({ status }) => status === 'passed').length;
	return { checks, passed, total: checks.length, complete: passed === checks.length };
}

function verdictOf(id: BlockId, { checks, brokenChecks = {} }: Returned): Result<Verdict> {
	// Own properties only: a check named `constructor` is missing until somebody writes it.
	const problem = Object.hasOwn(brokenChecks, id) ? brokenChecks[id] : undefined;
	if (problem) return { ok: false, problems: [problem] };
	if (!Object.hasOwn(checks, id)) {
		const known = [...Object.keys(checks), ...Object.keys(brokenChecks)];
		return { ok: false, problems: [gradingMissing(id, known)] };
	}
	const checked = v.safeParse(verdictSchema, checks[id]);
	if (checked.success) return { ok: true, value: checked.output };
	const problems = checked.issues.map(({ path, received, expected, message }) => {
		const place = path?.map((step) => String(step.key)).join('.') || 'verdict';
		return gradingWrongReturn(id, place, received, expected ?? message);
	});
	return { ok: false, problems };
}

const figure = v.union([v.number(), v.string()]);

const verdictSchema = v.object({
	pass: v.boolean(),
	reason: v.pipe(v.string(), v.trim(), v.minLength(1)),
	figures: v.optional(v.record(v.string(), figure), {})
}) satisfies v.GenericSchema<unknown, Verdict>;
