import type { CommonSetup, WorkloadSetup, WorkSetup } from '../setup';

export interface RabbitmqSetup extends CommonSetup {
	broker: 'rabbitmq';
	/** 1 … 8 queues, all alike; the master of queue q is on node q % nodes. */
	queues: number;
	queue: {
		durable: boolean;
		/** Of a quorum queue: its members but the first. */
		mirrors: number;
		automaticSync: boolean;
		promoteAlways: boolean;
		/** Absent: classic, mirrored or not. */
		kind?: 'classic' | 'quorum';
		/** Quorum queues: how often a message may come back; absent or 0: without limit. */
		deliveryLimit?: number;
	};
	exchange: {
		type: 'default' | 'direct' | 'fanout' | 'topic';
		bindings: { queue: number; key: string }[];
	};
	heartbeatUs: number;
	netTickUs: number;
	producers: RabbitmqProducerSetup[];
	consumers: RabbitmqConsumerSetup[];
}

export interface RabbitmqProducerSetup extends WorkloadSetup {
	persistent: boolean;
	ack: 'none' | 'confirm' | 'transaction';
	/** Wait for confirms, or commit, after this many. */
	batch: number;
	/** Most unconfirmed messages when streaming; 0: batches. */
	window: number;
	/** Used in turn; empty: the name of the queue. */
	routingKeys: string[];
}

export interface RabbitmqConsumerSetup extends WorkSetup {
	queue: number;
	manual: boolean;
	/** 0: no limit. */
	prefetch: number;
	ackEvery: number;
}
