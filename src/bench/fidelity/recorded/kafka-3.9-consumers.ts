/** Kafka 3.9: transactions, consumers, groups and partitioners (P7, C1 – C3). */
import type { Run } from './plan';
import {
	consumerKilled,
	groupChanges,
	keyed,
	readers,
	transactionKilled,
	unkeyed,
	workerKilled
} from './kafka-3.9-experiments';
import { logsOf } from './kafka-log';
import {
	between,
	cannotBeExpressed,
	kind,
	notCompared,
	recorded,
	type Expectations,
	type Plan,
	type Plans,
	type Range,
	type Reading
} from './plan';

const someSeeds = [1, 2, 3];
const trigger = notCompared('the trigger of the fault');
const ofPart =
	(name: string, read: Reading): Reading =>
	(run, recording) =>
		read(run.part(name), recording);

const read: Reading = ({ result: { totals } }) => totals.processed + totals.duplicateDeliveries;
const readOnce: Reading = ({ result }) => result.totals.processed;
const unread: Reading = ({ result: { totals } }) => totals.attempted - totals.processed;
const repeated: Reading = ({ result }) => result.totals.duplicateDeliveries;
const outOfOrder: Reading = ({ result }) => result.totals.reordered;
const lostForGood: Reading = ({ result }) => result.totals.lost;

/** With the markers, one for each transaction. */
const logEnd: Reading = ({ simulation }) => simulation.kafkaLogEnd(0);

const reader = (prefix: string, name: string | null): Expectations => {
	const of = (reading: Reading): Reading => (name === null ? reading : ofPart(name, reading));
	return {
		[`${prefix}.delivered`]: recorded(of(read)),
		[`${prefix}.distinct`]: recorded(of(readOnce)),
		[`${prefix}.lost`]: recorded(of(unread)),
		[`${prefix}.duplicates`]: recorded(of(repeated)),
		[`${prefix}.reordered`]: recorded(of(outOfOrder)),
		[`${prefix}.endOffset`]: recorded(of(logEnd))
	};
};

/** Committed when the producer was killed after so many: whole transactions. */
const committed: Reading = ({ result: { totals } }) => totals.acknowledged;

const transactions: Plan = {
	experiment: transactionKilled,
	alongside: readers,
	fields: {
		'atKill.sendReturned': trigger,
		'atKill.committed': recorded(ofPart('committedAtKill', committed)),
		'atKill.openTransaction': recorded(
			ofPart('committedAtKill', ({ result: { totals } }) => totals.attempted - totals.acknowledged)
		),
		'atKill.commits': recorded(
			ofPart('committedAtKill', ({ result }) => result.totals.acknowledged / 100)
		),
		...reader('atKill.read.read_committed', 'committedAtKill'),
		...reader('atKill.read.read_uncommitted', 'uncommittedAtKill'),
		...reader('afterRestart.read_committed', null),
		...reader('afterRestart.read_uncommitted', 'uncommitted'),
		initTransactionsMs: notCompared('how long the busy machine took')
	},
	differs: Object.fromEntries(
		[
			'atKill.read.read_uncommitted.lost',
			'afterRestart.read_committed.endOffset',
			'afterRestart.read_uncommitted.delivered',
			'afterRestart.read_uncommitted.duplicates',
			'afterRestart.read_uncommitted.endOffset'
		].map((field) => [
			field,
			'nothing of the open transaction had left the busy machine’s client when it was killed; here all but the last message has, and a marker ends it'
		])
	)
};

/** A worker's output is not kept; what its processing counts is what a reader of it would find. */
const worker = (how: Parameters<typeof workerKilled>[0], fields: Expectations): Plan => ({
	experiment: workerKilled(how),
	fields: {
		processedAtKill: trigger,
		processedInAll: notCompared('as duplicates'),
		finished: recorded(({ result }) => Number(result.ended === 'drained')),
		'read_committed.delivered': kind(read, 'as duplicates'),
		'read_committed.distinct': recorded(readOnce),
		'read_committed.lost': recorded(unread),
		'read_committed.reordered': recorded(outOfOrder),
		'read_uncommitted.delivered': notCompared('as read_committed.delivered'),
		'read_uncommitted.distinct': recorded(readOnce),
		'read_uncommitted.lost': recorded(unread),
		'read_uncommitted.duplicates': notCompared('as read_committed.duplicates'),
		'read_uncommitted.reordered': recorded(outOfOrder),
		...fields
	}
});

const killedAt = (run: Run): number => run.result.faults[0]?.atMs ?? 0;

/** From the kill to the next message that is processed, to half a bucket. */
const pause: Reading = (run) => {
	const { processed, widthMs } = run.result.series;
	const from = Math.floor(killedAt(run) / widthMs) + 1;
	const next = processed.findIndex((count, bucket) => bucket >= from && count > 0);
	return next < 0 ? Infinity : (next + 0.5) * widthMs - killedAt(run);
};

const consumer = (
	messages: number,
	duplicates: Range,
	pauseMs: Range,
	fields: Expectations = {}
): Plan => {
	const session =
		'the session less the age of the last heartbeat (3 s) or commit, which counts as one; 3 s from when it joins if the busy machine had started it only after that';
	return {
		experiment: (recording) => consumerKilled(recording, messages),
		seeds: someSeeds,
		fields: {
			processedAtKill: trigger,
			lastBeforeKill: trigger,
			firstAfterRestart: notCompared('the trigger of the fault less the duplicates'),
			duplicates: between(repeated, duplicates, 'processed since the last commit'),
			lost: recorded(lostForGood),
			backlogAtKill: notCompared('how far the busy machine was behind'),
			pauseMs: between(pause, pauseMs, session),
			assignedAfterKillMs: notCompared('as pauseMs'),
			largestPoll: notCompared('the setting'),
			finished: recorded(({ result }) => result.ended === 'drained'),
			processedDistinct: recorded(readOnce),
			...fields
		}
	};
};

/** How often the messages, in the order in which they were sent, go to another partition. */
const runsOf: Reading = (run) => {
	const partitionOf = new Int32Array(run.setup.messages);
	for (const [partition, log] of logsOf(run).entries()) {
		for (const message of log) partitionOf[message] = partition;
	}
	return partitionOf.filter((partition, at) => at === 0 || partition !== partitionOf[at - 1])
		.length;
};

const sticky = (runs: Range, because: string): Plan => ({
	experiment: unkeyed,
	seeds: someSeeds,
	fields: {
		runs: between(runsOf, runs, because),
		meanRun: between(
			(run, recording) => run.setup.messages / Number(runsOf(run, recording)),
			[10_000 / runs[1], 10_000 / runs[0]],
			because
		)
	}
});

const twoBatches =
	'two batches of 16 KiB on a partition, then the next at random, in one of ten cases the same (KIP-794)';

const partitionOfKey =
	(key: number): Reading =>
	(run) =>
		logsOf(run).findIndex((log) => log.includes(key));

export const kafka39ConsumerPlans: Plans = {
	'P7-producer': transactions,
	'P7-producer-flushed': cannotBeExpressed(
		'the script flushed 60 messages and then stopped sending; a producer here goes on until it is killed'
	),
	'P7-consume-produce-eos': worker(
		{ transactional: true },
		{ 'read_committed.duplicates': recorded(repeated), 'read_committed.delivered': recorded(read) }
	),
	'P7-consume-produce-plain': worker(
		{ commit: 'after', commitMode: 'sync' },
		{
			'read_committed.duplicates': between(
				repeated,
				[1, 500],
				'the poll that was not committed, up to 500; where in it the kill fell is chance'
			)
		}
	),
	'P7-consume-produce-auto': worker(
		{},
		{
			'read_committed.duplicates': kind(
				repeated,
				'by the phase of the commits, 5 s of work at most'
			)
		}
	),
	'C1-auto5000': consumer(36_000, [1, 10_500], [2900, 6500]),
	'C1-auto1000': consumer(36_000, [1, 2500], [4900, 6500]),
	'C1-sync-poll100': consumer(36_000, [1, 100], [5900, 6500]),
	'C1-sync-poll500': consumer(36_000, [1, 500], [5900, 6500]),
	'C1-sync-poll1': consumer(36_000, [0, 1], [5900, 6500], {
		finished: notCompared('the recording was stopped when it had not caught up'),
		processedDistinct: notCompared('as finished')
	}),
	'C1-before-poll500': consumer(30_000, [0, 0], [5900, 6500], {
		lost: between(
			lostForGood,
			[0, 499],
			'the rest of the poll; where in it the kill fell is chance'
		),
		processedDistinct: between(readOnce, [29_501, 30_000], 'all but the lost')
	}),
	'C1pause-dynamic-45s': consumer(35_000, [1, 2600], [41_900, 45_500]),
	'C1pause-dynamic-6s': consumer(35_000, [1, 2600], [2900, 6500]),
	'C2-range': {
		experiment: groupChanges,
		fields: {
			processed: recorded(read),
			duplicates: recorded(repeated),
			neverProcessed: recorded(unread)
		}
	},
	'C3-keys': {
		experiment: keyed,
		fields: {
			'keys.*': notCompared(
				'a learner’s keys are key-0, key-1 …; the hash itself: kafka-producer K22'
			),
			'keys.key-0.partition': recorded(partitionOfKey(0)),
			'keys.key-1.partition': recorded(partitionOfKey(1)),
			'keys.key-10.partition': recorded(partitionOfKey(10))
		}
	},
	'C3-null-unlimited-linger0': sticky([26, 36], twoBatches),
	'C3-null-unlimited-linger5': sticky([26, 36], twoBatches),
	'C3-null-2000ps-linger0': sticky([26, 69], `${twoBatches}; each batch’s header counts too`),
	'C3-null-2000ps-linger5': sticky([26, 69], `${twoBatches}; each batch’s header counts too`),
	'C3-null-2000ps-linger50': sticky([26, 69], `${twoBatches}; each batch’s header counts too`),
	'C3-null-1000B-unlimited': sticky([250, 310], twoBatches)
};
