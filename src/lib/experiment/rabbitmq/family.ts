import { defineFamily } from '../family';
import { completeRabbitmq } from './complete';
import { rabbitmqConflicts } from './conflicts';
import { rabbitmqPlaces } from './places';
import { rabbitmqExperimentSchema } from './schema';
import { rabbitmqSetup } from './to-setup';

export const rabbitmqFamily = defineFamily({
	schema: rabbitmqExperimentSchema,
	complete: completeRabbitmq,
	places: rabbitmqPlaces,
	conflicts: rabbitmqConflicts,
	toSetup: rabbitmqSetup
});
