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
		/** A load balancer in front of the cluster, for clients with `connectTo: 'balancer'`. */
		balancer?: BalancerSpec;
		/**
		 * A silent client (paused, cut off) is noticed after this. A crashed process resets its
		 * connections at once. 1 s … 10 min, default `'60s'`.
		 */
		heartbeat?: Duration;
		/** A silent node is noticed after this, ± 25 %. 1 s … 10 min, default `'60s'`. */
		netTickTime?: Duration;
		/**
		 * What nodes do when they have noticed a partition (`cluster_partition_handling`). `'ignore'`: both
		 * sides go on, each with its own queues, until somebody restarts the nodes of one (`stop` or
		 * `crash` with `restartAfter`, after the partition), which then join the other. `'pause_minority'`:
		 * nodes of a side that is not more than half of the cluster stop until the partition ends.
		 * `'autoheal'`: both go on, and at the end the side with fewer connections restarts and loses what
		 * only it had. Default `'ignore'`, as in RabbitMQ.
		 */
		partitionHandling?: 'ignore' | 'pause_minority' | 'autoheal';
		/**
		 * How long a node that `pause_minority` or `autoheal` has stopped takes to serve again, once the
		 * partition is over. Default `'5s'`.
		 */
		restartTime?: Duration;
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
		/** A message that has waited so long expires, at the head of the queue. Default: never. */
		messageTtl?: Duration;
		/** Most messages that wait (those with consumers do not count). Default: no limit. */
		maxLength?: number;
		/** Most bytes of the bodies that wait. Default: no limit. */
		maxLengthBytes?: number;
		/**
		 * A message too many: the oldest goes, or the new one is refused, with a nack if confirms are
		 * asked for; `'reject-publish-dlx'` dead-letters it too. Default `'drop-head'`.
		 */
		overflow?: 'drop-head' | 'reject-publish' | 'reject-publish-dlx';
		/**
		 * Where rejected, expired and dropped messages go. `''` is the default exchange, which finds the
		 * queue by `deadLetterRoutingKey`; any other is not there, and swallows them. Default: nowhere.
		 */
		deadLetterExchange?: string;
		/**
		 * Routing key of dead letters, with exchange `''` the name of a queue, `'orders-2'`: that queue
		 * is declared without limits and dead letters of its own. Default: the key they came with.
		 */
		deadLetterRoutingKey?: string;
		/** Messages of higher priority first, up to this one; 0 … 255. Default 0: no priorities. */
		maxPriority?: number;
		/** Only one consumer is served; the next when it is gone. Default false. */
		singleActiveConsumer?: boolean;
		/** The queue belongs to the connection of its first consumer, and goes with it. Default false. */
		exclusive?: boolean;
		/** The queue goes with its last consumer. Default false. */
		autoDelete?: boolean;
		/** The queue goes when it has had no consumer for so long. Default: never. */
		expires?: Duration;
	}

	export interface BalancerSpec {
		/** Each new connection to the next node, or to the one with the fewest. Default `'round-robin'`. */
		policy?: 'round-robin' | 'least-connections';
		/** How often each node is asked whether it lives. Until it is noticed a dead node gets connections. Default `'2s'`. */
		healthCheckInterval?: Duration;
		/** How many checks in a row must fail. Default 3. */
		healthCheckFailures?: number;
	}

	export interface ExchangeSpec {
		/** Default `'default'`: the routing key is the queue's name. */
		type?: 'default' | 'direct' | 'fanout' | 'topic' | 'headers';
		/** An alternate exchange: what no binding matches goes to this queue. Default: none. */
		alternateExchange?: { queue: string };
		/**
		 * Which queue gets messages of which key. In a topic exchange `*` stands for one word, `#` for
		 * any number. Default: every queue gets everything it could.
		 */
		bindings?: {
			queue: string;
			key?: string;
			/** Of a headers exchange; `null` asks only for the header to be there. */
			headers?: Record<string, string | number | boolean | null>;
			/** `x-match`. Default `'all'`. */
			match?: 'all' | 'any' | 'all-with-x' | 'any-with-x';
		}[];
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
		/** Headers, used in turn, for a headers exchange. Default: none. */
		headers?: Record<string, string | number | boolean | null>[];
		/** What cannot be routed comes back, before its confirm. Default false. */
		mandatory?: boolean;
		/** Each message expires at the head of a queue when it is so old. Default: never. */
		expiration?: Duration;
		/** Priorities of the messages, 0 … 255, used in turn. Default: 0. */
		priorities?: number[];
		/** The node that producers connect to, or `'balancer'`. Default `'rabbit-1'`, the first queue's master. */
		connectTo?: string;
		/**
		 * Whether a producer declares the queues it publishes to on each connection, and waits for the
		 * answer: until a mirror has taken over, until the queue's node is back. With arguments that are
		 * not those of the queue the answer is 406 PRECONDITION_FAILED, of another connection's exclusive
		 * queue 405 RESOURCE_LOCKED, and the producer gives up. Default false.
		 */
		declare?: boolean | { durable?: boolean; messageTtl?: Duration };
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
		/** `basic.qos` with `global`: all consumers share one channel, and one count. Default false. */
		prefetchGlobal?: boolean;
		/** Priorities of the consumers, in turn: the highest with free prefetch is served. Default: 0. */
		priorities?: number[];
		/** Reject every so manyth message instead of processing it. Default 0: none. */
		rejectEvery?: number;
		/** What is rejected goes back to its place, or (false) is dead-lettered. Default true. */
		requeue?: boolean;
		/** After so many messages ask for all unacknowledged ones again (`basic.recover`). Default 0: never. */
		recoverEvery?: number;
		/**
		 * Wants its queue for itself (`basic.consume` with `exclusive`). Where there is another consumer it
		 * is refused, 403 ACCESS_REFUSED, and gives up. Default false.
		 */
		exclusive?: boolean;
		/** The node that consumers connect to, or `'balancer'`. Default `'rabbit-1'`. */
		connectTo?: string;
	}

	/** A RabbitMQ broker, alone or as a cluster. */
	export function rabbitmq(settings?: RabbitmqSettings): RabbitmqBroker;
}
