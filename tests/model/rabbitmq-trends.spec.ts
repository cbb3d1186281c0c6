/** Which way RabbitMQ's figures go between and beside the recorded ones, by the public settings. */
import { describe, expect, it } from 'vitest';
import { runnerOf, type Run } from './settings-effects';
import {
	acknowledged,
	expectFalling,
	expectRising,
	processed,
	produced,
	seriesOf,
	spanOf
} from './trends';

const persistent = { delivery: 'persistent' } as const;
const confirmed = { ...persistent, ack: 'confirm' } as const;

describe('throughput of publishing', () => {
	const oneByOne = runnerOf({
		producers: { ...confirmed, messages: 400 },
		consumers: { count: 0 }
	});
	const inBatches = runnerOf({
		producers: { ...confirmed, messages: 6000 },
		consumers: { count: 0 }
	});

	it.each(['producers.batch', 'producers.window'] as const)(
		'rises with %s, to a ceiling',
		(path) => {
			const series = seriesOf(inBatches, path, [1, 3, 10, 30, 100, 300, 1000], acknowledged);
			expectRising(series);
			expect(spanOf(series)).toBeGreaterThan(7);
			expect(spanOf(series.slice(-2))).toBeLessThan(1.1);
		}
	);

	it('one by one pays every sync and every round trip in full', () => {
		const bySync = seriesOf(oneByOne, 'broker.disk.sync', ['0.1ms', '2ms', '15ms'], acknowledged);
		expectFalling(bySync);
		expect(bySync[2]).toBeLessThan(1 / 0.015);
		const byLink = seriesOf(oneByOne, 'broker.link.latency', ['10us', '1ms', '10ms'], acknowledged);
		expectFalling(byLink);
		expect(byLink[2]).toBeLessThan(1 / 0.02);
		// The first message of all apart: its sync begins when the connection is opened.
		expect(byLink[2]).toBeGreaterThan(0.9 / 0.0215);
	});

	it('without confirms feels neither', () => {
		const loose = runnerOf({
			producers: { ...persistent, messages: 20_000 },
			consumers: { count: 0 }
		});
		for (const path of ['broker.disk.sync', 'broker.link.latency'] as const) {
			const series = seriesOf(loose, path, ['50us', '5ms'], produced);
			expect(Math.abs(spanOf(series) - 1)).toBeLessThan(0.1);
		}
	});

	it('falls with each mirror, and with each member of a quorum hardly', () => {
		const mirrored = seriesOf(
			(given) => inBatches({ ...given, 'producers.batch': 100 }),
			'broker.queue.mirrors',
			[0, 1, 2, 3],
			acknowledged
		);
		expectFalling(mirrored);
		const quorum = runnerOf({
			broker: { type: 'rabbitmq', nodes: 5, queue: { kind: 'quorum' } },
			producers: { ...confirmed, batch: 100, messages: 6000 },
			consumers: { count: 0 }
		});
		const members = seriesOf(quorum, 'broker.queue.groupSize', [3, 5], acknowledged);
		expectFalling(members);
		expect(spanOf(members)).toBeGreaterThan(0.9);
	});

	it('producers that each wait for their confirms share the syncs', () => {
		const together = [1, 2, 4, 8].map((count) =>
			acknowledged(oneByOne({ 'producers.count': count, 'producers.messages': 300 * count }))
		);
		expectRising(together);
		expect(spanOf(together)).toBeGreaterThan(4);
	});
});

describe('throughput of consuming', () => {
	const backlog = runnerOf({
		producers: { messages: 6000 },
		consumers: { processing: '1us' },
		faults: [{ kind: 'crash', target: 'consumer', at: 0, restartAfter: '5s' }]
	});

	it('rises with the prefetch; automatic acknowledgement is the fastest', () => {
		const prefetches = [1, 2, 5, 10, 20, 50, 100, 300, 1000];
		const series = seriesOf(backlog, 'consumers.prefetch', prefetches, processed);
		const automatic = processed(backlog({ 'consumers.ack': 'automatic' }));
		expectRising([...series, automatic]);
		// A small window goes round as one batch: each stage waits for the others.
		const [one = 0, , , ten = 0] = series;
		expect(ten / one).toBeLessThan(4.5);
		expect(ten / automatic).toBeLessThan(0.35);
		expect((series.at(-1) ?? 0) / automatic).toBeGreaterThan(0.6);
	});

	it.each(['automatic', 'manual'])('falls with the size of the messages, ack %s', (ack) => {
		const of: Run = (given) => backlog({ ...given, 'consumers.ack': ack });
		const series = seriesOf(of, 'producers.size', [16, 1024, 16_384, 65_536], processed);
		expectFalling(series);
		// Copying the large ones takes most of the time, the small ones' cost is not their bytes'.
		expect(spanOf(series.slice(0, 2))).toBeGreaterThan(0.9);
		expect(spanOf(series.slice(2))).toBeLessThan(0.4);
	});

	it('one acknowledgement for many costs less, and the messages of it something', () => {
		const wide: Run = (given) => backlog({ ...given, 'consumers.prefetch': 1000 });
		const series = seriesOf(wide, 'consumers.ackEvery', [1, 3, 10, 30, 100], processed);
		expectRising(series);
		expect(spanOf(series)).toBeGreaterThan(1.2);
	});

	it('the longer the way, the larger the prefetch that it takes', () => {
		const far = runnerOf({
			broker: { type: 'rabbitmq', link: { latency: '1ms' } },
			producers: { messages: 6000 },
			consumers: { processing: '1us' },
			faults: [{ kind: 'crash', target: 'consumer', at: 0, restartAfter: '5s' }]
		});
		const series = seriesOf(far, 'consumers.prefetch', [1, 10, 100], processed);
		expect(spanOf(series.slice(0, 2))).toBeGreaterThan(8);
		expect(spanOf(series.slice(1))).toBeGreaterThan(3);
	});
});

describe('what a crash costs, beside the recorded sizes', () => {
	const late = { kind: 'crash', target: 'consumer', at: 0, restartAfter: '60s' } as const;
	const killed = (afterAttempted: number) =>
		runnerOf({
			producers: { ...persistent, messages: 4000, size: 200, rate: 1000, retry: true },
			consumers: { prefetch: 100, processing: '20us' },
			faults: [{ kind: 'crash', target: 'rabbit-1', afterAttempted, restartAfter: '2s' }, late]
		});

	it.each([150, 900, 2500])(
		'R2: without confirms all of the %i before it, and a few after',
		(n) => {
			const { lost } = killed(n)().totals;
			expect(lost).toBeGreaterThanOrEqual(n);
			expect(lost).toBeLessThan(n + 25);
		}
	);

	it.each([3, 33, 250])('R3: with batches of %i nothing, and at most the batch again', (batch) => {
		const { totals } = killed(1111)({ 'producers.ack': 'confirm', 'producers.batch': batch });
		expect([totals.lost, totals.processed]).toEqual([0, 4000]);
		expect(totals.sends - totals.attempted).toBeGreaterThan(0);
		expect(totals.sends - totals.attempted).toBeLessThanOrEqual(batch);
	});

	it.each([
		[3, 20],
		[7, 40],
		[60, 300]
	])(
		'R12: acknowledged every %i, prefetch %i: that and what the client holds',
		(every, prefetch) => {
			const { totals } = runnerOf({
				producers: { messages: 2000 },
				consumers: { prefetch, ackEvery: every, processing: '1ms' },
				faults: [
					{ kind: 'crash', target: 'consumer', at: 0, restartAfter: '2s' },
					{ kind: 'crash', target: 'consumer', afterProcessed: 779, restartAfter: '1s' }
				]
			})();
			expect([totals.lost, totals.duplicateDeliveries % every]).toEqual([0, 779 % every]);
			expect(totals.duplicateDeliveries).toBeLessThan(prefetch);
			expect(totals.redelivered).toBe(prefetch);
		}
	);
});
