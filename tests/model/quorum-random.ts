/**
 * Random setups of quorum queues in which what is confirmed hangs by a thread: disks and links of
 * followers are slow from the start, so that members hold different amounts of the log, and then the
 * leader is struck, and perhaps another node with it.
 */
import fc from 'fast-check';
import type { FaultSetup } from '#lib/sim';
import { millisecond, second, type Choice, type ConsumerChoice } from './setups';

const others = [0];
const leader = { kind: 'leader' as const, index: 0 };

const wear = (node: number): fc.Arbitrary<FaultSetup> =>
	fc.record({
		kind: fc.constantFrom<FaultSetup['kind']>('slowLink', 'slowLink', 'slowDisk', 'lossyLink'),
		target: fc.constant({ kind: 'node' as const, index: node }),
		when: fc.constant({ atUs: 0 }),
		durationUs: fc.constant(20 * second),
		others: fc.constant(others),
		factor: fc.constantFrom(1, 20, 500),
		latencyUs: fc.integer({ min: 1, max: 60 }).map((ms) => ms * millisecond),
		loss: fc.constantFrom(0.05, 0.3)
	});

const strike = (target: fc.Arbitrary<FaultSetup['target']>): fc.Arbitrary<FaultSetup> =>
	fc.record({
		kind: fc.constantFrom<FaultSetup['kind']>(
			'crash',
			'powerLoss',
			'powerLoss',
			'pause',
			'partition'
		),
		target,
		when: fc.oneof(
			fc.record({ atUs: fc.integer({ min: 1000, max: 200_000 }) }),
			fc.record({ afterAttempted: fc.integer({ min: 2, max: 300 }) })
		),
		// A silent leader is missed after 5 – 10 s, a dead one at once.
		durationUs: fc.constantFrom(1000, 700 * millisecond, 3 * second, 12 * second),
		others: fc.constant(others)
	});

const producer = fc.record({
	messages: fc.integer({ min: 50, max: 400 }),
	rate: fc.constantFrom(0, 2000, 10_000),
	size: fc.constantFrom(100, 1000),
	persistent: fc.constant(true),
	ack: fc.constant('confirm' as const),
	batch: fc.constantFrom(1, 7, 100),
	window: fc.constantFrom(0, 1, 50, 1000),
	retry: fc.boolean()
});

export const strickenLeaders: fc.Arbitrary<Choice> = fc.constantFrom(3, 3, 5).chain((nodes) => {
	const node = fc.integer({ min: 0, max: nodes - 1 });
	const atNode = node.map((index) => ({ kind: 'node' as const, index }));
	return fc
		.record({
			seed: fc.nat(),
			nodes: fc.constant(nodes),
			queue: fc.constant({ kind: 'quorum' as const, mirrors: nodes - 1 }),
			producers: fc.array(fc.tuple(producer, node), { minLength: 1, maxLength: 2 }),
			consumers: fc.constantFrom<ConsumerChoice[]>(
				[],
				[{ node: 1, prefetch: 10, workUs: 1000 }],
				[{ node: 2, prefetch: 0, workUs: 1 }]
			),
			worn: fc
				.uniqueArray(fc.integer({ min: 1, max: nodes - 1 }), { minLength: 1 })
				.chain((nodes) => fc.tuple(...nodes.map(wear))),
			struck: strike(fc.constant(leader)),
			also: fc.array(strike(fc.oneof(fc.constant(leader), atNode)), { maxLength: 1 })
		})
		.map(({ worn, struck, also, producers, ...choice }) => ({
			...choice,
			producers: producers.map(([one, node]) => ({ ...one, node })),
			faults: [...worn, struck, ...also]
		}));
});
