/** Settings of RabbitMQ's broker and its queues, and the documented effect of each. */
import { expect } from 'vitest';
import { confirmOf, spanMs, type Effects } from './settings-effects';
import {
	confirms,
	deadLetters,
	fast,
	kill,
	mirrored,
	persistent,
	quorum,
	run,
	split,
	streams,
	unread
} from './settings-rabbitmq-situations';

const safe = { ...fast, ...persistent, ...confirms };

const cluster: Effects = {
	'broker.version': [
		'is the one that is simulated, and the default',
		() => expect(run({ 'broker.version': '3.10' }).digest).toBe(run().digest)
	],
	'broker.nodes': [
		'clients of a dead node go to the next',
		() => {
			const dies = { ...kill('rabbit-1'), ...confirms, 'producers.connectTo': 'rabbit-1' };
			expect(run(dies).totals.attempted).toBeLessThan(600);
			expect(run({ ...dies, 'broker.nodes': 2 }).totals.attempted).toBe(1_000);
		}
	],
	'broker.heartbeat': [
		'is how long a silent broker is waited for',
		() => {
			const silent = {
				...confirms,
				...mirrored,
				'broker.netTickTime': '1s',
				'producers.retry': true,
				faults: [{ kind: 'pause', target: 'rabbit-1', at: '200ms', for: '20s' }]
			};
			const longest = (heartbeat: string): number =>
				run({ ...silent, 'broker.heartbeat': heartbeat }).latencyMs.max;
			expect(longest('2s')).toBeLessThan(5_000);
			expect(longest('10s')).toBeGreaterThan(9_000);
		}
	],
	'broker.netTickTime': [
		'is how long a silent node is waited for by the others, a quarter more or less',
		() => {
			const cut = { ...mirrored, ...confirms, ...split(['rabbit-3'], '40s') };
			const outage = (netTickTime: string): number =>
				run({ ...cut, 'broker.netTickTime': netTickTime }).latencyMs.max;
			expect(outage('4s')).toBeGreaterThan(2_900);
			expect(outage('4s')).toBeLessThan(5_200);
			expect(outage('20s')).toBeGreaterThan(14_900);
		}
	],
	'broker.partitionHandling': [
		'decides which side of a partition goes on, and whose messages are lost',
		() => {
			const cut = {
				...mirrored,
				...persistent,
				...streams,
				...unread,
				...split(['rabbit-3'], '6s'),
				'producers.count': 2,
				'producers.rate': 200
			};
			const of = (handling: string, node: string) =>
				run({ ...cut, 'broker.partitionHandling': handling, 'producers.connectTo': node });
			// Everybody is on the smaller side: it wins by connections, or stops, or stays apart.
			expect(of('autoheal', 'rabbit-3').totals.lost).toBe(0);
			expect(spanMs(of('pause_minority', 'rabbit-3'))).toBeGreaterThan(
				3_000 + spanMs(of('autoheal', 'rabbit-3'))
			);
			const restarted = {
				...cut,
				'producers.connectTo': 'rabbit-3',
				faults: [...cut.faults, { kind: 'stop', target: 'rabbit-3', at: '8s', restartAfter: '1s' }]
			};
			const lost = (handling: string): number =>
				run({ ...restarted, 'broker.partitionHandling': handling }).totals.lost;
			expect(lost('ignore')).toBeGreaterThan(500);
			expect(lost('autoheal')).toBe(0);
		}
	],
	'broker.restartTime': [
		'is how long those who were stopped take to come back',
		() => {
			const both = {
				...confirms,
				'producers.messages': 4_000,
				'broker.nodes': 2,
				'broker.partitionHandling': 'pause_minority',
				...split(['rabbit-2'])
			};
			const longest = (restartTime: string): number =>
				run({ ...both, 'broker.restartTime': restartTime }).latencyMs.max;
			expect(longest('12s') - longest('2s')).toBeGreaterThan(9_000);
		}
	],
	'broker.balancer.policy': [
		'gives connections in turn, or where the fewest are',
		() => {
			const balanced = {
				'broker.nodes': 3,
				'producers.count': 3,
				'producers.connectTo': 'balancer',
				'consumers.connectTo': 'rabbit-1'
			};
			const digest = (policy: string): string =>
				run({ ...balanced, 'broker.balancer': { policy } }).digest;
			expect(digest('least-connections')).not.toBe(digest('round-robin'));
		}
	],
	'broker.balancer.healthCheckInterval': [
		'until a check has failed a dead node gets connections',
		() => {
			const longest = (healthCheckInterval: string): number =>
				run({
					...deadNode,
					'broker.balancer': { policy, healthCheckInterval, healthCheckFailures: 1 }
				}).latencyMs.max;
			expect(longest('200ms')).toBeLessThan(1_000);
			expect(longest('3s')).toBeGreaterThan(2_000);
		}
	],
	'broker.balancer.healthCheckFailures': [
		'so many checks have to fail',
		() => {
			const longest = (healthCheckFailures: number): number =>
				run({
					...deadNode,
					'broker.balancer': { policy, healthCheckInterval: '1s', healthCheckFailures }
				}).latencyMs.max;
			expect(longest(1)).toBeLessThan(1_500);
			expect(longest(4)).toBeGreaterThan(3_000);
		}
	]
};

/** The fewest connections are to the node that has died. */
const policy = 'least-connections';
const deadNode = {
	...mirrored,
	...confirms,
	'producers.count': 3,
	'producers.retry': true,
	'consumers.connectTo': 'rabbit-2',
	'producers.connectTo': 'balancer',
	'producers.messages': 8_000,
	...kill('rabbit-1', '60s', '300ms')
};

const queues: Effects = {
	'broker.queue.kind': [
		'a quorum queue has everything on the disks of a majority first',
		() => {
			const slow = { ...confirms, 'broker.disk.sync': '20ms' };
			expect(confirmOf(run({ ...slow, ...quorum }))).toBeGreaterThan(20);
			// A classic one has nothing to sync for transient messages.
			expect(confirmOf(run(slow))).toBeLessThan(5);
		}
	],
	'broker.queue.durable': [
		'is there again after a restart, with its persistent messages',
		() => {
			const dies = { ...safe, ...unread, ...kill('rabbit-1', '1s', '300ms') };
			expect(run(dies).totals.lostAcknowledged).toBe(0);
			const lost = run({ ...dies, 'broker.queue.durable': false }).totals.lostAcknowledged;
			expect(lost).toBeGreaterThan(50);
		}
	],
	'broker.queue.mirrors': [
		'take over when the master dies',
		() => {
			const dies = { 'broker.nodes': 3, ...safe, ...kill('rabbit-1') };
			expect(run({ ...dies, 'broker.queue.mirrors': 1 }).totals.lost).toBe(0);
			expect(spanMs(run({ ...dies, 'broker.queue.mirrors': 1 }))).toBeLessThan(300);
			expect(run(dies).totals.processed).toBeLessThan(1_000);
			expect(run({ ...dies, 'broker.queue.mirrors': 1 }).totals.processed).toBe(1_000);
		}
	],
	'broker.queue.syncMode': [
		'automatic: a mirror that joins has what was there already',
		() => expect(lostAfterRejoin({ 'broker.queue.syncMode': 'automatic' })).toBe(0)
	],
	'broker.queue.promoteOnFailure': [
		'always: a mirror without the messages takes over, and they are lost',
		() => {
			expect(lostAfterRejoin({})).toBeGreaterThan(200);
			expect(lostAfterRejoin({ 'broker.queue.promoteOnFailure': 'when-synced' })).toBe(0);
		}
	],
	'broker.queue.groupSize': [
		'five survive two, three do not',
		() => {
			const dies = {
				...quorum,
				...confirms,
				'broker.nodes': 5,
				faults: ['rabbit-1', 'rabbit-2'].map((target) => ({ kind: 'crash', target, at: '300ms' })),
				'producers.connectTo': 'rabbit-4',
				'consumers.connectTo': 'rabbit-4'
			};
			expect(run({ ...dies, 'broker.queue.groupSize': 5 }).totals.processed).toBe(1_000);
			expect(run({ ...dies, 'broker.queue.groupSize': 3 }).totals.processed).toBeLessThan(500);
		}
	],
	'broker.queue.deliveryLimit': [
		'a message that comes back more often is dropped',
		() => {
			const refused = { ...quorum, 'consumers.rejectEvery': 1, limit: '10s' };
			expect(run({ ...refused, 'broker.queue.deliveryLimit': 3 }).totals.lost).toBe(1_000);
			expect(run(refused).totals.lost).toBe(0);
		}
	],
	'broker.queue.messageTtl': [
		'what has waited so long expires',
		() => {
			const { fates } = run({ ...unread, 'broker.queue.messageTtl': '2s' });
			expect(fates.expired).toBe(1_000);
		}
	],
	'broker.queue.maxLength': [
		'the oldest make room for the newest',
		() => {
			const { fates } = run({ ...unread, 'broker.queue.maxLength': 40 });
			expect(fates).toMatchObject({ stillQueued: 40, lost: 960 });
		}
	],
	'broker.queue.maxLengthBytes': [
		'counts bodies',
		() => {
			const given = { ...unread, 'producers.size': 500, 'broker.queue.maxLengthBytes': 20_000 };
			expect(run(given).fates.stillQueued).toBe(40);
		}
	],
	'broker.queue.overflow': [
		'reject-publish: the newest are refused',
		() => {
			const full = { ...unread, ...confirms, 'broker.queue.maxLength': 40 };
			const { fates } = run({ ...full, 'broker.queue.overflow': 'reject-publish' });
			expect(fates).toMatchObject({ stillQueued: 40, failed: 960, lost: 0 });
		}
	],
	'broker.queue.deadLetterExchange': [
		'takes what the queue gives up',
		() => {
			const full = { ...unread, ...deadLetters, 'broker.queue.maxLength': 40 };
			expect(run(full).fates).toMatchObject({ stillQueued: 40, deadLettered: 960 });
			// One that is not there swallows them.
			const none = { ...full, 'broker.queue.deadLetterExchange': 'nobody' };
			expect(run(none).fates).toMatchObject({ stillQueued: 40, lost: 960 });
		}
	],
	'broker.queue.deadLetterRoutingKey': [
		'says where to',
		() => {
			const full = { ...unread, ...deadLetters, 'broker.queue.maxLength': 40 };
			const back = { ...full, 'broker.queue.deadLetterRoutingKey': undefined };
			expect(run(full).fates.deadLettered).toBe(960);
			expect(run(back).fates.deadLettered).toBeLessThan(960);
		}
	],
	'broker.queue.maxPriority': [
		'the higher ones are served first',
		() => {
			const given = {
				...fast,
				'producers.priorities': [0, 5],
				'consumers.prefetch': 1,
				'consumers.processing': '1ms'
			};
			expect(run(given).totals.reordered).toBe(0);
			expect(run({ ...given, 'broker.queue.maxPriority': 5 }).totals.reordered).toBeGreaterThan(
				300
			);
		}
	],
	'broker.queue.singleActiveConsumer': [
		'one works, the other waits for its end',
		() => {
			const two = { ...fast, 'consumers.count': 2, 'consumers.processing': '1ms' };
			const prefetch = { ...two, 'consumers.prefetch': 10 };
			const alone = run({ ...prefetch, 'broker.queue.singleActiveConsumer': true });
			expect(run(prefetch).throughput.processed / alone.throughput.processed).toBeGreaterThan(1.7);
			const dies = { ...prefetch, 'broker.queue.singleActiveConsumer': true };
			expect(run({ ...dies, ...kill('consumer-1') }).totals.processed).toBe(1_000);
		}
	],
	'broker.queue.exclusive': [
		'is its first consumer’s alone, and goes with it',
		() => {
			const dies = { 'consumers.count': 2, ...kill('consumer-1') };
			expect(run(dies).totals.processed).toBe(1_000);
			const { fates } = run({ ...dies, 'broker.queue.exclusive': true });
			expect(fates.unroutable).toBeGreaterThan(450);
		}
	],
	'broker.queue.autoDelete': [
		'goes with its last consumer',
		() => {
			const { fates } = run({ ...kill('consumer-1'), 'broker.queue.autoDelete': true });
			expect(fates.unroutable).toBeGreaterThan(450);
		}
	],
	'broker.queue.expires': [
		'goes when nobody has consumed for so long',
		() => {
			const { fates } = run({ ...unread, 'broker.queue.expires': '300ms' });
			expect(fates.lost).toBeGreaterThan(250);
			expect(fates.unroutable).toBeGreaterThan(650);
		}
	],
	'broker.queues': [
		'have a process each, and so two do more',
		() => {
			const two = { ...fast, 'producers.count': 2, 'producers.messages': 20_000 };
			const given = { ...two, ...persistent, ...streams };
			const rate = (queues: number) => run({ ...given, 'broker.queues': queues }).throughput;
			expect(rate(2).acknowledged).toBeGreaterThan(1.2 * rate(1).acknowledged);
		}
	]
};

/** The mirror's node is away, the queue fills, the mirror joins, the master dies. */
function lostAfterRejoin(given: object): number {
	return run({
		'broker.nodes': 2,
		'broker.queue.mirrors': 1,
		...persistent,
		...confirms,
		...unread,
		'producers.connectTo': 'rabbit-1',
		'producers.messages': 300,
		faults: [
			{ kind: 'crash', target: 'rabbit-2', at: '1ms', restartAfter: '800ms' },
			{ kind: 'crash', target: 'rabbit-1', at: '3s', restartAfter: '1s' }
		],
		...given
	}).totals.lost;
}

const exchanges: Effects = {
	'broker.exchange.type': [
		'fanout gives every queue a copy, the default one goes by name',
		() => {
			const two = { ...unread, 'broker.queues': 2, 'producers.routingKeys': ['orders'] };
			const dead = { ...two, 'broker.queue.maxLength': 0 };
			expect(run({ ...dead, 'producers.routingKeys': ['nobody'] }).fates.unroutable).toBe(1_000);
			const fanout = {
				...dead,
				'producers.routingKeys': ['nobody'],
				'broker.exchange.type': 'fanout'
			};
			expect(run(fanout).fates).toMatchObject({ unroutable: 0, lost: 1_000 });
		}
	],
	'broker.exchange.bindings': [
		'say what goes where',
		() => {
			const topic = {
				...unread,
				'broker.exchange.type': 'topic',
				'producers.routingKeys': ['order.new', 'order.paid', 'other']
			};
			const bound = (key: string) =>
				run({ ...topic, 'broker.exchange.bindings': [{ queue: 'orders', key }] }).fates.unroutable;
			expect(bound('order.*')).toBe(333);
			expect(bound('#')).toBe(0);
		}
	],
	'broker.exchange.alternateExchange.queue': [
		'takes what no binding matches',
		() => {
			const given = {
				...unread,
				'broker.queues': 2,
				'broker.exchange': { type: 'direct', bindings: [{ queue: 'orders', key: 'known' }] },
				'producers.routingKeys': ['unknown']
			};
			expect(run(given).fates.unroutable).toBe(1_000);
			const alternate = { 'broker.exchange.alternateExchange': { queue: 'orders-2' } };
			expect(run({ ...given, ...alternate }).fates.stillQueued).toBe(1_000);
		}
	]
};

export const brokerEffects: Effects = { ...cluster, ...queues, ...exchanges };
