/** Situations in which RabbitMQ's settings show what they do. */
import { runnerOf } from './settings-effects';

/** 1000 transient messages at 1000/s through one node to one consumer. */
export const run = runnerOf({
	broker: { type: 'rabbitmq' },
	producers: { messages: 1_000, rate: 1_000 },
	limit: '5min'
});

export const fast = { 'producers.rate': undefined };
export const persistent = { 'producers.delivery': 'persistent' };
export const confirms = { 'producers.ack': 'confirm' };
export const streams = { ...confirms, 'producers.window': 100 };
export const unread = { 'consumers.count': 0 };
export const quorum = { 'broker.queue.kind': 'quorum' };
export const mirrored = { 'broker.nodes': 3, 'broker.queue.mirrors': 2 };
/** To the queue `orders` alone; `orders-2` gets its dead letters. */
export const deadLetters = {
	'broker.queues': 2,
	'broker.queue.deadLetterExchange': '',
	'broker.queue.deadLetterRoutingKey': 'orders-2',
	'producers.routingKeys': ['orders']
};

export const kill = (target: string, restartAfter?: string, at = '500ms') => ({
	faults: [{ kind: 'crash', target, at, ...(restartAfter !== undefined && { restartAfter }) }]
});
export const killAfter = (nth: number) => ({
	faults: [{ kind: 'crash', target: 'consumer-1', afterProcessed: nth, restartAfter: '100ms' }]
});
/** Nodes cut off from the others from 0.2 s on, clients where they are connected. */
export const split = (nodes: string[], lasts = '3s', clients = 'divided') => ({
	'broker.netTickTime': '1s',
	faults: [{ kind: 'partition', nodes, at: '200ms', for: lasts, clients }]
});
