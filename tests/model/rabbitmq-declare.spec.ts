/**
 * RabbitMQ, what a client asks of a queue that is there already: R24, against the part of the
 * recording on errors; and the producer that declares its queue on each connection.
 */
import { describe, expect, it } from 'vitest';
import { toExperiment, toSetup, type ExperimentSpec } from '#lib/experiment';
import { simulate, type SimulationResult } from '#lib/sim';
import { truth } from './recorded';
import { engine, millisecond, nodeFault, run, runOf, second, setup, type Choice } from './setups';

const recorded = truth.routing['exclusive, auto-delete, redeclare, errors'];

function lab(spec: ExperimentSpec): SimulationResult {
	const experiment = toExperiment(spec);
	if (!experiment.ok) throw new Error(experiment.problems.map(({ text }) => text).join('\n'));
	return simulate(engine, toSetup(experiment.value));
}

const declaring = (declare: object | boolean, queue = {}): SimulationResult =>
	lab({
		broker: { type: 'rabbitmq', queue },
		producers: { messages: 100, ack: 'confirm', declare },
		consumers: { count: 1 }
	});

describe('R24: a queue is declared again', () => {
	it('with the same arguments: nothing happens', () => {
		for (const declare of [true, {}, { durable: true }]) {
			expect(declaring(declare).totals).toMatchObject({ attempted: 100, processed: 100 });
		}
	});

	it('with other arguments: 406, and the producer never begins', () => {
		expect(recorded.redeclareOtherDurability).toContain('406');
		expect(recorded.redeclareOtherTTL).toContain('406');
		expect(declaring({ durable: false }).totals.attempted).toBe(0);
		expect(declaring({ messageTtl: '1s' }).totals.attempted).toBe(0);
		expect(declaring({ messageTtl: '1s' }, { messageTtl: '1s' }).totals.attempted).toBe(100);
	});

	it('the exclusive queue of another connection: 405', () => {
		expect(recorded.exclusiveFromOtherConnection).toContain('405');
		expect(declaring(true, { exclusive: true }).totals.attempted).toBe(0);
		// Who does not declare it may publish to it.
		expect(declaring(false, { exclusive: true }).totals.processed).toBe(100);
	});
});

describe('R24: an exclusive consumer', () => {
	const two = (exclusive: boolean) =>
		lab({
			broker: { type: 'rabbitmq' },
			producers: { messages: 200, rate: 1000 },
			consumers: { count: 2, exclusive, processing: '2ms' }
		});

	it('leaves nobody beside it: the second is refused with 403 and gives up', () => {
		expect(recorded.secondConsumerOnExclusive).toContain('403');
		const alone = two(true);
		const both = two(false);
		expect(alone.totals.processed).toBe(200);
		// One at 2 ms each takes 0.4 s for what two have done after 0.2 s.
		expect(alone.latencyMs.max).toBeGreaterThan(180);
		expect(both.latencyMs.max).toBeLessThan(20);
	});

	it('is refused itself where somebody consumes already', () => {
		const choice: Choice = {
			producers: [{ messages: 100, rate: 1000 }],
			consumers: [{}, { exclusive: true }]
		};
		const places = [10, 11, 12, 13].map(
			(traceMessage) =>
				runOf(setup({ ...choice, traceMessage }))
					.trace()
					.findLast(({ step }) => step === 'processed')?.place
		);
		expect(new Set(places)).toEqual(new Set(['consumer-1']));
	});
});

describe('a queue that is not durable', () => {
	const ends = (durable: boolean, choice: Partial<Choice> = {}) =>
		run({
			queue: { durable },
			producers: [{ messages: 4000, ack: 'confirm', window: 100 }],
			faults: [nodeFault('crash', 0, { atUs: second }, second)],
			...choice
		});

	it('ends with its node: a confirmed persistent message in it is gone, and nobody finds it again', () => {
		const { fates, causes, totals } = ends(false);
		expect(causes['in-memory-at-broker-crash']).toBeGreaterThan(1900);
		expect(fates.unroutable).toBeGreaterThan(1000);
		expect(fates.stillQueued).toBe(0);
		expect(totals.acknowledged).toBe(4000);
		expect(ends(true).fates).toMatchObject({ lost: 0, unroutable: 0 });
	});

	it('is there again, empty, for who declares it', () => {
		const producers = [{ messages: 4000, declares: 'the-same' as const }];
		expect(ends(false, { producers }).fates).toMatchObject({ unroutable: 0, failed: 0 });
		const taken = ends(false, { consumers: [{}] });
		expect(taken.totals.processed).toBeGreaterThan(3800);
	});

	it('in a cluster is declared where its consumer is, before its node is back', () => {
		const cluster = {
			nodes: 2,
			producers: [{ node: 1, messages: 4000 }],
			consumers: [{ node: 1 }],
			faults: [nodeFault('crash', 0, { atUs: second }, 30 * second)]
		};
		expect(ends(false, cluster).totals.processed).toBeGreaterThan(3950);
		// A durable one cannot be declared elsewhere: what is published meanwhile is lost (R25).
		expect(ends(true, cluster).causes['queue-home-node-down']).toBeGreaterThan(1900);
	});
});

describe('R26, R25: a producer that declares when it connects again', () => {
	const masterDies = (declares: 'nothing' | 'the-same', mirrors = 1) =>
		run({
			nodes: 3,
			queue: { mirrors },
			producers: [{ messages: 8000, declares }],
			consumers: [{ node: 1, workUs: 1 }],
			faults: [nodeFault('crash', 0, { afterAttempted: 4008 }, 8 * second)]
		});

	it('waits for the mirror that takes over: what it publishes then is not flagged', () => {
		expect(masterDies('nothing').totals.redelivered).toBeGreaterThan(150);
		const waited = masterDies('the-same');
		expect(waited.totals.redelivered).toBeLessThanOrEqual(5);
		expect(waited.totals.lost).toBeLessThan(140);
	});

	it('waits for the home node of an unmirrored queue: only what was on its way is lost', () => {
		expect(masterDies('nothing', 0).causes['queue-home-node-down']).toBeGreaterThan(3800);
		const waited = masterDies('the-same', 0);
		expect(waited.causes['queue-home-node-down']).toBeUndefined();
		expect(waited.latencyMs.max).toBeGreaterThan(7000);
	});

	it('gives up where nobody will bring the queue back', () => {
		const { totals, ended } = run({
			nodes: 2,
			producers: [{ messages: 4000, declares: 'the-same' }],
			faults: [nodeFault('crash', 0, { atUs: 500 * millisecond }, Infinity)]
		});
		expect(ended).toBe('drained');
		expect(totals.attempted).toBeLessThan(1100);
	});

	it('at a quorum queue is answered without a leader, and so clings to a dead one all the same', () => {
		const result = run({
			nodes: 3,
			queue: { kind: 'quorum', mirrors: 2 },
			producers: [{ messages: 8000, declares: 'the-same' }],
			consumers: [{ node: 1, workUs: 1 }],
			faults: [nodeFault('crash', 0, { afterAttempted: 4008 }, 8 * second)]
		});
		expect(result.causes['unconfirmed-by-quorum']).toBeGreaterThan(3800);
	});
});
