/** The 62 scenarios recorded on Kafka 0.8.2.2 with ZooKeeper 3.4.6. */
import { kafkaFields } from './kafka-fields';
import type { Expectations, Plans } from './plan';

export const kafka08Fields: Expectations = { ...kafkaFields };

export const kafka08Plans: Plans = {};
