declare module 'lab' {
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
}
