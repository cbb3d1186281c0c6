/** The 69 scenarios recorded on RabbitMQ 3.10. */
import {
	between,
	near,
	notCompared,
	recorded,
	type Expectations,
	type Plan,
	type Plans,
	type Range,
	type RunnablePlan
} from './plan';
import {
	afterTheLast,
	brokerKilled,
	connectionCut,
	consumerKilled,
	fromLastRead,
	killedYoung,
	masterKilled,
	mirrorsAddedLater,
	withConfirmedTail,
	withPreload
} from './rabbitmq-experiments';
import {
	confirmed,
	distinct,
	duplicates,
	duplicatesFlagged,
	flagged,
	flaggedFirst,
	lost,
	sends
} from './rabbitmq-fields';

const onTheMoment = 'hangs on the moment of the kill';

const lostNear: Expectations = {
	lost: near(lost, 0.15, onTheMoment),
	distinct: near(distinct, 0.15, onTheMoment)
};

const nothingLost: Expectations = { lost: recorded(lost), distinct: recorded(distinct) };

const inWindow = (field: keyof typeof readings, range: Range): Expectations => ({
	[field]: between(readings[field], range, 'at most what may be outstanding')
});
const readings = { lost, duplicates };

/** What was unconfirmed at the kill is sent again: at least one, at most what may be outstanding. */
const sentAgain = (messages: number, most: number): Plan => ({
	experiment: brokerKilled,
	fields: {
		...nothingLost,
		sends: between(sends, [messages + 1, messages + most], 'what was outstanding, sent again'),
		flaggedButFirstDelivery: near(flaggedFirst, 0.15, onTheMoment)
	}
});

const oneByOne: Plan = {
	experiment: brokerKilled,
	fields: {
		...nothingLost,
		sends: recorded(sends),
		flaggedButFirstDelivery: recorded(flaggedFirst)
	}
};

const theTail = notCompared('the recording counted the producer without confirms alone');

const killedAfterTheLast = (fields: Expectations): Plan => ({
	experiment: afterTheLast,
	adjust: fromLastRead,
	fields
});

const allFlagged: Expectations = {
	...nothingLost,
	flaggedButFirstDelivery: recorded(flaggedFirst),
	redeliveredFlags: recorded(flagged)
};

const consumer = (fields: Expectations): Plan => ({ experiment: consumerKilled, fields });

/**
 * Those whose acks the client held until it had worked off what it read, or that were on their way;
 * all that was pushed and not acknowledged comes back flagged.
 */
const window = (most: number, fresh: Range): Plan =>
	consumer({
		...nothingLost,
		duplicates: between(duplicates, [1, most], 'those whose acks the client held'),
		duplicatesFlaggedRedelivered: between(duplicatesFlagged, [1, most], 'as the duplicates'),
		flaggedButNeverProcessedBefore: between(flaggedFirst, fresh, 'the window, less the duplicates')
	});

const readsEndElsewhere =
	'the client here holds up to 64 KiB of acknowledgements; where the recorded reads ended is not known';

/** The same, where the model is known to hold more of them than the recorded client did. */
const longReads = (fresh: Range, differing: readonly string[]): Plan => ({
	...window(100, fresh),
	differs: Object.fromEntries(differing.map((field) => [field, readsEndElsewhere]))
});
const repeated = ['duplicates', 'duplicatesFlaggedRedelivered'];

const exactlyRepeated = consumer({
	...nothingLost,
	duplicates: recorded(duplicates),
	duplicatesFlaggedRedelivered: recorded(duplicatesFlagged),
	flaggedButNeverProcessedBefore: recorded(flaggedFirst)
});

const moments = [0, 0.2, 0.4, 0.6, 0.8];

const inCluster = (mirrors: number, fields: Expectations = {}): RunnablePlan => ({
	experiment: masterKilled(mirrors),
	moments,
	fields
});

const quorum = (fields: Expectations = {}, at: readonly number[] = moments): RunnablePlan => ({
	experiment: masterKilled(2, 'quorum'),
	moments: at,
	fields
});

/** The producer comes back during the election and clings to the dead leader (R28). */
const clings = notCompared('the time until the dead node is started again');

/** Nothing is unroutable: the queue is there without anybody's declaring it. */
const young: Plan = {
	experiment: killedYoung,
	fields: { survived: recorded(({ result }) => result.totals.unroutable === 0) }
};

export const rabbitmqPlans: Plans = {
	A1a: { experiment: brokerKilled, fields: lostNear },
	A1b: { experiment: brokerKilled, fields: lostNear },
	A1c: { experiment: brokerKilled, fields: { lost: near(lost, 0.15, onTheMoment) } },
	A2a: { experiment: brokerKilled, fields: lostNear },
	A2b: { experiment: brokerKilled, fields: lostNear },
	A2c: { experiment: brokerKilled, fields: lostNear },
	A3a: oneByOne,
	A3b10: sentAgain(10_000, 10),
	A3b100: sentAgain(10_000, 100),
	A3b1000: sentAgain(20_000, 1000),
	A3c: sentAgain(6000, 1000),
	A3d: sentAgain(40_000, 1000),
	'A4-1': oneByOne,
	'A4-10': sentAgain(6000, 10),
	'A4-100': sentAgain(6000, 100),
	'A2x-idle0': killedAfterTheLast(nothingLost),
	'A2x-idle2000': killedAfterTheLast(allFlagged),
	'A2x-idle10000': killedAfterTheLast(allFlagged),
	'A2x-confirmedTail': {
		experiment: afterTheLast,
		adjust: withConfirmedTail,
		fields: { ...allFlagged, confirmed: theTail, sends: theTail }
	},
	'A2x-clean': killedAfterTheLast({ lost: near(lost, 0.15, onTheMoment) }),
	'A2x-clean-transient': killedAfterTheLast(nothingLost),
	'A2y-0': young,
	'A2y-100': young,
	'A2y-500': young,
	'A2y-1500': young,
	'A2y-3000': young,
	A5a: consumer(nothingLost),
	A5b: consumer(nothingLost),
	A5c: consumer(nothingLost),
	A5d: consumer({ lost: near(lost, 0.15, 'what was on the wire is lost with the socket') }),
	A6p1: exactlyRepeated,
	A6p10: window(10, [0, 9]),
	A6p100: window(100, [0, 99]),
	A6p1000: longReads([900, 999], [...repeated, 'flaggedButNeverProcessedBefore']),
	A6p0: longReads([3400, 3500], repeated),
	'A6m100/10': window(23, [77, 97]),
	'A6m100/100': exactlyRepeated,
	A6s: window(100, [0, 99]),
	A6n: exactlyRepeated,
	'plain-none-master': {
		experiment: masterKilled(0),
		moments,
		fields: inWindow('lost', [1, 45])
	},
	'plain-stream-master': {
		experiment: masterKilled(0),
		moments,
		fields: {
			...inWindow('duplicates', [0, 30]),
			confirmGapMsAroundKill: notCompared('the time until the only node is started again')
		}
	},
	'plain-none-other': inCluster(0, lostNear),
	'plain-stream-other': inCluster(0, {
		...lostNear,
		sends: recorded(sends),
		confirmGapMsAroundKill: notCompared('publishes are confirmed and lost meanwhile')
	}),
	'haall-none-master': inCluster(2, inWindow('lost', [1, 177])),
	'haall-stream-master': inCluster(2, inWindow('duplicates', [1, 138])),
	'haall-none-other': inCluster(2, nothingLost),
	'haall-stream-other': inCluster(2, nothingLost),
	'ha2-none-master': inCluster(1, {
		...inWindow('lost', [1, 132]),
		flaggedButFirstDelivery: between(
			flaggedFirst,
			[0, 5],
			'what has reached the mirror and no consumer when the master dies; with confirms up to 5 were recorded'
		)
	}),
	'ha2-stream-master': inCluster(1, inWindow('duplicates', [0, 23])),
	'ha2-none-other': inCluster(1, nothingLost),
	'ha2-stream-other': inCluster(1, nothingLost),
	'quorum-none-master': quorum(lostNear),
	'quorum-stream-master': quorum({
		...nothingLost,
		duplicates: recorded(duplicates),
		sends: near(sends, 0.25, 'the dead node is back after 8 s instead of 6.9'),
		confirmGapMsAroundKill: clings
	}),
	'quorum-none-other': quorum(nothingLost),
	'quorum-stream-other': quorum({ ...nothingLost, sends: recorded(sends) }),
	'haall-none-fast-master': {
		experiment: masterKilled(2),
		fields: {
			lost: between(
				lost,
				[500, 22_600],
				'the recorded client had no bound on its buffer and lost half of all; here a full socket makes the producer wait, so it loses what is in the socket and the channel'
			)
		}
	},
	'haall-none-fast-other': { experiment: masterKilled(2), fields: nothingLost },
	'haall-stream-fast-other': {
		experiment: masterKilled(2),
		fields: { ...nothingLost, flaggedButFirstDelivery: near(flaggedFirst, 0.15, onTheMoment) }
	},
	'haall-sync-master': {
		experiment: masterKilled(2),
		fields: { ...nothingLost, sends: recorded(sends) }
	},
	'quorum-stream-fast-other': quorum({ ...nothingLost, sends: recorded(sends) }, [0]),
	'haman-always': mirrorsLater('manual'),
	'haauto-preload': mirrorsLater('automatic'),
	'A9-sync': {
		experiment: connectionCut,
		fields: { duplicates: recorded(duplicates), sends: recorded(sends) }
	},
	'A9-batch10': {
		experiment: connectionCut,
		fields: { duplicates: recorded(duplicates), sends: recorded(sends) }
	},
	'A9-batch1000': { experiment: connectionCut, fields: inWindow('duplicates', [1, 1000]) },
	'A9-stream100': { experiment: connectionCut, fields: inWindow('duplicates', [1, 100]) },
	'A9-none': { experiment: connectionCut, fields: inWindow('lost', [1, 13]) }
};

function mirrorsLater(syncMode: 'manual' | 'automatic'): Plan {
	return {
		experiment: mirrorsAddedLater(syncMode),
		adjust: withPreload,
		fields: {
			lost: recorded(lost),
			redeliveredFlags: near(flagged, 0.15, onTheMoment),
			confirmed: recorded(confirmed)
		}
	};
}
