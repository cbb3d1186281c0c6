import type * as lab from 'lab';
import type { createLabModule } from './lab-module';
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

function holds<_ extends true>(): void {}

holds<Agrees<ExperimentSpec, lab.ExperimentSpec>>();
holds<Agrees<BrokerSpec, lab.BrokerSpec>>();
holds<Agrees<FaultSpec, lab.FaultSpec>>();
holds<Agrees<MessageQuery, lab.MessageQuery>>();
holds<Gives<Omit<Run, never>, Omit<lab.Run, 'explain' | 'messages'>>>();
holds<Gives<keyof lab.Totals, keyof Run['totals']>>();
holds<Gives<keyof Run['totals'], keyof lab.Totals>>();
holds<Gives<Story, lab.Story>>();
holds<Gives<Table, lab.Table>>();
holds<Gives<TableRow, lab.TableRow>>();
holds<Same<keyof ReturnType<typeof createLabModule>, Exclude<keyof typeof lab, never>>>();
holds<Same<lab.ResponsePath, (typeof responseNames)[number]>>();
// A check of the checks: a setting more or less, or another type, is seen.
holds<Same<Agrees<ExperimentSpec, Omit<lab.ExperimentSpec, 'seed'>>, false>>();
holds<Same<Agrees<ExperimentSpec, lab.ExperimentSpec & { seed?: string }>, false>>();
