/**
 * Every setting that a learner can write, and what it does. The list of settings is read from the
 * experiment's schema: a new one without an entry, or an entry without a setting, fails.
 */
import { describe, expect, it } from 'vitest';
import {
	toExperiment,
	toSetup,
	withOverrides,
	type ExperimentSpec,
	type Overrides
} from '#lib/experiment';
import { simulate, type SimulationResult } from '#lib/sim';
import { brokers, type BrokerType } from '../../src/lib/experiment/setting-home';
import { engine } from './setups';

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Paths of the settings that are values and not sections. */
function leavesOf(schema: object, base = ''): string[] {
	if ('wrapped' in schema && isObject(schema.wrapped)) return leavesOf(schema.wrapped, base);
	if (!('entries' in schema) || !isObject(schema.entries)) return [base];
	return Object.entries(schema.entries).flatMap(([name, entry]) =>
		isObject(entry) ? leavesOf(entry, base ? `${base}.${name}` : name) : []
	);
}

const settingsOf = (type: BrokerType): string[] => leavesOf(brokers[type].schema);

/** What is documented of a setting, and the test that shows it. */
export type Effects = Record<string, [effect: string, show: () => void]>;

export function describeSettings(type: BrokerType, effects: Effects): void {
	it('each setting has its effect here', () => {
		expect(Object.keys(effects).sort()).toEqual(settingsOf(type).sort());
	});

	describe.each(Object.entries(effects))('%s', (_path, [effect, show]) => {
		it(effect, show);
	});
}

/** Runs the base with some settings given; they stand for nothing else than what is written. */
export type Run = (given?: Overrides) => SimulationResult;

export const runnerOf =
	(base: ExperimentSpec): Run =>
	(given = {}) => {
		const experiment = toExperiment(withOverrides(base, given));
		if (!experiment.ok) throw new Error(experiment.problems.map(({ text }) => text).join('\n'));
		return simulate(engine, toSetup(experiment.value));
	};

export const confirmOf = ({ confirmLatencyMs }: SimulationResult): number =>
	confirmLatencyMs?.p50 ?? Number.NaN;
export const producedOf = ({ throughput }: SimulationResult): number => throughput.produced;
export const spanMs = ({ outages }: SimulationResult): number =>
	outages.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);

interface CommonSituations {
	/** Waits for each answer, which comes after a sync; as fast as it goes. */
	safe: Overrides;
	/** Does not wait for answers; as fast as it goes. */
	fast: Overrides;
	/** A consumer dies with work done that nobody was told of. */
	repeats: Overrides;
	/** Sends fail for good unless the application sends again. */
	fails: Overrides;
	/** Two consumers that overtake each other. */
	overtaking: Overrides;
	/** More than one consumer has something to do. */
	parallel: Overrides;
	/** The first node's name. */
	node: string;
}

/** What does not depend on the broker. `base`: 1000 messages at 1000/s and one consumer. */
export function commonEffects(run: Run, situation: CommonSituations): Effects {
	const { safe, fast, repeats, fails, overtaking, parallel, node } = situation;
	const slowLink = { 'broker.link.bandwidth': '16Mbit/s' };
	return {
		'broker.type': [
			'says whose nodes there are',
			() => {
				const pause = { kind: 'pause', target: 'leader', at: '100ms', for: '10ms' };
				expect(run({ faults: [pause] }).faults[0]?.target).toBe(node);
			}
		],
		'broker.profile': [
			'is the machine: a spinning disk of 2011 syncs more slowly',
			() => {
				const old = run({ ...safe, 'broker.profile': 'netdb-2011' });
				expect(confirmOf(old)).toBeGreaterThan(3 * confirmOf(run(safe)));
			}
		],
		'broker.link.latency': [
			'is paid there and back',
			() => {
				const far = run({ ...safe, 'broker.link.latency': '10ms' });
				expect(confirmOf(far)).toBeGreaterThan(20);
				expect(confirmOf(far)).toBeLessThan(50);
			}
		],
		'broker.link.jitter': [
			'spreads the answers',
			() => {
				const spread = ({ confirmLatencyMs }: SimulationResult): number =>
					(confirmLatencyMs?.p95 ?? 0) - (confirmLatencyMs?.p50 ?? 0);
				const shaky = run({ ...safe, 'broker.link.jitter': '10ms' });
				expect(spread(shaky)).toBeGreaterThan(3 + spread(run(safe)));
			}
		],
		'broker.link.bandwidth': [
			'16 Mbit/s carry no more than 200 messages of 10 kB a second',
			() => {
				const given = { ...safe, 'producers.size': 10_000, 'producers.messages': 300 };
				expect(producedOf(run({ ...given, ...slowLink }))).toBeLessThan(200);
				expect(producedOf(run(given))).toBeGreaterThan(250);
			}
		],
		'broker.disk.sync': [
			'is waited for by who waits for a sync',
			() => {
				const slow = run({ ...safe, 'broker.disk.sync': '20ms' });
				expect(confirmOf(slow)).toBeGreaterThan(20);
				expect(confirmOf(run(safe))).toBeLessThan(15);
			}
		],
		'broker.disk.bandwidth': [
			'1 MB/s write no more than 10 messages of 100 kB a second',
			() => {
				const given = { ...safe, 'producers.size': 100_000, 'producers.messages': 30 };
				const slow = run({ ...given, 'broker.disk.bandwidth': '1MB/s' });
				expect(slow.throughput.acknowledged).toBeLessThan(11);
				expect(run(given).throughput.acknowledged).toBeGreaterThan(20);
			}
		],
		'producers.count': [
			'two that each wait do more than one',
			() => {
				const two = producedOf(run({ ...safe, 'producers.count': 2 }));
				expect(two).toBeGreaterThan(1.3 * producedOf(run(safe)));
			}
		],
		'producers.messages': [
			'is how many are attempted',
			() => expect(run({ 'producers.messages': 321 }).totals.attempted).toBe(321)
		],
		'producers.rate': [
			'is kept',
			() => {
				const rate = 500;
				expect(Math.abs(producedOf(run({ 'producers.rate': rate })) - rate)).toBeLessThan(10);
			}
		],
		'producers.arrivals': [
			'at random, they queue before a consumer that is mostly busy',
			() => {
				const busy = { 'consumers.processing': '700us' };
				const random = run({ ...busy, 'producers.arrivals': 'poisson' });
				expect(random.latencyMs.p95).toBeGreaterThan(run(busy).latencyMs.p95 + 1);
			}
		],
		'producers.size': [
			'a larger message takes longer on a slow link',
			() => {
				const large = run({ ...safe, ...slowLink, 'producers.size': 20_000 });
				expect(confirmOf(large)).toBeGreaterThan(10);
				expect(confirmOf(run({ ...safe, ...slowLink }))).toBeLessThan(8);
			}
		],
		'producers.keys': [
			'order is judged within a key',
			() => {
				const all = run(overtaking).totals.reordered;
				expect(all).toBeGreaterThan(20);
				expect(run({ ...overtaking, 'producers.keys': 1_000 }).totals.reordered).toBe(0);
			}
		],
		'producers.retry': [
			'the application sends again what has failed',
			() => {
				const { failed, lost } = run(fails).totals;
				expect(failed + lost).toBeGreaterThan(0);
				const again = run({ ...fails, 'producers.retry': true }).totals;
				expect(again.failed + again.lost).toBe(0);
				expect(again.sends).toBeGreaterThan(again.attempted);
			}
		],
		'consumers.count': [
			'nobody processes nothing; two do twice the work',
			() => {
				const none = run({ 'consumers.count': 0 });
				expect(none.fates.stillQueued).toBe(none.totals.attempted);
				const work = { ...fast, ...parallel, 'consumers.processing': '2ms' };
				const rate = (count: number): number =>
					run({ ...work, 'consumers.count': count }).throughput.processed;
				expect(rate(2) / rate(1)).toBeGreaterThan(1.7);
			}
		],
		'consumers.processing': [
			'is part of the latency, as it is distributed',
			() => {
				const mean = '3ms';
				const slow = { 'producers.rate': 100 };
				const constant = run({ ...slow, 'consumers.processing': mean }).latencyMs;
				expect(constant.p50).toBeGreaterThan(3);
				expect(constant.p50).toBeLessThan(9);
				for (const distribution of ['uniform', 'exponential', 'lognormal']) {
					const processing = { distribution, mean };
					const spread = run({ ...slow, 'consumers.processing': processing }).latencyMs;
					expect(spread.p95 - spread.p50).toBeGreaterThan(constant.p95 - constant.p50 + 0.5);
				}
			}
		],
		'consumers.idempotent': [
			'what comes again is skipped',
			() => {
				expect(run(repeats).totals.duplicateDeliveries).toBeGreaterThan(0);
				const { totals } = run({ ...repeats, 'consumers.idempotent': true });
				expect(totals.duplicateDeliveries).toBe(0);
			}
		],
		faults: [
			'strike when they say',
			() => {
				const pause = { kind: 'pause', target: 'consumer-1', at: '100ms', for: '50ms' };
				const { faults } = run({ faults: [pause] });
				expect(faults).toMatchObject([{ kind: 'pause', atMs: 100, untilMs: 150 }]);
			}
		],
		seed: [
			'is the luck of the run, and nothing else',
			() => {
				expect(run({ seed: 2 }).digest).not.toBe(run().digest);
				expect(run({ seed: 2 }).totals.attempted).toBe(run().totals.attempted);
			}
		],
		limit: [
			'ends the run whatever is left',
			() => {
				const cut = run({ limit: '200ms' });
				expect(cut).toMatchObject({ ended: 'horizon', simulatedMs: 200 });
				expect(cut.totals.attempted).toBeLessThan(run().totals.attempted);
			}
		],
		label: [
			'is a name and changes nothing',
			() => expect(run({ label: 'mine' }).digest).toBe(run().digest)
		]
	};
}
