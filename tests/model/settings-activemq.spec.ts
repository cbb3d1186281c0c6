/** ActiveMQ: every setting, and its documented effect. Rules A: `docs/model.md`. */
import { expect } from 'vitest';
import {
	commonEffects,
	confirmOf,
	describeSettings,
	producedOf,
	runnerOf,
	spanMs,
	type Effects
} from './settings-effects';

const run = runnerOf({
	broker: { type: 'activemq' },
	producers: { messages: 1_000, rate: 1_000 },
	limit: '5min'
});

const waits = { 'producers.rate': undefined };
const transient = { 'producers.deliveryMode': 'non-persistent' };
const kill = (target: string, restartAfter = '1s') => ({
	faults: [{ kind: 'crash', target, at: '500ms', restartAfter }]
});
const powerCut = {
	faults: [{ kind: 'powerLoss', target: 'leader', at: '730ms', restartAfter: '1s' }]
};
const killInWork = (nth: number) => ({
	faults: [{ kind: 'crash', target: 'consumer-1', whileProcessing: nth, restartAfter: '100ms' }]
});
const killAfter = (nth: number) => ({
	faults: [{ kind: 'crash', target: 'consumer-1', afterProcessed: nth, restartAfter: '100ms' }]
});
const shared = { 'broker.topology': 'shared-store' };
const masterDies = { ...shared, faults: [{ kind: 'crash', target: 'leader', at: '500ms' }] };
const rejecting = { 'consumers.rejectEvery': 100 };
const always = { ...rejecting, 'consumers.rejectTimes': 255 };
/** What the broker never stores: only its memory holds it. */
const unread = { ...transient, 'producers.rate': undefined, 'consumers.count': 0 };
const transacted = { 'producers.transacted': true };
const client = { 'consumers.acknowledgeMode': 'client' };

const common = commonEffects(run, {
	safe: waits,
	fast: { ...waits, 'producers.asyncSend': true },
	repeats: { ...client, 'consumers.ackEvery': 50, ...killAfter(130) },
	fails: { 'producers.failover': false, ...kill('leader', '300ms') },
	overtaking: {
		'consumers.count': 2,
		'consumers.processing': { distribution: 'exponential', mean: '1ms' }
	},
	parallel: { 'consumers.prefetch': 10 },
	node: 'activemq-1'
});

const effects: Effects = {
	...common,
	'broker.version': [
		'is the one that is simulated, and the default',
		() => expect(run({ 'broker.version': '5.17' }).digest).toBe(run().digest)
	],
	'broker.topology': [
		'alone a dead broker is missed until it returns; a slave takes over; a network goes on beside it',
		() => {
			const forGood = { faults: masterDies.faults };
			expect(run(forGood).totals.processed).toBeLessThan(600);
			expect(run(masterDies).totals.processed).toBe(1_000);
			const network = run({
				...forGood,
				'broker.topology': 'network',
				'producers.connectTo': 'activemq-2'
			});
			expect(spanMs(network)).toBeLessThan(spanMs(run(masterDies)));
		}
	],
	'broker.nodes': [
		'a second slave takes over from the first',
		() => {
			const two = [500, 20_000].map((at) => ({ kind: 'crash', target: 'leader', at }));
			const given = { ...shared, faults: two, 'producers.rate': 30 };
			expect(run({ ...given, 'broker.nodes': 2 }).totals.processed).toBeLessThan(1_000);
			expect(run({ ...given, 'broker.nodes': 3 }).totals.processed).toBe(1_000);
		}
	],
	'broker.destination': [
		'a queue gives each message to one consumer, a topic to all',
		() => {
			const two = { 'consumers.count': 2 };
			expect(run(two).totals.duplicateDeliveries).toBe(0);
			const { totals, throughput } = run({ ...two, 'broker.destination': 'topic' });
			// The second subscriber's copy is no repeat; but nobody subscribed means nobody's message.
			expect([totals.processed, totals.lost]).toEqual([1_000, 0]);
			expect(throughput.processed).toBeGreaterThan(0);
			const alone = run({ 'consumers.count': 0, 'broker.destination': 'topic' });
			expect(alone.causes).toEqual({ 'no-subscriber': 1_000 });
		}
	],
	'broker.durableSubscription': [
		'keeps what is sent while the subscriber is away',
		() => {
			const topic = { 'broker.destination': 'topic', ...kill('consumer-1', '300ms') };
			expect(run(topic).causes['no-subscriber']).toBeGreaterThan(250);
			expect(run({ ...topic, 'broker.durableSubscription': true }).totals.lost).toBe(0);
		}
	],
	'broker.diskSync': [
		'a power cut takes what was not synced: nothing, up to the interval, everything',
		() => {
			const lost = (diskSync: string): number =>
				run({ ...powerCut, 'consumers.count': 0, 'broker.diskSync': diskSync }).totals.lost;
			expect(lost('always')).toBe(0);
			expect(lost('never')).toBeGreaterThan(690);
			expect(run({ ...waits, 'broker.diskSync': 'never' }).throughput.produced).toBeGreaterThan(
				1.3 * producedOf(run(waits))
			);
		}
	],
	'broker.diskSyncInterval': [
		'is what a power cut can take',
		() => {
			const lost = (interval: string): number =>
				run({
					...powerCut,
					'consumers.count': 0,
					'broker.diskSync': 'periodic',
					'broker.diskSyncInterval': interval
				}).totals.lost;
			expect(lost('50ms')).toBeLessThan(60);
			expect(lost('50ms')).toBeGreaterThan(0);
			expect(lost('600ms')).toBeGreaterThan(60);
		}
	],
	'broker.lockPoll': [
		'a slave takes over when it next tries the lock',
		() => {
			expect(spanMs(run({ ...masterDies, 'broker.lockPoll': '1s' }))).toBeLessThan(1_900);
			const mean = [1, 2, 3, 4].map((seed) => spanMs(run({ ...masterDies, seed })));
			expect(Math.max(...mean)).toBeGreaterThan(3_000);
		}
	],
	'broker.lockKeepAlive': [
		'comes on top of a take-over (A8)',
		() => {
			const given = { ...masterDies, 'broker.lockPoll': '1s' };
			const longer = spanMs(run({ ...given, 'broker.lockKeepAlive': '5s' })) - spanMs(run(given));
			expect(longer).toBeGreaterThan(4_500);
			expect(longer).toBeLessThan(5_500);
		}
	],
	'broker.redelivery.maximum': [
		'so many deliveries after the first, then the dead-letter queue',
		() => {
			for (const maximum of [0, 3]) {
				const given = { ...always, 'broker.redelivery.delay': '1ms' };
				const { fates, totals } = run({ ...given, 'broker.redelivery.maximum': maximum });
				expect([fates.deadLettered, totals.redelivered]).toEqual([10, 10 * maximum]);
			}
		}
	],
	'broker.redelivery.delay': [
		'is waited before each of them',
		() => {
			const given = { ...rejecting, 'producers.rate': 10_000 };
			const last = (delay: string): number =>
				run({ ...given, 'broker.redelivery.delay': delay }).simulatedMs;
			expect(last('400ms') - last('100ms')).toBeGreaterThan(9 * 300);
		}
	],
	'broker.memoryLimit': [
		'holds producers of non-persistent messages back',
		() => {
			const many = { ...unread, 'producers.messages': 10_000, limit: '10s' };
			// The limit, and what fits into the sockets.
			expect(run({ ...many, 'broker.memoryLimit': 200_000 }).totals.attempted).toBeLessThan(5_000);
			expect(run(many).totals.attempted).toBe(10_000);
		}
	],
	'broker.storeLimit': [
		'holds producers of persistent messages back',
		() => {
			const given = { ...waits, 'consumers.count': 0, limit: '10s' };
			const held = run({ ...given, 'broker.storeLimit': 200_000 });
			expect(held.totals.acknowledged).toBeLessThan(250);
			expect(held.totals.acknowledged).toBeGreaterThan(100);
			expect(run(given).totals.acknowledged).toBe(1_000);
		}
	],
	'broker.concurrentStoreAndDispatch': [
		'a message is dispatched while it is stored, or after',
		() => {
			const slow = { 'broker.disk.sync': '20ms', 'producers.rate': 20 };
			const latency = (on: boolean): number =>
				run({ ...slow, 'broker.concurrentStoreAndDispatch': on, 'producers.messages': 100 })
					.latencyMs.p50;
			expect(latency(true)).toBeLessThan(10);
			expect(latency(false)).toBeGreaterThan(20);
		}
	],
	'broker.checkpointInterval': [
		'syncs what nothing else has synced',
		() => {
			const given = { ...powerCut, 'consumers.count': 0, 'producers.asyncSend': true };
			const never = { ...given, 'broker.diskSync': 'periodic', 'broker.diskSyncInterval': '1min' };
			const lost = (interval: string): number =>
				run({ ...never, 'broker.checkpointInterval': interval }).causes[
					'not-synced-at-power-loss'
				] ?? 0;
			expect(lost('5s')).toBeGreaterThan(650);
			expect(lost('100ms')).toBeLessThan(150);
		}
	],
	'producers.deliveryMode': [
		'what is not persistent dies with the broker (A6)',
		() => {
			const given = { ...kill('leader'), 'consumers.count': 0 };
			expect(run(given).totals.lost).toBe(0);
			expect(run({ ...given, ...transient }).totals.lost).toBeGreaterThan(480);
		}
	],
	'producers.transacted': [
		'sends wait for their commit, not each for itself',
		() => {
			const each = producedOf(run(waits));
			const together = run({ ...waits, ...transacted, 'producers.commitEvery': 100 });
			expect(producedOf(together)).toBeGreaterThan(3 * each);
		}
	],
	'producers.commitEvery': [
		'is the size of a transaction',
		() => {
			const rate = (commitEvery: number): number =>
				producedOf(run({ ...waits, ...transacted, 'producers.commitEvery': commitEvery }));
			expect(rate(10)).toBeGreaterThan(2 * rate(1));
			expect(rate(100)).toBeGreaterThan(1.3 * rate(10));
		}
	],
	'producers.asyncSend': [
		'does not wait, and loses silently what is under way (A5)',
		() => {
			const fast = { ...waits, 'producers.asyncSend': true };
			expect(producedOf(run(fast))).toBeGreaterThan(3 * producedOf(run(waits)));
			const { totals } = run({ ...kill('leader'), 'producers.asyncSend': true });
			expect(totals.lost).toBeGreaterThan(0);
			expect(totals.failed).toBe(0);
			expect(run(kill('leader')).totals.lost).toBe(0);
		}
	],
	'producers.producerWindow': [
		'bounds the bytes under way of asynchronous sends',
		() => {
			const far = { ...waits, 'producers.asyncSend': true, 'broker.link.latency': '1ms' };
			// Two messages a round trip.
			expect(producedOf(run({ ...far, 'producers.producerWindow': 2_000 }))).toBeLessThan(1_100);
			expect(producedOf(run(far))).toBeGreaterThan(10_000);
		}
	],
	'producers.failover': [
		'without it the application is told of a lost connection',
		() => {
			expect(run(kill('leader')).totals.failed).toBe(0);
			expect(run({ ...kill('leader'), 'producers.failover': false }).totals.failed).toBeGreaterThan(
				0
			);
		}
	],
	'producers.initialReconnectDelay': [
		'is waited before the first attempt',
		() => {
			const cut = { faults: [{ kind: 'cut', target: 'producer-1', at: '500ms' }] };
			const longest = (delay: string): number =>
				run({ ...cut, 'producers.initialReconnectDelay': delay }).latencyMs.max;
			expect(longest('10ms')).toBeLessThan(100);
			expect(longest('800ms')).toBeGreaterThan(700);
		}
	],
	'producers.maxReconnectDelay': [
		'bounds the doubling: who tries often finds a returned broker soon',
		() => {
			const given = kill('leader', '7s');
			const resumed = (delay: string): number =>
				run({ ...given, 'producers.maxReconnectDelay': delay }).confirmLatencyMs?.max ?? 0;
			expect(resumed('50ms')).toBeLessThan(8_200);
			expect(resumed('30s')).toBeGreaterThan(9_000);
		}
	],
	'producers.connectTo': [
		'is the broker of the network that takes the messages',
		() => {
			const network = { 'broker.topology': 'network', 'consumers.connectTo': 'activemq-1' };
			const near = run({ ...network, 'producers.connectTo': 'activemq-1' });
			const far = run({ ...network, 'producers.connectTo': 'activemq-2' });
			expect(far.latencyMs.p50).toBeGreaterThan(1.5 * near.latencyMs.p50);
		}
	],
	'consumers.style': [
		'receive() acknowledges before the work, a listener after it (A1)',
		() => {
			const receive = run({ ...killInWork(300), 'consumers.style': 'receive' });
			expect(receive.causes).toEqual({ 'acknowledged-before-processing': 1 });
			expect(run(killInWork(300)).totals.lost).toBe(0);
			expect(run(killAfter(300)).totals.duplicateDeliveries).toBe(1);
		}
	],
	'consumers.acknowledgeMode': [
		'each repeats what it has not acknowledged (A2, A3)',
		() => {
			const repeated = (mode: string, ackEvery?: number): number =>
				run({
					...killAfter(335),
					'consumers.acknowledgeMode': mode,
					'consumers.ackEvery': ackEvery
				}).totals.duplicateDeliveries;
			expect(repeated('auto')).toBe(1);
			expect(repeated('dups-ok')).toBe(1);
			expect(repeated('client', 50)).toBe(35);
			expect(repeated('transacted', 50)).toBe(35);
			expect(repeated('individual')).toBeLessThanOrEqual(1);
		}
	],
	'consumers.ackEvery': [
		'is how many may come again',
		() => {
			const repeated = (ackEvery: number): number =>
				run({ ...client, ...killAfter(199), 'consumers.ackEvery': ackEvery }).totals
					.duplicateDeliveries;
			expect([repeated(10), repeated(100)]).toEqual([9, 99]);
		}
	],
	'consumers.prefetch': [
		'is how many come back flagged from a dead consumer (A4)',
		() => {
			const backlog = { ...waits, ...transient, 'consumers.processing': '2ms', ...killInWork(20) };
			for (const prefetch of [1, 50]) {
				const { totals } = run({ ...backlog, 'consumers.prefetch': prefetch });
				expect(totals.redelivered).toBe(prefetch);
			}
		}
	],
	'consumers.optimizeAcknowledge': [
		'acknowledges in batches, which come again',
		() => {
			const given = { ...killAfter(300), 'consumers.prefetch': 100 };
			const { totals } = run({ ...given, 'consumers.optimizeAcknowledge': true });
			expect(totals.duplicateDeliveries).toBeGreaterThan(5);
			expect(run(given).totals.duplicateDeliveries).toBe(1);
		}
	],
	'consumers.exclusive': [
		'gives everything to one: order is kept, at the rate of one',
		() => {
			const given = {
				'consumers.count': 2,
				'consumers.processing': { distribution: 'exponential', mean: '500us' }
			};
			expect(run(given).totals.reordered).toBeGreaterThan(10);
			expect(run({ ...given, 'consumers.exclusive': true }).totals.reordered).toBe(0);
		}
	],
	'consumers.rejectEvery': [
		'every so many fail, and are delivered again',
		() => {
			const { totals } = run({ 'consumers.rejectEvery': 50 });
			expect([totals.redelivered, totals.processed]).toEqual([20, 1_000]);
		}
	],
	'consumers.rejectTimes': [
		'is how often the same one fails',
		() => {
			const given = { ...rejecting, 'broker.redelivery.delay': '1ms' };
			for (const times of [1, 4]) {
				const { totals } = run({ ...given, 'consumers.rejectTimes': times });
				expect(totals.redelivered).toBe(10 * times);
			}
		}
	],
	'consumers.failover': [
		'without it a consumer knows its own broker only, and never finds the slave',
		() => {
			const given = { ...masterDies, 'broker.lockPoll': '1s' };
			expect(run(given).totals.processed).toBe(1_000);
			const { fates } = run({ ...given, 'consumers.failover': false });
			expect(fates.stillQueued).toBeGreaterThan(400);
		}
	],
	'consumers.initialReconnectDelay': [
		'is waited before the first attempt',
		() => {
			const cut = { faults: [{ kind: 'cut', target: 'consumer-1', at: '500ms' }] };
			const longest = (delay: string): number =>
				run({ ...cut, 'consumers.initialReconnectDelay': delay }).latencyMs.max;
			expect(longest('10ms')).toBeLessThan(100);
			expect(longest('800ms')).toBeGreaterThan(700);
		}
	],
	'consumers.maxReconnectDelay': [
		'bounds the doubling',
		() => {
			const given = kill('leader', '7s');
			const last = (delay: string): number =>
				run({
					...given,
					'consumers.maxReconnectDelay': delay,
					'producers.maxReconnectDelay': '50ms'
				}).simulatedMs;
			expect(last('50ms')).toBeLessThan(last('30s') - 1_000);
		}
	],
	'consumers.connectTo': [
		'is the broker of the network that delivers',
		() => {
			const network = { 'broker.topology': 'network', 'producers.connectTo': 'activemq-1' };
			const near = run({ ...network, 'consumers.connectTo': 'activemq-1' });
			const far = run({ ...network, 'consumers.connectTo': 'activemq-2' });
			expect(far.latencyMs.p50).toBeGreaterThan(1.5 * near.latencyMs.p50);
			expect(confirmOf(near)).toBeGreaterThan(0);
		}
	]
};

describeSettings('activemq', effects);
