/** P4 and P6: elections of 0.8, clean and unclean, and how long they take. */
import type { Duration, FaultSpec, KafkaSpec } from '#lib/experiment';
import type { FaultSetup, KafkaSetup } from '#lib/sim';
import { setupOf } from '../../run';
import type { Recording } from '../truth';
import { microseconds, type Producers } from './kafka-0.8-experiments';
import {
	acknowledged,
	duplicates,
	failed,
	firstAckAfterLastFaultMs,
	longestAckGapMs,
	lost,
	lostAcknowledged,
	produced,
	unavailableMs
} from './kafka-fields';
import { readLogs } from './kafka-log';
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

const nobody = { count: 0 };
const seeds = [1, 2];
const second = 1e6;

/** P6: an election takes hardly longer with a hundred partitions; more than 256 a topic has not. */
const manyPartitions = 256;

interface Client {
	producers: Producers;
	partitions?: number;
}

const unhurried: Producers = { acks: 1, rate: 500, messages: 10_000, size: 100 };
const newClient: Client = { producers: { ...unhurried, client: 'java', retries: 100 } };
const oldClient: Client = { producers: { ...unhurried, client: 'old', retry: true } };

/** The leader ends while a client publishes; where it is to be the controller too, that died before. */
const leaderEnds =
	(client: (recording: Recording) => Client) =>
	(recording: Recording): KafkaSpec => {
		const { parameters } = recording;
		const { producers, partitions = 1 } = client(recording);
		const ofController = parameters.killedIsController === true;
		const end: FaultSpec = {
			kind: parameters.signal === 'SIGTERM' ? 'stop' : 'crash',
			target: 'leader',
			at: { between: ofController ? ['14s', '16s'] : ['3s', '5s'] },
			restartAfter: '15s'
		};
		const before: FaultSpec = {
			kind: 'crash',
			target: 'controller',
			at: '1s',
			restartAfter: '5s'
		};
		return {
			broker: {
				type: 'kafka',
				version: '0.8',
				topic: { replicationFactor: 3, partitions },
				sessionTimeout: microseconds(parameter(recording, 'session') * 1000),
				controlledShutdown: parameters['controlled.shutdown.enable'] !== false
			},
			producers,
			consumers: nobody,
			faults: ofController ? [before, end] : [end]
		};
	};

const led = (recording: Recording): Client => ({
	...newClient,
	...(parameter(recording, 'partitionsLed') > 2 && {
		producers: { ...newClient.producers, rate: 100, messages: 1500 },
		partitions: manyPartitions
	})
});

function withTick(setup: KafkaSetup, recording: Recording): KafkaSetup {
	const { profile } = setup;
	const zookeeperTick = parameter(recording, 'tickTime') * 1000;
	return { ...setup, profile: { ...profile, kafka: { ...profile.kafka, zookeeperTick } } };
}

const of =
	(client: 'new' | 'old', read: Reading): Reading =>
	(run, recording) =>
		read(run.part(client), recording);

const gaps = (client: 'new' | 'old', range: Range, because: string): Expectations => ({
	[`${client}.firstAckAfterKillMs`]: between(of(client, firstAckAfterLastFaultMs), range, because),
	[`${client}.longestAckGapMs`]: between(of(client, longestAckGapMs), range, because)
});

const p6Fields = (election: Range, gap: Range, because: string): Expectations => {
	const fields: Expectations = {
		electionMs: between(unavailableMs, election, because),
		lastPartitionElectionMs: between(unavailableMs, election, because),
		exitMs: notCompared('a result does not say when a process has ended')
	};
	for (const client of ['new', 'old'] as const) {
		Object.assign(fields, gaps(client, gap, because), {
			[`${client}.lostAcknowledged`]: between(
				of(client, lostAcknowledged),
				[0, 28],
				'what no follower had fetched, or what the old leader still took'
			),
			[`${client}.duplicates`]: recorded(of(client, duplicates))
		});
	}
	return fields;
};

/** The recorded clients wrote to topics of one partition each, which are run by themselves. */
const ended = (fields: Expectations): RunnablePlan => ({
	experiment: leaderEnds(led),
	alongside: { new: leaderEnds(() => newClient), old: leaderEnds(() => oldClient) },
	adjust: withTick,
	seeds,
	fields
});

const killed = (sessionMs: number, tickMs: number, alsoMs = 0): RunnablePlan => {
	// Less up to a third of the session, up to a tick more, and 0.1 s to elect.
	const least = (sessionMs * 2) / 3;
	const most = sessionMs + tickMs + 300 + alsoMs;
	const because = 'the session less the age of its last ping, up to the next tick';
	return ended(p6Fields([least, most], [least, most + 900], because));
};

/** What is acknowledged by an old leader that has been told, but not heard of it yet. */
const stillServes: Expectations = {
	'new.firstAckAfterKillMs': notCompared('it goes on until its leaders are moved'),
	'old.firstAckAfterKillMs': notCompared('it goes on until its leaders are moved')
};

const elsewhere = notCompared('the recorded partition was not always one of the killed broker');

const moved = 'leaders are moved before the broker ends';

/** P4: who publishes when; between them brokers die one after the other, and one comes back. */
const java: Producers = { client: 'java', retries: 100 };
const old: Producers = { client: 'old', retries: 1 };
const phases: Record<string, { messages: number; from: number; producers: Producers }> = {
	all: { messages: 1000, from: 0, producers: { ...java, acks: 'all' } },
	two1: { messages: 500, from: 8, producers: { ...java, acks: 1 } },
	twoAll: { messages: 500, from: 9, producers: { ...java, acks: 'all' } },
	alone1: { messages: 1000, from: 20, producers: { ...java, acks: 1 } },
	aloneAll: { messages: 1000, from: 21, producers: { ...java, acks: 'all' } },
	'aloneOld-1': { messages: 300, from: 22, producers: { ...old, acks: 'all' } },
	afterUnclean: { messages: 300, from: 45, producers: { ...old, acks: 1 } }
};

const dies = (target: string, at: Duration, restartAfter?: Duration): FaultSpec => ({
	kind: 'crash',
	target,
	at,
	...(restartAfter !== undefined && { restartAfter })
});

const uncleanElection = (recording: Recording): KafkaSpec => ({
	broker: {
		type: 'kafka',
		version: '0.8',
		topic: { replicationFactor: 3, uncleanLeaderElection: isUnclean(recording) },
		sessionTimeout: microseconds(parameter(recording, 'session') * 1000)
	},
	producers: { ...java, rate: 2000, size: 100 },
	consumers: nobody,
	faults: [
		dies('kafka-2', '3s', '30s'),
		dies('kafka-3', '14s'),
		// Back when the last phase is over.
		dies('kafka-1', '26s', '40s')
	]
});

const isUnclean = ({ id }: Recording): boolean => id.includes('unclean on');

/** A learner's producers are all alike: each phase has its own. */
function withPhases(setup: KafkaSetup, recording: Recording): KafkaSetup {
	const faults: FaultSetup[] = [...setup.faults];
	const producers = Object.entries(phases).flatMap(([name, { from, producers }], index) => {
		// Where none succeeds, so many as fit into the time that the recording had.
		const messages = measured(recording, `phases.${name}.produced`);
		const spec = uncleanElection(recording);
		const one = setupOf({ ...spec, producers: { ...spec.producers, ...cleared, ...producers } }, 1);
		if (one.broker !== 'kafka') throw new Error('an experiment of Kafka');
		if (from > 0) faults.push(absentUntil(index, from));
		return one.producers.map((producer) => ({ ...producer, messages }));
	});
	const messages = producers.reduce((sum, producer) => sum + producer.messages, 0);
	return { ...setup, messages, producers, faults };
}

const cleared: Producers = { rate: 2000, size: 100 };

const absentUntil = (index: number, from: number): FaultSetup => ({
	kind: 'crash',
	target: { kind: 'producer', index },
	when: { atUs: 0 },
	durationUs: from * second,
	others: []
});

interface Count {
	produced: number;
	acknowledged: number;
	lost: number;
	lostAcknowledged: number;
	failedButInLog: number;
}

/** What became of the messages of one phase. */
function countOf(run: Run, name: string): Count {
	const names = Object.keys(phases);
	const sizes = Object.values(phases).map(({ messages }) => messages);
	const first = sizes.slice(0, names.indexOf(name)).reduce((sum, size) => sum + size, 0);
	const count = { produced: 0, acknowledged: 0, lost: 0, lostAcknowledged: 0, failedButInLog: 0 };
	for (let number = first; number < first + (phases[name]?.messages ?? 0); number++) {
		const fate = run.simulation.fate(number);
		if (fate === null) continue;
		const isThere = readLogs(run).isThere(number);
		count.produced++;
		if (fate.acknowledged) count.acknowledged++;
		if (!isThere) count.lost++;
		if (!isThere && fate.acknowledged) count.lostAcknowledged++;
		if (isThere && !fate.acknowledged) count.failedButInLog++;
	}
	return count;
}

const phaseFields = (name: string): Expectations => {
	const read = (one: (count: Count) => number) => recorded((run) => one(countOf(run, name)));
	return {
		[`phases.${name}.produced`]: read((count) => count.produced),
		[`phases.${name}.acknowledged`]: read((count) => count.acknowledged),
		[`phases.${name}.failed`]: read((count) => count.produced - count.acknowledged),
		[`phases.${name}.lost`]: read((count) => count.lost),
		[`phases.${name}.lostAcknowledged`]: read((count) => count.lostAcknowledged),
		[`phases.${name}.failedButInLog`]: read((count) => count.failedButInLog)
	};
};

const meanwhile = notCompared('a state within the run: kafka-cluster.spec.ts, K10');

/** Offsets at which the old leader has something else than the new one. */
const differing: Reading = ({ simulation }) => {
	const [first, other] = [simulation.kafkaLog(0, 0), simulation.kafkaLog(0, 1)];
	return first.filter((message, offset) => offset < other.length && message !== other[offset])
		.length;
};

const p4Fields: Expectations = {
	...Object.assign({}, ...Object.keys(phases).map(phaseFields)),
	'phases.*': notCompared('texts of the client library'),
	produced: recorded(produced),
	acknowledged: recorded(acknowledged),
	failed: recorded(failed),
	lost: recorded(lost),
	lostAcknowledged: recorded(lostAcknowledged),
	isrBeforeLeaderKill: meanwhile,
	'stateAllDown.*': meanwhile,
	'stateStaleFollowerBack.*': meanwhile,
	'stateFinal.leader': recorded(({ simulation }) => simulation.kafkaLeader(0)),
	'stateFinal.*': notCompared('a list; that both hold the log again says the same'),
	uncleanElectionMsAfterFollowerStart: notCompared('how long the machine took to start a broker'),
	oldLeaderLogAtDeath: notCompared('the messages of the phases before, all of them acknowledged'),
	staleFollowerLogAfter: recorded(({ simulation }) => simulation.kafkaLog(0, 1).length),
	offsetsWhereReplicasDiffer: recorded(differing),
	oldLeaderLogAfter: recorded(({ simulation }) => simulation.kafkaLog(0, 0).length),
	removedFromOldLeader: notCompared('the lost'),
	oldLeaderTruncatedTo: meanwhile,
	staleFollowerTruncatedTo: meanwhile,
	offlineMsFromLeaderKill: notCompared('the pace of the recording')
};

const elected = (fields: Expectations = {}): Plan => ({
	experiment: uncleanElection,
	adjust: withPhases,
	fields: { ...p4Fields, ...fields }
});

const heardLast =
	'each partition is taken from the old leader 15 ms after its new one leads; the recorded one had 101 to hear of in turn, and served some of them for 64 and 422 ms more';

export const kafka08ClusterPlans: Plans = {
	'P4/default (unclean on, min.insync 1)': elected(),
	'P4/unclean.leader.election.enable=false': elected(),
	'P6/session 6000': killed(6000, 500),
	'P6/session 6000, killed broker is the controller': killed(6000, 500, 300),
	'P6/SIGTERM (controlled shutdown)': ended({
		...p6Fields([90, 310], [90, 400], moved),
		...stillServes
	}),
	'P6/session 6000, 100 partitions': {
		...killed(6000, 500),
		fields: {
			...killed(6000, 500).fields,
			'new.longestAckGapMs': elsewhere,
			'old.longestAckGapMs': elsewhere
		}
	},
	'P6/session 6000, tickTime 3000': killed(6000, 3000),
	'P6/SIGTERM, controlled.shutdown.enable=false': ended({
		...p6Fields([900, 1200], [900, 1500], 'the process closes its session when it ends'),
		...stillServes
	}),
	'P6/SIGTERM, 100 partitions': {
		...ended({
			...p6Fields([90, 380], [90, 400], moved),
			electionMs: notCompared('some partition is without a leader until the last is moved'),
			lastPartitionElectionMs: between(unavailableMs, [300, 380], moved),
			...stillServes,
			'new.lostAcknowledged': recorded(of('new', lostAcknowledged)),
			'old.lostAcknowledged': recorded(of('old', lostAcknowledged))
		}),
		differs: {
			'new.lostAcknowledged': heardLast,
			'old.lostAcknowledged': heardLast
		}
	},
	'P6/session 2000, 100 partitions': killed(2000, 500)
};
