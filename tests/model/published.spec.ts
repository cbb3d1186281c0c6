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
	relativeRows
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
const isUnexplained = (pair: string): boolean => !(pair in explainedOrders);
const relative = tables.flatMap(({ rows }) => rows);

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
		expect(inversions(rows).filter(isUnexplained), title).toEqual([]);
	});

	it('side by side: every clear order holds among the cells that need no explanation', () => {
		const near = cells.filter(({ isOff }) => !isOff);
		expect(inversions(near).filter(isUnexplained)).toEqual([]);
	});

	it('no explanation is for an order that needs none', () => {
		const wrong = [cells, ...tables.map(({ rows }) => rows)].flatMap(inversions);
		expect(Object.keys(explainedOrders).filter((pair) => !wrong.includes(pair))).toEqual([]);
	});
});
