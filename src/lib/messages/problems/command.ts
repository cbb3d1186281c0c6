import { m } from '../paraglide/messages.js';
import type { Problem } from '../problem';

/* What a person typed at a terminal. */

const quoted = (names: readonly string[]) => names.join(', ');

export function commandUnknown(name: string, known: readonly string[]): Problem {
	const allowed = quoted(known);
	const text = name
		? m.settings_command_unknown({ name, allowed })
		: m.settings_command_missing({ allowed });
	return { code: 'command-unknown', text, value: name, allowed };
}

export function commandOptionWrong(reason: string, usage: string): Problem {
	return { code: 'command-option-wrong', text: m.settings_command_option({ reason, usage }) };
}

export function commandArgumentWrong(option: string, value: string, allowed: string): Problem {
	return {
		code: 'command-argument-wrong',
		text: m.settings_command_argument({ option, value, allowed }),
		value,
		allowed
	};
}

export function commandFileMissing(file: string): Problem {
	return { code: 'command-file-missing', text: m.settings_command_file({ file }), value: file };
}

export function commandNothingToRun(file: string): Problem {
	return { code: 'command-nothing-to-run', text: m.settings_command_nothing({ file }), file };
}

export function commandNameUnknown(name: string, dials: readonly string[]): Problem {
	const allowed = quoted(dials);
	return {
		code: 'command-name-unknown',
		text: m.settings_command_name({ name, allowed: allowed || m.settings_command_no_dials() }),
		value: name,
		allowed
	};
}

export function commandStopped(file: string): Problem {
	return { code: 'command-stopped', text: m.settings_command_stopped({ file }), file };
}
