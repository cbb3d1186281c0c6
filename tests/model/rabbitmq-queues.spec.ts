/**
 * RabbitMQ, what queues do besides passing messages on: rules R7, R19 – R24 of docs/model.md, against
 * the `routing` part of the recording.
 */
import { describe, expect, it } from 'vitest';
import { type Headers, type Simulation } from '#lib/sim';
import { truth } from './recorded';
import {
	clientFault,
	lateConsumer,
	millisecond,
	run,
	runOf,
	second,
	setup,
	type Choice,
	type ConsumerChoice
} from './setups';

const { routing } = truth;

/** Steps of one message, with the time of each. */
function stepsOf(choice: Choice, message: number): { step: string; atMs: number }[] {
	return runOf(setup({ ...choice, traceMessage: message })).trace();
}

const firstAt = (choice: Choice, message: number, wanted: string): number | undefined =>
	stepsOf(choice, message).find(({ step }) => step === wanted)?.atMs;

/** Messages, from 1, in the order of their first step of that kind. */
function inOrderOf(step: string, choice: Choice, messages: number): string[] {
	return Array.from({ length: messages }, (_, message) => ({
		name: String(message + 1),
		atMs: firstAt(choice, message, step)
	}))
		.filter(({ atMs }) => atMs !== undefined)
		.sort((a, b) => (a.atMs ?? 0) - (b.atMs ?? 0))
		.map(({ name }) => name);
}

/** `orders` dead-letters to `orders-2`, through the default exchange. */
const dead = { deadLetterExchange: 0, deadLetterRoutingKey: 'orders-2' };
const toOrders = { routingKeys: ['orders'], rate: 0 };

/** Five messages into a queue that holds three, a dead-letter queue beside it. */
const five = (overflow: 'drop-head' | 'reject-publish' | 'reject-publish-dlx'): Choice => ({
	queues: 2,
	queue: { maxLength: 3, overflow, ...dead },
	queueOf: { 1: {} },
	producers: [{ ...toOrders, messages: 5, ack: 'confirm', window: 5, retry: false }]
});

describe('R21: max-length', () => {
	const recorded = routing['max-length'];

	it('drop-head drops the oldest and dead-letters them', () => {
		expect(inOrderOf('dead-lettered', five('drop-head'), 5)).toEqual(
			recorded.dropHead.deadLettered
		);
		const { fates, totals } = run(five('drop-head'));
		expect(fates).toMatchObject({ stillQueued: recorded.dropHead.kept.length, deadLettered: 2 });
		expect(totals.acknowledged, 'what is dropped was confirmed').toBe(5);
	});

	const signs = (confirms: string[], sign: string): number =>
		confirms.filter((one) => one.startsWith(sign)).length;

	it('reject-publish nacks and does not dead-letter', () => {
		const { fates, totals } = run(five('reject-publish'));
		const { confirms, kept } = recorded.rejectPublish;
		expect(totals.acknowledged).toBe(signs(confirms, 'ack'));
		expect(fates).toMatchObject({
			stillQueued: kept.length,
			failed: signs(confirms, 'nack'),
			deadLettered: 0
		});
		expect(inOrderOf('nacked', five('reject-publish'), 5)).toEqual(['4', '5']);
	});

	it('reject-publish-dlx does both', () => {
		const { totals, fates } = run(five('reject-publish-dlx'));
		const { confirms, deadLettered } = recorded.rejectPublishDlx;
		expect(totals.acknowledged).toBe(signs(confirms, 'ack'));
		expect(fates.deadLettered).toBe(deadLettered.length);
		expect(inOrderOf('dead-lettered', five('reject-publish-dlx'), 5)).toEqual(deadLettered);
	});

	it('without confirms and dead letters what is refused is lost, and says why', () => {
		const choice = five('reject-publish');
		const { causes } = run({ ...choice, producers: [{ ...toOrders, messages: 5 }] });
		expect(causes).toEqual({ 'dropped-at-max-length': 2 });
	});

	it('does not count unacked messages, and drops the head when they return', () => {
		const choice: Choice = {
			queue: { maxLength: 2 },
			producers: [{ ...toOrders, rate: 100, messages: 6 }],
			consumers: [{ prefetch: 2, workUs: 30 * second }],
			faults: [clientFault('crash', 'consumer', { atUs: second }, 60 * second)]
		};
		expect(inOrderOf('requeued', choice, 6)).toEqual(['1', '2']);
		const before = run({ ...choice, faults: [], limitUs: second });
		const { unacked, ready } = recorded.unackedNotCounted;
		expect(before.fates.stillQueued).toBe(unacked + ready);
		// What the real queue held after the requeue, here reaches the consumer that comes back.
		expect(inOrderOf('acked', choice, 6)).toEqual(recorded.unackedNotCounted.afterRequeue);
	});

	it('counts bytes of bodies too', () => {
		const choice: Choice = {
			queue: { maxLengthBytes: 100 },
			producers: [{ ...toOrders, size: 30, messages: 5 }],
			consumers: [{}],
			faults: [lateConsumer(second)]
		};
		const kept = inOrderOf('processed', choice, 5).map((name) => 'ABCDE'.charAt(Number(name) - 1));
		expect(kept).toEqual(recorded.maxLengthBytes100with30ByteBodies);
	});
});

describe('R20: lifetimes', () => {
	const recorded = routing.TTL;
	const alone = (
		choice: Partial<Choice['queue']> & object,
		expirationsUs: number[] = []
	): Choice => ({
		queues: 2,
		queue: choice,
		queueOf: { 1: {} },
		producers: [{ ...toOrders, messages: Math.max(1, expirationsUs.length), expirationsUs }]
	});

	it('a queue’s messages expire as they fall due, and are dead-lettered', () => {
		const choice = alone({ messageTtlUs: 200 * millisecond, ...dead });
		const atMs = firstAt(choice, 0, 'expired') ?? 0;
		expect(atMs).toBeGreaterThan(200);
		expect(atMs).toBeLessThan(202);
		expect(run(choice).fates.deadLettered).toBe(recorded.queueTTL200.deadLettered.length);
		expect(run(alone({ messageTtlUs: 200 * millisecond })).fates.expired).toBe(1);
	});

	it('a message’s own lifetime counts only at the head', () => {
		const choice = alone(dead, [1500 * millisecond, 200 * millisecond]);
		const at = [0, 1].map((message) => firstAt(choice, message, 'expired') ?? 0);
		expect(at[0]).toBeGreaterThan(1500);
		expect(at[1], 'the short one waits behind the long one').toBeGreaterThanOrEqual(at[0] ?? 0);
		const names = ['long', 'short'];
		const order = inOrderOf('dead-lettered', choice, 2).map((name) => names[Number(name) - 1]);
		expect(order).toEqual(recorded.perMessageTTL.deadLetteredAfter1800ms);
	});

	it('the smaller of both counts', () => {
		const queueFirst = alone({ messageTtlUs: 200 * millisecond }, [1500 * millisecond]);
		expect(firstAt(queueFirst, 0, 'expired')).toBeLessThan(350);
		const ownFirst = alone({ messageTtlUs: 1500 * millisecond }, [200 * millisecond]);
		expect(firstAt(ownFirst, 0, 'expired')).toBeLessThan(350);
	});

	it('a dead-lettered message has lost its own lifetime', () => {
		// It would expire at once in the second queue if it had kept it.
		const { fates } = run(alone(dead, [100 * millisecond]));
		expect(recorded.perMessageTTL.expirationPropertyAfterDLX).toBe('removed');
		expect(fates).toMatchObject({ deadLettered: 1, expired: 0 });
	});

	it('a lifetime of 0 gives a message to a waiting consumer and to nobody else', () => {
		const choice = alone({ messageTtlUs: 0 });
		expect(run(choice).fates.expired).toBe(1 - recorded.ttl0NoConsumerReady);
		const waiting = run({ ...choice, consumers: [{}] });
		expect(waiting.fates.processedOnce).toBe(recorded.ttl0WithIdleConsumerDelivered.length);
	});

	it('what is with a consumer does not expire; back in the queue it does', () => {
		const slow: Choice = {
			...alone({ messageTtlUs: 200 * millisecond }),
			consumers: [{ workUs: second }]
		};
		expect(run(slow).fates.processedOnce).toBe(recorded.unackedSurvivesTTL);
		const faults = [clientFault('crash', 'consumer', { atUs: 500 * millisecond }, second)];
		const { fates } = run({ ...slow, faults });
		expect(fates.stillQueued).toBe(recorded.requeuedAfterTTLReady);
		expect(fates.expired).toBe(1);
	});
});

describe('R22: dead letters', () => {
	const rejecting = (consumer: ConsumerChoice, queue: object = dead): Choice => ({
		queues: 2,
		queue,
		queueOf: { 1: {} },
		producers: [{ ...toOrders, messages: 10 }],
		consumers: [{ queue: 0, requeue: false, ...consumer }]
	});

	it('a rejected message goes to the dead-letter exchange', () => {
		const { fates, totals } = run(rejecting({ rejectEvery: 2 }));
		expect(fates).toMatchObject({ processedOnce: 5, deadLettered: 5 });
		expect(totals.redelivered).toBe(0);
	});

	it('and counts as processed once when a consumer of the dead-letter queue works on it, unflagged', () => {
		const choice = rejecting({ rejectEvery: 2 });
		const { fates, totals } = run({
			...choice,
			consumers: [...(choice.consumers ?? []), { queue: 1 }]
		});
		expect(fates).toMatchObject({ processedOnce: 10, deadLettered: 0, duplicated: 0 });
		expect(totals.redelivered).toBe(0);
	});

	it('without one it is lost, and says why', () => {
		const { causes } = run(rejecting({ rejectEvery: 2 }, {}));
		expect(causes).toEqual({ 'rejected-without-dead-letter': 5 });
	});

	it('a missing exchange drops silently', () => {
		const missing = { deadLetterExchange: 7, deadLetterRoutingKey: 'orders-2' };
		const { causes } = run(rejecting({ rejectEvery: 1 }, missing));
		expect(causes).toEqual({ 'rejected-without-dead-letter': 10 });
	});

	it('keeps the routing key unless the queue has one of its own', () => {
		const choice = rejecting({ rejectEvery: 1 });
		const byOwnKey: Choice = {
			...choice,
			queue: { deadLetterExchange: 1 },
			exchanges: [{ type: 'direct', bindings: [{ queue: 1, key: 'orders' }] }]
		};
		expect(run(byOwnKey).fates.deadLettered).toBe(10);
	});

	const back = { messageTtlUs: 100 * millisecond, deadLetterExchange: 0 };

	it('a circle of lifetimes alone is dropped when it closes', () => {
		const choice: Choice = {
			queues: 2,
			queue: { ...back, deadLetterRoutingKey: 'orders-2' },
			queueOf: { 1: { ...back, deadLetterRoutingKey: 'orders' } },
			producers: [{ ...toOrders, messages: 1 }]
		};
		const steps = stepsOf(choice, 0).map(({ step }) => step);
		expect(steps.filter((step) => step === 'expired')).toHaveLength(2);
		expect(steps.filter((step) => step === 'dead-lettered')).toHaveLength(1);
		expect(run(choice).fates.expired).toBe(1);
	});

	it('one that a consumer’s rejection is part of goes round', () => {
		const choice: Choice = {
			queues: 2,
			queue: dead,
			queueOf: { 1: { ...back, deadLetterRoutingKey: 'orders' } },
			producers: [{ ...toOrders, messages: 1 }],
			consumers: [{ rejectEvery: 1, requeue: false }],
			limitUs: second
		};
		const steps = stepsOf(choice, 0).map(({ step }) => step);
		expect(steps.filter((step) => step === 'dead-lettered').length).toBeGreaterThan(10);
	});
});

describe('R23: priorities', () => {
	const backlog = (priorities: number[], maxPriority: number): Choice => ({
		queue: { maxPriority },
		producers: [{ ...toOrders, messages: 8, priorities }],
		consumers: [{}],
		faults: [lateConsumer(second)]
	});

	it('higher first, first come first served within one; above the maximum is the maximum', () => {
		const order = inOrderOf('processed', backlog([0, 1, 2, 9], 2), 8);
		expect(order).toEqual(['3', '4', '7', '8', '2', '6', '1', '5']);
	});

	it('none is 0', () => {
		expect(inOrderOf('processed', backlog([], 2), 8)).toEqual([...'12345678']);
	});

	it('an ordinary queue does not look at them', () => {
		expect(inOrderOf('processed', backlog([0, 9], 0), 8)).toEqual([...'12345678']);
	});

	it('what is already pushed is not recalled', () => {
		const choice: Choice = {
			queue: { maxPriority: 1 },
			producers: [{ ...toOrders, rate: 100, messages: 4, priorities: [0, 0, 0, 1] }],
			consumers: [{ prefetch: 2, workUs: 100 * millisecond }]
		};
		expect(inOrderOf('processed', choice, 4)).toEqual(['1', '2', '4', '3']);
	});

	it('what returns goes back to its place within its priority', () => {
		const choice = backlog([0, 1], 1);
		const faults = [
			...(choice.faults ?? []),
			clientFault('crash', 'consumer', { afterProcessed: 2 }, second)
		];
		const order = inOrderOf('processed', { ...choice, faults }, 8);
		expect(order).toEqual(['2', '4', '6', '8', '1', '3', '5', '7']);
	});
});

describe('R19: headers exchange', () => {
	const given: Record<string, Headers> = {
		a1b2: { a: 1, b: 2 },
		a1: { a: 1 },
		a1b3: { a: 1, b: 3 },
		a1b2c3: { a: 1, b: 2, c: 3 },
		none: {},
		'a"1"': { a: '1' },
		xfoo1a1: { 'x-foo': 1, a: 1 },
		xfoo2a1: { 'x-foo': 2, a: 1 }
	};
	const bound: Record<string, { match?: 'all' | 'any'; headers: Headers }> = {
		'all a=1,b=2': { match: 'all', headers: { a: 1, b: 2 } },
		'any a=1,b=2': { match: 'any', headers: { a: 1, b: 2 } },
		'no x-match a=1,b=2': { headers: { a: 1, b: 2 } },
		'all (no headers)': { match: 'all', headers: {} },
		'any (no headers)': { match: 'any', headers: {} },
		'all a="1"': { match: 'all', headers: { a: '1' } },
		'all x-foo=1 a=1': { match: 'all', headers: { 'x-foo': 1, a: 1 } },
		'all a=null(void)': { match: 'all', headers: { a: null } }
	};
	const routed = (
		binding: (typeof bound)[string] | { match: 'all-with-x' | 'any-with-x'; headers: Headers }
	) => {
		const names = Object.keys(given);
		const simulation: Simulation = runOf(
			setup({
				exchange: { type: 'headers', bindings: [{ queue: 0, key: '', ...binding }] },
				producers: [{ ...toOrders, messages: names.length, headers: Object.values(given) }],
				consumers: [{}]
			})
		);
		return names.filter((_, message) => simulation.fate(message)?.fate === 'processedOnce');
	};

	it('is compared with every recorded binding', () => {
		expect(Object.keys(bound)).toEqual(Object.keys(routing['headers exchange']));
	});

	it.each(Object.entries(routing['headers exchange']))('%s', (name, matched) => {
		const binding = bound[name];
		if (!binding) throw new Error(`no binding for ${name}`);
		expect(routed(binding)).toEqual(matched);
	});

	it('all-with-x and any-with-x look at headers that begin with x- too', () => {
		const headers = { 'x-foo': 1 };
		expect(routed({ match: 'all-with-x', headers })).toEqual(['xfoo1a1']);
		expect(routed({ match: 'any-with-x', headers: { ...headers, b: 3 } })).toEqual([
			'a1b3',
			'xfoo1a1'
		]);
	});
});

describe('R7: mandatory, alternate and missing exchanges', () => {
	const recorded = routing['mandatory and confirms of unroutable messages'];
	const bindings = [{ queue: 0, key: 'a' }];
	const alternate = { type: 'direct' as const, bindings: [{ queue: 1, key: 'b' }] };
	const publishing = (routingKey: string, mandatory: boolean, withAlternate: boolean): Choice => ({
		queues: 2,
		exchange: { type: 'direct', bindings, ...(withAlternate && { alternate: 1 }) },
		exchanges: withAlternate ? [alternate] : [],
		producers: [{ messages: 1, rate: 0, ack: 'confirm', mandatory, routingKeys: [routingKey] }],
		consumers: [{ queue: 1 }]
	});
	/** What the producer is told, as the recording writes it. */
	const told = (name: string, choice: Choice): string[] =>
		stepsOf(choice, 0).flatMap(({ step }) =>
			step === 'returned'
				? [`return ${name} 312 NO_ROUTE`]
				: step === 'confirmed'
					? [`ack ${name}`]
					: []
		);

	it('a return comes before the ack; an alternate exchange that routes is an ack only', () => {
		expect([
			...told('mandatory', publishing('nowhere', true, false)),
			...told('plain', publishing('nowhere', false, false)),
			...told('toAE', publishing('b', true, true)),
			...told('AEunroutable', publishing('nowhere', true, true))
		]).toEqual(recorded.events);
	});

	it('the alternate exchange’s queue gets it', () => {
		expect(run(publishing('b', true, true)).fates.processedOnce).toBe(
			recorded.alternateExchangeGot.length
		);
		expect(run(publishing('b', true, false)).fates.unroutable).toBe(1);
	});

	it('a missing exchange closes the channel: what is unconfirmed has failed, the rest is not tried', () => {
		expect(recorded.publishToMissingExchange).toContain('404');
		const { fates, totals } = run({
			producers: [{ messages: 100, ack: 'confirm', window: 10, exchange: 9 }],
			consumers: [{}]
		});
		expect(totals.attempted).toBeLessThan(100);
		expect(fates.failed).toBe(totals.attempted);
	});

	it('two ways of exchanges to one queue give one copy', () => {
		const simulation = runOf(
			setup({
				exchange: {
					type: 'fanout',
					bindings: [1, 2].map((exchange) => ({ queue: 0, key: '', exchange }))
				},
				exchanges: [1, 2].map(() => ({ type: 'fanout', bindings: [{ queue: 0, key: '' }] })),
				producers: [{ messages: 1 }],
				traceMessage: 0
			})
		);
		const copies = simulation.trace().filter(({ step }) => step === 'enqueued').length;
		expect(copies).toBe(
			routing['one queue, several matching bindings'].exchangeToExchangeTwoPathsCopies
		);
	});
});

describe('R24: queues that go', () => {
	const consumerLeaves = clientFault('crash', 'consumer', { atUs: second }, 2 * second);
	/** It is away from 1 s to 3 s; messages go on for 5 s. */
	const leaving = (queue: object): Choice => ({
		queue,
		producers: [{ messages: 500, rate: 100 }],
		consumers: [{}],
		faults: [consumerLeaves]
	});

	it.each([['exclusive'], ['autoDelete']])(
		'%s: goes with its consumer, and comes back empty with it',
		(name) => {
			const { fates } = run(leaving({ [name]: true }));
			expect(fates.unroutable).toBeGreaterThan(195);
			expect(fates.unroutable).toBeLessThan(205);
			expect(fates.stillQueued).toBe(0);
			expect(run(leaving({})).fates.processedOnce, 'an ordinary one stays').toBe(500);
		}
	);

	it('an auto-delete queue that never had a consumer stays', () => {
		expect(routing['exclusive, auto-delete, redeclare, errors'].autoDeleteNeverConsumed).toBe('ok');
		const { fates } = run({ queue: { autoDelete: true }, producers: [{ messages: 50 }] });
		expect(fates.stillQueued).toBe(50);
	});

	it('an exclusive queue refuses the consumer of another connection', () => {
		const { fates } = run({
			queue: { exclusive: true },
			producers: [{ messages: 20 }],
			consumers: [{ workUs: second }, { workUs: 1 }]
		});
		expect(fates.processedOnce).toBe(20);
		const { place } = runOf(
			setup({
				queue: { exclusive: true },
				producers: [{ messages: 20 }],
				consumers: [{ workUs: second }, { workUs: 1 }],
				traceMessage: 5
			})
		)
			.trace()
			.find(({ step }) => step === 'processed') ?? { place: '' };
		expect(place).toBe('consumer-1');
	});

	it('`expires`: unused for that long a queue is gone, with what it holds', () => {
		const { causes, fates } = run({
			queue: { expiresUs: second },
			producers: [{ messages: 300, rate: 100 }]
		});
		expect(causes['queue-deleted']).toBeGreaterThan(95);
		expect(fates.unroutable).toBeGreaterThan(190);
	});
});

describe('R17: single active consumer', () => {
	const choice: Choice = {
		queue: { singleActiveConsumer: true },
		producers: [{ messages: 60, rate: 100 }],
		consumers: [
			{ prefetch: 5, workUs: 12 * millisecond },
			{ prefetch: 5, workUs: millisecond }
		],
		faults: [clientFault('crash', 'consumer', { atUs: 300 * millisecond }, 60 * second)]
	};
	const placeOf = (message: number): string =>
		runOf(setup({ ...choice, traceMessage: message }))
			.trace()
			.findLast(({ step }) => step === 'processed')?.place ?? '';

	it('serves the first subscriber alone, then the next', () => {
		expect([0, 5, 10, 15].map(placeOf)).toEqual(Array(4).fill('consumer-1'));
		expect([40, 50, 59].map(placeOf)).toEqual(Array(3).fill('consumer-2'));
	});

	it('what the first had not acknowledged comes first to the next, flagged', () => {
		const { totals } = run(choice);
		expect(totals.redelivered).toBe(5);
		expect(totals.reordered).toBe(0);
		expect(totals.lost).toBe(0);
	});
});
