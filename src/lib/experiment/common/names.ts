import { settingNoSuchName, type Problem } from '#lib/messages';
import { describeValue } from '../describe-value';

export const namesOf = (count: number, name: (index: number) => string): string[] =>
	Array.from({ length: count }, (_, index) => name(index));

export function notAmong(path: string, written: string, names: readonly string[]): Problem[] {
	return names.includes(written) ? [] : [settingNoSuchName(path, describeValue(written), names)];
}

/** A name that is not there was refused by the conflicts: meeting one here is our own fault. */
export function indexOfName(
	name: string,
	count: number,
	nameOf: (index: number) => string
): number {
	for (let index = 0; index < count; index++) if (nameOf(index) === name) return index;
	throw new Error(`toSetup met the unknown name ${name}`);
}
