declare module 'lab' {
	/** RabbitMQ's own settings, in its own words. */
	export interface RabbitmqSettings extends MachineSpec {
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
		/**
		 * A silent client (paused, cut off) is noticed after this. A crashed process resets its
		 * connections at once. 1 s … 10 min, default `'60s'`.
		 */
		heartbeat?: Duration;
		/** A silent node is noticed after this, ± 25 %. 1 s … 10 min, default `'60s'`. */
		netTickTime?: Duration;
	}

	export interface RabbitmqBroker extends RabbitmqSettings {
		type: 'rabbitmq';
	}

	export interface QueueSpec {
		/**
		 * `'mirrored'` as soon as there are mirrors, else `'classic'`. `'quorum'`: a Raft group, whose
		 * members agree by majority and have everything on their disks before it is confirmed.
		 */
		kind?: 'classic' | 'mirrored' | 'quorum';
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
		/** Quorum queues: members, each on a node of its own. Default 3, or all nodes if there are fewer. */
		groupSize?: number;
		/** Quorum queues: a message that comes back more often than this is dropped. Default: without limit. */
		deliveryLimit?: number;
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

	export interface RabbitmqProducers extends CommonProducers {
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
		/** Routing keys, used in turn. Default: the names of the queues. */
		routingKeys?: string[];
		/** The node that producers connect to. Default `'rabbit-1'`, the first queue's master. */
		connectTo?: string;
	}

	export interface RabbitmqConsumers extends CommonConsumers {
		/**
		 * `'automatic'`: a message counts as acknowledged when it is sent to the consumer. `'manual'`:
		 * when the consumer says so, after processing. Default `'manual'`.
		 */
		ack?: 'manual' | 'automatic';
		/** Most unacknowledged messages at one consumer, 0 … 65 535. Default 0: no limit, as in RabbitMQ. */
		prefetch?: number;
		/** Acknowledge every so many messages at once (`multiple`). Default 1. */
		ackEvery?: number;
		/** The node that consumers connect to. Default `'rabbit-1'`. */
		connectTo?: string;
	}

	/** A RabbitMQ broker, alone or as a cluster. */
	export function rabbitmq(settings?: RabbitmqSettings): RabbitmqBroker;
}
