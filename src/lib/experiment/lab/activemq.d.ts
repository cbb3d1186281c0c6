declare module 'lab' {
	/** ActiveMQ Classic's own settings, in its own words and those of JMS; defaults of 5.17. */
	export interface ActivemqSettings extends MachineSpec {
		/** Which ActiveMQ Classic is simulated. */
		version?: '5.17';
		/**
		 * One broker; a master with slaves that wait for the lock of the store they share; or a network
		 * of brokers that forward messages to one another. Default `'single'`.
		 */
		topology?: 'single' | 'shared-store' | 'network';
		/** Brokers, `activemq-1` … `activemq-7`. Default: 2, or 1 where the topology is `'single'`. */
		nodes?: number;
		/** A queue gives each message to one consumer, a topic to all that are subscribed. Default `'queue'`. */
		destination?: 'queue' | 'topic';
		/** With a topic: the broker keeps messages for a subscriber that is away. Default false. */
		durableSubscription?: boolean;
		/** When KahaDB's journal is synced (`journalDiskSyncStrategy`). Default `'always'`. */
		diskSync?: 'always' | 'periodic' | 'never';
		/** With `diskSync: 'periodic'`: how often. Default 1 s. */
		diskSyncInterval?: Duration;
		/** With a shared store: how often a slave tries the lock. Default 10 s. */
		lockPoll?: Duration;
		/** With a shared store: how often the master makes sure that the lock is still its own. Default 0: not. */
		lockKeepAlive?: Duration;
		/** What is done with a message that a consumer rolled back. */
		redelivery?: {
			/** Deliveries after the first, 0 … 250, before the dead-letter queue gets it. Default 6. */
			maximum?: number;
			/** Before each of them. Default 1 s. */
			delay?: Duration;
		};
		/** Bytes of messages in memory before producers are held back. Default 67108864. */
		memoryLimit?: number;
		/** Bytes in the store before producers are held back. Default 100 000 000 000. */
		storeLimit?: number;
		/** A queue dispatches while the store still writes. Default true. */
		concurrentStoreAndDispatch?: boolean;
		/** Between checkpoints of KahaDB's index. Default 5 s. */
		checkpointInterval?: Duration;
	}

	export interface ActivemqBroker extends ActivemqSettings {
		type: 'activemq';
	}

	export interface ActivemqProducers extends CommonProducers {
		/** Persistent messages are in the store before they count as sent. Default `'persistent'`, as in JMS. */
		deliveryMode?: 'persistent' | 'non-persistent';
		/** Send in a transacted session. Default false. */
		transacted?: boolean;
		/** In a transacted session: commit after so many messages. Default 1. */
		commitEvery?: number;
		/**
		 * Do not wait for the broker's answer (`useAsyncSend`). Default: wait for persistent messages
		 * outside a transaction, and not for others.
		 */
		asyncSend?: boolean;
		/** Asynchronous sends: bytes under way, at most (`producerWindowSize`). Default: no limit. */
		producerWindow?: number;
		/** Use the `failover:` transport, which reconnects by itself. Default true. */
		failover?: boolean;
		/** `failover:` waits so long before it reconnects, twice as long each time … Default 10 ms. */
		initialReconnectDelay?: Duration;
		/** … up to this. Default 30 s. */
		maxReconnectDelay?: Duration;
		/** The broker that producers connect to, or `'spread'`: in turn. Default `'spread'` in a network. */
		connectTo?: string;
	}

	export interface ActivemqConsumers extends CommonConsumers {
		/**
		 * Call `receive()`, or have a `MessageListener` called. With `'auto'` the first acknowledges before
		 * the application works, the second after. Default `'listener'`.
		 */
		style?: 'receive' | 'listener';
		/** JMS's session modes, and ActiveMQ's `INDIVIDUAL_ACKNOWLEDGE`. Default `'auto'`. */
		acknowledgeMode?: 'auto' | 'client' | 'dups-ok' | 'individual' | 'transacted';
		/** `'client'`, `'transacted'`: acknowledge or commit after so many messages. Default 1. */
		ackEvery?: number;
		/** Messages that the broker sends ahead. Default 1000 for a queue, 32767 for a topic, 100 for a durable subscription. */
		prefetch?: number;
		/** Acknowledge in batches (`optimizeAcknowledge`). Default false. */
		optimizeAcknowledge?: boolean;
		/** The queue gives everything to one of its consumers. Default false. */
		exclusive?: boolean;
		/**
		 * The application fails at every so many messages (throws, recovers or rolls back), and the message
		 * is delivered again by `broker.redelivery`. Default 0: never.
		 */
		rejectEvery?: number;
		/** How often it fails at the same message; 255: always. Default 1. */
		rejectTimes?: number;
		/** Use the `failover:` transport, which reconnects by itself. Default true. */
		failover?: boolean;
		/** `failover:` waits so long before it reconnects, twice as long each time … Default 10 ms. */
		initialReconnectDelay?: Duration;
		/** … up to this. Default 30 s. */
		maxReconnectDelay?: Duration;
		/** The broker that consumers connect to, or `'spread'`: in turn from the last. Default `'spread'` in a network. */
		connectTo?: string;
	}

	/** ActiveMQ Classic with the destination `orders`. */
	export function activemq(settings?: ActivemqSettings): ActivemqBroker;
}
