/** Columns of one width each: the first to the left, the others to the right if they are numbers. */
export function align(rows: readonly (readonly string[])[]): string {
	const columns = Math.max(0, ...rows.map((row) => row.length));
	const widths = Array.from({ length: columns }, (_, column) =>
		Math.max(0, ...rows.map((row) => (row[column] ?? '').length))
	);
	const isFigures = widths.map((_, column) =>
		rows.some((row) => /^[\d–-]/.test(row[column] ?? ''))
	);
	return rows
		.map((row) =>
			row
				.map((cell, column) => {
					const width = widths[column] ?? 0;
					return isFigures[column] && column > 0 ? cell.padStart(width) : cell.padEnd(width);
				})
				.join('  ')
				.trimEnd()
		)
		.join('\n');
}

export function indent(text: string): string {
	return text.replaceAll(/^(?=.)/gm, '  ');
}
