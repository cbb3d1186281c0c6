/** Kafka's costs. */
import type { Section } from './figure';

/** Order is the engine's number; `kafka/costs.ts` holds the same list. */
export const kafkaCosts = [] as const;
export type KafkaCost = (typeof kafkaCosts)[number];

export const kafkaWorkstation: Section<KafkaCost> = {};
