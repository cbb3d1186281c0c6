import {
	plainQueue,
	queueName,
	type ExchangeSetup,
	type QueueSetup,
	type RabbitmqConsumerSetup,
	type RabbitmqProducerSetup,
	type RabbitmqSetup
} from '#lib/sim';
import { indexOfName, namesOf } from '../common/names';
import { commonConsumers, profileOf, shareOut } from '../common/to-setup';
import { faultSetups } from '../faults/to-setup';
import { BALANCER, rabbitmqNode, rabbitmqPlaces } from './places';
import type { RabbitmqExperiment, RabbitmqModel } from './model';

const MAIN_EXCHANGE = 0;
/** Beyond all exchanges that there can be. */
const MISSING_EXCHANGE = 255;
/** Nodes tick four times in net_ticktime, so that a silence shows up to a quarter early or late (R29). */
const NET_TICK_SPREAD = 0.25;
/** Without limit. */
const NONE = 0;

/** Names become numbers, null becomes the engine's own "none"; nothing is decided here. */
export function rabbitmqSetup(experiment: RabbitmqExperiment, seed: number): RabbitmqSetup {
	const { broker } = experiment;
	return {
		broker: 'rabbitmq',
		seed,
		limitUs: experiment.limitUs,
		messages: experiment.producers.messages,
		nodes: broker.nodes,
		queues: broker.queues,
		...declaredBy(broker),
		profile: profileOf(broker),
		...(broker.balancer && { balancer: broker.balancer }),
		heartbeatUs: broker.heartbeatUs,
		netTickUs: broker.netTickUs,
		netTickSpread: NET_TICK_SPREAD,
		partitionHandling: broker.partitionHandling,
		restartUs: broker.restartUs,
		producers: producersOf(experiment),
		consumers: consumersOf(experiment),
		faults: faultSetups(experiment.faults, rabbitmqPlaces(experiment)),
		traceMessage: -1
	};
}

/** '' as a dead-letter exchange is the default one; any other is not there. */
function declaredBy(
	broker: RabbitmqModel
): Pick<RabbitmqSetup, 'queue' | 'queueOf' | 'exchange' | 'exchanges'> {
	const exchanges: ExchangeSetup[] = [];
	const add = (exchange: ExchangeSetup): number => exchanges.push(exchange);
	const { type, alternate, bindings } = broker.exchange;
	const queueIndex = (name: string): number => indexOfName(name, broker.queues, queueName);
	const exchange: ExchangeSetup = {
		type,
		bindings: bindings.map(({ queue, key, headers, match }) => ({
			queue: queueIndex(queue),
			key,
			...(type === 'headers' && { headers: headers ?? {}, match })
		})),
		...(alternate !== null && {
			alternate: add({ type: 'fanout', bindings: [{ queue: queueIndex(alternate), key: '' }] })
		})
	};
	const standard = type === 'default' ? MAIN_EXCHANGE : add({ type: 'default', bindings: [] });
	const plain: QueueSetup = {
		...plainQueue,
		durable: broker.queue.durable,
		mirrors: broker.queue.mirrors,
		automaticSync: broker.queue.syncMode === 'automatic',
		promoteAlways: broker.queue.promoteOnFailure === 'always',
		kind: broker.queue.kind === 'quorum' ? 'quorum' : 'classic',
		deliveryLimit: broker.queue.deliveryLimit ?? NONE
	};
	return {
		exchange,
		exchanges,
		queue: withArguments(plain, broker, standard),
		queueOf: deadLetterQueue(plain, broker)
	};
}

function withArguments(plain: QueueSetup, { queue }: RabbitmqModel, standard: number): QueueSetup {
	const exchanges = { none: plainQueue.deadLetterExchange, missing: MISSING_EXCHANGE, standard };
	const chosen =
		queue.deadLetterExchange === null ? 'none' : queue.deadLetterExchange ? 'missing' : 'standard';
	return {
		...plain,
		messageTtlUs: queue.messageTtlUs ?? plain.messageTtlUs,
		maxLength: queue.maxLength ?? plain.maxLength,
		maxLengthBytes: queue.maxLengthBytes ?? plain.maxLengthBytes,
		overflow: queue.overflow,
		deadLetterExchange: exchanges[chosen],
		deadLetterRoutingKey: queue.deadLetterRoutingKey,
		maxPriority: queue.maxPriority,
		singleActiveConsumer: queue.singleActiveConsumer,
		exclusive: queue.exclusive,
		autoDelete: queue.autoDelete,
		expiresUs: queue.expiresUs ?? plain.expiresUs
	};
}

/** The queue that dead letters go to is declared without limits and dead letters of its own. */
function deadLetterQueue(
	plain: QueueSetup,
	{ queue, queues }: RabbitmqModel
): RabbitmqSetup['queueOf'] {
	const names = namesOf(queues, queueName);
	const index = names.indexOf(queue.deadLetterRoutingKey ?? '');
	return queue.deadLetterExchange === '' && index >= 0 ? { [index]: plain } : {};
}

/** What clients connect to: a node by its name, or the balancer. */
function placeOf(name: string, nodes: number): { node: number; balanced: boolean } {
	if (name === BALANCER) return { node: 0, balanced: true };
	return { node: indexOfName(name, nodes, rabbitmqNode), balanced: false };
}

function producersOf({ producers, broker }: RabbitmqExperiment): RabbitmqProducerSetup[] {
	return shareOut(producers).map((common) => ({
		...common,
		exchange: MAIN_EXCHANGE,
		mandatory: producers.mandatory,
		headers: [...producers.headers],
		priorities: [...producers.priorities],
		expirationsUs: producers.expirationUs === null ? [] : [producers.expirationUs],
		...placeOf(producers.connectTo, broker.nodes),
		declares: producers.declares,
		persistent: producers.delivery === 'persistent',
		ack: producers.ack,
		batch: producers.batch,
		window: producers.window ?? 0,
		routingKeys: [...producers.routingKeys]
	}));
}

function consumersOf({ consumers, broker }: RabbitmqExperiment): RabbitmqConsumerSetup[] {
	return commonConsumers(consumers).map((common, index) => ({
		...common,
		prefetchGlobal: consumers.prefetchGlobal,
		channel: consumers.prefetchGlobal ? 0 : null,
		rejectEvery: consumers.rejectEvery,
		requeue: consumers.requeue,
		recoverEvery: consumers.recoverEvery,
		priority: consumers.priorities[index % Math.max(1, consumers.priorities.length)] ?? 0,
		...placeOf(consumers.connectTo, broker.nodes),
		exclusive: consumers.exclusive,
		queue: index % broker.queues,
		manual: consumers.ack === 'manual',
		prefetch: consumers.prefetch,
		ackEvery: consumers.ackEvery
	}));
}
