/** ActiveMQ's costs. */
import type { Section } from './figure';

/** Order is the engine's number; `activemq/costs.ts` holds the same list. */
export const activemqCosts = [] as const;
export type ActivemqCost = (typeof activemqCosts)[number];

export const activemqWorkstation: Section<ActivemqCost> = {};
