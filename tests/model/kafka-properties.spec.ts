/** What must hold on Kafka whatever fails when: random faults, settings and seeds. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { kafka, second, type Fault, type Outcome } from './kafka-engine';

const cases = { numRuns: Number(process.env.CASES ?? 60) };

/** At most one broker is away at a time, so that a replica in sync is always left. */
const faults = fc
	.array(
		fc.record({
			kind: fc.constantFrom('crash', 'pause', 'stop'),
			target: fc.constantFrom('node', 'leader'),
			index: fc.nat(2),
			lasts: fc.double({ min: 0.1, max: 9, noNaN: true })
		}),
		{ maxLength: 3 }
	)
	.map((list) =>
		list.map(({ kind, target, index, lasts }, place): Fault => ({
			kind,
			target,
			index: target === 'leader' ? 0 : index,
			at: (0.5 + place * 45) * second,
			for: lasts * second
		}))
	);
const seed = fc.nat(1_000_000);

const sums = ({ fates }: Outcome): number =>
	Object.values(fates).reduce((sum, one) => sum + one, 0);

test('messages are conserved, and the high watermark never passes the log', () => {
	const client = fc.constantFrom('producer08', 'producer082Java', 'producer39');
	fc.assert(
		fc.property(
			seed,
			faults,
			client,
			fc.nat(2),
			fc.boolean(),
			(seed, faults, kind, acks, later) => {
				const run = kafka({
					version: later ? '3.9' : '0.8',
					seed,
					broker: { partitions: 2 },
					producers: [{ kind, acks, rate: 200, messages: 3000 }],
					faults
				});
				expect(sums(run)).toBe(run.totals.attempted);
				for (const partition of [0, 1])
					for (const node of [0, 1, 2])
						expect(run.highWatermark(partition, node)).toBeLessThanOrEqual(
							run.log(partition, node).length
						);
			}
		),
		cases
	);
});

test('acks=all with clean elections loses nothing acknowledged; idempotence neither repeats nor reorders', () => {
	fc.assert(
		fc.property(seed, faults, fc.boolean(), (seed, faults, idempotent) => {
			const run = kafka({
				version: '3.9',
				seed,
				broker: { minInsyncReplicas: 2 },
				producers: [{ rate: 200, messages: 3000, idempotence: Number(idempotent) }],
				faults
			});
			const found = run.read();
			expect(found.lostAcknowledged).toBe(0);
			if (idempotent) expect(found).toMatchObject({ duplicates: 0, stepsBack: 0 });
		}),
		cases
	);
});
