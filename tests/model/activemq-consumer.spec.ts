/** How ActiveMQ's sessions acknowledge, and what comes back: rules A1 – A4, A9, A10, A12. */
import { describe, expect, it } from 'vitest';
import type { FaultSetup, SimulationResult } from '#lib/sim';
import {
	brokerKilled,
	consumerKilled,
	mode,
	run,
	setup,
	simulate,
	type Choice,
	type ConsumerChoice
} from './activemq-setups';
import { activemqPrefetch } from './prefetch';
import { lateConsumer, millisecond, nodeFault, partition, second } from './setups';
import { watchedRun } from './watched-run';

/** 2000 messages wait; a consumer takes 503, slower than they are dispatched, dies, and comes back. */
function killed(consumer: ConsumerChoice, choice: Choice = {}): SimulationResult {
	return run({
		producers: [{ messages: 2000, rate: 0 }],
		consumers: [{ workUs: 5 * millisecond, ...consumer }],
		faults: [lateConsumer(3 * second), consumerKilled()],
		...choice
	});
}

const prefetches = [1, 10, 100, 1000];

/** In the middle of the work on a message that takes 10 ms. */
const killedInWork: FaultSetup = {
	kind: 'crash',
	target: { kind: 'consumer', index: 0 },
	when: { atUs: 3 * second + 505 * millisecond },
	durationUs: second,
	others: []
};

describe('A1: AUTO_ACKNOWLEDGE', () => {
	it.each(prefetches)('receive(), prefetch %i: the message in work is lost', (prefetch) => {
		const { totals, causes } = killed(
			{ listener: 0, prefetch, workUs: 10 * millisecond },
			{ faults: [lateConsumer(3 * second), killedInWork] }
		);
		expect(totals.lost).toBe(1);
		expect(causes).toEqual({ 'acknowledged-before-processing': 1 });
		expect(totals.duplicateDeliveries).toBe(0);
	});

	it.each(prefetches)(
		'receive(), prefetch %i: what was worked on never comes again',
		(prefetch) => {
			const { totals } = killed({ listener: 0, prefetch });
			expect([totals.lost, totals.duplicateDeliveries]).toEqual([0, 0]);
		}
	);

	it.each(prefetches)('listener, prefetch %i: exactly one duplicate, none lost', (prefetch) => {
		const { totals, causes } = killed({ prefetch });
		expect(totals.lost).toBe(0);
		expect(causes).toEqual({ 'redelivered-after-consumer-crash': 1 });
	});

	it('listener killed in the middle of the work: the message comes again, worked on once', () => {
		const { totals } = killed(
			{ workUs: 10 * millisecond },
			{ faults: [lateConsumer(3 * second), killedInWork] }
		);
		expect([totals.lost, totals.duplicateDeliveries]).toEqual([0, 0]);
	});
});

describe('A2: DUPS_OK_ACKNOWLEDGE', () => {
	it.each(prefetches)('on a queue is AUTO: receive(), prefetch %i', (prefetch) => {
		const { totals } = killed({ acknowledgeMode: mode.dupsOk, listener: 0, prefetch });
		expect([totals.duplicateDeliveries, totals.redelivered]).toEqual([0, prefetch]);
	});

	const onTopic = { settings: { topic: 1, durableSubscription: 1 } };

	it.each([100, 1000])('on a topic is lazy: one ack for half of prefetch %i', (prefetch) => {
		// 503 received, the last ack covered 500.
		const { totals } = killed({ acknowledgeMode: mode.dupsOk, prefetch }, onTopic);
		expect([totals.duplicateDeliveries, totals.redelivered]).toEqual([3, prefetch]);
	});

	it('AUTO on a topic is not', () => {
		const { totals } = killed({ prefetch: 100, listener: 0 }, onTopic);
		expect([totals.duplicateDeliveries, totals.redelivered]).toEqual([0, 100]);
	});
});

describe('A3: CLIENT, INDIVIDUAL and transacted', () => {
	it.each([
		[1, 1],
		[10, 3],
		[100, 3]
	])(
		'CLIENT every %i: what came after the last acknowledge, %i messages',
		(ackEvery, duplicates) => {
			const { totals } = killed({ acknowledgeMode: mode.client, ackEvery });
			expect(totals.lost).toBe(0);
			expect([totals.duplicateDeliveries, totals.redelivered]).toEqual([duplicates, 1000]);
		}
	);

	it('CLIENT does not stall when it acknowledges less often than the prefetch', () => {
		const { totals, ended } = run({
			producers: [{ messages: 2000, rate: 0 }],
			consumers: [{ acknowledgeMode: mode.client, ackEvery: 1000, prefetch: 100 }]
		});
		expect([ended, totals.processed, totals.duplicated]).toEqual(['drained', 2000, 0]);
	});

	/** The consumer's connection is cut after its 500th message; `failover:` opens another. */
	const cut = (consumer: ConsumerChoice): SimulationResult =>
		killed(consumer, {
			faults: [lateConsumer(3 * second), { ...consumerKilled(500, 0), kind: 'cut' }]
		});

	it('CLIENT over a failover: what it had and did not acknowledge comes again', () => {
		// 500 is 71 times 7 and 3 more; with prefetch 100 one is in work.
		const { totals } = cut({ acknowledgeMode: mode.client, ackEvery: 7, prefetch: 100 });
		expect([totals.lost, totals.duplicateDeliveries, totals.redelivered]).toEqual([0, 4, 100]);
	});

	it.each([1, 100])(
		'transacted over a failover, prefetch %i: the open transaction goes on, nothing comes twice',
		(prefetch) => {
			const { totals } = cut({ acknowledgeMode: mode.transacted, ackEvery: 7, prefetch });
			expect([totals.processed, totals.duplicateDeliveries]).toEqual([2000, 0]);
		}
	);

	it('a message tried again does not widen the window a second time', () => {
		const trying = { ackEvery: 60, prefetch: 10, rejectEvery: 13, rejectTimes: 2, workUs: 100 };
		for (const acknowledgeMode of [mode.client, mode.transacted]) {
			const complete = setup({
				settings: { redeliveryDelayUs: 0 },
				producers: [{ messages: 500, rate: 0 }],
				consumers: [{ ...trying, acknowledgeMode }]
			});
			const { result, seen } = watchedRun(complete, activemqPrefetch(complete));
			expect(seen).toBeNull();
			expect([result.totals.processed, result.totals.lost]).toEqual([500, 0]);
		}
	});

	it('a transaction acknowledges what it has had, not what was given in between', () => {
		// After the failover some of what comes again lies before it, had by nobody.
		const receiving = { listener: 0, ackEvery: 5 };
		const sending = { size: 100, retry: false };
		const complete = setup({
			seed: 0,
			settings: { checkpointUs: 50 * millisecond, startUs: 0 },
			producers: [
				{ ...sending, messages: 370, rate: 500, asyncSend: 1 },
				{ ...sending, messages: 182, rate: 0, failover: 0 }
			],
			consumers: [
				{ ...receiving, acknowledgeMode: mode.transacted, prefetch: 100, workUs: 100 },
				{ ...receiving, acknowledgeMode: mode.client, prefetch: 1, workUs: 1000 }
			],
			faults: [
				partition([0], { afterAttempted: 123 }, 564),
				nodeFault('crash', 0, { atUs: 509 * millisecond }, 40 * second)
			]
		});
		expect(watchedRun(complete, activemqPrefetch(complete)).seen).toBeNull();
	});

	it('INDIVIDUAL: each message not itself acknowledged comes back', () => {
		// Every tenth of 503 is acknowledged: 50. The other 453 were worked on and are so again.
		const { totals } = killed({ acknowledgeMode: mode.individual, ackEvery: 10, prefetch: 1000 });
		expect([totals.lost, totals.duplicateDeliveries]).toEqual([0, 453]);
	});

	it('INDIVIDUAL: its window is widened by half a prefetch, less what it acknowledged since', () => {
		const { totals } = killed({ acknowledgeMode: mode.individual });
		expect([totals.duplicateDeliveries, totals.redelivered]).toEqual([1, 1497]);
	});

	it.each([
		[1, 1],
		[10, 3],
		[100, 3]
	])(
		'transacted, commit every %i: what came after the last commit, %i messages',
		(n, duplicates) => {
			const { totals } = killed({ acknowledgeMode: mode.transacted, ackEvery: n });
			expect(totals.lost).toBe(0);
			expect([totals.duplicateDeliveries, totals.redelivered]).toEqual([duplicates, 1000]);
		}
	);
});

describe('A4: the whole prefetch of a dead consumer comes back flagged', () => {
	it.each(prefetches)('prefetch %i, seen by the application or not', (prefetch) => {
		expect(killed({ listener: 0, prefetch }).totals.redelivered).toBe(prefetch);
		expect(killed({ prefetch }).totals.redelivered).toBe(prefetch);
	});

	it('in its old place: nothing is reordered', () => {
		expect(killed({}).totals.reordered).toBe(0);
	});

	it('after a restart of the broker nothing is flagged: the count was in memory', () => {
		const { totals } = run({
			consumers: [{ workUs: 2 * millisecond }],
			faults: [
				{
					kind: 'crash',
					target: { kind: 'node', index: 0 },
					when: { atUs: second },
					durationUs: second,
					others: []
				}
			]
		});
		expect([totals.processed, totals.redelivered]).toEqual([4000, 0]);
	});
});

describe('A9: redelivery and the dead-letter queue', () => {
	const poisoned = (consumer: ConsumerChoice, settings: Choice['settings'] = {}): Choice => ({
		settings,
		producers: [{ messages: 3, rate: 0 }],
		consumers: [consumer],
		traceMessage: 1
	});

	it('a rolled-back message is tried 1 + 6 times in place, then buried', () => {
		const choice = poisoned(
			{ acknowledgeMode: mode.transacted, rejectEvery: 1 },
			{ redeliveryDelayUs: 0 }
		);
		const { totals, fates } = run(choice);
		expect([fates.deadLettered, totals.redelivered, totals.processed]).toEqual([3, 18, 0]);
	});

	it('a listener that throws: only that message is buried', () => {
		const choice = poisoned({ rejectEvery: 2 }, { redeliveryDelayUs: 0 });
		const { totals, fates } = run(choice);
		expect([fates.deadLettered, fates.processedOnce, totals.redelivered]).toEqual([1, 2, 6]);
		const steps = simulate(choice).trace();
		expect(steps.filter(({ step }) => step === 'rejected').length).toBe(7);
	});

	it('the delay of 1 s is kept before each new attempt, and blocks what comes after', () => {
		const { simulatedMs, totals } = run(poisoned({ rejectEvery: 2 }));
		expect(simulatedMs).toBeGreaterThan(6000);
		expect(totals.reordered).toBe(0);
	});

	it('maximumRedeliveries 0 buries at the first failure', () => {
		const { fates, totals } = run(poisoned({ rejectEvery: 2 }, { maximumRedeliveries: 0 }));
		expect([fates.deadLettered, totals.redelivered]).toEqual([1, 0]);
	});

	it('what fails twice is processed at the third attempt', () => {
		const { fates, totals } = run(poisoned({ rejectEvery: 2, rejectTimes: 2 }));
		expect([fates.processedOnce, totals.redelivered]).toEqual([3, 2]);
	});

	it('a rollback repeats the whole transaction', () => {
		const { totals, causes } = run({
			producers: [{ messages: 10, rate: 0 }],
			consumers: [{ acknowledgeMode: mode.transacted, ackEvery: 5, rejectEvery: 5, rejectTimes: 1 }]
		});
		// Four of each five had been worked on.
		expect([totals.processed, causes]).toEqual([10, { 'transaction-rolled-back': 8 }]);
	});

	it('with receive() a failure is too late to be given back', () => {
		const { totals, causes } = run(poisoned({ listener: 0, rejectEvery: 2 }));
		expect([totals.lost, causes]).toEqual([1, { 'acknowledged-before-processing': 1 }]);
	});

	it('DUPS_OK on a topic: what a listener fails at is acknowledged with what follows it', () => {
		const consumer = { acknowledgeMode: mode.dupsOk, prefetch: 4 };
		const onTopic = { topic: 1, durableSubscription: 1 };
		const { totals, causes } = run(poisoned({ ...consumer, rejectEvery: 2 }, onTopic));
		expect([totals.redelivered, totals.processed, causes]).toEqual([
			0,
			2,
			{ 'acknowledged-before-processing': 1 }
		]);
	});

	it('optimizeAcknowledge: of what a failure gives back half is struck off until the next connection', () => {
		const producers = [{ messages: 10, rate: 0 }];
		const failing = { optimizeAcknowledge: 1, rejectEvery: 10, rejectTimes: 1 };
		const { causes, totals } = run({ producers, consumers: [failing] });
		expect([causes, totals.processed]).toEqual([{ 'requeued-by-application': 4 }, 10]);
	});

	it('optimizeAcknowledge: what is still being tried is in no acknowledgement', () => {
		const failing = { optimizeAcknowledge: 1, workUs: 10 * millisecond, rejectEvery: 30 };
		const choice: Choice = {
			settings: { redeliveryDelayUs: 0 },
			producers: [{ messages: 30, rate: 0 }],
			// The time for the next acknowledgement falls into the second attempts.
			consumers: [{ ...failing, exclusive: 1 }, {}],
			faults: [{ ...consumerKilled(), when: { atUs: 2 * second }, durationUs: Infinity }]
		};
		expect(run(choice).totals.processed).toBe(30);
	});
});

describe('A10: prefetch', () => {
	it('is never exceeded by what is unacknowledged', () => {
		// A consumer that stands still has what it was given, and nobody else gets that.
		const { totals } = run({
			producers: [{ messages: 1000, rate: 0 }],
			consumers: [{ prefetch: 50 }, { prefetch: 1000 }],
			faults: [
				{
					kind: 'pause',
					target: { kind: 'consumer', index: 0 },
					when: { atUs: 0 },
					durationUs: 20 * second,
					others: []
				}
			]
		});
		expect(totals.processed).toBe(1000);
		expect(totals.redelivered).toBe(0);
	});

	it('above 200 / 0.65 optimizeAcknowledge leaves a backlog after one page (recorded)', () => {
		const backlog = (prefetch: number): number =>
			run({ ...unseen, consumers: [{ optimizeAcknowledge: 1, prefetch }] }).totals.processed;
		expect(backlog(1000)).toBe(200);
		expect(backlog(300)).toBe(2000);
	});

	/** Of a backlog that a consumer finds, in less time than until the next search for expired messages. */
	const unseen: Choice = {
		producers: [{ messages: 2000, rate: 0 }],
		faults: [lateConsumer(3 * second)],
		limitUs: 29 * second
	};

	it('the search for expired messages, every 30 s, pages more in', () => {
		const consumers = [{ acknowledgeMode: mode.client, ackEvery: 2000 }];
		expect(run({ ...unseen, consumers }).totals.processed).toBe(200);
		// 400 that it looks at, a page for its own wake-up, one for each DELIVERED acknowledgement of 500.
		const within = (seconds: number): number =>
			run({ ...unseen, consumers, limitUs: seconds * second }).totals.processed;
		expect(within(59)).toBe(200 + 400 + 3 * 200);
		expect(within(89)).toBe(1400);
		expect(within(600)).toBe(2000);
	});

	it('an exclusive consumer has the queue for itself, until it dies', () => {
		const choice: Choice = { consumers: [{}, { exclusive: 1 }], traceMessage: 100 };
		const places = simulate(choice)
			.trace()
			.filter(({ step }) => step === 'processed');
		expect(places.map(({ place }) => place)).toEqual(['consumer-2']);
		const dies: FaultSetup = {
			...consumerKilled(50, Infinity),
			target: { kind: 'consumer', index: 1 }
		};
		expect(run({ ...choice, faults: [dies] }).totals.processed).toBe(4000);
	});

	it('two consumers take turns', () => {
		const { totals } = run({ consumers: [{}, {}], producers: [{ rate: 1000, messages: 1000 }] });
		expect(totals.processed).toBe(1000);
		const place = (message: number): string | undefined =>
			simulate({
				consumers: [{}, {}],
				producers: [{ rate: 1000, messages: 1000 }],
				traceMessage: message
			})
				.trace()
				.find(({ step }) => step === 'processed')?.place;
		expect(new Set([place(500), place(501)])).toEqual(new Set(['consumer-1', 'consumer-2']));
	});
});

describe('A12: a consumer that is only noticed to be dead later', () => {
	it('the new one has newer messages before the old ones come back', () => {
		const backlog = { producers: [{ messages: 2000, rate: 0 }] };
		// Its connection's end is handled 2 ms later; the new process is there before.
		const quick = run({
			...backlog,
			consumers: [{ prefetch: 100, workUs: 100 }],
			faults: [lateConsumer(3 * second), consumerKilled(503, 100)]
		});
		const slow = run({
			...backlog,
			consumers: [{ prefetch: 100, workUs: 100 }],
			faults: [lateConsumer(3 * second), consumerKilled(503, second)]
		});
		expect(quick.totals.reordered).toBeGreaterThan(0);
		expect(slow.totals.reordered).toBe(0);
		expect([quick.totals.lost, quick.totals.redelivered]).toEqual([0, 100]);
	});

	it('a silent consumer is noticed after 30 s, and its messages go to another', () => {
		const { totals } = run({
			producers: [{ messages: 1000, rate: 0 }],
			consumers: [{ prefetch: 50 }, {}],
			faults: [
				{
					kind: 'pause',
					target: { kind: 'consumer', index: 0 },
					when: { atUs: 2 * millisecond },
					durationUs: 100 * second,
					others: []
				}
			]
		});
		expect(totals.processed).toBe(1000);
		expect(totals.redelivered).toBeGreaterThan(0);
		expect(totals.reordered).toBeGreaterThan(0);
	});
});

describe('topics', () => {
	it('without a subscription a message is nobody’s', () => {
		const { causes } = run({ settings: { topic: 1 } });
		expect(causes).toEqual({ 'no-subscriber': 4000 });
	});

	it('a durable one keeps what was committed, whenever the broker dies after the commit', () => {
		for (let atUs = 2_000; atUs <= 3_500; atUs += 10) {
			const { totals } = run({
				settings: { topic: 1, durableSubscription: 1 },
				producers: [{ transacted: 1, commitEvery: 5, messages: 20, rate: 0 }],
				consumers: [{ workUs: 100 }],
				faults: [{ ...brokerKilled(), when: { atUs } }]
			});
			expect(totals.lostAcknowledged).toBe(0);
		}
	});

	it('a consumer that is away misses what is sent meanwhile, unless it is durable', () => {
		const away = (durableSubscription: number): SimulationResult =>
			run({
				settings: { topic: 1, durableSubscription },
				consumers: [{}],
				faults: [consumerKilled(1000)]
			});
		expect(away(1).totals.lost).toBe(0);
		expect(away(0).totals.lost).toBeGreaterThan(1000);
		expect(Object.keys(away(0).causes)).toContain('no-subscriber');
	});

	it('a durable subscription outlives the broker', () => {
		const { totals } = run({
			settings: { topic: 1, durableSubscription: 1 },
			consumers: [{}, {}],
			faults: [
				{
					kind: 'crash',
					target: { kind: 'node', index: 0 },
					when: { atUs: second },
					durationUs: second,
					others: []
				}
			]
		});
		expect([totals.lost, totals.processed]).toEqual([0, 4000]);
	});
});
