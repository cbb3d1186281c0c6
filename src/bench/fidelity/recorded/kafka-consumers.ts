/** What was recorded of Kafka's consumers, groups and transactions. */
import type { Expectations, Plans } from './plan';

export const kafkaConsumerFields: Expectations = {};

export const kafka08ConsumerPlans: Plans = {};

export const kafka39ConsumerPlans: Plans = {};
