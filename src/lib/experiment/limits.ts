/** The most that one experiment may ask for. A page must stay quick; a terminal may wait. */
export interface Limits {
	messagesMax: number;
}

export const pageLimits: Limits = { messagesMax: 1_000_000 };
export const commandLineLimits: Limits = { messagesMax: 10_000_000 };

export const nodesMax = 7;
export const queuesMax = 8;
export const bindingsMax = 32;
export const producersMax = 16;
export const consumersMax = 16;
export const faultsMax = 16;
export const routingKeysMax = 64;
/** A short string in AMQP holds 255 bytes. */
export const keyLengthMax = 255;
/** `x-max-priority` and a message's priority are bytes. */
export const priorityMax = 255;
export const headersMax = 16;
export const labelLengthMax = 120;

export const sizeBytesMax = 1_000_000;
export const ratePerSecondMax = 1_000_000;
export const batchMax = 100_000;
/** `prefetch-count` is a 16-bit field in AMQP. */
export const healthCheckUsMin = 1000;
export const healthCheckFailuresMax = 100;
/** Beyond it a count of returns stops. */
export const deliveriesMax = 200;
export const prefetchMax = 65_535;
/** Each partition has a log on every replica; 16 clients need no more. */
export const partitionsMax = 256;
export const batchBytesMax = 16_777_216;
export const bufferBytesMax = 1_073_741_824;
export const inFlightMax = 100;
/** Java's `Integer.MAX_VALUE`, which stands for "for ever" in Kafka's own default. */
export const retriesMax = 2_147_483_647;
export const redeliveriesMax = 250;
/** More than any redelivery policy tries: always. */
export const rejectTimesMax = 255;
export const storeBytesMax = 1_000_000_000_000;
export const sessionUsMin = 100_000;
/** Waits and time-outs of Kafka and ActiveMQ. */
export const waitUsMax = 3_600_000_000;
export const seedMax = 2 ** 32 - 1;

export const limitUsMin = 1_000;
export const limitUsMax = 3_600_000_000;
export const faultTimeUsMax = 3_600_000_000;
export const latencyUsMax = 10_000_000;
export const syncUsMax = 1_000_000;
export const processingUsMax = 60_000_000;
/** Times slower, of a disk or a link. */
export const slownessMax = 10_000;
/** Beyond this a link is as good as cut: a partition says that better. */
export const lossMax = 0.9;
export const detectionUsMin = 1_000_000;
export const detectionUsMax = 600_000_000;

export const sweepRunsMax = 2_000;
export const sweepSeedsDefault = 5;
export const sweepSeedsMax = 200;
export const messagesListedMax = 1_000;
/** Small multiples of more than this are wallpaper. */
export const chartRunsMax = 12;
/** More than this teaches nobody anything. */
export const problemsMax = 20;
