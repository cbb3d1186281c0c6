import type { CommonConsumersModel, CommonProducersModel } from '../common/clients';
import type { MachineModel } from '../common/machine';
import type { ExperimentOf } from '../experiment';

export type ActivemqExperiment = ExperimentOf<
	ActivemqModel,
	ActivemqProducersModel,
	ActivemqConsumersModel
>;

export interface ActivemqModel extends MachineModel {
	type: 'activemq';
	version: '5.17';
	topology: 'single' | 'shared-store' | 'network';
	nodes: number;
	destination: 'queue' | 'topic';
	durableSubscription: boolean;
	diskSync: 'always' | 'periodic' | 'never';
	diskSyncIntervalUs: number;
	lockPollUs: number;
	lockKeepAliveUs: number;
	redelivery: { maximum: number; delayUs: number };
	memoryLimitBytes: number;
	storeLimitBytes: number;
	concurrentStoreAndDispatch: boolean;
	checkpointUs: number;
}

export interface ActivemqProducersModel extends CommonProducersModel {
	deliveryMode: 'persistent' | 'non-persistent';
	transacted: boolean;
	commitEvery: number;
	asyncSend: boolean;
	/** null: no limit. */
	producerWindowBytes: number | null;
	failover: boolean;
	initialReconnectUs: number;
	maxReconnectUs: number;
	/** A node, or `spread`. */
	connectTo: string;
}

export interface ActivemqConsumersModel extends CommonConsumersModel {
	style: 'receive' | 'listener';
	acknowledgeMode: 'auto' | 'client' | 'dups-ok' | 'individual' | 'transacted';
	ackEvery: number;
	prefetch: number;
	optimizeAcknowledge: boolean;
	exclusive: boolean;
	/** 0: never. */
	rejectEvery: number;
	rejectTimes: number;
	failover: boolean;
	initialReconnectUs: number;
	maxReconnectUs: number;
	/** A node, or `spread`. */
	connectTo: string;
}
