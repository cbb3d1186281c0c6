import { m } from '../paraglide/messages.js';
import type { Problem } from '../problem';

function problem(code: string, text: string, rest: Partial<Problem> = {}): Problem {
	return { code: `progress-${code}`, text, ...rest };
}

export function progressRefused(reason: string): Problem {
	return problem('refused', m.progress_refused({ reason }), { value: reason });
}

export function progressFull(): Problem {
	return problem('full', m.progress_full());
}

export function progressSlow(seconds: number): Problem {
	return problem('slow', m.progress_slow({ value: seconds }), { value: String(seconds) });
}

export function progressNewer(): Problem {
	return problem('newer', m.progress_newer());
}

export function progressSetAside(value: string, reason: string): Problem {
	return problem('set-aside', m.progress_set_aside({ value, reason }), { value });
}

export function progressBackupTooLarge(megabytes: number, megabytesMax: number): Problem {
	const [value, allowed] = [String(megabytes), String(megabytesMax)];
	const text = m.progress_backup_too_large({ value, allowed });
	return problem('backup-too-large', text, { value, allowed });
}

export function progressBackupNotJson(): Problem {
	return problem('backup-not-json', m.progress_backup_not_json());
}

export function progressBackupForeign(path: string, value: string, allowed: string): Problem {
	const text = m.progress_backup_foreign({ path, value, allowed });
	return problem('backup-foreign', text, { path, value, allowed });
}

export function progressBackupNewer(value: string, allowed: string): Problem {
	const text = m.progress_backup_newer({ value, allowed });
	return problem('backup-newer', text, { value, allowed });
}

export function progressBackupRecord(path: string, value: string, allowed: string): Problem {
	const text = m.progress_backup_record({ path, value, allowed });
	return problem('backup-record', text, { path, value, allowed });
}

export function progressBackupTwice(path: string): Problem {
	return problem('backup-twice', m.progress_backup_twice({ path }), { path });
}

export function progressBackupUnwritten(reason: string): Problem {
	return problem('backup-unwritten', m.progress_backup_unwritten({ reason }), { value: reason });
}
