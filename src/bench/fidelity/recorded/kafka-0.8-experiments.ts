/** The scripts that recorded Kafka 0.8's producers and brokers, as experiments. */
import type { Duration, FaultSpec, KafkaSpec } from '#lib/experiment';
import type { Recording } from '../truth';
import { measured, parameter } from './plan';

export type Producers = NonNullable<KafkaSpec['producers']>;
type CrashSpec = Extract<FaultSpec, { kind: 'crash' }>;

const acksOf = { '0': 0, '1': 1, '-1': 'all', all: 'all' } as const;

/** The old client is the one with its settings' old names. */
const isOld = ({ parameters }: Recording): boolean =>
	parameters['request.required.acks'] !== undefined;

/** How many messages the recording machine made: it was busy, and ended by the clock. */
const made = (recording: Recording): number => measured(recording, 'produced');

export function producersOf(recording: Recording): Producers {
	const { parameters } = recording;
	const rate = parameter(recording, 'rate');
	const acks = String(parameters['request.required.acks'] ?? parameters.acks ?? '1');
	return {
		messages: made(recording),
		size: parameter(recording, 'size'),
		// Only these values occur in the recording.
		acks: acksOf[acks as keyof typeof acksOf],
		retry: parameters.resend === 1,
		...(rate > 0 && { rate }),
		...(isOld(recording) ? oldSettings(recording) : javaSettings(recording))
	};
}

function oldSettings({ parameters }: Recording): Producers {
	const retries = parameters['message.send.max.retries'];
	return {
		client: 'old',
		mode: parameters['producer.type'] === 'async' ? 'async' : 'sync',
		...(parameters.batch !== undefined && { batchMessages: Number(parameters.batch) }),
		...(retries !== undefined && { retries: Number(retries) })
	};
}

function javaSettings({ parameters }: Recording): Producers {
	const inFlight = parameters['max.in.flight.requests.per.connection'];
	return {
		client: 'java',
		...(parameters.retries !== undefined && { retries: Number(parameters.retries) }),
		...(inFlight !== undefined && { maxInFlight: Number(inFlight) })
	};
}

export const microseconds = (count: number): Duration => `${Math.round(count)}us`;

/** Somewhere between the `send` that the kill came after and the next; the seed says where. */
function atKill(recording: Recording): Pick<CrashSpec, 'at' | 'afterAttempted'> {
	const sent = Math.max(1, measured(recording, 'atKill.sent'));
	const rate = parameter(recording, 'rate');
	if (rate === 0) return { afterAttempted: sent };
	const sendUs = (count: number) => microseconds((count / rate) * 1e6);
	return { at: { between: [sendUs(sent - 1), sendUs(sent)] } };
}

/** Nobody reads meanwhile: the logs are read in the end. */
const nobody = { count: 0 };

/** P1 – P3: three brokers, the leader is killed while publishing, and comes back when all is over. */
export const leaderKilled = (recording: Recording): KafkaSpec => ({
	broker: { type: 'kafka', version: '0.8', topic: { replicationFactor: 3 } },
	producers: producersOf(recording),
	consumers: nobody,
	faults: [
		{
			kind: 'crash',
			target: 'leader',
			...atKill(recording),
			restartAfter: '60s'
		}
	]
});

/** What an experiment may have; a tenth of it is made before the kill. */
const messagesMax = 1_000_000;

/** P2p: the producer's process is killed. */
export const producerKilled = (recording: Recording): KafkaSpec => ({
	broker: { type: 'kafka', version: '0.8', topic: { replicationFactor: 3 } },
	producers: {
		...producersOf(recording),
		// As many as it was to send, not as many as it came to.
		messages: Math.min(Math.max(parameter(recording, 'n'), 2 * made(recording)), messagesMax)
	},
	consumers: nobody,
	faults: [{ kind: 'crash', target: 'producer', ...atKill(recording) }]
});

/** As many as it would have made on an idle machine. */
const inTime = (recording: Recording): Producers => ({
	...producersOf(recording),
	messages: (parameter(recording, 'rate') * parameter(recording, 'ms')) / 1000
});

/** P5a: one replica, and its broker is killed and started again. */
export const onlyBrokerKilled = (recording: Recording): KafkaSpec => ({
	broker: { type: 'kafka', version: '0.8', nodes: 3 },
	producers: inTime(recording),
	consumers: nobody,
	faults: [
		{
			kind: 'crash',
			target: 'leader',
			...atKill(recording),
			restartAfter: microseconds(parameter(recording, 'restartAfterMs') * 1000)
		}
	]
});

/** P5b: answers are held for a while, and the connection cut when the first was to arrive. */
export const answerSwallowed = (recording: Recording): KafkaSpec => {
	const heldMs = parameter(recording, 'holdMs');
	const producers = inTime(recording);
	const hold: FaultSpec = {
		kind: 'slowLink',
		target: 'kafka-1',
		at: { between: ['1s', '1001ms'] },
		for: microseconds(heldMs * 1000),
		latency: microseconds(heldMs * 500)
	};
	const cut: FaultSpec = { kind: 'cut', target: 'producer', at: { between: ['1010ms', '1011ms'] } };
	return {
		broker: { type: 'kafka', version: '0.8' },
		producers,
		consumers: nobody,
		// Without acknowledgements there is no answer to be held.
		faults: producers.acks === 0 ? [cut] : [hold, cut]
	};
};
