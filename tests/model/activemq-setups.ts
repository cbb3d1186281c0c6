/** ActiveMQ setups with defaults, so that a test names only what it is about. */
import {
	Simulation,
	workstation2024,
	type ActivemqSetup,
	type FaultSetup,
	type Profile,
	type SimulationResult
} from '#lib/sim';
import { engine, finish, millisecond, second } from './setups';

type Broker = ActivemqSetup['settings'];
type Producer = ActivemqSetup['producers'][number];
type Consumer = ActivemqSetup['consumers'][number];

export const topology = { single: 0, sharedStore: 1, network: 2 } as const;
export const diskSync = { always: 0, periodic: 1, never: 2 } as const;
export const mode = { auto: 0, client: 1, dupsOk: 2, individual: 3, transacted: 4 } as const;

/** Settings of a producer or consumer, and what does not depend on the broker, side by side. */
export type ProducerChoice = Partial<Producer['settings'] & Omit<Producer, 'settings'>>;
export type ConsumerChoice = Partial<
	Consumer['settings'] & Omit<Consumer, 'settings'> & { workUs: number }
>;

export interface Choice extends Partial<
	Omit<ActivemqSetup, 'broker' | 'settings' | 'producers' | 'consumers'>
> {
	settings?: Partial<Broker>;
	producers?: ProducerChoice[];
	consumers?: ConsumerChoice[];
}

/** The machine of the recordings, with the link that its fastest round trip leaves room for. */
export const profile: Profile = {
	...workstation2024,
	link: { ...workstation2024.link, latencyUs: 12, jitterUs: 4 }
};

const broker: Broker = {
	topology: topology.single,
	topic: 0,
	durableSubscription: 0,
	diskSync: diskSync.always,
	periodicSyncUs: second,
	lockPollUs: 10 * second,
	lockKeepAliveUs: 0,
	maximumRedeliveries: 6,
	redeliveryDelayUs: second,
	memoryLimitBytes: 0,
	storeLimitBytes: 0,
	concurrentStoreAndDispatch: 1,
	checkpointUs: 5 * second,
	startUs: 600 * millisecond,
	pageSize: 200
};

/** One broker with a queue, one producer of 4000 persistent messages at 1500/s, no consumer. */
export function setup(choice: Choice = {}): ActivemqSetup {
	const { settings, producers = [{}], consumers = [], ...rest } = choice;
	const complete = producers.map(producer);
	return {
		broker: 'activemq',
		seed: 1,
		limitUs: 600 * second,
		messages: complete.reduce((sum, { messages }) => sum + messages, 0),
		nodes: 1,
		profile,
		settings: { ...broker, ...settings },
		producers: complete,
		consumers: consumers.map(consumer),
		faults: [],
		traceMessage: -1,
		...rest
	};
}

function producer(choice: ProducerChoice): Producer {
	const settings = {
		persistent: 1,
		transacted: 0,
		commitEvery: 1,
		asyncSend: Number(choice.persistent === 0),
		producerWindowBytes: 0,
		failover: 1,
		initialReconnectUs: 10 * millisecond,
		maxReconnectUs: 100 * millisecond
	};
	const common = {
		node: 0,
		messages: 4000,
		rate: 1500,
		arrivals: 'constant' as const,
		size: 1000,
		retry: true,
		keys: 0,
		host: false
	};
	return { ...chosen(common, choice), settings: chosen(settings, choice) };
}

function consumer({ workUs = 20, ...choice }: ConsumerChoice): Consumer {
	const settings = {
		listener: 1,
		acknowledgeMode: mode.auto as number,
		ackEvery: 1,
		prefetch: 1000,
		optimizeAcknowledge: 0,
		failover: 1,
		exclusive: 0,
		initialReconnectUs: 10 * millisecond,
		maxReconnectUs: 100 * millisecond,
		rejectEvery: 0,
		rejectTimes: 255
	};
	const common = {
		node: 0,
		processing: { kind: 'constant' as const, meanUs: workUs, spread: 0 },
		idempotent: false,
		host: false
	};
	return { ...chosen(common, choice), settings: chosen(settings, choice) };
}

/** The defaults, each replaced by what was chosen under its name. */
function chosen<Defaults extends object>(defaults: Defaults, choice: object): Defaults {
	const named = Object.entries(choice).filter(([name]) => name in defaults);
	// Only names of the defaults are left, with the types that `ProducerChoice` gave them.
	return { ...defaults, ...(Object.fromEntries(named) as Partial<Defaults>) };
}

/** The broker's process dies after so many sends and is started again. */
export const brokerKilled = (afterAttempted = 2008): FaultSetup => ({
	kind: 'crash',
	target: { kind: 'node', index: 0 },
	when: { afterAttempted },
	durationUs: 200 * millisecond,
	others: []
});

/** The consumer's process dies after it processed the nth message and before it acknowledged it. */
export const consumerKilled = (afterProcessed = 503, durationUs = second): FaultSetup => ({
	kind: 'crash',
	target: { kind: 'consumer', index: 0 },
	when: { afterProcessed },
	durationUs,
	others: []
});

export function run(choice: Choice): SimulationResult {
	return simulate(choice).result();
}

export function simulate(choice: Choice): Simulation {
	const simulation = new Simulation(engine, setup(choice));
	finish(simulation);
	return simulation;
}
