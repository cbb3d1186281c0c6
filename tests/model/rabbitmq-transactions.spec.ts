/**
 * RabbitMQ's transactions of publishers (R9) under random faults. Its documentation ("Broker
 * Semantics", tx) calls them batches: an answered commit is safe, and as long as no broker fails all
 * of a transaction takes effect or nothing; a broker's failure during `tx.commit` may leave a part,
 * even in a single queue. To search on:
 * CASES=20000 SEED=7 npx vitest run tests/model/rabbitmq-transactions.spec.ts
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fate, FaultSetup, RabbitmqSetup } from '#lib/sim';
import { checkSums } from './invariants';
import { choices } from './random-setups';
import { nodeFault, run, second, setup, sum, type Choice } from './setups';
import { watchedRun } from './watched-run';

const cases = Number(process.env.CASES ?? (process.env.CI ? 150 : 300));
const seed = Number(process.env.SEED ?? 20_261_122);

/**
 * No broker ends, and none loses sight of another; a lone one may stand still or be cut off. What
 * would strike others strikes a producer.
 */
function sparingBrokers(fault: FaultSetup, { nodes, producers }: Required<Choice>): FaultSetup {
	const { kind, target } = fault;
	if (!['node', 'leader'].includes(target.kind)) return fault;
	if (nodes === 1 && (kind === 'pause' || kind === 'partition')) return fault;
	const producer = { kind: 'producer' as const, index: target.index % producers.length };
	const durationUs = Math.min(fault.durationUs, 5 * second);
	return { ...fault, kind: kind === 'stop' ? 'cut' : 'crash', target: producer, durationUs };
}

const committing: fc.Arbitrary<Choice> = fc
	.tuple(choices, fc.constantFrom(2, 7, 50))
	.map(([choice, batch]) => [choice as Required<Choice>, batch] as const)
	.map(([choice, batch]) => ({
		...choice,
		producers: choice.producers.map((one) => ({
			...one,
			ack: 'transaction' as const,
			window: 0,
			batch: one.batch === 1 ? batch : (one.batch ?? batch)
		})),
		consumers: choice.consumers.map((one) => ({ ...one, manual: true })),
		faults: choice.faults.map((fault) => sparingBrokers(fault, choice))
	}));

const there: (Fate | null)[] = ['processedOnce', 'duplicated', 'stillQueued'];

/**
 * A producer's messages follow one another in transactions of `batch`, the last of them shorter; one
 * that dies leaves out what it had not committed and begins anew. So whatever is there without a gap
 * is whole transactions.
 */
function committedInPart(
	{ producers }: RabbitmqSetup,
	fateOf: (message: number) => Fate | null
): string | null {
	for (const [index, { messages, batch }] of producers.entries()) {
		const first = sum(producers.slice(0, index).map((one) => one.messages));
		let begin = 0;
		for (let place = 0; place < messages; place++) {
			if (there.includes(fateOf(first + place))) continue;
			if ((place - begin) % batch !== 0) return `producer ${index}: from ${begin} to ${place}`;
			begin = place + 1;
		}
	}
	return null;
}

let parts = 0;

function check(choice: Choice): void {
	const complete = setup(choice);
	const { result, fateOf } = watchedRun(complete);
	checkSums(complete, result);
	expect(result.totals.lostAcknowledged, 'an answered commit is safe').toBe(0);
	expect(committedInPart(complete, fateOf), 'a transaction in part').toBeNull();
	if (result.causes['rolled-back-transaction'] !== undefined) parts++;
}

describe('R9: transactions while no broker fails', () => {
	it(`take effect whole or not at all in ${cases} random setups`, { timeout: 600_000 }, () => {
		fc.assert(fc.property(committing, check), { numRuns: cases, seed });
	});

	it('are tried where it matters: many are rolled back', () => {
		expect(parts).toBeGreaterThan(cases / 15);
	});
});

describe('R9: a broker that fails during tx.commit', () => {
	it('may leave what the queue had flushed of it: a commit is no single record', () => {
		// Its 20 000 messages keep the queue busy for a second, and each 200 ms it flushes its journal.
		const all = { messages: 20_000, batch: 20_000, rate: 0, size: 100 };
		const { fates, totals } = run({
			producers: [{ ...all, ack: 'transaction', retry: false }],
			faults: [nodeFault('crash', 0, { atUs: second }, 100_000)]
		});
		expect(totals.acknowledged).toBe(0);
		expect(fates.stillQueued).toBeGreaterThan(1000);
		expect(fates.stillQueued).toBeLessThan(19_000);
	});
});
