/** The 62 scenarios recorded on Kafka 0.8.2.2 with ZooKeeper 3.4.6. */
import {
	failed,
	failedButInLog,
	firstAckAfterFaultMs,
	kafkaFields,
	longestAckGapMs,
	lost,
	lostAcknowledged,
	lostUnacknowledged,
	unavailableMs
} from './kafka-fields';
import { kafka08ClusterPlans } from './kafka-0.8-clusters';
import { kafka08ConsumerPlans } from './kafka-0.8-consumers';
import { kafka08ProducerPlans } from './kafka-0.8-producers';
import {
	between,
	kind,
	notCompared,
	recorded,
	type Expectations,
	type Plans,
	type Reading,
	type Run
} from './plan';

const isOld = ({ setup }: Run): boolean =>
	setup.broker === 'kafka' && setup.producers.every(({ settings }) => settings.client === 0);

const isSynchronous = ({ setup }: Run): boolean =>
	setup.broker === 'kafka' && setup.producers.every(({ settings }) => settings.sync === 1);

/** Nobody is told what became of it: 0.8's asynchronous client, and a client that was killed. */
const isUntold = (run: Run): boolean =>
	(isOld(run) && !isSynchronous(run)) ||
	run.setup.faults.some(({ kind, target }) => kind === 'crash' && target.kind === 'producer');

const told =
	(read: Reading): Reading =>
	(run, recording) =>
		isUntold(run) ? 0 : read(run, recording);

/** Of a synchronous `send` that returned, or of one that hands over and always returns. */
const lostReturned: Reading = (run, recording) =>
	isSynchronous(run) ? lostAcknowledged(run, recording) : lost(run, recording);

const lostUnknown: Reading = (run, recording) =>
	isUntold(run) ? lostUnacknowledged(run, recording) : 0;

/** Each exception is about one call of `send`: a message, or the old client's list. */
const exceptions: Reading = (run, recording) => {
	const [producer] = run.setup.broker === 'kafka' ? run.setup.producers : [];
	const list = producer && isOld(run) ? producer.settings.batchMessages : 1;
	return Number(failed(run, recording)) / list;
};

const outage = 'a session of 6 s, less up to 2 s since its last ping, up to a tick of 0.5 s more';
const andMetadata = `${outage}, and up to 0.8 s until clients know`;
const busy = 'how many hangs on how busy the recording machine was';

const onlyInDeadLeader: Reading = ({ result }) => result.causes['only-on-dead-leader'] ?? 0;

const replicasEqual: Reading = ({ simulation }) => {
	const logs = [0, 1, 2].map((node) => simulation.kafkaLog(0, node).join());
	return logs.every((log) => log === logs[0]);
};

export const kafka08Fields: Expectations = {
	...kafkaFields,
	returned: notCompared('calls of `send` that returned: what was made less the exceptions'),
	lostReturned: kind(lostReturned, busy),
	lostFailed: kind(told(lostUnacknowledged), busy),
	lostUnknown: kind(lostUnknown, busy),
	failed: kind(told(failed), busy),
	failedButInLog: kind(told(failedButInLog), busy),
	'exceptions.*': kind(told(exceptions), busy),
	firstAckAfterKillMs: between(firstAckAfterFaultMs, [4000, 7500], andMetadata),
	longestAckGapMs: between(longestAckGapMs, [4000, 7500], andMetadata),
	electionMs: between(unavailableMs, [4000, 6800], outage),
	onlyInDeadLeader: between(onlyInDeadLeader, [0, 28], 'what no follower had fetched'),
	replicasEqualAfterRejoin: recorded(replicasEqual),
	deadLeaderLog: notCompared('the trigger of the fault'),
	truncatedTo: notCompared('the last checkpoint: kafka-cluster.spec.ts, K3'),
	rejoinMs: notCompared('how long the recording machine took to start a broker'),
	concurrentProducers: notCompared('each had a topic of its own, and is run by itself'),
	killedIsController: notCompared('the setting itself'),
	maxSendBlockMs: notCompared('how busy the recording machine was'),
	closeMs: notCompared('time of the recording client'),
	inLogFileAtDeath: notCompared('the trigger of the fault'),
	restartedAfterMs: notCompared('the fault itself'),
	'swallowed.*': notCompared('the fault itself')
};

export const kafka08Plans: Plans = {
	...kafka08ProducerPlans,
	...kafka08ClusterPlans,
	...kafka08ConsumerPlans
};
