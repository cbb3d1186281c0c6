/** C1 – C3: 0.8's consumer, its groups, and where its producers' messages go. */
import type { Duration, FaultSpec, KafkaSpec } from '#lib/experiment';
import type { Recording } from '../truth';
import { microseconds, type Producers } from './kafka-0.8-experiments';
import { logsOf } from './kafka-log';
import {
	between,
	measured,
	notCompared,
	parameter,
	recorded,
	type Expectations,
	type Plan,
	type Plans,
	type Range,
	type Reading,
	type Run,
	type RunnablePlan
} from './plan';

type Consumers = NonNullable<KafkaSpec['consumers']>;
type CrashSpec = Extract<FaultSpec, { kind: 'crash' }>;

const seeds = [1, 2];

const lost: Reading = ({ result }) => result.totals.lost;
const repeated: Reading = ({ result }) => result.totals.duplicateDeliveries;
const processed: Reading = ({ result }) => result.totals.processed;

/** The longest span in which the consumers worked on nothing, to a bucket of the run's series. */
const pauseMs: Reading = ({ result: { series } }) => {
	const busy = series.processed.map(
		(count, bucket) =>
			count + series.duplicated.reduce((sum, { counts }) => sum + (counts[bucket] ?? 0), 0)
	);
	let [longest, last] = [0, -1];
	busy.forEach((count, bucket) => {
		if (count === 0) return;
		if (last >= 0) longest = Math.max(longest, (bucket - last) * series.widthMs);
		last = bucket;
	});
	return longest;
};

function consumersOf({ parameters }: Recording): Consumers {
	const every = parameters.every;
	const interval = parameters['auto.commit.interval.ms'];
	const workMs = Number(parameters.sleep ?? 0);
	return {
		// Where nothing is said the recorded application only counted.
		processing: microseconds(workMs > 0 ? workMs * 1000 : 20),
		offsetReset: parameters['auto.offset.reset'] === 'smallest' ? 'earliest' : 'latest',
		...(interval !== undefined && { autoCommitInterval: `${Number(interval)}ms` as Duration }),
		...(every !== undefined && { commitEvery: Number(every) }),
		...(parameters.when === 'before' && { commit: 'before' as const })
	};
}

const producersOf = (recording: Recording, messages: number): Producers => ({
	client: 'java',
	rate: parameter(recording, 'rate'),
	messages,
	size: 100
});

/** C1: the consumer's process is killed, and started again at once. */
const consumerKilled =
	(messages: number, when: Pick<CrashSpec, 'at' | 'afterProcessed'>) =>
	(recording: Recording): KafkaSpec => ({
		broker: { type: 'kafka', version: '0.8', topic: { replicationFactor: 3 } },
		producers: producersOf(recording, messages),
		consumers: consumersOf(recording),
		faults: [{ kind: 'crash', target: 'consumer', ...when, restartAfter: '200ms' }]
	});

const session = 'what is left of its session, up to the next tick, and a rebalance';

const c1Fields: Expectations = {
	inLog: notCompared('how many the recording machine made in the time it had'),
	handedOutBeforeKill: notCompared('the trigger of the fault'),
	processedBeforeKill: notCompared('the trigger of the fault'),
	committedOffsetInZk: notCompared('follows from the processed, the repeated and the lost'),
	restartedAtId: notCompared('follows from the processed, the repeated and the lost'),
	processedAfterRestart: notCompared('what is in the log, less what it does not come to again'),
	notReadWhenStopped: notCompared('the recording ended before it had read everything'),
	lostHandedOutNotProcessed: recorded(lost),
	duplicates: recorded(repeated),
	lost: recorded(lost),
	firstMessageAfterRestartMs: between(pauseMs, [3800, 10_400], session)
};

const killed = (
	messages: number,
	when: Pick<CrashSpec, 'at' | 'afterProcessed'>,
	fields: Expectations = {}
): RunnablePlan => ({
	experiment: consumerKilled(messages, when),
	seeds,
	fields: { ...c1Fields, ...fields }
});

const repeatedAtMost = (range: Range, because: string): Expectations => ({
	duplicates: between(repeated, range, because)
});

/** 300 ms each: the kill falls into the work on the 23rd. */
const slowly = (fields: Expectations = {}): Plan =>
	killed(60, { at: { between: ['6.7s', '6.9s'] } }, fields);

/** An offset written for each message: a few hundred messages per second. */
const oneByOne = (): Plan => killed(6000, { at: { between: ['4s', '4.01s'] } });

/** Right after so many, as the recorded one; whether a batch or an interval ends there is chance. */
const quickly = (fields: Expectations = {}): Plan =>
	killed(30_000, { at: { between: ['5.5s', '6.5s'] } }, fields);

const afterSoMany = (fields: Expectations = {}): Plan => ({
	...killed(30_000, {}, fields),
	experiment: (recording) =>
		consumerKilled(30_000, { afterProcessed: measured(recording, 'processedBeforeKill') })(
			recording
		)
});

const inBetween = 'what is produced at 2000/s while its partition waits for its session';

/** C2: A is alone, B comes and goes, C comes and is killed. */
const membersChange = (recording: Recording): KafkaSpec => ({
	broker: {
		type: 'kafka',
		version: '0.8',
		topic: { replicationFactor: 3, partitions: parameter(recording, 'partitions') }
	},
	producers: producersOf(recording, 60_000),
	consumers: { ...consumersOf(recording), count: 3 },
	faults: [
		absent('consumer-2', '4s'),
		{ kind: 'stop', target: 'consumer-2', at: '8s' },
		absent('consumer-3', '12s'),
		{ kind: 'crash', target: 'consumer-3', at: { between: ['15s', '16s'] } }
	]
});

const absent = (target: string, restartAfter: Duration): FaultSpec => ({
	kind: 'crash',
	target,
	at: 0,
	restartAfter
});

const membersChanged = (range: Range, because: string): Plan => ({
	experiment: membersChange,
	seeds,
	fields: {
		inLog: recorded(({ result }) => result.totals.attempted),
		distinctConsumed: recorded(processed),
		lost: recorded(lost),
		duplicates: between(repeated, range, because),
		'duplicatesByPhase.kill': between(repeated, range, because),
		owners: notCompared('a list of texts; who owns what is in kafka-group.spec.ts (K20)'),
		closeMs: notCompared('time of the recording client')
	}
});

/** C3: forty messages without a key by the Java client, 600 by the old one. */
const spread = (client: 'java' | 'old', messages: number) => (): KafkaSpec => ({
	broker: { type: 'kafka', version: '0.8', topic: { partitions: 10 } },
	producers: { client, messages, size: 100, acks: 1 },
	consumers: { count: 0 }
});

const sizes = (run: Run): number[] => logsOf(run).map(({ length }) => length);

const table = notCompared('a table; each key is in kafka-producer.spec.ts (K22)');

export const kafka08ConsumerPlans: Plans = {
	'C1c/auto.commit 1000, 300 ms of work per message': slowly(
		repeatedAtMost([0, 3], 'three in work within the second of the timer')
	),
	'C1c/commit before processing, 300 ms of work': slowly(),
	'C1c/commit after each message, 300 ms of work': slowly(),
	'C1a/auto.commit 60000': afterSoMany(),
	'C1a/auto.commit 60000, auto.offset.reset largest (default)': afterSoMany({
		lost: between(lost, [7600, 14_000], inBetween),
		lostHandedOutNotProcessed: notCompared('none of the lost was handed out')
	}),
	'C1a/auto.commit 1000': quickly(repeatedAtMost([0, 2100], 'a second’s, by the timer’s phase')),
	'C1b/commit after each message': oneByOne(),
	'C1b/commit before processing, every 1': oneByOne(),
	'C1b/commit before processing, every 100': quickly(
		repeatedAtMost([0, 99], 'those since the last of a hundred')
	),
	'C2/auto.commit 60000': membersChanged(
		[1500, 4600],
		'two of four partitions at 2000/s, since it came'
	),
	'C2/auto.commit 1000': membersChanged([0, 1100], 'two of four partitions, by the timer’s phase'),
	'C3/partitioners': {
		experiment: spread('java', 40),
		alongside: { old: spread('old', 600) },
		fields: {
			partitions: notCompared('the setting itself'),
			keys: table,
			newNull: table,
			newNullCounts: recorded((run) => Math.min(...sizes(run))),
			oldNullDefaultRefresh: between(
				(run) => Math.max(...sizes(run.part('old'))),
				[600, 600],
				'one partition for ten minutes'
			),
			oldNullRefresh1s: notCompared('the model keeps to the default of ten minutes')
		}
	}
};
