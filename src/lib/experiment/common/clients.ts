import type { Distribution } from '#lib/sim';
import * as v from 'valibot';
import { choice, duration, flag, fraction, positive, section, whole } from '../fields';
import * as limit from '../limits';

/*
 * What producers and consumers of every broker have in common: how many they are, what they send
 * and how long they work. How they talk to their broker is in the broker's own folder.
 */

export const producersEntries = {
	count: v.optional(whole(1, limit.producersMax), 1),
	messages: v.optional(whole(1, limit.commandLineLimits.messagesMax), 10_000),
	rate: v.optional(positive(limit.ratePerSecondMax)),
	arrivals: v.optional(choice(['constant', 'poisson']), 'constant'),
	size: v.optional(whole(1, limit.sizeBytesMax), 1_000),
	keys: v.optional(whole(0, limit.batchMax), 0),
	retry: v.optional(flag(), false)
};

const workTime = () => duration(0, limit.processingUsMax);

const processingSchema = section({
	distribution: choice(['constant', 'uniform', 'exponential', 'lognormal']),
	mean: workTime(),
	spread: v.optional(fraction(0, 4))
});

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

export const consumersEntries = {
	count: v.optional(whole(0, limit.consumersMax), 1),
	processing: v.optional(
		v.lazy((written) => (isObject(written) ? processingSchema : workTime())),
		'100us'
	),
	idempotent: v.optional(flag(), false)
};

export type CompleteProducers = v.InferOutput<v.ObjectSchema<typeof producersEntries, undefined>>;
export type CompleteConsumers = v.InferOutput<v.ObjectSchema<typeof consumersEntries, undefined>>;

export interface CommonProducersModel {
	count: number;
	/** All producers together. */
	messages: number;
	/** Per second, all producers together; null: as fast as it goes. */
	rate: number | null;
	arrivals: 'constant' | 'poisson';
	sizeBytes: number;
	/** 0: no key, order is judged over the whole producer. */
	keys: number;
	/** Send again what was not acknowledged. */
	retry: boolean;
}

export interface CommonConsumersModel {
	count: number;
	processing: Distribution;
	idempotent: boolean;
}

export function completeProducers(written: CompleteProducers): CommonProducersModel {
	const { count, messages, rate, arrivals, size, keys, retry } = written;
	return { count, messages, rate: rate ?? null, arrivals, sizeBytes: size, keys, retry };
}

export function completeConsumers(written: CompleteConsumers): CommonConsumersModel {
	const { count, processing, idempotent } = written;
	if (typeof processing === 'number') {
		return { count, idempotent, processing: { kind: 'constant', meanUs: processing, spread: 0 } };
	}
	const spread = processing.spread ?? defaultSpread[processing.distribution];
	return {
		count,
		idempotent,
		processing: { kind: processing.distribution, meanUs: processing.mean, spread }
	};
}

/** uniform: half the width over the mean; lognormal: sigma of the logarithm; others have none. */
const defaultSpread = { constant: 0, uniform: 0.5, exponential: 0, lognormal: 0.5 } as const;
