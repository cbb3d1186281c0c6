/** What each setting of Kafka's producers does. */
import { expect } from 'vitest';
import { producedOf, type Effects } from './settings-effects';
import {
	run,
	old,
	asynchronous,
	javaOfOld,
	plain,
	asFast,
	sync,
	alone,
	crash,
	leaderDies,
	leaderReturns,
	transactional
} from './settings-kafka-situations';

export const producerEffects: Effects = {
	'producers.client': [
		'0.8’s Java client waits in its buffer for the new leader, the old one gives up (K12)',
		() => {
			const given = { ...old, ...leaderReturns };
			expect(run(given).totals.failed).toBeGreaterThan(5);
			const java = { ...given, 'producers.client': 'java', 'producers.retries': 100 };
			expect(run(java).totals.failed).toBe(0);
		}
	],
	'producers.mode': [
		'waiting for each message is slow',
		() => expect(producedOf(run(asFast))).toBeGreaterThan(10 * producedOf(run(sync)))
	],
	'producers.acks': [
		'0 and 1 lose with the leader, all does not (K2–K4)',
		() => {
			const fast = { ...leaderDies, 'producers.messages': 20_000, 'producers.rate': 20_000 };
			const lost = (acks: unknown, seed = 1): number =>
				run({ ...fast, seed, 'producers.acks': acks }).totals.lostAcknowledged;
			expect(lost(0)).toBeGreaterThan(0);
			expect([1, 2, 3, 4, 5].reduce((sum, seed) => sum + lost(1, seed), 0)).toBeGreaterThan(0);
			expect(lost('all')).toBe(0);
		}
	],
	'producers.batchSize': [
		'one message per request is slow',
		() => {
			const many = { ...asFast, 'producers.messages': 10_000, 'producers.size': 100 };
			const rate = (batchSize: number): number =>
				run({ ...many, 'producers.batchSize': batchSize }).throughput.acknowledged;
			expect(rate(16_384)).toBeGreaterThan(10 * rate(0));
		}
	],
	'producers.batchMessages': [
		'old client: messages of a list, sent together',
		() => {
			const rate = (batchMessages: number): number =>
				producedOf(run({ ...old, ...asFast, 'producers.batchMessages': batchMessages }));
			expect(rate(50)).toBeGreaterThan(5 * rate(1));
		}
	],
	'producers.linger': [
		'is waited for a batch to fill',
		() => {
			const latency = run({ 'producers.linger': '40ms', 'producers.rate': 100 }).latencyMs.p50;
			expect(latency).toBeGreaterThan(20);
			expect(latency).toBeLessThan(60);
			expect(run({ 'producers.rate': 100 }).latencyMs.p50).toBeLessThan(10);
		}
	],
	'producers.bufferMemory': [
		'full of unsent bytes, send blocks',
		() => {
			const given = { ...leaderDies, ...asFast, 'producers.messages': 50_000, limit: '3s' };
			const attempted = (bytes: number): number =>
				run({ ...given, 'producers.bufferMemory': bytes, faults: [crash('leader', '5ms')] }).totals
					.attempted;
			expect(attempted(200_000)).toBeLessThan(2_000);
			expect(attempted(33_554_432)).toBeGreaterThan(20_000);
		}
	],
	'producers.bufferMessages': [
		'old client: so many wait, then send blocks',
		() => {
			const given = { ...asynchronous, ...asFast, 'producers.messages': 20_000, limit: '3s' };
			const attempted = (messages: number): number =>
				run({
					...given,
					'producers.bufferMessages': messages,
					faults: [crash('leader', '5ms')]
				}).totals.attempted;
			expect(attempted(100)).toBeLessThan(3_000);
			expect(attempted(10_000)).toBeGreaterThan(9_000);
		}
	],
	'producers.enqueueTimeout': [
		'old client: a full buffer refuses the message after it (K13)',
		() => {
			const given = {
				...asynchronous,
				'producers.bufferMessages': 50,
				faults: [crash('leader', '100ms')],
				limit: '1min'
			};
			expect(run({ ...given, 'producers.enqueueTimeout': 'block' }).totals.failed).toBe(0);
			expect(run({ ...given, 'producers.enqueueTimeout': '0ms' }).totals.failed).toBeGreaterThan(
				300
			);
		}
	],
	'producers.maxInFlight': [
		'is how many requests share a round trip',
		() => {
			const far = {
				...alone,
				...asFast,
				'broker.link.latency': '5ms',
				'producers.batchSize': 0
			};
			const rate = (maxInFlight: number): number =>
				run({ ...far, 'producers.maxInFlight': maxInFlight }).throughput.acknowledged;
			expect(rate(5)).toBeGreaterThan(3 * rate(1));
		}
	],
	'producers.retries': [
		'without them what is in flight at a crash fails (K15)',
		() => {
			const given = { ...leaderReturns, ...javaOfOld };
			expect(run({ ...given, 'producers.retries': 0 }).totals.failed).toBeGreaterThan(0);
			expect(run({ ...given, 'producers.retries': 1_000 }).totals.failed).toBe(0);
		}
	],
	'producers.retryBackoff': [
		'is waited between tries: the old client’s last longer',
		() => {
			const failed = (backoff: string): number =>
				run({ ...old, ...leaderReturns, 'producers.retryBackoff': backoff }).totals.failed;
			expect(failed('1s')).toBeLessThan(failed('100ms') / 2);
		}
	],
	'producers.deliveryTimeout': [
		'ends the tries',
		() => {
			const given = { ...leaderReturns, ...alone, 'producers.requestTimeout': '2s' };
			expect(run({ ...given, 'producers.deliveryTimeout': '3s' }).totals.failed).toBeGreaterThan(
				300
			);
			expect(run(given).totals.failed).toBe(0);
		}
	],
	'producers.requestTimeout': [
		'gives up a broker that stands still',
		() => {
			const given = {
				...plain,
				'producers.acks': 1,
				'broker.sessionTimeout': '60s',
				faults: [{ kind: 'pause', target: 'leader', at: '500ms', for: '8s' }]
			};
			const sends = (timeout: string): number =>
				run({ ...given, 'producers.requestTimeout': timeout }).totals.sends;
			expect(sends('30s')).toBe(1_000);
			expect(sends('2s')).toBeGreaterThan(1_000);
		}
	],
	'producers.idempotence': [
		'what is sent again is not there twice',
		() => {
			const cut = {
				faults: [{ kind: 'cut', target: 'producer-1', at: '100ms' }],
				'producers.rate': 5_000
			};
			expect(run(cut).totals.duplicateDeliveries).toBe(0);
			expect(run({ ...cut, ...plain }).totals.duplicateDeliveries).toBeGreaterThan(0);
		}
	],
	'producers.transactional': [
		'what is not committed is not seen by read-committed (K23)',
		() => {
			const given = {
				'consumers.isolation': 'read-committed',
				faults: [crash('producer-1', '550ms')],
				limit: '30s'
			};
			const inside = run({ ...given, ...transactional });
			expect(inside.totals.processed % 100).toBe(0);
			expect(run(given).totals.processed % 100).not.toBe(0);
		}
	],
	'producers.transactionMessages': [
		'is the size of a transaction',
		() => {
			const rate = (messages: number): number =>
				producedOf(run({ ...asFast, ...transactional, 'producers.transactionMessages': messages }));
			expect(rate(500)).toBeGreaterThan(5 * rate(10));
		}
	],
	'producers.transactionInterval': [
		'is how long a reader of what is committed waits',
		() => {
			const latency = (interval: string): number =>
				run({
					...transactional,
					'consumers.isolation': 'read-committed',
					'producers.transactionInterval': interval
				}).latencyMs.max;
			expect(latency('50ms')).toBeLessThan(150);
			expect(latency('400ms')).toBeGreaterThan(300);
		}
	],
	'producers.abortEvery': [
		'aborted ones are not seen by read-committed',
		() => {
			const given = { ...transactional, 'producers.abortEvery': 5 };
			const committed = run({ ...given, 'consumers.isolation': 'read-committed' });
			expect([committed.totals.processed, committed.totals.failed]).toEqual([800, 200]);
			expect(run(given).totals.processed).toBe(1_000);
		}
	],
	'producers.partitioner': [
		'spreads messages without a key evenly, or stays for ten minutes (K22)',
		() => {
			const given = { 'consumers.count': 4, 'consumers.processing': '3ms' };
			const rate = (version: string, partitioner: string): number =>
				run({
					...given,
					'broker.version': version,
					'producers.acks': 1,
					'broker.topic.partitions': 4,
					'producers.partitioner': partitioner
				}).throughput.processed;
			expect(rate('0.8', 'round-robin')).toBeGreaterThan(2.5 * rate('0.8', 'random'));
			// Without a key every key is the same.
			for (const keyed of ['murmur2', 'sticky']) {
				expect(rate('3.x', keyed)).not.toBe(rate('3.x', 'round-robin'));
			}
		}
	]
};
