import { activemqFamily } from './activemq/family';
import { kafkaFamily } from './kafka/family';
import { rabbitmqFamily } from './rabbitmq/family';
import type { BrokerType } from './setting-home';

/** How each broker's experiment is checked and turned into what the engine is told. */
export const families = {
	rabbitmq: rabbitmqFamily,
	kafka: kafkaFamily,
	activemq: activemqFamily
} as const;

const brokerTypes = Object.keys(families) as BrokerType[]; // the keys just written

/** The broker that a spec, of whatever shape, asks for; RabbitMQ where it asks for none. */
export function brokerTypeOf(spec: unknown): BrokerType {
	const type = memberOf(memberOf(spec, 'broker'), 'type');
	return brokerTypes.find((known) => known === type) ?? 'rabbitmq';
}

function memberOf(value: unknown, name: string): unknown {
	if (typeof value !== 'object' || value === null) return undefined;
	return Object.getOwnPropertyDescriptor(value, name)?.value;
}
