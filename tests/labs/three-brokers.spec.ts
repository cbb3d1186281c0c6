/*
 * What lab 2 says in its prose, computed again from its own files. A change of an engine or of its
 * costs that makes the text wrong fails here; whoever makes it changes the text.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExperimentPool, ExperimentSpec, Run } from '#lib/experiment';
import { createLabModule } from '#lib/experiment';
import { createNodePool } from '#lib/experiment/pool-node';
import { bundledLab, type LabFiles } from './lab-files';

type Dials = Parameters<LabFiles['onKafka']>[0];

let pool: ExperimentPool;
let lab: LabFiles;
beforeAll(async () => {
	pool = await createNodePool({ workers: 0 });
	lab = await bundledLab('02-three-brokers', createLabModule);
});
afterAll(() => pool.close());

const start: Dials = { wait: 'nothing', batch: 10, copies: 2, fault: 'crash', version: '0.8' };

interface Three {
	rabbitmq: Run;
	kafka: Run;
	activemq: Run;
}

async function three(dials: Partial<Dials>, change = (spec: ExperimentSpec) => spec) {
	const all = { ...start, ...dials };
	const [rabbitmq, kafka, activemq] = await Promise.all(
		[lab.onRabbitmq(all), lab.onKafka(all), lab.onActivemq(all)].map((spec) =>
			pool.run(change(spec))
		)
	);
	return { rabbitmq, kafka, activemq } as Three;
}

const speeds = async (dials: Partial<Dials>) => {
	const runs = await three(dials, lab.atFullSpeed);
	const of = (run: Run) => run.throughput.processed;
	return { rabbitmq: of(runs.rabbitmq), kafka: of(runs.kafka), activemq: of(runs.activemq) };
};

describe('what waiting costs', () => {
	it('one by one and replicated, the fastest is about three times as fast as the slowest', async () => {
		const each = Object.values(await speeds({ wait: 'replicated', batch: 1 }));
		const ratio = Math.max(...each) / Math.min(...each);
		expect(ratio).toBeGreaterThan(2);
		expect(ratio).toBeLessThan(4.5);
	});

	it('a batch of 100: about five, nine and more than twenty times as fast', async () => {
		const one = await speeds({ wait: 'replicated', batch: 1 });
		const hundred = await speeds({ wait: 'replicated', batch: 100 });
		const gain = (broker: keyof typeof one) => hundred[broker] / one[broker];
		expect(gain('rabbitmq')).toBeGreaterThan(3.5);
		expect(gain('rabbitmq')).toBeLessThan(7);
		expect(gain('activemq')).toBeGreaterThan(7);
		expect(gain('activemq')).toBeLessThan(12);
		expect(gain('kafka')).toBeGreaterThan(18);
		expect(gain('kafka')).toBeLessThan(40);
	});

	it('only Kafka is faster acknowledged than replicated', async () => {
		const one = await speeds({ wait: 'acknowledged', batch: 1 });
		const all = await speeds({ wait: 'replicated', batch: 1 });
		expect(one.kafka / all.kafka).toBeGreaterThan(1.3);
		expect(one.rabbitmq).toBeCloseTo(all.rabbitmq);
		expect(one.activemq).toBeCloseTo(all.activemq);
	});
});

describe('the same crash', () => {
	it('waiting for nothing: about a dozen on the wire, and ten times as many given up by Kafka', async () => {
		const { rabbitmq, kafka, activemq } = await three({});
		for (const run of [rabbitmq, kafka, activemq]) {
			const onTheWire = run.causes['in-flight-when-connection-fell'] ?? 0;
			expect(onTheWire).toBeGreaterThan(5);
			expect(onTheWire).toBeLessThan(25);
			expect(run.totals.lostAcknowledged).toBe(0);
		}
		const batches = (kafka.causes['dropped-after-retries'] ?? 0) / 10;
		expect(batches).toBeGreaterThanOrEqual(10);
		expect(batches).toBeLessThanOrEqual(15);
		expect(kafka.totals.lost).toBeGreaterThan(8 * rabbitmq.totals.lost);
		expect(kafka.totals.lost).toBeGreaterThan(8 * activemq.totals.lost);
	});

	it('with batches of 100 Kafka drops ten times as many', async () => {
		const { kafka } = await three({ batch: 100 });
		const dropped = kafka.causes['dropped-after-retries'] ?? 0;
		// The question's answer and its tolerance.
		expect(Math.abs(dropped - 1300)).toBeLessThanOrEqual(0.25 * 1300);
	});

	it('acknowledged: Kafka’s application is told, and today’s client loses and fails nothing', async () => {
		const { kafka: old } = await three({ wait: 'acknowledged' });
		expect(old.totals.lost).toBe(0);
		expect(old.totals.failed).toBeGreaterThan(100);
		const { kafka: today } = await three({ wait: 'acknowledged', version: '3.x' });
		expect([today.totals.lost, today.totals.failed]).toEqual([0, 0]);
	});

	it('3.x waiting for nothing loses a few though its client had acknowledged them', async () => {
		const { kafka } = await three({ version: '3.x' });
		expect(kafka.totals.lostAcknowledged).toBeGreaterThan(0);
		expect(kafka.totals.lostAcknowledged).toBeLessThan(50);
	});

	it('a power cut without copies: only Kafka loses what it acknowledged, a crash takes none', async () => {
		const alone = { wait: 'acknowledged', copies: 0 } as const;
		const { rabbitmq, kafka, activemq } = await three({ ...alone, fault: 'power loss' });
		expect(rabbitmq.totals.lostAcknowledged).toBe(0);
		expect(activemq.totals.lostAcknowledged).toBe(0);
		expect(kafka.totals.lostAcknowledged).toBeGreaterThan(20);
		const { 'not-synced-at-power-loss': notSynced = 0, ...others } = kafka.causes;
		expect(notSynced).toBeGreaterThan(20);
		expect(others).toEqual({ 'passed-over-by-stale-offset': kafka.totals.lost - notSynced });
		expect(kafka.totals.lost).toBeGreaterThan(5 * notSynced);
		const today = (await three({ ...alone, fault: 'power loss', version: '3.x' })).kafka;
		expect(today.causes).toEqual({ 'not-synced-at-power-loss': today.totals.lost });
		expect((await three(alone)).kafka.totals.lostAcknowledged).toBe(0);
		const copies = await three({ wait: 'replicated', fault: 'power loss' });
		expect(copies.kafka.totals.lostAcknowledged).toBe(0);
	});

	it('a lost answer: recovered on two, twice on Kafka, and not with an idempotent producer', async () => {
		const lost = { wait: 'acknowledged', fault: 'lost answer' } as const;
		const { rabbitmq, kafka, activemq } = await three(lost);
		for (const run of [rabbitmq, activemq]) {
			expect(run.totals.recovered).toBeGreaterThan(0);
			expect(run.totals.duplicated).toBe(0);
		}
		expect(kafka.totals.duplicated).toBe(10);
		const today = await three({ wait: 'replicated', fault: 'lost answer', version: '3.x' });
		expect(today.kafka.totals.duplicated).toBe(0);
	});
});

describe('how long nobody answers', () => {
	it('RabbitMQ a sixth of a second, the others seconds', async () => {
		const { rabbitmq, kafka, activemq } = await three({});
		expect(rabbitmq.unavailableMs).toBeGreaterThan(100);
		expect(rabbitmq.unavailableMs).toBeLessThan(250);
		expect(kafka.unavailableMs).toBeGreaterThan(4_000);
		expect(kafka.unavailableMs).toBeLessThan(7_000);
		expect(activemq.unavailableMs).toBeGreaterThan(500);
		expect(activemq.unavailableMs).toBeLessThan(11_000);
		const { kafka: today } = await three({ version: '3.x' });
		expect(today.unavailableMs).toBeGreaterThan(8_000);
		expect(today.unavailableMs).toBeLessThan(11_000);
	});

	it('a silent pause is as long as it is, on all three', async () => {
		for (const run of Object.values(await three({ fault: 'silent pause' }))) {
			expect(Math.abs(run.unavailableMs - 4_000)).toBeLessThan(50);
			expect(run.totals.lost).toBe(0);
		}
	});

	it('a machine without power is missed late, except by Kafka, which goes by heartbeats anyway', async () => {
		const crashed = await three({});
		const dark = await three({ fault: 'power loss' });
		expect(Math.abs(dark.kafka.unavailableMs - crashed.kafka.unavailableMs)).toBeLessThan(500);
		expect(dark.rabbitmq.unavailableMs).toBeGreaterThan(12_000);
		expect(dark.rabbitmq.unavailableMs).toBeLessThan(12_250);
		expect(dark.activemq.unavailableMs).toBeGreaterThan(12_500);
		for (const run of Object.values(dark)) {
			expect(run.causes['in-flight-when-connection-fell']).toBeGreaterThan(2_000);
		}
	});

	it('a lock that is polled every second is found within two', async () => {
		const polled = await three({}, (spec) =>
			spec.broker?.type === 'activemq'
				? ({ ...spec, broker: { ...spec.broker, lockPoll: '1s' } } as ExperimentSpec)
				: spec
		);
		expect(polled.activemq.unavailableMs).toBeGreaterThan(500);
		expect(polled.activemq.unavailableMs).toBeLessThan(1_800);
	});
});
