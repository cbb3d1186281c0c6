/** Rates of single experiments: what all tables of the report are made of. */
import type { Duration, ExperimentSpec, FaultSpec } from '#lib/experiment';
import type { Engine, SimulationResult } from '#lib/sim';
import { runToEnd, setupOf } from '../run';

export interface Cell {
	id: string;
	spec: ExperimentSpec;
	read: (result: SimulationResult) => number;
}

export const produced = ({ throughput }: SimulationResult): number => throughput.produced;
export const acknowledged = ({ throughput }: SimulationResult): number => throughput.acknowledged;
export const processed = ({ throughput }: SimulationResult): number => throughput.processed;

/** A consumer that comes when all is there. */
export const comesAt = (at: Duration): FaultSpec[] => [
	{ kind: 'crash', target: 'consumer', at: 0, restartAfter: at }
];

export function measure(engine: Engine, { spec, read }: Cell): number {
	const simulation = runToEnd(engine, setupOf(spec));
	const result = simulation.result();
	simulation.release();
	return read(result);
}
