import { faultKinds, type profiles } from '#lib/sim';
import { m } from '#lib/messages';
import * as v from 'valibot';
import {
	bandwidth,
	choice,
	duration,
	flag,
	fraction,
	list,
	positive,
	section,
	text,
	whole
} from './fields';
import * as limit from './limits';

/*
 * What a person may write, with every bound and every default: the one source of the types, the
 * defaults and the validation. Defaults that depend on other settings are in `experiment.ts`.
 */

/** The choices as a tuple, so that the types list them too. */
const profileNames = ['workstation-2024'] as const satisfies readonly (keyof typeof profiles)[];

export const queueSchema = section({
	kind: v.optional(choice(['classic', 'mirrored'])),
	durable: v.optional(flag(), true),
	mirrors: v.optional(whole(0, limit.nodesMax - 1)),
	syncMode: v.optional(choice(['manual', 'automatic']), 'manual'),
	promoteOnFailure: v.optional(choice(['always', 'when-synced']), 'always')
});

export const exchangeSchema = section({
	type: v.optional(choice(['default', 'direct', 'fanout', 'topic']), 'default'),
	bindings: v.optional(
		list(
			section({
				queue: text(limit.keyLengthMax),
				key: v.optional(text(limit.keyLengthMax), '')
			}),
			limit.bindingsMax
		)
	)
});

export const rabbitmqSchema = section({
	type: v.literal('rabbitmq', () => m.settings_allowed_broker()),
	version: v.optional(choice(['3.10']), '3.10'),
	nodes: v.optional(whole(1, limit.nodesMax)),
	queue: v.optional(queueSchema, {}),
	queues: v.optional(whole(1, limit.queuesMax), 1),
	exchange: v.optional(exchangeSchema, {}),
	profile: v.optional(choice(profileNames), 'workstation-2024'),
	link: v.optional(
		section({
			latency: v.optional(duration(0, limit.latencyUsMax)),
			jitter: v.optional(duration(0, limit.latencyUsMax)),
			bandwidth: v.optional(bandwidth())
		}),
		{}
	),
	disk: v.optional(
		section({
			sync: v.optional(duration(0, limit.syncUsMax)),
			bandwidth: v.optional(bandwidth())
		}),
		{}
	),
	heartbeat: v.optional(duration(limit.detectionUsMin, limit.detectionUsMax), '60s'),
	netTickTime: v.optional(duration(limit.detectionUsMin, limit.detectionUsMax), '60s')
});

const nodeText = () => text(limit.keyLengthMax);

export const producersSchema = section({
	count: v.optional(whole(1, limit.producersMax), 1),
	messages: v.optional(whole(1, limit.commandLineLimits.messagesMax), 10_000),
	rate: v.optional(positive(limit.ratePerSecondMax)),
	arrivals: v.optional(choice(['constant', 'poisson']), 'constant'),
	size: v.optional(whole(1, limit.sizeBytesMax), 1_000),
	delivery: v.optional(choice(['transient', 'persistent']), 'transient'),
	ack: v.optional(choice(['none', 'confirm', 'transaction']), 'none'),
	batch: v.optional(whole(1, limit.batchMax)),
	window: v.optional(whole(1, limit.batchMax)),
	retry: v.optional(flag(), false),
	keys: v.optional(whole(0, limit.batchMax), 0),
	routingKeys: v.optional(list(text(limit.keyLengthMax), limit.routingKeysMax)),
	connectTo: v.optional(nodeText(), 'rabbit-1')
});

const workTime = () => duration(0, limit.processingUsMax);

export const processingSchema = section({
	distribution: choice(['constant', 'uniform', 'exponential', 'lognormal']),
	mean: workTime(),
	spread: v.optional(fraction(0, 4))
});

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

export const consumersSchema = section({
	count: v.optional(whole(0, limit.consumersMax), 1),
	ack: v.optional(choice(['manual', 'automatic']), 'manual'),
	prefetch: v.optional(whole(0, limit.prefetchMax), 0),
	ackEvery: v.optional(whole(1, limit.prefetchMax), 1),
	processing: v.optional(
		v.lazy((written) => (isObject(written) ? processingSchema : workTime())),
		'100us'
	),
	idempotent: v.optional(flag(), false),
	connectTo: v.optional(nodeText(), 'rabbit-1')
});

const faultTime = () => v.optional(duration(0, limit.faultTimeUsMax));
const faultLength = () => duration(limit.limitUsMin, limit.faultTimeUsMax);
const count = () => v.optional(whole(1, limit.commandLineLimits.messagesMax));

/** Exactly one of the three; `conflicts.ts` says so, in words better than a union type's. */
const when = { at: faultTime(), afterAttempted: count(), afterProcessed: count() };

const target = () => text(limit.keyLengthMax);

export const faultSchemas = {
	crash: section({
		kind: v.literal('crash'),
		target: target(),
		...when,
		restartAfter: v.optional(faultLength())
	}),
	powerLoss: section({
		kind: v.literal('powerLoss'),
		target: target(),
		...when,
		restartAfter: v.optional(faultLength())
	}),
	stop: section({
		kind: v.literal('stop'),
		target: target(),
		...when,
		restartAfter: v.optional(faultLength())
	}),
	pause: section({ kind: v.literal('pause'), target: target(), ...when, for: faultLength() }),
	partition: section({
		kind: v.literal('partition'),
		nodes: list(target(), limit.nodesMax),
		...when,
		for: faultLength()
	}),
	cut: section({ kind: v.literal('cut'), target: target(), ...when })
};

export const faultSchema = v.variant('kind', Object.values(faultSchemas), () =>
	m.settings_allowed_fault({ names: faultKinds.join(', ') })
);

export const experimentSchema = section({
	broker: v.optional(rabbitmqSchema, { type: 'rabbitmq' }),
	producers: v.optional(producersSchema, {}),
	consumers: v.optional(consumersSchema, {}),
	faults: v.optional(list(faultSchema, limit.faultsMax), []),
	seed: v.optional(whole(0, limit.seedMax), 1),
	limit: v.optional(duration(limit.limitUsMin, limit.limitUsMax), '10min'),
	label: v.optional(text(limit.labelLengthMax), '')
});

/** What a person writes: everything optional, durations with their unit. */
export type ExperimentSpec = v.InferInput<typeof experimentSchema>;
export type BrokerSpec = v.InferInput<typeof rabbitmqSchema>;
export type FaultSpec = v.InferInput<typeof faultSchema>;
export type CompleteSpec = v.InferOutput<typeof experimentSchema>;
export type CompleteFault = v.InferOutput<typeof faultSchema>;
