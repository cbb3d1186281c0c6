/**
 * Random setups: one to three nodes, every acknowledgement mode on both sides, up to three faults
 * of all kinds that may overlap. Only combinations that an experiment can ask for.
 */
import fc from 'fast-check';
import type { FaultSetup, RabbitmqSetup } from '#lib/sim';
import { millisecond, second, type Choice } from './setups';

/** Early, when a run at full speed is still going on, more often than late. */
const when: fc.Arbitrary<FaultSetup['when']> = fc.oneof(
	fc.record({ atUs: fc.integer({ min: 0, max: 20_000 }) }),
	fc.record({ atUs: fc.integer({ min: 0, max: 400 }).map((ms) => ms * millisecond) }),
	fc.record({ afterAttempted: fc.integer({ min: 1, max: 600 }) }),
	fc.record({ afterProcessed: fc.integer({ min: 1, max: 400 }) })
);

const durationUs = fc.oneof(
	{ weight: 4, arbitrary: fc.integer({ min: 1, max: 1500 }).map((ms) => ms * millisecond) },
	{ weight: 2, arbitrary: fc.integer({ min: 1, max: 900 }) },
	{ weight: 1, arbitrary: fc.constant(5 * second) }
);

interface Shape {
	nodes: number;
	queues: number;
	producers: number;
	consumers: number;
}

function faultOf(shape: Shape): fc.Arbitrary<FaultSetup> {
	const node = fc.integer({ min: 0, max: shape.nodes - 1 });
	const targets: fc.Arbitrary<FaultSetup['target']>[] = [
		node.map((index) => ({ kind: 'node' as const, index })),
		fc.integer({ min: 0, max: shape.queues - 1 }).map((index) => ({ kind: 'leader', index }))
	];
	const clients: fc.Arbitrary<FaultSetup['target']>[] = [
		fc.integer({ min: 0, max: shape.producers - 1 }).map((index) => ({ kind: 'producer', index }))
	];
	if (shape.consumers > 0) {
		clients.push(
			fc.integer({ min: 0, max: shape.consumers - 1 }).map((index) => ({ kind: 'consumer', index }))
		);
	}
	const others = fc.constant<number[]>([]);
	return fc.oneof(
		fc
			.record({
				kind: fc.constantFrom<FaultSetup['kind']>('crash', 'powerLoss', 'stop', 'pause'),
				target: fc.oneof(...targets),
				when,
				durationUs: fc.oneof(
					{ weight: 6, arbitrary: durationUs },
					{ weight: 1, arbitrary: fc.constant(Infinity) }
				),
				others
			})
			.map((fault) =>
				fault.kind === 'pause' && fault.durationUs === Infinity
					? { ...fault, durationUs: second }
					: fault
			),
		fc.record({
			kind: fc.constantFrom<FaultSetup['kind']>('crash', 'pause', 'cut'),
			target: fc.oneof(...clients),
			when,
			durationUs,
			others
		}),
		fc
			.record({
				kind: fc.constant<FaultSetup['kind']>('partition'),
				target: node.map((index) => ({ kind: 'node' as const, index })),
				when,
				durationUs,
				others: fc.uniqueArray(node, { maxLength: shape.nodes }),
				clients: fc.constantFrom('outside' as const, 'divided' as const, 'everywhere' as const)
			})
			.map((fault) => ({ ...fault, others: [...new Set([fault.target.index, ...fault.others])] }))
	);
}

const shape: fc.Arbitrary<Shape> = fc.record({
	nodes: fc.integer({ min: 1, max: 3 }),
	queues: fc.integer({ min: 1, max: 2 }),
	producers: fc.integer({ min: 1, max: 2 }),
	consumers: fc.constantFrom(0, 1, 1, 2, 3)
});

const rates = [0, 0, 500, 2000, 10_000];

function choiceOf(shape: Shape): fc.Arbitrary<Choice> {
	const node = fc.integer({ min: 0, max: shape.nodes - 1 });
	const producer = fc
		.record({
			node,
			messages: fc.integer({ min: 100, max: 700 }),
			rate: fc.constantFrom(...rates),
			arrivals: fc.constantFrom('constant' as const, 'poisson' as const),
			size: fc.constantFrom(100, 1000, 10_000),
			persistent: fc.boolean(),
			ack: fc.constantFrom(
				'none' as const,
				'confirm' as const,
				'confirm' as const,
				'transaction' as const
			),
			batch: fc.constantFrom(1, 1, 7, 100, 1000),
			window: fc.constantFrom(0, 0, 1, 50, 1000),
			retry: fc.boolean(),
			keys: fc.constantFrom(0, 1, 5),
			declares: fc.constantFrom('nothing' as const, 'nothing' as const, 'the-same' as const)
		})
		.map((choice) => (choice.ack === 'confirm' ? choice : { ...choice, window: 0 }));
	const consumer = fc.record({
		node,
		queue: fc.integer({ min: 0, max: shape.queues - 1 }),
		manual: fc.boolean(),
		prefetch: fc.constantFrom(0, 1, 10, 100),
		ackEvery: fc.constantFrom(1, 1, 1, 5, 50),
		workUs: fc.constantFrom(1, 100, 1000),
		idempotent: fc.constantFrom(false, false, false, true)
	});
	return fc.record({
		seed: fc.nat(),
		nodes: fc.constant(shape.nodes),
		queues: fc.constant(shape.queues),
		queue: fc.record({
			durable: fc.constantFrom(true, true, false),
			mirrors: fc.integer({ min: 0, max: shape.nodes - 1 }),
			automaticSync: fc.boolean(),
			promoteAlways: fc.boolean()
		}),
		exchange: fc.constantFrom<RabbitmqSetup['exchange']>(
			{ type: 'default', bindings: [] },
			{ type: 'default', bindings: [] },
			{
				type: 'fanout',
				bindings: Array.from({ length: shape.queues }, (_, queue) => ({ queue, key: '' }))
			}
		),
		heartbeatUs: fc.constantFrom(200 * millisecond, 60 * second),
		netTickUs: fc.constantFrom(300 * millisecond, 60 * second),
		netTickSpread: fc.constantFrom(0, 0.25),
		partitionHandling: fc.constantFrom(
			'ignore' as const,
			'pause_minority' as const,
			'autoheal' as const
		),
		restartUs: fc.constantFrom(0, 200 * millisecond),
		producers: fc.array(producer, { minLength: shape.producers, maxLength: shape.producers }),
		consumers: fc.array(consumer, { minLength: shape.consumers, maxLength: shape.consumers }),
		// Three of four have a fault; overlapping ones are where the trouble is.
		faults: fc.oneof(
			fc.constant<FaultSetup[]>([]),
			...[1, 2, 3].map((count) => fc.array(faultOf(shape), { minLength: count, maxLength: count }))
		)
	});
}

export const choices = shape.chain(choiceOf);

const quorumShape: fc.Arbitrary<Shape> = fc.record({
	nodes: fc.constantFrom(1, 2, 3, 3, 3, 5),
	queues: fc.integer({ min: 1, max: 2 }),
	producers: fc.integer({ min: 1, max: 2 }),
	consumers: fc.constantFrom(0, 1, 1, 2, 3)
});

/** The same for quorum queues, which have no transactions. */
export const quorumChoices: fc.Arbitrary<Choice> = quorumShape
	.chain(choiceOf)
	.map(({ queue, producers = [], ...choice }) => ({
		...choice,
		queue: { ...queue, kind: 'quorum' as const, durable: true },
		producers: producers.map((producer) =>
			producer.ack === 'transaction' ? { ...producer, ack: 'confirm' as const } : producer
		)
	}));
