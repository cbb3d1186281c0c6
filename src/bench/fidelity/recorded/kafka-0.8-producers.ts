/** P1 – P3, P5: 0.8's producers, when their broker, their connection or they themselves end. */
import {
	answerSwallowed,
	leaderKilled,
	onlyBrokerKilled,
	producerKilled
} from './kafka-0.8-experiments';
import {
	duplicates,
	failed,
	failedButInLog,
	lost,
	lostAcknowledged,
	longestAckGapMs,
	unavailableMs
} from './kafka-fields';
import {
	between,
	kind,
	notCompared,
	recorded,
	type Expectations,
	type Plan,
	type Plans,
	type Range
} from './plan';

const seeds = [1, 2];

const killed = (fields: Expectations = {}): Plan => ({
	experiment: leaderKilled,
	seeds,
	fields
});

const readBySilent = notCompared('acks=0: what goes into the dying connection counts as success');

/** What the socket held at the kill, and what went into the dying connection. */
const silentlyLost: Expectations = { firstAckAfterKillMs: readBySilent };

/** The last that no follower had fetched, where nobody waits for the followers (K3). */
const unreplicated: Range = [0, 28];
const acknowledgedByLeader: Expectations = {
	lostAcknowledged: between(lostAcknowledged, unreplicated, 'what no follower had fetched')
};
const sentUntilItSucceeds: Expectations = {
	lost: between(lost, unreplicated, 'what no follower had fetched'),
	lostReturned: between(lost, unreplicated, 'what no follower had fetched'),
	...acknowledgedByLeader
};

/** Exceptions that the application answered by sending again. */
const sentAgain: Expectations = {
	'exceptions.*': notCompared('a result does not count what the application sent again')
};

/** 4.0 – 6.7 s of outage (K7), and four tries of 100 ms and a request for metadata take 0.45 s. */
const triesMin = 8;
const triesMax = 15;
const perTry = 'one for each 0.45 s of the outage';
const thrown = (list: number): Expectations => {
	const range: Range = [triesMin * list, (triesMax + 1) * list];
	return {
		failed: between(failed, range, perTry),
		lostFailed: between((run) => Number(failed(run, unread)), range, perTry)
	};
};
const unread = { id: '', parameters: {}, repetitions: 0, measured: {} };

const untold: Expectations = { longestAckGapMs: recorded(longestAckGapMs) };

/** Batches of 200, dropped in silence; `queue.buffering.max.messages` holds back the others. */
const dropped = (): Plan => {
	const batches = between(lost, [triesMin * 200, (triesMax + 1) * 200], perTry);
	return killed({ ...untold, lost: batches, lostReturned: batches, lostUnknown: batches });
};
const exactlyLost: Expectations = {
	lost: recorded(lost),
	lostReturned: recorded(lost),
	lostUnknown: recorded(lost)
};

/** With nothing but the buffer between them and the outage, only requests in flight fail. */
const failedInFlight: Expectations = {
	failed: between(failed, [1, 144], 'the requests in flight, 1 or 5'),
	lostFailed: between(lost, [0, 144], 'the requests in flight, 1 or 5')
};
const repeatedInFlight: Expectations = {
	duplicates: between(duplicates, [0, 26], 'the requests in flight, 1 or 5')
};

/** The application was in `send` with one for which the queue had no room. */
const inSend = 1;

const clientKilled = (fields: Expectations = {}): Plan => ({
	experiment: producerKilled,
	seeds,
	fields
});

const started = 'how long the recording machine took to start a broker';
const restarted = (fields: Expectations = {}): Plan => ({
	experiment: onlyBrokerKilled,
	seeds,
	fields: {
		firstAckAfterKillMs: kind(unavailableMs, started),
		longestAckGapMs: kind(longestAckGapMs, started),
		...fields
	}
});

const held = 'the 150 ms for which the answer was held, or the back-off of 100 ms, or both';
const swallowed = (fields: Expectations = {}): Plan => ({
	experiment: answerSwallowed,
	seeds,
	fields: {
		longestAckGapMs: between(longestAckGapMs, [100, 660], held),
		firstAckAfterKillMs: notCompared('counted from the cut or from the hold, by chance'),
		...fields
	}
});
const inFlight = (read: typeof duplicates, requests: number): Expectations[string] =>
	between(read, [requests, 148 * requests], 'the requests in flight, whatever they carried');

export const kafka08ProducerPlans: Plans = {
	'P1/sync-acks0': killed({ ...silentlyLost, ...thrown(1) }),
	'P1/sync-acks1': killed({ ...acknowledgedByLeader, ...thrown(1) }),
	'P1/sync-acks-1': killed(thrown(1)),
	'P1r/sync-acks0-resend': killed({ ...silentlyLost, ...sentAgain }),
	'P1r/sync-acks1-resend': killed({ ...sentUntilItSucceeds, ...sentAgain }),
	'P1r/sync-acks-1-resend': killed(sentAgain),
	'P1b/sync-list50-acks1': killed(thrown(50)),
	'P2/async-acks0': dropped(),
	'P2/async-acks1': dropped(),
	'P2/async-acks-1': dropped(),
	'P2/async-acks1-retries30': killed({ ...untold, ...exactlyLost }),
	'P2q/async-acks1-4000/s-enqueue-1': dropped(),
	'P2p/old async, 2000/s': clientKilled(exactlyLost),
	'P2p/old async, full speed': clientKilled({
		...exactlyLost,
		lostReturned: recorded((run) => Number(lost(run, unread)) - inSend)
	}),
	'P2p/new acks1, 2000/s': clientKilled(exactlyLost),
	'P2p/new acks1, full speed': clientKilled(),
	'P3-0/new-acks0-retries0-inflight1': killed(silentlyLost),
	'P3-0/new-acks0-retries0-inflight5': killed(silentlyLost),
	'P3-0/new-acks0-retries100-inflight1': killed(silentlyLost),
	'P3-0/new-acks0-retries100-inflight5': killed(silentlyLost),
	'P3-1/new-acks1-retries0-inflight1': killed({ ...acknowledgedByLeader, ...failedInFlight }),
	'P3-1/new-acks1-retries0-inflight5': killed({ ...acknowledgedByLeader, ...failedInFlight }),
	'P3-1/new-acks1-retries100-inflight1': killed(sentUntilItSucceeds),
	'P3-1/new-acks1-retries100-inflight5': killed(sentUntilItSucceeds),
	'P3-all/new-acksall-retries0-inflight1': killed(failedInFlight),
	'P3-all/new-acksall-retries0-inflight5': killed(failedInFlight),
	'P3-all/new-acksall-retries100-inflight1': killed(repeatedInFlight),
	'P3-all/new-acksall-retries100-inflight5': killed(repeatedInFlight),
	'P5a/old sync acks0': restarted({ ...silentlyLost, ...sentAgain }),
	'P5a/old sync acks1': restarted(sentAgain),
	'P5a/old sync acks-1': restarted(sentAgain),
	'P5a/new acks1 retries100': restarted(),
	'P5b/old sync acks1 list1': swallowed(),
	'P5b/old sync acks1 list50': swallowed(),
	'P5b/old sync acks0': swallowed({
		lost: recorded(lost),
		lostAcknowledged: recorded(lostAcknowledged),
		longestAckGapMs: notCompared('nobody waits for the answer that is held')
	}),
	'P5b/old sync acks1 retries0': swallowed({
		failed: recorded(failed),
		failedButInLog: recorded(failedButInLog)
	}),
	'P5b/new acks1 retries100 inflight1': swallowed({ duplicates: inFlight(duplicates, 1) }),
	'P5b/new acks1 retries100 inflight5': swallowed({ duplicates: inFlight(duplicates, 5) }),
	'P5b/new acks1 retries0 inflight5': swallowed({
		failed: inFlight(failed, 5),
		failedButInLog: inFlight(failedButInLog, 5)
	}),
	'P5b/new acks0': swallowed({
		longestAckGapMs: notCompared('nobody waits for the answer that is held')
	})
};
