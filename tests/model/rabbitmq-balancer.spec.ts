/** A load balancer in front of RabbitMQ: where connections go, and what it does not know yet. */
import { describe, expect, it } from 'vitest';
import type { RabbitmqSetup } from '#lib/sim';
import { nodeFault, run, runOf, second, setup } from './setups';

type Balancer = NonNullable<RabbitmqSetup['balancer']>;

const balancer = (more: Partial<Balancer> = {}): Balancer => ({
	policy: 'round-robin',
	healthCheckIntervalUs: 2 * second,
	healthCheckFailures: 3,
	...more
});

/** Six producers of 100 messages each; where the first message of each arrives. */
const places = (policy: Balancer['policy']): string[] =>
	Array.from({ length: 6 }, (_, index) => {
		const traced = setup({
			nodes: 3,
			balancer: balancer({ policy }),
			producers: Array.from({ length: 6 }, () => ({ messages: 100, balanced: true })),
			traceMessage: index * 100
		});
		return (
			runOf(traced)
				.trace()
				.find(({ step }) => step === 'arrived')?.place ?? ''
		);
	});

/** The node that the producer was given dies at 1 s; its next connection may go there again. */
const afterDeath = (more: Partial<Balancer>) =>
	run({
		nodes: 3,
		queue: { mirrors: 2 },
		balancer: balancer(more),
		producers: [
			{ messages: 10_000, ack: 'confirm', window: 50, balanced: true },
			{ messages: 10_000, ack: 'confirm', window: 50, balanced: true },
			{ messages: 10_000, ack: 'confirm', window: 50, balanced: true }
		],
		consumers: [{ node: 1 }],
		faults: [nodeFault('crash', 0, { atUs: second }, 60 * second)]
	});

describe('a balancer', () => {
	it('gives connections to the nodes in turn', () => {
		const node = ['rabbit-1', 'rabbit-2', 'rabbit-3'];
		expect(places('round-robin')).toEqual([...node, ...node]);
	});

	it('or where the fewest are', () => {
		const counts = new Map<string, number>();
		for (const place of places('least-connections'))
			counts.set(place, (counts.get(place) ?? 0) + 1);
		expect([...counts.values()]).toEqual([2, 2, 2]);
		// Those that have no node yet do not count as connections to the first one.
		expect(places('least-connections')[0]).toBe('rabbit-1');
	});

	it('loses nothing that is confirmed, whatever it knows', () => {
		for (const policy of ['round-robin', 'least-connections'] as const) {
			const { totals } = afterDeath({ policy });
			expect(totals).toMatchObject({ attempted: 30_000, lost: 0, acknowledged: 30_000 });
		}
	});

	it('sends a connection to a dead node until its checks have noticed', () => {
		// Least connections: the dead node has none, so it is the first choice until 6 s.
		const slow = afterDeath({ policy: 'least-connections' });
		const quick = afterDeath({
			policy: 'least-connections',
			healthCheckIntervalUs: 0.1 * second,
			healthCheckFailures: 1
		});
		expect(slow.latencyMs?.max).toBeGreaterThan(4500);
		expect(quick.latencyMs?.max).toBeLessThan(1000);
	});
});
