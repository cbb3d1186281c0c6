import { defineFamily } from '../family';
import { completeKafka } from './complete';
import { kafkaConflicts, kafkaPlaces } from './conflicts';
import { kafkaExperimentSchema } from './schema';
import { kafkaSetup } from './to-setup';

export const kafkaFamily = defineFamily({
	schema: kafkaExperimentSchema,
	complete: completeKafka,
	places: kafkaPlaces,
	conflicts: kafkaConflicts,
	toSetup: kafkaSetup
});
