import * as v from 'valibot';
import { currentSchema } from './record';

/** A stored thing, once read: as it should be, or why it is not. */
export type Reading<T> =
	| { status: 'absent' }
	| { status: 'good'; record: T }
	/** Written by a newer site: to be left alone. */
	| { status: 'newer'; schema: number }
	| { status: 'broken'; path: string; value: string; allowed: string };

export type Upgrade = (record: Record<string, unknown>) => Record<string, unknown>;

/**
 * `upgrades[n]` turns a record of schema n + 1 into one of schema n + 2. A new schema adds one entry
 * here and leaves the others alone, with a fixture of the old form that stays for ever.
 */
const upgrades: readonly Upgrade[] = [];

export function readRecord<T>(
	stored: unknown,
	shape: v.GenericSchema<unknown, T>,
	steps: readonly Upgrade[] = upgrades,
	schemaNow: number = currentSchema
): Reading<T> {
	if (stored === undefined) return { status: 'absent' };
	const versioned = v.safeParse(v.looseObject({ schema: schemaNumber }), stored);
	if (!versioned.success) return broken(versioned.issues[0]);
	const { schema } = versioned.output;
	if (schema > schemaNow) return { status: 'newer', schema };
	const upgraded = steps
		.slice(schema - 1)
		.reduce<Record<string, unknown>>((record, step) => step(record), versioned.output);
	const checked = v.safeParse(shape, upgraded);
	return checked.success ? { status: 'good', record: checked.output } : broken(checked.issues[0]);
}

const schemaNumber = v.pipe(v.number(), v.integer(), v.minValue(1));

function broken(issue: v.BaseIssue<unknown>): Reading<never> {
	const path = issue.path?.map((step) => String(step.key)).join('.') ?? 'record';
	return {
		status: 'broken',
		path: path.slice(0, 80),
		value: issue.received.slice(0, 40),
		allowed: issue.expected ?? issue.message
	};
}
