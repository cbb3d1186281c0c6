import * as v from 'valibot';
import type { DialValue } from '#lib/lab';

/** Indices of choices, a number, or a text, by the question's kind. */
export type Answer = number[] | number | string;

export type PredictionAnswer =
	| { kind: 'choice'; choice: number }
	| { kind: 'magnitude'; value: number }
	/** One y for each x of the block, null where nothing was drawn. */
	| { kind: 'curve'; y: (number | null)[] };

/** A check's last verdict, kept so that the page shows it again. */
export interface KeptCheck {
	pass: boolean;
	reason: string;
	figures: Record<string, string | number>;
	/** Milliseconds since 1970. */
	at: number;
}

export interface LabProgress {
	schema: 1;
	slug: string;
	labVersion: number;
	/** Milliseconds since 1970; 0: never saved. */
	savedAt: number;
	/** The learner's text by file path, only of files that differ from the start. */
	edits: Record<string, string>;
	dials: Record<string, DialValue>;
	/** Null: the lab's own. */
	seed: number | null;
	answers: Record<string, Answer>;
	predictions: Record<string, PredictionAnswer>;
	checks: Record<string, KeptCheck>;
	hintsOpened: string[];
	/** A run was begun and did not end: open without running anything. Not saved by `saveLab`. */
	running: boolean;
	/** Rises with each save, also over an erasure; a save based on another one is refused. */
	revision: number;
}

/** One run in the history: enough to draw it again and to run it again. */
export interface StoredRun {
	/** Unique, and rising with time. */
	id: string;
	slug: string;
	/** The cell that was run. */
	cell: string;
	/** Milliseconds since 1970. */
	at: number;
	label: string;
	seed: number;
	engineHash: string;
	/** Of each run that was shown, in order. */
	digests: string[];
	dials: Record<string, DialValue>;
	/** The experiment as it was written, as plain data. */
	spec: unknown;
	/** What the cell showed: plain data, checked again by whoever draws it. */
	shown: unknown[];
}

/** The schema that this code writes, for labs and runs alike. */
export const currentSchema = 1;

// Limits keep a stranger's back-up from filling the page, and are far over what a lab needs.
const textMax = 2 * 2 ** 20;
const name = v.pipe(v.string(), v.regex(/^[\w./-]{1,200}$/));
const short = v.pipe(v.string(), v.maxLength(4000));
const number = v.pipe(v.number(), v.finite());
const time = v.pipe(v.number(), v.finite(), v.minValue(0));
const seed = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 32 - 1));
const map = <T extends v.GenericSchema>(value: T) =>
	v.pipe(v.record(name, value), v.maxEntries(500));
const list = <T extends v.GenericSchema>(value: T) => v.pipe(v.array(value), v.maxLength(500));
/** Named by the author of a check, in words. */
const figures = v.pipe(
	v.record(v.pipe(v.string(), v.maxLength(200)), v.union([v.number(), short])),
	v.maxEntries(500)
);
const dialValue = v.union([number, short, v.boolean()]);

const slugSchema = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/));

/** As it lies on the shelf; `running` lies beside it, so that a run is not a new revision. */
export const labRecordSchema = v.strictObject({
	schema: v.literal(currentSchema),
	slug: slugSchema,
	labVersion: v.pipe(v.number(), v.integer(), v.minValue(1)),
	savedAt: time,
	edits: map(v.pipe(v.string(), v.maxLength(textMax))),
	dials: map(dialValue),
	seed: v.nullable(seed),
	answers: map(v.union([list(number), number, v.pipe(v.string(), v.maxLength(200_000))])),
	predictions: map(
		v.variant('kind', [
			v.strictObject({ kind: v.literal('choice'), choice: number }),
			v.strictObject({ kind: v.literal('magnitude'), value: number }),
			v.strictObject({ kind: v.literal('curve'), y: list(v.nullable(number)) })
		])
	),
	checks: map(
		v.strictObject({
			pass: v.boolean(),
			reason: short,
			figures,
			at: time
		})
	),
	hintsOpened: list(name),
	revision: v.pipe(v.number(), v.integer(), v.minValue(0))
}) satisfies v.GenericSchema<unknown, LabRecord>;

export type LabRecord = Omit<LabProgress, 'running'>;

export const runRecordSchema = v.strictObject({
	schema: v.literal(currentSchema),
	id: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)),
	slug: slugSchema,
	cell: name,
	at: time,
	label: short,
	seed,
	engineHash: v.pipe(v.string(), v.maxLength(128)),
	digests: v.array(v.pipe(v.string(), v.maxLength(64))),
	dials: map(dialValue),
	spec: v.unknown(),
	shown: list(v.unknown())
}) satisfies v.GenericSchema<unknown, RunRecord>;

export type RunRecord = StoredRun & { schema: 1 };

export function freshRecord(slug: string, labVersion: number): LabRecord {
	return {
		schema: currentSchema,
		slug,
		labVersion,
		savedAt: 0,
		edits: {},
		dials: {},
		seed: null,
		answers: {},
		predictions: {},
		checks: {},
		hintsOpened: [],
		revision: 0
	};
}
