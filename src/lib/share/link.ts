import * as v from 'valibot';
import type { DialValue } from '#lib/lab';
import { linkShape, linkShapeUnknown, m, type Problem, type Result } from '#lib/messages';

/** What a link carries: only what differs from the lab as published. */
export interface LinkPayload {
	v: 1;
	slug: string;
	/** The lab's version when the link was made. */
	labVersion: number;
	dials: Record<string, DialValue>;
	/** Text by file path. */
	edits: Record<string, string>;
	seed: number;
}

/** A file's text or a dial's value may fill a link by themselves, but there are few of them. */
export const limits = {
	entriesMax: 32,
	dialTextMax: 200
} as const;

const whole = (min: number, max: number) => {
	const allowed = () => m.share_allowed_whole({ min, max });
	return v.pipe(
		v.number(allowed),
		v.integer(allowed),
		v.minValue(min, allowed),
		v.maxValue(max, allowed)
	);
};

const matching = (pattern: RegExp, allowed: () => string) =>
	v.pipe(v.string(allowed), v.regex(pattern, allowed));

const dialText = () => m.share_allowed_dial_value();
const dialValue = v.union(
	[
		v.pipe(v.number(), v.finite()),
		v.pipe(v.string(), v.maxLength(limits.dialTextMax)),
		v.boolean()
	],
	dialText
);

const entries = <K extends v.GenericSchema<string, string>, T extends v.GenericSchema>(
	key: K,
	value: T
) =>
	v.pipe(
		v.record(key, value, () => m.share_allowed_object()),
		v.maxEntries(limits.entriesMax, () => m.share_allowed_entries({ max: limits.entriesMax }))
	);

const payloadSchema = v.strictObject(
	{
		v: v.literal(1, '1'),
		slug: matching(/^[a-z0-9][a-z0-9-]{0,63}$/, () => m.share_allowed_slug()),
		labVersion: whole(1, 1_000_000),
		dials: entries(
			matching(/^[a-z][A-Za-z0-9]{0,31}$/, () => m.share_allowed_dial_name()),
			dialValue
		),
		edits: entries(
			matching(/^([\w-]{1,64}\/){0,4}[\w-]{1,64}\.ts$/, () => m.share_allowed_path()),
			v.string(() => m.share_allowed_text())
		),
		seed: whole(0, 2 ** 32 - 1)
	},
	() => m.share_allowed_object()
);

/** The shape of a payload; whether it fits a lab is for `misfits` to say. */
export function checkPayload(data: unknown): Result<LinkPayload> {
	const checked = v.safeParse(payloadSchema, data);
	if (checked.success) return { ok: true, value: checked.output };
	return { ok: false, problems: checked.issues.map(shapeProblem) };
}

function shapeProblem(issue: v.BaseIssue<unknown>): Problem {
	const keys = issue.path?.map((step) => String(step.key)) ?? [];
	const path = keys.join('.').slice(0, 80) || 'link';
	const known = payloadSchema.entries;
	if (issue.expected === 'never') return linkShapeUnknown(path, Object.keys(known));
	if (issue.input !== undefined) {
		return linkShape(path, JSON.stringify(issue.input).slice(0, 40), issue.message);
	}
	// A missing key is reported by its object, which does not know what is allowed there.
	const entry = Object.entries(known).find(([name]) => name === path)?.[1];
	const absent = entry ? v.safeParse(entry, undefined) : null;
	return linkShape(path, m.share_nothing(), absent?.issues?.[0].message ?? issue.message);
}
