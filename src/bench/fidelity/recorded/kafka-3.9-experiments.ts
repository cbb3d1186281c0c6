/** The scripts that recorded Kafka 3.9, as experiments. */
import type { Duration, FaultSpec, KafkaSpec } from '#lib/experiment';
import type { Recording } from '../truth';
import { measured, parameter } from './plan';

type Broker = KafkaSpec['broker'];
type Producers = NonNullable<KafkaSpec['producers']>;
type Consumers = NonNullable<KafkaSpec['consumers']>;

const leader = 'leader(orders)';
/** The logs are read when all is over; nobody reads before. */
const nobody: Consumers = { count: 0 };

const milliseconds = (count: number): Duration => `${count}ms`;
const microseconds = (count: number): Duration => `${Math.round(count)}us`;

function broker(recording: Recording): Broker {
	const partitions = parameter(recording, 'partitions') || 1;
	const least = parameter(recording, 'topic.min.insync.replicas');
	const { parameters } = recording;
	return {
		type: 'kafka',
		version: '3.x',
		nodes: 3,
		topic: {
			partitions,
			replicationFactor: 3,
			...(least > 0 && { minInsyncReplicas: least }),
			...(parameters['topic.unclean.leader.election.enable'] === 'true' && {
				uncleanLeaderElection: true
			})
		}
	};
}

const acksOf = { '0': 0, '1': 1, all: 'all' } as const;

function producers(recording: Recording): Producers {
	const { parameters } = recording;
	const rate = parameter(recording, 'rate');
	const inFlight = parameter(recording, 'max.in.flight.requests.per.connection');
	const batchSize = parameter(recording, 'batch.size');
	const delivery = parameter(recording, 'delivery.timeout.ms');
	const request = parameter(recording, 'request.timeout.ms');
	return {
		messages: parameter(recording, 'n'),
		size: parameter(recording, 'size') || 100,
		// Only these names occur in the recording.
		...(parameters.acks !== undefined && { acks: acksOf[parameters.acks as keyof typeof acksOf] }),
		...(rate > 0 && { rate }),
		...(parameters['linger.ms'] !== undefined && {
			linger: milliseconds(parameter(recording, 'linger.ms'))
		}),
		...(parameters['enable.idempotence'] === 'false' && { idempotence: false }),
		...(inFlight > 0 && { maxInFlight: inFlight }),
		...(batchSize > 0 && { batchSize }),
		...(delivery > 0 && { deliveryTimeout: milliseconds(delivery) }),
		...(request > 0 && { requestTimeout: milliseconds(request) })
	};
}

const sentAtKill = (recording: Recording): number => measured(recording, 'atKill.sent');

/** P1, P5: the leader is killed or stopped while publishing, and started again. */
export const leaderEnds =
	(kind: 'crash' | 'stop') =>
	(recording: Recording): KafkaSpec => ({
		broker: broker(recording),
		producers: producers(recording),
		consumers: nobody,
		faults: [{ kind, target: leader, afterAttempted: sentAtKill(recording), restartAfter: '13s' }]
	});

export const leaderStandsStill = (recording: Recording): KafkaSpec => ({
	broker: broker(recording),
	producers: producers(recording),
	consumers: nobody,
	faults: [{ kind: 'pause', target: leader, afterAttempted: sentAtKill(recording), for: '3s' }]
});

/**
 * P2: a proxy swallowed what came back for 200 ms and then closed the connection. A learner has a cut,
 * which swallows the next answer; a slow link holds the answers back so that requests fill the wire.
 */
export const answersSwallowed = (recording: Recording): KafkaSpec => ({
	broker: broker(recording),
	producers: producers(recording),
	consumers: nobody,
	faults: [0, 1, 2, 3].flatMap((cut): FaultSpec[] => {
		const atMs = 2000 + 1400 * cut;
		return [
			{
				kind: 'slowLink',
				target: leader,
				at: milliseconds(atMs),
				for: '200ms',
				latency: '110ms'
			},
			{ kind: 'cut', target: 'producer', at: milliseconds(atMs + 190) }
		];
	})
});

/** P3: both followers stand still for two seconds, then the leader is killed. */
export function followersStandStill(recording: Recording): KafkaSpec {
	const killed = sentAtKill(recording);
	const standing = 2 * parameter(recording, 'rate');
	const pause = (target: string): FaultSpec => ({
		kind: 'pause',
		target,
		afterAttempted: killed - standing,
		for: '2s'
	});
	return {
		broker: broker(recording),
		producers: producers(recording),
		consumers: nobody,
		faults: [
			pause('kafka-2'),
			pause('kafka-3'),
			{ kind: 'crash', target: leader, afterAttempted: killed, restartAfter: '13s' }
		]
	};
}

/**
 * P4: both followers are killed; when all has been sent the leader is; one follower comes back, is
 * looked at (`lookedAtMs`), then the leader and the other follower do.
 */
const leaderKilledMs = 14_000;
const lookedAtMs = 27_000;

export function staleFollower(recording: Recording): KafkaSpec {
	const killedMs = (1000 * sentAtKill(recording)) / parameter(recording, 'rate');
	const followers = { afterAttempted: sentAtKill(recording) };
	const back = (atMs: number, killedAtMs: number): Duration => milliseconds(atMs - killedAtMs);
	return {
		broker: broker(recording),
		producers: producers(recording),
		consumers: nobody,
		faults: [
			{
				kind: 'crash',
				target: 'kafka-2',
				...followers,
				restartAfter: back(leaderKilledMs + 1000, Math.round(killedMs))
			},
			{
				kind: 'crash',
				target: 'kafka-3',
				...followers,
				restartAfter: back(lookedAtMs + 2000, Math.round(killedMs))
			},
			{
				kind: 'crash',
				target: 'kafka-1',
				at: milliseconds(leaderKilledMs),
				restartAfter: back(lookedAtMs + 1000, leaderKilledMs)
			}
		]
	};
}

/** The same, up to the moment at which only the follower was back. */
export const staleFollowerAlone = (recording: Recording): KafkaSpec => ({
	...staleFollower(recording),
	limit: milliseconds(lookedAtMs)
});

/** P6: the producer's process is killed. `moment` is a share of the gap behind the message. */
export function producerKilled(recording: Recording, moment: number): KafkaSpec {
	const sent = measured(recording, 'sendReturned');
	return {
		broker: broker(recording),
		producers: producers(recording),
		consumers: nobody,
		faults: [
			{
				kind: 'crash',
				target: 'producer',
				at: microseconds(((sent - 1 + moment) / parameter(recording, 'rate')) * 1e6)
			}
		]
	};
}

/** P7: a transactional producer is killed within a transaction, and comes back with its id. */
const killedInTransaction = (
	recording: Recording,
	isolation: Consumers['isolation']
): KafkaSpec => ({
	broker: broker(recording),
	producers: { ...producers(recording), transactional: true, transactionMessages: 100 },
	consumers: { processing: '20us', offsetReset: 'earliest', isolation },
	faults: [
		{
			kind: 'crash',
			target: 'producer',
			afterAttempted: measured(recording, 'atKill.sendReturned'),
			restartAfter: '3s'
		}
	]
});

/** Its end, when nobody came back: the transaction is open until its time-out, a minute later. */
const atTheKill = (recording: Recording, isolation: Consumers['isolation']): KafkaSpec => ({
	...killedInTransaction(recording, isolation),
	limit: '10s',
	faults: [
		{
			kind: 'crash',
			target: 'producer',
			afterAttempted: measured(recording, 'atKill.sendReturned')
		}
	]
});

export const transactionKilled = (recording: Recording): KafkaSpec =>
	killedInTransaction(recording, 'read-committed');

export const readers = {
	uncommitted: (recording: Recording) => killedInTransaction(recording, 'read-uncommitted'),
	committedAtKill: (recording: Recording) => atTheKill(recording, 'read-committed'),
	uncommittedAtKill: (recording: Recording) => atTheKill(recording, 'read-uncommitted')
};

/** P7: a worker reads, works and writes; it is killed and comes back to its group. */
export const workerKilled =
	(how: Consumers) =>
	(recording: Recording): KafkaSpec => ({
		broker: broker(recording),
		producers: { messages: parameter(recording, 'n'), size: 100 },
		consumers: {
			processing: '300us',
			offsetReset: 'earliest',
			sessionTimeout: '6s',
			maxPollRecords: parameter(recording, 'max.poll.records'),
			...how
		},
		faults: [
			{
				kind: 'crash',
				target: 'consumer',
				whileProcessing: measured(recording, 'processedAtKill') + 1,
				restartAfter: '1s'
			}
		]
	});

const modes: Record<string, Consumers> = {
	auto: {},
	sync: { commit: 'after', commitMode: 'sync' },
	before: { commit: 'before', commitMode: 'sync' }
};

/** C1: a consumer is killed after so many messages, and comes back a second later. */
export function consumerKilled(recording: Recording, messages: number): KafkaSpec {
	const { parameters } = recording;
	const session = parameter(recording, 'session.timeout.ms');
	const interval = parameter(recording, 'auto.commit.interval.ms');
	const poll = parameter(recording, 'max.poll.records');
	return {
		broker: broker(recording),
		producers: { messages, rate: parameter(recording, 'rate'), size: 100 },
		consumers: {
			...modes[String(parameters.mode)],
			processing: microseconds(parameter(recording, 'processUs')),
			offsetReset: 'earliest',
			...(session > 0 && { sessionTimeout: milliseconds(session) }),
			...(interval > 0 && { autoCommitInterval: milliseconds(interval) }),
			...(poll > 0 && { maxPollRecords: poll })
		},
		faults: [
			{
				kind: 'crash',
				target: 'consumer',
				afterProcessed: measured(recording, 'processedAtKill'),
				restartAfter: milliseconds(parameter(recording, 'restartAfterMs'))
			}
		]
	};
}

/** C2: one reads; a second and a third join; the third leaves in good order, the second is killed. */
export const groupChanges = (recording: Recording): KafkaSpec => ({
	broker: broker(recording),
	producers: { messages: 86_400, rate: parameter(recording, 'rate'), size: 100 },
	consumers: {
		count: 3,
		processing: '100us',
		offsetReset: 'earliest',
		sessionTimeout: '6s',
		assignment: 'range'
	},
	faults: [
		{ kind: 'crash', target: 'consumer-2', at: 0, restartAfter: '10s' },
		{ kind: 'crash', target: 'consumer-3', at: 0, restartAfter: '20s' },
		{ kind: 'stop', target: 'consumer-3', at: '30s' }
	]
});

/** C3: every message has the key `key-<its number>`. */
export const keyed = (recording: Recording): KafkaSpec => ({
	broker: broker(recording),
	producers: { messages: 11, keys: 11, size: 100 },
	consumers: nobody
});

/** C3: messages without a key. */
export function unkeyed(recording: Recording): KafkaSpec {
	const { props } = recording.parameters;
	const linger = (props as Record<string, string>)['linger.ms'];
	return {
		broker: broker(recording),
		producers: {
			...producers(recording),
			acks: 1,
			...(linger !== undefined && { linger: milliseconds(Number(linger)) })
		},
		consumers: nobody
	};
}
