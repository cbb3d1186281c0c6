/** The 55 scenarios recorded on Kafka 3.9.1 with KRaft. */
import { kafka39ConsumerPlans } from './kafka-3.9-consumers';
import { kafka39ProducerPlans } from './kafka-3.9-producers';
import type { Plans } from './plan';

export { kafka39Fields } from './kafka-3.9-fields';

export const kafka39Plans: Plans = { ...kafka39ProducerPlans, ...kafka39ConsumerPlans };
