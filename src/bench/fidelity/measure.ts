/** Rates of single experiments: what all tables of the report are made of. */
import type { ExperimentSpec } from '#lib/experiment';
import { Simulation, type Engine, type SimulationResult } from '#lib/sim';
import { setupOf } from './recorded/compare';

export interface Cell {
	id: string;
	spec: ExperimentSpec;
	read: (result: SimulationResult) => number;
}

export const produced = ({ throughput }: SimulationResult): number => throughput.produced;
export const acknowledged = ({ throughput }: SimulationResult): number => throughput.acknowledged;
export const processed = ({ throughput }: SimulationResult): number => throughput.processed;

/** Far above what any cell needs: a run that passes it does not end. */
const eventsMax = 60_000_000;

export function measure(engine: Engine, { spec, read, id }: Cell): number {
	const simulation = new Simulation(engine, setupOf(spec, 1));
	for (let events = 0; simulation.advance() === 'running'; events += 20_000) {
		if (events > eventsMax) throw new Error(`${id} does not end`);
	}
	return read(simulation.result());
}
