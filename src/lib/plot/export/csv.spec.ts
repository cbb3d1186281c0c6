import { expect, it } from 'vitest';
import { toCsv } from './csv';

it('quotes what RFC 4180 says must be quoted, and nothing else', () => {
	const columns = ['cause', 'count'].map((label, i) => ({ label, isNumeric: i === 1 }));
	const rows = [
		['in flight, then gone', 3024],
		['said "no"', 1.5],
		['two\nlines', 0],
		['plain', -1]
	];
	expect(toCsv({ columns, rows })).toBe(
		'cause,count\r\n"in flight, then gone",3024\r\n"said ""no""",1.5\r\n"two\nlines",0\r\nplain,-1\r\n'
	);
});
