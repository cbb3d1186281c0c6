import { m } from '#lib/messages';
import * as v from 'valibot';
import {
	bandwidthBytesPerUsMax,
	bandwidthBytesPerUsMin,
	parseBandwidth,
	type Bandwidth
} from './bandwidth';
import { formatDurationUs, parseDurationUs, type Duration } from './duration';
import { groupDigits } from './format-number';

/*
 * The kinds of field that settings are made of. The message of each says what is *allowed*, in the
 * page's language, and nothing else; `problems-of-issues.ts` adds the path and the value.
 */

/** Settings under fixed names. The message for an unknown name is the known ones. */
export function section<const Entries extends v.ObjectEntries>(entries: Entries) {
	const names = Object.keys(entries).join(', ');
	return v.strictObject(entries, (issue) => {
		if (isUnknownName(issue)) return names;
		const missing = isMissingName(issue) && entries[String(issue.path?.at(-1)?.key)];
		return missing ? allowedBy(missing) : m.settings_allowed_section({ names });
	});
}

/** What a setting that is not there could have been: what it says to anything wrong. */
function allowedBy(setting: v.ObjectEntries[string]): string {
	const { issues = [] } = v.safeParse(setting as v.GenericSchema, undefined);
	return issues[0]?.message ?? '';
}

type NameIssue = Pick<v.BaseIssue<unknown>, 'type' | 'expected' | 'path'>;

export function isUnknownName(issue: NameIssue): boolean {
	return issue.type === 'strict_object' && issue.expected === 'never';
}

/** valibot expects an absent name by that name in quotes, and an object as `Object`. */
export function isMissingName(issue: NameIssue): boolean {
	return issue.type === 'strict_object' && issue.expected?.startsWith('"') === true;
}

export function whole(min: number, max: number) {
	const allowed = () => m.settings_allowed_whole({ min: groupDigits(min), max: groupDigits(max) });
	return v.pipe(
		v.number(allowed),
		v.integer(allowed),
		v.minValue(min, allowed),
		v.maxValue(max, allowed)
	);
}

/** A number above 0. */
export function positive(max: number) {
	const allowed = () => m.settings_allowed_positive({ max: groupDigits(max) });
	return v.pipe(v.number(allowed), v.gtValue(0, allowed), v.maxValue(max, allowed));
}

export function fraction(min: number, max: number) {
	const allowed = () => m.settings_allowed_between({ min: String(min), max: String(max) });
	return v.pipe(v.number(allowed), v.minValue(min, allowed), v.maxValue(max, allowed));
}

export function flag() {
	return v.boolean(() => m.settings_allowed_flag());
}

export function choice<const Names extends readonly string[]>(names: Names) {
	return v.picklist(names, () =>
		m.settings_allowed_choice({ names: names.map((name) => `'${name}'`).join(', ') })
	);
}

/** Like `choice`, where some of the choices are numbers. */
export function numberOrName<const Names extends readonly (string | number)[]>(names: Names) {
	return v.picklist(names, () =>
		m.settings_allowed_choice({ names: names.map(quoted).join(', ') })
	);
}

const quoted = (name: string | number): string =>
	typeof name === 'string' ? `'${name}'` : String(name);

export function text(lengthMax: number) {
	const allowed = () => m.settings_allowed_text({ max: groupDigits(lengthMax) });
	return v.pipe(v.string(allowed), v.maxLength(lengthMax, allowed));
}

export function list<const Item extends v.GenericSchema>(item: Item, lengthMax: number) {
	const allowed = () => m.settings_allowed_list({ max: String(lengthMax) });
	return v.pipe(v.array(item, allowed), v.maxLength(lengthMax, allowed));
}

/** In: a duration as written. Out: microseconds. */
export function duration(minUs: number, maxUs: number) {
	const allowed = () =>
		m.settings_allowed_duration({ min: formatDurationUs(minUs), max: formatDurationUs(maxUs) });
	const isAllowed = (value: unknown): boolean => {
		const us = parseDurationUs(value);
		return us !== null && us >= minUs && us <= maxUs;
	};
	return v.pipe(
		v.custom<Duration>(isAllowed, allowed),
		v.transform((written) => parseDurationUs(written) ?? Number.NaN)
	);
}

/** In: a bandwidth as written. Out: bytes per microsecond. */
export function bandwidth() {
	const allowed = () =>
		m.settings_allowed_bandwidth({
			min: `${bandwidthBytesPerUsMin * 1_000}kB/s`,
			max: `${bandwidthBytesPerUsMax / 1_000}GB/s`
		});
	return v.pipe(
		v.custom<Bandwidth>((value) => parseBandwidth(value) !== null, allowed),
		v.transform((written) => parseBandwidth(written) ?? Number.NaN)
	);
}
