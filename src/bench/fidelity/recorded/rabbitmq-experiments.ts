/** The scripts that recorded RabbitMQ, as experiments. */
import type { Duration, ExperimentSpec, FaultSpec } from '#lib/experiment';
import type { FaultSetup, RabbitmqProducerSetup, RabbitmqSetup } from '#lib/sim';
import type { Recording } from '../truth';
import { measured, parameter, type Probe } from './plan';

type Producers = NonNullable<ExperimentSpec['producers']>;

/** The recorded consumers worked on nothing: reading a message took a few µs. */
const consumers = { prefetch: 100, processing: '20us' } as const;

export const restartAfter = (target: string, after: Duration): FaultSpec => ({
	kind: 'crash',
	target,
	at: 0,
	restartAfter: after
});

/** A consumer that comes when all is over, and gets what is still there. */
const lateConsumer = restartAfter('consumer', '60s');

function producersOf(recording: Recording): Producers {
	const { mode, persistent } = recording.parameters;
	const k = parameter(recording, 'k');
	const rate = parameter(recording, 'rate');
	return {
		messages: parameter(recording, 'n'),
		size: parameter(recording, 'size') || 64,
		delivery: persistent === false ? 'transient' : 'persistent',
		retry: true,
		...(rate > 0 && { rate }),
		...(mode === 'sync' && { ack: 'confirm', batch: 1 }),
		...(mode === 'batch' && { ack: 'confirm', batch: k }),
		...(mode === 'stream' && { ack: 'confirm', window: k }),
		...(mode === 'tx' && { ack: 'transaction', batch: k })
	};
}

const microseconds = (count: number): `${number}us` => `${count}us`;

/** With the publish that the recording's kill came after, or a share of the gap behind it. */
function atKill(recording: Recording, moment = 0): { afterAttempted: number } | { at: Duration } {
	const sent = measured(recording, 'atKill.sent');
	const rate = parameter(recording, 'rate');
	if (rate === 0 || moment === 0) return { afterAttempted: sent };
	return { at: microseconds(((sent - 1 + moment) / rate) * 1e6) };
}

/** A1 – A4: one node is killed while publishing; a consumer reads what is there in the end. */
export const brokerKilled = (recording: Recording): ExperimentSpec => ({
	broker: {
		type: 'rabbitmq',
		queue: { durable: recording.parameters.durable !== false }
	},
	producers: { ...producersOf(recording), declare: true },
	consumers,
	faults: [
		{ kind: 'crash', target: 'rabbit-1', ...atKill(recording), restartAfter: '3s' },
		lateConsumer
	]
});

/** A2y: the queue is declared when the run begins; who publishes after the restart does not declare it. */
export const killedYoung = (recording: Recording): ExperimentSpec => ({
	broker: { type: 'rabbitmq' },
	producers: { messages: 5, rate: 1, ack: 'confirm', retry: true },
	consumers: { count: 0 },
	faults: [
		{
			kind: 'crash',
			target: 'rabbit-1',
			at: microseconds(parameter(recording, 'ageMs') * 1000),
			restartAfter: '1s'
		}
	]
});

/**
 * A2x: 2000 messages, then idling, perhaps one confirmed message, then the end of the broker; its
 * time counts from the reading of the last message, see `fromLastRead`.
 */
export function afterTheLast(recording: Recording): ExperimentSpec {
	const { clean, tail, persistent } = recording.parameters;
	const tailUs = tail === true ? 50_000 : 0;
	const at = microseconds(1 + parameter(recording, 'idleMs') * 1000 + tailUs);
	return {
		broker: { type: 'rabbitmq' },
		producers: {
			messages: 2000,
			size: 64,
			delivery: persistent === false ? 'transient' : 'persistent',
			retry: true
		},
		consumers,
		faults: [
			{ kind: clean === true ? 'stop' : 'crash', target: 'rabbit-1', at, restartAfter: '1s' },
			lateConsumer
		]
	};
}

/** A learner's producers are all alike: a second, different one is added to the setup. */
function withSecond(
	setup: RabbitmqSetup,
	first: Partial<RabbitmqProducerSetup>,
	second: Partial<RabbitmqProducerSetup>,
	fromUs: number
): RabbitmqSetup {
	const [like] = setup.producers;
	if (!like) throw new Error('no producer to be like');
	const producers = [
		{ ...like, ...first },
		{ ...like, ...second }
	];
	const absent: FaultSetup = {
		kind: 'crash',
		target: { kind: 'producer', index: 1 },
		when: { atUs: 0 },
		durationUs: fromUs,
		others: []
	};
	const messages = producers.reduce((sum, producer) => sum + producer.messages, 0);
	return { ...setup, messages, producers, faults: [...setup.faults, absent] };
}

/** When the channel has read the last message, if nothing happens before. */
function lastReadUs(setup: RabbitmqSetup, probe: Probe): number {
	const last = setup.messages - 1;
	const simulation = probe({ ...setup, consumers: [], faults: [], traceMessage: last });
	const read = simulation.trace().find(({ step }) => step === 'arrived');
	if (!read) throw new Error('the last message was never read');
	return read.atMs * 1000;
}

/** Moves the end of the broker behind the reading of the last message. */
export function fromLastRead(
	setup: RabbitmqSetup,
	_recording: Recording,
	probe: Probe
): RabbitmqSetup {
	const [end, ...others] = setup.faults;
	if (!end || !('atUs' in end.when)) throw new Error('no end of the broker to be moved');
	const when = { atUs: end.when.atUs + lastReadUs(setup, probe) };
	return { ...setup, faults: [{ ...end, when }, ...others] };
}

/** Behind 2000 messages without confirms, one message with. */
export const withConfirmedTail = (
	setup: RabbitmqSetup,
	recording: Recording,
	probe: Probe
): RabbitmqSetup =>
	withSecond(
		fromLastRead(setup, recording, probe),
		{},
		{ messages: 1, ack: 'confirm' },
		lastReadUs(setup, probe)
	);

/** Messages that are there before the mirrors are. */
export function withPreload(setup: RabbitmqSetup, recording: Recording): RabbitmqSetup {
	const preload = parameter(recording, 'preload');
	return withSecond(setup, { messages: preload }, { node: 1 }, 3e6);
}

/** A5, A6: the consumer is killed after its 1503rd message; 5000 were waiting for it. */
export function consumerKilled(recording: Recording): ExperimentSpec {
	const target = 'consumer';
	const afterProcessed = parameter(recording, 'killAfter');
	const kill: FaultSpec =
		recording.parameters.kill === 'socket'
			? { kind: 'cut', target, afterProcessed }
			: { kind: 'crash', target, afterProcessed, restartAfter: '1s' };
	return {
		broker: { type: 'rabbitmq' },
		producers: { messages: parameter(recording, 'n'), size: 64, delivery: 'persistent' },
		consumers: {
			ack: recording.parameters.noAck === true ? 'automatic' : 'manual',
			prefetch: parameter(recording, 'prefetch'),
			ackEvery: parameter(recording, 'ackEvery'),
			processing: microseconds(parameter(recording, 'workMs') * 1000)
		},
		faults: [restartAfter(target, '3s'), kill]
	};
}

/**
 * Three nodes; the master's is killed while publishing; the producer is on it or beside it. The
 * recorded one declared its queue when it reconnected, and waited until that worked.
 */
export const masterKilled =
	(mirrors: number, kind?: 'quorum') =>
	(recording: Recording, moment = 0): ExperimentSpec => ({
		broker: {
			type: 'rabbitmq',
			nodes: 3,
			queue: kind ? { kind } : { mirrors, syncMode: 'automatic' }
		},
		producers: {
			...producersOf(recording),
			declare: true,
			connectTo: recording.parameters.via === 'master' ? 'rabbit-1' : 'rabbit-2'
		},
		consumers: { ...consumers, processing: '1us', connectTo: 'rabbit-2' },
		faults: [
			{ kind: 'crash', target: 'rabbit-1', ...atKill(recording, moment), restartAfter: '8s' },
			...(recording.parameters.consumer === true ? [] : [lateConsumer])
		]
	});

/** A9: the answer is swallowed and the connection cut. */
export const connectionCut = (recording: Recording): ExperimentSpec => ({
	broker: { type: 'rabbitmq' },
	producers: producersOf(recording),
	consumers,
	faults: [
		{
			kind: 'cut',
			target: 'producer',
			afterAttempted: Math.max(2 * parameter(recording, 'k'), parameter(recording, 'n') / 4)
		}
	]
});

/** Mirrors that are added later: here they are away at first and join as empty. */
export const mirrorsAddedLater =
	(syncMode: 'manual' | 'automatic') =>
	(recording: Recording): ExperimentSpec => {
		const preload = parameter(recording, 'preload');
		const killAfter = preload + measured(recording, 'atKill.sent');
		return {
			broker: { type: 'rabbitmq', nodes: 3, queue: { mirrors: 2, syncMode } },
			producers: producersOf(recording),
			consumers: { ...consumers, connectTo: 'rabbit-2' },
			faults: [
				{ kind: 'crash', target: 'rabbit-2', at: '1us', restartAfter: '2s' },
				{ kind: 'crash', target: 'rabbit-3', at: '1us', restartAfter: '2s' },
				{ kind: 'crash', target: 'rabbit-1', afterAttempted: killAfter, restartAfter: '8s' },
				lateConsumer
			]
		};
	};
