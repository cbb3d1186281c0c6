/**
 * Runs of Kafka straight on the engine's exports, with Kafka's settings by their own names and the
 * defaults of a version, so that a test names only what it is about.
 */
import { instantiate } from '#lib/sim';
import { kafka08Workstation, kafka39Workstation } from '../../src/lib/sim/profiles/kafka';
import { numbersOf } from '../../src/lib/sim/profiles/figure';
import { workstationMachine } from '../../src/lib/sim/profiles/machine';
import {
	duplicateCauses,
	fates,
	faultKinds,
	lossCauses,
	type FaultKind
} from '../../src/lib/sim/result';
import { stop, totalCount, totalIndex } from '../../src/lib/sim/layout';
import { machineCosts } from '../../src/lib/sim/profiles/machine';
import { kafkaCosts } from '../../src/lib/sim/profiles/kafka';
import { engine } from './setups';

export const second = 1e6;
export const millisecond = 1e3;

const infinite = 2 ** 31;

const broker08 = {
	partitions: 1,
	replicationFactor: 3,
	minInsyncReplicas: 1,
	uncleanElection: 1,
	flushMessages: 0,
	flushIntervalUs: 0,
	coordination: 0,
	sessionTimeoutUs: 6 * second,
	heartbeatUs: 0,
	replicaLagUs: 10 * second,
	replicaLagMessages: 4000,
	checkpointUs: 5 * second,
	truncation: 0,
	controlledShutdown: 1,
	replicaFetchWaitUs: 500 * millisecond,
	era: 0,
	offsetsTopicReplication: 3
};
export type BrokerSettings = typeof broker08;

const broker39: BrokerSettings = {
	...broker08,
	uncleanElection: 0,
	coordination: 1,
	sessionTimeoutUs: 9 * second,
	heartbeatUs: 2 * second,
	replicaLagUs: 30 * second,
	replicaLagMessages: 0,
	truncation: 1,
	era: 2
};

/** 0.8's old producer, synchronous. */
const producer08 = {
	client: 0,
	sync: 1,
	acks: 1,
	batchBytes: 16384,
	batchMessages: 1,
	lingerUs: 0,
	bufferBytes: 32 * 2 ** 20,
	bufferMessages: 10_000,
	enqueueTimeoutUs: -1,
	maxInFlight: 1,
	retries: 3,
	retryBackoffUs: 100 * millisecond,
	deliveryTimeoutUs: 0,
	requestTimeoutUs: 10 * second,
	idempotence: 0,
	transactionMessages: 0,
	transactionIntervalUs: 0,
	abortEvery: 0,
	partitioner: 0,
	reverseOnRetry: 0
};
export type ProducerSettings = typeof producer08;

const producer082Java: ProducerSettings = {
	...producer08,
	client: 1,
	sync: 0,
	maxInFlight: 5,
	retries: 100,
	requestTimeoutUs: 30 * second,
	partitioner: 1
};

const producer39: ProducerSettings = {
	...producer082Java,
	acks: 2,
	retries: infinite,
	deliveryTimeoutUs: 120 * second,
	idempotence: 1,
	partitioner: 2,
	reverseOnRetry: 1
};

export const defaults = { producer08, producer082Java, producer39 };

const consumer = {
	old: 0,
	group: 0,
	autoCommit: 1,
	autoCommitIntervalUs: 5 * second,
	commitBefore: 0,
	commitEvery: 0,
	commitAsync: 0,
	offsetStore: 1,
	maxPollRecords: 500,
	fetchMinBytes: 1,
	fetchMaxWaitUs: 500 * millisecond,
	fetchMaxBytes: 2 ** 20,
	assignment: 0,
	sessionTimeoutUs: 45 * second,
	heartbeatUs: 3 * second,
	maxPollIntervalUs: 300 * second,
	resetToEarliest: 1,
	readCommitted: 0,
	transactional: 0,
	staticMembership: 0
};
export type ConsumerSettings = typeof consumer;

/** 0.8's consumer: offsets in ZooKeeper, a timer commits every minute, no polls. */
export const consumer08: ConsumerSettings = {
	...consumer,
	old: 1,
	autoCommitIntervalUs: 60 * second,
	offsetStore: 0,
	fetchMaxWaitUs: 100 * millisecond,
	sessionTimeoutUs: 6 * second
};

export interface ConsumerChoice extends Partial<ConsumerSettings> {
	/** Work on one message, and its distribution (`Shape`). */
	workUs?: number;
	shape?: number;
	spread?: number;
	idempotent?: boolean;
}

export interface ProducerChoice extends Partial<ProducerSettings> {
	kind?: keyof typeof defaults;
	messages?: number;
	/** Per second; 0: as fast as it goes. */
	rate?: number;
	size?: number;
	retry?: boolean;
	keys?: number;
}

export interface Fault {
	kind: FaultKind;
	target: 'node' | 'producer' | 'consumer' | 'leader' | 'controller';
	index?: number;
	at?: number;
	afterAttempted?: number;
	afterProcessed?: number;
	for?: number;
	side?: number[];
	/** Slow disk or link: how many times slower; lossy link: share of the packets. */
	factor?: number;
	loss?: number;
}

export type Engine = ReturnType<typeof instantiate>;

export interface Choice {
	version?: '0.8' | '3.9';
	seed?: number;
	nodes?: number;
	broker?: Partial<BrokerSettings>;
	producers?: ProducerChoice[];
	consumers?: ConsumerChoice[];
	faults?: Fault[];
	until?: number;
	traced?: number;
	costs?: Record<string, number>;
	/** More are taken for a run that does not end. */
	eventsMax?: number;
	/** Looks at the run after every few events, from its beginning to its end. */
	watch?: (exports: Engine) => void;
}

export interface Outcome {
	/** Nothing was left to happen; else the time was over. */
	drained: boolean;
	totals: Record<keyof typeof totalIndex, number>;
	fates: Record<string, number>;
	causes: Record<string, number>;
	outages: { from: number; to: number }[];
	now: number;
	events: number;
	digest: string;
	memory: number;
	fateOf: (message: number) => string;
	acknowledged: (message: number) => boolean;
	trace: () => { at: number; kind: number; place: number; index: number; copy: number }[];
	/** Numbers of the messages in a replica's log, by offset; without a node in the leader's. */
	log: (partition?: number, node?: number) => number[];
	/** What a reader of every partition's leader finds, as the recordings read it. */
	read: () => {
		delivered: number;
		distinct: number;
		duplicates: number;
		stepsBack: number;
		lost: number;
		lostAcknowledged: number;
	};
	leader: (partition?: number) => number;
	/** Consumer that reads the partition at the end; −1: nobody. */
	owner: (partition: number) => number;
	/** When a message met its fate. */
	settledAt: (message: number) => number;
	inSync: (partition?: number) => number;
	highWatermark: (partition: number, node: number) => number;
	/** Acknowledged messages per second, from the first attempt to the last acknowledgement. */
	rate: number;
}

/** In the upper four bits of a word of the log: no message, but a transaction's marker. */
const controlRecord = 15;

const targets = ['node', 'producer', 'consumer', 'leader', 'controller'];

export function kafka(choice: Choice = {}): Outcome {
	const { version = '0.8', seed = 1, nodes = 3, until = 2000 * second } = choice;
	const exports = instantiate(engine);
	const producers = choice.producers ?? [{}];
	const messages = producers.reduce((sum, one) => sum + (one.messages ?? 6000), 0);
	exports.createWorld(seed, 1, nodes, messages, choice.traced ?? -1);
	// Loopback between Java's sockets: 134 µs for a synchronous send of 0.8.2 leave no 92 µs each way.
	const machine = { ...numbersOf(workstationMachine), linkLatency: 15, linkJitter: 2 };
	const programs = numbersOf(version === '0.8' ? kafka08Workstation : kafka39Workstation);
	machineCosts.forEach((name, index) =>
		exports.setCost(index, choice.costs?.[name] ?? machine[name])
	);
	kafkaCosts.forEach((name, index) =>
		exports.setCost(machineCosts.length + index, choice.costs?.[name] ?? programs[name])
	);
	const write = (values: Record<string, number>): void =>
		Object.values(values).forEach((value, index) => exports.setSetting(index, value));
	write({ ...(version === '0.8' ? broker08 : broker39), ...choice.broker });
	exports.configureBroker();
	for (const { kind, ...one } of producers) {
		const base = defaults[kind ?? (version === '0.8' ? 'producer08' : 'producer39')];
		write(
			Object.fromEntries(
				Object.entries(base).map(([name, value]) => [
					name,
					one[name as keyof ProducerSettings] ?? value
				])
			)
		);
		const { messages = 6000, rate = 2000, size = 100, retry = false, keys = 0 } = one;
		exports.addProducer(0, messages, rate > 0 ? 1e6 / rate : 0, 0, size, Number(retry), keys, 0);
	}
	for (const { idempotent = false, ...one } of choice.consumers ?? []) {
		const { workUs = 0, shape = 0, spread = 0, ...settings } = one;
		write({ ...consumer, ...settings });
		exports.addConsumer(0, shape, workUs, spread, Number(idempotent), 0);
	}
	for (const fault of choice.faults ?? []) {
		const trigger =
			fault.afterProcessed !== undefined ? 2 : fault.afterAttempted !== undefined ? 1 : 0;
		exports.addFault(
			faultKinds.indexOf(fault.kind),
			targets.indexOf(fault.target),
			fault.index ?? 0,
			trigger,
			fault.afterProcessed ?? fault.afterAttempted ?? fault.at ?? 0,
			fault.for ?? Infinity,
			(fault.side ?? []).reduce((mask, node) => mask | (1 << node), 0),
			0,
			fault.factor ?? 1,
			0,
			fault.loss ?? 0,
			0
		);
	}
	const drained = runToEnd(exports, choice, until);
	exports.finish();
	return { drained, ...read(exports, messages, choice.broker?.partitions ?? 1) };
}

const EVENTS_BETWEEN_LOOKS = 7;

/** Whether it drained before the time was over. */
function runToEnd(exports: Engine, choice: Choice, until: number): boolean {
	const { watch, eventsMax = 400e6 } = choice;
	const slice = watch ? EVENTS_BETWEEN_LOOKS : Math.min(eventsMax, 1_000_000);
	watch?.(exports);
	while (Number(exports.eventCount.value) < eventsMax) {
		const why = exports.runUntil(until, slice);
		watch?.(exports);
		if (why !== stop.slice) return why === stop.drained;
	}
	throw new Error('the run does not end');
}

function read(exports: Engine, messages: number, partitions: number): Omit<Outcome, 'drained'> {
	const floats = (address: WebAssembly.Global, length: number): number[] =>
		Array.from(new Float64Array(exports.memory.buffer, Number(address.value), length));
	const sums = floats(exports.totalsAddress, totalCount);
	const totals = Object.fromEntries(
		Object.entries(totalIndex).map(([name, index]) => [name, sums[index] ?? 0])
	) as Outcome['totals'];
	const fateSums = floats(exports.fatesAddress, fates.length);
	const causeNames = [...lossCauses, ...duplicateCauses];
	const causeSums = floats(exports.causesAddress, causeNames.length);
	const span = totals.lastAcknowledgedAt - totals.firstAttemptedAt;
	const log = (partition = 0, node = exports.kafkaLeader(partition)): number[] => {
		const end = node < 0 ? 0 : exports.kafkaLogEnd(partition, node);
		const found: number[] = [];
		for (let offset = 0; offset < end; offset++) {
			const word = exports.kafkaLogWord(partition, node, offset);
			if (word >>> 28 !== controlRecord) found.push(word & 0xfffffff);
		}
		return found;
	};
	return {
		log,
		read: () => {
			const seen = new Uint8Array(messages);
			let [delivered, distinct, stepsBack] = [0, 0, 0];
			for (let partition = 0; partition < partitions; partition++) {
				let last = -1;
				for (const message of log(partition)) {
					delivered++;
					if (seen[message] === 1) continue;
					seen[message] = 1;
					distinct++;
					if (message < last) stepsBack++;
					last = message;
				}
			}
			let [lost, lostAcknowledged] = [0, 0];
			for (let message = 0; message < totals.attempted; message++) {
				if (seen[message] === 1) continue;
				lost++;
				if (exports.wasAcknowledged(message)) lostAcknowledged++;
			}
			return {
				delivered,
				distinct,
				duplicates: delivered - distinct,
				stepsBack,
				lost,
				lostAcknowledged
			};
		},
		leader: (partition = 0) => exports.kafkaLeader(partition),
		owner: (partition) => exports.kafkaOwner(partition),
		settledAt: (message) => exports.settledAt(message),
		inSync: (partition = 0) => exports.kafkaInSync(partition),
		highWatermark: (partition, node) => exports.kafkaHighWatermark(partition, node),
		totals,
		fates: Object.fromEntries(fates.map((fate, index) => [fate, fateSums[index] ?? 0])),
		causes: Object.fromEntries(
			causeNames.flatMap((cause, index) => (causeSums[index] ? [[cause, causeSums[index]]] : []))
		),
		outages: Array.from({ length: exports.outageCount() }, (_, index) => ({
			from: exports.outageFrom(index),
			to: exports.outageTo(index)
		})),
		now: Number(exports.now.value),
		events: Number(exports.eventCount.value),
		digest: BigInt.asUintN(64, exports.digest.value as bigint).toString(16),
		memory: exports.memory.buffer.byteLength,
		fateOf: (message) => fates[exports.fateOf(message)] ?? 'none',
		acknowledged: (message) => Boolean(exports.wasAcknowledged(message)),
		trace: () => {
			const view = new DataView(exports.memory.buffer, Number(exports.traceAddress.value));
			return Array.from({ length: Number(exports.traceLength.value) }, (_, index) => ({
				at: view.getFloat64(index * 24, true),
				kind: view.getInt32(index * 24 + 8, true),
				place: view.getInt32(index * 24 + 12, true) >> 16,
				index: view.getInt32(index * 24 + 12, true) & 0xffff,
				copy: view.getUint32(index * 24 + 20, true)
			}));
		},
		rate: span > 0 ? (totals.acknowledged / span) * 1e6 : 0
	};
}
