import * as v from 'valibot';
import type { Limits, Run, Shown, Story, Table } from '#lib/experiment';
import type { Problem } from '#lib/messages';
import type { DialValues, Verdict, WorkData } from './execution';
import { limits } from './limits';

/*
 * Every message between the page and a realm. A realm runs a stranger's code, so what it sends is
 * checked here, field by field, and is data for ever after. A run never leaves the realm: it is
 * named by the number the page gave it, and the page uses its own copy, so that what is drawn is
 * what the engine computed.
 */

/** A run as it enters the realm. */
export type NumberedRun = Run & { handle: number };

export interface StartMessage {
	type: 'start';
	code: string;
	entry: string;
	params: DialValues;
	seed: number;
	limits: Limits;
	locale: string;
	/** Runs in it are numbered runs. */
	work: WorkData | null;
	only: readonly string[] | null;
}

/** What the page answers, by the method that was called. */
export interface Answers {
	run: NumberedRun;
	sweep: Table;
	measure: Table;
	messages: number[];
	explain: Story;
}
export type Answer = Answers[keyof Answers];

export type ToRealm =
	| StartMessage
	| { type: 'answer'; call: number; value: Answer }
	| { type: 'refusal'; call: number; problems: Problem[] };

const text = (maximum: number) => v.pipe(v.string(), v.maxLength(maximum));
const name = text(1_000);
const number = v.pipe(v.number(), v.finite());
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const handle = whole;

const problemSchema = v.object({
	code: name,
	text: text(limits.errorCharacters),
	path: v.optional(name),
	value: v.optional(text(limits.errorCharacters)),
	allowed: v.optional(text(limits.errorCharacters)),
	file: v.optional(name),
	line: v.optional(whole),
	column: v.optional(whole),
	endLine: v.optional(whole),
	endColumn: v.optional(whole)
});

const level = v.union([name, number, v.boolean()]);

const tableSchema = v.object({
	kind: v.literal('table'),
	factors: v.pipe(v.array(name), v.maxLength(limits.tableColumns)),
	responses: v.pipe(v.array(name), v.maxLength(limits.tableColumns)),
	rows: v.pipe(
		v.array(
			v.object({
				point: v.record(name, level),
				runs: whole,
				mean: v.record(name, number),
				interval: v.record(name, v.tuple([number, number]))
			})
		),
		v.maxLength(2_000)
	),
	runs: whole,
	engineHash: name
});

const runSchema = v.object({ kind: v.literal('run'), handle, label: v.optional(text(120)) });

const chart = { kind: v.literal('chart'), title: v.optional(name) };
const shownSchema = v.variant('kind', [
	v.object({ kind: v.literal('text'), text: text(limits.logCharacters) }),
	runSchema,
	tableSchema,
	v.variant('type', [
		v.object({
			...chart,
			type: v.literal('line'),
			table: tableSchema,
			x: name,
			y: name,
			series: v.optional(name),
			facet: v.optional(name),
			xScale: v.optional(v.picklist(['log', 'linear', 'band'])),
			yScale: v.optional(v.picklist(['log', 'linear']))
		}),
		v.object({
			...chart,
			type: v.picklist(['growth', 'latency']),
			runs: v.pipe(v.array(v.object({ label: name, run: runSchema })), v.maxLength(32))
		})
	])
]);

const looseObject = v.looseObject({});
const callSchema = v.variant('method', [
	v.object({ method: v.literal('run'), spec: looseObject }),
	v.object({
		method: v.literal('sweep'),
		spec: looseObject,
		over: v.union([v.pipe(v.array(looseObject), v.maxLength(2_000)), looseObject]),
		seeds: whole
	}),
	v.object({
		method: v.literal('measure'),
		points: v.pipe(
			v.array(v.object({ point: v.record(name, level), spec: looseObject })),
			v.maxLength(2_000)
		),
		seeds: whole
	}),
	v.object({
		method: v.literal('messages'),
		handle,
		query: v.object({
			cause: v.optional(name),
			fate: v.optional(name),
			fromMs: v.optional(number),
			toMs: v.optional(number),
			limit: v.optional(whole)
		})
	}),
	v.object({ method: v.literal('explain'), handle, message: whole })
]);

const verdictSchema = v.object({
	pass: v.boolean(),
	reason: text(limits.logCharacters),
	figures: v.record(name, v.union([text(limits.logCharacters), number]))
});

/** The stack is the realm's own text; the page finds the learner's line in it. */
const failureSchema = v.object({
	problems: v.pipe(v.array(problemSchema), v.minLength(1), v.maxLength(100)),
	stack: text(limits.errorCharacters)
});

const fromRealmSchema = v.variant('type', [
	v.object({ type: v.literal('ready') }),
	v.object({ type: v.literal('call'), call: whole, request: callSchema }),
	v.object({ type: v.literal('show'), shown: shownSchema }),
	v.object({
		type: v.literal('done'),
		exported: v.optional(looseObject),
		checks: v.optional(v.record(name, verdictSchema)),
		broken: v.optional(v.record(name, failureSchema))
	}),
	v.object({ type: v.literal('failed'), failure: failureSchema })
]);

export type FromRealm = v.InferOutput<typeof fromRealmSchema>;
export type Call = v.InferOutput<typeof callSchema>;
export type Failure = v.InferOutput<typeof failureSchema>;
/** `Shown` with every run replaced by its number. */
export type ShownMessage = v.InferOutput<typeof shownSchema>;
export type RunMessage = v.InferOutput<typeof runSchema>;

/** Null where the value is nothing that can be shown. */
export function parseShown(value: unknown): ShownMessage | null {
	const result = v.safeParse(shownSchema, value);
	return result.success ? result.output : null;
}

export function parseVerdict(value: unknown): Verdict | null {
	const result = v.safeParse(verdictSchema, value);
	return result.success ? result.output : null;
}

export function parseFromRealm(encoded: string): FromRealm | null {
	try {
		const result = v.safeParse(fromRealmSchema, JSON.parse(encoded));
		return result.success ? result.output : null;
	} catch {
		return null; // not JSON
	}
}

type RunlessShown = Exclude<Shown, { kind: 'run' } | { type: 'growth' } | { type: 'latency' }>;

/** `Shown` with another form of run in it. */
export type ShownWith<R> =
	| R
	| RunlessShown
	| {
			kind: 'chart';
			type: 'growth' | 'latency';
			runs: { label: string; run: R }[];
			title?: string;
	  };

/** The one place that knows where in a shown value runs can be. */
export function mapRuns<From extends { kind: 'run' }, To>(
	shown: ShownWith<From>,
	convert: (run: From) => To
): ShownWith<To> {
	if (shown.kind === 'run') return convert(shown);
	if (shown.kind !== 'chart' || shown.type === 'line') return shown;
	return { ...shown, runs: shown.runs.map(({ label, run }) => ({ label, run: convert(run) })) };
}
