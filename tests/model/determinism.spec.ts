/**
 * The same setup gives the same bytes, everywhere and for ever: hand-ins are verified by running
 * them again. A digest covers every change of every message's fate with its time.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Simulation } from '#lib/sim';
import { golden } from './golden-setups';
import { engine, finish, run, runOf, setup } from './setups';

/**
 * A change here means that every hand-in and every shared result from before differs. It may be
 * right, when the model is corrected or a profile's costs are; then the commit that changes a
 * digest must say what became different, and why. Never update one to make a test pass.
 */
const digests: Record<string, string> = {
	plain: 'c726ce576c604ad9',
	'poisson arrivals, random work': '62797f94c34fafdf',
	'streaming confirms, broker crash': 'a3d7854f1542053b',
	'transactions, power loss': '54aba402e32616ed',
	'two mirrors, master crash': '3136bd68c96b438c',
	'mirror, partition, short time-outs': '881c34f07211ce73',
	'automatic ack, consumer crash': 'dea92c17f6212eef',
	'topic exchange, cut, pause': '0f648065903033e4'
};

const names = Object.keys(golden);
const digestOf = (name: string, more: { seed?: number; traceMessage?: number } = {}): string =>
	run({ ...golden[name], ...more }).digest;

describe('determinism', () => {
	it.each(names)('%s: the digest is what it always was', (name) => {
		expect(digestOf(name)).toBe(digests[name]);
	});

	it.each(names)('%s: again the same, in every figure', (name) => {
		expect(run(golden[name] ?? {})).toEqual(run(golden[name] ?? {}));
	});

	it.each(names)('%s: another seed, another digest', (name) => {
		expect(digestOf(name, { seed: 2 })).not.toBe(digestOf(name, { seed: 1 }));
	});

	it.each(names)('%s: to watch a message changes nothing', (name) => {
		const watched = runOf(setup({ ...golden[name], traceMessage: 700 }));
		expect(watched.trace().length, 'it was watched').toBeGreaterThan(2);
		expect(watched.result().digest).toBe(digestOf(name));
	});

	it.each([1, 7, 1000])('slices of %d events give what one long run gives', (slice) => {
		const name = 'two mirrors, master crash';
		const simulation = new Simulation(engine, setup(golden[name]));
		while (simulation.advance(slice) === 'running');
		expect(simulation.result()).toEqual(run(golden[name] ?? {}));
	});

	it('two runs side by side do not disturb each other', () => {
		const [first = '', second = ''] = names;
		const left = new Simulation(engine, setup(golden[first]));
		const right = new Simulation(engine, setup(golden[second]));
		for (let turn = 0; turn < 20; turn++) {
			left.advance(100);
			right.advance(170);
		}
		finish(left);
		finish(right);
		expect([left.result().digest, right.result().digest]).toEqual([
			digestOf(first),
			digestOf(second)
		]);
	});

	it.each(names)('%s: what a run before it left in memory changes nothing', (name) => {
		for (const before of names) {
			const earlier = runOf(setup(golden[before]));
			earlier.release();
			expect(() => earlier.result(), 'its memory is another run’s').toThrow('given back');
			const later = runOf(setup(golden[name]));
			expect(later.result()).toEqual(run(golden[name] ?? {}));
			later.release();
		}
	});

	it('another process gives the same digests', { timeout: 60_000 }, async () => {
		const script = fileURLToPath(new URL('./print-digests.ts', import.meta.url));
		const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script]);
		expect(JSON.parse(stdout)).toEqual(
			Object.fromEntries(names.map((name) => [name, digestOf(name)]))
		);
	});
});
