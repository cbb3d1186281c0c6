import type { FigureTable } from '../figure-table';

/** RFC 4180: CRLF between lines, a field with a comma, quote or line break in quotes. */
export function toCsv(table: FigureTable): string {
	const header = table.columns.map((column) => column.label);
	return [header, ...table.rows].map((row) => row.map(field).join(',') + '\r\n').join('');
}

function field(value: string | number): string {
	const text = String(value);
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
