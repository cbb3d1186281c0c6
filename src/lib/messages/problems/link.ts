import { m } from '../paraglide/messages.js';
import type { Problem } from '../problem';

function problem(code: string, text: string, rest: Partial<Problem> = {}): Problem {
	return { code: `link-${code}`, text, ...rest };
}

const listed = (names: readonly string[]) => names.join(', ') || m.share_none();

export function linkForeign(): Problem {
	return problem('foreign', m.share_foreign());
}

export function linkVersionNewer(value: string, allowed: string): Problem {
	return problem('version-newer', m.share_version_newer({ value, allowed }), { value, allowed });
}

export function linkVersionOlder(value: string, allowed: string): Problem {
	return problem('version-older', m.share_version_older({ value, allowed }), { value, allowed });
}

export function linkTooLong(value: string, allowed: string): Problem {
	return problem('too-long', m.share_too_long({ value, allowed }), { value, allowed });
}

/** `position` counts from 1, in the text after the version. */
export function linkAlphabet(value: string, position: number): Problem {
	return problem('alphabet', m.share_alphabet({ value, position }), { value });
}

export function linkTruncated(): Problem {
	return problem('truncated', m.share_truncated());
}

export function linkCompression(): Problem {
	return problem('compression', m.share_compression());
}

export function linkTooLarge(kilobytesMax: number): Problem {
	const allowed = m.share_kilobytes({ count: kilobytesMax });
	return problem('too-large', m.share_too_large({ allowed }), { allowed });
}

export function linkNotJson(): Problem {
	return problem('not-json', m.share_not_json());
}

export function linkShape(path: string, value: string, allowed: string): Problem {
	return problem('shape', m.share_shape({ path, value, allowed }), { path, value, allowed });
}

export function linkShapeUnknown(path: string, known: readonly string[]): Problem {
	const allowed = listed(known);
	return problem('shape-unknown', m.share_shape_unknown({ path, allowed }), { path, allowed });
}

export function linkOtherLab(value: string, allowed: string): Problem {
	const text = m.share_other_lab({ value, allowed });
	return problem('other-lab', text, { path: 'slug', value, allowed });
}

export function linkLabNewer(value: string, allowed: string): Problem {
	const text = m.share_lab_newer({ value, allowed });
	return problem('lab-newer', text, { path: 'labVersion', value, allowed });
}

export function linkFileUnknown(value: string, known: readonly string[]): Problem {
	const allowed = listed(known);
	const text = m.share_file_unknown({ value, allowed });
	return problem('file-unknown', text, { path: 'edits', value, allowed });
}

export function linkDialUnknown(value: string, known: readonly string[]): Problem {
	const allowed = listed(known);
	const text = m.share_dial_unknown({ value, allowed });
	return problem('dial-unknown', text, { path: 'dials', value, allowed });
}

export function linkDialValue(dial: string, value: string, values: readonly string[]): Problem {
	const path = `dials.${dial}`;
	const allowed = listed(values);
	const text = m.share_dial_value({ path: dial, value, allowed });
	return problem('dial-value', text, { path, value, allowed });
}

export function linkWorkTooLong(value: string, allowed: string): Problem {
	return problem('work-too-long', m.share_work_too_long({ value, allowed }), { value, allowed });
}

export function linkWorkTooLarge(kilobytes: number, kilobytesMax: number): Problem {
	const value = m.share_kilobytes({ count: kilobytes });
	const allowed = m.share_kilobytes({ count: kilobytesMax });
	return problem('work-too-large', m.share_work_too_large({ value, allowed }), { value, allowed });
}
