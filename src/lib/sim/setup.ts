import type { partitionClients } from './layout';
import type { ActivemqSetup } from './settings/activemq';
import type { KafkaSetup } from './settings/kafka';
import type { Profile } from './profile';
import type { RabbitmqSetup } from './rabbitmq/setup';
import type { FaultKind } from './result';

/** What the engine is told: plain numbers, microseconds, nodes counted from 0. */
export type Setup = RabbitmqSetup | KafkaSetup | ActivemqSetup;

const nodeNames = { rabbitmq: 'rabbit', kafka: 'kafka', activemq: 'activemq' } as const;

/** `rabbit-1`, `kafka-2`: as people name the nodes of a broker's cluster. */
export function nodeName(broker: Setup['broker'], index: number): string {
	return `${nodeNames[broker]}-${index + 1}`;
}

/** What does not depend on the broker. */
export interface CommonSetup {
	/** 0 … 2^32 − 1. */
	seed: number;
	/** Simulated time after which the run ends even if it has not drained. */
	limitUs: number;
	/** Of all producers together. */
	messages: number;
	nodes: number;
	profile: Profile;
	faults: FaultSetup[];
	/** Number of the message whose steps are recorded; -1: none. */
	traceMessage: number;
}

/** What a producing application has to send. */
export interface WorkloadSetup {
	node: number;
	messages: number;
	/** Per second; 0: as fast as it goes. */
	rate: number;
	arrivals: 'constant' | 'poisson';
	/** Bytes of one message's body. */
	size: number;
	/** Send again what was not acknowledged. */
	retry: boolean;
	/** 0: no key, order is judged over the whole producer. */
	keys: number;
	/** Driven frame by frame from outside the engine. */
	host: boolean;
}

/** What a consuming application does with its messages. */
export interface WorkSetup {
	node: number;
	processing: Distribution;
	/** Remembers what it processed and skips repeats. */
	idempotent: boolean;
	host: boolean;
}

/** A broker, and clients, that are told everything as numbers by name. */
export interface NumberedSetup<
	Broker extends string,
	BrokerSetting extends string,
	ProducerSetting extends string,
	ConsumerSetting extends string
> extends CommonSetup {
	broker: Broker;
	settings: Record<BrokerSetting, number>;
	producers: (WorkloadSetup & { settings: Record<ProducerSetting, number> })[];
	consumers: (WorkSetup & { settings: Record<ConsumerSetting, number> })[];
}

export interface Distribution {
	kind: 'constant' | 'uniform' | 'exponential' | 'lognormal';
	meanUs: number;
	/** uniform: half the width over the mean; lognormal: sigma; otherwise unused. */
	spread: number;
}

export interface FaultSetup {
	kind: FaultKind;
	/** leader: the node that leads the queue or partition at that moment. */
	target: { kind: 'node' | 'producer' | 'consumer' | 'leader' | 'controller'; index: number };
	when: FaultTime;
	/** crash, powerLoss, stop: until it serves again (Infinity: never); pause, partition: length. */
	durationUs: number;
	/** partition: the nodes on the side of the target, the target included. */
	others: number[];
	/** slowDisk, slowLink: how many times slower. Left out: 1. */
	factor?: number;
	/** slowLink: added to the latency of each way. Left out: 0. */
	latencyUs?: number;
	/** lossyLink: share of the packets. Left out: 0. */
	loss?: number;
	/** partition: whom clients can reach while it lasts. Left out: outside. */
	clients?: PartitionClients;
}

/**
 * outside: the nodes that are not named. divided: those of the side on which a client is connected
 * when it begins. everywhere: all; only nodes cannot reach one another.
 */
export type PartitionClients = (typeof partitionClients)[number];

export type FaultTime =
	| { atUs: number }
	/** A moment of this span, drawn from the run's seed. */
	| { betweenUs: [number, number] }
	| { afterAttempted: number }
	| { afterProcessed: number }
	/** Half through the work on the nth message; of the target, if that is a consumer. */
	| { whileProcessing: number };
