import { defineFamily } from '../family';
import { completeActivemq } from './complete';
import { activemqConflicts } from './conflicts';
import { activemqPlaces } from './places';
import { activemqExperimentSchema } from './schema';
import { activemqSetup } from './to-setup';

export const activemqFamily = defineFamily({
	schema: activemqExperimentSchema,
	complete: completeActivemq,
	places: activemqPlaces,
	conflicts: activemqConflicts,
	toSetup: activemqSetup
});
