/**
 * Random setups of ActiveMQ: every topology, every way to send and to acknowledge, up to three faults
 * that may overlap. Small, so that thousands can be tried.
 */
import fc from 'fast-check';
import type { FaultSetup } from '#lib/sim';
import { topology, type Choice, type ConsumerChoice, type ProducerChoice } from './activemq-setups';
import { millisecond, second } from './setups';

const when: fc.Arbitrary<FaultSetup['when']> = fc.oneof(
	fc.record({ atUs: fc.integer({ min: 0, max: 20_000 }) }),
	fc.record({ atUs: fc.integer({ min: 0, max: 900 }).map((ms) => ms * millisecond) }),
	fc.record({ afterAttempted: fc.integer({ min: 1, max: 600 }) }),
	fc.record({ afterProcessed: fc.integer({ min: 1, max: 400 }) })
);

const durationUs = fc.oneof(
	fc.integer({ min: 1, max: 1500 }).map((ms) => ms * millisecond),
	fc.integer({ min: 1, max: 900 }),
	fc.constant(40 * second)
);

interface Shape {
	nodes: number;
	topology: number;
	producers: number;
	consumers: number;
}

function faultOf({ nodes, producers, consumers }: Shape): fc.Arbitrary<FaultSetup> {
	const node = fc.integer({ min: 0, max: nodes - 1 });
	const nodeTarget = fc.oneof(
		node.map((index) => ({ kind: 'node' as const, index })),
		fc.constant({ kind: 'leader' as const, index: 0 })
	);
	const clients: fc.Arbitrary<FaultSetup['target']>[] = [
		fc.integer({ min: 0, max: producers - 1 }).map((index) => ({ kind: 'producer', index }))
	];
	if (consumers > 0) {
		clients.push(
			fc.integer({ min: 0, max: consumers - 1 }).map((index) => ({ kind: 'consumer', index }))
		);
	}
	const others = fc.constant<number[]>([]);
	const ending = fc.record({
		kind: fc.constantFrom<FaultSetup['kind']>('crash', 'powerLoss', 'stop', 'pause'),
		target: nodeTarget,
		when,
		durationUs,
		others
	});
	const forClient = fc.record({
		kind: fc.constantFrom<FaultSetup['kind']>('crash', 'crash', 'pause', 'cut'),
		target: fc.oneof(...clients),
		when,
		durationUs,
		others
	});
	const partition = fc
		.record({
			kind: fc.constant<FaultSetup['kind']>('partition'),
			target: node.map((index) => ({ kind: 'node' as const, index })),
			when,
			durationUs,
			others
		})
		.map((fault) => ({ ...fault, others: [fault.target.index] }));
	return fc.oneof(ending, forClient, forClient, partition);
}

const shape: fc.Arbitrary<Shape> = fc
	.record({
		topology: fc.constantFrom(0, 0, 1, 2),
		extra: fc.integer({ min: 1, max: 2 }),
		producers: fc.integer({ min: 1, max: 2 }),
		consumers: fc.constantFrom(0, 1, 1, 2, 3)
	})
	.map(({ extra, ...rest }) => ({ ...rest, nodes: rest.topology === 0 ? 1 : 1 + extra }));

const flag = fc.constantFrom(0, 1);

function choiceOf(shape: Shape): fc.Arbitrary<Choice> {
	const node = fc.integer({
		min: 0,
		max: shape.topology === topology.network ? shape.nodes - 1 : 0
	});
	const producer: fc.Arbitrary<ProducerChoice> = fc.record({
		node,
		messages: fc.integer({ min: 50, max: 600 }),
		rate: fc.constantFrom(0, 500, 2000, 20_000),
		size: fc.constantFrom(100, 1000, 20_000),
		retry: fc.boolean(),
		keys: fc.constantFrom(0, 3),
		persistent: fc.constantFrom(0, 1, 1),
		transacted: fc.constantFrom(0, 0, 1),
		commitEvery: fc.constantFrom(1, 7, 100),
		asyncSend: flag,
		producerWindowBytes: fc.constantFrom(0, 0, 5000),
		failover: flag
	});
	const consumer: fc.Arbitrary<ConsumerChoice> = fc.record({
		node,
		listener: flag,
		acknowledgeMode: fc.integer({ min: 0, max: 4 }),
		ackEvery: fc.constantFrom(1, 1, 5, 60),
		prefetch: fc.constantFrom(1, 10, 100, 1000),
		optimizeAcknowledge: fc.constantFrom(0, 0, 0, 1),
		failover: flag,
		exclusive: fc.constantFrom(0, 0, 0, 1),
		rejectEvery: fc.constantFrom(0, 0, 0, 13),
		rejectTimes: fc.constantFrom(1, 255),
		workUs: fc.constantFrom(1, 100, 1000),
		idempotent: fc.constantFrom(false, false, true)
	});
	return fc.record({
		seed: fc.nat(),
		nodes: fc.constant(shape.nodes),
		settings: fc.record({
			topology: fc.constant(shape.topology),
			topic: fc.constantFrom(0, 0, 1),
			durableSubscription: flag,
			diskSync: fc.integer({ min: 0, max: 2 }),
			periodicSyncUs: fc.constantFrom(100 * millisecond, second),
			lockPollUs: fc.constantFrom(100 * millisecond, second),
			redeliveryDelayUs: fc.constantFrom(0, 10 * millisecond),
			maximumRedeliveries: fc.constantFrom(0, 2, 6),
			memoryLimitBytes: fc.constantFrom(0, 0, 50_000),
			storeLimitBytes: fc.constantFrom(0, 0, 100_000),
			concurrentStoreAndDispatch: fc.constantFrom(1, 1, 0),
			checkpointUs: fc.constantFrom(50 * millisecond, 5 * second),
			startUs: fc.constantFrom(0, 300 * millisecond)
		}),
		producers: fc.array(producer, { minLength: shape.producers, maxLength: shape.producers }),
		consumers: fc.array(consumer, { minLength: shape.consumers, maxLength: shape.consumers }),
		faults: fc.oneof(
			fc.constant<FaultSetup[]>([]),
			...[1, 2, 3].map((count) => fc.array(faultOf(shape), { minLength: count, maxLength: count }))
		)
	});
}

/** Of producers and of consumers all are alike in half the setups: more is promised to these. */
export const choices: fc.Arbitrary<Choice> = fc
	.tuple(shape.chain(choiceOf), fc.boolean())
	.map(([choice, alike]) => {
		const same = <Item>(items: Item[] = []): Item[] =>
			alike ? items.map((item) => items[0] ?? item) : items;
		return { ...choice, producers: same(choice.producers), consumers: same(choice.consumers) };
	});

/** Persistent messages in transactions that the transport replays, to consumers that listen. */
export const transactions: fc.Arbitrary<Choice> = choices.map(
	({ producers = [], consumers = [], ...rest }) => ({
		...rest,
		producers: producers.map((one) => {
			return { ...one, persistent: 1, transacted: 1, failover: 1, retry: false };
		}),
		consumers: consumers.map((one) => ({ ...one, listener: 1 }))
	})
);

/**
 * Persistent messages, each answered before the next, and brokers that end while their disks are slow:
 * what is answered too early is in memory only. Consumers that listen leave most of it to the store.
 */
export const answered: fc.Arbitrary<Choice> = fc
	.tuple(
		choices,
		fc.constantFrom(1, 20, 500),
		fc.constantFrom<FaultSetup['kind']>('crash', 'powerLoss'),
		fc.oneof(
			fc.record({ atUs: fc.integer({ min: 100, max: 100_000 }) }),
			fc.record({ afterAttempted: fc.integer({ min: 2, max: 50 }) })
		)
	)
	.map(([{ producers = [], consumers = [], faults = [], ...rest }, factor, kind, when]) => {
		const leader = { kind: 'leader' as const, index: 0 };
		const others: number[] = [];
		const early = { when: { atUs: 0 }, durationUs: 5 * second, others };
		return {
			...rest,
			producers: producers.map((one) => ({ ...one, persistent: 1, asyncSend: 0, rate: 0 })),
			consumers: consumers.map((one) => ({ ...one, listener: 1, workUs: 1000 })),
			faults: [
				{ ...early, kind: 'slowDisk', target: leader, factor },
				{ kind, target: leader, when, durationUs: 300 * millisecond, others },
				...faults.slice(0, 1)
			]
		};
	});
