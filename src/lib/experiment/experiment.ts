import { queueName, type Distribution, type FaultKind, type profiles } from '#lib/sim';
import type { CompleteFault, CompleteSpec } from './schema';

/**
 * An experiment with nothing left open: what a spec means once every default is filled in. It is
 * plain JSON, so that a run kept in the history can be executed again years later; null stands for
 * "none" or "never".
 */
export interface Experiment {
	broker: RabbitmqModel;
	producers: ProducersModel;
	consumers: ConsumersModel;
	faults: FaultModel[];
	seed: number;
	limitUs: number;
	label: string;
}

export interface RabbitmqModel {
	type: 'rabbitmq';
	version: '3.10';
	nodes: number;
	queue: {
		kind: 'classic' | 'mirrored';
		durable: boolean;
		mirrors: number;
		syncMode: 'manual' | 'automatic';
		promoteOnFailure: 'always' | 'when-synced';
	};
	queues: number;
	exchange: {
		type: 'default' | 'direct' | 'fanout' | 'topic';
		bindings: { queue: string; key: string }[];
	};
	profile: keyof typeof profiles;
	/** null: the profile's own. */
	link: { latencyUs: number | null; jitterUs: number | null; bytesPerUs: number | null };
	disk: { syncUs: number | null; bytesPerUs: number | null };
	heartbeatUs: number;
	netTickUs: number;
}

export interface ProducersModel {
	count: number;
	/** All producers together. */
	messages: number;
	/** Per second, all producers together; null: as fast as it goes. */
	rate: number | null;
	arrivals: 'constant' | 'poisson';
	sizeBytes: number;
	delivery: 'transient' | 'persistent';
	ack: 'none' | 'confirm' | 'transaction';
	/** Wait for confirms, or commit, after this many. */
	batch: number;
	/** Most unconfirmed messages when streaming; null: batches. */
	window: number | null;
	retry: boolean;
	keys: number;
	routingKeys: string[];
	connectTo: string;
}

export interface ConsumersModel {
	count: number;
	ack: 'manual' | 'automatic';
	/** 0: no limit. */
	prefetch: number;
	ackEvery: number;
	processing: Distribution;
	idempotent: boolean;
	connectTo: string;
}

export interface FaultModel {
	kind: FaultKind;
	/** `rabbit-1`, `leader`, `producer-1`, `consumer-1`; a partition has its nodes instead. */
	target: string | null;
	nodes: string[];
	when: { atUs: number } | { afterAttempted: number } | { afterProcessed: number };
	/** null: for good. */
	durationUs: number | null;
}

export const nodeName = (index: number): string => `rabbit-${index + 1}`;

/** Fills in the defaults that depend on other settings; all others are in the schema. */
export function complete(spec: CompleteSpec): Experiment {
	return {
		broker: completeBroker(spec.broker),
		producers: completeProducers(spec),
		consumers: completeConsumers(spec.consumers),
		faults: spec.faults.map(completeFault),
		seed: spec.seed,
		limitUs: spec.limit,
		label: spec.label
	};
}

function completeBroker(broker: CompleteSpec['broker']): RabbitmqModel {
	const mirrors = broker.queue.mirrors ?? (broker.queue.kind === 'mirrored' ? 1 : 0);
	return {
		type: broker.type,
		version: broker.version,
		nodes: broker.nodes ?? mirrors + 1,
		queue: { ...broker.queue, kind: broker.queue.kind ?? kindFor(mirrors), mirrors },
		queues: broker.queues,
		exchange: {
			type: broker.exchange.type,
			bindings: broker.exchange.bindings ?? bindingsFor(broker.exchange.type, broker.queues)
		},
		profile: broker.profile,
		link: {
			latencyUs: broker.link.latency ?? null,
			jitterUs: broker.link.jitter ?? null,
			bytesPerUs: broker.link.bandwidth ?? null
		},
		disk: { syncUs: broker.disk.sync ?? null, bytesPerUs: broker.disk.bandwidth ?? null },
		heartbeatUs: broker.heartbeat,
		netTickUs: broker.netTickTime
	};
}

const kindFor = (mirrors: number): 'classic' | 'mirrored' => (mirrors > 0 ? 'mirrored' : 'classic');

/** Every queue gets everything it could: a learner who wants less writes bindings. */
function bindingsFor(type: RabbitmqModel['exchange']['type'], queues: number) {
	if (type === 'default') return [];
	return Array.from({ length: queues }, (_, index) => ({
		queue: queueName(index),
		key: { direct: queueName(index), fanout: '', topic: '#' }[type]
	}));
}

function completeProducers({ producers, broker }: CompleteSpec): ProducersModel {
	const { size, rate, window, batch, routingKeys, ...same } = producers;
	const addressed = broker.exchange.type === 'default' || broker.exchange.type === 'direct';
	const names = Array.from({ length: broker.queues }, (_, index) => queueName(index));
	return {
		...same,
		sizeBytes: size,
		rate: rate ?? null,
		batch: batch ?? 1,
		window: window ?? null,
		routingKeys: routingKeys ?? (addressed ? names : ['message'])
	};
}

function completeConsumers(consumers: CompleteSpec['consumers']): ConsumersModel {
	const { processing, ...same } = consumers;
	if (typeof processing === 'number') {
		return { ...same, processing: { kind: 'constant', meanUs: processing, spread: 0 } };
	}
	const spread = processing.spread ?? defaultSpread[processing.distribution];
	return {
		...same,
		processing: { kind: processing.distribution, meanUs: processing.mean, spread }
	};
}

/** uniform: half the width over the mean; lognormal: sigma of the logarithm; others have none. */
const defaultSpread = { constant: 0, uniform: 0.5, exponential: 0, lognormal: 0.5 } as const;

function completeFault(fault: CompleteFault): FaultModel {
	return {
		kind: fault.kind,
		target: fault.kind === 'partition' ? null : fault.target,
		nodes: fault.kind === 'partition' ? fault.nodes : [],
		when: completeWhen(fault),
		durationUs: durationOf(fault)
	};
}

/** `conflicts.ts` has made sure that exactly one is there. */
function completeWhen(fault: CompleteFault): FaultModel['when'] {
	if (fault.afterAttempted !== undefined) return { afterAttempted: fault.afterAttempted };
	if (fault.afterProcessed !== undefined) return { afterProcessed: fault.afterProcessed };
	return { atUs: fault.at ?? 0 };
}

function durationOf(fault: CompleteFault): number | null {
	switch (fault.kind) {
		case 'crash':
		case 'powerLoss':
		case 'stop':
			return fault.restartAfter ?? null;
		case 'pause':
		case 'partition':
			return fault.for;
		case 'cut':
			return 0;
	}
}
