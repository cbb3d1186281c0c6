/** Numbers that the engine and its facade share; each names the engine file that holds the same. */

/** `world/costs.ts`. */
export const costIndex = {
	linkLatency: 0,
	linkJitter: 1,
	linkBytesPerUs: 2,
	diskSync: 3,
	diskBytesPerUs: 4,
	clientPublish: 5,
	clientConfirm: 6,
	clientReconnect: 7,
	clientReceive: 8,
	clientAck: 9,
	channelRead: 10,
	channelRoute: 11,
	channelAck: 12,
	channelConfirm: 13,
	channelCommit: 14,
	queuePublish: 15,
	queuePersist: 16,
	queueConfirm: 17,
	queueDeliver: 18,
	queueAck: 19,
	queueUnblock: 20,
	mirror: 21,
	syncOverhead: 22,
	promotionMin: 23,
	promotionMax: 24,
	syncMessage: 25,
	socketBytes: 26,
	handshakeRoundTrips: 27,
	resetDelay: 28,
	heartbeat: 29,
	netTick: 30
} as const;

/** `ledger/ledger.ts`, f64 each from `totalsAddress`. */
export const totalIndex = {
	attempted: 0,
	acknowledged: 1,
	failed: 2,
	processed: 3,
	lost: 4,
	lostAcknowledged: 5,
	lostUnacknowledged: 6,
	duplicated: 7,
	duplicateDeliveries: 8,
	recovered: 9,
	reordered: 10,
	redelivered: 11,
	sends: 12,
	unroutable: 13,
	firstAttemptedAt: 14,
	lastAttemptedAt: 15,
	firstAcknowledgedAt: 16,
	lastAcknowledgedAt: 17,
	firstProcessedAt: 18,
	lastProcessedAt: 19
} as const;
export const totalCount = 20;

/** `ledger/series.ts`. */
export const seriesBuckets = 256;
export const counterIndex = {
	attempted: 0,
	acknowledged: 1,
	processed: 2,
	recovered: 3,
	duplicated: 4
};

/** `ledger/trace.ts`. */
export const traceStepBytes = 24;

/** `simulation.ts`. */
export const stop = { slice: 0, drained: 1, horizon: 2, host: 3 } as const;

/** `clients/client.ts`, `clients/host.ts`. */
export const hostEvents = {
	1: 'confirm',
	2: 'nack',
	3: 'commitOk',
	4: 'deliver',
	5: 'writable',
	100: 'lost',
	101: 'opened'
} as const;

export const exchangeTypes = ['default', 'direct', 'fanout', 'topic'] as const;
export const ackModes = ['none', 'confirm', 'transaction'] as const;
export const shapes = ['constant', 'uniform', 'exponential', 'lognormal'] as const;
export const targets = ['node', 'producer', 'consumer', 'master'] as const;
