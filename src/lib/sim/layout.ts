/** Numbers that the engine and its facade share; each names the engine file that holds the same. */

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

/** `rabbitmq/client/client.ts`, `rabbitmq/client/host.ts`. */
export const hostEvents = {
	1: 'confirm',
	2: 'nack',
	3: 'commitOk',
	4: 'deliver',
	5: 'writable',
	6: 'return',
	7: 'closed',
	100: 'lost',
	101: 'opened'
} as const;

/** `PartitionClients` in `scenario/faults.ts`; `PartitionHandling` in `rabbitmq/settings.ts`. */
export const partitionClients = ['outside', 'divided', 'everywhere'] as const;
export const partitionHandlings = ['ignore', 'pause_minority', 'autoheal'] as const;
/** `Declares` in `rabbitmq/client/declaring.ts`. */
export const declarations = ['nothing', 'the-same', 'something-else'] as const;
export const balancings = ['none', 'round-robin', 'least-connections'] as const;
export const queueKinds = ['classic', 'quorum'] as const;
export const exchangeTypes = ['default', 'direct', 'fanout', 'topic', 'headers'] as const;
export const ackModes = ['none', 'confirm', 'transaction'] as const;
export const shapes = ['constant', 'uniform', 'exponential', 'lognormal'] as const;
export const targets = ['node', 'producer', 'consumer', 'leader', 'controller'] as const;
/** `scenario/hooks.ts`. */
export const families = ['rabbitmq', 'kafka', 'activemq'] as const;
