/*
 * What learner code may import, as the editor and the command line's type check know it. Written by
 * hand for its comments, which the editor shows; `lab.types.ts` holds it equal to the schema.
 */

declare module 'lab' {
	/**
	 * A length of simulated time: `'100us'`, `'1.5ms'`, `'3s'`, `'10min'`, `'1h'`. A plain number
	 * counts milliseconds.
	 */
	export type Duration =
		number | `${number}us` | `${number}ms` | `${number}s` | `${number}min` | `${number}h`;

	/** Bits or bytes per second, with the unit: `'1Gbit/s'`, `'100Mbit/s'`, `'120MB/s'`. */
	export type Bandwidth =
		`${number}Mbit/s` | `${number}Gbit/s` | `${number}kB/s` | `${number}MB/s` | `${number}GB/s`;

	/** An experiment as you write it. Whatever you leave out takes its default. */
	export interface ExperimentSpec {
		/** The broker and its cluster, made by `rabbitmq(…)`. Default: one node, one durable queue. */
		broker?: BrokerSpec;
		/** Who sends. */
		producers?: ProducersSpec;
		/** Who receives. */
		consumers?: ConsumersSpec;
		/** What goes wrong and when: `crash(…)`, `powerLoss(…)`, `pause(…)`, … At most 16. */
		faults?: FaultSpec[];
		/**
		 * The luck of the run: 0 … 4294967295. The same seed gives the same run to the last event.
		 * Default 1.
		 */
		seed?: number;
		/** Simulated time after which the run ends even if messages are left. Default `'10min'`. */
		limit?: Duration;
		/** A name for the run, shown in plots that compare several. */
		label?: string;
	}

	/** RabbitMQ's own settings, in its own words. */
	export interface RabbitmqSpec {
		/** Which RabbitMQ is simulated. Default `'3.10'`, the last with mirrored and quorum queues. */
		version?: '3.10';
		/** Nodes of the cluster, `rabbit-1` … `rabbit-7`. Default: one, and one more for each mirror. */
		nodes?: number;
		/** How each queue is declared. */
		queue?: QueueSpec;
		/** Number of queues, `orders`, `orders-2` … `orders-8`, all alike, their masters spread over the nodes. Default 1. */
		queues?: number;
		/** Where producers publish. Default: the default exchange, which routes by queue name. */
		exchange?: ExchangeSpec;
		/** The machine whose costs are simulated: 2 cores, loopback, a solid-state disk. */
		profile?: 'workstation-2024';
		/** The network between any two machines. Default: the profile's. */
		link?: { latency?: Duration; jitter?: Duration; bandwidth?: Bandwidth };
		/** The disk of each node; `sync` is one fsync. Default: the profile's. */
		disk?: { sync?: Duration; bandwidth?: Bandwidth };
		/**
		 * A silent client (paused, cut off) is noticed after this. A crashed process resets its
		 * connections at once. 1 s … 10 min, default `'60s'`.
		 */
		heartbeat?: Duration;
		/** A silent node is noticed after this, ± 25 %. 1 s … 10 min, default `'60s'`. */
		netTickTime?: Duration;
	}

	/** A broker with all that was set for it. */
	export interface BrokerSpec extends RabbitmqSpec {
		type: 'rabbitmq';
	}

	export interface QueueSpec {
		/** `'mirrored'` as soon as there are mirrors, else `'classic'`. */
		kind?: 'classic' | 'mirrored';
		/** A durable queue survives a restart of its node; its *persistent* messages do so too. Default true. */
		durable?: boolean;
		/** Copies of the queue on other nodes: 0 … 6, each on a node of its own. Default 0. */
		mirrors?: number;
		/**
		 * Whether a mirror that joins copies what is in the queue already (`ha-sync-mode`).
		 * `'automatic'` blocks the queue while it copies. Default `'manual'`, as in RabbitMQ.
		 */
		syncMode?: 'manual' | 'automatic';
		/**
		 * May a mirror that is not synchronised take over from a dead master
		 * (`ha-promote-on-failure`)? `'always'` is available and loses what the mirror lacks;
		 * `'when-synced'` waits for the master to return. Default `'always'`.
		 */
		promoteOnFailure?: 'always' | 'when-synced';
	}

	export interface ExchangeSpec {
		/** Default `'default'`: the routing key is the queue's name. */
		type?: 'default' | 'direct' | 'fanout' | 'topic';
		/**
		 * Which queue gets messages of which key. In a topic exchange `*` stands for one word, `#` for
		 * any number. Default: every queue gets everything it could.
		 */
		bindings?: { queue: string; key?: string }[];
	}

	export interface ProducersSpec {
		/** Number of producers, 1 … 16, each with a connection of its own. Default 1. */
		count?: number;
		/** Messages to send, all producers together: up to 1 000 000. Default 10 000. */
		messages?: number;
		/** Messages per second, all producers together. Left out: as fast as it goes. */
		rate?: number;
		/** With a `rate`: evenly spaced, or at random times of that rate. Default `'constant'`. */
		arrivals?: 'constant' | 'poisson';
		/** Bytes in one message. Default 1000. */
		size?: number;
		/** Persistent messages are written to disk in a durable queue. Default `'transient'`. */
		delivery?: 'transient' | 'persistent';
		/**
		 * How the producer learns that the broker has its messages: not at all, by publisher confirms,
		 * or by committing transactions. Default `'none'`.
		 */
		ack?: 'none' | 'confirm' | 'transaction';
		/** Send this many, then wait for their confirms, or commit. 1 … 100 000, default 1. */
		batch?: number;
		/**
		 * Instead of `batch`, with confirms: keep sending while fewer than this many are unconfirmed.
		 * 1 … 100 000.
		 */
		window?: number;
		/** Reconnect and send again what was not acknowledged. Default false: it counts as failed. */
		retry?: boolean;
		/** Number of different keys; order is judged within one. Default 0: over the whole producer. */
		keys?: number;
		/** Routing keys, used in turn. Default: the names of the queues. */
		routingKeys?: string[];
		/** The node that producers connect to. Default `'rabbit-1'`, the first queue's master. */
		connectTo?: string;
	}

	export interface ConsumersSpec {
		/** Number of consumers, 0 … 16, spread over the queues. Default 1. */
		count?: number;
		/**
		 * `'automatic'`: a message counts as acknowledged when it is sent to the consumer. `'manual'`:
		 * when the consumer says so, after processing. Default `'manual'`.
		 */
		ack?: 'manual' | 'automatic';
		/** Most unacknowledged messages at one consumer, 0 … 65 535. Default 0: no limit, as in RabbitMQ. */
		prefetch?: number;
		/** Acknowledge every so many messages at once (`multiple`). Default 1. */
		ackEvery?: number;
		/** The work for one message: a duration, or a distribution of durations. Default `'100us'`. */
		processing?: Duration | ProcessingSpec;
		/** Remember what was processed, and skip what comes again. Default false. */
		idempotent?: boolean;
		/** The node that consumers connect to. Default `'rabbit-1'`. */
		connectTo?: string;
	}

	export interface ProcessingSpec {
		distribution: 'constant' | 'uniform' | 'exponential' | 'lognormal';
		/** The mean duration, up to 1 min. */
		mean: Duration;
		/**
		 * 0 … 4. Uniform: half the width over the mean; lognormal: sigma of the logarithm. Default 0.5.
		 */
		spread?: number;
	}

	/** When a fault strikes: exactly one of the three. */
	export interface When {
		/** Simulated time since the start. */
		at?: Duration;
		/** When the producers have sent this many messages. */
		afterAttempted?: number;
		/** When the consumers have processed this many messages. */
		afterProcessed?: number;
	}

	/** Until it serves again, counted from the fault. Left out: never. */
	export interface WhenRestarting extends When {
		restartAfter?: Duration;
	}

	/** How long the fault lasts. */
	export interface WhenFor extends When {
		for: Duration;
	}

	export interface CrashSpec extends WhenRestarting {
		kind: 'crash';
		target: string;
	}
	export interface PowerLossSpec extends WhenRestarting {
		kind: 'powerLoss';
		target: string;
	}
	export interface StopSpec extends WhenRestarting {
		kind: 'stop';
		target: string;
	}
	export interface PauseSpec extends WhenFor {
		kind: 'pause';
		target: string;
	}
	export interface PartitionSpec extends WhenFor {
		kind: 'partition';
		nodes: string[];
	}
	export interface CutSpec extends When {
		kind: 'cut';
		target: string;
	}
	export type FaultSpec =
		CrashSpec | PowerLossSpec | StopSpec | PauseSpec | PartitionSpec | CutSpec;

	/** A node, or the node that is the first queue's master when the fault strikes. */
	export type NodeTarget = `rabbit-${number}` | 'leader';
	export type ClientTarget = 'producer' | `producer-${number}` | 'consumer' | `consumer-${number}`;

	/**
	 * Checks an experiment and gives it back. Export it as the file's default to have it run.
	 * A wrong setting is an error at this line.
	 */
	export function experiment(spec: ExperimentSpec): ExperimentSpec;

	/** A RabbitMQ broker, alone or as a cluster. */
	export function rabbitmq(settings?: RabbitmqSpec): BrokerSpec;

	/**
	 * Kills a process: its memory and its connections are gone at once, what it gave to the operating
	 * system is still written to disk. (`kill -9`)
	 */
	export function crash(target: NodeTarget | ClientTarget, when: WhenRestarting): CrashSpec;

	/** Cuts a machine's power: also lost is what was not yet synced to the disk. */
	export function powerLoss(target: NodeTarget, when: WhenRestarting): PowerLossSpec;

	/** Stops a node in good order, as for an upgrade. */
	export function stop(target: NodeTarget, when: WhenRestarting): StopSpec;

	/** A process stands still and says nothing; the others notice only by their time-outs. */
	export function pause(target: NodeTarget | ClientTarget, when: WhenFor): PauseSpec;

	/**
	 * Cuts the network between these nodes and everything else: the other nodes, and all clients that
	 * are not connected to one of them.
	 */
	export function partition(nodes: `rabbit-${number}`[], when: WhenFor): PartitionSpec;

	/**
	 * Cuts a client's connection once. What is on its way is lost; the client may connect again. Of a
	 * producer that waits for answers, the connection is cut just as the next answer (confirm or
	 * commit-ok) is about to arrive and swallows it: the broker has the messages, the producer does
	 * not know.
	 */
	export function cut(target: ClientTarget, when: When): CutSpec;

	/** Settings by their path, for example `{ 'producers.batch': 10 }`. */
	export type Overrides = { [Path in SettingPath]?: SettingAt<Path> };

	/**
	 * Values by setting path, all combinations of which are run:
	 * `{ 'producers.batch': [1, 10, 100], 'producers.ack': ['none', 'confirm'] }`. Or a list of the
	 * points you want, each like the overrides of `run`.
	 */
	export type Over = { [Path in SettingPath]?: readonly SettingAt<Path>[] } | readonly Overrides[];

	/** Runs an experiment, with other settings where `overrides` says so. */
	export function run(spec: ExperimentSpec, overrides?: Overrides): Promise<Run>;

	/**
	 * Runs an experiment over several settings, each point with `seeds` different seeds (default 5),
	 * the same ones for all points. At most 2000 runs.
	 */
	export function sweep(
		spec: ExperimentSpec,
		over: Over,
		options?: { seeds?: number }
	): Promise<Table>;

	/** Shows runs, tables, charts or texts below the cell, in this order. */
	export function show(...things: (Run | Table | Chart | string | number | boolean)[]): void;

	/** Plots, described for the page to draw. */
	export const chart: {
		/** One response of a table against one of its factors, with 95 % intervals over the seeds. */
		line(
			table: Table,
			options: {
				/** A factor: a setting that the sweep varied. */
				x: SettingPath;
				/** A response, for example `'throughput.acknowledged'`. */
				y: ResponsePath;
				/** A factor: one line for each of its values. */
				series?: SettingPath;
				/** A factor: one small plot for each of its values. */
				facet?: SettingPath;
				title?: string;
				/** Default: what fits the values of x. */
				xScale?: 'log' | 'linear' | 'band';
			}
		): Chart;
		/** Lost and duplicated messages over time, by cause. */
		growth(run: Run, options?: { title?: string }): Chart;
		/** How long messages took, from the intended send to the end of processing, by percentile. */
		latency(runs: Run | readonly Run[], options?: { title?: string }): Chart;
	};

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
		/** Simulated time in which a queue had no running master. */
		readonly unavailableMs: number;
		readonly simulatedMs: number;
		/** `'drained'`: nothing was left to do. */
		readonly ended: 'drained' | 'horizon' | 'limit';
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
		| 'disk-full-at-broker';

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

	/** A setting by its path in an experiment, for example `'broker.queue.mirrors'`. */
	export type SettingPath =
		| PathsOf<Omit<ExperimentSpec, 'broker'>>
		| `broker.${PathsOf<RabbitmqSpec>}`
		| `faults.${number}.${'target' | 'at' | 'afterAttempted' | 'afterProcessed' | 'restartAfter' | 'for'}`;

	type PathsOf<Settings> = {
		[Name in keyof Settings & string]-?: NonNullable<Settings[Name]> extends infer Setting
			? Setting extends readonly unknown[] | Duration | Bandwidth | boolean | string
				? Name
				: Name | `${Name}.${PathsOf<Setting>}`
			: never;
	}[keyof Settings & string];

	/** What may stand at a path. */
	export type SettingAt<Path extends string> = ValueAt<ExperimentSpec, Path>;

	type ValueAt<Settings, Path extends string> = Path extends `faults.${number}.${string}`
		? string | number
		: Path extends `${infer Name}.${infer Rest}`
			? Name extends keyof Settings
				? ValueAt<NonNullable<Settings[Name]>, Rest>
				: never
			: Settings extends unknown
				? Path extends keyof Settings
					? Settings[Path]
					: never
				: never;
}

/** What a lab's `check.ts` may import. */
declare module 'lab/check' {
	import type { ExperimentSpec, Over, Overrides, Run, Table } from 'lab';

	export type {
		Chart,
		DuplicateCause,
		ExperimentSpec,
		Fate,
		FaultSpec,
		LossCause,
		Overrides,
		Run,
		Story,
		Table,
		TableRow
	} from 'lab';
	export { run, sweep } from 'lab';

	/** What a check says about the learner's work. */
	export interface Verdict {
		pass: boolean;
		/** One sentence with the figures that decided. */
		reason: string;
		figures: Record<string, string | number>;
	}

	/** What a check sees. */
	export interface Work {
		/** What each cell showed when it was last run, by cell. */
		runs: Record<string, Shown[]>;
		/** The default export of experiment.ts. */
		spec: ExperimentSpec;
		/** The lab's dials, as they stand. */
		dials: Record<string, string | number | boolean>;
		/** By question. */
		answers: Record<string, unknown>;
		run(spec: ExperimentSpec, overrides?: Overrides): Promise<Run>;
		sweep(spec: ExperimentSpec, over: Over, options?: { seeds?: number }): Promise<Table>;
	}

	/** Anything that `show` was given. */
	export type Shown =
		| Run
		| Table
		| { kind: 'text'; text: string }
		| { kind: 'chart'; type: 'line'; table: Table; x: string; y: string }
		| { kind: 'chart'; type: 'growth'; run: Run }
		| { kind: 'chart'; type: 'latency'; runs: { label: string; run: Run }[] };

	/** `check.ts` exports `checks` of this type, by the names that the lab uses. */
	export type Checks = Record<string, (work: Work) => Verdict | Promise<Verdict>>;
}
