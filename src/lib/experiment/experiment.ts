import type { ActivemqExperiment } from './activemq/model';
import type { CommonConsumersModel, CommonProducersModel } from './common/clients';
import { completeFault, type FaultModel } from './faults/model';
import type { CompleteFault } from './faults/schema';
import type { KafkaExperiment } from './kafka/model';
import type { RabbitmqExperiment } from './rabbitmq/model';

/**
 * An experiment with nothing left open: what a spec means once every default is filled in. It is
 * plain JSON, so that a run kept in the history can be executed again years later; null stands for
 * "none" or "never".
 */
export type Experiment = RabbitmqExperiment | KafkaExperiment | ActivemqExperiment;

export interface ExperimentOf<Broker, Producers, Consumers> {
	broker: Broker;
	producers: Producers;
	consumers: Consumers;
	faults: FaultModel[];
	seed: number;
	limitUs: number;
	label: string;
}

export type AnyExperiment = ExperimentOf<object, CommonProducersModel, CommonConsumersModel>;

/* The broker's name stands one level down, where the compiler does not follow it by itself. */

export const isKafka = (whole: Experiment): whole is KafkaExperiment =>
	whole.broker.type === 'kafka';

export const isActivemq = (whole: Experiment): whole is ActivemqExperiment =>
	whole.broker.type === 'activemq';

/** What every broker's experiment says beside its broker and its clients. */
export function completeRest(spec: {
	faults: CompleteFault[];
	seed: number;
	limit: number;
	label: string;
}) {
	const { seed, limit, label } = spec;
	return { faults: spec.faults.map(completeFault), seed, limitUs: limit, label };
}
