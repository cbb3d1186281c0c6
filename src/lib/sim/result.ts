/**
 * What one simulation gives. Names follow the vocabulary of the lab: attempted, acknowledged,
 * processed, lost, duplicated, recovered, reordered (after Jepsen's checkers).
 */

/** Order is the number the engine uses; `ledger/causes.ts` in the engine holds the same list. */
export const lossCauses = [
	'left-in-client-buffer',
	'in-flight-when-connection-fell',
	'in-memory-at-broker-crash',
	'not-synced-at-power-loss',
	'only-on-dead-master',
	'node-never-returned',
	'acknowledged-before-processing',
	'transient-at-clean-stop',
	'queue-home-node-down',
	'rolled-back-transaction',
	'queue-deleted',
	'only-on-dead-leader',
	'truncated-by-unclean-election',
	'dropped-after-retries',
	'offset-committed-before-processing',
	'offset-reset-to-latest',
	'dropped-at-max-length',
	'rejected-without-dead-letter',
	'no-subscriber',
	'partition-loser-discarded',
	'unconfirmed-by-quorum',
	'never-sent-again',
	'disk-full-at-broker',
	'passed-over-by-stale-offset'
] as const;

export const duplicateCauses = [
	'confirm-lost-sent-again',
	'redelivered-after-consumer-crash',
	'requeued-at-failover',
	'redelivered-after-connection-loss',
	'ack-not-on-disk-at-crash',
	'requeued-by-application',
	'offset-not-yet-committed',
	'rebalanced-before-commit',
	'transaction-rolled-back'
] as const;

export type LossCause = (typeof lossCauses)[number];
export type DuplicateCause = (typeof duplicateCauses)[number];
export type CauseId = LossCause | DuplicateCause;

/** Every attempted message ends in exactly one of these. Order is the engine's number. */
export const fates = [
	'processedOnce',
	'duplicated',
	'lost',
	'failed',
	'expired',
	'deadLettered',
	'unroutable',
	'stillQueued'
] as const;
export type Fate = (typeof fates)[number];

export const faultKinds = [
	'crash',
	'powerLoss',
	'pause',
	'stop',
	'partition',
	'cut',
	'slowDisk',
	'fullDisk',
	'slowLink',
	'lossyLink'
] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface Totals {
	attempted: number;
	acknowledged: number;
	/** Told to the application as failed (a nack that was not sent again). */
	failed: number;
	/** Distinct messages that were processed at least once. */
	processed: number;
	lost: number;
	lostAcknowledged: number;
	lostUnacknowledged: number;
	/** Messages processed more than once. */
	duplicated: number;
	/** Extra processings: a message processed three times counts two. */
	duplicateDeliveries: number;
	/** Never acknowledged, yet processed. */
	recovered: number;
	/** Processed after a later message of the same producer and key. */
	reordered: number;
	/** Deliveries that reached a consumer with the redelivered flag. */
	redelivered: number;
	/** Publishes put on a connection, repeats included. */
	sends: number;
	unroutable: number;
}

export interface Throughput {
	/** Messages per simulated second, over the span from the first to the last of each kind. */
	produced: number;
	acknowledged: number;
	processed: number;
}

/** Milliseconds, relative error at most 1 %. */
export interface LatencySummary {
	p50: number;
	p95: number;
	p99: number;
	p999: number;
	max: number;
}

export interface Series {
	/** Width of a bucket; bucket i covers [i, i + 1) × widthMs. All arrays have one length ≤ 256. */
	widthMs: number;
	attempted: number[];
	acknowledged: number[];
	/** First processings. */
	processed: number[];
	recovered: number[];
	/** Counted at the moment the last copy of the message ceased to exist. */
	lost: { cause: LossCause; acknowledged: number[]; unacknowledged: number[] }[];
	/** Counted at the repeated processing. */
	duplicated: { cause: DuplicateCause; counts: number[] }[];
}

export interface FaultMark {
	atMs: number;
	/** When the target served again or the link was whole again; null: never within the run. */
	untilMs: number | null;
	kind: FaultKind;
	/** `rabbit-1`, `producer-1`, `consumer-1`; a partition names its smaller side. */
	target: string;
}

export interface SimulationResult {
	totals: Totals;
	/** Sums to `totals.attempted`. */
	fates: Record<Fate, number>;
	/** Loss causes sum to `totals.lost`, duplicate causes to `totals.duplicateDeliveries`. */
	causes: Partial<Record<CauseId, number>>;
	throughput: Throughput;
	/** From the intended send to the first processing. */
	latencyMs: LatencySummary;
	/** For the percentile plot, both rising. */
	latencyCurve: { percentile: number; ms: number }[];
	/** From the send to the acknowledgement; null where nothing was acknowledged. */
	confirmLatencyMs: LatencySummary | null;
	series: Series;
	faults: FaultMark[];
	/** Spans in which a queue or a partition was led by nobody who serves. */
	outages: { fromMs: number; toMs: number }[];
	/** Sum of the outages' lengths. */
	unavailableMs: number;
	simulatedMs: number;
	events: number;
	/** 16 hexadecimal digits over every change of every message's fate, with its time. */
	digest: string;
	/** Nothing was left to do, or the limit of simulated time was reached. */
	ended: 'drained' | 'horizon';
	/** How much of its memory the run used. */
	memoryBytes: number;
}

/** One step in the life of a message, from a run with `Setup.traceMessage`. */
export interface TraceStep {
	atMs: number;
	step: TraceKind;
	/** `producer-1`, `rabbit-2`, `link`, `consumer-1`. */
	place: string;
	cause: CauseId | null;
	/** Which sending of the message this is about, from 1. */
	copy: number;
}

/** Order is the engine's number. */
export const traceKinds = [
	'attempted',
	'sent',
	'arrived',
	'routed',
	'enqueued',
	'mirrored',
	'written',
	'synced',
	'confirmed',
	'nacked',
	'delivered',
	'received',
	'processed',
	'acked',
	'requeued',
	'recovered',
	'destroyed',
	'returned',
	'committed',
	'rejected',
	'expired',
	'dropped-at-limit',
	'delivered-too-often',
	'dead-lettered'
] as const;
export type TraceKind = (typeof traceKinds)[number];
