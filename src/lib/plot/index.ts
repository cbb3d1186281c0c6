/**
 * The plots. Geometry is pure functions from data to pixels (`geometry/`), the components only draw
 * it. Inputs are structural (`data.ts`): a run or a table of an experiment fits as it is. Nothing
 * here computes a result, and nothing knows of labs or cells.
 */
export { default as FatesBars } from './FatesBars.svelte';
export { default as GrowthPlot } from './GrowthPlot.svelte';
export { default as LatencyPlot } from './LatencyPlot.svelte';
export { default as PredictionCurve } from './PredictionCurve.svelte';
export { default as ThroughputPlot } from './ThroughputPlot.svelte';
export type { BrokerName } from './broker-marks';
export { causeName, causeReason } from './cause-words';
export type {
	CauseSelection,
	FactorValue,
	FatesData,
	Fault,
	GrowthData,
	Labelled,
	LatencyData,
	Outage,
	TableData
} from './data';
export type { FigureTable } from './figure-table';
export type { LatencyRun } from './geometry/latency-layout';
export type { XScale } from './geometry/lines-model';
