/** What the scripts that recorded RabbitMQ measured, and how it is read from a run. */
import { between, kind, notCompared, recorded, type Expectations, type Reading } from './plan';

const total =
	(name: 'lost' | 'lostAcknowledged' | 'lostUnacknowledged' | 'reordered'): Reading =>
	({ result }) =>
		result.totals[name];

export const lost: Reading = total('lost');
export const sends: Reading = ({ result }) => result.totals.sends;
export const confirmed: Reading = ({ result }) => result.totals.acknowledged;
export const distinct: Reading = ({ result }) => result.totals.processed;
export const delivered: Reading = ({ result: { totals } }) =>
	totals.processed + totals.duplicateDeliveries;
export const duplicates: Reading = ({ result }) => result.totals.duplicateDeliveries;
export const flagged: Reading = ({ result }) => result.totals.redelivered;

/** Repeats of one publish carry the flag; a message that was published twice does not (R6). */
export const duplicatesFlagged: Reading = ({ result: { totals, causes } }) =>
	totals.duplicateDeliveries - (causes['confirm-lost-sent-again'] ?? 0);

/** Flagged, though the application sees it for the first time. */
export const flaggedFirst: Reading = (run, recording) =>
	Number(flagged(run, recording)) - Number(duplicatesFlagged(run, recording));

const busy = 'how many hangs on how busy the recording machine was';

/** All that the recordings of one broker have in common; plans say more where a setting does. */
export const rabbitmqFields: Expectations = {
	produced: recorded(({ result }) => result.totals.attempted),
	sends: kind(sends, busy),
	confirmed: recorded(confirmed),
	delivered: kind(delivered, busy),
	distinct: kind(distinct, busy),
	lost: kind(lost, busy),
	lostConfirmed: kind(total('lostAcknowledged'), busy),
	lostUnconfirmed: kind(total('lostUnacknowledged'), busy),
	duplicates: kind(duplicates, busy),
	duplicatesFlaggedRedelivered: kind(duplicatesFlagged, busy),
	flaggedButFirstDelivery: kind(flaggedFirst, busy),
	flaggedButNeverProcessedBefore: kind(flaggedFirst, busy),
	redeliveredFlags: kind(flagged, busy),
	reordered: kind(total('reordered'), busy),
	orderInversionsAfterRestart: kind(total('reordered'), busy),
	confirmGapMsAroundKill: between(
		({ result }) => result.unavailableMs,
		[100, 620],
		'the span without a master, without the time that a client needs to notice'
	),
	maxConsumerGapMs: between(
		({ result }) => result.unavailableMs,
		[100, 320],
		'the span without a master, without the time that a consumer needs to notice'
	),
	'afterRestart.*': notCompared('what the queue holds then is what the late consumer gets'),
	readyAfterKill: notCompared('follows from the messages, the duplicates and those processed'),
	deliveredAfterRestart: notCompared('follows from the messages, the duplicates and the lost'),
	firstAfterRestart: notCompared('follows from the duplicates: all of them come first, in order'),
	processedBeforeKill: notCompared('the trigger of the fault'),
	acked: notCompared('counts calls of the client library, of which some never left the machine'),
	nacked: notCompared('a result counts a nack only where the message was not sent again'),
	'atKill.*': notCompared('the trigger of the fault, and what was answered by then'),
	unconfirmedAtBreak: notCompared('sends less produced, which is compared'),
	declaredMsBeforeKill: notCompared('says how fast the recording machine was'),
	reconnects: notCompared('clients reconnect as often as they are cut off'),
	producerReconnects: notCompared('clients reconnect as often as they are cut off'),
	returned: notCompared('the recorded publishes were not mandatory'),
	cuts: notCompared('the fault itself'),
	'swallowed*': notCompared('the fault itself'),
	reopenMs: notCompared('time of the client library'),
	'consumerBreaks.*': notCompared('a consumer whose queue has gone waits for it either way'),
	'leader*': notCompared('names of nodes'),
	mirrorsBefore: notCompared('the setting itself'),
	syncedBefore: notCompared('the setting itself')
};
