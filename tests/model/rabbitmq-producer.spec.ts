/**
 * RabbitMQ, the producer's side: rules R1 – R10 of docs/model.md. Each was measured on RabbitMQ
 * 3.10 or read in its source; the recordings are in tests/truth/rabbitmq-3.10.json. The consumer
 * comes late, so that what it gets is what survived in the queue.
 */
import { describe, expect, it } from 'vitest';
import {
	workstation2024,
	type Profile,
	type RabbitmqProducerSetup,
	type Simulation
} from '#lib/sim';
import {
	clientFault,
	lateConsumer,
	millisecond,
	nodeFault,
	run,
	runOf,
	second,
	setup,
	type Choice
} from './setups';

const spinningDisk: Profile = { ...workstation2024, disk: { syncUs: 10_000, bytesPerUs: 100 } };

/** 6000 messages at 2000/s; the node dies at 1.5 s, is back at 3.5 s; the consumer comes at 8 s. */
function crashed(
	producer: Partial<RabbitmqProducerSetup>,
	queue: Choice['queue'] = {}
): Simulation {
	return runOf(
		setup({
			queue,
			producers: [producer],
			consumers: [{}],
			faults: [nodeFault('crash', 0, { atUs: 1.5 * second }, 2 * second), lateConsumer(8 * second)]
		})
	);
}

const lostOf = (simulation: Simulation): number[] =>
	simulation.messages({ fate: 'lost', limit: 1e6 });

/** 0, 1, 2, … : a whole run of messages from the first on. */
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe('R1: a crash loses transient messages', () => {
	it.each<[string, Partial<RabbitmqProducerSetup>, boolean]>([
		['in a durable queue', { persistent: false }, true],
		['in a queue that is not durable', { persistent: false }, false],
		['persistent ones too, if the queue is not durable', { persistent: true }, false]
	])('every one still in the broker, %s', (_, producer, durable) => {
		const simulation = crashed(producer, { durable });
		// 3000 were published before the crash, and some until the producer's connection is reset.
		const deadMs = workstation2024.process.resetDelay / millisecond;
		expect(lostOf(simulation)).toEqual(upTo(lostOf(simulation).length));
		expect(lostOf(simulation).length).toBeGreaterThanOrEqual(3000);
		expect(lostOf(simulation).length).toBeLessThanOrEqual(3001 + deadMs * 2);
		expect(simulation.result().totals.redelivered, 'nothing was recovered').toBe(0);
	});

	it('confirmed or not: a confirm of a transient message promises nothing', () => {
		const { totals } = crashed({ persistent: false, ack: 'confirm', window: 100 }).result();
		expect(totals.lostAcknowledged).toBeGreaterThanOrEqual(2998);
		expect(totals.acknowledged).toBe(6000);
	});
});

describe('R2: persistent without confirms is not safe', () => {
	it.each([64, 10_240])('at a steady rate the whole tail is lost, bodies of %d bytes', (size) => {
		const simulation = crashed({ size });
		const lost = lostOf(simulation);
		expect(lost).toEqual(upTo(lost.length));
		expect(lost.length).toBeGreaterThanOrEqual(2999);
		expect(simulation.result().causes['in-memory-at-broker-crash']).toBeGreaterThanOrEqual(2999);
	});

	it('(a) one confirmed message on the same queue saves those before it', () => {
		const others = (tailAtUs: number): Choice => ({
			producers: [
				{ messages: 2000 },
				{ messages: 1, rate: 0, ack: 'confirm', routingKeys: ['orders'] }
			],
			consumers: [{}],
			faults: [
				{
					...clientFault('crash', 'producer', { atUs: 0 }, tailAtUs),
					target: { kind: 'producer', index: 1 }
				},
				nodeFault('crash', 0, { atUs: 1.03 * second }, second),
				lateConsumer(8 * second)
			]
		});
		// Crash 30 ms after the last of the 2000: too soon for the idle flush.
		const saved = run(others(1.0003 * second));
		expect(saved.totals.lost).toBe(0);
		expect(saved.totals.redelivered, 'all 2001 were recovered').toBe(2001);
		// Not vacuous: the same without the confirmed message before the crash loses them all.
		expect(run(others(7 * second)).totals.lost).toBe(2000);
	});

	it.each([
		[0, 2000],
		[300, 0]
	])('(b) after %d ms of idling %d of 2000 are lost', (idleMs, lost) => {
		const lastAtUs = 999.5 * millisecond;
		const result = run({
			producers: [{ messages: 2000 }],
			consumers: [{}],
			faults: [
				nodeFault(
					'crash',
					0,
					{ atUs: lastAtUs + 0.5 * millisecond + idleMs * millisecond },
					second
				),
				lateConsumer(8 * second)
			]
		});
		expect(result.totals.lost).toBe(lost);
	});

	it('(c) the journal is written at 32 768 entries', () => {
		const simulation = runOf(
			setup({
				producers: [{ messages: 40_000, rate: 10_000 }],
				consumers: [{}],
				faults: [nodeFault('crash', 0, { atUs: 3.9 * second }, second), lateConsumer(20 * second)]
			})
		);
		expect(simulation.result().totals.redelivered, 'recovered').toBe(32_768);
		expect(lostOf(simulation)[0]).toBe(32_768);
	});

	it('a power cut takes what is written and not synced as well', () => {
		const { causes, totals } = run({
			producers: [{ messages: 40_000, rate: 10_000 }],
			consumers: [{}],
			faults: [nodeFault('powerLoss', 0, { atUs: 3.9 * second }, second), lateConsumer(20 * second)]
		});
		expect(causes['not-synced-at-power-loss']).toBe(32_768);
		expect(totals.redelivered).toBe(0);
	});
});

const safeModes: [string, Partial<RabbitmqProducerSetup>, number][] = [
	['confirm one by one', { ack: 'confirm', batch: 1 }, 1],
	['confirm in batches of 10', { ack: 'confirm', batch: 10 }, 10],
	['confirm in batches of 100', { ack: 'confirm', batch: 100 }, 100],
	['confirm in batches of 1000', { ack: 'confirm', batch: 1000 }, 1000],
	['streaming, window 1000', { ack: 'confirm', window: 1000 }, 1000],
	['commit every 1', { ack: 'transaction', batch: 1 }, 1],
	['commit every 10', { ack: 'transaction', batch: 10 }, 10],
	['commit every 100', { ack: 'transaction', batch: 100 }, 100]
];

describe('R3: persistent and confirmed or committed loses nothing acknowledged', () => {
	const inFull = (
		mode: Partial<RabbitmqProducerSetup>,
		retry: boolean,
		kind: 'crash' | 'powerLoss'
	) =>
		run({
			producers: [{ messages: 4000, rate: 0, retry, ...mode }],
			consumers: [{}],
			faults: [nodeFault(kind, 0, { afterAttempted: 2508 }, 2 * second), lateConsumer(8 * second)]
		});

	it.each(safeModes)('%s: none of 4000, at full speed', (_, mode, most) => {
		for (const kind of ['crash', 'powerLoss'] as const) {
			const { totals } = inFull(mode, true, kind);
			expect(totals.lost).toBe(0);
			expect(totals.acknowledged).toBe(4000);
			// What was unconfirmed at the crash, at least one message, was sent again: no more than that.
			expect(totals.sends - totals.attempted).toBeGreaterThanOrEqual(1);
			expect(totals.sends - totals.attempted).toBeLessThanOrEqual(most);
		}
	});

	it.each(safeModes)('%s: without sending again only the unconfirmed are lost', (_, mode, most) => {
		const { totals } = inFull(mode, false, 'crash');
		expect(totals.lostAcknowledged).toBe(0);
		expect(totals.attempted - totals.acknowledged).toBeGreaterThanOrEqual(1);
		expect(totals.attempted - totals.acknowledged).toBeLessThanOrEqual(most);
	});
});

describe('R4: recovered messages are flagged redelivered', () => {
	it('after an unclean restart all of them, though none was ever delivered', () => {
		const { totals } = crashed({ ack: 'confirm', window: 1000 }).result();
		expect(totals.redelivered).toBeGreaterThanOrEqual(2995);
		expect(totals.redelivered).toBeLessThanOrEqual(3001);
		expect(totals.duplicateDeliveries, 'flagged is not duplicated').toBe(0);
	});

	it('after a clean restart none', () => {
		const { totals } = run({
			producers: [{ messages: 2000 }],
			consumers: [{}],
			faults: [nodeFault('stop', 0, { atUs: 1.01 * second }, second), lateConsumer(8 * second)]
		});
		expect(totals.processed, 'there was something to flag').toBe(2000);
		expect(totals.redelivered).toBe(0);
	});
});

describe('R5: a clean stop', () => {
	/** When the channel has read the last of 2000 messages that were published at full speed. */
	const readAt = ((): number => {
		const simulation = runOf(
			setup({ producers: [{ messages: 2000, rate: 0 }], traceMessage: 1999 })
		);
		const step = simulation.trace().find(({ step }) => step === 'arrived');
		return (step?.atMs ?? 0) * millisecond;
	})();
	const stopped = (persistent: boolean) =>
		run({
			producers: [{ messages: 2000, rate: 0, persistent }],
			consumers: [{}],
			faults: [nodeFault('stop', 0, { atUs: readAt + 1 }, second), lateConsumer(8 * second)]
		});

	it('drops the unconfirmed tail that the queue process had not handled', () => {
		// Measured 189 – 404 of 2000: the credit between channel and queue is 400.
		const { totals } = stopped(true);
		expect(totals.lost).toBeGreaterThan(100);
		expect(totals.lost).toBeLessThanOrEqual(404);
		expect(totals.processed).toBe(2000 - totals.lost);
	});

	it('drops transient messages', () => {
		const { totals, causes } = stopped(false);
		expect(totals.lost).toBe(2000);
		expect(causes['transient-at-clean-stop']).toBeGreaterThan(1500);
	});
});

describe('R6: the connection is cut before the confirm arrives', () => {
	const cut = (producer: Partial<RabbitmqProducerSetup>, afterAttempted: number) =>
		run({
			producers: [producer],
			consumers: [{}],
			// As recorded, nobody consumes meanwhile: acknowledgements would confirm too (R8).
			faults: [clientFault('cut', 'producer', { afterAttempted }), lateConsumer(60 * second)]
		});

	it.each([
		[1, 300],
		[10, 500],
		[100, 2000],
		[1000, 5000]
	])('in batches of %d all outstanding are duplicated, never flagged', (batch, messages) => {
		const { totals, causes } = cut({ messages, rate: 0, ack: 'confirm', batch }, batch * 2);
		expect(totals.duplicateDeliveries).toBe(batch);
		expect(causes['confirm-lost-sent-again']).toBe(batch);
		expect(totals.redelivered).toBe(0);
		expect(totals.lost).toBe(0);
	});

	it('when streaming at most the window', () => {
		const { totals } = cut({ messages: 5000, ack: 'confirm', window: 100 }, 2000);
		expect(totals.duplicateDeliveries).toBeGreaterThanOrEqual(1);
		expect(totals.duplicateDeliveries).toBeLessThanOrEqual(100);
		expect(totals.redelivered).toBe(0);
		expect(totals.lost).toBe(0);
		const full = cut({ messages: 20_000, rate: 0, ack: 'confirm', window: 100 }, 2000);
		expect(full.totals.duplicateDeliveries).toBeGreaterThan(50);
		expect(full.totals.duplicateDeliveries).toBeLessThanOrEqual(100);
	});

	it('a transaction whose commit-ok is lost is committed again', () => {
		const { totals } = cut({ messages: 500, rate: 0, ack: 'transaction', batch: 10 }, 40);
		expect(totals.duplicateDeliveries).toBe(10);
		expect(totals.lost).toBe(0);
	});

	it('without confirms a few are lost, none is duplicated', () => {
		const { totals, causes } = cut({ messages: 5000 }, 2500);
		expect(totals.lost).toBeGreaterThanOrEqual(1);
		expect(totals.lost).toBeLessThanOrEqual(13);
		expect(causes['in-flight-when-connection-fell']).toBe(totals.lost);
		expect(totals.duplicateDeliveries).toBe(0);
	});
});

describe('R8: when a confirm comes', () => {
	const alone = (producer: Partial<RabbitmqProducerSetup>, more: Choice = {}) =>
		run({ producers: [{ messages: 200, rate: 0, ack: 'confirm', ...producer }], ...more });
	const confirmMs = (result: ReturnType<typeof run>): number => result.confirmLatencyMs?.p50 ?? NaN;
	const syncMs = workstation2024.disk.syncUs / 1000;

	it('persistent: after the sync; transient, or not durable: when enqueued', () => {
		const persistent = confirmMs(alone({}));
		const transient = confirmMs(alone({ persistent: false }));
		expect(persistent).toBeGreaterThanOrEqual(transient + syncMs);
		expect(transient).toBeLessThan(0.3);
		expect(confirmMs(alone({}, { queue: { durable: false } }))).toBeCloseTo(transient, 2);
	});

	it('without waiting behind the publishes that the channel has still to read', () => {
		const streaming: Choice = {
			producers: [{ messages: 6000, rate: 0, persistent: false, ack: 'confirm', window: 6000 }],
			traceMessage: 3000
		};
		const steps = runOf(setup(streaming)).trace();
		const at = (name: string): number => steps.find(({ step }) => step === name)?.atMs ?? NaN;
		expect(at('arrived') - at('sent'), 'the publishes wait in a row').toBeGreaterThan(10);
		// Behind what the channel has begun: 16 publishes of 20 µs.
		expect(at('confirmed') - at('enqueued')).toBeLessThan(0.5);
	});

	it('a lone synchronous publisher sees a sync per message, a loaded queue shares them', () => {
		const slow = { profile: spinningDisk };
		const lone = alone({}, slow);
		expect(lone.throughput.acknowledged).toBeLessThan(100);
		const streaming = run({
			...slow,
			producers: [{ messages: 10_000, rate: 0, ack: 'confirm', window: 1000 }]
		});
		expect(streaming.throughput.acknowledged).toBeGreaterThan(30 * lone.throughput.acknowledged);
	});

	it('an acknowledgement of a consumer confirms before the disk does', () => {
		const slow = {
			profile: spinningDisk,
			producers: [{ messages: 2000, ack: 'confirm' as const, window: 1000 }]
		};
		// At the same load, the consumer makes the difference. Some still wait for a sync under way.
		expect(run(slow).confirmLatencyMs?.p50).toBeGreaterThan(10);
		const consumed = run({ ...slow, queue: { durable: true }, consumers: [{ manual: false }] });
		expect(consumed.confirmLatencyMs?.p50).toBeLessThan(run(slow).confirmLatencyMs?.p50 ?? 0);
		expect(consumed.totals.acknowledged).toBe(2000);
	});
});

describe('R9: transactions', () => {
	it('a sync per commit: two orders of magnitude below streaming confirms on a spinning disk', () => {
		const rate = (producer: Partial<RabbitmqProducerSetup>): number =>
			run({ profile: spinningDisk, producers: [{ rate: 0, ...producer }] }).throughput.acknowledged;
		const committed = rate({ messages: 100, ack: 'transaction', batch: 1 });
		expect(committed).toBeLessThan(1e6 / spinningDisk.disk.syncUs);
		expect(committed).toBeGreaterThan(0.8 * (1e6 / spinningDisk.disk.syncUs));
		expect(rate({ messages: 10_000, ack: 'confirm', window: 1000 }) / committed).toBeGreaterThan(
			50
		);
	});

	it('are atomic: what is not committed when the broker dies is rolled back whole', () => {
		const { causes, totals, fates } = run({
			producers: [{ messages: 105, rate: 1000, ack: 'transaction', batch: 10, retry: false }],
			consumers: [{}],
			// At 54.5 ms five messages of the sixth transaction have arrived.
			faults: [
				nodeFault('crash', 0, { atUs: 54.5 * millisecond }, second),
				lateConsumer(8 * second)
			]
		});
		expect(causes['rolled-back-transaction']).toBe(5);
		// The other five went into a connection that was dead already; the batch is lost as a whole.
		expect(causes['in-flight-when-connection-fell']).toBe(5);
		expect(totals.lostAcknowledged).toBe(0);
		expect(fates.processedOnce).toBe(95);
	});

	it('are rolled back when the producer dies too', () => {
		const { causes } = run({
			producers: [{ messages: 105, rate: 1000, ack: 'transaction', batch: 10 }],
			consumers: [{}],
			faults: [clientFault('crash', 'producer', { atUs: 54.5 * millisecond }, second)]
		});
		expect(causes['rolled-back-transaction']).toBe(5);
	});

	it('have failed if a queue refused anything of them, early or late', () => {
		const { totals, fates } = run({
			queue: { maxLength: 3, overflow: 'reject-publish' },
			producers: [
				{ messages: 1000, rate: 0, persistent: false, ack: 'transaction', batch: 20, retry: false }
			],
			consumers: [{ prefetch: 1, workUs: 60 }]
		});
		expect(totals.lostAcknowledged).toBe(0);
		expect(totals.processed, 'the queue takes some of each').toBeGreaterThan(150);
		expect(fates.failed).toBeGreaterThan(700);
	});
});

describe('R10: credit flow', () => {
	const slowQueue: Profile = {
		...workstation2024,
		rabbitmq: { ...workstation2024.rabbitmq, queuePublish: 500 }
	};
	const stepAt = (message: number, wanted: string): number => {
		const choice = {
			profile: slowQueue,
			producers: [{ messages: 3000, rate: 0 }],
			traceMessage: message
		};
		const found = runOf(setup(choice))
			.trace()
			.find(({ step }) => step === wanted);
		return found?.atMs ?? NaN;
	};

	it('lets at most 400 messages be between the channel and the queue', () => {
		expect(stepAt(1500, 'routed')).toBeGreaterThanOrEqual(stepAt(1100, 'enqueued'));
		// And no fewer than the 200 that a grant is worth, so it is this credit that holds it.
		expect(stepAt(1500, 'routed')).toBeLessThan(stepAt(1300, 'enqueued'));
	});

	it('reaches the producer as TCP back-pressure', () => {
		// The client alone makes 83 000 a second; a full socket brings it down to what the queue takes.
		const { throughput } = run({ producers: [{ messages: 40_000, rate: 0 }] });
		const alone = 1e6 / workstation2024.rabbitmq.clientPublish;
		const { queuePublish, queuePersist } = workstation2024.rabbitmq;
		expect(throughput.produced).toBeLessThan(0.3 * alone);
		expect(throughput.produced / (1e6 / (queuePublish + queuePersist))).toBeGreaterThan(0.9);
	});
});
