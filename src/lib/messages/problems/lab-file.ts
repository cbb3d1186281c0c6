import { m } from '../paraglide/messages.js';
import type { Problem } from '../problem';

/** Where a lab's text is wrong. Lines count from 1. */
export interface LabPlace {
	file: string;
	line: number;
}

function problem(code: string, place: LabPlace, text: string, rest: Partial<Problem> = {}) {
	return { code: `lab-file-${code}`, text, file: place.file, line: place.line, ...rest };
}

const listed = (names: readonly string[]) => names.join(', ') || m.labfile_none();

export function labFileHeaderMissing(place: LabPlace): Problem {
	return problem('header-missing', place, m.labfile_header_missing({ file: place.file }));
}

export function labFileHeaderSyntax(place: LabPlace, reason: string): Problem {
	return problem('header-syntax', place, m.labfile_header_syntax({ reason }));
}

export function labFileHeaderUnknown(
	place: LabPlace,
	path: string,
	known: readonly string[]
): Problem {
	const allowed = listed(known);
	const text = m.labfile_header_unknown({ path, allowed });
	return problem('header-unknown', place, text, { path, allowed });
}

export function labFileHeaderWrong(
	place: LabPlace,
	path: string,
	value: string,
	allowed: string
): Problem {
	const text = m.labfile_header_wrong({ path, value, allowed });
	return problem('header-wrong', place, text, { path, value, allowed });
}

export function labFileFormatNewer(place: LabPlace, value: string, allowed: string): Problem {
	const text = m.labfile_format_newer({ value, allowed });
	return problem('format-newer', place, text, { path: 'format', value, allowed });
}

export function labFileTooLong(place: LabPlace, value: string, allowed: string): Problem {
	const text = m.labfile_too_long({ file: place.file, value, allowed });
	return problem('too-long', place, text, { value, allowed });
}

export function labFileFolderMissing(place: LabPlace): Problem {
	return problem('folder-missing', place, m.labfile_folder_missing({ file: place.file }));
}

export function labFileSlugWrong(place: LabPlace, value: string): Problem {
	const allowed = m.labfile_allowed_id();
	return problem('slug-wrong', place, m.labfile_slug_wrong({ value, allowed }), { value, allowed });
}

export function labFileIdTwice(place: LabPlace, value: string, firstLine: number): Problem {
	const text = m.labfile_id_twice({ value, first: String(firstLine) });
	return problem('id-twice', place, text, { value });
}

export function labFileDialTwice(place: LabPlace, value: string): Problem {
	return problem('dial-twice', place, m.labfile_dial_twice({ value }), { value });
}

export function labFileDialValues(place: LabPlace, value: string, allowed: string): Problem {
	const text = m.labfile_dial_values({ value, allowed });
	return problem('dial-values', place, text, { value, allowed });
}

export function labFileDialDefault(
	place: LabPlace,
	path: string,
	value: string,
	values: readonly string[]
): Problem {
	const allowed = listed(values);
	const text = m.labfile_dial_default({ path, value, allowed });
	return problem('dial-default', place, text, { path, value, allowed });
}

export function labFileDialUnknown(
	place: LabPlace,
	value: string,
	known: readonly string[]
): Problem {
	const allowed = listed(known);
	const text = m.labfile_dial_unknown({ value, allowed });
	return problem('dial-unknown', place, text, { value, allowed });
}

export function labFileDirectiveUnknown(
	place: LabPlace,
	value: string,
	known: readonly string[]
): Problem {
	const allowed = listed(known);
	const text = m.labfile_directive_unknown({ value, allowed });
	return problem('directive-unknown', place, text, { value, allowed });
}

export function labFileDirectiveForm(place: LabPlace, value: string, allowed: string): Problem {
	const text = m.labfile_directive_form({ value, allowed });
	return problem('directive-form', place, text, { value, allowed });
}

export function labFileDirectiveMalformed(place: LabPlace, value: string): Problem {
	const allowed = '::code{file=experiment.ts}';
	const text = m.labfile_directive_malformed({ value, allowed });
	return problem('directive-malformed', place, text, { value, allowed });
}

export function labFileDirectiveOpen(place: LabPlace, value: string): Problem {
	return problem('directive-open', place, m.labfile_directive_open({ value }), { value });
}

export function labFileDirectiveNested(place: LabPlace, value: string): Problem {
	return problem('directive-nested', place, m.labfile_directive_nested({ value }), { value });
}

export function labFileAttributeUnknown(
	place: LabPlace,
	directive: string,
	value: string,
	known: readonly string[]
): Problem {
	const allowed = listed(known);
	const text = m.labfile_attribute_unknown({ directive, value, allowed });
	return problem('attribute-unknown', place, text, { value, allowed });
}

export function labFileAttributeMissing(
	place: LabPlace,
	directive: string,
	value: string
): Problem {
	const text = m.labfile_attribute_missing({ directive, value });
	return problem('attribute-missing', place, text, { path: value });
}

export function labFileAttributeWrong(
	place: LabPlace,
	directive: string,
	path: string,
	value: string,
	allowed: string
): Problem {
	const text = m.labfile_attribute_wrong({ directive, path, value, allowed });
	return problem('attribute-wrong', place, text, { path, value, allowed });
}

export function labFileBodyMissing(place: LabPlace, value: string): Problem {
	return problem('body-missing', place, m.labfile_body_missing({ value }), { value });
}

export function labFileChoicesMissing(place: LabPlace, value: string): Problem {
	return problem('choices-missing', place, m.labfile_choices_missing({ value }), { value });
}

export function labFileChoiceCorrect(place: LabPlace, value: string): Problem {
	return problem('choice-correct', place, m.labfile_choice_correct({ value }), { value });
}

export function labFileFileMissing(
	place: LabPlace,
	value: string,
	known: readonly string[]
): Problem {
	const allowed = listed(known);
	const text = m.labfile_file_missing({ value, allowed });
	return problem('file-missing', place, text, { value, allowed });
}

export function labFileFileUnexpected(place: LabPlace, value: string): Problem {
	const allowed = 'lab.md, lab.<language>.md, start/*.ts, solution/*.ts, check.ts';
	const text = m.labfile_file_unexpected({ value, allowed });
	return problem('file-unexpected', place, text, { value, allowed });
}

export function labFileCheckMissing(place: LabPlace, value: string): Problem {
	return problem('check-missing', place, m.labfile_check_missing({ value }), { value });
}

export function labFileCheckUnknown(place: LabPlace, value: string): Problem {
	return problem('check-unknown', place, m.labfile_check_unknown({ value }), { value });
}

export function labFileCellUnknown(
	place: LabPlace,
	value: string,
	known: readonly string[]
): Problem {
	const allowed = listed(known);
	const text = m.labfile_cell_unknown({ value, allowed });
	return problem('cell-unknown', place, text, { value, allowed });
}

export function labFileHeading(place: LabPlace): Problem {
	return problem('heading', place, m.labfile_heading());
}

export function labFileHtml(place: LabPlace, value: string): Problem {
	return problem('html', place, m.labfile_html({ value }), { value });
}

export function labFileImage(place: LabPlace, value: string): Problem {
	return problem('image', place, m.labfile_image({ value }), { value });
}

export function labFileFootnote(place: LabPlace): Problem {
	const allowed = ':::note{term="…"}';
	return problem('footnote', place, m.labfile_footnote({ allowed }), { allowed });
}

export function labFileTranslation(
	place: LabPlace,
	path: string,
	value: string,
	allowed: string
): Problem {
	const text = m.labfile_translation({ path, value, allowed });
	return problem('translation', place, text, { path, value, allowed });
}
