import {
	profiles,
	queueName,
	type ConsumerSetup,
	type FaultSetup,
	type ProducerSetup,
	type Profile,
	type Setup
} from '#lib/sim';
import { nodeName, type Experiment, type FaultModel } from './experiment';

/** Names become numbers, null becomes the engine's own "none"; nothing is decided here. */
export function toSetup(experiment: Experiment, seed: number = experiment.seed): Setup {
	const { broker } = experiment;
	return {
		seed,
		limitUs: experiment.limitUs,
		messages: experiment.producers.messages,
		nodes: broker.nodes,
		queues: broker.queues,
		queue: {
			durable: broker.queue.durable,
			mirrors: broker.queue.mirrors,
			automaticSync: broker.queue.syncMode === 'automatic',
			promoteAlways: broker.queue.promoteOnFailure === 'always'
		},
		exchange: {
			type: broker.exchange.type,
			bindings: broker.exchange.bindings.map(({ queue, key }) => ({
				queue: queueIndex(queue, experiment),
				key
			}))
		},
		profile: profileOf(experiment),
		heartbeatUs: broker.heartbeatUs,
		netTickUs: broker.netTickUs,
		producers: producersOf(experiment),
		consumers: consumersOf(experiment),
		faults: experiment.faults.map((fault) => faultSetup(fault, experiment)),
		traceMessage: -1
	};
}

function profileOf({ broker }: Experiment): Profile {
	const profile = profiles[broker.profile];
	const { link, disk } = broker;
	return {
		...profile,
		link: {
			latencyUs: link.latencyUs ?? profile.link.latencyUs,
			jitterUs: link.jitterUs ?? profile.link.jitterUs,
			bytesPerUs: link.bytesPerUs ?? profile.link.bytesPerUs
		},
		disk: {
			syncUs: disk.syncUs ?? profile.disk.syncUs,
			bytesPerUs: disk.bytesPerUs ?? profile.disk.bytesPerUs
		}
	};
}

/** Messages and rate are shared out evenly; the first producers take what does not divide. */
function producersOf(experiment: Experiment): ProducerSetup[] {
	const { producers } = experiment;
	const share = Math.floor(producers.messages / producers.count);
	const left = producers.messages % producers.count;
	return Array.from({ length: producers.count }, (_, index) => ({
		node: nodeIndex(producers.connectTo, experiment),
		messages: share + (index < left ? 1 : 0),
		rate: (producers.rate ?? 0) / producers.count,
		arrivals: producers.arrivals,
		size: producers.sizeBytes,
		persistent: producers.delivery === 'persistent',
		ack: producers.ack,
		batch: producers.batch,
		window: producers.window ?? 0,
		retry: producers.retry,
		keys: producers.keys,
		routingKeys: [...producers.routingKeys],
		host: false
	}));
}

function consumersOf(experiment: Experiment): ConsumerSetup[] {
	const { consumers, broker } = experiment;
	return Array.from({ length: consumers.count }, (_, index) => ({
		node: nodeIndex(consumers.connectTo, experiment),
		queue: index % broker.queues,
		manual: consumers.ack === 'manual',
		prefetch: consumers.prefetch,
		ackEvery: consumers.ackEvery,
		processing: { ...consumers.processing },
		idempotent: consumers.idempotent,
		host: false
	}));
}

function faultSetup(fault: FaultModel, experiment: Experiment): FaultSetup {
	const side = fault.nodes.map((node) => nodeIndex(node, experiment));
	return {
		kind: fault.kind,
		target:
			fault.target === null
				? { kind: 'node', index: side[0] ?? 0 }
				: targetOf(fault.target, experiment),
		when: fault.when,
		durationUs: fault.durationUs ?? Infinity,
		others: side
	};
}

function targetOf(target: string, experiment: Experiment): FaultSetup['target'] {
	if (target === 'leader') return { kind: 'master', index: 0 };
	const client = /^(producer|consumer)(?:-(\d+))?$/.exec(target);
	if (!client) return { kind: 'node', index: nodeIndex(target, experiment) };
	const kind = client[1] === 'producer' ? 'producer' : 'consumer';
	return { kind, index: Number(client[2] ?? 1) - 1 };
}

function nodeIndex(name: string, { broker }: Experiment): number {
	return indexOfName(name, broker.nodes, nodeName);
}

function queueIndex(name: string, { broker }: Experiment): number {
	return indexOfName(name, broker.queues, queueName);
}

/** A name that is not there was refused by `conflicts.ts`: meeting one here is our own fault. */
function indexOfName(name: string, count: number, nameOf: (index: number) => string): number {
	for (let index = 0; index < count; index++) if (nameOf(index) === name) return index;
	throw new Error(`toSetup met the unknown name ${name}`);
}
