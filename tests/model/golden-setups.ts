/** A few setups that between them pass through every part of the engine. */
import { clientFault, nodeFault, partition, second, type Choice } from './setups';

export const golden: Record<string, Choice> = {
	plain: { consumers: [{}] },
	'poisson arrivals, random work': {
		producers: [{ arrivals: 'poisson', rate: 3000, keys: 5 }],
		consumers: [
			{ processing: { kind: 'lognormal', meanUs: 250, spread: 0.8 } },
			{ processing: { kind: 'exponential', meanUs: 250, spread: 0 }, prefetch: 10 }
		]
	},
	'streaming confirms, broker crash': {
		producers: [{ ack: 'confirm', window: 100 }],
		consumers: [{ workUs: 300 }],
		faults: [nodeFault('crash', 0, { atUs: 1.5 * second }, second)]
	},
	'transactions, power loss': {
		producers: [{ ack: 'transaction', batch: 10, messages: 2000, rate: 0 }],
		consumers: [{ prefetch: 1 }],
		faults: [nodeFault('powerLoss', 0, { afterAttempted: 1000 }, second)]
	},
	'two mirrors, master crash': {
		nodes: 3,
		queue: { mirrors: 2 },
		producers: [
			{ ack: 'confirm', window: 200 },
			{ node: 1, persistent: false }
		],
		consumers: [{ workUs: 50 }, { node: 2, manual: false }],
		faults: [nodeFault('crash', 0, { afterAttempted: 4000 }, second)]
	},
	'mirror, partition, short time-outs': {
		nodes: 3,
		queue: { mirrors: 1, automaticSync: false, promoteAlways: false },
		heartbeatUs: 0.3 * second,
		netTickUs: 0.5 * second,
		producers: [{ ack: 'confirm', batch: 10 }],
		consumers: [{ node: 1 }],
		faults: [partition([0], { atUs: second }, 2 * second)]
	},
	'automatic ack, consumer crash': {
		producers: [{ persistent: false, rate: 0 }],
		consumers: [{ manual: false, workUs: 500 }],
		faults: [clientFault('crash', 'consumer', { afterProcessed: 500 }, second)]
	},
	'topic exchange, cut, pause': {
		queues: 2,
		exchange: {
			type: 'topic',
			bindings: [
				{ queue: 0, key: 'a.#' },
				{ queue: 1, key: '*.b' }
			]
		},
		producers: [{ ack: 'confirm', window: 50, routingKeys: ['a.b', 'a', 'x'] }],
		consumers: [{ queue: 0 }, { queue: 1, ackEvery: 10 }],
		faults: [
			clientFault('cut', 'producer', { atUs: 0.5 * second }),
			nodeFault('pause', 0, { atUs: 1.5 * second }, 0.5 * second)
		]
	}
};
