declare module 'lab' {
	/** A plot, to be given to `show`. */
	export interface Chart {
		readonly kind: 'chart';
		readonly type: 'line' | 'growth' | 'latency';
	}

	/** What one execution of an experiment gave. */
	export interface Run {
		readonly kind: 'run';
		readonly seed: number;
		readonly label: string;
		/** Counts of messages. */
		readonly totals: Totals;
		/** How every attempted message ended; they sum to `totals.attempted`. */
		readonly fates: Readonly<Record<Fate, number>>;
		/** Why messages were lost (sums to `totals.lost`) and processed again (`totals.duplicateDeliveries`). */
		readonly causes: Readonly<Partial<Record<LossCause | DuplicateCause, number>>>;
		/** Messages per simulated second, from the first to the last. */
		readonly throughput: { produced: number; acknowledged: number; processed: number };
		/** From the intended send to the end of processing, in milliseconds. */
		readonly latencyMs: Latency;
		/** From the send to its acknowledgement, in milliseconds; null without acknowledgements. */
		readonly confirmLatencyMs: Latency | null;
		/** Simulated time in which a queue or a partition was led by nobody who serves. */
		readonly unavailableMs: number;
		readonly simulatedMs: number;
		/** `'drained'`: nothing was left to do. `'horizon'`: the limit of simulated time was reached. */
		readonly ended: 'drained' | 'horizon';
		readonly events: number;
		/** The same for the same experiment and seed, on every machine. */
		readonly digest: string;
		/** Tells what happened to one message, step by step. They are numbered from 0. */
		explain(message: number): Promise<Story>;
		/** Numbers of messages with this fate or cause. */
		messages(query?: MessageQuery): Promise<number[]>;
	}

	export interface Totals {
		/** Handed to the client library by the application. */
		readonly attempted: number;
		/** The application was told that the broker has them. */
		readonly acknowledged: number;
		/** The application was told that the broker does not have them. */
		readonly failed: number;
		/** Messages that a consumer finished with, each counted once. */
		readonly processed: number;
		/** Attempted, not told failed, and never processed. */
		readonly lost: number;
		/** Lost though acknowledged: a broken promise. */
		readonly lostAcknowledged: number;
		/** Lost, but nobody had promised anything. */
		readonly lostUnacknowledged: number;
		/** Messages that were processed more than once. */
		readonly duplicated: number;
		/** Processings beyond the first. */
		readonly duplicateDeliveries: number;
		/** Never acknowledged, yet processed. */
		readonly recovered: number;
		/** Processed after a later message of the same producer and key. */
		readonly reordered: number;
		/** Deliveries that carried the redelivered flag. */
		readonly redelivered: number;
		/** Publishes put on a connection, repeats included. */
		readonly sends: number;
		/** No queue was bound for them. */
		readonly unroutable: number;
	}

	export interface Latency {
		readonly p50: number;
		readonly p95: number;
		readonly p99: number;
		readonly p999: number;
		readonly max: number;
	}

	export type Fate =
		| 'processedOnce'
		| 'duplicated'
		| 'lost'
		| 'failed'
		| 'expired'
		| 'deadLettered'
		| 'unroutable'
		| 'stillQueued';

	export type LossCause =
		| 'left-in-client-buffer'
		| 'in-flight-when-connection-fell'
		| 'in-memory-at-broker-crash'
		| 'not-synced-at-power-loss'
		| 'only-on-dead-master'
		| 'node-never-returned'
		| 'acknowledged-before-processing'
		| 'transient-at-clean-stop'
		| 'queue-home-node-down'
		| 'rolled-back-transaction'
		| 'queue-deleted'
		| 'only-on-dead-leader'
		| 'truncated-by-unclean-election'
		| 'dropped-after-retries'
		| 'offset-committed-before-processing'
		| 'offset-reset-to-latest'
		| 'dropped-at-max-length'
		| 'rejected-without-dead-letter'
		| 'no-subscriber'
		| 'partition-loser-discarded'
		| 'unconfirmed-by-quorum'
		| 'never-sent-again'
		| 'disk-full-at-broker'
		| 'passed-over-by-stale-offset';

	export type DuplicateCause =
		| 'confirm-lost-sent-again'
		| 'redelivered-after-consumer-crash'
		| 'requeued-at-failover'
		| 'redelivered-after-connection-loss'
		| 'ack-not-on-disk-at-crash'
		| 'requeued-by-application'
		| 'offset-not-yet-committed'
		| 'rebalanced-before-commit'
		| 'transaction-rolled-back';

	export interface MessageQuery {
		fate?: Fate;
		cause?: LossCause | DuplicateCause;
		/** Only those whose fate was decided from this time on, in milliseconds. */
		fromMs?: number;
		/** Only those whose fate was decided before this time, in milliseconds. */
		toMs?: number;
		/** 1 … 1000, default 1000. */
		limit?: number;
	}

	/** The life of one message. */
	export interface Story {
		readonly message: number;
		readonly fate: Fate;
		readonly cause: LossCause | DuplicateCause | null;
		readonly acknowledged: boolean;
		readonly steps: readonly {
			readonly atMs: number;
			readonly step: string;
			readonly place: string;
			readonly cause: LossCause | DuplicateCause | null;
			readonly copy: number;
		}[];
		/** Index of the step that decided. */
		readonly deciding: number;
	}

	/** What a sweep gave: one row for each point, in the order of the sweep. */
	export interface Table {
		readonly kind: 'table';
		/** The settings that were varied. */
		readonly factors: readonly string[];
		/** The measured numbers, by path. */
		readonly responses: readonly string[];
		readonly rows: readonly TableRow[];
		/** Simulations behind the table. */
		readonly runs: number;
	}

	export interface TableRow {
		/** Value of each factor. */
		readonly point: Readonly<Record<string, string | number | boolean>>;
		/** Runs of this point, each with its own seed. */
		readonly runs: number;
		/** By response, for example `row.mean['totals.lost']`. */
		readonly mean: Readonly<Record<string, number>>;
		/** 95 % interval of the mean, by Student's t; none for a single run. */
		readonly interval: Readonly<Record<string, readonly [number, number]>>;
	}

	/** A measured number by its path in a run. */
	export type ResponsePath =
		| `totals.${keyof Totals}`
		| `throughput.${'produced' | 'acknowledged' | 'processed'}`
		| `latencyMs.${keyof Latency}`
		| `confirmLatencyMs.${keyof Latency}`
		| `fates.${Fate}`
		| `causes.${LossCause | DuplicateCause}`
		| 'unavailableMs'
		| 'simulatedMs'
		| 'events';
}
