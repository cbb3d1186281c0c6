/** What random setups found on Kafka (`kafka-random.ts`), shrunk: each once stood still for ever. */
import { expect, test } from 'vitest';
import { consumer08, kafka, millisecond, second, type Choice } from './kafka-engine';

const crash = { kind: 'crash', target: 'node', index: 0 } as const;

const found: Record<string, Choice> = {
	'a new leader to which a fetch for another partition is under way': {
		broker: { partitions: 3, replicationFactor: 2, coordination: 0, sessionTimeoutUs: second },
		producers: [{ messages: 100, rate: 0, batchBytes: 0 }],
		consumers: [{ maxPollRecords: 5, fetchMaxBytes: 2_000 }],
		faults: [{ ...crash, at: 0, for: 1.5 * second }]
	},
	'a follower that is back before the cluster has missed it, with nothing to fetch': {
		broker: { partitions: 3, replicationFactor: 2, minInsyncReplicas: 2, coordination: 0 },
		producers: [{ messages: 50, rate: 0, retry: true, sync: 1, idempotence: 0 }],
		consumers: [{}],
		faults: [{ ...crash, at: 0, for: 1_000 }]
	},
	'a partition longer than the request time-out': {
		producers: [{ messages: 500, rate: 1000, requestTimeoutUs: 2 * second }],
		consumers: [{}],
		faults: [
			{ kind: 'partition', target: 'node', index: 0, side: [0], at: 0.3 * second, for: 15 * second }
		]
	},
	'a leader that is back before the cluster has missed it': {
		seed: 929876946,
		broker: { partitions: 3, replicationFactor: 2, minInsyncReplicas: 2, coordination: 0 },
		producers: [{ messages: 10, sync: 1, lingerUs: 20 * millisecond }],
		consumers: [{}],
		faults: [{ ...crash, target: 'leader', index: 2, at: 17_697, for: 1.145 * second }]
	},
	'a transaction whose last message waits for memory': {
		seed: 1998296448,
		nodes: 1,
		broker: { partitions: 2, replicationFactor: 1 },
		producers: [{ messages: 10, bufferBytes: 20_000, transactionMessages: 7, partitioner: 1 }],
		consumers: [{ autoCommit: 0, readCommitted: 1 }]
	},
	'a crash of a broker that stands still': {
		seed: 1984567339,
		nodes: 1,
		broker: { replicationFactor: 1 },
		producers: [{ messages: 10 }],
		consumers: [{ autoCommit: 0 }],
		faults: [
			{ ...crash, at: 19_672, for: 3 * millisecond },
			{ kind: 'pause', target: 'node', index: 0, at: 6_748, for: 8 * second }
		]
	},
	'a consumer that is stopped and started within the work on one message': {
		nodes: 1,
		broker: { replicationFactor: 1 },
		producers: [{ messages: 394 }],
		consumers: [{ workUs: 2 * millisecond }],
		faults: [{ kind: 'stop', target: 'consumer', index: 0, afterAttempted: 119, for: 10 }]
	},
	'a worker that is stopped within a transaction': {
		nodes: 1,
		broker: { replicationFactor: 1 },
		producers: [{ messages: 50 }],
		consumers: [{ transactional: 1, workUs: 100 }],
		faults: [{ kind: 'stop', target: 'consumer', index: 0, afterProcessed: 27, for: 485 }]
	},
	'a round of a group that ends while its coordinator cannot be heard': {
		seed: 2002475864,
		nodes: 1,
		broker: { replicationFactor: 1, sessionTimeoutUs: second },
		producers: [{ messages: 10 }],
		consumers: [{ maxPollIntervalUs: 2 * second }],
		faults: [
			{
				kind: 'partition',
				target: 'node',
				index: 0,
				side: [0],
				at: 1.318 * second,
				for: 2.5 * second
			},
			{ kind: 'crash', target: 'consumer', index: 0, at: 6, for: 389 }
		]
	},
	'a cut that swallows the last answer of a broker that is dead already': {
		seed: 986841492,
		nodes: 1,
		broker: { replicationFactor: 1 },
		producers: [{ messages: 50, rate: 20_000, retries: 3 }],
		consumers: [{}],
		faults: [
			{ kind: 'cut', target: 'producer', index: 0, at: 2_848, for: 304 * millisecond },
			{ ...crash, at: 418 * millisecond, for: 4 * millisecond },
			{ kind: 'partition', target: 'node', index: 0, side: [0], at: 2_000, for: 730 * millisecond }
		]
	},
	'a follower that was cut off while its fetch waited': {
		seed: 0,
		broker: {
			partitions: 2,
			replicationFactor: 2,
			minInsyncReplicas: 2,
			coordination: 0,
			sessionTimeoutUs: second
		},
		producers: [{ messages: 100, rate: 0, batchBytes: 0, deliveryTimeoutUs: 20 * second }],
		consumers: [{}],
		faults: [{ kind: 'partition', target: 'node', index: 1, side: [1], at: 16, for: 1.5 * second }]
	},
	'0.8: a session that ends while its consumer stands still': {
		version: '0.8',
		seed: 10,
		nodes: 1,
		broker: { partitions: 2, replicationFactor: 1 },
		producers: [{ messages: 50, kind: 'producer082Java' }],
		consumers: [
			{ ...consumer08, workUs: 2 * millisecond },
			{ ...consumer08, workUs: 2 * millisecond }
		],
		faults: [{ kind: 'pause', target: 'consumer', index: 1, at: 17_754, for: 7 * second }]
	}
};

test.each(Object.entries(found))('%s', (_, choice) => {
	const run = kafka({ version: '3.9', ...choice, until: 400 * second, eventsMax: 2e6 });
	expect(run.drained).toBe(true);
	expect(run.totals.processed).toBe(run.totals.attempted);
});

test('a transaction none of which could be sent is aborted without its coordinator', () => {
	const { totals } = kafka({
		version: '3.9',
		nodes: 2,
		broker: { partitions: 2, replicationFactor: 1, offsetsTopicReplication: 1 },
		producers: [
			{ messages: 50, batchBytes: 0, deliveryTimeoutUs: 5 * second, transactionMessages: 7 }
		],
		faults: [{ ...crash, index: 1, at: 10 * millisecond, for: 40 * second }],
		until: 400 * second
	});
	expect(totals.failed).toBeGreaterThan(0);
	expect(totals.attempted).toBe(50);
});

test('an application that commits before its work does not begin it when the commit is refused', () => {
	const { totals } = kafka({
		version: '3.9',
		broker: { partitions: 3, replicationFactor: 1, coordination: 0 },
		producers: [{ messages: 50, rate: 0, acks: 0, batchBytes: 0, idempotence: 0, partitioner: 1 }],
		consumers: [
			{
				autoCommit: 0,
				commitBefore: 1,
				maxPollRecords: 5,
				sessionTimeoutUs: second,
				heartbeatUs: 300 * millisecond
			}
		],
		faults: [
			{ kind: 'cut', target: 'consumer', index: 0, at: 0, for: millisecond },
			{ kind: 'pause', target: 'consumer', index: 0, afterProcessed: 1, for: 1.5 * second }
		]
	});
	expect(totals.processed).toBeGreaterThan(0);
	expect(totals.duplicated).toBe(0);
});

test('numbers of a new session are given when nothing of the old one is in flight', () => {
	// Both kept sending again for longer than their delivery time-out, to a leader that was none.
	const producer = {
		messages: 50,
		rate: 200,
		retry: true,
		batchBytes: 0,
		bufferBytes: 20_000,
		deliveryTimeoutUs: 5 * second,
		partitioner: 1
	};
	const run = kafka({
		version: '3.9',
		seed: 0,
		nodes: 1,
		broker: {
			partitions: 2,
			replicationFactor: 1,
			coordination: 0,
			sessionTimeoutUs: second,
			controlledShutdown: 0,
			offsetsTopicReplication: 1
		},
		producers: [producer, producer],
		faults: [
			{ kind: 'lossyLink', target: 'node', index: 0, at: 0, for: 1.206 * second, loss: 0.5 },
			{ ...crash, at: 1.431 * second, for: 4.534 * second },
			{ kind: 'crash', target: 'producer', index: 0, at: 4_000, for: 1.074 * second }
		]
	});
	const kept = new Set([...run.log(0), ...run.log(1)]);
	expect(run.totals.acknowledged).toBeGreaterThan(90);
	for (let message = 0; message < 100; message++) {
		if (run.acknowledged(message)) expect(kept).toContain(message);
	}
});

test('a member that stood still reads in an older epoch, which its successors do not go back to', () => {
	const producer = {
		messages: 50,
		rate: 0,
		acks: 0,
		batchBytes: 0,
		bufferBytes: 20_000,
		maxInFlight: 1,
		retries: 0,
		requestTimeoutUs: 2 * second,
		idempotence: 0
	};
	const consumer = {
		autoCommit: 0,
		maxPollRecords: 5,
		sessionTimeoutUs: second,
		heartbeatUs: 300 * millisecond,
		maxPollIntervalUs: 2 * second
	};
	const { totals } = kafka({
		version: '3.9',
		seed: 0,
		nodes: 2,
		broker: {
			replicationFactor: 1,
			coordination: 0,
			sessionTimeoutUs: second,
			offsetsTopicReplication: 1
		},
		producers: [producer, producer],
		consumers: [consumer, consumer],
		faults: [
			{ kind: 'pause', target: 'node', index: 0, afterAttempted: 1, for: 1.5 * second },
			{ kind: 'pause', target: 'consumer', index: 0, at: 18_121, for: 1.655 * second }
		]
	});
	expect(totals.processed).toBe(100);
	// The one that it had in hand.
	expect(totals.duplicated).toBeLessThanOrEqual(1);
});

test('K2: a leader that stood still beyond its session loses what its socket held, and nothing after', () => {
	// The client asks for metadata before it may connect again: it does not write to a former leader.
	const lostIn = (seconds: number): number =>
		kafka({
			version: '3.9',
			producers: [{ messages: 2_000 * (seconds + 8), acks: 0, idempotence: 0 }],
			faults: [{ kind: 'pause', target: 'leader', index: 0, at: 3 * second, for: seconds * second }]
		}).totals.lost;
	expect(lostIn(14)).toBeGreaterThan(1_000);
	expect(lostIn(20)).toBe(lostIn(14));
});

test('0.8: what the reset policy skips is lost, whoever leads by then', () => {
	const { fates, causes } = kafka({
		version: '0.8',
		seed: 18,
		nodes: 2,
		broker: { replicationFactor: 1 },
		producers: [
			{ messages: 250, kind: 'producer082Java' },
			{ messages: 250, kind: 'producer082Java' }
		],
		consumers: [{ ...consumer08, resetToEarliest: 0 }],
		faults: [
			{
				kind: 'partition',
				target: 'node',
				index: 0,
				side: [0],
				afterProcessed: 149,
				for: 12 * second
			},
			{ kind: 'crash', target: 'consumer', index: 0, afterAttempted: 324, for: 578 * millisecond }
		]
	});
	expect(fates['stillQueued']).toBe(0);
	expect(causes['offset-reset-to-latest']).toBeGreaterThan(0);
});

test('a dead broker is asked again by the reconnect back-off, not as fast as it refuses', () => {
	const { events } = kafka({
		version: '3.9',
		nodes: 1,
		broker: { replicationFactor: 1, offsetsTopicReplication: 1 },
		producers: [{ messages: 100, rate: 0, batchBytes: 0 }],
		faults: [{ ...crash, afterAttempted: 50, for: 30 * second }]
	});
	expect(events).toBeLessThan(5_000);
});
