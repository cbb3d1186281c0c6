import {
	settingWrong,
	sweepTooLarge,
	sweepWithoutPoints,
	sweepWithoutValues,
	m,
	type Problem,
	type Result
} from '#lib/messages';
import { describeValue } from './describe-value';
import type { Experiment } from './experiment';
import { groupDigits } from './format-number';
import { seedMax, sweepRunsMax, sweepSeedsMax, type Limits } from './limits';
import { withOverrides, type Overrides } from './overrides';
import type { ExperimentSpec } from './schema';
import type { Level } from './table';
import { toExperiment } from './to-experiment';

/** Values by setting path: all combinations are run. Or the wanted points, one by one. */
export type Over = Readonly<Record<string, readonly unknown[]>> | readonly Overrides[];

/** Values by factor, where the learner's own function makes the experiment of a point. */
export type Factors = Readonly<Record<string, readonly unknown[]>>;
export type SpecOfPoint = (point: never) => ExperimentSpec;

/** One row of the table to come: its name there, and the spec to run, not yet checked. */
export interface DesignPoint {
	point: Record<string, Level>;
	spec: ExperimentSpec;
}

/** A sweep that can be run: every point checked, every seed known. */
export interface Design {
	points: { point: Record<string, Level>; experiment: Experiment }[];
	seeds: number;
}

/** Full factorial in the order written, the last factor varying fastest; or the given points. */
export function designPoints(spec: ExperimentSpec, over: Over): Result<DesignPoint[]> {
	const combinations = isList(over) ? checkedList(over) : allCombinations(over);
	if (!combinations.ok) return combinations;
	const points = combinations.value.map((overrides) => ({
		point: levelsOf(overrides),
		spec: withOverrides(spec, overrides)
	}));
	return { ok: true, value: points };
}

/** As `designPoints`, for a function of the point: its factors bear the learner's own names. */
export function pointsMade(specOf: SpecOfPoint, over: Over | Factors): Result<DesignPoint[]> {
	if (isList(over)) return failed(sweepWithoutPoints());
	const combinations = allCombinations(over);
	if (!combinations.ok) return combinations;
	const points = combinations.value.map((values) => ({
		point: levelsOf(values),
		// What the values may be is between the learner's function and its factors.
		spec: specOf(values as never)
	}));
	return { ok: true, value: points };
}

const levelsOf = (values: Readonly<Record<string, unknown>>): DesignPoint['point'] =>
	Object.fromEntries(Object.entries(values).map(([name, value]) => [name, levelOf(value)]));

const isList = (over: Over | Factors): over is readonly Overrides[] => Array.isArray(over);

/** Learner code may pass anything: what is no object of settings has no points either. */
function checkedList(over: readonly Overrides[]): Result<readonly Overrides[]> {
	const isFilled = (value: unknown) =>
		typeof value === 'object' && value !== null && Object.keys(value).length > 0;
	return over.length > 0 && over.every(isFilled)
		? { ok: true, value: over }
		: failed(sweepWithoutPoints());
}

function allCombinations(over: Readonly<Record<string, readonly unknown[]>>): Result<Overrides[]> {
	if (typeof over !== 'object' || over === null) return failed(sweepWithoutPoints());
	// No factor at all is one point: the experiment itself, over several seeds.
	const factors = Object.entries(over);
	for (const [path, values] of factors) {
		if (!Array.isArray(values) || values.length === 0) return failed(sweepWithoutValues(path));
	}
	const size = factors.reduce((product, [, values]) => product * values.length, 1);
	if (size > sweepRunsMax) return failed(sweepTooLarge(size, 1, sweepRunsMax));
	const combinations = factors.reduce<Overrides[]>(
		(rows, [path, values]) =>
			rows.flatMap((row) => values.map((value) => ({ ...row, [path]: value }))),
		[{}]
	);
	return { ok: true, value: combinations };
}

/** A table's cell is a scalar; whatever else was varied (a list of faults) is named by its text. */
function levelOf(value: unknown): Level {
	const isScalar =
		typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
	return isScalar ? value : describeValue(value);
}

/** Checks the whole sweep before any of it is run. */
export function toDesign(
	points: readonly DesignPoint[],
	seeds: number,
	limits: Limits
): Result<Design> {
	if (points.length === 0) return failed(sweepWithoutPoints());
	if (!Number.isInteger(seeds) || seeds < 1 || seeds > sweepSeedsMax) {
		const allowed = m.settings_allowed_whole({ min: '1', max: groupDigits(sweepSeedsMax) });
		return failed(settingWrong('seeds', describeValue(seeds), allowed));
	}
	if (points.length * seeds > sweepRunsMax) {
		return failed(sweepTooLarge(points.length, seeds, sweepRunsMax));
	}
	const checked: Design['points'] = [];
	for (const { point, spec } of points) {
		const experiment = toExperiment(spec, limits);
		if (!experiment.ok) return experiment;
		checked.push({ point, experiment: experiment.value });
	}
	return { ok: true, value: { points: checked, seeds } };
}

/**
 * The seed of one replication. All points share them (common random numbers): two rows then differ
 * by their settings and not by their luck.
 */
export function replicationSeed(experiment: Experiment, replication: number): number {
	return (experiment.seed + replication) % (seedMax + 1);
}

function failed(problem: Problem): { ok: false; problems: Problem[] } {
	return { ok: false, problems: [problem] };
}
