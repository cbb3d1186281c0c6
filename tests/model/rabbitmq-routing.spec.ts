/** RabbitMQ, exchanges: rules R7 and R18 of docs/model.md. */
import { describe, expect, it } from 'vitest';
import { instantiate, queueName, type RabbitmqSetup } from '#lib/sim';
import { truth } from './recorded';
import { engine, run, runOf, setup, type Choice } from './setups';

const { keys, matchedKeysByPattern } = truth.routing['topic matrix'];

/** The engine's own matching function, with pattern and key in its text buffer. */
function matcher(): (pattern: string, key: string) => boolean {
	const exports = instantiate(engine);
	exports.createWorld(1, 0, 1, 0, -1);
	const patternAt = Number(exports.textAddress.value);
	const keyAt = patternAt + 128;
	const write = (address: number, text: string): number => {
		const bytes = new TextEncoder().encode(text);
		new Uint8Array(exports.memory.buffer).set(bytes, address);
		return bytes.length;
	};
	return (pattern, key) =>
		exports.topicMatches(patternAt, write(patternAt, pattern), keyAt, write(keyAt, key)) !== 0;
}

describe('R18: topic patterns', () => {
	const matches = matcher();
	const recorded = Object.entries(matchedKeysByPattern);

	it('covers the whole recorded matrix', () => {
		expect(recorded.length * keys.length).toBe(266);
	});

	it.each(recorded)('“%s” matches what it matched on RabbitMQ 3.10', (pattern, matched) => {
		expect(keys.filter((key) => matches(pattern, key))).toEqual(matched);
	});
});

/** How many messages each of three queues got: its consumer processes everything it gets. */
function received(
	exchange: RabbitmqSetup['exchange'],
	routingKeys: string[],
	messages: number
): number[] {
	const choice = (queue: number): Choice => ({
		queues: 3,
		exchange,
		producers: [{ messages, rate: 0, routingKeys }],
		consumers: [{ queue }]
	});
	return [0, 1, 2].map((queue) => run(choice(queue)).totals.processed);
}

describe('R18: exchanges in a run', () => {
	const bindings = [
		{ queue: 0, key: 'a' },
		{ queue: 1, key: 'b' },
		{ queue: 2, key: 'a' }
	];

	it('the default exchange routes by the queue’s name', () => {
		const exchange = { type: 'default' as const, bindings: [] };
		expect(received(exchange, [queueName(1)], 50)).toEqual([0, 50, 0]);
		expect(received(exchange, [queueName(0), queueName(2)], 50)).toEqual([25, 0, 25]);
	});

	it('direct is exact', () => {
		const exchange = { type: 'direct' as const, bindings };
		expect(received(exchange, ['a', 'b', 'A', 'a.'], 40)).toEqual([10, 10, 10]);
	});

	it('fanout ignores the key', () => {
		expect(received({ type: 'fanout', bindings }, ['nothing'], 40)).toEqual([40, 40, 40]);
	});

	it('topic follows its patterns', () => {
		const topic = {
			type: 'topic' as const,
			bindings: [
				{ queue: 0, key: 'order.*' },
				{ queue: 1, key: 'order.#' },
				{ queue: 2, key: '*.paid' }
			]
		};
		const routingKeys = ['order', 'order.paid', 'order.paid.late', 'bill.paid'];
		expect(received(topic, routingKeys, 40)).toEqual([10, 30, 20]);
	});

	it.each(['topic', 'direct'] as const)(
		'several matching bindings of one queue give one copy: %s',
		(type) => {
			const key = 'a.b';
			const twice = type === 'topic' ? ['a.*', '#.b', '#'] : [key, key];
			const simulation = runOf(
				setup({
					exchange: { type, bindings: twice.map((pattern) => ({ queue: 0, key: pattern })) },
					producers: [{ messages: 20, routingKeys: [key] }],
					consumers: [{}],
					traceMessage: 3
				})
			);
			const copies = simulation.trace().filter(({ step }) => step === 'enqueued').length;
			const { topicCopies, directCopies } = truth.routing['one queue, several matching bindings'];
			expect(copies).toBe(type === 'topic' ? topicCopies : directCopies);
			expect(simulation.result().totals.duplicateDeliveries).toBe(0);
		}
	);

	it('one message in several queues is processed in each and duplicated in none', () => {
		const { totals } = run({
			queues: 3,
			exchange: { type: 'fanout', bindings },
			producers: [{ messages: 40 }],
			consumers: [{ queue: 0 }, { queue: 1 }, { queue: 2 }]
		});
		expect(totals.processed).toBe(40);
		expect(totals.duplicateDeliveries).toBe(0);
	});
});

describe('R7: unroutable messages', () => {
	const half = (ack: 'confirm' | 'none' | 'transaction') =>
		run({
			exchange: { type: 'direct', bindings: [{ queue: 0, key: 'a' }] },
			producers: [{ messages: 100, ack, routingKeys: ['a', 'nowhere'] }],
			consumers: [{}]
		});

	it('are confirmed with an ack', () => {
		const { totals, fates } = half('confirm');
		expect(totals.acknowledged).toBe(100);
		expect(totals.sends, 'none was nacked and sent again').toBe(100);
		expect(fates).toMatchObject({ processedOnce: 50, unroutable: 50, lost: 0 });
	});

	it('do not hold up a commit', () => {
		expect(half('transaction').totals.acknowledged).toBe(100);
	});

	it('have a fate of their own, not that of the lost', () => {
		const { totals, causes } = half('none');
		expect(totals.unroutable).toBe(50);
		expect(causes).toEqual({});
	});
});
