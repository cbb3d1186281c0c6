import type { Table } from '#lib/experiment';

/** RFC 4180: one line for each row; of each response its mean and the ends of its interval. */
export function csvOf({ factors, responses, rows }: Table): string {
	const header = [
		...factors,
		'runs',
		...responses.flatMap((name) => [name, `${name} low`, `${name} high`])
	];
	const lines = rows.map(({ point, runs, mean, interval }) => [
		...factors.map((factor) => point[factor]),
		runs,
		...responses.flatMap((name) => [mean[name], ...(interval[name] ?? [undefined, undefined])])
	]);
	return [header, ...lines].map((cells) => `${cells.map(cellOf).join(',')}\r\n`).join('');
}

function cellOf(value: string | number | boolean | undefined): string {
	const text = value === undefined ? '' : String(value);
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
