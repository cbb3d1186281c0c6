import type { Checks } from 'lab/check';
const todo = { pass: false, reason: 'x', figures: {} };
export const checks: Checks = { kept: () => todo, 'nothing-lost': () => todo, affordable: () => todo, order: () => todo };
