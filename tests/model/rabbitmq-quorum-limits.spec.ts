/**
 * What quorum queues of 3.10 have of lifetimes, limits, dead letters and single active consumers:
 * rules R17, R20 – R22 as far as the documentation's feature matrix grants them.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSums } from './invariants';
import { quorumChoices } from './random-setups';
import {
	clientFault,
	lateConsumer,
	millisecond,
	nodeFault,
	run,
	runOf,
	second,
	setup,
	type Choice,
	type ConsumerChoice
} from './setups';

type Queue = Partial<NonNullable<Choice['queue']>>;
const group = { kind: 'quorum' as const, mirrors: 2 };
/** 'orders' is a quorum queue with the given arguments, 'orders-2' a plain one for its dead letters. */
const dead = { deadLetterExchange: 0, deadLetterRoutingKey: 'orders-2' };

function on(queue: Queue, choice: Choice = {}): Choice {
	return {
		nodes: 3,
		queues: 2,
		queue: { ...group, ...queue },
		queueOf: { 1: group },
		producers: [{ messages: 100, routingKeys: ['orders'], ack: 'confirm', window: 200 }],
		...choice
	};
}

const stepsOf = (choice: Choice, message: number) =>
	runOf(setup({ ...choice, traceMessage: message })).trace();
const firstAt = (choice: Choice, message: number, step: string): number =>
	stepsOf(choice, message).find((one) => one.step === step)?.atMs ?? NaN;

describe('R20: lifetimes on a quorum queue', () => {
	it('a queue’s messages expire as they fall due, with nobody there to ask for them', () => {
		const choice = on({ messageTtlUs: 200 * millisecond });
		expect(run(choice).fates).toMatchObject({ expired: 100, stillQueued: 0 });
		const entered = firstAt(choice, 50, 'enqueued');
		const left = firstAt(choice, 50, 'expired');
		expect(left - entered).toBeGreaterThanOrEqual(200);
		// By a command that a majority has to have first.
		expect(left - entered).toBeLessThan(210);
	});

	it('a message’s own lifetime counts only at the head', () => {
		const choice = on(
			{},
			{
				producers: [
					{
						messages: 2,
						routingKeys: ['orders'],
						expirationsUs: [1500 * millisecond, 200 * millisecond]
					}
				]
			}
		);
		expect(firstAt(choice, 1, 'expired')).toBeGreaterThanOrEqual(1500);
		expect(run(choice).fates.expired).toBe(2);
	});

	it('what a consumer holds does not expire, what it gives back does', () => {
		const holding = on(
			{ messageTtlUs: 300 * millisecond },
			{ consumers: [{ queue: 0, prefetch: 10, workUs: 200 * millisecond }] }
		);
		const { fates } = run(holding);
		// Ten at a time are held for up to 2 s and all processed; what waited meanwhile is gone.
		expect(fates.processedOnce).toBeGreaterThanOrEqual(10);
		expect(fates.processedOnce).toBeLessThan(20);
		expect(fates.processedOnce + fates.expired).toBe(100);
		const killed = run({
			...holding,
			faults: [clientFault('crash', 'consumer', { atUs: second }, 60 * second)]
		});
		expect(killed.fates.expired).toBeGreaterThan(fates.expired);
	});

	it('a new leader goes on counting', () => {
		const choice = on({ messageTtlUs: second });
		const survived = run({
			...choice,
			faults: [nodeFault('crash', 0, { atUs: 500 * millisecond }, 30 * second)]
		});
		expect(survived.fates).toMatchObject({ expired: 100, stillQueued: 0 });
	});
});

describe('R21: max-length on a quorum queue', () => {
	it('drop-head keeps the newest, whatever was confirmed', () => {
		const { fates, causes, totals } = run(on({ maxLength: 30 }));
		expect(fates).toMatchObject({ stillQueued: 30, lost: 70 });
		expect(causes).toEqual({ 'dropped-at-max-length': 70 });
		expect(totals.lostAcknowledged).toBe(70);
		const bytes = run(on({ maxLengthBytes: 30_500 }));
		expect(bytes.fates.stillQueued).toBe(30);
		const kept = firstAt(on({ maxLength: 30 }), 69, 'dropped-at-limit');
		expect(kept, 'message 69 is the last to go').toBeGreaterThan(0);
		expect(firstAt(on({ maxLength: 30 }), 70, 'dropped-at-limit')).toBeNaN();
	});

	const refusing = (more: Choice = {}): Choice =>
		on(
			{ maxLength: 100, overflow: 'reject-publish' },
			{
				producers: [
					{
						messages: 2000,
						rate: 2000,
						routingKeys: ['orders'],
						ack: 'confirm',
						window: 200,
						retry: false
					}
				],
				...more
			}
		);

	it('reject-publish refuses from a little above the limit on, as publishers hear of it late', () => {
		const { fates, causes } = run(refusing());
		expect(causes).toEqual({});
		expect(fates.stillQueued).toBeGreaterThan(100);
		expect(fates.stillQueued).toBeLessThanOrEqual(100 + 32);
		expect(fates.failed).toBe(2000 - fates.stillQueued);
	});

	it('takes more once four fifths are left', () => {
		const choice = refusing({
			consumers: [{ queue: 0, prefetch: 1, workUs: 10 * millisecond }],
			faults: [lateConsumer(500 * millisecond)]
		});
		const failedAt = (message: number): boolean =>
			stepsOf(choice, message).some(({ step }) => step === 'nacked');
		const refused = Array.from({ length: 100 }, (_, hundredth) => failedAt(hundredth * 20));
		const first = refused.indexOf(true);
		const again = refused.indexOf(false, first);
		expect(first * 20).toBeGreaterThanOrEqual(100);
		// From the 100th at 0.05 s until the consumer has taken 21 or more, 10 ms each, from 0.5 s on.
		expect(again * 20).toBeGreaterThan(2 * (500 + 200));
		expect(again, 'some are taken').toBeGreaterThan(0);
	});

	it('a publisher that does not ask is not told, and its messages are gone', () => {
		const choice = refusing();
		const { causes } = run({
			...choice,
			producers: [{ messages: 2000, routingKeys: ['orders'], ack: 'none' }]
		});
		expect(causes['dropped-at-max-length']).toBeGreaterThan(1800);
	});

	it('a new leader goes on refusing', () => {
		const { fates } = run(
			refusing({ faults: [nodeFault('crash', 2, { atUs: 1 }, 1), leaderCrash] })
		);
		expect(fates.stillQueued).toBeLessThanOrEqual(100 + 64);
	});
});

const leaderCrash = nodeFault('crash', 0, { atUs: 400 * millisecond }, 30 * second);

describe('R22: dead letters of a quorum queue', () => {
	const taken = (consumer: ConsumerChoice): Choice['consumers'] => [{ queue: 0, ...consumer }];

	it('what is rejected goes to the dead-letter exchange, into another quorum queue', () => {
		const { fates } = run(on(dead, { consumers: taken({ rejectEvery: 2, requeue: false }) }));
		expect(fates).toMatchObject({ processedOnce: 50, deadLettered: 50 });
	});

	it('what expires, and what is one too many', () => {
		expect(run(on({ ...dead, messageTtlUs: 100 * millisecond })).fates.deadLettered).toBe(100);
		expect(run(on({ ...dead, maxLength: 30 })).fates).toMatchObject({
			deadLettered: 70,
			stillQueued: 30
		});
	});

	it('what came back too often', () => {
		const hopeless = on(
			{ ...dead, deliveryLimit: 3 },
			{ consumers: taken({ rejectEvery: 4, requeue: true }) }
		);
		const { fates, totals } = run(hopeless);
		expect(fates.processedOnce + fates.deadLettered).toBe(100);
		expect(totals.lost).toBe(0);
		expect(
			run({ ...hopeless, queue: { ...group, ...dead, deliveryLimit: 1 } }).fates.deadLettered
		).toBeGreaterThan(fates.deadLettered);
	});

	it('into a classic queue too; there a consumer gets it unflagged', () => {
		const choice = on(dead, {
			queueOf: { 1: {} },
			consumers: [{ queue: 0, rejectEvery: 2, requeue: false }, { queue: 1 }]
		});
		const { fates, totals } = run(choice);
		expect(fates).toMatchObject({ processedOnce: 100, deadLettered: 0 });
		expect(totals.redelivered).toBe(0);
	});

	it('at most once: what is published again while the target has no leader is gone', () => {
		const { fates, causes } = run(
			on(
				{ ...dead, messageTtlUs: 100 * millisecond },
				{
					producers: [{ messages: 4000, routingKeys: ['orders'], ack: 'confirm', window: 200 }],
					faults: [nodeFault('crash', 1, { atUs: second }, 30 * second)]
				}
			)
		);
		expect(causes['unconfirmed-by-quorum']).toBeGreaterThan(100);
		expect(fates.deadLettered + fates.lost).toBe(4000);
	});
});

describe('R17: single active consumer of a quorum queue', () => {
	const choice = on(
		{ singleActiveConsumer: true },
		{
			producers: [{ messages: 60, rate: 100, routingKeys: ['orders'] }],
			consumers: [
				{ queue: 0, prefetch: 5, workUs: 12 * millisecond },
				{ queue: 0, prefetch: 5, workUs: millisecond }
			],
			faults: [clientFault('crash', 'consumer', { atUs: 300 * millisecond }, 60 * second)]
		}
	);
	const placeOf = (message: number): string =>
		stepsOf(choice, message).findLast(({ step }) => step === 'processed')?.place ?? '';

	it('serves the first subscriber alone, then the next, whose first are the unacknowledged ones', () => {
		expect([0, 5, 10, 15].map(placeOf)).toEqual(Array(4).fill('consumer-1'));
		expect([40, 50, 59].map(placeOf)).toEqual(Array(3).fill('consumer-2'));
		const { totals } = run(choice);
		expect(totals.redelivered).toBe(5);
		expect(totals).toMatchObject({ reordered: 0, lost: 0 });
	});

	it('without it both are served', () => {
		const both = { ...choice, queue: group, faults: [] };
		const places = [10, 11, 12, 13].map(
			(message) => stepsOf(both, message).findLast(({ step }) => step === 'processed')?.place
		);
		expect(new Set(places).size).toBe(2);
	});
});

describe('conservation', () => {
	const limits = fc.record({
		messageTtlUs: fc.constantFrom(-1, 0, 5 * millisecond, 300 * millisecond),
		maxLength: fc.constantFrom(-1, 0, 10, 200),
		overflow: fc.constantFrom('drop-head' as const, 'reject-publish' as const),
		deliveryLimit: fc.constantFrom(0, 1, 3),
		singleActiveConsumer: fc.boolean(),
		deadLetterExchange: fc.constantFrom(-1, 0)
	});

	it('holds with random limits, faults and dead letters', { timeout: 300_000 }, () => {
		const cases = Number(process.env.CASES ?? 300);
		fc.assert(
			fc.property(quorumChoices, limits, (choice, queue) => {
				const complete = setup({
					...choice,
					// Refused for ever, a publisher that does not give up goes on for ever.
					producers: choice.producers?.map((producer) => ({ ...producer, retry: false })),
					queue: { ...choice.queue, ...queue, deadLetterRoutingKey: 'orders-2' },
					queueOf: { 1: { ...choice.queue } }
				});
				checkSums(complete, runOf(complete).result());
			}),
			{ numRuns: cases, seed: 20_261_122 }
		);
	});
});
