import { addConsumer, addProducer, setCosts, writeSettings } from '../configure-clients';
import type { EngineExports } from '../exports';
import { ackModes, balancings, declarations, exchangeTypes, partitionHandlings } from '../layout';
import { machineCosts } from '../profiles/machine';
import { rabbitmqCosts } from '../profiles/rabbitmq';
import {
	rabbitmqBrokerSettings,
	rabbitmqConsumerSettings,
	rabbitmqProducerSettings
} from '../settings/rabbitmq';
import { addPublishing, bindQueues, declareExchanges, declareQueue, queueName } from './declare';
import type { RabbitmqConsumerSetup, RabbitmqProducerSetup, RabbitmqSetup } from './setup';

/** Numbers of the channels that nobody shares begin here. */
const OWN_CHANNEL = 1000;

/** Makes the broker, its queues and its clients. */
export function configureRabbitmq(engine: EngineExports, setup: RabbitmqSetup): void {
	const { rabbitmq } = setup.profile;
	setCosts(engine, machineCosts.length, rabbitmqCosts, {
		...rabbitmq,
		heartbeat: setup.heartbeatUs,
		netTick: setup.netTickUs
	});
	const exchanges = [setup.exchange, ...setup.exchanges];
	writeSettings(engine, rabbitmqBrokerSettings, {
		exchangeType: exchangeTypes.indexOf(setup.exchange.type),
		alternateExchange: setup.exchange.alternate ?? -1,
		balancer: balancings.indexOf(setup.balancer?.policy ?? 'none'),
		healthCheckIntervalUs: setup.balancer?.healthCheckIntervalUs ?? 0,
		healthCheckFailures: setup.balancer?.healthCheckFailures ?? 0,
		partitionHandling: partitionHandlings.indexOf(setup.partitionHandling),
		restartUs: setup.restartUs,
		netTickSpread: setup.netTickSpread
	});
	engine.configureBroker();
	declareExchanges(engine, exchanges);
	for (let queue = 0; queue < setup.queues; queue++) {
		declareQueue(engine, setup.queueOf[queue] ?? setup.queue, queue % setup.nodes);
	}
	bindQueues(engine, exchanges, setup.queues);
	setup.producers.forEach((producer, index) => makeProducer(engine, setup, producer, index));
	setup.consumers.forEach((consumer, index) => makeConsumer(engine, consumer, index));
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
		window: producer.window,
		mandatory: producer.mandatory,
		exchange: producer.exchange,
		balanced: producer.balanced === true,
		declares: declarations.indexOf(producer.declares ?? 'nothing')
	});
	addProducer(engine, producer);
	const keys =
		producer.routingKeys.length > 0 ? producer.routingKeys : [queueName(index % setup.queues)];
	addPublishing(engine, keys, producer);
}

function makeConsumer(engine: EngineExports, consumer: RabbitmqConsumerSetup, index: number): void {
	writeSettings(engine, rabbitmqConsumerSettings, {
		queue: consumer.queue,
		manual: consumer.manual,
		prefetch: consumer.prefetch,
		ackEvery: consumer.ackEvery,
		prefetchGlobal: consumer.prefetchGlobal,
		sharedChannel: consumer.channel ?? OWN_CHANNEL + index,
		rejectEvery: consumer.rejectEvery,
		requeue: consumer.requeue,
		recoverEvery: consumer.recoverEvery,
		priority: consumer.priority,
		balanced: consumer.balanced === true,
		alone: consumer.exclusive === true
	});
	addConsumer(engine, consumer);
}
