import { describe, expect, it } from 'vitest';
import { formatCount, formatDuration, formatNumber, formatPercent } from './format';

/** Thin no-break spaces are hard to read in a test: show them as underscores. */
const shown = (text: string) => text.replaceAll('\u202f', '_');

describe('numbers', () => {
	it('groups thousands with thin spaces', () => {
		expect(shown(formatCount(3024))).toBe('3_024');
		expect(shown(formatCount(1_000_000))).toBe('1_000_000');
		expect(formatCount(999)).toBe('999');
		expect(formatCount(-2)).toBe('−2');
	});

	it('keeps three significant digits and no trailing zeros', () => {
		expect(formatNumber(0.3876)).toBe('0.388');
		expect(shown(formatNumber(6289.6))).toBe('6_290');
		expect(formatNumber(0.5)).toBe('0.5');
		expect(formatNumber(0)).toBe('0');
		expect(formatNumber(100)).toBe('100');
		expect(shown(formatNumber(99_960))).toBe('100_000');
		expect(shown(formatNumber(10_000_000))).toBe('10_000_000');
		expect(formatNumber(NaN)).toBe('–');
	});

	it('says a duration in the unit a person would', () => {
		expect(shown(formatDuration(0.085))).toBe('85_µs');
		expect(shown(formatDuration(340))).toBe('340_ms');
		expect(shown(formatDuration(2000))).toBe('2.0_s');
		expect(shown(formatDuration(42_300))).toBe('42_s');
		expect(shown(formatDuration(59_990))).toBe('1_min');
		expect(shown(formatDuration(90_000))).toBe('1_min 30_s');
	});

	it('writes a share as a percentage', () => {
		expect(shown(formatPercent(0.504))).toBe('50.4_%');
	});
});
