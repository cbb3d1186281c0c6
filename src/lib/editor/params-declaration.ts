export interface DeclaredDial {
	name: string;
	label: string;
	unit?: string | null;
	values: readonly (string | number | boolean)[];
}

/** The declaration of `lab/params`: each dial may be each of its values. */
export function paramsDeclaration(dials: readonly DeclaredDial[]): string {
	const members = dials.map(({ name, label, unit, values }) => {
		const words = (unit ? `${label} (${unit})` : label).replaceAll('*/', '* /');
		const type = values.map((value) => JSON.stringify(value)).join(' | ') || 'never';
		return `\t\t/** ${words} */\n\t\treadonly ${JSON.stringify(name)}: ${type};`;
	});
	return [
		`declare module 'lab/params' {`,
		`\t/** The dials of this lab, as they stand when the code runs. */`,
		`\texport const params: {`,
		...members,
		`\t};`,
		`}`,
		``
	].join('\n');
}
