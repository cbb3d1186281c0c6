import type { declarations, partitionHandlings } from '../layout';
import type { CommonSetup, WorkloadSetup, WorkSetup } from '../setup';
import type { ExchangeSetup, PublishSetup, QueueSetup, SubscriptionSetup } from './things';

export interface RabbitmqSetup extends CommonSetup {
	broker: 'rabbitmq';
	/** 1 … 8 queues; the master of queue q is on node q % nodes. */
	queues: number;
	queue: QueueSetup;
	/** By number: queues with settings of their own. */
	queueOf: Record<number, QueueSetup>;
	/** The one that producers publish to, and further ones, numbered from 1. */
	exchange: ExchangeSetup;
	exchanges: ExchangeSetup[];
	/** In front of the cluster; absent: none. */
	balancer?: BalancerSetup;
	heartbeatUs: number;
	netTickUs: number;
	/** A silence between nodes is noticed after `netTickUs`, give or take at most this share of it. */
	netTickSpread: number;
	partitionHandling: PartitionHandling;
	/** How long a node that was stopped for a partition takes to serve again, once the links are whole. */
	restartUs: number;
	producers: RabbitmqProducerSetup[];
	consumers: RabbitmqConsumerSetup[];
}

export type PartitionHandling = (typeof partitionHandlings)[number];

export interface BalancerSetup {
	policy: 'round-robin' | 'least-connections';
	healthCheckIntervalUs: number;
	/** So many in a row must fail before a node is taken for dead. */
	healthCheckFailures: number;
}

export interface RabbitmqProducerSetup extends WorkloadSetup, PublishSetup {
	/** Connects through the balancer; then `node` is of no account. */
	balanced?: boolean;
	/** Declares its queues on each connection, with their own arguments or others. Absent: nothing. */
	declares?: (typeof declarations)[number];
	persistent: boolean;
	ack: 'none' | 'confirm' | 'transaction';
	/** Wait for confirms, or commit, after this many. */
	batch: number;
	/** Most unconfirmed messages when streaming; 0: batches. */
	window: number;
	/** Used in turn; empty: the name of the queue. */
	routingKeys: string[];
}

export interface RabbitmqConsumerSetup extends WorkSetup, SubscriptionSetup {
	/** Connects through the balancer; then `node` is of no account. */
	balanced?: boolean;
	/** Wants the queue for itself. Absent: no. */
	exclusive?: boolean;
	queue: number;
	manual: boolean;
	/** 0: no limit. */
	prefetch: number;
	ackEvery: number;
}
