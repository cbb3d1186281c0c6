/** What the scripts that recorded Kafka measured, and how it is read from a run. */
import { readLogs } from './kafka-log';
import { kind, notCompared, recorded, type Expectations, type Reading } from './plan';

export const produced: Reading = ({ result }) => result.totals.attempted;
export const acknowledged: Reading = ({ result }) => result.totals.acknowledged;
export const delivered: Reading = (run) => readLogs(run).delivered;
export const distinct: Reading = (run) => readLogs(run).distinct;
export const duplicates: Reading = (run) => readLogs(run).duplicates;
export const reordered: Reading = (run) => readLogs(run).reordered;
export const stepsBack: Reading = (run) => readLogs(run).stepsBack;

/** In no log in the end, whether the application was told or not. */
export const lost: Reading = (run) => readLogs(run).lost;
export const lostAcknowledged: Reading = (run) => readLogs(run).lostAcknowledged;
export const lostUnacknowledged: Reading = (run) => {
	const logs = readLogs(run);
	return logs.lost - logs.lostAcknowledged;
};

/** An exception does not mean "not written" (K1). */
export const failedButInLog: Reading = (run) => readLogs(run).thereUnacknowledged;

/** Told to the application: in a run that has ended, all that was not acknowledged. */
export const failed: Reading = ({ result: { totals } }) => totals.attempted - totals.acknowledged;

/** The span without a leader that serves. */
export const unavailableMs: Reading = ({ result }) => result.unavailableMs;

/** From one of the faults to the next acknowledgement, to half a bucket of the run's series. */
const firstAckAfterMs =
	(which: 0 | -1): Reading =>
	({ result: { faults, series } }) => {
		const atMs = faults.at(which)?.atMs ?? 0;
		const from = Math.floor(atMs / series.widthMs) + 1;
		const first = series.acknowledged.findIndex((count, bucket) => bucket >= from && count > 0);
		return first < 0 ? Infinity : (first + 0.5) * series.widthMs - atMs;
	};
export const firstAckAfterFaultMs = firstAckAfterMs(0);
export const firstAckAfterLastFaultMs = firstAckAfterMs(-1);

/** The longest span without an acknowledgement between two, to a bucket of the run's series. */
export const longestAckGapMs: Reading = ({ result: { series } }) => {
	let [longest, last] = [0, -1];
	series.acknowledged.forEach((count, bucket) => {
		if (count === 0) return;
		if (last >= 0) longest = Math.max(longest, (bucket - last) * series.widthMs);
		last = bucket;
	});
	return longest;
};

const busy = 'how many hangs on how busy the recording machine was';

/** All that the recordings of both versions have in common; plans say more where a setting does. */
export const kafkaFields: Expectations = {
	produced: notCompared('how many the recording machine made in the time it had'),
	sends: notCompared('calls of `send`; a result counts what went onto a connection'),
	acknowledged: kind(acknowledged, busy),
	delivered: kind(delivered, busy),
	distinct: kind(distinct, busy),
	lost: kind(lost, busy),
	lostAcknowledged: kind(lostAcknowledged, busy),
	lostUnacknowledged: kind(lostUnacknowledged, busy),
	duplicates: recorded(duplicates),
	reordered: recorded(reordered),
	stepsBack: recorded(stepsBack),
	'atKill.*': notCompared('the trigger of the fault, and what was answered by then'),
	firstError: notCompared('a text of the client library')
};
