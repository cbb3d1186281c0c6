import type { EngineExports } from './exports';
import { ackModes, exchangeTypes, families, shapes, targets } from './layout';
import { machineCosts, type MachineCost } from './profiles/machine';
import { rabbitmqCosts, type RabbitmqCost } from './profiles/rabbitmq';
import { faultKinds } from './result';
import {
	rabbitmqBrokerSettings,
	rabbitmqConsumerSettings,
	rabbitmqProducerSettings,
	rabbitmqQueueSettings
} from './settings/rabbitmq';
import type { ConsumerSetup, FaultSetup, ProducerSetup, Setup } from './setup';

/** Names of the queues, as routing keys of the default exchange use them: `orders`, `orders-2`, … */
export function queueName(index: number): string {
	return index === 0 ? 'orders' : `orders-${index + 1}`;
}

/** Carries a setup into a fresh instance. The caller has validated it; the engine asserts. */
export function configure(engine: EngineExports, setup: Setup): void {
	engine.createWorld(
		setup.seed,
		families.indexOf('rabbitmq'),
		setup.nodes,
		setup.messages,
		setup.traceMessage
	);
	setCosts(engine, setup);
	write(engine, rabbitmqBrokerSettings, {
		exchangeType: exchangeTypes.indexOf(setup.exchange.type)
	});
	engine.configureBroker();
	const { durable, mirrors, automaticSync, promoteAlways } = setup.queue;
	for (let queue = 0; queue < setup.queues; queue++) {
		const masterNode = queue % setup.nodes;
		write(engine, rabbitmqQueueSettings, {
			masterNode,
			durable,
			mirrors,
			automaticSync,
			promoteAlways
		});
		engine.addQueue();
		if (setup.exchange.type === 'default') engine.bind(queue, writeText(engine, queueName(queue)));
	}
	if (setup.exchange.type !== 'default') {
		for (const { queue, key } of setup.exchange.bindings)
			engine.bind(queue, writeText(engine, key));
	}
	setup.producers.forEach((producer, index) => addProducer(engine, setup, producer, index));
	for (const consumer of setup.consumers) addConsumer(engine, consumer);
	for (const fault of setup.faults) addFault(engine, fault);
}

/** Writes the settings of the thing that is made next. */
function write<Name extends string>(
	engine: EngineExports,
	names: readonly Name[],
	values: Record<Name, number | boolean>
): void {
	names.forEach((name, index) => engine.setSetting(index, Number(values[name])));
}

function writeText(engine: EngineExports, text: string): number {
	const bytes = new TextEncoder().encode(text);
	new Uint8Array(engine.memory.buffer).set(bytes, Number(engine.textAddress.value));
	return bytes.length;
}

function setCosts(engine: EngineExports, setup: Setup): void {
	const { link, disk, process, rabbitmq } = setup.profile;
	const machine: Record<MachineCost, number> = {
		linkLatency: link.latencyUs,
		linkJitter: link.jitterUs,
		linkBytesPerUs: link.bytesPerUs,
		diskSync: disk.syncUs,
		diskBytesPerUs: disk.bytesPerUs,
		...process
	};
	const broker: Record<RabbitmqCost, number> = {
		...rabbitmq,
		heartbeat: setup.heartbeatUs,
		netTick: setup.netTickUs
	};
	setCostsFrom(engine, 0, machineCosts, machine);
	setCostsFrom(engine, machineCosts.length, rabbitmqCosts, broker);
}

function setCostsFrom<Name extends string>(
	engine: EngineExports,
	first: number,
	names: readonly Name[],
	costs: Record<Name, number>
): void {
	names.forEach((name, index) => engine.setCost(first + index, costs[name]));
}

function addProducer(
	engine: EngineExports,
	setup: Setup,
	producer: ProducerSetup,
	index: number
): void {
	write(engine, rabbitmqProducerSettings, {
		persistent: producer.persistent,
		ackMode: ackModes.indexOf(producer.ack),
		batch: producer.batch,
		window: producer.window
	});
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
	const keys =
		producer.routingKeys.length > 0 ? producer.routingKeys : [queueName(index % setup.queues)];
	for (const key of keys) engine.addProducerKey(writeText(engine, key));
}

function addConsumer(engine: EngineExports, consumer: ConsumerSetup): void {
	write(engine, rabbitmqConsumerSettings, {
		queue: consumer.queue,
		manual: consumer.manual,
		prefetch: consumer.prefetch,
		ackEvery: consumer.ackEvery
	});
	engine.addConsumer(
		consumer.node,
		shapes.indexOf(consumer.processing.kind),
		consumer.processing.meanUs,
		consumer.processing.spread,
		Number(consumer.idempotent),
		Number(consumer.host)
	);
}

function addFault(engine: EngineExports, fault: FaultSetup): void {
	const [trigger, threshold] =
		'atUs' in fault.when
			? [0, fault.when.atUs]
			: 'afterAttempted' in fault.when
				? [1, fault.when.afterAttempted]
				: [2, fault.when.afterProcessed];
	const side = fault.others.reduce((mask, node) => mask | (1 << node), 0);
	engine.addFault(
		faultKinds.indexOf(fault.kind),
		targets.indexOf(fault.target.kind),
		fault.target.index,
		trigger,
		threshold,
		fault.durationUs,
		side
	);
}
