import {
	codeBundlerUnavailable,
	codeEntryMissing,
	codeFileMissing,
	codeImportUnknown,
	codeNameMissing,
	codeSyntax,
	codeTooLarge,
	type Problem
} from '#lib/messages';
import { limits } from '../limits';
import { givenModules } from './given';

export interface Place {
	file?: string;
	line?: number;
	column?: number;
	endLine?: number;
	endColumn?: number;
}

/** Why there is no bundle, without words: the bundler's worker does not know the page's language. */
export type BundleFault = Place & Fault;

export type Fault =
	| { kind: 'syntax'; text: string }
	| { kind: 'import-unknown'; import: string }
	| { kind: 'file-missing'; import: string; available: string[] }
	| { kind: 'name-missing'; module: string; name: string; available: string[] }
	| { kind: 'entry-missing'; entry: string; available: string[] }
	| { kind: 'too-large'; files: number; characters: number }
	| { kind: 'unavailable'; reason: string };

export function toProblem(fault: BundleFault): Problem {
	const { file, line, column, endLine, endColumn } = fault;
	const place = { file, line, column, endLine, endColumn };
	switch (fault.kind) {
		case 'syntax':
			return codeSyntax(place, fault.text);
		case 'import-unknown':
			return codeImportUnknown(place, fault.import, Object.keys(givenModules));
		case 'file-missing':
			return codeFileMissing(place, fault.import, fault.available);
		case 'name-missing':
			return codeNameMissing(place, fault.module, fault.name, fault.available);
		case 'entry-missing':
			return codeEntryMissing(fault.entry, fault.available);
		case 'too-large':
			return codeTooLarge(fault.files, fault.characters, {
				files: limits.files,
				characters: limits.sourceCharacters
			});
		case 'unavailable':
			return codeBundlerUnavailable(fault.reason);
	}
}
