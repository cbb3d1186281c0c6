import type { Problem } from '#lib/messages';
import type { Setup } from '#lib/sim';
import type * as v from 'valibot';
import type { AnyExperiment } from './experiment';
import type { Places } from './faults/places';
import type { CompleteFault } from './faults/schema';

/** All that the experiment knows of one broker. */
export interface Family<
	Schema extends v.GenericSchema<unknown, SpecWithFaults>,
	Whole extends AnyExperiment
> {
	schema: Schema;
	/** Fills in the defaults that depend on other settings. */
	complete: (spec: v.InferOutput<Schema>) => Whole;
	/** Who there is for a fault to strike. */
	places: (whole: Whole) => Places;
	/** Settings that are right alone and wrong together. */
	conflicts: (spec: v.InferOutput<Schema>, whole: Whole) => Problem[];
	toSetup: (whole: Whole, seed: number) => Setup;
}

export type SpecWithFaults = { faults: CompleteFault[] };

/** Infers the types of its parts from one another. */
export const defineFamily = <
	Schema extends v.GenericSchema<unknown, SpecWithFaults>,
	Whole extends AnyExperiment
>(
	family: Family<Schema, Whole>
): Family<Schema, Whole> => family;
