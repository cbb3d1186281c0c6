/**
 * Whatever is configured and whatever breaks: every message of an ActiveMQ run is accounted for
 * exactly once, every loss and repeat has a cause that can be, and what JMS promises holds. To
 * search on: CASES=20000 SEED=7 npx vitest run tests/model/activemq-conservation.spec.ts
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CauseId, FaultSetup, SimulationResult } from '#lib/sim';
import {
	diskSync,
	mode,
	setup,
	simulate,
	topology,
	type Choice,
	type ConsumerChoice,
	type ProducerChoice
} from './activemq-setups';
import { activemqPrefetch } from './prefetch';
import { millisecond, second, sum } from './setups';
import { watchedRun } from './watched-run';

const cases = Number(process.env.CASES ?? (process.env.CI ? 300 : 600));
const seed = Number(process.env.SEED ?? 20_261_122);

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

const choices = shape.chain(choiceOf);

type Complete = ReturnType<typeof setup>;

function checkSums({ totals, fates, causes, series }: SimulationResult): void {
	const repeats = new Set(series.duplicated.map(({ cause }) => cause as string));
	const of = (wanted: boolean): number =>
		sum(
			Object.entries(causes)
				.filter(([cause]) => repeats.has(cause) === wanted)
				.map(([, count]) => count)
		);
	expect(sum(Object.values(fates)), 'fates sum to attempted').toBe(totals.attempted);
	expect([fates.lost, fates.failed]).toEqual([totals.lost, totals.failed]);
	expect(of(false), 'loss causes sum to lost').toBe(totals.lost);
	expect(of(true), 'duplicate causes sum to repeats').toBe(totals.duplicateDeliveries);
	expect(sum(series.processed), 'series of processed').toBe(totals.processed);
	expect(totals.sends, 'each attempted message is sent').toBeGreaterThanOrEqual(totals.attempted);
}

const isForNode = ({ target }: FaultSetup): boolean =>
	target.kind === 'node' || target.kind === 'leader';
const nodeEnds = ({ faults }: Complete): boolean =>
	faults.some((fault) => isForNode(fault) && ['crash', 'powerLoss', 'stop'].includes(fault.kind));
const has =
	(...kinds: FaultSetup['kind'][]) =>
	({ faults }: Complete): boolean =>
		faults.some(({ kind }) => kinds.includes(kind));
const dies =
	(role: 'producer' | 'consumer') =>
	({ faults }: Complete): boolean =>
		faults.some(({ kind, target }) => kind === 'crash' && target.kind === role);
const anyFault = ({ faults }: Complete): boolean => faults.length > 0;
const rejects = ({ consumers }: Complete): boolean =>
	consumers.some(({ settings }) => settings.rejectEvery > 0);
const acknowledgesFirst = ({ consumers }: Complete): boolean =>
	consumers.some(({ settings }) => settings.listener === 0);

/** Without what is named here a cause cannot be the reason of anything; the others never are. */
const needs: Partial<Record<CauseId, (setup: Complete) => boolean>> = {
	'left-in-client-buffer': dies('producer'),
	'in-flight-when-connection-fell': anyFault,
	'in-memory-at-broker-crash': nodeEnds,
	'not-synced-at-power-loss': has('powerLoss'),
	'acknowledged-before-processing': (complete) =>
		acknowledgesFirst(complete) && (dies('consumer')(complete) || rejects(complete)),
	'transient-at-clean-stop': has('stop'),
	'rolled-back-transaction': ({ producers }) =>
		producers.some(({ settings }) => settings.transacted === 1),
	'no-subscriber': ({ settings }) => settings.topic === 1,
	'confirm-lost-sent-again': ({ producers }) => producers.some(({ retry }) => retry),
	'redelivered-after-consumer-crash': dies('consumer'),
	'requeued-at-failover': ({ settings }) => settings.topology === topology.sharedStore,
	'redelivered-after-connection-loss': anyFault,
	'ack-not-on-disk-at-crash': nodeEnds,
	'requeued-by-application': rejects,
	'transaction-rolled-back': (complete) =>
		rejects(complete) &&
		complete.consumers.some(({ settings }) => settings.acknowledgeMode === mode.transacted)
};

function checkPromises(complete: Complete, { totals, causes, fates }: SimulationResult): void {
	const { faults, settings, producers, consumers } = complete;
	const unfounded = Object.keys(causes).filter((cause) => !needs[cause as CauseId]?.(complete));
	expect(unfounded, 'causes without anything that could cause them').toEqual([]);
	const powerSafe = settings.diskSync === diskSync.always || !has('powerLoss')(complete);
	const stored =
		settings.topic === 0 || (settings.durableSubscription === 1 && consumers.length > 0);
	if (
		powerSafe &&
		stored &&
		producers.every((producer) => producer.settings.persistent === 1) &&
		!acknowledgesFirst(complete)
	) {
		expect(totals.lostAcknowledged, 'persistent and answered: none lost').toBe(0);
	}
	if (faults.length === 0 && stored && !rejects(complete)) {
		expect([totals.lost, totals.duplicateDeliveries, totals.redelivered]).toEqual([0, 0, 0]);
		expect(totals.sends).toBe(totals.attempted);
	}
	const firstOnly = consumers.every(
		({ settings: own }) =>
			own.listener === 0 && own.acknowledgeMode === mode.auto && own.optimizeAcknowledge === 0
	);
	const onlyConsumersDie = faults.every(
		({ kind, target }) => target.kind === 'consumer' && kind === 'crash'
	);
	if (firstOnly && onlyConsumersDie && !rejects(complete)) {
		expect(totals.duplicateDeliveries, 'AUTO with receive(): at most once').toBe(0);
	}
	if (consumers.length > 0 && consumers.every(({ idempotent }) => idempotent)) {
		expect(totals.duplicateDeliveries, 'idempotent consumers').toBe(0);
	}
	if (!rejects(complete) && !anyFault(complete)) expect(fates.deadLettered).toBe(0);
	if (producers.every(({ retry }) => retry)) expect(totals.failed, 'sent again').toBe(0);
}

function check(choice: Choice): void {
	const complete = setup(choice);
	const { result, seen } = watchedRun(complete, activemqPrefetch(complete));
	expect(seen, 'unacknowledged within the prefetch').toBeNull();
	expect(result.ended, 'the run drains').toBe('drained');
	checkSums(result);
	checkPromises(complete, result);
	if (complete.seed % 10 === 0) expect(simulate(choice).result().digest).toBe(result.digest);
}

describe('conservation of messages on ActiveMQ', () => {
	it(`holds in ${cases} random setups`, { timeout: 600_000 }, () => {
		fc.assert(fc.property(choices, check), { numRuns: cases, seed });
	});

	it('is tried where it matters: many of the setups lose, repeat or hold up something', () => {
		const disturbed = fc.sample(choices, { numRuns: 100, seed }).filter((choice) => {
			const { totals } = simulate(choice).result();
			return totals.lost + totals.redelivered + totals.failed + totals.duplicateDeliveries > 0;
		});
		expect(disturbed.length).toBeGreaterThan(33);
	});
});
