import { defineFamily } from '../family';
import { completeKafka } from './complete';
import { kafkaConflicts } from './conflicts';
import { kafkaPlaces } from './places';
import { kafkaExperimentSchema } from './schema';
import { kafkaSetup } from './to-setup';

export const kafkaFamily = defineFamily({
	schema: kafkaExperimentSchema,
	complete: completeKafka,
	places: kafkaPlaces,
	conflicts: kafkaConflicts,
	toSetup: kafkaSetup
});
