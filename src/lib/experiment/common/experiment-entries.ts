import * as v from 'valibot';
import { faultSchema } from '../faults/schema';
import { duration, list, text, whole } from '../fields';
import * as limit from '../limits';

/** What an experiment says beside its broker and its clients. */
export const experimentEntries = {
	faults: v.optional(list(faultSchema, limit.faultsMax), []),
	seed: v.optional(whole(0, limit.seedMax), 1),
	limit: v.optional(duration(limit.limitUsMin, limit.limitUsMax), '10min'),
	label: v.optional(text(limit.labelLengthMax), '')
};
