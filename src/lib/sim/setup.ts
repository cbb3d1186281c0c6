import type { FaultKind } from './result';
import type { Profile } from './profile';

/** What the engine is told: plain numbers, microseconds, nodes counted from 0. */
export interface Setup {
	/** 0 … 2^32 − 1. */
	seed: number;
	/** Simulated time after which the run ends even if it has not drained. */
	limitUs: number;
	/** Of all producers together. */
	messages: number;
	nodes: number;
	/** 1 … 8 queues, all alike; the master of queue q is on node q % nodes. */
	queues: number;
	queue: { durable: boolean; mirrors: number; automaticSync: boolean; promoteAlways: boolean };
	exchange: {
		type: 'default' | 'direct' | 'fanout' | 'topic';
		bindings: { queue: number; key: string }[];
	};
	profile: Profile;
	heartbeatUs: number;
	netTickUs: number;
	producers: ProducerSetup[];
	consumers: ConsumerSetup[];
	faults: FaultSetup[];
	/** Number of the message whose steps are recorded; -1: none. */
	traceMessage: number;
}

export interface ProducerSetup {
	node: number;
	messages: number;
	/** Per second; 0: as fast as it goes. */
	rate: number;
	arrivals: 'constant' | 'poisson';
	/** Bytes of one message's body. */
	size: number;
	persistent: boolean;
	ack: 'none' | 'confirm' | 'transaction';
	/** Wait for confirms, or commit, after this many. */
	batch: number;
	/** Most unconfirmed messages when streaming; 0: batches. */
	window: number;
	/** Send again what was not acknowledged. */
	retry: boolean;
	/** 0: no key, order is judged over the whole producer. */
	keys: number;
	/** Used in turn; empty: the name of the queue. */
	routingKeys: string[];
	/** Driven frame by frame from outside the engine. */
	host: boolean;
}

export interface ConsumerSetup {
	node: number;
	queue: number;
	manual: boolean;
	/** 0: no limit. */
	prefetch: number;
	ackEvery: number;
	processing: Distribution;
	/** Remembers what it processed and skips repeats. */
	idempotent: boolean;
	host: boolean;
}

export interface Distribution {
	kind: 'constant' | 'uniform' | 'exponential' | 'lognormal';
	meanUs: number;
	/** uniform: half the width over the mean; lognormal: sigma; otherwise unused. */
	spread: number;
}

export interface FaultSetup {
	kind: FaultKind;
	/** master: the node of the queue's master at that moment. */
	target: { kind: 'node' | 'producer' | 'consumer' | 'master'; index: number };
	when: { atUs: number } | { afterAttempted: number } | { afterProcessed: number };
	/** crash, powerLoss, stop: until it serves again (Infinity: never); pause, partition: length. */
	durationUs: number;
	/** partition: the nodes on the side of the target, the target included. */
	others: number[];
}
