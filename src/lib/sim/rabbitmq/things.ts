import type { HeaderMatch, Headers } from './headers';

/* What is declared in a RabbitMQ, in the engine's numbers: µs, −1 for none. */

/** Order is the engine's number. */
export const overflows = ['drop-head', 'reject-publish', 'reject-publish-dlx'] as const;

export interface QueueSetup {
	durable: boolean;
	/** Of a quorum queue: its members but the first. */
	mirrors: number;
	automaticSync: boolean;
	promoteAlways: boolean;
	kind: 'classic' | 'quorum';
	/** Quorum queues: how often a message may come back; 0: without limit. */
	deliveryLimit: number;
	messageTtlUs: number;
	/** Most ready messages, and bytes of their bodies. */
	maxLength: number;
	maxLengthBytes: number;
	overflow: (typeof overflows)[number];
	/** Number of the exchange, 0 the one that producers publish to; one that is not there is missing. */
	deadLetterExchange: number;
	/** null: the key that the message came with. */
	deadLetterRoutingKey: string | null;
	/** 0: no priorities. */
	maxPriority: number;
	singleActiveConsumer: boolean;
	exclusive: boolean;
	autoDelete: boolean;
	/** Unused for so long it is deleted. */
	expiresUs: number;
}

/** A durable queue without any argument. */
export const plainQueue: QueueSetup = {
	durable: true,
	mirrors: 0,
	automaticSync: true,
	promoteAlways: true,
	kind: 'classic',
	deliveryLimit: 0,
	messageTtlUs: -1,
	maxLength: -1,
	maxLengthBytes: -1,
	overflow: 'drop-head',
	deadLetterExchange: -1,
	deadLetterRoutingKey: null,
	maxPriority: 0,
	singleActiveConsumer: false,
	exclusive: false,
	autoDelete: false,
	expiresUs: -1
};

export interface ExchangeSetup {
	type: 'default' | 'direct' | 'fanout' | 'topic' | 'headers';
	bindings: BindingSetup[];
	/** Number of the exchange that takes what this one cannot route; absent: none. */
	alternate?: number;
}

export interface BindingSetup {
	queue: number;
	key: string;
	/** To this exchange instead of a queue. */
	exchange?: number;
	/** Of a headers exchange; `match` is `all` unless told. */
	headers?: Headers;
	match?: HeaderMatch;
}

/** What a publish says beside its body; lists are used in turn, an empty one says nothing. */
export interface PublishSetup {
	/** Number of the exchange; one that is not there closes the channel. */
	exchange: number;
	mandatory: boolean;
	headers: Headers[];
	priorities: number[];
	/** µs; negative: that message has none. */
	expirationsUs: number[];
}

export const plainPublish: PublishSetup = {
	exchange: 0,
	mandatory: false,
	headers: [],
	priorities: [],
	expirationsUs: []
};

export interface SubscriptionSetup {
	/** The prefetch counts over all consumers of one `channel`. */
	prefetchGlobal: boolean;
	/** null: a channel of its own. */
	channel: number | null;
	/** Rejects every so manyth message instead of processing it; 0: none. */
	rejectEvery: number;
	requeue: boolean;
	/** Asks for all unacknowledged messages again after so many; 0: never. */
	recoverEvery: number;
	priority: number;
}

export const plainSubscription: SubscriptionSetup = {
	prefetchGlobal: false,
	channel: null,
	rejectEvery: 0,
	requeue: true,
	recoverEvery: 0,
	priority: 0
};
