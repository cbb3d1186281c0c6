import {
	settingBatchWithWindow,
	settingMirroredWithoutMirrors,
	settingMirrorsNeedNodes,
	settingGroupNeedsNodes,
	settingMirrorsOfClassic,
	settingNeedsQuorum,
	settingNotOfQuorum,
	settingNotSimulated,
	settingWindowWithoutConfirm,
	settingWrong,
	m,
	type Problem
} from '#lib/messages';
import { queueName } from '#lib/sim';
import { namesOf, notAmong } from '../common/names';
import type { RabbitmqExperiment } from './model';
import { BALANCER, rabbitmqNode } from './places';
import { argumentsNotOnQuorum, argumentsOfClassic } from './queue-arguments';
import type { CompleteRabbitmqSpec } from './schema';

export function rabbitmqConflicts(
	spec: CompleteRabbitmqSpec,
	whole: RabbitmqExperiment
): Problem[] {
	return [
		...producerConflicts(spec, whole),
		...queueConflicts(spec, whole),
		...namesNotFound(whole)
	];
}

function producerConflicts({ producers }: CompleteRabbitmqSpec, whole: RabbitmqExperiment) {
	const problems: Problem[] = [];
	const { window, batch, ack } = producers;
	if (window !== undefined && batch !== undefined) problems.push(settingBatchWithWindow());
	if (window !== undefined && ack !== 'confirm') problems.push(settingWindowWithoutConfirm(ack));
	if (whole.producers.routingKeys.length === 0) {
		const allowed = m.settings_allowed_filled_list();
		problems.push(settingWrong('producers.routingKeys', '[]', allowed));
	}
	return problems;
}

function queueConflicts({ broker }: CompleteRabbitmqSpec, whole: RabbitmqExperiment): Problem[] {
	const { mirrors, kind } = whole.broker.queue;
	const { nodes } = whole.broker;
	if (kind === 'quorum') return quorumConflicts(broker, whole);
	if (broker.queue.groupSize !== undefined) return [settingNeedsQuorum('broker.queue.groupSize')];
	if (broker.queue.deliveryLimit !== undefined) {
		return [settingNeedsQuorum('broker.queue.deliveryLimit')];
	}
	if (broker.queue.kind === 'classic' && mirrors > 0) return [settingMirrorsOfClassic(mirrors)];
	if (broker.queue.kind === 'mirrored' && mirrors === 0) return [settingMirroredWithoutMirrors()];
	if (mirrors > 0 && (broker.queue.exclusive || broker.queue.autoDelete)) {
		const path = broker.queue.exclusive ? 'exclusive' : 'autoDelete';
		return [settingNotSimulated('RabbitMQ', `broker.queue.${path}`, 'true with mirrors')];
	}
	if (mirrors >= nodes) return [settingMirrorsNeedNodes(mirrors, nodes)];
	return [];
}

/** What classic queues have and quorum queues have not. */
function quorumConflicts(
	{ queue }: CompleteRabbitmqSpec['broker'],
	{ broker, producers, consumers }: RabbitmqExperiment
): Problem[] {
	const problems: Problem[] = [];
	const members = broker.queue.mirrors + 1;
	if (queue.mirrors)
		problems.push(settingNotOfQuorum('broker.queue.mirrors', String(queue.mirrors)));
	if (!queue.durable) problems.push(settingNotOfQuorum('broker.queue.durable', 'false'));
	if (producers.ack === 'transaction') {
		problems.push(settingNotOfQuorum('producers.ack', `'transaction'`));
	}
	for (const [path, value] of argumentsOfClassic(broker.queue)) {
		problems.push(settingNotOfQuorum(path, value));
	}
	if (consumers.prefetchGlobal) {
		problems.push(settingNotOfQuorum('consumers.prefetchGlobal', 'true'));
	}
	if (consumers.exclusive) problems.push(settingNotOfQuorum('consumers.exclusive', 'true'));
	for (const [path, value] of argumentsNotOnQuorum(broker.queue)) {
		problems.push(settingNotSimulated('RabbitMQ', path, `${value} with kind 'quorum'`));
	}
	if (consumers.recoverEvery > 0) {
		const value = `${consumers.recoverEvery} with kind 'quorum'`;
		problems.push(settingNotSimulated('RabbitMQ', 'consumers.recoverEvery', value));
	}
	if (members > broker.nodes) problems.push(settingGroupNeedsNodes(members, broker.nodes));
	return problems;
}

function namesNotFound({ broker, producers, consumers }: RabbitmqExperiment): Problem[] {
	const nodes = namesOf(broker.nodes, rabbitmqNode);
	const doors = broker.balancer ? [...nodes, BALANCER] : nodes;
	const queues = namesOf(broker.queues, queueName);
	return [
		...notAmong('producers.connectTo', producers.connectTo, doors),
		...notAmong('consumers.connectTo', consumers.connectTo, doors),
		...(broker.exchange.alternate === null
			? []
			: notAmong('broker.exchange.alternateExchange.queue', broker.exchange.alternate, queues)),
		...broker.exchange.bindings.flatMap(({ queue }, index) =>
			notAmong(`broker.exchange.bindings.${index}.queue`, queue, queues)
		)
	];
}
