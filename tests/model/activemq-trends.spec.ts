/** Which way ActiveMQ's figures go between and beside the recorded ones, by the public settings. */
import { describe, expect, it } from 'vitest';
import { runnerOf } from './settings-effects';
import {
	acknowledged,
	expectFalling,
	expectRising,
	processed,
	produced,
	seriesOf,
	spanOf
} from './trends';

const broker = { type: 'activemq' } as const;
const late = (restartAfter: '3s' | '60s') =>
	({ kind: 'crash', target: 'consumer', at: 0, restartAfter }) as const;

describe('throughput', () => {
	const sending = runnerOf({ broker, producers: { messages: 400 }, consumers: { count: 0 } });

	it('one synchronous sender pays every sync and every round trip (A7)', () => {
		const bySync = seriesOf(sending, 'broker.disk.sync', ['0.1ms', '2ms', '15ms'], acknowledged);
		expectFalling(bySync);
		expect(bySync[2]).toBeLessThan(1 / 0.015);
		const byLink = seriesOf(sending, 'broker.link.latency', ['10us', '1ms', '10ms'], acknowledged);
		expectFalling(byLink);
		expect(byLink[2]).toBeLessThan(1 / 0.02);
	});

	it('senders share the syncs, and so do the messages of a transaction', () => {
		const senders = [1, 2, 4, 8].map((count) =>
			acknowledged(sending({ 'producers.count': count, 'producers.messages': 300 * count }))
		);
		expectRising(senders);
		expect(spanOf(senders)).toBeGreaterThan(4);
		const transacted = runnerOf({
			broker,
			producers: { messages: 4000, transacted: true },
			consumers: { count: 0 }
		});
		const commits = [1, 3, 10, 30, 100, 300];
		const series = seriesOf(transacted, 'producers.commitEvery', commits, acknowledged);
		expectRising(series);
		expect(spanOf(series)).toBeGreaterThan(5);
	});

	it('falls with the size of the messages, sending as consuming', () => {
		const sizes = [16, 1024, 16_384, 65_536];
		const asyncSend = { asyncSend: true, deliveryMode: 'non-persistent' } as const;
		const consumers = { count: 0 };
		const flowing = runnerOf({ broker, producers: { messages: 12_000, ...asyncSend }, consumers });
		const sent = seriesOf(flowing, 'producers.size', sizes.slice(2), produced);
		expectFalling(sent);
		expect(spanOf(sent)).toBeLessThan(0.4);
		const backlog = runnerOf({
			broker,
			producers: { messages: 3000, ...asyncSend },
			consumers: { processing: '1us' },
			faults: [late('3s')]
		});
		const taken = seriesOf(backlog, 'producers.size', sizes, processed);
		expectFalling(taken);
		expect(spanOf(taken)).toBeLessThan(0.4);
	});

	it('rises with the prefetch', () => {
		const backlog = runnerOf({
			broker,
			producers: { messages: 5000, asyncSend: true },
			consumers: { processing: '1us' },
			faults: [late('3s')]
		});
		const prefetches = [1, 3, 10, 30, 100, 1000];
		const series = seriesOf(backlog, 'consumers.prefetch', prefetches, processed);
		expectRising(series);
		// A small window goes round as one batch: each stage waits for the others.
		const [one = 0, , ten = 0, , hundred = 0, most = 0] = series;
		expect(ten / one).toBeLessThan(3.5);
		expect(ten / most).toBeLessThan(0.6);
		expect(hundred / most).toBeGreaterThan(0.75);
	});
});

describe('what a crash costs, beside the recorded sizes', () => {
	const consumer = (mode: 'client' | 'transacted', ackEvery: number, prefetch: number) =>
		runnerOf({
			broker,
			producers: { messages: 1500, size: 300 },
			consumers: { acknowledgeMode: mode, ackEvery, prefetch, processing: '3ms' },
			faults: [
				late('3s'),
				{ kind: 'crash', target: 'consumer', afterProcessed: 337, restartAfter: '1s' }
			]
		})();

	it.each([
		['client', 7, 30],
		['client', 60, 500],
		['transacted', 7, 30],
		['transacted', 60, 500]
	] as const)(
		'A3: %s, every %i, prefetch %i: what came since comes again',
		(mode, every, prefetch) => {
			const { totals } = consumer(mode, every, prefetch);
			expect([totals.lost, totals.duplicateDeliveries]).toEqual([0, 337 % every]);
			expect(totals.redelivered).toBeGreaterThanOrEqual(prefetch);
			expect(totals.redelivered).toBeLessThanOrEqual(prefetch + every);
		}
	);

	it('A5, A6: asynchronous sends lose what the reset leaves time for, by their rate', () => {
		const killed = runnerOf({
			broker,
			producers: { messages: 6000, rate: 500, asyncSend: true, maxReconnectDelay: '100ms' },
			consumers: { processing: '20us' },
			faults: [
				{ kind: 'crash', target: 'activemq-1', afterAttempted: 777, restartAfter: '200ms' },
				late('60s')
			]
		});
		const lost = seriesOf(killed, 'producers.rate', [500, 1000, 2000], ({ totals }) => totals.lost);
		expectRising(lost);
		expect(spanOf(lost)).toBeGreaterThan(3);
		expect(spanOf(lost)).toBeLessThan(5);
		const { totals } = killed({ 'producers.deliveryMode': 'non-persistent' });
		expect(totals.lost).toBeGreaterThanOrEqual(777);
		expect(totals.lost).toBeLessThan(777 + 20);
	});

	it('A8: the takeover takes as long as the poll of the lock, by its phase, and the start', () => {
		const dies = runnerOf({
			broker: { ...broker, topology: 'shared-store', nodes: 2 },
			producers: { messages: 1500, rate: 1500, maxReconnectDelay: '100ms' },
			consumers: { count: 0 },
			faults: [{ kind: 'crash', target: 'activemq-1', afterAttempted: 500 }]
		});
		const polls = [500, 2000, 8000];
		const took = seriesOf(dies, 'broker.lockPoll', polls, ({ unavailableMs }) => unavailableMs);
		expectRising(took);
		polls.forEach((poll, index) => {
			expect(took[index]).toBeGreaterThan(600);
			expect(took[index]).toBeLessThan(poll + 1000);
		});
	});
});
