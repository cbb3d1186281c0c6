/** The 55 scenarios recorded on Kafka 3.9.1 with KRaft. */
import { kafkaFields } from './kafka-fields';
import type { Expectations, Plans } from './plan';

export const kafka39Fields: Expectations = { ...kafkaFields };

export const kafka39Plans: Plans = {};
