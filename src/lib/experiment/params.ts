import type { Level } from './table';

/** What the declaration of `lab/params` needs to know of a lab's dial. */
export interface DialShape {
	name: string;
	label: string;
	unit: string | null;
	values: readonly Level[];
}

/**
 * The text of the module declaration of `lab/params`, so that the learner's editor knows the name
 * and the possible values of each dial of this lab.
 */
export function paramsDeclaration(dials: readonly DialShape[]): string {
	return [
		"declare module 'lab/params' {",
		'\t/** The dials of this lab, as they stand when the code runs. */',
		'\texport const params: {',
		...dials.flatMap((dial) => [
			`\t\t/** ${comment(dial)} */`,
			`\t\treadonly ${JSON.stringify(dial.name)}: ${typeOf(dial.values)};`
		]),
		'\t};',
		'}',
		''
	].join('\n');
}

function typeOf(values: readonly Level[]): string {
	return values.map((value) => JSON.stringify(value)).join(' | ') || 'never';
}

/** A label is an author's text, and must not end the comment it stands in. */
function comment({ label, unit }: DialShape): string {
	const text = unit === null ? label : `${label}, in ${unit}`;
	return text.replaceAll('*/', '* /').replaceAll(/\s+/g, ' ');
}
