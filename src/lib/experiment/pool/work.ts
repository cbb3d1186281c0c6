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
			return yield* simulated(engine, job.setup, (run) => run.result());
		case 'measure':
			return yield* measured(engine, job.setups);
		case 'messages':
			return yield* simulated(engine, job.setup, (run) => run.messages(job.query));
		case 'explain':
			return yield* simulated(engine, job.setup, (run) => tellStory(run, job.setup.traceMessage));
	}
}

/**
 * Asks the run when it has ended; its memory goes to the next, also if it is cancelled. It is the
 * one after `done` others of `many`.
 */
function* simulated<Asked>(
	engine: Engine,
	setup: Setup,
	ask: (simulation: Simulation) => Asked,
	done = 0,
	many = 1
): Generator<number, Asked> {
	const simulation = new Simulation(engine, setup);
	try {
		while (simulation.advance(eventsPerSlice) === 'running') {
			yield (done + simulation.progress) / many;
		}
		return ask(simulation);
	} finally {
		simulation.release();
	}
}

function* measured(
	engine: Engine,
	setups: readonly Setup[]
): Generator<number, Float64Array<ArrayBuffer>[]> {
	const rows: Float64Array<ArrayBuffer>[] = [];
	for (const setup of setups) {
		const row = (run: Simulation) => measure(run.result());
		rows.push(yield* simulated(engine, setup, row, rows.length, setups.length));
	}
	return rows;
}
