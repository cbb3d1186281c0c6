import {
	settingIdempotenceExcluded,
	settingMinInsync,
	settingNeeds,
	settingNotInVersion,
	settingReplicasNeedNodes,
	type Problem
} from '#lib/messages';
import { nodeName } from '#lib/sim';
import { namesOf } from '../common/names';
import { describeValue } from '../describe-value';
import type { Places } from '../faults/places';
import { idempotentInFlightMax } from './complete';
import type { KafkaExperiment } from './model';
import type { CompleteKafkaSpec } from './schema';

const topicName = 'orders';
const partitionForm = /^orders\/(\d{1,4})$/;

export function kafkaPlaces({ broker, producers, consumers }: KafkaExperiment): Places {
	const { partitions } = broker.topic;
	const last = partitions > 1 ? [`${topicName}/${partitions - 1}`] : [];
	return {
		nodes: namesOf(broker.nodes, (index) => nodeName('kafka', index)),
		leaderIndex: (name) => {
			if (name === topicName) return 0;
			const partition = Number(partitionForm.exec(name)?.[1] ?? Number.NaN);
			return partition < partitions ? partition : null;
		},
		leaders: [topicName, ...last],
		// KRaft's controllers are processes of their own.
		hasController: broker.coordination === 'zookeeper',
		stopsClients: true,
		partitionsOf: { broker: 'Kafka', placesClients: false },
		producers: producers.count,
		consumers: consumers.count
	};
}

export function kafkaConflicts(spec: CompleteKafkaSpec, whole: KafkaExperiment): Problem[] {
	return [
		...clusterConflicts(whole),
		...releaseConflicts(spec, whole),
		...clientConflicts(spec, whole),
		...idempotenceConflicts(spec, whole),
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

/** What came with a later release, or went with an earlier one. */
function releaseConflicts(spec: CompleteKafkaSpec, whole: KafkaExperiment): Problem[] {
	const { version } = whole.broker;
	const { broker, producers, consumers } = spec;
	const isOld = version === '0.8';
	const hasNoCooperative = isOld || version === '2.x';
	const wrong: [boolean, string, unknown][] = [
		[hasNoCooperative && broker.coordination === 'kraft', 'broker.coordination', 'kraft'],
		[version === '4.x' && broker.coordination === 'zookeeper', 'broker.coordination', 'zookeeper'],
		[
			!isOld && broker.replicaLagMessages !== undefined,
			'broker.replicaLagMessages',
			broker.replicaLagMessages
		],
		[!isOld && producers.client === 'old', 'producers.client', 'old'],
		[isOld && producers.idempotence === true, 'producers.idempotence', true],
		[isOld && producers.transactional, 'producers.transactional', true],
		[
			isOld && producers.deliveryTimeout !== undefined,
			'producers.deliveryTimeout',
			producers.deliveryTimeout
		],
		[hasNoCooperative && producers.partitioner === 'sticky', 'producers.partitioner', 'sticky'],
		[
			hasNoCooperative && consumers.assignment === 'cooperative',
			'consumers.assignment',
			'cooperative'
		],
		[isOld && consumers.assignment === 'sticky', 'consumers.assignment', 'sticky'],
		[isOld && consumers.transactional, 'consumers.transactional', true],
		[isOld && consumers.isolation === 'read-committed', 'consumers.isolation', 'read-committed'],
		[
			isOld && consumers.maxPollInterval !== undefined,
			'consumers.maxPollInterval',
			consumers.maxPollInterval
		],
		[isOld && consumers.heartbeat !== undefined, 'consumers.heartbeat', consumers.heartbeat]
	];
	return wrong
		.filter(([isWrong]) => isWrong)
		.map(([, path, value]) => settingNotInVersion(path, describeValue(value), version));
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
				describeValue(producers[name]),
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
