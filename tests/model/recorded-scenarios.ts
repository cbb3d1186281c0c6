/**
 * The engine against real brokers: every recorded scenario that it can express is run with the
 * recording's parameters. `src/bench/fidelity/recorded` says how, or why it cannot be expressed.
 * A file for each recording, so that they run beside each other.
 */
import { describe, expect, it } from 'vitest';
import {
	compare,
	planned,
	plansForNothing,
	type RecordingName
} from '../../src/bench/fidelity/recorded/index';
import { engine } from './setups';

export function describeRecording(name: RecordingName): void {
	describe(`scenarios recorded on ${name}`, () => {
		it('are there for every plan', () => expect(plansForNothing(name)).toEqual([]));

		it.each(planned(name).map((one) => ({ ...one, id: one.recording.id })))(
			'$id agrees, or differs as its plan says',
			({ recording, plan }) => {
				const { fields, outcome } = compare(engine, name, recording, plan);
				// A run that compares nothing would agree with everything.
				const compared = fields.filter(({ verdict }) => verdict !== 'not compared');
				if (outcome !== 'cannot be expressed') expect(compared.length).toBeGreaterThan(0);
				const surprises = fields.filter(
					// A stated difference must still be one, or the statement is out of date.
					({ verdict, known }) => (verdict === 'differs') !== (known !== null)
				);
				expect(surprises).toEqual([]);
			}
		);
	});
}
