/**
 * The sums hold and the run goes through with limits, lifetimes, dead letters, priorities and
 * rejection added at random to random setups with random faults. To search on:
 * CASES=20000 SEED=7 npx vitest run tests/model/rabbitmq-conservation.spec.ts
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RabbitmqSetup } from '#lib/sim';
import { checkSums } from './invariants';
import { rabbitmqPrefetch } from './prefetch';
import { choices } from './random-setups';
import { millisecond, runOf, second, setup, type Choice } from './setups';
import { watchedRun } from './watched-run';

const cases = Number(process.env.CASES ?? (process.env.CI ? 200 : 300));
const seed = Number(process.env.SEED ?? 20_261_122);

const features = fc.record({
	queue: fc.record({
		maxLength: fc.constantFrom(-1, -1, 0, 20, 200),
		maxLengthBytes: fc.constantFrom(-1, -1, 50_000),
		overflow: fc.constantFrom<RabbitmqSetup['queue']['overflow']>(
			'drop-head',
			'reject-publish',
			'reject-publish-dlx'
		),
		messageTtlUs: fc.constantFrom(-1, -1, 0, 5 * millisecond, 300 * millisecond),
		deadLetterExchange: fc.constantFrom(-1, 0, 0, 9),
		deadLetterRoutingKey: fc.constantFrom(null, 'orders', 'orders-2'),
		maxPriority: fc.constantFrom(0, 0, 3),
		singleActiveConsumer: fc.boolean()
	}),
	goes: fc.constantFrom({}, {}, { exclusive: true }, { autoDelete: true }, { expiresUs: second }),
	expirationsUs: fc.constantFrom<number[]>([], [], [10 * millisecond, -1, 500 * millisecond]),
	priorities: fc.constantFrom<number[]>([], [0, 1, 9]),
	mandatory: fc.boolean(),
	rejectEvery: fc.constantFrom(0, 0, 2, 7),
	requeue: fc.boolean(),
	recoverEvery: fc.constantFrom(0, 0, 5),
	prefetchGlobal: fc.boolean(),
	channel: fc.constantFrom(null, 0),
	plainSecond: fc.boolean()
});

const withFeatures = fc.tuple(choices, features).map(([choice, added]): Choice => {
	const { plainSecond, queue, goes, expirationsUs, priorities, mandatory, ...consumer } = added;
	// Queues that go have one replica; a refusal that is sent again at once may go on for ever.
	const alone = Object.keys(goes).length > 0 ? { mirrors: 0 } : {};
	return {
		...choice,
		queues: 2,
		queue: { ...choice.queue, kind: 'classic', ...queue, ...goes, ...alone },
		queueOf: plainSecond ? { 1: {} } : {},
		producers: (choice.producers ?? []).map((producer) => ({
			...producer,
			expirationsUs,
			priorities,
			mandatory,
			retry: queue.overflow === 'drop-head' && producer.retry === true
		})),
		consumers: (choice.consumers ?? []).map((one) => ({
			...one,
			...consumer,
			...(consumer.channel === null ? {} : { prefetch: choice.consumers?.[0]?.prefetch ?? 0 })
		})),
		limitUs: 20 * second
	};
});

function check(choice: Choice): void {
	const complete = setup(choice);
	const { result, seen } = watchedRun(complete, rabbitmqPrefetch(complete));
	expect(seen, 'unacknowledged within the prefetch').toBeNull();
	checkSums(complete, result);
	const { queue, producers, consumers } = complete;
	const lived = queue.messageTtlUs >= 0 || producers.some((one) => one.expirationsUs.length > 0);
	if (!lived) expect(result.fates.expired, 'expired without a lifetime').toBe(0);
	if (queue.deadLetterExchange !== 0) expect(result.fates.deadLettered).toBe(0);
	if (queue.maxLength < 0 && queue.maxLengthBytes < 0) {
		expect(result.causes['dropped-at-max-length'], 'dropped without a limit').toBeUndefined();
	}
	if (consumers.every(({ rejectEvery }) => rejectEvery === 0)) {
		expect(result.causes['rejected-without-dead-letter']).toBeUndefined();
	}
	if (complete.seed % 10 === 0) expect(runOf(complete).result().digest).toBe(result.digest);
}

describe('conservation of messages, with all that a queue can do to them', () => {
	it(`holds in ${cases} random setups`, { timeout: 600_000 }, () => {
		fc.assert(fc.property(withFeatures, check), { numRuns: cases, seed });
	});

	it('is tried where it matters: messages expire, are dropped, rejected, dead-lettered', () => {
		const results = fc
			.sample(withFeatures, { numRuns: 300, seed })
			.map((choice) => runOf(setup(choice)).result());
		const count = (has: (result: (typeof results)[number]) => number | undefined): number =>
			results.filter((result) => (has(result) ?? 0) > 0).length;
		expect(count(({ fates }) => fates.expired)).toBeGreaterThan(30);
		expect(count(({ fates }) => fates.deadLettered)).toBeGreaterThan(5);
		expect(count(({ causes }) => causes['dropped-at-max-length'])).toBeGreaterThan(30);
		expect(count(({ causes }) => causes['rejected-without-dead-letter'])).toBeGreaterThan(5);
	});
});
