/** Settings of RabbitMQ's producers and consumers, and the documented effect of each. */
import { expect } from 'vitest';
import { producedOf, type Effects } from './settings-effects';
import {
	confirms,
	fast,
	kill,
	killAfter,
	mirrored,
	persistent,
	run,
	streams,
	unread
} from './settings-rabbitmq-situations';

const producers: Effects = {
	'producers.delivery': [
		'persistent: what was confirmed is there after a restart',
		() => {
			const dies = { ...streams, ...unread, ...kill('rabbit-1', '1s') };
			expect(run(dies).totals.lostAcknowledged).toBeGreaterThan(400);
			expect(run({ ...dies, ...persistent }).totals.lostAcknowledged).toBe(0);
		}
	],
	'producers.ack': [
		'a confirm is waited for, a commit longer',
		() => {
			const given = { ...fast, ...persistent };
			const rate = (ack: string) => producedOf(run({ ...given, 'producers.ack': ack }));
			expect(rate('none')).toBeGreaterThan(3 * rate('confirm'));
			expect(run({ ...given, 'producers.ack': 'none' }).totals.acknowledged).toBe(0);
			expect(rate('transaction')).toBeLessThan(1.2 * rate('confirm'));
		}
	],
	'producers.batch': [
		'waits after so many, and so less often',
		() => {
			const given = { ...fast, ...persistent, ...confirms };
			const rate = (batch: number) => producedOf(run({ ...given, 'producers.batch': batch }));
			expect(rate(50)).toBeGreaterThan(4 * rate(1));
		}
	],
	'producers.window': [
		'bounds what may be unconfirmed',
		() => {
			const given = { ...fast, ...persistent, ...confirms };
			const rate = (window: number) => producedOf(run({ ...given, 'producers.window': window }));
			expect(rate(100)).toBeGreaterThan(2 * rate(3));
		}
	],
	'producers.routingKeys': [
		'are used in turn',
		() => {
			const keys = ['orders', 'nobody', 'nobody-else', 'orders'];
			expect(run({ 'producers.routingKeys': keys }).fates.unroutable).toBe(500);
		}
	],
	'producers.headers': [
		'are what a headers exchange goes by',
		() => {
			const given = {
				'broker.exchange': {
					type: 'headers',
					bindings: [{ queue: 'orders', headers: { colour: 'red' }, match: 'all' }]
				}
			};
			const red = { 'producers.headers': [{ colour: 'red' }, { colour: 'blue' }] };
			expect(run({ ...given, ...red }).fates.unroutable).toBe(500);
			expect(run(given).fates.unroutable).toBe(1_000);
		}
	],
	'producers.mandatory': [
		'what cannot be routed comes back, with its whole body',
		() => {
			const given = {
				...fast,
				...confirms,
				'producers.routingKeys': ['nobody'],
				'producers.size': 100_000
			};
			const slow = { ...given, 'broker.link.bandwidth': '100Mbit/s' };
			expect(run(slow).fates.unroutable).toBe(1_000);
			const returned = run({ ...slow, 'producers.mandatory': true });
			expect(producedOf(returned)).toBeLessThan(0.7 * producedOf(run(slow)));
		}
	],
	'producers.expiration': [
		'a message that has waited so long expires',
		() => expect(run({ ...unread, 'producers.expiration': '1s' }).fates.expired).toBe(1_000)
	],
	'producers.priorities': [
		'matter to a queue that has them',
		() => {
			const queue = {
				...fast,
				'broker.queue.maxPriority': 5,
				'consumers.prefetch': 1,
				'consumers.processing': '1ms'
			};
			expect(run({ ...queue, 'producers.priorities': [3] }).totals.reordered).toBe(0);
			expect(run({ ...queue, 'producers.priorities': [0, 5] }).totals.reordered).toBeGreaterThan(
				300
			);
		}
	],
	'producers.connectTo': [
		'on the node that dies, what has not left it is lost; beside it nothing is',
		() => {
			const dies = { ...mirrored, ...fast, ...kill('rabbit-1', undefined, '20ms') };
			const given = { ...dies, 'producers.messages': 5_000, 'consumers.connectTo': 'rabbit-2' };
			expect(run({ ...given, 'producers.connectTo': 'rabbit-1' }).totals.lost).toBeGreaterThan(20);
			expect(run({ ...given, 'producers.connectTo': 'rabbit-2' }).totals.lost).toBe(0);
		}
	],
	'producers.declare': [
		'waits until the queue’s node is back, instead of publishing what nobody gets',
		() => {
			const dies = { 'broker.nodes': 2, ...persistent, ...kill('rabbit-1', '5s') };
			expect(run(dies).causes['queue-home-node-down']).toBeGreaterThan(400);
			const declared = run({ ...dies, 'producers.declare': true });
			expect(declared.causes['queue-home-node-down']).toBeUndefined();
			const otherwise = run({ 'producers.declare': { durable: false } });
			expect(otherwise.totals.attempted).toBe(0);
		}
	]
};

const busy = { ...fast, 'consumers.count': 2, 'consumers.processing': '1ms' };

const consumers: Effects = {
	'consumers.ack': [
		'automatic: what was sent to a consumer that dies is lost',
		() => {
			const dies = { ...fast, 'consumers.processing': '1ms', ...killAfter(300) };
			expect(run(dies).totals.lost).toBe(0);
			expect(run({ ...dies, 'consumers.ack': 'automatic' }).totals.lost).toBeGreaterThan(500);
		}
	],
	'consumers.prefetch': [
		'is how many may be with a consumer; a small one makes it wait for more',
		() => {
			const dies = { ...fast, 'consumers.processing': '1ms', ...killAfter(200) };
			const held = (prefetch: number) =>
				run({ ...dies, 'consumers.prefetch': prefetch }).totals.redelivered;
			expect(held(10)).toBeLessThanOrEqual(10);
			expect(held(0)).toBeGreaterThan(500);
			const rate = (prefetch: number) =>
				run({ ...fast, 'consumers.prefetch': prefetch }).throughput.processed;
			expect(rate(10)).toBeGreaterThan(2 * rate(1));
		}
	],
	'consumers.ackEvery': [
		'what was done since the last one is done again',
		() => {
			const dies = { ...killAfter(130) };
			const again = (ackEvery: number) =>
				run({ ...dies, 'consumers.ackEvery': ackEvery }).totals.duplicateDeliveries;
			expect(again(1)).toBeLessThanOrEqual(1);
			expect(again(50)).toBeGreaterThan(25);
			expect(again(50)).toBeLessThanOrEqual(50);
		}
	],
	'consumers.prefetchGlobal': [
		'is one count for all on the channel',
		() => {
			const given = { ...busy, 'consumers.prefetch': 1 };
			const shared = run({ ...given, 'consumers.prefetchGlobal': true });
			expect(run(given).throughput.processed / shared.throughput.processed).toBeGreaterThan(1.5);
		}
	],
	'consumers.priorities': [
		'the higher one is served as long as it has room',
		() => {
			const given = { 'consumers.count': 2, 'consumers.prefetch': 100, ...kill('consumer-2') };
			const held = (priorities: number[]) =>
				run({ ...given, 'consumers.processing': '1100us', 'consumers.priorities': priorities });
			// Only what the dead one had in hand is repeated: nothing if it was never asked.
			expect(held([5, 0]).totals.redelivered).toBe(0);
			expect(held([0, 5]).totals.redelivered).toBeGreaterThan(0);
		}
	],
	'consumers.rejectEvery': [
		'every so manyth is given back',
		() => {
			const given = { 'consumers.rejectEvery': 4, 'consumers.requeue': false };
			expect(run(given).totals.lost).toBe(250);
		}
	],
	'consumers.requeue': [
		'what is rejected comes again, or is gone',
		() => {
			const given = { 'consumers.rejectEvery': 4 };
			expect(run(given).totals).toMatchObject({ lost: 0, processed: 1_000 });
			expect(run(given).totals.redelivered).toBeGreaterThan(250);
			expect(run({ ...given, 'consumers.requeue': false }).totals.redelivered).toBe(0);
		}
	],
	'consumers.recoverEvery': [
		'asks for all that it has not acknowledged again',
		() => {
			const given = { ...fast, 'consumers.ackEvery': 20, 'consumers.recoverEvery': 50 };
			expect(run(given).totals.redelivered).toBeGreaterThan(100);
		}
	],
	'consumers.exclusive': [
		'leaves no second consumer beside it',
		() => {
			const given = { ...busy, 'consumers.prefetch': 10 };
			const alone = run({ ...given, 'consumers.exclusive': true });
			expect(run(given).throughput.processed / alone.throughput.processed).toBeGreaterThan(1.7);
		}
	],
	'consumers.connectTo': [
		'on a node that dies it comes back elsewhere, and gets again what it had',
		() => {
			const dies = {
				...mirrored,
				...kill('rabbit-3'),
				'consumers.processing': '900us',
				'producers.connectTo': 'rabbit-2'
			};
			const there = run({ ...dies, 'consumers.connectTo': 'rabbit-3' });
			expect(there.totals.redelivered).toBeGreaterThan(0);
			expect(there.totals.processed).toBe(1_000);
			expect(run({ ...dies, 'consumers.connectTo': 'rabbit-1' }).totals.redelivered).toBe(0);
		}
	]
};

export const clientEffects: Effects = { ...producers, ...consumers };
