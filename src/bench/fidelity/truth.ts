/** What was recorded on real brokers and what others published: `tests/truth`, as data. */
import { readFileSync } from 'node:fs';

/** A number is the same in all repetitions, a pair is [least, most]. */
export type Measure = number | boolean | string | readonly (number | string)[];

export interface Recording {
	id: string;
	what?: string;
	parameters: Record<string, unknown>;
	repetitions: number;
	measured: Record<string, Measure>;
}

export const recordingNames = ['rabbitmq-3.10', 'activemq-5.17', 'kafka-0.8', 'kafka-3.9'] as const;
export type RecordingName = (typeof recordingNames)[number];

/** One row that somebody published. Exactly one of the figures is there. */
export interface PublishedRow {
	id: string;
	profile: string;
	system: string;
	setting: Record<string, string | number | boolean>;
	producedPerSecond?: number;
	producedPerSecondMax?: number;
	processedPerSecond?: number;
	processedPerSecondMax?: number;
	/** Rates over the values of one setting. */
	curve?: { over: string; values: Record<string, number> };
	bytesPerMessageOverhead?: Record<string, number>;
	endToEndMs?: { p50: number; p99: number };
	status: string;
}

export interface SideBySideCell {
	broker: string;
	cell: string;
	rates: number[];
	median: number;
}

const folder = new URL('../../../tests/truth/', import.meta.url);

/** The one place where the shape of these files is asserted; they are ours and never change. */
const read = <Content>(name: string): Content =>
	JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Content;

export const readRecordings = (name: RecordingName): Recording[] =>
	read<{ scenarios: Recording[] }>(name).scenarios;

export const readPublished = (): PublishedRow[] => read<{ rows: PublishedRow[] }>('published').rows;

export const readSideBySide = (): SideBySideCell[] =>
	read<{ cells: SideBySideCell[] }>('side-by-side').cells;
