import { Simulation, type Engine, type Setup } from '#lib/sim';
import { measure } from '../responses';
import { tellStory } from '../story';
import type { Answer, Job } from './protocol';

/** Some 2 ms: short enough for a preview to come between, long enough not to be felt. */
const eventsPerSlice = 20_000;

/** Does a job in slices. Yields its progress, 0 … 1, after each; returns its answer. */
export function* work(engine: Engine, job: Job): Generator<number, Answer> {
	switch (job.kind) {
		case 'run':
			return (yield* simulated(engine, job.setup)).result();
		case 'measure':
			return yield* measured(engine, job.setups);
		case 'messages':
			return (yield* simulated(engine, job.setup)).messages(job.query);
		case 'explain':
			return tellStory(yield* simulated(engine, job.setup), job.setup.traceMessage);
	}
}

function* simulated(engine: Engine, setup: Setup): Generator<number, Simulation> {
	const simulation = new Simulation(engine, setup);
	while (simulation.advance(eventsPerSlice) === 'running') yield simulation.progress;
	return simulation;
}

function* measured(
	engine: Engine,
	setups: readonly Setup[]
): Generator<number, Float64Array<ArrayBuffer>[]> {
	const rows: Float64Array<ArrayBuffer>[] = [];
	for (const setup of setups) {
		const slices = simulated(engine, setup);
		let slice = slices.next();
		while (!slice.done) {
			yield (rows.length + slice.value) / setups.length;
			slice = slices.next();
		}
		rows.push(measure(slice.value.result()));
	}
	return rows;
}
