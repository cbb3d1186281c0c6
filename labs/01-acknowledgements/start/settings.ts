/** What the experiments of this lab share: one durable queue, messages of 1 KB. */
export const queue = { durable: true };
export const size = 1_000;
