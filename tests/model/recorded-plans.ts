/**
 * How each recorded scenario is run in the engine, or why it cannot be yet. Kinds (lost or not,
 * duplicated or not, flagged or not, reordered or not) are always compared; counts only where a
 * plan names them, for many follow from how busy the recording machine was.
 */
import type { FaultSetup, ProducerSetup } from '#lib/sim';
import type { Recording } from './recorded';
import {
	clientFault,
	lateConsumer,
	millisecond,
	nodeFault,
	runOf,
	second,
	setup,
	type Choice
} from './setups';

/** Sums that are compared with what was measured, each as a range. */
export type Count = 'lost' | 'duplicates' | 'sends' | 'confirmed' | 'flagged';

/** exact: as recorded; near: within 15 % of the recorded range; else the range that a setting gives. */
export type Expected = 'exact' | 'near' | [least: number, most: number];

export type Plan =
	| { later: string }
	| {
			/** At several moments (0 … 1) between two publishes, if it is `atSeveralMoments`. */
			choice: (recording: Recording, moment: number) => Choice;
			atSeveralMoments?: boolean;
			counts?: Partial<Record<Count, Expected>>;
			/** Kinds in which the model knowingly differs, with the reason. */
			differs?: Partial<Record<Kind, string>>;
	  };

export type Kind =
	'lostAcknowledged' | 'lostUnacknowledged' | 'duplicated' | 'flagged' | 'reordered';

const number = ({ parameters }: Recording, name: string): number => Number(parameters[name] ?? 0);

function producerOf(recording: Recording): Partial<ProducerSetup> {
	const { mode, persistent } = recording.parameters;
	const k = number(recording, 'k');
	return {
		messages: number(recording, 'n'),
		rate: number(recording, 'rate'),
		size: number(recording, 'size') || 64,
		persistent: persistent !== false,
		...(mode === 'sync' && { ack: 'confirm', batch: 1 }),
		...(mode === 'batch' && { ack: 'confirm', batch: k }),
		...(mode === 'stream' && { ack: 'confirm', window: k }),
		...(mode === 'tx' && { ack: 'transaction', batch: k })
	};
}

const atKill = ({ measured }: Recording): FaultSetup['when'] => ({
	afterAttempted: Number(measured['atKill.sent'])
});

/** A while after the last publish before the kill: what is under way depends on it. */
function momentAfter(recording: Recording, moment: number): FaultSetup['when'] {
	const rate = number(recording, 'rate');
	if (rate === 0 || moment === 0) return atKill(recording);
	return { atUs: ((Number(recording.measured['atKill.sent']) - 1 + moment) / rate) * second };
}

/** A1 – A4: one node is killed while publishing; a consumer reads what is there in the end. */
const brokerKilled = (recording: Recording): Choice => ({
	queue: { durable: recording.parameters.durable !== false },
	producers: [producerOf(recording)],
	consumers: [{}],
	faults: [nodeFault('crash', 0, atKill(recording), 3 * second), lateConsumer(60 * second)]
});

/** When the channel has read the last of 2000 messages published at full speed. */
const lastRead = ((): number => {
	const simulation = runOf(
		setup({ producers: [{ messages: 2000, rate: 0, size: 64 }], traceMessage: 1999 })
	);
	return (simulation.trace().find(({ step }) => step === 'arrived')?.atMs ?? 0) * millisecond;
})();

/** A2x: 2000 messages, then idling, perhaps one confirmed message, then the end of the broker. */
function afterTheLast(recording: Recording): Choice {
	const { clean, tail, persistent } = recording.parameters;
	const producers: Partial<ProducerSetup>[] = [
		{ messages: 2000, rate: 0, size: 64, persistent: persistent !== false }
	];
	// The tail is published as soon as its producer is up and answered well within 50 ms.
	const atUs =
		lastRead + 1 + number(recording, 'idleMs') * millisecond + (tail ? 50 * millisecond : 0);
	const faults = [
		nodeFault(clean ? 'stop' : 'crash', 0, { atUs }, second),
		lateConsumer(60 * second)
	];
	if (tail) {
		producers.push({ messages: 1, rate: 0, ack: 'confirm', size: 64, routingKeys: ['orders'] });
		faults.push({
			...clientFault('crash', 'producer', { atUs: 0 }, lastRead),
			target: { kind: 'producer', index: 1 }
		});
	}
	return { producers, consumers: [{}], faults };
}

/** A5, A6: the consumer is killed after its 1503rd message; 5000 were waiting for it. */
const consumerKilled = (recording: Recording): Choice => ({
	producers: [{ messages: number(recording, 'n'), rate: 0, size: 64 }],
	consumers: [
		{
			manual: recording.parameters.noAck !== true,
			prefetch: number(recording, 'prefetch'),
			ackEvery: number(recording, 'ackEvery'),
			workUs: number(recording, 'workMs') * millisecond
		}
	],
	faults: [
		lateConsumer(3 * second),
		clientFault(
			recording.parameters.kill === 'socket' ? 'cut' : 'crash',
			'consumer',
			{ afterProcessed: number(recording, 'killAfter') },
			second
		)
	]
});

/** Three nodes; the master's is killed while publishing; the producer is on it or beside it. */
const masterKilled =
	(mirrors: number) =>
	(recording: Recording, moment = 0): Choice => ({
		nodes: 3,
		queue: { mirrors },
		producers: [{ ...producerOf(recording), node: recording.parameters.via === 'master' ? 0 : 1 }],
		consumers: [{ node: 1, workUs: 1 }],
		faults: [
			nodeFault('crash', 0, momentAfter(recording, moment), 8 * second),
			...(recording.parameters.consumer === true ? [] : [lateConsumer(60 * second)])
		]
	});

/**
 * The recorded producer declared its queue when it reconnected, and waited until that worked; the
 * load generator publishes at once on the next node. With one node both wait for it.
 */
const onlyNodeKilled = (recording: Recording, moment = 0): Choice => ({
	...masterKilled(0)(recording, moment),
	nodes: 1,
	consumers: [{ workUs: 1 }]
});

/** Mirrors that are added later: here they are away at first and join as empty. */
const mirrorsAddedLater =
	(automaticSync: boolean) =>
	(recording: Recording): Choice => {
		const preload = number(recording, 'preload');
		const producer = producerOf(recording);
		return {
			nodes: 3,
			queue: { mirrors: 2, automaticSync },
			producers: [
				{ ...producer, messages: preload },
				{ ...producer, node: 1, routingKeys: ['orders'] }
			],
			consumers: [{ node: 1 }],
			faults: [
				nodeFault('crash', 1, { atUs: 1 }, 2 * second),
				nodeFault('crash', 2, { atUs: 1 }, 2 * second),
				{
					...clientFault('crash', 'producer', { atUs: 0 }, 3 * second),
					target: { kind: 'producer', index: 1 }
				},
				nodeFault(
					'crash',
					0,
					{ afterAttempted: preload + Number(recording.measured['atKill.sent']) },
					8 * second
				),
				lateConsumer(60 * second)
			]
		};
	};

/** A9: the answer is swallowed and the connection cut. */
const connectionCut = (recording: Recording): Choice => ({
	producers: [producerOf(recording)],
	consumers: [{}],
	faults: [
		clientFault('cut', 'producer', {
			afterAttempted: Math.max(2 * number(recording, 'k'), number(recording, 'n') / 4)
		})
	]
});

const quorum: Plan = { later: 'quorum queues come with a later engine' };
const declared: Plan = { later: 'queues are declared before a run begins, never within it' };

/** What was unconfirmed at the kill is sent again: at least one, at most what may be outstanding. */
const resent = (most: number): Plan => ({
	choice: brokerKilled,
	counts: { lost: 'exact', confirmed: 'exact', flagged: 'near', sends: [1, most] }
});

const inCluster = (mirrors: number, counts: Partial<Record<Count, Expected>> = {}): Plan => ({
	choice: masterKilled(mirrors),
	atSeveralMoments: true,
	counts
});

export const plans: Record<string, Plan> = {
	A1a: { choice: brokerKilled, counts: { lost: 'near' } },
	A1b: { choice: brokerKilled, counts: { lost: 'near' } },
	A1c: { choice: brokerKilled, counts: { lost: 'near' } },
	A2a: { choice: brokerKilled, counts: { lost: 'near' } },
	A2b: { choice: brokerKilled, counts: { lost: 'near' } },
	A2c: { choice: brokerKilled, counts: { lost: 'near' } },
	A3a: { choice: brokerKilled, counts: { lost: 'exact', sends: 'exact', flagged: 'exact' } },
	A3b10: resent(10),
	A3b100: resent(100),
	A3b1000: resent(1000),
	A3c: resent(1000),
	A3d: resent(1000),
	'A4-1': { choice: brokerKilled, counts: { lost: 'exact', sends: 'exact', flagged: 'exact' } },
	'A4-10': resent(10),
	'A4-100': resent(100),
	'A2x-idle0': { choice: afterTheLast, counts: { lost: 'exact' } },
	'A2x-idle2000': { choice: afterTheLast, counts: { lost: 'exact', flagged: 'exact' } },
	'A2x-idle10000': { choice: afterTheLast, counts: { lost: 'exact', flagged: 'exact' } },
	'A2x-confirmedTail': { choice: afterTheLast, counts: { lost: 'exact', flagged: 'exact' } },
	'A2x-clean': { choice: afterTheLast, counts: { lost: 'near' } },
	'A2x-clean-transient': { choice: afterTheLast, counts: { lost: 'exact' } },
	'A2y-0': declared,
	'A2y-100': declared,
	'A2y-500': declared,
	'A2y-1500': declared,
	'A2y-3000': declared,
	A5a: { choice: consumerKilled, counts: { lost: 'exact' } },
	A5b: { choice: consumerKilled, counts: { lost: 'exact' } },
	A5c: { choice: consumerKilled, counts: { lost: 'exact' } },
	A5d: { choice: consumerKilled, counts: { lost: 'near' } },
	A6p1: { choice: consumerKilled, counts: { duplicates: 'exact', flagged: 'exact' } },
	// Those whose ack was on its way: the recorded client sent acks in bursts, so its counts are
	// higher; never more than the window.
	A6p10: { choice: consumerKilled, counts: { duplicates: [1, 10], flagged: [10, 10] } },
	A6p100: { choice: consumerKilled, counts: { duplicates: [1, 100], flagged: [100, 100] } },
	A6p1000: { choice: consumerKilled, counts: { duplicates: [1, 100], flagged: [1000, 1000] } },
	A6p0: { choice: consumerKilled, counts: { duplicates: [1, 100], flagged: 'near' } },
	'A6m100/10': { choice: consumerKilled, counts: { duplicates: [3, 23], flagged: [100, 100] } },
	'A6m100/100': { choice: consumerKilled, counts: { duplicates: 'exact', flagged: 'exact' } },
	A6s: { choice: consumerKilled, counts: { duplicates: [1, 100], flagged: [100, 100] } },
	A6n: { choice: consumerKilled, counts: { duplicates: 'exact', flagged: 'exact' } },
	'plain-none-master': {
		choice: onlyNodeKilled,
		atSeveralMoments: true,
		counts: { lost: [1, 45] }
	},
	'plain-stream-master': {
		choice: onlyNodeKilled,
		atSeveralMoments: true,
		counts: { duplicates: [0, 30], confirmed: 'exact' }
	},
	'plain-none-other': inCluster(0, { lost: 'near' }),
	'plain-stream-other': inCluster(0, { lost: 'near', confirmed: 'exact' }),
	'haall-none-master': inCluster(2, { lost: [1, 177] }),
	'haall-stream-master': inCluster(2, { duplicates: [1, 138], confirmed: 'exact' }),
	'haall-none-other': inCluster(2),
	'haall-stream-other': inCluster(2),
	'ha2-none-master': inCluster(1, { lost: [1, 132] }),
	'ha2-stream-master': inCluster(1, { duplicates: [0, 23], confirmed: 'exact' }),
	'ha2-none-other': inCluster(1),
	'ha2-stream-other': inCluster(1),
	'quorum-none-master': quorum,
	'quorum-stream-master': quorum,
	'quorum-none-other': quorum,
	'quorum-stream-other': quorum,
	// The recorded client had no bound on its buffer and lost half of all; here a full socket makes
	// the producer wait, so it loses what is in the socket and the channel.
	'haall-none-fast-master': { choice: masterKilled(2), counts: { lost: [500, 22_600] } },
	'haall-none-fast-other': {
		choice: masterKilled(2),
		counts: { lost: 'exact', duplicates: 'exact' }
	},
	'haall-stream-fast-other': {
		choice: masterKilled(2),
		counts: { lost: 'exact', confirmed: 'exact', flagged: 'near' }
	},
	'haall-sync-master': {
		choice: masterKilled(2),
		counts: { sends: 'exact', confirmed: 'exact' },
		differs: {
			flagged:
				'the one message in the queue at the kill is flagged; in the recording it had been acknowledged'
		}
	},
	'quorum-stream-fast-other': quorum,
	'haman-always': { choice: mirrorsAddedLater(false), counts: { lost: 'exact', flagged: 'near' } },
	'haauto-preload': { choice: mirrorsAddedLater(true), counts: { lost: 'exact', flagged: 'near' } },
	'A9-sync': { choice: connectionCut, counts: { duplicates: 'exact', sends: 'exact' } },
	'A9-batch10': { choice: connectionCut, counts: { duplicates: 'exact', sends: 'exact' } },
	'A9-batch1000': { choice: connectionCut, counts: { duplicates: [1, 1000] } },
	'A9-stream100': { choice: connectionCut, counts: { duplicates: [1, 100] } },
	'A9-none': { choice: connectionCut, counts: { lost: [1, 13] } }
};

/** The other half of the recording: where each of its tables is compared, or why not yet. */
export const routingPlans: Record<string, string> = {
	'topic matrix': 'rabbitmq-routing.spec.ts',
	'one queue, several matching bindings': 'rabbitmq-routing.spec.ts',
	'direct is exact, fanout ignores key, default exchange routes by queue name':
		'rabbitmq-routing.spec.ts',
	'dispatch: round robin': 'rabbitmq-consumer.spec.ts; consumer priorities later',
	'mandatory and confirms of unroutable messages':
		'the ack in rabbitmq-routing.spec.ts; mandatory and alternate exchanges later',
	'requeue order and redelivered':
		'requeue at a closed channel in rabbitmq-consumer.spec.ts; nack later',
	'headers exchange': 'later',
	TTL: 'later',
	'max-length': 'later',
	'prefetch scope': 'later: one consumer has one channel',
	'exclusive, auto-delete, redeclare, errors': 'later: queues are declared before a run begins'
};
