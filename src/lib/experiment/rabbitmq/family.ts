import { defineFamily } from '../family';
import { completeRabbitmq } from './complete';
import { rabbitmqConflicts, rabbitmqPlaces } from './conflicts';
import { rabbitmqExperimentSchema, rabbitmqNotSimulated } from './schema';
import { rabbitmqSetup } from './to-setup';

export const rabbitmqFamily = defineFamily({
	name: 'RabbitMQ',
	schema: rabbitmqExperimentSchema,
	notSimulated: rabbitmqNotSimulated,
	complete: completeRabbitmq,
	places: rabbitmqPlaces,
	conflicts: rabbitmqConflicts,
	toSetup: rabbitmqSetup
});
