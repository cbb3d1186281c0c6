import { describe, expect, it } from 'vitest';
import { formatDurationUs, parseDurationUs } from './duration';

describe('parseDurationUs', () => {
	it.each([
		['100us', 100],
		['1.5ms', 1_500],
		['0.3ms', 300],
		['3s', 3_000_000],
		['3 s', 3_000_000],
		['10min', 600_000_000],
		['1h', 3_600_000_000],
		[0, 0],
		[2.5, 2_500]
	])('reads %j as %d µs', (written, us) => {
		expect(parseDurationUs(written)).toBe(us);
	});

	it.each([
		'',
		'1',
		's',
		'-1s',
		'1 minute',
		'1e3s',
		'1s ',
		Number.NaN,
		Infinity,
		-1,
		null,
		{},
		true
	])('refuses %j', (written) => {
		expect(parseDurationUs(written)).toBeNull();
	});
});

describe('formatDurationUs', () => {
	it.each([
		[0, '0s'],
		[100, '100us'],
		[1_500, '1.5ms'],
		[60_000_000, '1min'],
		[90_000_000, '1.5min'],
		[3_600_000_000, '1h']
	])('writes %d µs as %s', (us, text) => {
		expect(formatDurationUs(us)).toBe(text);
		if (us > 0) expect(parseDurationUs(text)).toBe(us);
	});
});
