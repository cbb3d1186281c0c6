/**
 * The engine against every scenario recorded on a real broker, for `npm run bench -- fidelity` and
 * for `tests/model/truth-*.spec.ts`, which share these plans.
 *
 * To add a scenario: in the file of its broker, under its id,
 *
 *     'P1/sync-acks1': {
 *       experiment: (recording, moment) => ({ broker: …, producers: …, faults: … }),
 *       seeds: [1, 2, 3],
 *       fields: {
 *         lost: recorded(lost),
 *         electionMs: meets(outageMs, 'the phase of the last ping is chance'),
 *         closeMs: notCompared('time of the recording client')
 *       }
 *     }
 *
 * `experiment` is what a learner would write, with the recording's own parameters; `adjust` changes
 * the setup where a learner could not; `alongside` names further experiments of the same recording,
 * which a reading gets by `run.part(name)`. Every measured field needs an expectation, in the plan or
 * in the list that is common to the file (`atEnd.*` stands for all that begin so): `recorded`, `near`,
 * `between`, `kind`, `meets` (see `plan.ts`), or `notCompared` with its reason. The strictest that the
 * recording can bear: a count that follows from a setting is `recorded` or `between`. A field in which
 * the model knowingly differs stays compared and is named under `differs` with the reason; it is
 * counted as differing. What cannot be run is `cannotBeExpressed(reason)`.
 *
 * Nothing here may look at what was recorded in order to give it back.
 */
import type { Engine } from '#lib/sim';
import { readRecordings, type Recording, type RecordingName } from '../truth';
import { activemqFields, activemqPlans } from './activemq';
import { compareRecording, type ScenarioResult } from './compare';
import { kafka08Fields, kafka08Plans } from './kafka-0.8';
import { kafka39Fields, kafka39Plans } from './kafka-3.9';
import type { Expectations, Plan, Plans } from './plan';
import { rabbitmqFields } from './rabbitmq-fields';
import { rabbitmqPlans } from './rabbitmq';

interface Book {
	plans: Plans;
	fields: Expectations;
}

const books: Record<RecordingName, Book> = {
	'rabbitmq-3.10': { plans: rabbitmqPlans, fields: rabbitmqFields },
	'activemq-5.17': { plans: activemqPlans, fields: activemqFields },
	'kafka-0.8': { plans: kafka08Plans, fields: kafka08Fields },
	'kafka-3.9': { plans: kafka39Plans, fields: kafka39Fields }
};

const none: Plan = { cannotBeExpressed: 'nobody has written a plan for it' };

/** Each recording of a broker with its plan. */
export function planned(name: RecordingName): { recording: Recording; plan: Plan }[] {
	const { plans } = books[name];
	return readRecordings(name).map((recording) => ({
		recording,
		plan: plans[recording.id] ?? none
	}));
}

/** Ids with a plan that nothing was recorded for. */
export function plansForNothing(name: RecordingName): string[] {
	const ids = new Set(readRecordings(name).map(({ id }) => id));
	return Object.keys(books[name].plans).filter((id) => !ids.has(id));
}

export function compare(
	engine: Engine,
	name: RecordingName,
	recording: Recording,
	plan: Plan
): ScenarioResult {
	return compareRecording(engine, recording, plan, books[name].fields);
}

export { routingComparisons } from './rabbitmq-routing';
export { recordingNames, type RecordingName } from '../truth';
export type { FieldResult, ScenarioResult } from './compare';
