import * as v from 'valibot';
import { isMap, LineCounter, parseDocument, type Document } from 'yaml';
import {
	labFileDialDefault,
	labFileDialTwice,
	labFileDialValues,
	labFileHeaderMissing,
	labFileHeaderSyntax,
	labFileHeaderUnknown,
	labFileHeaderWrong,
	m,
	type Problem
} from '#lib/messages';
import { brokers, type Dial, type DialValue, type Lab } from '../model';
import type { Syntax } from './syntax';

/** What the front matter says. */
export type Header = Pick<
	Lab,
	'title' | 'summary' | 'brokers' | 'minutes' | 'version' | 'seed' | 'dials'
>;

const dialsMax = 12;
const dialValuesMax = 32;

// A check's message is only what is allowed; path and value are added in `#report`. Messages are
// functions, because the language can be another each time.
const text = (max: number) => {
	const allowed = () => m.labfile_allowed_text({ max });
	return v.pipe(v.string(allowed), v.trim(), v.minLength(1, allowed), v.maxLength(max, allowed));
};
const whole = (min: number, max: number) => {
	const allowed = () => m.labfile_allowed_whole({ min, max });
	return v.pipe(
		v.number(allowed),
		v.integer(allowed),
		v.minValue(min, allowed),
		v.maxValue(max, allowed)
	);
};
const oneOf = <const T extends readonly string[]>(values: T) =>
	v.picklist(values, values.join(', '));
const identifier = () => m.labfile_allowed_identifier();
const list = () => m.labfile_allowed_list();

const dialValue = v.union([v.number(), v.string(), v.boolean()], () => m.labfile_allowed_value());

const dialSchema = v.strictObject(
	{
		name: v.pipe(v.string(identifier), v.regex(/^[a-z][A-Za-z0-9]{0,31}$/, identifier)),
		label: text(80),
		unit: v.optional(text(20)),
		kind: oneOf(['steps', 'choice', 'switch']),
		values: v.optional(v.array(dialValue, list)),
		default: v.optional(dialValue)
	},
	() => m.labfile_allowed_settings()
);

const headerSchema = v.strictObject(
	{
		format: v.optional(whole(1, 1000)),
		title: text(120),
		summary: text(400),
		/** One, or a list where several stand side by side. */
		broker: v.union([oneOf(brokers), v.pipe(v.array(oneOf(brokers)), v.minLength(1))], () =>
			brokers.join(', ')
		),
		minutes: whole(1, 600),
		version: v.optional(whole(1, 1_000_000), 1),
		seed: v.optional(whole(0, 2 ** 32 - 1), 1),
		dials: v.optional(
			v.pipe(
				v.array(dialSchema, list),
				v.maxLength(dialsMax, () => m.labfile_allowed_list_up_to({ max: dialsMax }))
			),
			[]
		)
	},
	() => m.labfile_allowed_settings()
);

/** The front matter as YAML, before it is checked. */
export class HeaderReader {
	readonly #file: string;
	readonly #problems: Problem[];
	readonly #firstLine: number;
	readonly #lines = new LineCounter();
	readonly #yaml: Document;
	readonly #data: unknown;

	private constructor(syntax: Syntax, file: string, problems: Problem[]) {
		this.#file = file;
		this.#problems = problems;
		this.#firstLine = syntax.header?.line ?? 1;
		this.#yaml = parseDocument(syntax.header?.yaml ?? '', { lineCounter: this.#lines });
		// Aliases could make a small text unfold into a huge value: none may be resolved.
		this.#data = this.#yaml.errors.length > 0 ? null : this.#yaml.toJS({ maxAliasCount: 0 });
	}

	/** Null, with the reason among `problems`, when it is not even YAML. */
	static open(syntax: Syntax, file: string, problems: Problem[]): HeaderReader | null {
		if (!syntax.header) {
			problems.push(labFileHeaderMissing({ file, line: 1 }));
			return null;
		}
		try {
			const reader = new HeaderReader(syntax, file, problems);
			const error = reader.#yaml.errors[0];
			if (!error) return reader;
			const line = reader.#lineAt(error.pos[0]);
			problems.push(labFileHeaderSyntax({ file, line }, firstLineOf(error.message)));
		} catch (error) {
			const reason = error instanceof Error ? firstLineOf(error.message) : String(error);
			problems.push(labFileHeaderSyntax({ file, line: syntax.header.line }, reason));
		}
		return null;
	}

	/** The format number, as far as it can be told before the rest is understood. */
	get format(): number {
		const found = v.safeParse(v.object({ format: whole(1, 1000) }), this.#data);
		return found.success ? found.output.format : 1;
	}

	read(): Header | null {
		const checked = v.safeParse(headerSchema, this.#data);
		if (!checked.success) {
			for (const issue of checked.issues) this.#report(issue);
			return null;
		}
		const { title, summary, broker, minutes, version, seed, dials } = checked.output;
		const complete = dials.map((dial, index) => this.#completeDial(dial, index));
		const names = new Set<string>();
		for (const [index, { name }] of complete.entries()) {
			if (names.has(name)) this.#problems.push(labFileDialTwice(this.#at(['dials', index]), name));
			names.add(name);
		}
		const owners = typeof broker === 'string' ? [broker] : [...new Set(broker)];
		return { title, summary, brokers: owners, minutes, version, seed, dials: complete };
	}

	#completeDial(dial: v.InferOutput<typeof dialSchema>, index: number): Dial {
		const values = dial.values ?? (dial.kind === 'switch' ? [false, true] : []);
		const fallback = dial.default ?? values[0] ?? 0;
		const place = this.#at(['dials', index]);
		const allowed = allowedValues(dial.kind, values);
		if (allowed) this.#problems.push(labFileDialValues(place, dial.name, allowed));
		else if (!values.includes(fallback)) {
			const known = values.map(String);
			this.#problems.push(labFileDialDefault(place, dial.name, String(fallback), known));
		}
		const { name, label, kind } = dial;
		return { name, label, unit: dial.unit ?? null, kind, values, default: fallback };
	}

	#report(issue: v.BaseIssue<unknown>): void {
		const keys = issue.path?.map(keyOf) ?? [];
		const path = keys.join('.');
		const place = this.#at(keys);
		const entries =
			keys[0] === 'dials' && keys.length > 1 ? dialSchema.entries : headerSchema.entries;
		if (issue.expected === 'never') {
			this.#problems.push(labFileHeaderUnknown(place, path, Object.keys(entries)));
			return;
		}
		const value = issue.input === undefined ? m.labfile_nothing() : JSON.stringify(issue.input);
		// A missing key is reported by its object, which does not know what is allowed there.
		const entry = Object.entries(entries).find(([name]) => name === keys.at(-1))?.[1];
		const absent = issue.input === undefined && entry ? v.safeParse(entry, undefined) : null;
		const allowed = absent?.issues?.[0].message ?? issue.message;
		const where = path || m.labfile_whole_header();
		this.#problems.push(labFileHeaderWrong(place, where, value.slice(0, 80), allowed));
	}

	/** Where a setting stands, or the nearest thing around it that is there. */
	#at(path: readonly (string | number)[]): { file: string; line: number } {
		for (let length = path.length; length > 0; length--) {
			const offset = this.#offsetOf(path.slice(0, length));
			if (offset !== null) return { file: this.#file, line: this.#lineAt(offset) };
		}
		return { file: this.#file, line: this.#firstLine };
	}

	#offsetOf(path: readonly (string | number)[]): number | null {
		const parent =
			path.length > 1 ? this.#yaml.getIn(path.slice(0, -1), true) : this.#yaml.contents;
		const key = path.at(-1);
		if (isMap(parent)) {
			const pair = parent.items.find((item) => String(item.key) === String(key));
			return rangeStart(pair?.key);
		}
		return rangeStart(this.#yaml.getIn(path, true));
	}

	#lineAt(offset: number): number {
		return this.#firstLine + this.#lines.linePos(offset).line - 1;
	}
}

/** What the values should have been, or null when they fit the kind. */
function allowedValues(kind: Dial['kind'], values: DialValue[]): string | null {
	const count = values.length;
	const several = count >= 2 && count <= dialValuesMax;
	if (kind === 'switch') {
		return String(values) === 'false,true' ? null : m.labfile_allowed_switch();
	}
	if (kind === 'steps') {
		const rising = values.every((value, index) => {
			const before = values[index - 1];
			return typeof value === 'number' && (before === undefined || value > Number(before));
		});
		return several && rising ? null : m.labfile_allowed_steps({ max: dialValuesMax });
	}
	const distinct = new Set(values).size === count;
	const plain = values.every((value) => typeof value !== 'boolean');
	return several && distinct && plain ? null : m.labfile_allowed_choice({ max: dialValuesMax });
}

function rangeStart(node: unknown): number | null {
	const found = v.safeParse(v.object({ range: v.looseTuple([v.number()]) }), node);
	return found.success ? found.output.range[0] : null;
}

function keyOf(step: v.IssuePathItem): string | number {
	return typeof step.key === 'number' ? step.key : String(step.key);
}

const firstLineOf = (text: string) => text.split('\n', 1)[0] ?? '';
