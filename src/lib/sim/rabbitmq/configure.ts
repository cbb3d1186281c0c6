import { addConsumer, addProducer, setCosts, writeSettings } from '../configure-clients';
import type { EngineExports } from '../exports';
import { ackModes, exchangeTypes, queueKinds } from '../layout';
import { machineCosts } from '../profiles/machine';
import { rabbitmqCosts } from '../profiles/rabbitmq';
import {
	rabbitmqBrokerSettings,
	rabbitmqConsumerSettings,
	rabbitmqProducerSettings,
	rabbitmqQueueSettings
} from '../settings/rabbitmq';
import type { RabbitmqConsumerSetup, RabbitmqProducerSetup, RabbitmqSetup } from './setup';

/** Names of the queues, as routing keys of the default exchange use them: `orders`, `orders-2`, … */
export function queueName(index: number): string {
	return index === 0 ? 'orders' : `orders-${index + 1}`;
}

/** Makes the broker, its queues and its clients. */
export function configureRabbitmq(engine: EngineExports, setup: RabbitmqSetup): void {
	const { rabbitmq } = setup.profile;
	setCosts(engine, machineCosts.length, rabbitmqCosts, {
		...rabbitmq,
		heartbeat: setup.heartbeatUs,
		netTick: setup.netTickUs
	});
	writeSettings(engine, rabbitmqBrokerSettings, {
		exchangeType: exchangeTypes.indexOf(setup.exchange.type)
	});
	engine.configureBroker();
	addQueues(engine, setup);
	setup.producers.forEach((producer, index) => makeProducer(engine, setup, producer, index));
	for (const consumer of setup.consumers) makeConsumer(engine, consumer);
}

function addQueues(engine: EngineExports, setup: RabbitmqSetup): void {
	const { durable, mirrors, automaticSync, promoteAlways } = setup.queue;
	const { kind = 'classic', deliveryLimit = 0 } = setup.queue;
	for (let queue = 0; queue < setup.queues; queue++) {
		const masterNode = queue % setup.nodes;
		writeSettings(engine, rabbitmqQueueSettings, {
			masterNode,
			durable,
			mirrors,
			automaticSync,
			promoteAlways,
			kind: queueKinds.indexOf(kind),
			deliveryLimit
		});
		engine.addQueue();
		if (setup.exchange.type === 'default') engine.bind(queue, writeText(engine, queueName(queue)));
	}
	if (setup.exchange.type !== 'default') {
		for (const { queue, key } of setup.exchange.bindings)
			engine.bind(queue, writeText(engine, key));
	}
}

function writeText(engine: EngineExports, text: string): number {
	const bytes = new TextEncoder().encode(text);
	new Uint8Array(engine.memory.buffer).set(bytes, Number(engine.textAddress.value));
	return bytes.length;
}

function makeProducer(
	engine: EngineExports,
	setup: RabbitmqSetup,
	producer: RabbitmqProducerSetup,
	index: number
): void {
	writeSettings(engine, rabbitmqProducerSettings, {
		persistent: producer.persistent,
		ackMode: ackModes.indexOf(producer.ack),
		batch: producer.batch,
		window: producer.window
	});
	addProducer(engine, producer);
	const keys =
		producer.routingKeys.length > 0 ? producer.routingKeys : [queueName(index % setup.queues)];
	for (const key of keys) engine.addProducerKey(writeText(engine, key));
}

function makeConsumer(engine: EngineExports, consumer: RabbitmqConsumerSetup): void {
	writeSettings(engine, rabbitmqConsumerSettings, {
		queue: consumer.queue,
		manual: consumer.manual,
		prefetch: consumer.prefetch,
		ackEvery: consumer.ackEvery
	});
	addConsumer(engine, consumer);
}
