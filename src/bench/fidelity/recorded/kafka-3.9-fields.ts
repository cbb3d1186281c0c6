/** What only the scripts for Kafka 3.9 measured, and how it is read from a run. */
import {
	acknowledged,
	delivered,
	failed,
	failedButInLog,
	kafkaFields,
	longestAckGapMs,
	lost,
	lostAcknowledged,
	lostUnacknowledged,
	produced
} from './kafka-fields';
import { logsOf } from './kafka-log';
import {
	between,
	kind,
	notCompared,
	recorded,
	type Expectation,
	type Expectations,
	type Reading
} from './plan';

/** Places where a log goes on with an earlier message; repeats count. */
export const stepsBack: Reading = (run) => {
	let steps = 0;
	for (const log of logsOf(run)) {
		for (let at = 1; at < log.length; at++) if ((log[at] ?? 0) <= (log[at - 1] ?? 0)) steps++;
	}
	return steps;
};

/** Brokers are numbered from 1; −1: none. */
export const leaderNow: Reading = ({ simulation }) => {
	const node = simulation.kafkaLeader(0);
	return node < 0 ? node : node + 1;
};

const finished: Reading = ({ result }) => result.ended === 'drained';
/** In no log, neither acknowledged nor told failed: still in the client, or lost without a word. */
const unresolved: Reading = (run, recording) =>
	Number(lostUnacknowledged(run, recording)) - run.result.fates.failed;

/** KRaft, a session of 9 s: the last heartbeat is up to 2 s old, the look-out comes every quarter. */
export const missed = (read: Reading): Expectation =>
	between(
		read,
		[7000, 11_900],
		'session 9 s, heartbeat 2 s, look-out 2.25 s, and the first answer'
	);

const busy = 'how many hangs on how busy the recording machine was';
const clock = 'a moment of the recording machine';

export const kafka39Fields: Expectations = {
	...kafkaFields,
	produced: recorded(produced),
	sends: recorded(produced),
	acknowledged: recorded(acknowledged),
	failedCallbacks: recorded(failed),
	'callbackErrors.*': notCompared('as failedCallbacks: which text the library gives'),
	unresolved: recorded(unresolved),
	finished: recorded(finished),
	pauseFromMs: notCompared(clock),
	unavailableMs: missed(longestAckGapMs),
	delivered: recorded(delivered),
	distinct: recorded(delivered),
	lost: recorded(lost),
	lostAcknowledged: recorded(lostAcknowledged),
	lostUnacknowledged: recorded(lostUnacknowledged),
	lostFailedCallback: recorded(lostUnacknowledged),
	failedCallbackButDelivered: recorded(failedButInLog),
	stepsBack: recorded(stepsBack),
	beginOffset: notCompared('nothing is deleted from a log here'),
	endOffset: recorded(delivered),
	brokerBootMs: notCompared(clock),
	shutdownMs: notCompared(clock),
	stoppedMs: notCompared('the length of the fault'),
	leaderBeforeContinue: notCompared('which of three brokers led'),
	'leaderBeforeContinue.*': notCompared('which of three brokers led'),
	responsesSwallowedAllProducers: notCompared('what the recording’s proxy did'),
	isrShrunkToLeaderAfterMs: notCompared('measured where acks=all waits for it: P4-min1'),
	'acknowledgedBeforeLeaderKilled.*': notCompared('measured in the scenario of that name'),
	'acknowledgedWhileFollowersStopped.*': notCompared('measured in the scenario of that name'),
	'withFollowerOnly.*': notCompared('measured in the scenario of that name'),
	'atEnd.*': notCompared('measured in the scenario of that name')
};

/** acks=1, the leader killed: what no follower had fetched yet (K3), and what follows from it. */
export function tailLost(total: number): Expectations {
	const range = [0, 28] as const;
	const why = 'the last acknowledged that no follower had fetched: 0–28 at 2000–10 000/s (K3)';
	const rest = between(delivered, [total - range[1], total + 5], why);
	return {
		lost: between(lost, range, why),
		lostAcknowledged: between(lostAcknowledged, range, why),
		delivered: rest,
		distinct: rest,
		endOffset: rest
	};
}

/** acks=0: what was in sockets when the leader died. */
export const socketsLost: Expectations = {
	lost: kind(lost, busy),
	lostAcknowledged: kind(lostAcknowledged, busy),
	delivered: kind(delivered, busy),
	distinct: kind(delivered, busy),
	endOffset: kind(delivered, busy)
};
