/** The tables of relative costs that were recorded on one machine; docs/model.md, Costs. */
import { activemqTables } from './activemq';
import { kafkaTables } from './kafka';
import { rabbitmqTables } from './rabbitmq';
import type { RelativeTable } from './table';

export type { RelativeTable };

export const relativeTables: RelativeTable[] = [
	...rabbitmqTables,
	...activemqTables,
	...kafkaTables
];
