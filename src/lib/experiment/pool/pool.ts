import { LearnerError, messageUnknown, runOfOtherEngine, settingWrong, m } from '#lib/messages';
import type { Engine } from '#lib/sim';
import { describeValue } from '../describe-value';
import { groupDigits } from '../format-number';
import { messagesListedMax, sweepSeedsDefault, type Limits } from '../limits';
import type { MessageQuery, Run, Story } from '../run';
import type { ExperimentSpec } from '../schema';
import {
	designPoints,
	replicationSeed,
	toDesign,
	type Design,
	type DesignPoint,
	type Over
} from '../sweep';
import { tabulate, type Table } from '../table';
import { toExperiment, toSetup } from '../to-experiment';
import { chunksOf } from './chunks';
import type { ExperimentPool, JobOptions, SweepOptions } from './job';
import { Scheduler } from './scheduler';
import type { WorkerPort } from './worker-port';

export interface PoolOptions {
	workers: number;
	/** Called once, at the first job. */
	engine: () => Promise<Engine>;
	spawn: () => WorkerPort;
	limits: Limits;
}

/** What people ask for, turned into jobs; who does them and when is the scheduler's concern. */
export class WorkerPool implements ExperimentPool {
	readonly #options: PoolOptions;
	readonly #scheduler: Scheduler;
	#engine: Promise<Engine> | null = null;

	constructor(options: PoolOptions) {
		this.#options = options;
		this.#scheduler = new Scheduler(options.workers, options.spawn);
	}

	async run(spec: ExperimentSpec, options: JobOptions = {}): Promise<Run> {
		const checked = toExperiment(spec, this.#options.limits);
		if (!checked.ok) throw new LearnerError(checked.problems);
		const experiment = checked.value;
		const engine = await this.#loaded();
		const job = { kind: 'run', setup: toSetup(experiment) } as const;
		const result = await this.#scheduler.request(engine, job, options);
		const { seed, label } = experiment;
		return { kind: 'run', ...result, experiment, seed, engineHash: engine.hash, label };
	}

	async sweep(spec: ExperimentSpec, over: Over, options: SweepOptions = {}): Promise<Table> {
		const points = designPoints(spec, over);
		if (!points.ok) throw new LearnerError(points.problems);
		return this.measure(points.value, options);
	}

	async measure(
		points: readonly DesignPoint[],
		{ seeds = sweepSeedsDefault, ...options }: SweepOptions = {}
	): Promise<Table> {
		const design = toDesign(points, seeds, this.#options.limits);
		if (!design.ok) throw new LearnerError(design.problems);
		const engine = await this.#loaded();
		return tabulate(
			design.value,
			await this.#measureAll(engine, design.value, options),
			engine.hash
		);
	}

	async messages(run: Run, query: MessageQuery = {}): Promise<number[]> {
		const { limit = messagesListedMax } = query;
		if (!Number.isInteger(limit) || limit < 1 || limit > messagesListedMax) {
			const allowed = m.settings_allowed_whole({ min: '1', max: groupDigits(messagesListedMax) });
			throw new LearnerError([settingWrong('limit', describeValue(limit), allowed)]);
		}
		const engine = await this.#sameEngine(run);
		const setup = toSetup(run.experiment, run.seed);
		const job = { kind: 'messages', setup, query: { ...query, limit } } as const;
		return this.#scheduler.request(engine, job, {});
	}

	async explain(run: Run, message: number): Promise<Story> {
		const { attempted } = run.totals;
		if (!Number.isInteger(message) || message < 0 || message >= attempted) {
			throw new LearnerError([messageUnknown(describeValue(message), attempted)]);
		}
		const engine = await this.#sameEngine(run);
		const setup = { ...toSetup(run.experiment, run.seed), traceMessage: message };
		return this.#scheduler.request(engine, { kind: 'explain', setup }, {});
	}

	async warm(): Promise<void> {
		this.#scheduler.warm(await this.#loaded());
	}

	close(): void {
		this.#scheduler.close();
	}

	async #measureAll(
		engine: Engine,
		design: Design,
		{ onprogress, ...options }: JobOptions
	): Promise<Float64Array[]> {
		const setups = design.points.flatMap(({ experiment }) =>
			Array.from({ length: design.seeds }, (_, replication) =>
				toSetup(experiment, replicationSeed(experiment, replication))
			)
		);
		let finished = 0;
		const rows = await this.#scheduler.requestAll(
			engine,
			chunksOf(setups, this.#options.workers).map((chunk) => ({ kind: 'measure', setups: chunk })),
			options,
			(chunk) => {
				finished += chunk.length;
				onprogress?.(finished / setups.length);
			}
		);
		return rows.flat();
	}

	/** The engine is fetched once; a failure (a lost connection) may be tried again. */
	#loaded(): Promise<Engine> {
		this.#engine ??= this.#options.engine().catch((error: unknown) => {
			this.#engine = null;
			throw error;
		});
		return this.#engine;
	}

	/** To run again means to run the same engine: another might tell another story. */
	async #sameEngine(run: Run): Promise<Engine> {
		const engine = await this.#loaded();
		if (run.engineHash === engine.hash) return engine;
		throw new LearnerError([runOfOtherEngine(run.engineHash, engine.hash)]);
	}
}
