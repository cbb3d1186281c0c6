/**
 * RabbitMQ, what consumers give back, frame by frame as in the recording: rules R15, R16 and R24 of
 * docs/model.md. The consumer is driven from here.
 */
import { describe, expect, it } from 'vitest';
import { Simulation, type HostFrame } from '#lib/sim';
import { truth } from './recorded';
import { engine, lateConsumer, run, second, setup, type Choice } from './setups';

const recorded = truth.routing['requeue order and redelivered'];

/** Six messages wait; what the consumer does with each delivery is told by `act`. */
function deliveries(
	prefetch: number,
	act: (simulation: Simulation, frame: HostFrame, count: number) => void,
	choice: Choice = {}
): string {
	const log: string[] = [];
	const simulation = new Simulation(
		engine,
		setup({
			producers: [{ messages: 6, rate: 0 }],
			consumers: [{ host: true, prefetch }],
			faults: [lateConsumer(second)],
			limitUs: 5 * second,
			...choice
		})
	);
	for (;;) {
		const progress = simulation.advance();
		if (progress === 'drained' || progress === 'horizon') return log.join(' ');
		const frame = simulation.hostFrame;
		if (progress !== 'host' || frame?.kind !== 'deliver') continue;
		log.push(`${frame.message + 1}${frame.redelivered ? 'r' : ''}`);
		act(simulation, frame, log.length);
	}
}

const fromFourth = (log: string): string => log.split(' ').slice(3).join(' ');

describe('R16: nack and reject with requeue', () => {
	const window = 3;
	/** With a window of three the rest comes when the others are acknowledged. */
	const thenAcknowledge =
		(tags: [tag: number, multiple: boolean][]) =>
		(simulation: Simulation, { tag }: HostFrame, count: number): void => {
			if (count < window) return;
			if (count > window) {
				simulation.acknowledge(0, tag, true);
				return;
			}
			for (const [one, multiple] of tags) simulation.reject(0, one, { multiple, requeue: true });
		};

	it.each<[name: string, tags: [number, boolean][]]>([
		['get 1,2,3; nack-requeue 2; ready order', [[2, false]]],
		['get 1,2,3; nack multiple requeue; ready order', [[3, true]]]
	])('%s', (name, tags) => {
		expect(fromFourth(deliveries(window, thenAcknowledge(tags)))).toBe(recorded[name]);
	});

	it('push prefetch 1: what is given back three times comes three times more', () => {
		const log = deliveries(1, (simulation, { tag }, count) => {
			if (count <= 3) simulation.reject(0, tag, { requeue: true });
			else simulation.acknowledge(0, tag);
		});
		expect(log).toBe(
			recorded['push prefetch 1, first 3 deliveries nack-requeued: delivery sequence']
		);
	});

	it('push prefetch 2: it comes back before what was not pushed yet', () => {
		const log = deliveries(2, (simulation, { tag }, count) => {
			if (count === 1) simulation.reject(0, tag, { requeue: true });
			else simulation.acknowledge(0, tag);
		});
		expect(log).toBe(
			recorded[
				'push prefetch 2, first message nack-requeued at once, same consumer: delivery sequence'
			]
		);
	});

	it('recover: everything unacknowledged comes again, in order and flagged', () => {
		const log = deliveries(0, (simulation, _, count) => {
			if (count === 6) simulation.recover(0);
		});
		expect(log).toBe(
			recorded['unlimited prefetch, all 6 unacked, basic.recover: delivery sequence']
		);
	});

	it('an application that recovers before it acknowledges processes twice, and the cause says so', () => {
		const { causes, totals } = run({
			producers: [{ messages: 100 }],
			consumers: [{ prefetch: 10, ackEvery: 5, recoverEvery: 7 }]
		});
		expect(Object.keys(causes)).toEqual(['requeued-by-application']);
		expect(totals.lost).toBe(0);
	});
});

describe('R24: an unknown delivery tag', () => {
	it('closes the channel; what was unacknowledged comes again, flagged', () => {
		expect(truth.routing['exclusive, auto-delete, redeclare, errors'].ackUnknownTag).toContain(
			'406'
		);
		const log = deliveries(0, (simulation, { tag }, count) => {
			if (count === 6) simulation.acknowledge(0, tag + 99);
			else if (count > 6) simulation.acknowledge(0, tag);
		});
		expect(log).toBe('1 2 3 4 5 6 1r 2r 3r 4r 5r 6r');
	});
});

describe('R15: priorities of consumers and the scope of prefetch', () => {
	/** How many each consumer holds of a backlog that nobody acknowledges. */
	const held = (global: boolean): number[] => {
		const messages = 12;
		const places = Array.from({ length: messages }, (_, traceMessage) => {
			const simulation = new Simulation(
				engine,
				setup({
					producers: [{ messages, rate: 0 }],
					consumers: [0, 1].map(() => ({
						prefetch: 3,
						prefetchGlobal: global,
						channel: 0,
						workUs: 60 * second
					})),
					faults: [lateConsumer(second, 0), lateConsumer(1.01 * second, 1)],
					limitUs: 5 * second,
					traceMessage
				})
			);
			while (simulation.advance() === 'running');
			return simulation.trace().filter(({ step }) => step === 'delivered').length;
		});
		return [places.reduce((sum, count) => sum + count, 0)];
	};

	it('global: one count for all consumers of the channel', () => {
		const { perConsumer3_twoConsumersOneChannel: each, global3_twoConsumersOneChannel: together } =
			truth.routing['prefetch scope'];
		const total = (counts: number[]): number => counts.reduce((sum, count) => sum + count, 0);
		expect(held(false)).toEqual([total(each)]);
		expect(held(true)).toEqual([total(together)]);
	});

	it('the highest priority with free prefetch is served first', () => {
		const consumer = (messages: number, traceMessage: number, manual: boolean): string => {
			const simulation = new Simulation(
				engine,
				setup({
					producers: [{ messages, rate: 0 }],
					consumers: [1, 10, 0].map((priority) => ({
						priority,
						manual,
						prefetch: 2,
						workUs: 30_000
					})),
					traceMessage
				})
			);
			while (simulation.advance() === 'running');
			const place = simulation.trace().find(({ step }) => step === 'processed')?.place ?? '';
			return 'ABC'.charAt(Number(place.slice('consumer-'.length)) - 1);
		};
		const row = (count: number, manual: boolean): string =>
			Array.from({ length: count }, (_, n) => `${consumer(count, n, manual)}${n + 1}`).join(' ');
		const dispatch = truth.routing['dispatch: round robin'] as Record<string, string>;
		expect(row(9, false)).toBe(dispatch['consumer priorities 1/10/0, auto-ack']);
		// Beyond the first windows the recording shows which of two connections was heard first.
		const six = dispatch['consumer priorities 1/10/0, prefetch 2, ack after 30 ms'] ?? '';
		expect(row(12, true).split(' ').slice(0, 6)).toEqual(six.split(' ').slice(0, 6));
	});
});
