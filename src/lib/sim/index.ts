/**
 * The typed facade over engine.wasm: the only code that sees the engine's memory. It turns a
 * `Setup` of plain numbers into a run and the run's memory into a `SimulationResult`. It knows
 * nothing of how a person writes an experiment, and has no clock and no I/O: the engine's bytes
 * come from `#lib/sim/browser` or `#lib/sim/node`.
 */
export * from './result';
export * from './setup';
export {
	profileNames,
	profiles,
	profileSources,
	workstation2024,
	type Profile,
	type ProfileName
} from './profile';
export { compileEngine, EngineFault, instantiate, type Engine } from './engine';
export { partitionClients, partitionHandlings } from './layout';
export { queueName } from './rabbitmq/declare';
export type { HeaderMatch, Headers } from './rabbitmq/headers';
export * from './rabbitmq/things';
export type {
	PartitionHandling,
	RabbitmqConsumerSetup,
	RabbitmqProducerSetup,
	RabbitmqSetup
} from './rabbitmq/setup';
export type { ActivemqSetup } from './settings/activemq';
export type { KafkaSetup } from './settings/kafka';
export { simulate, Simulation, type HostFrame, type Progress } from './simulation';
