/** A table of relative costs as it was recorded: rates as multiples of its first cell. */
import type { ExperimentSpec } from '#lib/experiment';
import { acknowledged, produced, type Cell } from '../measure';
import type { RecordedCell } from '../side-by-side';

export interface RelativeTable {
	title: string;
	/** The first one is the unit: 1. */
	cells: RecordedCell[];
	/** Rate of the first cell on the recording machine, messages/s, where it was noted. */
	unitPerSecond?: number;
}

/** A line of a table: what is written in each of its columns; null: nothing was recorded. */
export interface Line<Producers> {
	name: string;
	producers: Producers;
	recorded: readonly (number | null)[];
}

/** One cell for each line and column. */
export function grid<Producers>(
	lines: readonly Line<Producers>[],
	columns: Record<string, (producers: Producers) => ExperimentSpec>,
	read: (producers: Producers) => Cell['read']
): RecordedCell[] {
	return lines.flatMap(({ name, producers, recorded }) =>
		Object.entries(columns).flatMap(([column, specOf], index): RecordedCell[] => {
			const cell = recorded[index] ?? null;
			if (cell === null) return [];
			return [
				{
					id: `${name}, ${column}`,
					recorded: cell,
					spec: { ...specOf(producers), consumers: { count: 0 } },
					read: read(producers)
				}
			];
		})
	);
}

/** Where nothing is acknowledged, the rate is that of the application. */
export const producedOr =
	(isAcknowledged: boolean): Cell['read'] =>
	(result) =>
		isAcknowledged ? acknowledged(result) : produced(result);
