import { LearnerError, settingWrong, showWrong, type Problem } from '#lib/messages';
import * as v from 'valibot';
import { activemqSchema, type ActivemqBroker } from './activemq/schema';
import { chart, type ChartSpec, type Shown } from './chart';
import { faultTimeProblems } from './faults/conflicts';
import { faultSchemas } from './faults/schema';
import { describeValue } from './describe-value';
import { kafkaSchema, type KafkaBroker } from './kafka/schema';
import { pageLimits, sweepSeedsDefault, type Limits } from './limits';
import { withOverrides, type Overrides } from './overrides';
import { problemsOfIssues } from './problems-of-issues';
import type { BrokerType } from './setting-home';
import type { MessageQuery, Run, Story } from './run';
import { rabbitmqSchema, type RabbitmqBroker } from './rabbitmq/schema';
import type { ExperimentSpec } from './schema';
import {
	designPoints,
	pointsMade,
	toDesign,
	type DesignPoint,
	type Factors,
	type Over,
	type SpecOfPoint
} from './sweep';
import type { Table } from './table';
import { toExperiment } from './to-experiment';

/*
 * The module that learner code imports as `lab`; `lab.d.ts` is what the editor knows of it. All
 * checks happen inside the learner's own call, before anything is awaited, so that an error's stack
 * holds the learner's line.
 */

/** Who runs and who draws: the page behind a wire, or the command line itself. */
export interface LabHost {
	run(spec: ExperimentSpec): Promise<Run>;
	sweep(spec: ExperimentSpec, over: Over, options: { seeds: number }): Promise<Table>;
	/** A sweep whose points were made by the learner's own function. */
	measure(points: readonly DesignPoint[], options: { seeds: number }): Promise<Table>;
	messages(run: Run, query: MessageQuery): Promise<number[]>;
	explain(run: Run, message: number): Promise<Story>;
	show(shown: Shown): void;
}

/** A run as learner code holds it: the data, and what asks about it. */
export interface LabRun extends Run {
	explain(message: number): Promise<Story>;
	messages(query?: MessageQuery): Promise<number[]>;
}

type Showable = Run | Table | ChartSpec | string | number | boolean;

export function createLabModule(host: LabHost, limits: Limits = pageLimits) {
	return {
		experiment: (spec: ExperimentSpec): ExperimentSpec => checked(spec, limits),
		...brokers,
		...faults,

		async run(spec: ExperimentSpec, overrides: Overrides = {}): Promise<LabRun> {
			const changed = checked(withOverrides(spec, overrides), limits);
			return withQuestions(await host.run(changed), host);
		},

		async sweep(
			spec: ExperimentSpec | SpecOfPoint,
			over: Over | Factors,
			{ seeds = sweepSeedsDefault }: { seeds?: number } = {}
		): Promise<Table> {
			const made = typeof spec === 'function';
			const points = made ? pointsMade(spec, over) : designPoints(spec, over);
			if (!points.ok) throw new LearnerError(points.problems);
			const design = toDesign(points.value, seeds, limits);
			if (!design.ok) throw new LearnerError(design.problems);
			return made ? host.measure(points.value, { seeds }) : host.sweep(spec, over, { seeds });
		},

		show: (...things: Showable[]): void => things.forEach((thing) => host.show(shown(thing))),
		chart
	};
}

export type LabModule = ReturnType<typeof createLabModule>;

function checked(spec: ExperimentSpec, limits: Limits): ExperimentSpec {
	const result = toExperiment(spec, limits);
	if (!result.ok) throw new LearnerError(result.problems);
	return spec;
}

type Settings<Broker> = Omit<Broker, 'type'>;

const brokers = {
	rabbitmq(settings: Settings<RabbitmqBroker> = {}): RabbitmqBroker {
		requireObject(settings, 'rabbitmq');
		const broker: RabbitmqBroker = { ...settings, type: 'rabbitmq' };
		requireValid(v.safeParse(rabbitmqSchema, broker), 'broker', 'rabbitmq');
		return broker;
	},
	kafka(settings: Settings<KafkaBroker> = {}): KafkaBroker {
		requireObject(settings, 'kafka');
		const broker: KafkaBroker = { ...settings, type: 'kafka' };
		requireValid(v.safeParse(kafkaSchema, broker), 'broker', 'kafka');
		return broker;
	},
	activemq(settings: Settings<ActivemqBroker> = {}): ActivemqBroker {
		requireObject(settings, 'activemq');
		const broker: ActivemqBroker = { ...settings, type: 'activemq' };
		requireValid(v.safeParse(activemqSchema, broker), 'broker', 'activemq');
		return broker;
	}
};

type FaultKindSpec<Kind extends keyof typeof faultSchemas> = v.InferInput<
	(typeof faultSchemas)[Kind]
>;
type FaultOptions<Kind extends keyof typeof faultSchemas> = Omit<
	FaultKindSpec<Kind>,
	'kind' | 'target' | 'nodes'
>;

const faults = {
	crash: (target: string, options: FaultOptions<'crash'>) =>
		fault({ ...options, kind: 'crash', target }, options),
	powerLoss: (target: string, options: FaultOptions<'powerLoss'>) =>
		fault({ ...options, kind: 'powerLoss', target }, options),
	stop: (target: string, options: FaultOptions<'stop'>) =>
		fault({ ...options, kind: 'stop', target }, options),
	pause: (target: string, options: FaultOptions<'pause'>) =>
		fault({ ...options, kind: 'pause', target }, options),
	partition: (nodes: readonly string[], options: FaultOptions<'partition'>) =>
		fault({ ...options, kind: 'partition', nodes: isList(nodes) ? [...nodes] : nodes }, options),
	cut: (target: string, options: FaultOptions<'cut'>) =>
		fault({ ...options, kind: 'cut', target }, options),
	slowDisk: (target: string, options: FaultOptions<'slowDisk'>) =>
		fault({ ...options, kind: 'slowDisk', target }, options),
	fullDisk: (target: string, options: FaultOptions<'fullDisk'>) =>
		fault({ ...options, kind: 'fullDisk', target }, options),
	slowLink: (target: string, options: FaultOptions<'slowLink'>) =>
		fault({ ...options, kind: 'slowLink', target }, options),
	lossyLink: (target: string, options: FaultOptions<'lossyLink'>) =>
		fault({ ...options, kind: 'lossyLink', target }, options),
	leader: (name = 'orders', partition?: number): string =>
		partition === undefined ? `leader(${name})` : `leader(${name}/${partition})`
};

/** Whether the target exists depends on the experiment, which checks it. */
function fault<Spec extends FaultKindSpec<keyof typeof faultSchemas>>(
	spec: Spec,
	options: unknown
): Spec {
	requireObject(options, spec.kind);
	requireValid(v.safeParse(faultSchemas[spec.kind], spec), spec.kind);
	const problems = faultTimeProblems(spec, spec.kind);
	if (problems.length) throw new LearnerError(problems);
	return spec;
}

function requireValid(
	result: { success: true } | { success: false; issues: readonly v.BaseIssue<unknown>[] },
	base: string,
	own: BrokerType = 'rabbitmq'
): void {
	if (!result.success) throw new LearnerError(problemsOfIssues(result.issues, base, own));
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** `crash('leader', '1s')` would otherwise spread the letters of the text. */
function requireObject(settings: unknown, name: string): void {
	if (typeof settings === 'object' && settings !== null && !isList(settings)) return;
	const problem: Problem = settingWrong(name, describeValue(settings), '{ … }');
	throw new LearnerError([problem]);
}

/** Hidden from copies: a run that is shown or returned leaves as plain data. */
function withQuestions(run: Run, host: LabHost): LabRun {
	return Object.defineProperties(run, {
		explain: { value: (message: number) => host.explain(run, message) },
		messages: { value: (query: MessageQuery = {}) => host.messages(run, query) }
	}) as LabRun; // the two properties just defined
}

const shownKinds = new Set(['run', 'table', 'chart', 'text']);

function shown(thing: Showable): Shown {
	if (typeof thing === 'object' && thing !== null && shownKinds.has(thing.kind)) return thing;
	if (typeof thing !== 'object' && typeof thing !== 'function' && thing !== undefined) {
		return { kind: 'text', text: String(thing) };
	}
	throw new LearnerError([showWrong(describeValue(thing))]);
}
