import type { RabbitmqBroker, RabbitmqSpec } from './rabbitmq/schema';

/** What a person writes: everything optional, durations with their unit. */
export type ExperimentSpec = RabbitmqSpec;
export type BrokerSpec = RabbitmqBroker;
export type { FaultSpec } from './faults/schema';
