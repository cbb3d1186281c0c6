/** Runs a plan, once for each of its seeds and moments. */
import type { Engine, Setup } from '#lib/sim';
import { runToEnd, setupOf } from '../../run';
import type { Recording } from '../truth';
import type { Run, RunnablePlan } from './plan';

export function runsOf(engine: Engine, recording: Recording, plan: RunnablePlan): Run[] {
	const { seeds = [1], moments = [0] } = plan;
	return seeds.flatMap((seed) =>
		moments.map((moment) => runOf(engine, recording, plan, seed, moment))
	);
}

function runOf(
	engine: Engine,
	recording: Recording,
	{ experiment, adjust, alongside = {} }: RunnablePlan,
	seed: number,
	moment: number
): Run {
	const parts = new Map<string, Run>();
	const part = (name: string): Run => {
		const other = alongside[name];
		if (!other) throw new Error(`${recording.id} has no part ${name}`);
		const known = parts.get(name) ?? finished(setupOf(other(recording, moment), seed));
		parts.set(name, known);
		return known;
	};
	const finished = (setup: Setup): Run => {
		const simulation = runToEnd(engine, setup);
		return { setup, simulation, result: simulation.result(), part };
	};
	const setup = setupOf(experiment(recording, moment), seed);
	const probe = (probed: Setup) => runToEnd(engine, probed);
	return finished(adjust ? adjust(setup, recording, probe) : setup);
}
