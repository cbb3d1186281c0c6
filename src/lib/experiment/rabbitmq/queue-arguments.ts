import * as v from 'valibot';
import { choice, duration, flag, text, whole } from '../fields';
import * as limit from '../limits';

/* Arguments of a queue beside its kind: limits, lifetimes, dead letters, who may consume. */

export const queueArguments = {
	messageTtl: v.optional(duration(0, limit.faultTimeUsMax)),
	maxLength: v.optional(whole(0, limit.commandLineLimits.messagesMax)),
	maxLengthBytes: v.optional(whole(0, limit.storeBytesMax)),
	overflow: v.optional(choice(['drop-head', 'reject-publish', 'reject-publish-dlx']), 'drop-head'),
	deadLetterExchange: v.optional(text(limit.keyLengthMax)),
	deadLetterRoutingKey: v.optional(text(limit.keyLengthMax)),
	maxPriority: v.optional(whole(0, limit.priorityMax), 0),
	singleActiveConsumer: v.optional(flag(), false),
	exclusive: v.optional(flag(), false),
	autoDelete: v.optional(flag(), false),
	expires: v.optional(duration(limit.limitUsMin, limit.faultTimeUsMax))
};

/** The same with every default filled in; null: none. */
export interface QueueArguments {
	messageTtlUs: number | null;
	maxLength: number | null;
	maxLengthBytes: number | null;
	overflow: 'drop-head' | 'reject-publish' | 'reject-publish-dlx';
	/** '' is the default exchange; any other is not there, and swallows what it gets. */
	deadLetterExchange: string | null;
	/** null: the key that the message came with. */
	deadLetterRoutingKey: string | null;
	maxPriority: number;
	singleActiveConsumer: boolean;
	exclusive: boolean;
	autoDelete: boolean;
	expiresUs: number | null;
}

type Written = v.InferOutput<v.ObjectSchema<typeof queueArguments, undefined>>;

export function completeArguments(written: Written): QueueArguments {
	const { overflow, maxPriority, singleActiveConsumer, exclusive, autoDelete } = written;
	return {
		messageTtlUs: written.messageTtl ?? null,
		maxLength: written.maxLength ?? null,
		maxLengthBytes: written.maxLengthBytes ?? null,
		overflow,
		deadLetterExchange: written.deadLetterExchange ?? null,
		deadLetterRoutingKey: written.deadLetterRoutingKey ?? null,
		maxPriority,
		singleActiveConsumer,
		exclusive,
		autoDelete,
		expiresUs: written.expires ?? null
	};
}

type WrittenValue = [path: string, value: string];

/** Those that only classic queues have (x-overflow: reject-publish-dlx is one value of several). */
export function argumentsOfClassic(queue: QueueArguments): WrittenValue[] {
	return paths([
		['overflow', queue.overflow === 'reject-publish-dlx' ? queue.overflow : null],
		['maxPriority', queue.maxPriority || null],
		['exclusive', queue.exclusive || null],
		['autoDelete', queue.autoDelete || null]
	]);
}

/** Those that quorum queues have too, but not here. */
export function argumentsNotOnQuorum(queue: QueueArguments): WrittenValue[] {
	return paths([['expires', queue.expiresUs]]);
}

function paths(written: [string, unknown][]): WrittenValue[] {
	return written
		.filter(([, value]) => value !== null)
		.map(([name, value]) => [`broker.queue.${name}`, JSON.stringify(value)]);
}
