import type { ExperimentSpec } from './schema';
import type { Level } from './table';

/** Values by setting path: all combinations are run. Or the wanted points, one by one. */
export type Over = Readonly<Record<string, readonly unknown[]>> | readonly Overrides[];

/** Values by setting path, for example `{ 'producers.batch': 10 }`. */
export type Overrides = Readonly<Record<string, unknown>>;

export interface DesignPoint {
	point: Record<string, Level>;
	spec: ExperimentSpec;
}
