import type { EngineExports } from './exports';
import { shapes } from './layout';
import type { WorkloadSetup, WorkSetup } from './setup';

/** Writes the settings of the thing that is made next. */
export function writeSettings<Name extends string>(
	engine: EngineExports,
	names: readonly Name[],
	values: Record<Name, number | boolean>
): void {
	names.forEach((name, index) => engine.setSetting(index, Number(values[name])));
}

export function setCosts<Name extends string>(
	engine: EngineExports,
	first: number,
	names: readonly Name[],
	costs: Record<Name, number>
): void {
	names.forEach((name, index) => engine.setCost(first + index, costs[name]));
}

export function addProducer(engine: EngineExports, producer: WorkloadSetup): void {
	engine.addProducer(
		producer.node,
		producer.messages,
		producer.rate > 0 ? 1e6 / producer.rate : 0,
		Number(producer.arrivals === 'poisson'),
		producer.size,
		Number(producer.retry),
		producer.keys,
		Number(producer.host)
	);
}

export function addConsumer(engine: EngineExports, consumer: WorkSetup): void {
	engine.addConsumer(
		consumer.node,
		shapes.indexOf(consumer.processing.kind),
		consumer.processing.meanUs,
		consumer.processing.spread,
		Number(consumer.idempotent),
		Number(consumer.host)
	);
}
