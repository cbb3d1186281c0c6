/**
 * The kernel against queueing theory: clock, lanes, random streams and distributions together give
 * what closed forms and a recursion without events give.
 */
import { describe, expect, it } from 'vitest';
import { instantiate, type Setup } from '#lib/sim';
import { engine, run, setup, sum } from './setups';

const seeds = [1, 2, 3, 4, 5];

function tandemMean(seed: number, messages: number, window: number): number {
	const exports = instantiate(engine);
	exports.tandem(seed, messages, window);
	expect(Number(exports.tandemEvents.value), 'six events a message').toBe(6 * messages);
	return Number(exports.tandemMean.value);
}

function mean(values: number[]): number {
	return sum(values) / values.length;
}

describe('tandem model', () => {
	// One run of 10^6 messages has a standard deviation of 0.3 % (window 100) and 0.7 % (window 45);
	// five runs of 300 000 therefore err by 0.3 % and 0.6 % at most.
	it.each([
		{ window: 100, expected: 0.73259 },
		{ window: 45, expected: 0.78326 }
	])('mean time in system at window $window is $expected ms within 1 %', ({ window, expected }) => {
		const measured = mean(seeds.map((seed) => tandemMean(seed, 300_000, window)));
		expect(Math.abs(measured / expected - 1)).toBeLessThan(0.01);
	});

	it('gives the same last digit for the same seed and another for another', () => {
		expect(tandemMean(7, 20_000, 45)).toBe(tandemMean(7, 20_000, 45));
		expect(tandemMean(7, 20_000, 45)).not.toBe(tandemMean(8, 20_000, 45));
	});

	it('feels the window: a smaller one waits longer', () => {
		// Not vacuous: without the prefetch window both would be the time of an open network.
		expect(tandemMean(3, 100_000, 45)).toBeGreaterThan(1.03 * tandemMean(3, 100_000, 100));
	});
});

const shapes = { constant: 0, uniform: 1, exponential: 2, lognormal: 3 } as const;

interface Measured {
	wait: number;
	inSystem: number;
	time: number;
	rate: number;
	median: number;
}

/** Averages over the seeds of a queue with service of mean 1 and the given utilisation. */
function singleServer(shape: keyof typeof shapes, load: number, spread = 0): Measured {
	const runs = seeds.map((seed) => {
		const exports = instantiate(engine);
		exports.singleServer(seed, 200_000, 1 / load, shapes[shape], 1, spread);
		return {
			wait: Number(exports.meanWait.value),
			inSystem: Number(exports.meanNumber.value),
			time: Number(exports.meanTimeInSystem.value),
			rate: Number(exports.arrivalRate.value),
			median: exports.waitQuantile(0.5)
		};
	});
	const average = (key: keyof Measured): number => mean(runs.map((one) => one[key]));
	return {
		wait: average('wait'),
		inSystem: average('inSystem'),
		time: average('time'),
		rate: average('rate'),
		median: average('median')
	};
}

/** Pollaczek and Khinchine: service of mean 1 and the given variance. */
function meanWait(load: number, variance: number): number {
	return (load * (1 + variance)) / (2 * (1 - load));
}

describe('one server', () => {
	const spread = 0.6;
	it.each([
		['constant', 0.5, 0, 0],
		['constant', 0.8, 0, 0],
		['exponential', 0.5, 1, 0],
		['exponential', 0.8, 1, 0],
		['uniform', 0.7, spread ** 2 / 3, spread],
		['lognormal', 0.7, Math.exp(spread ** 2) - 1, spread]
	] as const)(
		'%s service at load %d waits as Pollaczek and Khinchine say',
		(shape, load, variance, width) => {
			// The standard error of 10^6 customers in all is under 1.5 % at load 0.8.
			const measured = singleServer(shape, load, width);
			expect(Math.abs(measured.wait / meanWait(load, variance) - 1)).toBeLessThan(0.03);
		}
	);

	it('tells constant from exponential service by a factor of two', () => {
		// The mean wait of M/M/1 is twice that of M/D/1; a wrong variance would show here.
		const ratio = singleServer('exponential', 0.6).wait / singleServer('constant', 0.6).wait;
		expect(ratio).toBeGreaterThan(1.92);
		expect(ratio).toBeLessThan(2.08);
	});

	it.each([
		['constant', 0.8],
		['exponential', 0.9]
	] as const)('%s service at load %d obeys Little’s law', (shape, load) => {
		// Exact over a whole run, for areas and times are the same sum seen from two sides.
		const exports = instantiate(engine);
		exports.singleServer(11, 50_000, 1 / load, shapes[shape], 1, 0);
		const number = Number(exports.meanNumber.value);
		const product = Number(exports.arrivalRate.value) * Number(exports.meanTimeInSystem.value);
		expect(number / product).toBeCloseTo(1, 9);
		expect(number).toBeGreaterThan(1);
	});

	it('spends its wait and its service in the system', () => {
		const { time, wait, rate } = singleServer('exponential', 0.5);
		expect(time - wait).toBeCloseTo(1, 2);
		expect(rate).toBeCloseTo(0.5, 2);
	});

	it('has the wait’s distribution too, not only its mean', () => {
		// M/M/1 at load 0.8: P(wait > t) = 0.8 exp(−0.2 t), so the median is 5 ln 1.6. The histogram
		// counts waits below 1 as 1, which does not reach the median here.
		expect(singleServer('exponential', 0.8).median / (5 * Math.log(1.6))).toBeCloseTo(1, 1);
	});
});

describe('distributions in a run', () => {
	/** Mean processing time of a lone consumer that never waits for messages, from a whole run. */
	function processingMeanUs(
		kind: Setup['consumers'][number]['processing']['kind'],
		spread: number
	): number {
		const messages = 20_000;
		const result = run({
			producers: [{ messages, rate: 0, persistent: false }],
			consumers: [{ manual: false, processing: { kind, meanUs: 500, spread } }]
		});
		expect(result.totals.processed).toBe(messages);
		// The consumer works without a break from its first message to its last.
		return 1e6 / result.throughput.processed;
	}

	const { profile, producers } = setup({ producers: [{}] });
	const { clientReceive, channelBytesPerUs } = profile.rabbitmq;
	const receiveUs = clientReceive + (producers[0]?.size ?? 0) / channelBytesPerUs;

	it.each([
		['constant', 0, 0],
		['uniform', 0.5, 0.5 / Math.sqrt(3)],
		['exponential', 0, 1],
		['lognormal', 0.8, Math.sqrt(Math.exp(0.64) - 1)]
	] as const)('%s has its mean', (kind, spread, deviation) => {
		const tolerance = 0.001 + (4 * deviation) / Math.sqrt(20_000);
		const measured = processingMeanUs(kind, spread) - receiveUs;
		expect(Math.abs(measured / 500 - 1)).toBeLessThan(tolerance);
	});

	it('Poisson arrivals come at their rate, irregularly', () => {
		const poisson = run({ producers: [{ messages: 20_000, rate: 5000, arrivals: 'poisson' }] });
		const constant = run({ producers: [{ messages: 20_000, rate: 5000 }] });
		expect(Math.abs(poisson.throughput.produced / 5000 - 1)).toBeLessThan(4 / Math.sqrt(20_000));
		expect(constant.throughput.produced).toBeCloseTo(5000, -1);
		const spreadOf = (counts: number[]): number => {
			// The run goes on after the last arrival, until the queue has flushed its journal.
			const full = counts.slice(
				0,
				counts.findLastIndex((count) => count > 0)
			);
			return mean(full.map((count) => (count - mean(full)) ** 2)) / mean(full);
		};
		// The index of dispersion of a Poisson process is 1, that of a clockwork nearly 0.
		expect(spreadOf(poisson.series.attempted)).toBeGreaterThan(0.6);
		expect(spreadOf(poisson.series.attempted)).toBeLessThan(1.5);
		expect(spreadOf(constant.series.attempted)).toBeLessThan(0.1);
	});

	it('draws of one purpose do not move when another setting changes', () => {
		// Common random numbers: arrivals stay where they were though the consumer has another law.
		const choice = (kind: 'constant' | 'exponential') => ({
			producers: [{ messages: 3000, rate: 2000, arrivals: 'poisson' as const, persistent: false }],
			consumers: [{ manual: false, processing: { kind, meanUs: 100, spread: 0 } }]
		});
		expect(run(choice('exponential')).series.attempted).toEqual(
			run(choice('constant')).series.attempted
		);
	});
});
