import type { CommonConsumersModel, CommonProducersModel } from '../common/clients';
import type { MachineModel } from '../common/machine';
import type { ExperimentOf } from '../experiment';

export type RabbitmqExperiment = ExperimentOf<
	RabbitmqModel,
	RabbitmqProducersModel,
	RabbitmqConsumersModel
>;

export interface RabbitmqModel extends MachineModel {
	type: 'rabbitmq';
	version: '3.10';
	nodes: number;
	queue: {
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
		type: 'default' | 'direct' | 'fanout' | 'topic';
		bindings: { queue: string; key: string }[];
	};
	heartbeatUs: number;
	netTickUs: number;
}

export interface RabbitmqProducersModel extends CommonProducersModel {
	delivery: 'transient' | 'persistent';
	ack: 'none' | 'confirm' | 'transaction';
	/** Wait for confirms, or commit, after this many. */
	batch: number;
	/** Most unconfirmed messages when streaming; null: batches. */
	window: number | null;
	routingKeys: string[];
	connectTo: string;
}

export interface RabbitmqConsumersModel extends CommonConsumersModel {
	ack: 'manual' | 'automatic';
	/** 0: no limit. */
	prefetch: number;
	ackEvery: number;
	connectTo: string;
}
