import type { ExperimentPool, ExperimentSpec } from '#lib/experiment';
import { findDial, type Dial, type DialValue, type Lab } from '#lib/lab';
import { readLabFolder } from '#lib/lab/node';
import {
	commandArgumentWrong,
	commandFileMissing,
	commandNameUnknown,
	commandStopped,
	LearnerError,
	m,
	type Problem
} from '#lib/messages';
import {
	createBundler,
	Sandbox,
	type Outcome,
	type SandboxHost,
	type WorkData
} from '#lib/sandbox/node';
import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { readLearnerFiles, type LearnerFiles } from './learner-files';
import { startFolder } from './start-folder';
import { parseValue } from './values';

export type Params = Record<string, DialValue>;

/** A learner's file with what stands around it: its imports, and the lab that it may belong to. */
export interface Program extends LearnerFiles {
	lab: Lab | null;
}

export type Finished = Extract<Outcome, { status: 'done' }>;

export async function readProgram(path: string): Promise<Program> {
	const file = resolve(startFolder, path);
	const found = await stat(file).catch(() => null);
	if (!found?.isFile()) throw new LearnerError([commandFileMissing(path)]);
	return { ...(await readLearnerFiles(file)), lab: await labAround(file) };
}

/** `start/` and `solution/` are one folder below the lab's own. */
async function labAround(file: string): Promise<Lab | null> {
	for (const folder of [dirname(file), dirname(dirname(file))]) {
		const text = await stat(join(folder, 'lab.md')).catch(() => null);
		if (text) return orThrow(await readLabFolder(folder));
	}
	return null;
}

export function orThrow<T>(result: { ok: true; value: T } | { ok: false; problems: Problem[] }): T {
	if (result.ok) return result.value;
	throw new LearnerError(result.problems);
}

/** Values of `lab/params`: a lab's own dials, or, without a lab, whatever was given. */
export function paramsOf(lab: Lab | null, given: readonly (readonly [string, string])[]): Params {
	const params: Params = Object.fromEntries(
		(lab?.dials ?? []).map((dial) => [dial.name, dial.default])
	);
	for (const [name, word] of given) {
		params[name] = lab ? dialValue(dialNamed(lab, name), word) : scalar(word);
	}
	return params;
}

function dialNamed(lab: Lab, name: string): Dial {
	const dial = findDial(lab, name);
	if (dial) return dial;
	throw new LearnerError([
		commandNameUnknown(
			name,
			lab.dials.map((known) => known.name)
		)
	]);
}

function dialValue(dial: Dial, word: string): DialValue {
	const value = dial.values.find((known) => String(known) === word);
	if (value !== undefined) return value;
	const name = m.settings_command_dial({ name: dial.name });
	throw new LearnerError([commandArgumentWrong(name, `'${word}'`, dial.values.join(', '))]);
}

function scalar(word: string): DialValue {
	const value = parseValue(word);
	return typeof value === 'number' || typeof value === 'boolean' ? value : word;
}

/** Seeds that the command line or the lab gives to experiments that name none. */
export interface Seeds {
	/** Of the command line: before all others. */
	forced: number | undefined;
	/** Of the lab: after the experiment's own. */
	fallback: number | undefined;
}

export function seedsOf(program: Program, forced: number | undefined): Seeds {
	return { forced, fallback: program.lab?.seed };
}

export function withSeed(spec: ExperimentSpec, { forced, fallback }: Seeds): ExperimentSpec {
	const seed = forced ?? spec.seed ?? fallback;
	return seed === undefined ? spec : { ...spec, seed };
}

/** Bundles and executes learner files, in a fresh realm each time. */
export class Programs {
	readonly #bundler = createBundler();
	readonly #pool: ExperimentPool;

	constructor(pool: ExperimentPool) {
		this.#pool = pool;
	}

	async execute(
		{ root, entry, files }: LearnerFiles,
		params: Params,
		seeds: Seeds,
		work?: WorkData
	): Promise<Finished> {
		const bundle = await this.#bundler.bundle(files, entry);
		if (!bundle.ok) throw new LearnerError(bundle.problems.map((problem) => onDisk(root, problem)));
		const sandbox = new Sandbox(this.#host(seeds));
		const seed = seeds.forced ?? seeds.fallback ?? 1;
		const { outcome } = sandbox.execute(bundle.value, { params, seed, work });
		const ended = await outcome;
		if (ended.status === 'done') return ended;
		if (ended.status === 'stopped') throw new LearnerError([commandStopped(join(root, entry))]);
		throw new LearnerError(ended.problems.map((problem) => onDisk(root, problem)));
	}

	async close(): Promise<void> {
		await this.#bundler.close();
		this.#pool.close();
	}

	#host(seeds: Seeds): SandboxHost {
		const pool = this.#pool;
		return {
			run: (spec, options) => pool.run(withSeed(spec, seeds), options),
			sweep: (spec, over, options) => pool.sweep(withSeed(spec, seeds), over, options),
			measure: (points, options) =>
				pool.measure(
					points.map((point) => ({ ...point, spec: withSeed(point.spec, seeds) })),
					options
				),
			messages: (run, query) => pool.messages(run, query),
			explain: (run, message) => pool.explain(run, message)
		};
	}
}

/** The realm knows files by their path in the program; a terminal needs the path on disk. */
function onDisk(root: string, problem: Problem): Problem {
	return problem.file === undefined ? problem : { ...problem, file: join(root, problem.file) };
}
