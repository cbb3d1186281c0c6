/**
 * What the plots need to know of a result. These are structural: a `Run` and a `Table` of
 * `#lib/experiment` have these fields and can be passed as they are, though plot cannot import them.
 */
import type { BrokerName } from './broker-marks';

/** Counts per bucket of `widthMs`; all lists of one series have the same length. */
export interface GrowthSeries {
	widthMs: number;
	/** First processings. */
	processed: readonly number[];
	recovered: readonly number[];
	lost: readonly {
		cause: string;
		acknowledged: readonly number[];
		unacknowledged: readonly number[];
	}[];
	duplicated: readonly { cause: string; counts: readonly number[] }[];
}

export interface Fault {
	atMs: number;
	/** When the target serves again; null when it never does. */
	untilMs: number | null;
	kind: string;
	target: string;
}

export interface Outage {
	fromMs: number;
	toMs: number;
}

export interface GrowthData {
	series: GrowthSeries;
	faults: readonly Fault[];
	outages: readonly Outage[];
	simulatedMs: number;
	totals: {
		lostAcknowledged: number;
		lostUnacknowledged: number;
		duplicated: number;
		duplicateDeliveries: number;
		recovered: number;
	};
}

/** A run beside others: told by its label, and by its broker's hue and marker. */
export interface Labelled<Data> {
	label: string;
	run: Data;
	broker: BrokerName;
}

export interface FatesData {
	totals: {
		attempted: number;
		lostAcknowledged: number;
		lostUnacknowledged: number;
		duplicateDeliveries: number;
	};
	/** By fate; they sum to `totals.attempted`. */
	fates: Readonly<Record<string, number>>;
	causes: Readonly<Partial<Record<string, number>>>;
}

export interface LatencyData {
	/** Rising in `percentile`, which is 0…100. */
	latencyCurve: readonly { percentile: number; ms: number }[];
	latencyMs: { max: number };
}

export type FactorValue = string | number | boolean;

export interface TableData {
	factors: readonly string[];
	rows: readonly {
		point: Readonly<Record<string, FactorValue>>;
		runs: number;
		mean: Readonly<Record<string, number>>;
		/** 95 %. */
		interval: Readonly<Record<string, readonly [number, number]>>;
	}[];
}

/** What a press on a step of a growth curve, or on a cause, asks for. */
export interface CauseSelection {
	cause: string;
	fromMs: number;
	toMs: number;
}
