import type { ActivemqBroker, ActivemqSpec } from './activemq/schema';
import type { KafkaBroker, KafkaSpec } from './kafka/schema';
import type { RabbitmqBroker, RabbitmqSpec } from './rabbitmq/schema';

/** What a person writes: everything optional, durations with their unit. */
export type ExperimentSpec = RabbitmqSpec | KafkaSpec | ActivemqSpec;
export type BrokerSpec = RabbitmqBroker | KafkaBroker | ActivemqBroker;
export type { FaultSpec } from './faults/schema';
export type { ActivemqSpec, KafkaSpec, RabbitmqSpec };
