/**
 * Experiments as data: what a person writes (`ExperimentSpec`), what it means with every default
 * filled in (`Experiment`), and what comes out (`Run`, `Table`, `Story`). It holds the one schema
 * of all settings, the design and statistics of sweeps, and the `lab` module given to learner code.
 * It must never draw, touch the page, or start a worker: `#lib/experiment/pool` does the last.
 */
export { createLabModule, type LabHost, type LabModule, type LabRun } from './lab-module';
export { paramsDeclaration, type DialShape } from './params';
export { toExperiment, toSetup } from './to-experiment';
export type { ChartSpec, GrowthChart, LabelledRun, LatencyChart, LineChart, Shown } from './chart';
export type { Duration } from './duration';
export type { Experiment } from './experiment';
export { groupDigits } from './format-number';
export { commandLineLimits, pageLimits, seedMax, type Limits } from './limits';
export { Cancelled, type ExperimentPool, type JobOptions, type SweepOptions } from './pool/job';
export type { MessageQuery, Run, Story } from './run';
export type {
	ActivemqSpec,
	BrokerSpec,
	ExperimentSpec,
	FaultSpec,
	KafkaSpec,
	RabbitmqSpec
} from './schema';
export { withOverrides, type Overrides } from './overrides';
export type { DesignPoint, Factors, Over, SpecOfPoint } from './sweep';
export type { Level, Table, TableRow } from './table';
