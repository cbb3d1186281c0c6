/** How a recorded scenario is run in the engine, and how each measured figure is compared. */
import type { ExperimentSpec } from '#lib/experiment';
import type { Setup, Simulation, SimulationResult } from '#lib/sim';
import type { Measure, Recording } from '../truth';

/** One simulation that has ended. */
export interface Run {
	setup: Setup;
	result: SimulationResult;
	/** For questions about single messages. */
	simulation: Simulation;
	/** The run of `Plan.alongside` with this name, with the same seed and moment. */
	part: (name: string) => Run;
}

export type Found = number | boolean | string;

/** Gets from a run what was measured on the real broker. */
export type Reading = (run: Run, recording: Recording) => Found;

export type Range = readonly [least: number, most: number];

/**
 * - recorded: each run gives the recorded value, or one within the recorded range;
 * - near: as `recorded`, the range widened by a share of its ends;
 * - between: within a range that follows from a setting;
 * - kind: never, in every repetition, or now and then more than 0, and nothing about how much;
 * - meets: at least one run within the recorded range, where chance decides over a wider one.
 */
export type Comparison =
	| { by: 'recorded' }
	| { by: 'near'; share: number; because: string }
	| { by: 'between'; range: Range; because: string }
	| { by: 'kind'; because: string }
	| { by: 'meets'; because: string };

export type Expectation = { read: Reading; compare: Comparison } | { notCompared: string };

/** By the name of the measured field; `atEnd.*` stands for all fields that begin with `atEnd.`. */
export type Expectations = Record<string, Expectation>;

export type Probe = (setup: Setup) => Simulation;

export interface RunnablePlan {
	/** What the recording did, as a learner would write it. `moment` is one of `moments`. */
	experiment: (recording: Recording, moment: number) => ExperimentSpec;
	/** What a learner cannot write; `probe` runs a setup to its end, to find a moment. */
	// A method, so that a plan may take the setups of its own broker alone: it meets no others.
	adjust?(setup: Setup, recording: Recording, probe: Probe): Setup;
	/** Further experiments of the same recording, where it was made of several. */
	alongside?: Record<string, (recording: Recording, moment: number) => ExperimentSpec>;
	/** Default: 1. */
	seeds?: readonly number[];
	/** Where chance on the real machine decided when a fault fell, shares of a gap; default: 0. */
	moments?: readonly number[];
	/** In place of those that are common to the file. */
	fields?: Expectations;
	/** Fields in which the model knowingly differs, and why. They count as differing. */
	differs?: Record<string, string>;
}

export type Plan = RunnablePlan | { cannotBeExpressed: string };

/** By the id of the recording; two recordings of one id share their plan. */
export type Plans = Record<string, Plan>;

export const recorded = (read: Reading): Expectation => ({ read, compare: { by: 'recorded' } });

export const near = (read: Reading, share: number, because: string): Expectation => ({
	read,
	compare: { by: 'near', share, because }
});

export const between = (read: Reading, range: Range, because: string): Expectation => ({
	read,
	compare: { by: 'between', range, because }
});

export const kind = (read: Reading, because: string): Expectation => ({
	read,
	compare: { by: 'kind', because }
});

export const meets = (read: Reading, because: string): Expectation => ({
	read,
	compare: { by: 'meets', because }
});

export const notCompared = (because: string): Expectation => ({ notCompared: because });

export const cannotBeExpressed = (because: string): Plan => ({ cannotBeExpressed: because });

/** A measured figure as a range; booleans and texts are none. */
export function rangeOf(measure: Measure | undefined): Range | null {
	if (typeof measure === 'number') return [measure, measure];
	if (!Array.isArray(measure)) return null;
	const numbers = measure.filter((value): value is number => typeof value === 'number');
	const [least = 0, most = least] = numbers;
	return numbers.length > 0 ? [least, most] : null;
}

/** A parameter of the recording as a number; 0 where it has none. */
export const parameter = ({ parameters }: Recording, name: string): number =>
	Number(parameters[name] ?? 0);

/** The least that was measured; 0 where nothing was. */
export const measured = (recording: Recording, field: string): number =>
	rangeOf(recording.measured[field])?.[0] ?? 0;
