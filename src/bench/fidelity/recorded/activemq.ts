/** The 47 scenarios recorded on ActiveMQ Classic 5.17. */
import type { ActivemqSpec, ExperimentSpec, FaultSpec } from '#lib/experiment';
import type { ActivemqSetup, Setup } from '#lib/sim';
import type { Recording } from '../truth';
import { delivered, distinct, lost } from './activemq-fields';
import {
	between,
	measured,
	meets,
	near,
	notCompared,
	parameter,
	recorded,
	type Expectations,
	type Plan,
	type Plans
} from './plan';

export { activemqFields } from './activemq-fields';

type Broker = ActivemqSpec['broker'];
type Producers = NonNullable<ActivemqSpec['producers']>;
type Consumers = NonNullable<ActivemqSpec['consumers']>;

const lateConsumer = (restartAfter: '3s' | '60s'): FaultSpec => ({
	kind: 'crash',
	target: 'consumer',
	at: 0,
	restartAfter
});

const modes = {
	AUTO: 'auto',
	CLIENT: 'client',
	DUPS_OK: 'dups-ok',
	INDIVIDUAL: 'individual',
	TX: 'transacted'
} as const;

function consumersOf({ parameters }: Recording): Consumers {
	// Only these names occur in the recording.
	const mode = modes[parameters.mode as keyof typeof modes];
	return {
		acknowledgeMode: mode,
		style: parameters.listener === true ? 'listener' : 'receive',
		ackEvery: Number(parameters.ackEvery ?? 1),
		prefetch: Number(parameters.prefetch ?? 1000),
		optimizeAcknowledge: parameters.optimizeAck === true,
		// The recorded application was slower than the broker refills its window.
		processing: '5ms'
	};
}

const backlog = (recording: Recording): Producers => ({
	messages: parameter(recording, 'n'),
	size: 1000
});

/** C1: a backlog; the consumer dies after the 503rd message, and comes back. */
const consumerKilled = (recording: Recording): ExperimentSpec => ({
	broker: {
		type: 'activemq',
		...(recording.parameters.topic === true && {
			destination: 'topic' as const,
			durableSubscription: true
		})
	},
	producers: backlog(recording),
	consumers: consumersOf(recording),
	faults: [
		lateConsumer('3s'),
		{
			kind: 'crash',
			target: 'consumer',
			afterProcessed: parameter(recording, 'killAfter'),
			restartAfter: '1s'
		}
	]
});

const killed: Plan = { experiment: consumerKilled };

/** It never got as far as its kill: it is closed when nothing comes any more, and another takes the rest. */
const stalled: Plan = {
	experiment: (recording) => ({
		broker: { type: 'activemq' },
		producers: backlog(recording),
		// Fast enough for 200 messages within optimizeAcknowledgeTimeOut, 300 ms.
		consumers: { ...consumersOf(recording), count: 2, processing: '100us' },
		faults: [lateConsumer('3s')]
	}),
	adjust(setup: Setup) {
		const given = setup as ActivemqSetup;
		const [first, second] = given.consumers;
		if (!first || !second) throw new Error('two consumers were asked for');
		const settings = { ...second.settings, optimizeAcknowledge: 0 };
		const closed = { when: { atUs: 15e6 }, durationUs: Infinity, others: [] };
		return {
			...given,
			consumers: [first, { ...second, settings }],
			faults: [
				...given.faults,
				{ ...closed, kind: 'stop', target: { kind: 'consumer', index: 0 } },
				{
					kind: 'crash',
					target: { kind: 'consumer', index: 1 },
					when: { atUs: 0 },
					durationUs: 20e6,
					others: []
				}
			]
		};
	},
	fields: {
		deliveredBeforeKill: recorded(({ result: { series } }) =>
			// What was processed before the other consumer came.
			series.processed
				.slice(0, Math.floor(18_000 / series.widthMs))
				.reduce((sum, count) => sum + count, 0)
		),
		deliveredAfter: recorded(
			(run, recording) =>
				Number(delivered(run, recording)) - measured(recording, 'deliveredBeforeKill')
		),
		firstAfterRestart: notCompared('what the first did not get, the other got'),
		interruptedMessageRedelivered: notCompared('the consumer was closed, not killed'),
		'deliveryCountHistogramAfterKill.first/count1': notCompared(
			'as deliveredAfter: none is flagged'
		)
	}
};

function producersOf({ parameters }: Recording): Producers {
	const rate = Number(parameters.rate);
	const commitEvery = Number(parameters.tx);
	return {
		messages: Number(parameters.n),
		size: 1000,
		deliveryMode: parameters.persistent === false ? 'non-persistent' : 'persistent',
		failover: parameters.transport === 'failover',
		// The gaps of the recorded producers are a tenth of a second longer than the restarts.
		maxReconnectDelay: '100ms',
		retry: true,
		...(rate > 0 && { rate }),
		...(commitEvery > 0 && { transacted: true, commitEvery }),
		...(parameters.async === true && { asyncSend: true })
	};
}

/** C2, C3: the broker dies while publishing; a slave takes over, or it is started again. */
function brokerKilled(recording: Recording): ExperimentSpec {
	const { parameters } = recording;
	const shared = parameters.ha === true;
	const broker: Broker = {
		type: 'activemq',
		...(shared && { topology: 'shared-store' as const, nodes: 2, lockPoll: '1s' as const }),
		...(recording.id.endsWith('nosync') && { diskSync: 'never' as const })
	};
	const crash: FaultSpec = {
		kind: 'crash',
		target: 'activemq-1',
		afterAttempted: measured(recording, 'atKill.sendReturned'),
		restartAfter: shared ? '120s' : '200ms'
	};
	return {
		broker,
		producers: producersOf(recording),
		consumers: { style: parameters.listener === true ? 'listener' : 'receive', processing: '20us' },
		faults: parameters.withConsumer === true ? [crash] : [crash, lateConsumer('60s')]
	};
}

const untilNoticed = 'what is sent until the client notices the reset';
const counted = (range: readonly [number, number], total: number): Expectations => ({
	lost: between(lost, range, untilNoticed),
	lostAfterSendReturned: between(lost, range, untilNoticed),
	delivered: between(delivered, [total - range[1], total - range[0]], untilNoticed),
	distinct: between(distinct, [total - range[1], total - range[0]], untilNoticed)
});

const died = (fields: Expectations = {}): Plan => ({ experiment: brokerKilled, fields });

const takenOver = (fields: Expectations = {}): Plan => ({
	experiment: brokerKilled,
	seeds: [1, 2, 3, 4, 5, 6, 7, 8],
	fields: {
		brokerRestartOrTakeoverMs: meets(
			({ result }) => result.unavailableMs,
			'the phase of the lock’s poll is chance'
		),
		...fields
	}
});

/** At 1500/s, 18 ms of reset and what was under way; the recordings have 23 to 113. */
const inFlight = counted([20, 120], 4000);
/** The 2008 before the kill, and the same. */
const everything = counted([2008, 2060], 4000);

const almost = near(lost, 0.15, 'the storing thread’s 10 000 jobs and a full socket');

const rejected = (recording: Recording): ExperimentSpec => ({
	broker: { type: 'activemq', redelivery: { delay: 0 } },
	producers: backlog(recording),
	consumers: {
		...consumersOf(recording),
		rejectTimes: 100,
		rejectEvery: recording.parameters.rollback ? 1 : parameter(recording, 'throwOn') + 1
	}
});

export const activemqPlans: Plans = {
	'C1-AUTO-receive-p1': killed,
	'C1-AUTO-receive-p10': killed,
	'C1-AUTO-receive-p100': killed,
	'C1-AUTO-receive-p1000': killed,
	'C1-AUTO-listener-p1': killed,
	'C1-AUTO-listener-p10': killed,
	'C1-AUTO-listener-p100': killed,
	'C1-AUTO-listener-p1000': killed,
	'C1-AUTO-optimizeAck': stalled,
	'C1-AUTO-optimizeAck-receive': stalled,
	'C1-CLIENT-1': killed,
	'C1-CLIENT-10': killed,
	'C1-CLIENT-100': killed,
	'C1-DUPS_OK-p1': killed,
	'C1-DUPS_OK-p10': killed,
	'C1-DUPS_OK-p100': killed,
	'C1-DUPS_OK-p1000': killed,
	'C1-DUPS_OK-listener': killed,
	'C1-TX-1': killed,
	'C1-TX-10': killed,
	'C1-TX-100': killed,
	'C1-INDIVIDUAL-1': killed,
	'C1-topic-DUPS_OK-p100': killed,
	'C1-topic-AUTO-p100': killed,
	'C1-topic-AUTO-p1000': killed,
	'C1-topic-DUPS_OK-listener-p1000': killed,
	'C2-sync-plain': died({
		sends: recorded(({ result: { totals } }) => Math.min(totals.sends, totals.attempted)),
		errors: recorded(({ result: { totals } }) => totals.sends - totals.attempted)
	}),
	'C2-sync-failover': died(),
	'C2-async-plain': {
		experiment: brokerKilled,
		fields: inFlight,
		differs: { errors: 'an asynchronous send never throws here; the recorded one did once' }
	},
	'C2-async-failover': died(inFlight),
	'C2-async-failover-fast': died({
		lost: almost,
		lostAfterSendReturned: almost,
		delivered: near(delivered, 0.15, 'all but the lost'),
		distinct: near(distinct, 0.15, 'all but the lost')
	}),
	'C2-np-failover': died(everything),
	'C2-tx1-failover': died(),
	'C2-tx10-failover': died(),
	'C2-tx100-failover': died(),
	'C2-sync-nosync': died(),
	'C2-async-nosync': died(inFlight),
	'C2-sync-consumer': died(),
	'C2-np-consumer': died(counted([20, 435], 4000)),
	'C3-sync-1s': takenOver(),
	'C3-sync-1s-consumer': takenOver(),
	'C3-tx10-1s': takenOver(),
	'C3-np-1s': takenOver(everything),
	'C3-async-1s': takenOver(inFlight),
	'C4-tx-rollback': { experiment: rejected },
	'C4-tx-rollback-p1': { experiment: rejected },
	'C4-listener-throws': { experiment: rejected }
};
