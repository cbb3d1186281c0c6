/**
 * RabbitMQ, the consumer's side: rules R11 – R15 of docs/model.md. As in the recordings, 5000
 * messages wait in the queue when the consumer comes, and it is killed after its 1503rd.
 */
import { describe, expect, it } from 'vitest';
import { truth } from './recorded';
import {
	clientFault,
	lateConsumer,
	run,
	runOf,
	second,
	setup,
	type Choice,
	type ConsumerChoice
} from './setups';

const killedAfter = 1503;

function killed(consumer: ConsumerChoice, after = killedAfter): Choice {
	return {
		producers: [{ messages: 5000, rate: 0 }],
		consumers: [{ workUs: 1000, ...consumer }],
		faults: [
			lateConsumer(3 * second),
			clientFault('crash', 'consumer', { afterProcessed: after }, second)
		]
	};
}

describe('R11: automatic ack counts at sending', () => {
	it.each([0, 10])(
		'a killed consumer loses everything pushed to it, prefetch %d or not',
		(prefetch) => {
			const { totals, causes } = run(killed({ manual: false, prefetch }));
			expect(totals.processed).toBe(killedAfter);
			expect(causes).toEqual({ 'acknowledged-before-processing': 5000 - killedAfter });
		}
	);
});

describe('R12: manual ack', () => {
	it('at prefetch 1 exactly one is processed twice, none lost', () => {
		const { totals, causes } = run(killed({ prefetch: 1 }));
		expect(totals.lost).toBe(0);
		expect(causes).toEqual({ 'redelivered-after-consumer-crash': 1 });
	});

	/** After each of some messages in a row, so that reads of the client's end among them. */
	const duplicatesOf = (consumer: ConsumerChoice, sizeBytes = 64): number[] =>
		[1480, 1500, 1503, 1510, 1530, 1560].map((after) => {
			const choice = killed({ workUs: 200, ...consumer }, after);
			const { totals } = run({
				...choice,
				producers: [{ messages: 5000, rate: 0, size: sizeBytes }]
			});
			expect(totals.lost).toBe(0);
			return totals.duplicateDeliveries;
		});

	it('at a larger prefetch those of one read of the client, whose acks it holds', () => {
		for (const prefetch of [10, 100]) {
			const counts = duplicatesOf({ prefetch });
			expect(Math.min(...counts)).toBeGreaterThanOrEqual(1);
			expect(Math.max(...counts)).toBeGreaterThan(0.2 * prefetch);
			expect(Math.max(...counts)).toBeLessThanOrEqual(prefetch);
		}
	});

	it('a read is at most 64 KiB: 370 small messages, 57 of 1 KB, one large one', () => {
		const most = (sizeBytes: number) => Math.max(...duplicatesOf({ prefetch: 1000 }, sizeBytes));
		expect(most(64)).toBeGreaterThan(100);
		expect(most(64)).toBeLessThanOrEqual(370);
		expect(most(1024)).toBeGreaterThan(20);
		expect(most(1024)).toBeLessThanOrEqual(57);
		expect(most(60_000)).toBe(1);
	});

	it.each([
		[100, 1503, 3],
		[100, 1580, 80]
	])(
		'with multiple every %d, killed after %d, the %d since the last ack sent',
		(ackEvery, after, count) => {
			const { totals } = run(killed({ prefetch: 100, ackEvery }, after));
			expect(totals.duplicateDeliveries).toBe(count);
			expect(totals.lost).toBe(0);
		}
	);

	it('with multiple every 10 whole tens more, as long as the client holds them', () => {
		const { totals } = run(killed({ prefetch: 100, ackEvery: 10 }));
		expect(totals.duplicateDeliveries % 10).toBe(3);
		expect(totals.duplicateDeliveries).toBeLessThan(100);
	});
});

describe('R13: unacknowledged messages return', () => {
	it.each([1, 10, 100, 1000])(
		'all of them flagged, also those never seen: prefetch %d',
		(prefetch) => {
			const { totals } = run(killed({ prefetch }));
			expect(totals.redelivered).toBe(prefetch);
			expect(totals.duplicateDeliveries).toBeGreaterThanOrEqual(1);
			expect(totals.duplicateDeliveries).toBeLessThanOrEqual(prefetch);
		}
	);

	it('to their original places: no message comes after a later one', () => {
		const { totals } = run(killed({ prefetch: 100, ackEvery: 100 }));
		expect(totals.redelivered, 'there were messages to put back').toBe(100);
		expect(totals.reordered).toBe(0);
	});

	it('between two consumers too: the other one’s newer messages do not move them back', () => {
		// Consumer 2 is far ahead when consumer 1 dies; what returns is older than all that is ready.
		const simulation = runOf(
			setup({
				producers: [{ messages: 100, rate: 0 }],
				consumers: [
					{ prefetch: 10, workUs: 50_000 },
					{ prefetch: 1, workUs: 1000 }
				],
				faults: [clientFault('crash', 'consumer', { atUs: 30_000 }, 60 * second)],
				traceMessage: 0
			})
		);
		const steps = simulation.trace().map(({ step, place }) => `${step} ${place}`);
		expect(steps).toContain('requeued rabbit-1');
		const requeuedAt = simulation.trace().find(({ step }) => step === 'requeued')?.atMs ?? 0;
		const processedAt = simulation.trace().find(({ step }) => step === 'processed')?.atMs ?? 0;
		// At the head: after at most the one message that consumer 2 was working on.
		expect(processedAt - requeuedAt).toBeLessThan(2.5);
	});
});

describe('R14: acknowledging less often than the prefetch allows', () => {
	it('stalls for ever after `prefetch` messages', () => {
		const { fates, ended } = run({
			producers: [{ messages: 500 }],
			consumers: [{ prefetch: 10, ackEvery: 11 }]
		});
		expect(fates.processedOnce).toBe(10);
		expect(fates.stillQueued).toBe(490);
		expect(ended).toBe('drained');
	});

	it('does not at k = prefetch', () => {
		const { fates } = run({
			producers: [{ messages: 500 }],
			consumers: [{ prefetch: 10, ackEvery: 10 }]
		});
		expect(fates.processedOnce).toBe(500);
	});
});

const letters = ['A', 'B', 'C'];

/** Who got which message, as the recordings write it: consumers in order, messages from 1. */
function dispatchOf(choice: Choice, messages: number): string {
	const taken = Array.from({ length: messages }, (_, message) => {
		const steps = runOf(setup({ ...choice, traceMessage: message })).trace();
		const place = steps.find(({ step }) => step === 'processed')?.place ?? 'nobody';
		return { message: message + 1, consumer: letters[Number(place.slice('consumer-'.length)) - 1] };
	});
	return letters
		.flatMap((letter) => taken.filter(({ consumer }) => consumer === letter))
		.map(({ message, consumer }) => `${consumer}${message}`)
		.join(' ');
}

describe('R15: dispatch', () => {
	const recorded = truth.routing['dispatch: round robin'];
	const slowly = { messages: 12, rate: 20 };
	const consumers = (choice: ConsumerChoice, count: number): ConsumerChoice[] =>
		Array.from({ length: count }, () => ({ workUs: 1000, ...choice }));

	it('is round robin per message in the order of subscription', () => {
		const choice = { producers: [slowly], consumers: consumers({ manual: false }, 3) };
		expect(dispatchOf(choice, 12)).toBe(recorded['3 consumers, auto-ack, 12 messages']);
	});

	it('goes on in turn when each takes one at a time', () => {
		const choice = { producers: [slowly], consumers: consumers({ prefetch: 1 }, 3) };
		// Recorded in the order of delivery, here by consumer.
		const inOrder = recorded['3 consumers, prefetch 1, acks after 20/20/20 ms'].split(' ');
		const byConsumer = letters.flatMap((letter) => inOrder.filter((one) => one.startsWith(letter)));
		expect(dispatchOf(choice, 12)).toBe(byConsumer.join(' '));
	});

	it('skips those without free prefetch', () => {
		// B holds its one message for ever; A and C share the rest.
		const choice = {
			producers: [slowly],
			consumers: [
				{ prefetch: 1, workUs: 1000 },
				{ prefetch: 1, workUs: 100e6 },
				{ prefetch: 1, workUs: 1000 }
			]
		};
		expect(dispatchOf(choice, 12)).toBe('A1 A4 A6 A8 A10 A12 B2 C3 C5 C7 C9 C11');
	});

	const inTurn = [lateConsumer(second, 0), lateConsumer(1.005 * second, 1)];

	it('gives a backlog to the first subscriber if its prefetch is unlimited', () => {
		const choice = {
			producers: [{ messages: 12, rate: 0 }],
			consumers: consumers({ prefetch: 0 }, 2),
			faults: inTurn
		};
		expect(dispatchOf(choice, 12)).toBe(
			recorded['backlog of 12, then A subscribes, then B; no prefetch limit']
		);
	});

	it('gives each subscriber of a backlog its prefetch', () => {
		const choice = {
			producers: [{ messages: 12, rate: 0 }],
			consumers: consumers({ prefetch: 2, workUs: 30_000 }, 2),
			faults: inTurn
		};
		// The recording goes on in pairs, for that client acknowledged in pairs.
		expect(recorded['backlog of 12, then A, then B; prefetch 2']).toMatch(/^A1 A2 B3 B4 /);
		expect(dispatchOf(choice, 12)).toMatch(/^A1 A2 .*B3 B4 /);
	});
});
