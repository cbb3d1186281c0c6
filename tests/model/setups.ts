/** Setups with defaults, so that a test names only what it is about; and shorthands for faults. */
import {
	plainPublish,
	plainQueue,
	plainSubscription,
	Simulation,
	workstation2024,
	type RabbitmqConsumerSetup,
	type FaultSetup,
	type PartitionClients,
	type RabbitmqProducerSetup,
	type RabbitmqSetup,
	type SimulationResult
} from '#lib/sim';
import { readEngine } from '#lib/sim/node';

export const engine = await readEngine();

export const second = 1e6;
export const millisecond = 1e3;

/** As `RabbitmqConsumerSetup`, with the work on a message as a constant in µs. */
export type ConsumerChoice = Partial<RabbitmqConsumerSetup> & { workUs?: number };

export interface Choice extends Partial<
	Omit<RabbitmqSetup, 'queue' | 'queueOf' | 'producers' | 'consumers'>
> {
	queue?: Partial<RabbitmqSetup['queue']>;
	queueOf?: Record<number, Partial<RabbitmqSetup['queue']>>;
	producers?: Partial<RabbitmqProducerSetup>[];
	consumers?: ConsumerChoice[];
}

/** One node, one durable queue, one producer without confirms at 2000/s, no consumer, no fault. */
export function setup(choice: Choice = {}): RabbitmqSetup {
	const { queue, queueOf = {}, producers = [{}], consumers = [], ...rest } = choice;
	const complete = producers.map(producer);
	return {
		broker: 'rabbitmq',
		seed: 1,
		limitUs: 600 * second,
		messages: complete.reduce((sum, { messages }) => sum + messages, 0),
		nodes: 1,
		queues: 1,
		queue: { ...plainQueue, ...queue },
		queueOf: Object.fromEntries(
			Object.entries(queueOf).map(([index, own]) => [index, { ...plainQueue, ...own }])
		),
		exchange: { type: 'default', bindings: [] },
		exchanges: [],
		profile: workstation2024,
		heartbeatUs: 60 * second,
		netTickUs: 60 * second,
		netTickSpread: 0,
		partitionHandling: 'autoheal',
		restartUs: 0,
		producers: complete,
		consumers: consumers.map(consumer),
		faults: [],
		traceMessage: -1,
		...rest
	};
}

function producer(choice: Partial<RabbitmqProducerSetup>): RabbitmqProducerSetup {
	return {
		node: 0,
		messages: 6000,
		rate: 2000,
		arrivals: 'constant',
		size: 1000,
		persistent: true,
		ack: 'none',
		batch: 1,
		window: 0,
		retry: true,
		keys: 0,
		routingKeys: [],
		host: false,
		...plainPublish,
		...choice
	};
}

function consumer({ workUs = 20, ...choice }: ConsumerChoice): RabbitmqConsumerSetup {
	return {
		node: 0,
		queue: 0,
		manual: true,
		prefetch: 100,
		ackEvery: 1,
		processing: { kind: 'constant', meanUs: workUs, spread: 0 },
		idempotent: false,
		host: false,
		...plainSubscription,
		...choice
	};
}

/** A consumer that is not there until `fromUs`: what the queue holds then is what it gets. */
export function lateConsumer(fromUs: number, index = 0): FaultSetup {
	return {
		kind: 'crash',
		target: { kind: 'consumer', index },
		when: { atUs: 0 },
		durationUs: fromUs,
		others: []
	};
}

type When = FaultSetup['when'];

export function nodeFault(
	kind: 'crash' | 'powerLoss' | 'stop' | 'pause',
	index: number,
	when: When,
	durationUs: number
): FaultSetup {
	return { kind, target: { kind: 'node', index }, when, durationUs, others: [] };
}

export function clientFault(
	kind: 'crash' | 'pause' | 'cut',
	role: 'producer' | 'consumer',
	when: When,
	durationUs = 0
): FaultSetup {
	return { kind, target: { kind: role, index: 0 }, when, durationUs, others: [] };
}

export function partition(
	nodes: number[],
	when: When,
	durationUs: number,
	clients: PartitionClients = 'outside'
): FaultSetup {
	const index = nodes[0] ?? 0;
	const target = { kind: 'node' as const, index };
	return { kind: 'partition', target, when, durationUs, others: nodes, clients };
}

/** Far above what any setup here needs: a run that passes it does not end. */
const EVENTS_MAX = 20_000_000;

export function finish(simulation: Simulation): void {
	for (let events = 0; simulation.advance() === 'running'; events += 20_000) {
		if (events > EVENTS_MAX) throw new Error('The run does not end.');
	}
}

/** Runs to the end. */
export function run(choice: Choice): SimulationResult {
	return runOf(setup(choice)).result();
}

export function runOf(complete: RabbitmqSetup): Simulation {
	const simulation = new Simulation(engine, complete);
	finish(simulation);
	return simulation;
}

export function sum(counts: readonly number[]): number {
	return counts.reduce((total, count) => total + count, 0);
}
