/**
 * Random setups of Kafka: 0.8 and 3.9, one to three brokers, every producer and every way to
 * commit, up to three faults of all kinds that may overlap. Small, so that thousands can be tried. All
 * producers are alike, and all consumers, as in an experiment.
 */
import fc from 'fast-check';
import {
	consumer08,
	millisecond,
	second,
	type Choice,
	type ConsumerChoice,
	type Fault,
	type ProducerChoice
} from './kafka-engine';

export interface KafkaShape {
	version: '0.8' | '3.9';
	nodes: number;
	partitions: number;
	producers: number;
	consumers: number;
}

export const kafkaShapes: fc.Arbitrary<KafkaShape> = fc.record({
	version: fc.constantFrom('0.8', '3.9', '3.9'),
	nodes: fc.constantFrom(1, 2, 3, 3),
	partitions: fc.integer({ min: 1, max: 3 }),
	producers: fc.integer({ min: 1, max: 2 }),
	consumers: fc.constantFrom(0, 1, 1, 2, 3)
});

const when: fc.Arbitrary<Pick<Fault, 'at' | 'afterAttempted' | 'afterProcessed'>> = fc.oneof(
	fc.record({ at: fc.integer({ min: 0, max: 20_000 }) }),
	fc.record({ at: fc.integer({ min: 0, max: 2_000 }).map((ms) => ms * millisecond) }),
	fc.record({ afterAttempted: fc.integer({ min: 1, max: 500 }) }),
	fc.record({ afterProcessed: fc.integer({ min: 1, max: 300 }) })
);

const lasts = fc.oneof(
	{ weight: 4, arbitrary: fc.integer({ min: 1, max: 1_500 }).map((ms) => ms * millisecond) },
	{ weight: 3, arbitrary: fc.integer({ min: 1_500, max: 12_000 }).map((ms) => ms * millisecond) },
	{ weight: 1, arbitrary: fc.integer({ min: 1, max: 900 }) }
);

type FaultKinds = readonly Fault['kind'][];
export const nodeKinds: FaultKinds = [
	...(['crash', 'crash', 'powerLoss', 'pause', 'stop', 'partition', 'slowDisk'] as const),
	...(['slowLink', 'lossyLink'] as const)
];
const clientKinds: FaultKinds = ['crash', 'crash', 'pause', 'stop', 'cut'];

/** Faults of nodes and of clients, of the kinds that are named. */
function kafkaFault(
	{ nodes, partitions, producers, consumers }: KafkaShape,
	ofNodes: FaultKinds,
	ofClients: FaultKinds
): fc.Arbitrary<Fault> {
	const index = (count: number): fc.Arbitrary<number> => fc.nat(Math.max(0, count - 1));
	const atNode = fc
		.record({
			kind: fc.constantFrom(...ofNodes),
			target: fc.constantFrom('node' as const, 'leader' as const),
			node: index(nodes),
			partition: index(partitions),
			lasts,
			factor: fc.constantFrom(3, 50),
			loss: fc.constantFrom(0.05, 0.5),
			when
		})
		.map(({ kind, node, partition, lasts, when, ...fault }): Fault => {
			const target = kind === 'partition' ? 'node' : fault.target;
			return {
				...fault,
				...when,
				kind,
				target,
				index: target === 'node' ? node : partition,
				for: lasts,
				...(kind === 'partition' ? { side: [node] } : {})
			};
		});
	const roles = [
		index(producers).map((index) => ({ target: 'producer' as const, index })),
		...(consumers > 0
			? [index(consumers).map((index) => ({ target: 'consumer' as const, index }))]
			: [])
	];
	const atClient = fc
		.record({ kind: fc.constantFrom(...ofClients), who: fc.oneof(...roles), lasts, when })
		.map(({ kind, who, lasts, when }): Fault => ({ kind, ...who, ...when, for: lasts }));
	if (ofClients.length === 0) return atNode;
	if (ofNodes.length === 0) return atClient;
	return fc.oneof(atNode, atNode, atClient);
}

export const listOf = <Item>(one: fc.Arbitrary<Item>, most: number): fc.Arbitrary<Item[]> =>
	fc.oneof(
		...Array.from({ length: most + 1 }, (_, count) =>
			fc.array(one, { minLength: count, maxLength: count })
		)
	);

const workload = {
	messages: fc.integer({ min: 50, max: 400 }),
	rate: fc.constantFrom(0, 200, 1_000, 20_000),
	size: fc.constantFrom(100, 1_000),
	keys: fc.constantFrom(0, 0, 5),
	retry: fc.boolean()
};

const oldProducer: fc.Arbitrary<ProducerChoice> = fc.record({
	...workload,
	kind: fc.constant('producer08' as const),
	sync: fc.constantFrom(0, 1),
	acks: fc.nat(2),
	batchMessages: fc.constantFrom(1, 10, 200),
	lingerUs: fc.constantFrom(50 * millisecond, 5 * second),
	bufferMessages: fc.constantFrom(50, 10_000),
	enqueueTimeoutUs: fc.constantFrom(-1, 0, 20 * millisecond),
	retries: fc.constantFrom(0, 3, 30),
	partitioner: fc.constantFrom(0, 1, 3)
});

const javaSettings = {
	...workload,
	sync: fc.constantFrom(0, 0, 1),
	acks: fc.nat(2),
	batchBytes: fc.constantFrom(0, 1_000, 16_384),
	lingerUs: fc.constantFrom(0, 0, 20 * millisecond),
	bufferBytes: fc.constantFrom(20_000, 32 * 2 ** 20),
	maxInFlight: fc.constantFrom(1, 5),
	retries: fc.constantFrom(0, 3, 2 ** 31),
	requestTimeoutUs: fc.constantFrom(2 * second, 30 * second)
};

const oldJavaProducer: fc.Arbitrary<ProducerChoice> = fc.record({
	...javaSettings,
	kind: fc.constant('producer082Java' as const),
	partitioner: fc.constantFrom(1, 4)
});

const laterProducer: fc.Arbitrary<ProducerChoice> = fc
	.record({
		...javaSettings,
		kind: fc.constant('producer39' as const),
		deliveryTimeoutUs: fc.constantFrom(5 * second, 120 * second),
		idempotence: fc.constantFrom(0, 1),
		transactionMessages: fc.constantFrom(0, 0, 7, 50),
		abortEvery: fc.constantFrom(0, 0, 3),
		partitioner: fc.constantFrom(1, 2, 4)
	})
	.map(asAllowed);

/** Transactions need sequence numbers, and these acknowledgements and tries (KIP-679). */
export function asAllowed(producer: ProducerChoice): ProducerChoice {
	const transactional = (producer.transactionMessages ?? 0) > 0;
	if (!transactional && producer.idempotence !== 1) return { ...producer, abortEvery: 0 };
	const retries = producer.retries === 0 ? 2 ** 31 : (producer.retries ?? 2 ** 31);
	const abortEvery = transactional ? (producer.abortEvery ?? 0) : 0;
	return { ...producer, idempotence: 1, acks: 2, retries, abortEvery };
}

const consumerSettings = {
	commitBefore: fc.constantFrom(0, 0, 1),
	commitEvery: fc.constantFrom(0, 1, 7),
	commitAsync: fc.constantFrom(0, 1),
	fetchMinBytes: fc.constantFrom(1, 1, 5_000),
	fetchMaxBytes: fc.constantFrom(2_000, 2 ** 20),
	resetToEarliest: fc.constantFrom(0, 1, 1),
	workUs: fc.constantFrom(0, 100, 2_000),
	shape: fc.constantFrom(0, 2),
	idempotent: fc.constantFrom(false, false, false, true)
};

const oldConsumer: fc.Arbitrary<ConsumerChoice> = fc
	.record({ ...consumerSettings, autoCommit: fc.constantFrom(0, 1) })
	.map((choice) => ({
		...consumer08,
		...choice,
		autoCommitIntervalUs: second,
		commitBefore: choice.autoCommit ? 0 : choice.commitBefore
	}));

const laterConsumer: fc.Arbitrary<ConsumerChoice> = fc
	.record({
		...consumerSettings,
		autoCommit: fc.constantFrom(0, 1),
		autoCommitIntervalUs: fc.constantFrom(100 * millisecond, 5 * second),
		maxPollRecords: fc.constantFrom(5, 500),
		readCommitted: fc.constantFrom(0, 1),
		transactional: fc.constantFrom(0, 0, 0, 1),
		sessionTimeoutUs: fc.constantFrom(1 * second, 6 * second),
		heartbeatUs: fc.constant(300 * millisecond),
		maxPollIntervalUs: fc.constantFrom(1.5 * second, 300 * second),
		staticMembership: fc.constantFrom(0, 0, 1)
	})
	.map((choice) => ({ ...choice, autoCommit: choice.transactional ? 0 : choice.autoCommit }));

const replicas = (nodes: number) => ({
	replicationFactor: fc.integer({ min: 1, max: nodes }),
	minInsyncReplicas: fc.constantFrom(1, 1, 2)
});

/** No more can be in sync than there are. */
const atMostReplicas = <Broker extends { replicationFactor: number; minInsyncReplicas: number }>(
	broker: Broker
): Broker => ({
	...broker,
	minInsyncReplicas: Math.min(broker.minInsyncReplicas, broker.replicationFactor)
});

export interface KafkaParts {
	ofNodes?: FaultKinds;
	ofClients?: FaultKinds;
	faultsMost?: number;
	broker?: Partial<Record<keyof NonNullable<Choice['broker']>, fc.Arbitrary<number>>>;
	producer?: (producer: ProducerChoice) => ProducerChoice;
	consumer?: (consumer: ConsumerChoice) => ConsumerChoice;
}

/** Each consumer reads everything. */
const separate = fc.constantFrom(false, false, true);

/** Any setup, but for what `parts` fixes. */
export function kafkaChoice(shape: KafkaShape, parts: KafkaParts = {}): fc.Arbitrary<Choice> {
	const { version, nodes } = shape;
	const isOld = version === '0.8';
	const producer = isOld ? fc.oneof(oldProducer, oldJavaProducer) : laterProducer;
	const consumer = isOld ? oldConsumer : laterConsumer;
	const { producer: fixProducer, consumer: fixConsumer } = parts;
	const fault = kafkaFault(shape, parts.ofNodes ?? nodeKinds, parts.ofClients ?? clientKinds);
	return fc.record({
		version: fc.constant(version),
		seed: fc.nat(),
		nodes: fc.constant(nodes),
		broker: fc
			.record({
				partitions: fc.constant(shape.partitions),
				...replicas(nodes),
				uncleanElection: fc.constantFrom(0, 1),
				flushMessages: fc.constantFrom(0, 0, 1, 20),
				flushIntervalUs: fc.constantFrom(0, 0, 100 * millisecond),
				coordination: isOld ? fc.constant(0) : fc.constantFrom(0, 1),
				sessionTimeoutUs: fc.constantFrom(second, 6 * second),
				heartbeatUs: fc.constant(0.3 * second),
				replicaLagUs: fc.constantFrom(second, 10 * second),
				controlledShutdown: fc.constantFrom(0, 1, 1),
				offsetsTopicReplication: fc.integer({ min: 1, max: nodes }),
				...parts.broker
			})
			.map(atMostReplicas),
		producers: (fixProducer ? producer.map(fixProducer) : producer).map((one) =>
			Array.from({ length: shape.producers }, () => one)
		),
		consumers: fc
			.tuple(fixConsumer ? consumer.map(fixConsumer) : consumer, separate)
			.map(([one, separate]) =>
				Array.from({ length: shape.consumers }, (_, index) => ({
					...one,
					group: separate ? index : 0
				}))
			),
		faults: listOf(fault, parts.faultsMost ?? 3)
	});
}

export const kafkaChoices = kafkaShapes.chain((shape) => kafkaChoice(shape));

/**
 * A follower that was away while its leader went on comes back over a slow link, and the leader ends
 * while it fetches what it missed: who counted it among those in sync too early loses by it.
 */
export function returningFollower(parts: KafkaParts): fc.Arbitrary<Choice> {
	const shape = fc.record({ nodes: fc.constantFrom(2, 2, 3), consumers: fc.constantFrom(0, 1) });
	const story = fc.record({
		follower: fc.constantFrom(1, 1, 2),
		factor: fc.constantFrom(50, 1_000),
		away: fc.constantFrom<Fault['kind']>('pause', 'partition'),
		from: fc.integer({ min: 50, max: 300 }),
		lasts: fc.integer({ min: 2_000, max: 2_500 }),
		later: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 400 })),
		ends: fc.constantFrom<Fault['kind']>('stop', 'crash')
	});
	return shape.chain(({ nodes, consumers }) =>
		fc
			.tuple(
				kafkaChoice({ version: '3.9', nodes, partitions: 1, producers: 1, consumers }, parts),
				story
			)
			.map(([choice, { follower, factor, away, from, lasts, later, ends }]): Choice => {
				const node = Math.min(follower, nodes - 1);
				const back = (from + lasts + later) * millisecond;
				return {
					...choice,
					// Out of sync for its lag, not for its session.
					broker: {
						...choice.broker,
						replicationFactor: nodes,
						replicaLagUs: second,
						sessionTimeoutUs: 6 * second,
						controlledShutdown: 1
					},
					producers: choice.producers?.map((one) => ({ ...one, rate: 100, messages: 400 })) ?? [],
					faults: [
						{ kind: 'slowLink', target: 'node', index: node, at: 0, for: 20 * second, factor },
						{
							kind: away,
							target: 'node',
							index: node,
							at: from * millisecond,
							for: lasts * millisecond,
							...(away === 'partition' ? { side: [node] } : {})
						},
						{ kind: ends, target: 'leader', index: 0, at: back, for: 9 * second }
					]
				};
			})
	);
}
