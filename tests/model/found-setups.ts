/** Setups that the random search found and shrank, each of which once broke a promise. */
import { clientFault, nodeFault, partition, second, type Choice } from './setups';

const heard = { heartbeatUs: 0.2 * second, netTickUs: 0.3 * second };
const closedLoop = { messages: 100, rate: 0, size: 100, persistent: false, retry: false };
const taker = { manual: false, prefetch: 0, workUs: 1 };

export const found: Record<string, Choice> = {
	'a cut while the old channel still works off what it had read': {
		...heard,
		nodes: 3,
		producers: [{ ...closedLoop, messages: 306, ack: 'confirm', batch: 1000 }],
		consumers: [taker],
		faults: [clientFault('cut', 'producer', { afterAttempted: 279 })]
	},
	'a transaction opened on another node while the old one’s end is held up': {
		...heard,
		nodes: 3,
		producers: [{ ...closedLoop, ack: 'transaction' }],
		consumers: [taker],
		faults: [nodeFault('pause', 0, { afterProcessed: 1 }, 0.202 * second)]
	},
	'a cut that finds no answer to swallow, and no node that will return': {
		...heard,
		producers: [closedLoop, { ...closedLoop, ack: 'confirm' }],
		consumers: [taker],
		faults: [
			{
				...clientFault('cut', 'producer', { atUs: 1000 }, 1),
				target: { kind: 'producer', index: 1 }
			},
			nodeFault('crash', 0, { afterProcessed: 1 }, Infinity)
		]
	},
	'a loss at the very end of the run': {
		...heard,
		nodes: 2,
		producers: [{ ...closedLoop, node: 1, messages: 403, size: 10_000, ack: 'none' }],
		consumers: [{ node: 1, prefetch: 1, workUs: 100 }],
		faults: [nodeFault('crash', 0, { atUs: 223_000 }, Infinity)]
	},
	'a mirror in the middle of the ring expelled with words under way through it': {
		...heard,
		nodes: 3,
		queue: { mirrors: 2, automaticSync: false, promoteAlways: false },
		producers: [{ ...closedLoop, ack: 'confirm' }],
		consumers: [taker],
		faults: [partition([1], { afterProcessed: 1 }, 0.301 * second)]
	},
	'a subscription held up by a partition that arrives after a newer one': {
		...heard,
		nodes: 2,
		producers: [closedLoop, { ...closedLoop, ack: 'confirm' }],
		consumers: [taker],
		faults: [
			partition([0, 1], { atUs: 202_000 }, 0.201 * second),
			partition([0], { afterProcessed: 1 }, 0.504 * second)
		]
	},
	'a publish lost between two nodes while the publisher’s is cut off': {
		...heard,
		nodes: 2,
		queues: 2,
		producers: [closedLoop, { ...closedLoop, ack: 'confirm' }],
		consumers: [{ ...taker, queue: 1 }, taker],
		faults: [partition([0], { afterAttempted: 11 }, 1000), nodeFault('crash', 1, { atUs: 1000 }, 1)]
	},
	'a producer killed again before it is back': {
		...heard,
		nodes: 2,
		producers: [
			{ ...closedLoop, messages: 119, rate: 500 },
			{ ...closedLoop, messages: 181, persistent: true, ack: 'confirm' }
		],
		consumers: [{ prefetch: 0, workUs: 1 }, taker, taker],
		faults: [{ afterAttempted: 226 }, { afterProcessed: 232 }].map((when) => ({
			...clientFault('crash', 'producer', when, second),
			target: { kind: 'producer' as const, index: 1 }
		}))
	},
	'a publish under way to a mirror when its master dies and comes back': {
		...heard,
		nodes: 3,
		queue: { mirrors: 1, automaticSync: false, promoteAlways: false },
		producers: [{ ...closedLoop, messages: 416, rate: 2000 }],
		consumers: [taker, taker],
		faults: [
			partition([0, 1], { atUs: 5901 }, 0.235 * second),
			nodeFault('crash', 0, { afterAttempted: 416 }, 1),
			partition([0], { afterAttempted: 1 }, 1)
		]
	},
	'a consumer that stood still finishes what another was given meanwhile': {
		...heard,
		nodes: 2,
		producers: [closedLoop, closedLoop],
		consumers: [{ prefetch: 0, workUs: 1000 }, taker],
		faults: [
			clientFault('pause', 'consumer', { atUs: 265 }, 0.201 * second),
			partition([0], { atUs: 0 }, 1)
		]
	},
	'an old channel’s confirm that arrives while the new one’s queue is being declared': {
		...heard,
		producers: [
			{ ...closedLoop, messages: 151 },
			{
				...closedLoop,
				messages: 441,
				size: 1000,
				persistent: true,
				ack: 'confirm',
				window: 1000,
				declares: 'the-same'
			}
		],
		consumers: [taker, taker],
		faults: [
			{
				...clientFault('crash', 'producer', { afterProcessed: 333 }, 1),
				target: { kind: 'producer', index: 1 }
			}
		]
	},
	'a mirror that has confirmed takes over while another that has not is cut off': {
		...heard,
		nodes: 3,
		queues: 2,
		queue: { mirrors: 2, automaticSync: false, promoteAlways: false },
		partitionHandling: 'pause_minority',
		producers: [{ ...closedLoop, node: 1, messages: 380, ack: 'confirm' }],
		consumers: [
			{ prefetch: 0, workUs: 1000 },
			{ ...taker, queue: 1 }
		],
		faults: [
			nodeFault('crash', 0, { atUs: 0.382 * second }, 5 * second),
			clientFault('crash', 'producer', { afterAttempted: 1 }, 1),
			partition([2], { afterAttempted: 379 }, 0.202 * second)
		]
	},
	'a channel that asks a quorum queue for its messages while nobody leads, across a partition': {
		...heard,
		nodes: 2,
		queue: { kind: 'quorum', mirrors: 1 },
		producers: [{ ...closedLoop, ack: 'confirm' }],
		consumers: [{ node: 1, prefetch: 1, workUs: 1000 }],
		faults: [
			nodeFault('crash', 1, { atUs: 0 }, 1000),
			partition([0], { atUs: 0 }, 5 * second, 'divided')
		]
	},
	'a queue declared again before its first process is known to be gone': {
		...heard,
		nodes: 3,
		queue: { durable: false },
		producers: [
			closedLoop,
			{ ...closedLoop, node: 1, messages: 201, ack: 'confirm', window: 1000, retry: true }
		],
		consumers: [taker],
		faults: [nodeFault('crash', 0, { atUs: 0 }, 5 * second)]
	},
	'a silence that ends while another still holds the same nodes': {
		...heard,
		nodes: 3,
		queue: { mirrors: 1, automaticSync: false, promoteAlways: false },
		producers: [closedLoop, closedLoop],
		faults: [partition([0, 1], { atUs: 0 }, 9000), partition([0, 1], { atUs: 0 }, 0.301 * second)]
	}
};
