/** Situations in which Kafka's settings show what they do. */
import type { Overrides } from '#lib/experiment';
import type { SimulationResult } from '#lib/sim';
import { runnerOf } from './settings-effects';

export const run = runnerOf({
	broker: { type: 'kafka', nodes: 3, topic: { partitions: 1, replicationFactor: 3 } },
	producers: { messages: 1_000, rate: 1_000 },
	consumers: { offsetReset: 'earliest' },
	limit: '5min'
});

export const ofAll = ({ totals, fates }: SimulationResult): number[] => [
	totals.processed,
	fates.stillQueued
];
export const old = { 'broker.version': '0.8', 'producers.acks': 1 };
export const asynchronous = { ...old, 'producers.mode': 'async', 'producers.batchMessages': 10 };
export const javaOfOld = { ...old, 'producers.client': 'java' };
export const plain = { 'producers.idempotence': false };
export const asFast = { 'producers.rate': undefined };
export const sync = { ...asFast, 'producers.mode': 'sync' };
export const alone = { 'broker.topic.replicationFactor': 1, 'broker.nodes': 1 };
export const crash = (target: string, at: string, restartAfter?: string) => ({
	kind: 'crash',
	target,
	at,
	restartAfter
});
export const leaderDies = { faults: [crash('leader', '500ms')] };
export const leaderReturns = { faults: [crash('leader', '500ms', '20s')] };
/** A follower dies, is taken out of the in-sync set, and comes back after the leader has died too. */
export const staleFollower = {
	'broker.nodes': 2,
	'broker.topic.replicationFactor': 2,
	'producers.messages': 6_000,
	faults: [crash('kafka-2', '100ms', '16s'), crash('kafka-1', '15s', '60s')],
	'producers.rate': 300,
	'consumers.count': 0
};
export const killConsumer = { faults: [crash('consumer-1', '1500ms', '100ms')] };
export const manual = { 'consumers.autoCommit': false };
export const killWith = (given: Overrides): SimulationResult =>
	run({ 'producers.messages': 2_000, 'consumers.sessionTimeout': '6s', ...killConsumer, ...given });
export const powerCut = {
	...alone,
	'producers.acks': 1,
	'consumers.count': 0,
	faults: [{ kind: 'powerLoss', target: 'leader', at: '730ms', restartAfter: '1s' }]
};
export const transactional = { 'producers.transactional': true };
export const group = {
	'broker.topic.partitions': 6,
	'consumers.count': 2,
	'producers.messages': 20_000,
	'consumers.sessionTimeout': '6s'
};
