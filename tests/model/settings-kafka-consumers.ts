/** What each setting of Kafka's consumers does. */
import { expect } from 'vitest';
import { type Effects } from './settings-effects';
import {
	run,
	ofAll,
	asFast,
	alone,
	crash,
	manual,
	killWith,
	transactional,
	group
} from './settings-kafka-situations';

export const consumerEffects: Effects = {
	'consumers.group': [
		'separate groups each read everything',
		() => {
			const two = { 'consumers.count': 2, 'broker.topic.partitions': 2, ...asFast };
			const work = { ...two, 'consumers.processing': '1ms', 'producers.keys': 500 };
			const separately = { ...work, 'consumers.group': 'separate' };
			const shared = run({ ...work, 'consumers.group': 'shared' });
			const separate = run(separately);
			expect(ofAll(shared)).toEqual([1_000, 0]);
			expect(ofAll(separate)).toEqual([1_000, 0]);
			expect(ofAll(run({ ...separately, 'consumers.count': 16 }))).toEqual([1_000, 0]);
			expect(shared.throughput.processed).toBeGreaterThan(1.4 * separate.throughput.processed);
		}
	],
	'consumers.autoCommit': [
		'without any commit everything comes again (K17)',
		() => {
			expect(killWith({ ...manual, 'consumers.commitEvery': 100_000 }).totals.duplicated).toBe(
				1_500
			);
			const { duplicated } = killWith({ 'consumers.autoCommitInterval': '200ms' }).totals;
			expect(duplicated).toBeLessThan(250);
		}
	],
	'consumers.autoCommitInterval': [
		'is how much may come again',
		() => {
			const repeated = (interval: string): number =>
				killWith({ 'consumers.autoCommitInterval': interval }).totals.duplicated;
			expect(repeated('100ms')).toBeLessThan(150);
			expect(repeated('1s')).toBeGreaterThan(300);
		}
	],
	'consumers.commit': [
		'after the work nothing is lost, before it nothing comes again (K17)',
		() => {
			const backlog = { ...asFast, 'consumers.processing': '1ms' };
			const after = killWith({ ...backlog, 'consumers.commit': 'after' }).totals;
			expect(after.duplicated).toBeGreaterThan(0);
			expect(after.lost).toBe(0);
			const before = killWith({ ...backlog, 'consumers.commit': 'before' });
			expect(before.totals.duplicated).toBe(0);
			expect(before.causes['offset-committed-before-processing']).toBe(before.totals.lost);
			expect(before.totals.lost).toBeGreaterThan(0);
		}
	],
	'consumers.commitEvery': [
		'is how much may come again, and what each commit costs',
		() => {
			const backlog = { ...asFast, 'consumers.processing': '1ms' };
			const repeated = (commitEvery: number | 'poll'): number =>
				killWith({ ...backlog, 'consumers.commitEvery': commitEvery }).totals.duplicated;
			expect(repeated(1)).toBeLessThanOrEqual(1);
			expect(repeated(50)).toBeLessThanOrEqual(50);
			expect(repeated('poll')).toBeGreaterThan(50);
		}
	],
	'consumers.commitMode': [
		'a synchronous commit is waited for',
		() => {
			const rate = (commitMode: string): number =>
				run({
					...asFast,
					...alone,
					'consumers.commitEvery': 1,
					'consumers.processing': '1500us',
					'consumers.commitMode': commitMode
				}).throughput.processed;
			expect(rate('async')).toBeGreaterThan(1.3 * rate('sync'));
		}
	],
	'consumers.offsetReset': [
		'without an offset: behind the last, or at the first (K18)',
		() => {
			const late = { faults: [crash('consumer-1', '0ms', '500ms')] };
			expect(run({ ...late, 'consumers.offsetReset': 'earliest' }).totals.lost).toBe(0);
			const latest = run({ ...late, 'consumers.offsetReset': 'latest' });
			expect(latest.causes['offset-reset-to-latest']).toBeGreaterThan(400);
		}
	],
	'consumers.maxPollRecords': [
		'is what a commit for each poll leaves to come again',
		() => {
			const backlog = { ...asFast, 'consumers.processing': '1ms', 'consumers.commitEvery': 'poll' };
			const repeated = (records: number): number =>
				killWith({ ...backlog, 'consumers.maxPollRecords': records }).totals.duplicated;
			expect(repeated(5)).toBeLessThanOrEqual(5);
			expect(repeated(500)).toBeGreaterThan(20);
		}
	],
	'consumers.fetchMinBytes': [
		'waits for more: fewer requests, later messages',
		() => {
			const waits = run({ 'consumers.fetchMinBytes': 100_000 });
			expect(waits.latencyMs.p50).toBeGreaterThan(20);
			expect(run().latencyMs.p50).toBeLessThan(10);
			expect(waits.events).toBeLessThan(run().events);
		}
	],
	'consumers.fetchMaxWait': [
		'but no longer than this',
		() => {
			const latest = (wait: string): number =>
				run({
					'consumers.fetchMinBytes': 10_000_000,
					'consumers.fetchMaxWait': wait
				}).latencyMs.max;
			expect(latest('100ms')).toBeLessThan(130);
			expect(latest('800ms')).toBeGreaterThan(700);
		}
	],
	'consumers.fetchMaxBytes': [
		'is what one answer holds: more round trips',
		() => {
			const given = { ...asFast, 'broker.link.latency': '10ms', 'consumers.processing': '1us' };
			const last = (bytes: number): number =>
				run({ ...given, 'consumers.fetchMaxBytes': bytes }).latencyMs.max;
			expect(last(2_000)).toBeGreaterThan(3 * last(1_048_576));
		}
	],
	'consumers.assignment': [
		'eager ones stop everybody, cooperative ones only what moves (K20)',
		() => {
			const joins = { ...group, faults: [crash('consumer-2', '0ms', '5s')] };
			const moved = ['range', 'round-robin', 'sticky', 'cooperative'].map(
				(assignment) => run({ ...joins, 'consumers.assignment': assignment }).digest
			);
			expect(new Set(moved).size).toBeGreaterThanOrEqual(3);
			const stops = (assignment: string): number =>
				run({ ...joins, 'consumers.assignment': assignment }).latencyMs.p95;
			expect(stops('cooperative')).not.toBe(stops('range'));
		}
	],
	'consumers.sessionTimeout': [
		'is how long a dead member’s partitions wait (K19)',
		() => {
			const waited = (session: string): number =>
				run({
					...group,
					'consumers.sessionTimeout': session,
					faults: [crash('consumer-2', '1s')]
				}).latencyMs.max;
			expect(waited('6s')).toBeGreaterThan(3_000);
			expect(waited('6s')).toBeLessThan(7_500);
			expect(waited('12s')).toBeGreaterThan(9_000);
		}
	],
	'consumers.heartbeat': [
		'tells of a rebalance: a member that asks seldom joins late',
		() => {
			const joins = {
				...group,
				...manual,
				'consumers.processing': '1500us',
				faults: [crash('consumer-2', '0ms', '5s')]
			};
			const pause = (heartbeat: string): number =>
				run({ ...joins, 'consumers.sessionTimeout': '30s', 'consumers.heartbeat': heartbeat })
					.latencyMs.max;
			expect(pause('9s')).toBeGreaterThan(pause('300ms') + 500);
		}
	],
	'consumers.maxPollInterval': [
		'who works longer leaves the group, and its work is done again',
		() => {
			const slow = {
				...asFast,
				'producers.messages': 100,
				'consumers.processing': '100ms',
				'consumers.maxPollRecords': 50,
				'consumers.sessionTimeout': '6s',
				limit: '1min'
			};
			expect(run(slow).totals.duplicateDeliveries).toBe(0);
			const left = run({ ...slow, 'consumers.maxPollInterval': '3s' });
			expect(left.totals.duplicateDeliveries).toBeGreaterThan(0);
		}
	],
	'consumers.isolation': [
		'read-committed does not see what was aborted',
		() => {
			const aborting = { ...transactional, 'producers.abortEvery': 2 };
			expect(run(aborting).totals.processed).toBe(1_000);
			const committed = run({ ...aborting, 'consumers.isolation': 'read-committed' });
			expect(committed.totals.processed).toBe(500);
		}
	],
	'consumers.staticMembership': [
		'who is started again within its session does not wait for its end (KIP-345)',
		() => {
			const again = { ...group, ...manual, faults: [crash('consumer-2', '1s', '1s')] };
			const wait = (isStatic: boolean): number =>
				run({
					...again,
					'consumers.sessionTimeout': '6s',
					'consumers.staticMembership': isStatic
				}).latencyMs.max;
			expect(wait(false)).toBeGreaterThan(3000);
			expect(wait(true)).toBeLessThan(1500);
		}
	],
	'consumers.transactional': [
		'result and offset in one: nothing is done twice (K23)',
		() => {
			const backlog = { ...asFast, 'consumers.processing': '1ms', ...manual };
			expect(killWith(backlog).totals.duplicated).toBeGreaterThan(0);
			const { totals } = killWith({ ...backlog, 'consumers.transactional': true });
			expect([totals.duplicated, totals.lost, totals.processed]).toEqual([0, 0, 2_000]);
		}
	]
};
