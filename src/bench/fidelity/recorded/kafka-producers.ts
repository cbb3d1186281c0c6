/** What was recorded of Kafka's producers, brokers and clusters. */
import type { Expectations, Plans } from './plan';

export const kafkaProducerFields: Expectations = {};

export const kafka08ProducerPlans: Plans = {};

export const kafka39ProducerPlans: Plans = {};
