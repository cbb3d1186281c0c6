import { describe, expect, it } from 'vitest';
import { plainQueue } from '#lib/sim';
import { toExperiment, toSetup } from '../to-experiment';

function setupOf(spec: object) {
	const result = toExperiment(spec);
	if (!result.ok) throw new Error(result.problems.map(({ text }) => text).join('\n'));
	const setup = toSetup(result.value);
	if (setup.broker !== 'rabbitmq') throw new Error('another broker');
	return setup;
}

describe('arguments of a queue', () => {
	it('none written: a plain queue', () => {
		const { queue, queueOf, exchanges } = setupOf({ broker: { type: 'rabbitmq' } });
		expect(queue).toEqual({ ...plainQueue, automaticSync: false });
		expect(queueOf).toEqual({});
		expect(exchanges).toEqual([]);
	});

	it('the dead-letter queue is declared without them', () => {
		const { queue, queueOf } = setupOf({
			broker: {
				type: 'rabbitmq',
				queues: 2,
				queue: {
					messageTtl: '2s',
					maxLength: 100,
					overflow: 'reject-publish',
					deadLetterExchange: '',
					deadLetterRoutingKey: 'orders-2'
				}
			}
		});
		expect(queue).toMatchObject({
			messageTtlUs: 2e6,
			maxLength: 100,
			overflow: 'reject-publish',
			deadLetterExchange: 0,
			deadLetterRoutingKey: 'orders-2'
		});
		expect(queueOf[1]).toMatchObject({ messageTtlUs: -1, maxLength: -1, deadLetterExchange: -1 });
	});

	it('a default exchange is added beside another type; any other name is missing', () => {
		const broker = { type: 'rabbitmq', exchange: { type: 'fanout' } };
		const known = setupOf({ broker: { ...broker, queue: { deadLetterExchange: '' } } });
		expect(known.exchanges[known.queue.deadLetterExchange - 1]?.type).toBe('default');
		const missing = setupOf({ broker: { ...broker, queue: { deadLetterExchange: 'dlx' } } });
		expect(missing.queue.deadLetterExchange).toBeGreaterThan(missing.exchanges.length);
	});

	it('an alternate exchange is a fanout to its queue', () => {
		const { exchange, exchanges } = setupOf({
			broker: {
				type: 'rabbitmq',
				queues: 2,
				exchange: { type: 'direct', alternateExchange: { queue: 'orders-2' } }
			}
		});
		expect(exchanges[(exchange.alternate ?? 0) - 1]).toEqual({
			type: 'fanout',
			bindings: [{ queue: 1, key: '' }]
		});
	});

	it('consumers take priorities in turn and may share a channel', () => {
		const { consumers } = setupOf({
			broker: { type: 'rabbitmq' },
			consumers: { count: 3, priorities: [10, 1], prefetch: 3, prefetchGlobal: true }
		});
		expect(consumers.map(({ priority }) => priority)).toEqual([10, 1, 10]);
		expect(consumers.map(({ channel }) => channel)).toEqual([0, 0, 0]);
	});
});
