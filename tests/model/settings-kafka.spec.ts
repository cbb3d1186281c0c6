/** Kafka: every setting, and its documented effect. Rules K: `docs/model.md`. */
import { expect } from 'vitest';
import {
	commonEffects,
	confirmOf,
	describeSettings,
	spanMs,
	type Effects
} from './settings-effects';
import {
	run,
	old,
	asynchronous,
	asFast,
	sync,
	alone,
	crash,
	leaderDies,
	leaderReturns,
	staleFollower,
	killConsumer,
	powerCut
} from './settings-kafka-situations';
import { consumerEffects } from './settings-kafka-consumers';
import { producerEffects } from './settings-kafka-producers';

const common = commonEffects(run, {
	safe: { ...sync, ...alone, 'broker.topic.flush': 'message' },
	fast: { ...asFast, ...alone },
	repeats: { ...killConsumer, 'producers.messages': 2_000, 'consumers.sessionTimeout': '6s' },
	fails: { ...leaderReturns, ...old, 'producers.retries': 0 },
	overtaking: {
		'broker.topic.partitions': 2,
		'consumers.count': 2,
		'producers.partitioner': 'round-robin',
		'producers.batchSize': 0,
		'consumers.processing': { distribution: 'exponential', mean: '1ms' }
	},
	parallel: {
		'broker.topic.partitions': 2,
		'producers.partitioner': 'round-robin',
		'producers.batchSize': 0
	},
	node: 'kafka-1'
});

const brokerEffects: Effects = {
	'broker.version': [
		'brings its defaults: 0.8 acknowledges nothing, 2.x by the leader, 3.x by all',
		() => {
			const confirmed = (version: string): number =>
				confirmOf(run({ 'broker.version': version, 'producers.mode': 'sync' }));
			expect(confirmed('2.x')).toBeLessThan(confirmed('3.x'));
			expect(confirmed('0.8')).toBeLessThan(confirmed('2.x'));
		}
	],
	'broker.nodes': [
		'is where partitions are spread: one dead broker is a smaller share of them',
		() => {
			const given = {
				'broker.topic.partitions': 4,
				'broker.topic.replicationFactor': 1,
				'producers.acks': 1,
				faults: [crash('kafka-1', '500ms')],
				'producers.keys': 1_000,
				limit: '30s'
			};
			const processed = (nodes: number): number =>
				run({ ...given, 'broker.nodes': nodes }).totals.processed;
			expect(processed(4)).toBeGreaterThan(processed(2) + 100);
		}
	],
	'broker.topic.partitions': [
		'is how many consumers of a group work',
		() => {
			const given = { 'consumers.count': 4, 'consumers.processing': '2ms', 'producers.keys': 500 };
			const rate = (partitions: number): number =>
				run({ ...given, 'broker.topic.partitions': partitions }).throughput.processed;
			expect(rate(4)).toBeGreaterThan(1.6 * rate(1));
		}
	],
	'broker.topic.replicationFactor': [
		'with one copy there is nobody to take over',
		() => {
			const processed = (copies: number): number =>
				run({ ...leaderDies, 'broker.topic.replicationFactor': copies, limit: '1min' }).totals
					.processed;
			expect(processed(1)).toBeLessThan(600);
			expect(processed(3)).toBe(1_000);
		}
	],
	'broker.topic.minInsyncReplicas': [
		'with fewer in sync acks=all is refused, acks=1 is not (K1)',
		() => {
			const given = {
				'broker.nodes': 2,
				'broker.topic.replicationFactor': 2,
				faults: [crash('kafka-2', '100ms')],
				'producers.rate': 50,
				'producers.requestTimeout': '12s',
				'producers.deliveryTimeout': '15s',
				limit: '2min'
			};
			const failed = (least: number, acks: unknown): number =>
				run({ ...given, 'broker.topic.minInsyncReplicas': least, 'producers.acks': acks }).totals
					.failed;
			expect(failed(2, 'all')).toBeGreaterThan(300);
			expect(failed(1, 'all')).toBe(0);
			expect(failed(2, 1)).toBe(0);
		}
	],
	'broker.topic.uncleanLeaderElection': [
		'on: a stale replica leads and what was acknowledged meanwhile is lost; off: nobody leads (K10)',
		() => {
			const on = run({ ...staleFollower, 'broker.topic.uncleanLeaderElection': true });
			expect(on.causes['truncated-by-unclean-election']).toBeGreaterThan(500);
			const off = run({ ...staleFollower, 'broker.topic.uncleanLeaderElection': false });
			expect(off.totals.lostAcknowledged).toBe(0);
			expect(spanMs(off)).toBeGreaterThan(spanMs(on) + 20_000);
		}
	],
	'broker.topic.flush': [
		'is what a power cut leaves (K11)',
		() => {
			const lost = (flush: unknown): number =>
				run({ ...powerCut, 'broker.topic.flush': flush }).totals.lostAcknowledged;
			expect(lost('message')).toBe(0);
			expect(lost({ messages: 100 })).toBeLessThanOrEqual(100);
			expect(lost({ interval: '100ms' })).toBeLessThan(130);
			expect(lost('system')).toBeGreaterThan(600);
		}
	],
	'broker.coordination': [
		'notices a dead broker by another time-out (K7)',
		() => {
			const outage = (coordination: string): number =>
				spanMs(run({ ...leaderDies, 'broker.coordination': coordination }));
			expect(outage('kraft')).toBeLessThan(11_000);
			expect(outage('zookeeper')).toBeGreaterThan(11_000);
		}
	],
	'broker.sessionTimeout': [
		'is how long a dead broker goes unnoticed',
		() => {
			const short = spanMs(run({ ...leaderDies, 'broker.sessionTimeout': '3s' }));
			expect(short).toBeGreaterThan(1_500);
			expect(short).toBeLessThan(4_500);
			expect(spanMs(run(leaderDies))).toBeGreaterThan(7_000);
		}
	],
	'broker.replicaLagTime': [
		'a follower that stands still is waited for so long by acks=all',
		() => {
			const given = {
				'broker.sessionTimeout': '60s',
				faults: [{ kind: 'pause', target: 'kafka-2', at: '500ms', for: '40s' }]
			};
			const waited = (time: string): number =>
				run({ ...given, 'broker.replicaLagTime': time }).confirmLatencyMs?.max ?? 0;
			expect(waited('2s')).toBeLessThan(5_000);
			expect(waited('10s')).toBeGreaterThan(8_000);
		}
	],
	'broker.replicaLagMessages': [
		'0.8: or one that is so many messages behind',
		() => {
			const given = {
				...asynchronous,
				'broker.sessionTimeout': '60s',
				'producers.messages': 12_000,
				'producers.rate': 500,
				// 0.8 looks as often as this is long.
				'broker.replicaLagTime': '3s',
				faults: [{ kind: 'slowLink', target: 'kafka-2', at: '0ms', for: '1min', latency: '300ms' }]
			};
			const waited = (messages: number): number =>
				run({ ...given, 'broker.replicaLagMessages': messages }).latencyMs.p50;
			// Readers see nothing that a replica in sync has not got.
			expect(waited(100_000)).toBeGreaterThan(300);
			expect(waited(100)).toBeLessThan(100);
		}
	],
	'broker.controlledShutdown': [
		'leadership moves before the broker stops (K8)',
		() => {
			const stops = { faults: [{ kind: 'stop', target: 'leader', at: '500ms' }] };
			const outage = (controlled: boolean): number =>
				run({ ...stops, 'broker.controlledShutdown': controlled }).latencyMs.max;
			expect(outage(true)).toBeLessThan(outage(false));
		}
	]
};

describeSettings('kafka', { ...common, ...brokerEffects, ...producerEffects, ...consumerEffects });
