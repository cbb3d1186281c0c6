/** Holds what the runs of a plan give against what was recorded. */
import type { Engine } from '#lib/sim';
import type { Measure, Recording } from '../truth';
import {
	rangeOf,
	type Comparison,
	type Expectation,
	type Expectations,
	type Found,
	type Plan,
	type Range,
	type Run,
	type RunnablePlan
} from './plan';
import { runsOf } from './runs';

export interface FieldResult {
	field: string;
	recorded: Measure;
	/** Least and most over all runs, or the value that all have; null: not compared. */
	simulated: Measure | null;
	verdict: 'agrees' | 'differs' | 'not compared';
	/** How it was compared, or why not. */
	how: string;
	/** The reason for a difference that is known. */
	known: string | null;
}

export interface ScenarioResult {
	id: string;
	outcome: 'agrees' | 'differs' | 'cannot be expressed';
	/** Why it cannot be expressed. */
	reason: string;
	fields: FieldResult[];
}

export function compareRecording(
	engine: Engine,
	recording: Recording,
	plan: Plan,
	common: Expectations
): ScenarioResult {
	const { id } = recording;
	if ('cannotBeExpressed' in plan) {
		return { id, outcome: 'cannot be expressed', reason: plan.cannotBeExpressed, fields: [] };
	}
	const runs = runsOf(engine, recording, plan);
	const fields = Object.entries(recording.measured).map(([field, value]) =>
		compareField(field, value, runs, recording, plan, common)
	);
	const differs = fields.some(({ verdict }) => verdict === 'differs');
	return { id, outcome: differs ? 'differs' : 'agrees', reason: '', fields };
}

function compareField(
	field: string,
	value: Measure,
	runs: Run[],
	recording: Recording,
	plan: RunnablePlan,
	common: Expectations
): FieldResult {
	const expectation = expectationOf(field, plan.fields ?? {}) ?? expectationOf(field, common);
	if (!expectation) throw new Error(`${recording.id}: no expectation for ${field}`);
	if ('notCompared' in expectation) {
		const how = expectation.notCompared;
		return { field, recorded: value, simulated: null, verdict: 'not compared', how, known: null };
	}
	const found = runs.map((run) => expectation.read(run, recording));
	const agrees = isMet(expectation.compare, value, found);
	return {
		field,
		recorded: value,
		simulated: spanOf(found),
		verdict: agrees ? 'agrees' : 'differs',
		how: describe(expectation.compare),
		known: plan.differs?.[field] ?? null
	};
}

function expectationOf(field: string, among: Expectations): Expectation | null {
	const exact = among[field];
	if (exact) return exact;
	const prefix = Object.keys(among)
		.filter((name) => name.endsWith('*') && field.startsWith(name.slice(0, -1)))
		.sort((left, right) => right.length - left.length)[0];
	return prefix === undefined ? null : (among[prefix] ?? null);
}

/** Readings are exact; recorded means are rounded to a tenth. */
const isWithin = (found: number, [least, most]: Range): boolean => found >= least && found <= most;

function isMet(compare: Comparison, value: Measure, found: Found[]): boolean {
	const range = rangeOf(value);
	if (range === null || !found.every((one) => typeof one === 'number')) {
		const allowed: readonly Found[] = Array.isArray(value) ? value : [value as Found];
		return found.every((one) => allowed.includes(one));
	}
	const numbers = found.map(Number);
	switch (compare.by) {
		case 'recorded':
			return numbers.every((one) => isWithin(one, range));
		case 'near': {
			const wider: Range = [range[0] * (1 - compare.share), range[1] * (1 + compare.share)];
			return numbers.every((one) => isWithin(one, wider));
		}
		case 'between':
			return numbers.every((one) => isWithin(one, compare.range));
		case 'meets':
			return numbers.some((one) => isWithin(one, range));
		case 'kind':
			return isOfKind(range, numbers);
	}
}

/** Never in any repetition: never here. In every one: in some run here too. Now and then: either. */
function isOfKind([least, most]: Range, numbers: number[]): boolean {
	const largest = Math.max(...numbers);
	if (most === 0) return largest === 0;
	return least > 0 ? largest > 0 : true;
}

function spanOf(found: Found[]): Measure {
	const first = found[0] ?? 0;
	if (found.every((one) => one === first)) return first;
	if (!found.every((one) => typeof one === 'number')) return [...new Set(found.map(String))];
	return [Math.min(...found.map(Number)), Math.max(...found.map(Number))];
}

function describe(compare: Comparison): string {
	switch (compare.by) {
		case 'recorded':
			return 'as recorded';
		case 'near':
			return `within ${Math.round(compare.share * 100)} % of it: ${compare.because}`;
		case 'between':
			return `${compare.range.join(' … ')}: ${compare.because}`;
		case 'meets':
			return `some run as recorded: ${compare.because}`;
		case 'kind':
			return `never, always, or now and then: ${compare.because}`;
	}
}
