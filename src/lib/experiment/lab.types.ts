import type * as lab from 'lab';
import type { LabModule, LabRun } from './lab-module';
import type { responseNames } from './responses';
import type { MessageQuery, Run, Story } from './run';
import type { BrokerSpec, ExperimentSpec, FaultSpec } from './schema';
import type { Table, TableRow } from './table';

/*
 * Compiles only while `lab.d.ts`, which people read, says what the schema and the results say. There
 * is nothing to run: `npm run check` is the test.
 */

type Same<A, B> =
	(<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Compares deeply and by structure, so that an interface equals the type that has its members. */
type Plain<T> = T extends object ? { [Name in keyof T]: Plain<T[Name]> } : T;
type Agrees<A, B> = Same<Plain<A>, Plain<B>>;
/** A learner may rely on what is declared; that a run holds more (its experiment) does no harm. */
type Gives<Internal, Declared> = Internal extends Declared ? true : false;

type AllTrue<Claims extends readonly true[]> = Claims;

export type Claims = AllTrue<
	[
		Agrees<ExperimentSpec, lab.ExperimentSpec>,
		Agrees<BrokerSpec, lab.BrokerSpec>,
		Agrees<FaultSpec, lab.FaultSpec>,
		Agrees<MessageQuery, lab.MessageQuery>,
		Gives<LabRun, lab.Run>,
		Same<keyof lab.Totals, keyof Run['totals']>,
		Gives<Story, lab.Story>,
		Gives<Table, lab.Table>,
		Gives<TableRow, lab.TableRow>,
		Same<lab.ResponsePath, (typeof responseNames)[number]>,
		Same<keyof LabModule, keyof typeof lab>,
		// A check of the checks: a setting more or less, or another type, is seen.
		Same<Agrees<ExperimentSpec, Omit<lab.ExperimentSpec, 'seed'>>, false>,
		Same<Agrees<ExperimentSpec, Omit<lab.ExperimentSpec, 'seed'> & { seed?: string }>, false>
	]
>;
