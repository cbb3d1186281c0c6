/** What every experiment of this lab shares: one durable queue, messages of 1 KB. */
export const queue = { durable: true };
export const nodes = 3;
export const size = 1_000;
