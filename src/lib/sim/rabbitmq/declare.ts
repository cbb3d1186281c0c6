import type { EngineExports } from '../exports';
import { exchangeTypes, queueKinds } from '../layout';
import { rabbitmqQueueSettings } from '../settings/rabbitmq';
import { writeSettings } from '../configure-clients';
import { writeBytes, writeText } from './text';
import { encodeHeaders, headerMatches } from './headers';
import { overflows, type ExchangeSetup, type PublishSetup, type QueueSetup } from './things';

const NONE = -1;

/** Names of the queues, as routing keys of the default exchange use them: `orders`, `orders-2`, … */
export function queueName(index: number): string {
	return index === 0 ? 'orders' : `orders-${index + 1}`;
}

/** All but the first, which the broker's own settings made. */
export function declareExchanges(engine: EngineExports, exchanges: ExchangeSetup[]): void {
	for (const { type, alternate = NONE } of exchanges.slice(1)) {
		engine.addExchange(exchangeTypes.indexOf(type), alternate);
	}
}

export function declareQueue(engine: EngineExports, queue: QueueSetup, masterNode: number): void {
	const { kind, overflow, deadLetterRoutingKey, ...numbers } = queue;
	const deadLetterKey =
		deadLetterRoutingKey === null ? NONE : engine.addKey(writeText(engine, deadLetterRoutingKey));
	writeSettings(engine, rabbitmqQueueSettings, {
		...numbers,
		masterNode,
		kind: queueKinds.indexOf(kind),
		overflow: overflows.indexOf(overflow),
		deadLetterKey
	});
	engine.addQueue();
}

/** A default exchange is bound to every queue by its name. */
export function bindQueues(
	engine: EngineExports,
	exchanges: ExchangeSetup[],
	queues: number
): void {
	exchanges.forEach(({ type, bindings }, number) => {
		if (type !== 'default') {
			for (const binding of bindings) bind(engine, number, binding);
			return;
		}
		for (let queue = 0; queue < queues; queue++) {
			bind(engine, number, { queue, key: queueName(queue) });
		}
	});
}

function bind(
	engine: EngineExports,
	number: number,
	{ queue, key, exchange, headers, match = 'all' }: ExchangeSetup['bindings'][number]
): void {
	const length = headers ? writeBytes(engine, encodeHeaders(headers)) : writeText(engine, key);
	engine.bind(
		number,
		exchange ?? queue,
		Number(exchange !== undefined),
		headerMatches.indexOf(match),
		length
	);
}

/** Fills the turns of the producer that was made last. */
export function addPublishing(engine: EngineExports, keys: string[], publish: PublishSetup): void {
	for (const key of keys) engine.addProducerKey(writeText(engine, key));
	for (const headers of publish.headers) {
		engine.addProducerHeaders(writeBytes(engine, encodeHeaders(headers)));
	}
	for (const priority of publish.priorities) engine.addProducerPriority(priority);
	for (const us of publish.expirationsUs) engine.addProducerExpiration(us);
}
