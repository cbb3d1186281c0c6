import {
	settingDeliveryTimeout,
	settingIdempotenceExcluded,
	settingMinInsync,
	settingNeeds,
	settingNotInVersion,
	settingReplicasNeedNodes,
	type Problem
} from '#lib/messages';
import { describeValue } from '../describe-value';
import { formatDurationUs } from '../duration';
import { idempotentInFlightMax } from './complete';
import type { KafkaExperiment } from './model';
import type { CompleteKafkaSpec } from './schema';
import type { KafkaVersion } from './versions';

export function kafkaConflicts(spec: CompleteKafkaSpec, whole: KafkaExperiment): Problem[] {
	return [
		...clusterConflicts(whole),
		...releaseConflicts(spec, whole),
		...clientConflicts(spec, whole),
		...idempotenceConflicts(spec, whole),
		...timeoutConflicts(whole),
		...commitConflicts(spec)
	];
}

function clusterConflicts({ broker }: KafkaExperiment): Problem[] {
	const { replicationFactor, minInsyncReplicas } = broker.topic;
	if (replicationFactor > broker.nodes)
		return [settingReplicasNeedNodes(replicationFactor, broker.nodes)];
	if (minInsyncReplicas > replicationFactor)
		return [settingMinInsync(minInsyncReplicas, replicationFactor)];
	return [];
}

/** A setting, or one value of it, and the versions that have it. */
interface Released {
	path: string;
	value?: string | boolean;
	versions: readonly KafkaVersion[];
}

const old = ['0.8'] as const;
const later = ['2.x', '3.x', '4.x'] as const;
const cooperative = ['3.x', '4.x'] as const;

/** What came with a later release, or went with an earlier one. */
const released: readonly Released[] = [
	{ path: 'broker.coordination', value: 'kraft', versions: cooperative },
	{ path: 'broker.coordination', value: 'zookeeper', versions: ['0.8', '2.x', '3.x'] },
	{ path: 'broker.replicaLagMessages', versions: old },
	{ path: 'producers.client', value: 'old', versions: old },
	{ path: 'producers.idempotence', value: true, versions: later },
	{ path: 'producers.transactional', value: true, versions: later },
	{ path: 'producers.deliveryTimeout', versions: later },
	{ path: 'producers.partitioner', value: 'sticky', versions: cooperative },
	{ path: 'consumers.assignment', value: 'cooperative', versions: cooperative },
	{ path: 'consumers.assignment', value: 'sticky', versions: later },
	{ path: 'consumers.transactional', value: true, versions: later },
	{ path: 'consumers.staticMembership', value: true, versions: later },
	{ path: 'consumers.isolation', value: 'read-committed', versions: later },
	{ path: 'consumers.maxPollInterval', versions: later },
	{ path: 'consumers.heartbeat', versions: later }
];

/** Microseconds by now, whatever was written. */
const durations = ['deliveryTimeout', 'enqueueTimeout', 'heartbeat', 'maxPollInterval'];

const shown = (name: string, value: unknown): string =>
	describeValue(
		durations.includes(name) && typeof value === 'number' ? formatDurationUs(value) : value
	);

function releaseConflicts(spec: CompleteKafkaSpec, { broker }: KafkaExperiment): Problem[] {
	return released.flatMap(({ path, value, versions }) => {
		const [section, name] = path.split('.') as ['broker' | 'producers' | 'consumers', string];
		const written: unknown = Object.entries(spec[section]).find(([key]) => key === name)?.[1];
		const isWritten = value === undefined ? written !== undefined : written === value;
		if (!isWritten || versions.includes(broker.version)) return [];
		return [settingNotInVersion(path, shown(name, written), broker.version, versions)];
	});
}

/** Each of 0.8's two producers has settings that the other has not. */
const javaOnly = ['batchSize', 'bufferMemory', 'maxInFlight'] as const;
const oldOnly = ['batchMessages', 'bufferMessages', 'enqueueTimeout'] as const;

function clientConflicts({ producers }: CompleteKafkaSpec, whole: KafkaExperiment): Problem[] {
	const { client } = whole.producers;
	const foreign = client === 'old' ? javaOnly : oldOnly;
	const other = client === 'old' ? 'java' : 'old';
	const problems = foreign
		.filter((name) => producers[name] !== undefined)
		.map((name) =>
			settingNeeds(
				`producers.${name}`,
				shown(name, producers[name]),
				'producers.client',
				describeValue(client),
				describeValue(other)
			)
		);
	const { partitioner } = producers;
	const isOthers =
		client === 'old'
			? partitioner === 'murmur2' || partitioner === 'sticky'
			: partitioner === 'random' || partitioner === 'hash-code';
	if (isOthers && partitioner !== undefined) {
		problems.push(
			settingNeeds(
				'producers.partitioner',
				describeValue(partitioner),
				'producers.client',
				describeValue(client),
				describeValue(other)
			)
		);
	}
	return problems;
}

function idempotenceConflicts({ producers }: CompleteKafkaSpec, whole: KafkaExperiment): Problem[] {
	const reason = producers.transactional ? 'transactional' : 'idempotence';
	if (!whole.producers.idempotence) {
		return producers.transactional && producers.idempotence === false
			? [settingIdempotenceExcluded(reason, 'producers.idempotence', 'false')]
			: [];
	}
	const { acks, maxInFlight, retries } = whole.producers;
	if (acks !== 'all')
		return [settingIdempotenceExcluded(reason, 'producers.acks', describeValue(acks))];
	if (maxInFlight > idempotentInFlightMax)
		return [settingIdempotenceExcluded(reason, 'producers.maxInFlight', String(maxInFlight))];
	if (retries === 0) return [settingIdempotenceExcluded(reason, 'producers.retries', '0')];
	return [];
}

/** KafkaProducer.configureDeliveryTimeout: a default gives way, what is written does not. */
function timeoutConflicts({ broker, producers }: KafkaExperiment): Problem[] {
	const { deliveryTimeoutUs, lingerUs, requestTimeoutUs } = producers;
	const leastUs = lingerUs + requestTimeoutUs;
	if (deliveryTimeoutUs === null || deliveryTimeoutUs >= leastUs || broker.version === '0.8')
		return [];
	return [
		settingDeliveryTimeout(
			formatDurationUs(deliveryTimeoutUs),
			formatDurationUs(lingerUs),
			formatDurationUs(requestTimeoutUs),
			formatDurationUs(leastUs)
		)
	];
}

function commitConflicts({ consumers }: CompleteKafkaSpec): Problem[] {
	const { autoCommit, commit, commitEvery, commitMode, transactional } = consumers;
	const own = Object.entries({ commit, commitEvery, commitMode }).find(
		([, written]) => written !== undefined
	);
	if (autoCommit === true && transactional) {
		return [
			settingNeeds('consumers.transactional', 'true', 'consumers.autoCommit', 'true', 'false')
		];
	}
	if (autoCommit !== true || !own) return [];
	const [name, value] = own;
	return [
		settingNeeds(`consumers.${name}`, describeValue(value), 'consumers.autoCommit', 'true', 'false')
	];
}
