/** Which way Kafka's figures go between and beside the recorded ones, by the public settings. */
import { describe, expect, it } from 'vitest';
import { runnerOf } from './settings-effects';
import { acknowledged, expectFalling, expectRising, seriesOf, spanOf } from './trends';

const three = { nodes: 3, topic: { replicationFactor: 3 } } as const;

describe('throughput of producing', () => {
	const unread = { consumers: { count: 0 } };

	it('0.8: rises with the messages of a list, less than in proportion', () => {
		const run = runnerOf({
			broker: { type: 'kafka', version: '0.8' },
			producers: { messages: 6000, size: 100, acks: 1 },
			...unread
		});
		const series = seriesOf(run, 'producers.batchMessages', [1, 5, 20, 100, 300], acknowledged);
		expectRising(series);
		expect(spanOf(series)).toBeGreaterThan(20);
		expect(spanOf(series)).toBeLessThan(300);
	});

	it('3.9: rises with the batch, and falls with who must have it', () => {
		const run = runnerOf({
			broker: { type: 'kafka', ...three },
			producers: { messages: 20_000, size: 100, acks: 'all' },
			...unread
		});
		expectRising(seriesOf(run, 'producers.batchSize', [0, 500, 2000, 8000, 32_000], acknowledged));
		const alone = runnerOf({
			broker: { type: 'kafka', ...three },
			producers: { messages: 2000, size: 100, mode: 'sync', idempotence: false },
			...unread
		});
		const byAcks = ([0, 1, 'all'] as const).map((acks) =>
			acknowledged(alone({ 'producers.acks': acks }))
		);
		expectFalling(byAcks);
		expect(spanOf(byAcks)).toBeLessThan(0.5);
	});
});

describe('outages and losses, beside the recorded sizes', () => {
	const killed = runnerOf({
		broker: { type: 'kafka', ...three },
		producers: { messages: 4000, size: 100, rate: 200, acks: 'all' },
		consumers: { offsetReset: 'earliest', processing: '1us' },
		faults: [{ kind: 'crash', target: 'leader', at: '3.3s' }]
	});

	it.each([
		['3.x', 2, 1],
		['2.x', 3, 0.4]
	] as const)(
		'K7: %s is out for its session, less what has passed of it and more until that is seen',
		(version, share, more) => {
			for (const session of [4, 7, 12]) {
				const { unavailableMs, totals } = killed({
					'broker.version': version,
					'broker.sessionTimeout': `${session}s`
				});
				const pings = version === '3.x' ? share : session / share;
				expect(unavailableMs / 1000).toBeGreaterThan(session - pings);
				expect(unavailableMs / 1000).toBeLessThan(session * (1 + more / 4) + 1);
				expect(totals.lost).toBe(0);
			}
		}
	);

	it.each([30, 120, 350])(
		'K13: the old producer drops a batch of %i for each half second',
		(batch) => {
			const { causes, unavailableMs } = runnerOf({
				broker: { type: 'kafka', version: '0.8', ...three },
				producers: {
					messages: 12_000,
					size: 100,
					rate: 1200,
					mode: 'async',
					acks: 1,
					batchMessages: batch
				},
				consumers: { count: 0 },
				faults: [{ kind: 'crash', target: 'leader', at: '3.3s' }]
			})();
			const dropped = causes['dropped-after-retries'] ?? 0;
			expect(dropped % batch).toBe(0);
			const batches = Math.min(unavailableMs / 470, (1.2 * unavailableMs) / batch);
			expect(Math.abs(dropped / batch - batches)).toBeLessThanOrEqual(2);
		}
	);

	it.each([3, 40, 230])('K17: a commit every %i: what came since the last comes again', (every) => {
		const { totals } = runnerOf({
			broker: { type: 'kafka' },
			producers: { messages: 3000, size: 100, rate: 1000 },
			consumers: {
				commitEvery: every,
				offsetReset: 'earliest',
				processing: '500us',
				sessionTimeout: '6s'
			},
			faults: [{ kind: 'crash', target: 'consumer', afterProcessed: 1234, restartAfter: '1s' }]
		})();
		expect([totals.lost, totals.duplicateDeliveries]).toEqual([0, 1234 % every]);
	});
});
