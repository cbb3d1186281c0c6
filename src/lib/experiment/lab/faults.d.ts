declare module 'lab' {
	/** When a fault strikes: exactly one of the four. */
	export interface When {
		/** Simulated time since the start; `{ between: [from, to] }` draws one from the seed. */
		at?: Duration | { between: [Duration, Duration] };
		/** When the producers have sent this many messages. */
		afterAttempted?: number;
		/** When the consumers have processed this many messages. */
		afterProcessed?: number;
		/**
		 * While a consumer works on its nth message, half through it; where the target is a consumer,
		 * that consumer's own nth.
		 */
		whileProcessing?: number;
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
		/**
		 * Whom clients can reach meanwhile. `'outside'`: the nodes that are not named. `'divided'`: each the
		 * nodes on the side of the one it is connected to when the partition begins. `'everywhere'`: all;
		 * only nodes cannot reach one another. The last two for RabbitMQ. Default `'outside'`.
		 */
		clients?: 'outside' | 'divided' | 'everywhere';
	}
	export interface CutSpec extends When {
		kind: 'cut';
		target: string;
	}
	export interface SlowDiskSpec extends WhenFor {
		kind: 'slowDisk';
		target: string;
		/** How many times longer writes and syncs take: 1 … 10 000. */
		factor: number;
	}
	export interface FullDiskSpec extends WhenFor {
		kind: 'fullDisk';
		target: string;
	}
	export interface SlowLinkSpec extends WhenFor {
		kind: 'slowLink';
		target: string;
		/** Added to each way. */
		latency?: Duration;
		/** How many times longer each way takes: 1 … 10 000. */
		factor?: number;
	}
	export interface LossyLinkSpec extends WhenFor {
		kind: 'lossyLink';
		target: string;
		/** Share of the packets that is lost: 0 … 0.9. TCP sends them again after 200 ms, then 400 ms, … */
		loss: number;
	}
	export type FaultSpec =
		| SlowDiskSpec
		| FullDiskSpec
		| SlowLinkSpec
		| LossyLinkSpec
		| CrashSpec
		| PowerLossSpec
		| StopSpec
		| PauseSpec
		| PartitionSpec
		| CutSpec;

	/**
	 * A node, or who leads at that moment: the first queue (`'leader'`), another queue or partition
	 * (`leader('orders', 2)`), or, of Kafka with ZooKeeper, the cluster (`'controller'`).
	 */
	export type NodeTarget =
		`rabbit-${number}` | `kafka-${number}` | `activemq-${number}` | LeaderTarget | 'controller';
	export type LeaderTarget = 'leader' | `leader(${string})`;
	export type ClientTarget = 'producer' | `producer-${number}` | 'consumer' | `consumer-${number}`;

	/**
	 * Kills a process: its memory and its connections are gone at once, what it gave to the operating
	 * system is still written to disk. (`kill -9`)
	 */
	export function crash(target: NodeTarget | ClientTarget, when: WhenRestarting): CrashSpec;

	/**
	 * Cuts a machine's power: also lost is what was not yet synced to the disk. Nobody closes its
	 * connections: the others notice as they notice a silence, or when the machine starts again.
	 */
	export function powerLoss(target: NodeTarget, when: WhenRestarting): PowerLossSpec;

	/** Stops a node, or a client of Kafka, in good order, as for an upgrade. */
	export function stop(target: NodeTarget | ClientTarget, when: WhenRestarting): StopSpec;

	/** A process stands still and says nothing; the others notice only by their time-outs. */
	export function pause(target: NodeTarget | ClientTarget, when: WhenFor): PauseSpec;

	/**
	 * Cuts the network between these nodes and the other nodes, and all clients unless `clients` says
	 * otherwise.
	 */
	export function partition(
		nodes: (`rabbit-${number}` | `kafka-${number}` | `activemq-${number}`)[],
		when: WhenFor & Pick<PartitionSpec, 'clients'>
	): PartitionSpec;

	/**
	 * Cuts a client's connection once. What is on its way is lost; the client may connect again. Of a
	 * producer that waits for answers, the connection is cut just as the next answer (confirm or
	 * commit-ok) is about to arrive and swallows it: the broker has the messages, the producer does
	 * not know.
	 */
	export function cut(target: ClientTarget, when: When): CutSpec;

	/** Writes and syncs of a node's disk take longer for a while. */
	export function slowDisk(target: NodeTarget, when: WhenFor & { factor: number }): SlowDiskSpec;

	/**
	 * No room is left on a node's disk for a while. RabbitMQ stops reading from producers, ActiveMQ holds
	 * persistent ones back, a Kafka broker ends and is started again when there is room.
	 */
	export function fullDisk(target: NodeTarget, when: WhenFor): FullDiskSpec;

	/** Everything to and from a node takes longer for a while. */
	export function slowLink(
		target: NodeTarget,
		when: WhenFor & { latency?: Duration; factor?: number }
	): SlowLinkSpec;

	/** Packets to and from a node are lost for a while, and TCP sends them again. */
	export function lossyLink(target: NodeTarget, when: WhenFor & { loss: number }): LossyLinkSpec;

	/**
	 * The node that leads a queue (`'orders'`, `'orders-2'`), or a partition of Kafka's topic `'orders'`,
	 * counted from 0, when the fault strikes.
	 */
	export function leader(name?: string, partition?: number): LeaderTarget;
}
