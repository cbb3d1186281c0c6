import type { HeaderMatch, Headers, PartitionHandling, RabbitmqProducerSetup } from '#lib/sim';
import type { CommonConsumersModel, CommonProducersModel } from '../common/clients';
import type { MachineModel } from '../common/machine';
import type { ExperimentOf } from '../experiment';
import type { QueueArguments } from './queue-arguments';

export type RabbitmqExperiment = ExperimentOf<
	RabbitmqModel,
	RabbitmqProducersModel,
	RabbitmqConsumersModel
>;

export interface RabbitmqModel extends MachineModel {
	type: 'rabbitmq';
	version: '3.10';
	nodes: number;
	queue: QueueArguments & {
		kind: 'classic' | 'mirrored' | 'quorum';
		durable: boolean;
		/** Of a quorum queue: its members but the first. */
		mirrors: number;
		syncMode: 'manual' | 'automatic';
		promoteOnFailure: 'always' | 'when-synced';
		/** How often a message may come back; null: without limit. */
		deliveryLimit: number | null;
	};
	queues: number;
	exchange: {
		type: 'default' | 'direct' | 'fanout' | 'topic' | 'headers';
		/** Queue that gets what no binding matches; null: nobody. */
		alternate: string | null;
		bindings: { queue: string; key: string; headers: Headers | null; match: HeaderMatch }[];
	};
	balancer: BalancerModel | null;
	heartbeatUs: number;
	netTickUs: number;
	partitionHandling: PartitionHandling;
	/** Until a node serves again that was stopped because of a partition, once that is over. */
	restartUs: number;
}

export interface BalancerModel {
	policy: 'round-robin' | 'least-connections';
	healthCheckIntervalUs: number;
	healthCheckFailures: number;
}

export interface RabbitmqProducersModel extends CommonProducersModel {
	delivery: 'transient' | 'persistent';
	ack: 'none' | 'confirm' | 'transaction';
	/** Wait for confirms, or commit, after this many. */
	batch: number;
	/** Most unconfirmed messages when streaming; null: batches. */
	window: number | null;
	routingKeys: string[];
	/** Used in turn. */
	headers: Headers[];
	mandatory: boolean;
	expirationUs: number | null;
	priorities: number[];
	connectTo: string;
	/** What it declares on each connection, beside what the queues are. */
	declares: NonNullable<RabbitmqProducerSetup['declares']>;
}

export interface RabbitmqConsumersModel extends CommonConsumersModel {
	ack: 'manual' | 'automatic';
	/** 0: no limit. */
	prefetch: number;
	ackEvery: number;
	prefetchGlobal: boolean;
	/** Of the consumers in turn. */
	priorities: number[];
	rejectEvery: number;
	requeue: boolean;
	recoverEvery: number;
	exclusive: boolean;
	connectTo: string;
}
