/** What random setups found on Kafka (`kafka-random.ts`), shrunk: each once stood still for ever. */
import { expect, test } from 'vitest';
import { kafka, second, type Choice } from './kafka-engine';

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
	}
};

test.each(Object.entries(found))('%s', (_, choice) => {
	const run = kafka({ version: '3.9', ...choice, until: 400 * second, eventsMax: 2e6 });
	expect(run.drained).toBe(true);
	expect(run.totals.processed).toBe(run.totals.attempted);
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
