import { expect, it } from 'vitest';
import { fileName } from './file-name';

it('makes a file name of a title', () => {
	expect(fileName('Lost and duplicated, over time.', 'svg')).toBe(
		'lost-and-duplicated-over-time.svg'
	);
	expect(fileName('丢失的消息', 'csv')).toBe('丢失的消息.csv');
	expect(fileName('../../etc', 'png')).toBe('etc.png');
	expect(fileName('…', 'png')).toBe('plot.png');
	expect(fileName('a'.repeat(200), 'png').length).toBeLessThanOrEqual(64);
});
