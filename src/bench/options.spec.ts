import { LearnerError } from '#lib/messages';
import { describe, expect, it } from 'vitest';
import { parts } from './fidelity/report';
import { readOptions } from './options';

const read = (line: string) => readOptions(line.split(' ').filter((word) => word !== ''));

describe('npm run bench', () => {
	it('measures the speed, or the fidelity in parts', () => {
		expect(read('')).toEqual({ measure: 'speed', json: false, browser: true });
		expect(read('--json --no-browser')).toEqual({ measure: 'speed', json: true, browser: false });
		expect(read('fidelity')).toEqual({ measure: 'fidelity', json: false, only: parts });
		expect(read('--json fidelity --only costs --only recorded')).toEqual({
			measure: 'fidelity',
			json: true,
			only: ['costs', 'recorded']
		});
	});

	it.each([
		['nope', 'command-unknown', 'nope'],
		['--only costs', 'command-unknown', 'costs'],
		['--nope', 'command-option-wrong', '--nope'],
		['fidelity --no-browser', 'command-option-wrong', '--no-browser'],
		['fidelity extra', 'command-option-wrong', 'extra'],
		['fidelity --only', 'command-option-wrong', '--only'],
		['fidelity --only prices', 'command-argument-wrong', "'prices'"]
	])('refuses “%s” with %s, naming it', (line, code, named) => {
		let problems: LearnerError['problems'] = [];
		try {
			read(line);
		} catch (error) {
			if (error instanceof LearnerError) problems = error.problems;
		}
		expect(problems).toMatchObject([{ code, text: expect.stringContaining(named) }]);
	});
});
