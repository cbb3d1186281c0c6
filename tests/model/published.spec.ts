/** What others published, and the machine of the recordings: near, or explained in docs/model.md. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { explanations } from '../../src/bench/fidelity/explanations';
import { publishedCells } from '../../src/bench/fidelity/published';
import { inversions, publishedRows, recordedRows } from '../../src/bench/fidelity/report';
import { kafka08Cells } from '../../src/bench/fidelity/relative';
import { sideBySideCells } from '../../src/bench/fidelity/side-by-side';
import { engine } from './setups';

const model = readFileSync(new URL('../../docs/model.md', import.meta.url), 'utf8');
const rows = publishedRows(engine, () => undefined);
const cells = recordedRows(engine, sideBySideCells(), 'absolute', () => undefined);
const kafka08 = recordedRows(engine, kafka08Cells(), 'relative', () => undefined);

describe('published rows', () => {
	it('are all there', () => expect(rows.length).toBe(publishedCells().length));

	it.each(rows)('$id: within 25 %, or explained', ({ isOff, explanation }) => {
		if (isOff) expect(explanation).not.toBeNull();
	});

	it.each(Object.entries(explanations))('%s: %s is in docs/model.md', (_row, explanation) => {
		expect(model).toContain(`**${explanation}**`);
	});

	it('no explanation is for a row that needs none', () => {
		const off = [...rows, ...cells].filter(({ isOff }) => isOff).map(({ id }) => id);
		expect(Object.keys(explanations).filter((id) => !off.includes(id))).toEqual([]);
	});
});

describe('cells recorded on one machine', () => {
	it.each([...cells, ...kafka08])('$id: within 2×, or explained', ({ id, isOff }) => {
		if (isOff) expect(explanations[id]).toBeDefined();
	});

	it('Kafka 0.8: every clear order of its table holds', () => {
		expect(inversions(kafka08)).toEqual([]);
	});

	it('side by side: every clear order holds among the cells that need no explanation', () => {
		expect(inversions(cells.filter(({ isOff }) => !isOff))).toEqual([]);
	});
});
