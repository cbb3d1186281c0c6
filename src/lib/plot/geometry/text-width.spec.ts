import { expect, it } from 'vitest';
import { textWidth } from './text-width';

/** Measured in Chromium with Source Sans 3, 400 and 600, at 13.5 px. */
const MEASURED: [string, number, number][] = [
	['rabbit-2 loses power', 114.5, 117.9],
	['network partition', 98.8, 102.6],
	['no confirms', 66.8, 68.6],
	['transaction', 64.2, 66.4],
	['never acknowledged', 116.9, 120.2],
	['3\u202f024 lost,', 55, 56.9],
	['unavailable 2.0\u202fs', 92, 95.1]
];

it.each(MEASURED)('estimates “%s” within five per cent', (text, regular, bold) => {
	expect(Math.abs(textWidth(text) / regular - 1)).toBeLessThan(0.05);
	expect(Math.abs(textWidth(text, { bold: true }) / bold - 1)).toBeLessThan(0.05);
});

it('gives Chinese characters a full em', () => {
	expect(textWidth('丢失')).toBe(27);
});
