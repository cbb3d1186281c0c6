import { m } from '../paraglide/messages.js';
import type { Problem } from '../problem';

/** Where in the learner's files; all absent where the place is not known. */
export interface CodePlace {
	file?: string;
	line?: number;
	column?: number;
	endLine?: number;
	endColumn?: number;
}

function problem(code: string, place: CodePlace, text: string, rest: Partial<Problem> = {}) {
	return { code: `code-${code}`, text, ...place, ...rest };
}

const listed = (names: readonly string[]) => names.join(', ');

export function codeSyntax(place: CodePlace, reason: string): Problem {
	return problem('syntax', place, m.code_syntax({ reason }), { value: reason });
}

export function codeType(place: CodePlace, number: number, reason: string): Problem {
	return problem('type', place, m.code_type({ reason }), { value: `TS${number}` });
}

export function codeImportUnknown(
	place: CodePlace,
	value: string,
	modules: readonly string[]
): Problem {
	const allowed = listed(modules);
	return problem('import-unknown', place, m.code_import_unknown({ value, allowed }), {
		value,
		allowed
	});
}

export function codeFileMissing(
	place: CodePlace,
	value: string,
	files: readonly string[]
): Problem {
	const allowed = listed(files);
	return problem('file-missing', place, m.code_file_missing({ value, allowed }), {
		value,
		allowed
	});
}

export function codeNameMissing(
	place: CodePlace,
	module: string,
	value: string,
	names: readonly string[]
): Problem {
	const allowed = listed(names);
	return problem('name-missing', place, m.code_name_missing({ module, value, allowed }), {
		value,
		allowed
	});
}

export function codeEntryMissing(value: string, files: readonly string[]): Problem {
	const allowed = listed(files);
	return problem('entry-missing', {}, m.code_entry_missing({ value, allowed }), { value, allowed });
}

export function codeTooLarge(
	files: number,
	characters: number,
	most: { files: number; characters: number }
): Problem {
	const text = m.code_too_large({
		files,
		characters,
		filesMax: most.files,
		charactersMax: most.characters
	});
	return problem('too-large', {}, text, { value: String(characters) });
}

export function codeBundlerUnavailable(reason: string): Problem {
	return problem('bundler-unavailable', {}, m.code_bundler_unavailable({ reason }), {
		value: reason
	});
}

export function codeEditorUnavailable(reason: string): Problem {
	return problem('editor-unavailable', {}, m.code_editor_unavailable({ reason }), {
		value: reason
	});
}

export function codeThrown(place: CodePlace, reason: string): Problem {
	return problem('thrown', place, m.code_thrown({ reason }), { value: reason });
}

export function codeThrownValue(place: CodePlace, value: string): Problem {
	return problem('thrown-value', place, m.code_thrown_value({ value }), { value });
}

export function codeRejected(place: CodePlace, reason: string): Problem {
	return problem('rejected', place, m.code_rejected({ reason }), { value: reason });
}

export function codeNeverSettles(place: CodePlace): Problem {
	return problem('never-settles', place, m.code_never_settles());
}

export function codeNotPlain(place: CodePlace, path: string, value: string): Problem {
	return problem('not-plain', place, m.code_not_plain({ path, value }), { path, value });
}

export function codeNotShowable(place: CodePlace, value: string): Problem {
	const allowed = 'Run, Table, chart.line(…), chart.growth(…), chart.latency(…), text';
	return problem('not-showable', place, m.code_not_showable({ value, allowed }), {
		value,
		allowed
	});
}

export function codeForeignRun(place: CodePlace): Problem {
	return problem('foreign-run', place, m.code_foreign_run());
}

export function codeExportNotExperiment(place: CodePlace, value: string): Problem {
	const allowed = 'experiment({ … })';
	return problem('export-not-experiment', place, m.code_export_not_experiment({ value, allowed }), {
		value,
		allowed
	});
}

export function codeChecksMissing(file: string): Problem {
	return problem('checks-missing', { file }, m.code_checks_missing({ file }));
}

export function codeVerdictMalformed(place: CodePlace, value: string): Problem {
	const allowed = '{ pass, reason, figures }';
	return problem('verdict-malformed', place, m.code_verdict_malformed({ value, allowed }), {
		value,
		allowed
	});
}

export function codeSandboxBlocked(): Problem {
	return problem('sandbox-blocked', {}, m.code_sandbox_blocked());
}

export function codeRealmFailed(reason: string): Problem {
	return problem('realm-failed', {}, m.code_realm_failed({ reason }), { value: reason });
}

export function codeMessageMalformed(value: string): Problem {
	return problem('message-malformed', {}, m.code_message_malformed({ value }), { value });
}

export function codeMessageTooLarge(characters: number, charactersMax: number): Problem {
	const value = String(characters);
	const allowed = String(charactersMax);
	return problem('message-too-large', {}, m.code_message_too_large({ value, allowed }), {
		value,
		allowed
	});
}

export function codeFlooded(messagesMax: number, charactersMax: number): Problem {
	const text = m.code_flooded({ messages: messagesMax, characters: charactersMax });
	return problem('flooded', {}, text, { allowed: String(messagesMax) });
}

export function codeHostFailed(place: CodePlace, reason: string): Problem {
	return problem('host-failed', place, m.code_host_failed({ reason }), { value: reason });
}
