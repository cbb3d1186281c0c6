import { settingNeeds, settingSeveralNodes, type Problem } from '#lib/messages';
import { namesOf, notAmong } from '../common/names';
import { describeValue } from '../describe-value';
import { formatDurationUs } from '../duration';
import { spread } from './complete';
import type { ActivemqExperiment } from './model';
import { activemqNode } from './places';
import type { CompleteActivemqSpec } from './schema';

export function activemqConflicts(
	spec: CompleteActivemqSpec,
	whole: ActivemqExperiment
): Problem[] {
	const { broker, producers, consumers } = whole;
	const places = [...namesOf(broker.nodes, activemqNode), spread];
	return [
		...topologyConflicts(spec, whole),
		...needsOfProducers(spec),
		...needsOfConsumers(spec),
		...notAmong('producers.connectTo', producers.connectTo, places),
		...notAmong('consumers.connectTo', consumers.connectTo, places)
	];
}

function topologyConflicts(spec: CompleteActivemqSpec, { broker }: ActivemqExperiment): Problem[] {
	const { topology, nodes, destination, durableSubscription } = broker;
	const problems: Problem[] = [];
	if (topology === 'single' && nodes > 1) problems.push(settingSeveralNodes(nodes));
	if (durableSubscription && destination === 'queue') {
		problems.push(
			settingNeeds('broker.durableSubscription', 'true', 'broker.destination', "'queue'", "'topic'")
		);
	}
	return topology === 'shared-store' ? problems : [...problems, ...lockConflicts(spec, topology)];
}

/** Only brokers that share a store have a lock. */
function lockConflicts({ broker }: CompleteActivemqSpec, topology: string): Problem[] {
	const { lockPoll, lockKeepAlive } = broker;
	return Object.entries({ lockPoll, lockKeepAlive }).flatMap(([name, us]) =>
		us === undefined
			? []
			: [
					settingNeeds(
						`broker.${name}`,
						formatDurationUs(us),
						'broker.topology',
						describeValue(topology),
						"'shared-store'"
					)
				]
	);
}

function needsOfProducers({ producers }: CompleteActivemqSpec): Problem[] {
	const { commitEvery, transacted } = producers;
	if (commitEvery === undefined || transacted) return [];
	return [
		settingNeeds(
			'producers.commitEvery',
			String(commitEvery),
			'producers.transacted',
			'false',
			'true'
		)
	];
}

/** Only two modes acknowledge when the application says so. */
function needsOfConsumers({ consumers }: CompleteActivemqSpec): Problem[] {
	const { ackEvery, acknowledgeMode } = consumers;
	const saysWhen = ['client', 'individual', 'transacted'].includes(acknowledgeMode);
	if (ackEvery === undefined || ackEvery === 1 || saysWhen) return [];
	return [
		settingNeeds(
			'consumers.ackEvery',
			String(ackEvery),
			'consumers.acknowledgeMode',
			describeValue(acknowledgeMode),
			"'client', 'transacted'"
		)
	];
}
