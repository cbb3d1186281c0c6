/** What the scripts that recorded ActiveMQ measured, and how it is read from a run. */
import { kind, notCompared, parameter, recorded, type Expectations, type Reading } from './plan';

export const lost: Reading = ({ result }) => result.totals.lost;
export const delivered: Reading = ({ result: { totals } }) =>
	totals.processed + totals.duplicateDeliveries;
export const distinct: Reading = ({ result }) => result.totals.processed;
export const sends: Reading = ({ result }) => result.totals.sends;
const duplicates: Reading = ({ result }) => result.totals.duplicateDeliveries;
const flagged: Reading = ({ result }) => result.totals.redelivered;
const reordered: Reading = ({ result }) => result.totals.reordered;

/** A message that was sent twice carries no flag, and none does after the broker's restart. */
const duplicatesFlagged: Reading = ({ result: { causes } }) =>
	causes['redelivered-after-consumer-crash'] ?? 0;

const flaggedFirst: Reading = (run, recording) =>
	Number(flagged(run, recording)) - Number(duplicatesFlagged(run, recording));

export const deliveredAfter: Reading = (run, recording) =>
	Number(delivered(run, recording)) - parameter(recording, 'killAfter');

/** Exceptions: each makes the application send one message, or one batch, again. */
const errors: Reading = ({ result: { totals } }) => Number(totals.sends > totals.attempted);

const busy = 'how many hangs on how busy the recording machine was';

export const activemqFields: Expectations = {
	produced: recorded(({ result }) => result.totals.attempted),
	deliveredBeforeKill: notCompared('the trigger of the fault'),
	deliveredAfter: recorded(deliveredAfter),
	delivered: recorded(delivered),
	distinct: recorded(distinct),
	lost: recorded(lost),
	lostConfirmed: recorded(({ result }) => result.totals.lostAcknowledged),
	lostAfterSendReturned: recorded(lost),
	duplicates: recorded(duplicates),
	duplicatesFlaggedRedelivered: recorded(duplicatesFlagged),
	flaggedThoughNeverHandedToApp: recorded(flaggedFirst),
	flaggedFirstDelivery: recorded(flaggedFirst),
	orderInversionsAfterRestart: recorded(reordered),
	reordered: recorded(reordered),
	firstAfterRestart: recorded(
		(run, recording) => parameter(recording, 'killAfter') - Number(duplicates(run, recording))
	),
	interruptedMessageRedelivered: recorded(
		({ simulation }, recording) =>
			simulation.fate(parameter(recording, 'killAfter') - 1)?.fate === 'duplicated'
	),
	'deliveryCountHistogramAfterKill.redelivered/count2': recorded(flagged),
	'deliveryCountHistogramAfterKill.first/count1': recorded(
		(run, recording) => Number(deliveredAfter(run, recording)) - Number(flagged(run, recording))
	),
	sends: recorded(sends),
	confirmed: recorded(({ result }) => result.totals.acknowledged),
	sendReturned: recorded(({ result }) => result.totals.attempted),
	errors: recorded(errors),
	'atKill.*': notCompared('the trigger of the fault, and what was answered by then'),
	brokerRestartOrTakeoverMs: notCompared('how long the recording machine took to start a broker'),
	producerGapMs: kind(
		({ result }) => result.unavailableMs,
		`the outage, and up to one reconnect delay; ${busy}`
	),
	deliveries: recorded(({ result: { totals } }) => totals.attempted + totals.redelivered),
	sequence_seq_redelivered_count: notCompared(
		'a text; the deliveries are counted, their order is in activemq-consumer.spec.ts (A9)'
	),
	inDLQ: notCompared('a list of texts; follows from the deliveries, and is counted in A9'),
	leftInQueue: notCompared('a list of texts; nothing is left where all is processed or buried')
};
