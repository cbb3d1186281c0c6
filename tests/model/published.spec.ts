/** What others published, and the machine of the recordings: near, or explained in docs/model.md. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { explainedOrders, explanations } from '../../src/bench/fidelity/explanations';
import { publishedCells } from '../../src/bench/fidelity/published';
import { relativeTables } from '../../src/bench/fidelity/relative/index';
import {
	inversions,
	publishedRows,
	recordedRows,
	relativeRows,
	type RateRow
} from '../../src/bench/fidelity/report';
import { sideBySideCells } from '../../src/bench/fidelity/side-by-side';
import { engine } from './setups';

const model = readFileSync(new URL('../../docs/model.md', import.meta.url), 'utf8');
const rows = publishedRows(engine, () => undefined);
const cells = recordedRows(engine, sideBySideCells(), () => undefined);
const tables = relativeTables.map((table) => ({
	title: table.title,
	rows: relativeRows(engine, table, () => undefined)
}));
const relative = tables.flatMap(({ rows }) => rows);
const unexplained = (rows: RateRow[]) =>
	inversions(rows).filter(({ explanation }) => explanation === null);

describe('published rows', () => {
	it('are all there', () => expect(rows.length).toBe(publishedCells().length));

	it.each(rows)('$id: within 25 %, or explained', ({ isOff, explanation }) => {
		if (isOff) expect(explanation).not.toBeNull();
	});

	it.each(Object.entries({ ...explanations, ...explainedOrders }))(
		'%s: %s is in docs/model.md',
		(_row, explanation) => {
			expect(model).toContain(`**${explanation}**`);
		}
	);

	it('no explanation is for a row that needs none', () => {
		const off = [...rows, ...cells, ...relative].filter(({ isOff }) => isOff).map(({ id }) => id);
		expect(Object.keys(explanations).filter((id) => !off.includes(id))).toEqual([]);
	});
});

describe('cells recorded on one machine', () => {
	it.each([...cells, ...relative])('$id: within 2×, or explained', ({ id, isOff }) => {
		if (isOff) expect(explanations[id]).toBeDefined();
	});

	it.each(tables)('$title: every clear order of the table holds', ({ title, rows }) => {
		expect(unexplained(rows), title).toEqual([]);
	});

	it('side by side: every clear order holds, or is explained', () => {
		expect(unexplained(cells)).toEqual([]);
	});

	it('no explanation is for an order that needs none', () => {
		const wrong = [cells, ...tables.map(({ rows }) => rows)]
			.flatMap(inversions)
			.map(({ name }) => name);
		expect(Object.keys(explainedOrders).filter((pair) => !wrong.includes(pair))).toEqual([]);
	});
});
