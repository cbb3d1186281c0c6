/**
 * Leaves that every module may use: assertions and branded names. Nothing here knows of brokers,
 * labs or learners, and nothing here imports anything.
 */
export { assert } from './assert';
export type { Branded } from './branded';
