/**
 * RabbitMQ's quorum queues: rules R16 and R28 of docs/model.md, and what the Raft papers and the
 * documentation promise. The leader starts on node 0 and two members on the next ones.
 */
import { describe, expect, it } from 'vitest';
import type { FaultSetup, RabbitmqProducerSetup } from '#lib/sim';
import {
	clientFault,
	lateConsumer,
	nodeFault,
	partition,
	run,
	runOf,
	second,
	setup,
	type Choice
} from './setups';

const quorum = { nodes: 3, queue: { mirrors: 2, kind: 'quorum' as const } };
const streaming = { ack: 'confirm' as const, window: 200 };
const killedAfter = 4008;

/** 8000 messages at 2000/s, the leader's node dies after the 4008th and is back 8 s later. */
function leaderDies(producer: Partial<RabbitmqProducerSetup>, more: Choice = {}) {
	return run({
		...quorum,
		producers: [{ messages: 8000, ...producer }],
		consumers: [{ node: 1, workUs: 1 }],
		faults: [nodeFault('crash', 0, { afterAttempted: killedAfter }, 8 * second)],
		...more
	});
}

const seeds = [1, 2, 3, 4, 5, 6, 7, 8];

describe('R28: the leader dies', () => {
	it.each(['none', 'confirm'] as const)(
		'a channel open on a surviving node loses, repeats and reorders nothing: %s',
		(ack) => {
			for (const rate of [2000, 0]) {
				const window = ack === 'confirm' ? 200 : 0;
				const { totals } = leaderDies({ node: 1, ack, window, rate });
				expect(totals).toMatchObject({ processed: 8000, lost: 0, sends: 8000 });
				expect(totals).toMatchObject({ duplicateDeliveries: 0, redelivered: 0, reordered: 0 });
			}
		}
	);

	it('the pause is 0.16 – 0.6 s, drawn', () => {
		const pauses = seeds.map((seed) => leaderDies({ node: 1 }, { seed }).unavailableMs);
		for (const ms of pauses) {
			expect(ms).toBeGreaterThanOrEqual(110);
			expect(ms).toBeLessThanOrEqual(620);
		}
		expect(Math.max(...pauses) - Math.min(...pauses)).toBeGreaterThan(50);
	});

	it('a producer that reconnects during the election loses all silently until the node is back', () => {
		const { totals, causes } = leaderDies({ node: 0 });
		expect(totals.lostAcknowledged).toBe(0);
		expect(totals.lost).toBeGreaterThan(3900);
		expect(causes['unconfirmed-by-quorum']).toBeGreaterThan(3800);
	});

	it('with confirms its messages are nacked, arrive late and reordered, and none is lost', () => {
		const { totals, causes } = leaderDies({ node: 0, ...streaming });
		expect(totals).toMatchObject({ lost: 0, acknowledged: 8000, redelivered: 0 });
		expect(totals.reordered).toBeGreaterThan(0);
		// What was replicated and whose confirm was on its way: recorded 0 – 8.
		expect(causes['confirm-lost-sent-again'] ?? 0).toBeLessThanOrEqual(8);
		// Each refusal takes the channel about a millisecond: recorded 6690 – 8273 in 6.9 s.
		expect(totals.sends - 8000).toBeGreaterThan(6000);
		expect(totals.sends - 8000).toBeLessThan(10_000);
	});

	it('one that reconnects after the election goes on', () => {
		const cut: FaultSetup = clientFault('crash', 'producer', { afterAttempted: 4000 }, second);
		const { totals } = leaderDies(
			{ node: 0, ...streaming },
			{ faults: [nodeFault('crash', 0, { afterAttempted: 4000 }, 8 * second), cut] }
		);
		expect(totals.failed).toBe(0);
		expect(totals.sends).toBeLessThanOrEqual(8200);
	});

	it('consumers on surviving nodes keep what they hold, and it comes once', () => {
		const { totals } = leaderDies(
			{ node: 1 },
			{ consumers: [{ node: 2, prefetch: 50, workUs: 600 }] }
		);
		expect(totals).toMatchObject({ processed: 8000, duplicateDeliveries: 0, redelivered: 0 });
	});

	it('a consumer on the dead node gives back what it held, flagged', () => {
		const { totals } = leaderDies(
			{ node: 1 },
			{ consumers: [{ node: 0, prefetch: 50, workUs: 600 }] }
		);
		expect(totals.lost).toBe(0);
		expect(totals.redelivered).toBeGreaterThanOrEqual(50);
		expect(totals.duplicateDeliveries).toBeLessThanOrEqual(50);
	});
});

describe('majorities', () => {
	it('a follower that dies is noticed by nobody', () => {
		const { totals, unavailableMs } = leaderDies(
			{ node: 0, ...streaming },
			{ faults: [nodeFault('crash', 2, { afterAttempted: 4000 }, 2 * second)] }
		);
		expect(unavailableMs).toBe(0);
		expect(totals).toMatchObject({ lost: 0, redelivered: 0, sends: 8000 });
	});

	it('without a majority nothing is confirmed; when it is back everything goes on', () => {
		const { totals, unavailableMs } = leaderDies(
			{ node: 0, ...streaming },
			{
				faults: [
					nodeFault('crash', 1, { afterAttempted: 4000 }, 2 * second),
					nodeFault('crash', 2, { afterAttempted: 4000 }, 2 * second)
				],
				consumers: [{ workUs: 1 }]
			}
		);
		expect(unavailableMs).toBeCloseTo(2000, 0);
		expect(totals).toMatchObject({ lost: 0, processed: 8000, acknowledged: 8000 });
	});

	it('members that were away catch up: then any other two may die', () => {
		const { totals } = leaderDies(
			{ node: 2, ...streaming, messages: 8000 },
			{
				faults: [
					nodeFault('crash', 1, { atUs: 0.5 * second }, 1.5 * second),
					nodeFault('crash', 0, { atUs: 3 * second }, 10 * second),
					lateConsumer(30 * second)
				]
			}
		);
		expect(totals).toMatchObject({ lost: 0, processed: 8000 });
	});

	it('power loss everywhere loses only what no majority had synced: nothing confirmed', () => {
		for (const seed of seeds) {
			const all = [0, 1, 2].map((node) =>
				nodeFault('powerLoss', node, { afterAttempted: 3000 }, second)
			);
			const { totals } = run({
				...quorum,
				seed,
				producers: [{ messages: 6000, rate: 0, retry: false, ...streaming }],
				consumers: [{}],
				faults: [...all, lateConsumer(20 * second)]
			});
			expect(totals.lostAcknowledged).toBe(0);
			expect(totals.processed).toBeGreaterThanOrEqual(totals.acknowledged);
		}
	});

	it('five members bear the loss of two', () => {
		const { totals } = run({
			nodes: 5,
			queue: { mirrors: 4, kind: 'quorum' },
			producers: [{ node: 4, messages: 6000, ...streaming }],
			consumers: [{ node: 4 }],
			faults: [
				nodeFault('crash', 0, { atUs: second }, Infinity),
				nodeFault('crash', 1, { atUs: 1.01 * second }, Infinity)
			]
		});
		expect(totals).toMatchObject({ lost: 0, processed: 6000, sends: 6000 });
	});
});

describe('R29 at a quorum queue: silence', () => {
	it('the cut-off leader commits nothing; the others elect one after the detector’s poll', () => {
		const { totals, unavailableMs } = run({
			...quorum,
			heartbeatUs: second,
			producers: [{ node: 1, messages: 30_000, ...streaming }],
			consumers: [{ node: 2 }],
			faults: [partition([0], { atUs: second }, 20 * second)]
		});
		// Polls of 5 s: noticed after one or two of them; net_ticktime would take 60 s.
		expect(unavailableMs).toBeGreaterThan(5000);
		expect(unavailableMs).toBeLessThan(11_000);
		expect(totals).toMatchObject({ lost: 0, processed: 30_000, reordered: 0 });
	});

	it('a pause shorter than that changes nothing but the time', () => {
		const { totals, unavailableMs } = run({
			...quorum,
			producers: [{ node: 1, messages: 6000, ...streaming }],
			consumers: [{ node: 1 }],
			faults: [nodeFault('pause', 0, { atUs: second }, 3 * second)]
		});
		expect(unavailableMs).toBeCloseTo(3000, 0);
		expect(totals).toMatchObject({ lost: 0, redelivered: 0, sends: 6000, processed: 6000 });
	});
});

describe('consumers', () => {
	const killed = (more: Choice['queue'] = {}) =>
		runOf(
			setup({
				...quorum,
				queue: { ...quorum.queue, ...more },
				producers: [{ messages: 200, rate: 0 }],
				consumers: [{ prefetch: 10, workUs: 1000 }],
				faults: Array.from({ length: 4 }, (_, index) =>
					clientFault('crash', 'consumer', { atUs: (0.053 + index * 0.15) * second }, 0.1 * second)
				)
			})
		).result();

	it('what a dead consumer held comes back first, in order and flagged', () => {
		const { totals, causes } = killed();
		expect(totals).toMatchObject({ lost: 0, processed: 200 });
		expect(totals.redelivered).toBeGreaterThanOrEqual(10);
		expect(causes['redelivered-after-consumer-crash']).toBeGreaterThanOrEqual(1);
		// Only the message in work when its consumer died may be done again after later ones.
		expect(totals.reordered).toBe(0);
	});

	it('the delivery limit drops what has come back too often', () => {
		const hopeless = (deliveryLimit: number) =>
			run({
				...quorum,
				queue: { ...quorum.queue, deliveryLimit },
				producers: [{ messages: 20, rate: 0 }],
				consumers: [{ prefetch: 5, workUs: 1_000_000 }],
				faults: [0, 1, 2, 3].map((index) =>
					clientFault('crash', 'consumer', { atUs: (0.5 + index) * second }, 0.1 * second)
				)
			});
		expect(hopeless(0).totals.lost).toBe(0);
		const { totals, causes } = hopeless(2);
		// The third return is one too many for the five that were held each time.
		expect(causes['rejected-without-dead-letter']).toBe(5);
		expect(totals.processed).toBe(15);
	});

	it('no prefetch is one of 2000', () => {
		const { totals } = run({
			...quorum,
			producers: [{ messages: 5000, rate: 0 }],
			consumers: [{ prefetch: 0, ackEvery: 100_000, workUs: 1 }]
		});
		expect(totals.processed).toBe(2000);
	});

	it('automatic ack: a killed consumer loses what was pushed to it', () => {
		const { totals } = run({
			...quorum,
			producers: [{ messages: 1000, rate: 0 }],
			consumers: [{ manual: false, workUs: 1000 }],
			faults: [clientFault('crash', 'consumer', { afterProcessed: 500 }, second)]
		});
		// By then the channel has settled all of them at the queue.
		expect(totals.lost).toBeGreaterThan(490);
		expect(totals.duplicateDeliveries).toBe(0);
	});
});

describe('the disk', () => {
	it('everything is synced on a majority before a confirm, transient messages too', () => {
		const confirmMs = (persistent: boolean) =>
			run({
				...quorum,
				producers: [{ messages: 200, rate: 0, ack: 'confirm', persistent }]
			}).confirmLatencyMs?.p50 ?? 0;
		expect(confirmMs(false)).toBeCloseTo(confirmMs(true), 1);
		expect(confirmMs(true)).toBeGreaterThan(0.8);
	});

	it('two queues share the syncs of their nodes', () => {
		const rate = (queues: number) =>
			run({
				...quorum,
				queues,
				producers: Array.from({ length: queues }, () => ({
					messages: 500,
					rate: 0,
					ack: 'confirm' as const,
					batch: 1
				}))
			}).throughput.acknowledged;
		// Each waits for a sync of its own or for one that it shares: nearly twice as much in all.
		expect(rate(2) / rate(1)).toBeGreaterThan(1.2);
	});

	it('a channel with 32 commands pending reads no further', () => {
		const cutOff = run({
			...quorum,
			producers: [{ messages: 3000, rate: 0 }],
			faults: [
				nodeFault('crash', 1, { atUs: 10_000 }, 5 * second),
				nodeFault('crash', 2, { atUs: 10_000 }, 5 * second),
				nodeFault('powerLoss', 0, { atUs: second }, 6 * second),
				lateConsumer(30 * second)
			],
			consumers: [{}]
		});
		// The socket holds the rest: what is lost with the channel was in it or behind it.
		expect(cutOff.totals.lostAcknowledged).toBe(0);
		expect(cutOff.causes['not-synced-at-power-loss'] ?? 0).toBeLessThanOrEqual(32);
	});
});
