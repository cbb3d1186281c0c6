/** From what a learner would write to a simulation that has ended. */
import { commandLineLimits, toExperiment, toSetup, type ExperimentSpec } from '#lib/experiment';
import { Simulation, type Engine, type Setup } from '#lib/sim';

/** Far above what any of them needs: a run that passes it does not end. */
const eventsMax = 200_000_000;
const sliceEvents = 20_000;

export function setupOf(spec: ExperimentSpec, seed?: number): Setup {
	const experiment = toExperiment(spec, commandLineLimits);
	if (!experiment.ok) throw new Error(experiment.problems.map(({ text }) => text).join('\n'));
	return toSetup(experiment.value, seed);
}

export function runToEnd(engine: Engine, setup: Setup): Simulation {
	const simulation = new Simulation(engine, setup);
	for (let events = 0; simulation.advance(sliceEvents) === 'running'; events += sliceEvents) {
		if (events > eventsMax) throw new Error('The run does not end.');
	}
	return simulation;
}
