declare module 'lab' {
	/**
	 * Kafka's own settings, in its own words less the units. What differs from release to release
	 * has the default of `version`.
	 */
	export interface KafkaSettings extends MachineSpec {
		/**
		 * Whose defaults and whose protocol: `'0.8'` is 0.8.2, `'2.x'` 2.3, `'3.x'` 3.9, `'4.x'` 4.0.
		 * Default `'3.x'`.
		 */
		version?: '0.8' | '2.x' | '3.x' | '4.x';
		/** Brokers of the cluster, `kafka-1` … `kafka-7`. Default: as many as `topic.replicationFactor`. */
		nodes?: number;
		/** How the topic `orders` is made. */
		topic?: TopicSpec;
		/**
		 * Who keeps the cluster's metadata and notices a dead broker. 0.8 and 2.x have ZooKeeper only, 4.x
		 * KRaft only. Default: ZooKeeper until 2.x, KRaft from 3.x.
		 */
		coordination?: 'zookeeper' | 'kraft';
		/**
		 * A broker that does not answer this long is dead (`zookeeper.session.timeout.ms`,
		 * `broker.session.timeout.ms`). Default with ZooKeeper: 6 s in 0.8 and 2.x, 18 s from 2.5
		 * (KIP-537); with KRaft 9 s.
		 */
		sessionTimeout?: Duration;
		/**
		 * A follower that has not caught up for so long leaves the in-sync replicas
		 * (`replica.lag.time.max.ms`). Default 10 s, 30 s from 2.5 (KIP-537).
		 */
		replicaLagTime?: Duration;
		/** 0.8 only: or that is so many messages behind (`replica.lag.max.messages`). Default 4000. */
		replicaLagMessages?: number;
		/** Move leadership away before a broker stops in good order. Default true. */
		controlledShutdown?: boolean;
	}

	export interface KafkaBroker extends KafkaSettings {
		type: 'kafka';
	}

	export interface TopicSpec {
		/** Logs that the topic consists of, 1 … 256; order holds within one. Default 1. */
		partitions?: number;
		/** Copies of each partition, on brokers of their own, the leader's included. Default 1. */
		replicationFactor?: number;
		/** With `acks: 'all'`: refuse messages while fewer replicas than this are in sync. Default 1. */
		minInsyncReplicas?: number;
		/**
		 * May a replica that is not in sync become the leader when no other is left? Default true in 0.8,
		 * false from 0.11 (KIP-106).
		 */
		uncleanLeaderElection?: boolean;
		/**
		 * When the log is synced to disk: `'system'` leaves it to the operating system, `'message'` after
		 * each, or after so many `messages` or an `interval`, whichever comes first. Default `'system'`.
		 */
		flush?: 'system' | 'message' | { messages?: number; interval?: Duration };
	}

	export interface KafkaProducers extends CommonProducers {
		/**
		 * 0.8 has two: the old one, which waits for each request, and the Java client, which later
		 * releases have alone. Default `'old'` in 0.8.
		 */
		client?: 'old' | 'java';
		/**
		 * Wait for each message (old client: for each list of `batchMessages`; Java: `send().get()`), or
		 * hand it to a thread that sends in batches. Default `'sync'` for the old client (`producer.type`),
		 * `'async'` for the Java client.
		 */
		mode?: 'sync' | 'async';
		/**
		 * Who must have a message before it counts as acknowledged: nobody, its leader, or all in-sync
		 * replicas. Default 0 in 0.8 (Java client: 1), 1 in 2.x, `'all'` from 3.0 (KIP-679).
		 */
		acks?: 0 | 1 | 'all';
		/** Java client: bytes of a batch for one partition, at most; 0: no batches. Default 16384. */
		batchSize?: number;
		/**
		 * Old client: messages in a batch. `'async'`: sent when so many wait (`batch.num.messages`, default
		 * 200); `'sync'`: messages in one call of `send` (default 1).
		 */
		batchMessages?: number;
		/**
		 * Wait this long for a batch to fill. Default 5 s for the old client (`queue.buffering.max.ms`), 0 for
		 * the Java client, 5 ms from 4.0 (KIP-1030).
		 */
		linger?: Duration;
		/** Java client: bytes that wait to be sent, at most; then `send` blocks. Default 33554432. */
		bufferMemory?: number;
		/** Old client, asynchronous: messages that wait to be sent, at most. Default 10 000. */
		bufferMessages?: number;
		/**
		 * Old client, asynchronous, when `bufferMessages` wait: how long `send` blocks before the message
		 * fails (`queue.enqueue.timeout.ms`). Default `'block'`: until there is room.
		 */
		enqueueTimeout?: 'block' | Duration;
		/** Java client: requests under way to one broker, 1 … 100. Default 5. */
		maxInFlight?: number;
		/** Default 3 for the old client, 0 for 0.8's Java client, 2147483647 from 2.1 (KIP-91). */
		retries?: number;
		/** Before each retry. Default 100 ms. */
		retryBackoff?: Duration;
		/** Java client from 2.1: a message that is not acknowledged by then has failed. Default 2 min. */
		deliveryTimeout?: Duration;
		/** A request that is not answered by then counts as failed. Default 10 s for the old client, else 30 s. */
		requestTimeout?: Duration;
		/**
		 * Sequence numbers let brokers drop what a producer sends twice. Needs acks `'all'` and at most 5 in
		 * flight. Default false, true from 3.0 (KIP-679) unless other settings exclude it.
		 */
		idempotence?: boolean;
		/** Send in transactions. From 0.11. Default false. */
		transactional?: boolean;
		/** Commit after so many messages. Default 100, if `transactionInterval` is not given. */
		transactionMessages?: number;
		/** Commit after this time. */
		transactionInterval?: Duration;
		/** Abort every so many transactions instead of committing. Default 0: none. */
		abortEvery?: number;
		/**
		 * Which partition a message goes to. Default without `keys`: `'random'`, one for ten minutes (old
		 * client), `'round-robin'` (Java client), `'sticky'`, the next after each batch (from 2.4, KIP-480); with
		 * `keys`: `'hash-code'` (old client) or `'murmur2'` of the key.
		 */
		partitioner?: 'random' | 'round-robin' | 'sticky' | 'hash-code' | 'murmur2';
	}

	export interface KafkaConsumers extends CommonConsumers {
		/**
		 * `'shared'`: all consumers in one group, each partition is read by one of them. `'separate'`: each
		 * in a group of its own, so that each reads everything. Default `'shared'`.
		 */
		group?: 'shared' | 'separate';
		/** Commit offsets at an interval. Default true, unless another way to commit is given. */
		autoCommit?: boolean;
		/** Default 60 s in 0.8, 5 s since. */
		autoCommitInterval?: Duration;
		/** Commit by yourself, after or before the work on the messages. Default `'after'`. */
		commit?: 'after' | 'before';
		/** Commit by yourself every so many messages, or once for each poll. Default `'poll'`. */
		commitEvery?: number | 'poll';
		/** Wait for each commit of your own, or not. Default `'sync'`. */
		commitMode?: 'sync' | 'async';
		/**
		 * Where to begin without a committed offset (`auto.offset.reset`): behind the last message or
		 * at the first. Default `'latest'`, as in Kafka.
		 */
		offsetReset?: 'latest' | 'earliest';
		/** Messages that one poll gives, at most. Default 500. */
		maxPollRecords?: number;
		/** A fetch is answered when so many bytes are there … Default 1. */
		fetchMinBytes?: number;
		/** … or after this time. Default 100 ms in 0.8, 500 ms since. */
		fetchMaxWait?: Duration;
		/** Bytes of one partition in an answer, at most. Default 1048576. */
		fetchMaxBytes?: number;
		/**
		 * How the partitions are dealt out to the members of a group. `'sticky'` from 0.11, `'cooperative'` from
		 * 2.4. Default `'range'`.
		 */
		assignment?: 'range' | 'round-robin' | 'sticky' | 'cooperative';
		/**
		 * A member that is silent this long is taken out of the group. Default 6 s in 0.8 (its ZooKeeper
		 * session), 10 s in 2.x, 45 s from 3.0 (KIP-735).
		 */
		sessionTimeout?: Duration;
		/** Between heartbeats to the coordinator. Default 3 s; in 0.8 a third of the session. */
		heartbeat?: Duration;
		/** A member that does not poll for so long leaves the group. Not in 0.8. Default 5 min. */
		maxPollInterval?: Duration;
		/** Whether messages of open and aborted transactions are seen. Default `'read-uncommitted'`. */
		isolation?: 'read-uncommitted' | 'read-committed';
		/**
		 * Each message is processed in a transaction that holds its result and its offset
		 * (consume–transform–produce). From 0.11. Default false.
		 */
		transactional?: boolean;
		/**
		 * Each consumer is a static member of its group (`group.instance.id`, KIP-345, from 2.3): started again
		 * before its session ends it has its partitions back at once, and stopped it leaves nothing to others
		 * until then. Default false.
		 */
		staticMembership?: boolean;
	}

	/** A Kafka cluster with the topic `orders`. */
	export function kafka(settings?: KafkaSettings): KafkaBroker;
}
