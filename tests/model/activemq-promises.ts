/** What JMS and ActiveMQ promise, to whom, and how a run would break it. */
import type { ActivemqSetup, CauseId, Fate, FaultSetup, SimulationResult } from '#lib/sim';
import { diskSync, mode, topology } from './activemq-setups';
import { sum } from './setups';

type Producer = ActivemqSetup['producers'][number];
type Consumer = ActivemqSetup['consumers'][number];

export interface Run {
	setup: ActivemqSetup;
	result: SimulationResult;
	fateOf: (message: number) => Fate | null;
}

interface Promise {
	/** Where it is promised. */
	after: string;
	holdsFor: (setup: ActivemqSetup) => boolean;
	/** What is wrong, if anything. */
	broken: (run: Run) => string | null;
}

const isForNode = ({ target }: FaultSetup): boolean =>
	target.kind === 'node' || target.kind === 'leader';
const isOf =
	(role: 'producer' | 'consumer', ...kinds: FaultSetup['kind'][]) =>
	({ kind, target }: FaultSetup): boolean =>
		target.kind === role && (kinds.length === 0 || kinds.includes(kind));
const nodeEnds = ({ faults }: ActivemqSetup): boolean =>
	faults.some((fault) => isForNode(fault) && ['crash', 'powerLoss', 'stop'].includes(fault.kind));
const has =
	(...kinds: FaultSetup['kind'][]) =>
	({ faults }: ActivemqSetup): boolean =>
		faults.some(({ kind }) => kinds.includes(kind));
const dies =
	(role: 'producer' | 'consumer') =>
	({ faults }: ActivemqSetup): boolean =>
		faults.some(isOf(role, 'crash'));
const anyFault = ({ faults }: ActivemqSetup): boolean => faults.length > 0;
const onlyConsumersDie = ({ faults }: ActivemqSetup): boolean =>
	faults.every(isOf('consumer', 'crash'));

const rejecting = ({ settings }: Consumer): boolean => settings.rejectEvery > 0;
const rejects = ({ consumers }: ActivemqSetup): boolean => consumers.some(rejecting);
const isPersistent = ({ settings }: Producer): boolean => settings.persistent === 1;
const isLazy = ({ settings }: Consumer): boolean => settings.optimizeAcknowledge === 1;
/** AUTO, and DUPS_OK where it is the same (A2). */
const isOneByOne =
	({ settings: { topic } }: ActivemqSetup) =>
	(consumer: Consumer): boolean => {
		const { acknowledgeMode } = consumer.settings;
		const auto = acknowledgeMode === mode.auto || (acknowledgeMode === mode.dupsOk && topic === 0);
		return auto && !isLazy(consumer);
	};
const receives = ({ settings }: Consumer): boolean => settings.listener === 0;
/** DUPS_OK on a topic: what a listener fails at is acknowledged with what comes after it. */
const skips = ({ settings, consumers }: ActivemqSetup): boolean =>
	settings.topic === 1 &&
	consumers.some(
		(one) => rejecting(one) && !receives(one) && one.settings.acknowledgeMode === mode.dupsOk
	);
const acknowledgesFirst = (setup: ActivemqSetup): boolean =>
	setup.consumers.some(receives) || skips(setup);

/** Kept until a consumer has had it. */
const isKept = ({ settings, consumers }: ActivemqSetup): boolean =>
	settings.topic === 0 || (settings.durableSubscription === 1 && consumers.length > 0);
const isPowerSafe = (setup: ActivemqSetup): boolean =>
	setup.settings.diskSync === diskSync.always || !has('powerLoss')(setup);
const isSafe = (setup: ActivemqSetup): boolean =>
	isPowerSafe(setup) &&
	isKept(setup) &&
	setup.producers.every(isPersistent) &&
	!acknowledgesFirst(setup);

/** Without what is named here a cause cannot be the reason of anything; the others never are. */
const needs: Partial<Record<CauseId, (setup: ActivemqSetup) => boolean>> = {
	'left-in-client-buffer': dies('producer'),
	'in-flight-when-connection-fell': anyFault,
	'in-memory-at-broker-crash': nodeEnds,
	'not-synced-at-power-loss': has('powerLoss'),
	'acknowledged-before-processing': (setup) =>
		acknowledgesFirst(setup) && (dies('consumer')(setup) || rejects(setup)),
	'transient-at-clean-stop': has('stop'),
	'rolled-back-transaction': ({ producers }) =>
		producers.some(({ settings }) => settings.transacted === 1),
	'no-subscriber': ({ settings }) => settings.topic === 1,
	'confirm-lost-sent-again': ({ producers }) => producers.some(({ retry }) => retry),
	'redelivered-after-consumer-crash': dies('consumer'),
	'requeued-at-failover': ({ settings }) => settings.topology === topology.sharedStore,
	'redelivered-after-connection-loss': anyFault,
	'ack-not-on-disk-at-crash': nodeEnds,
	'requeued-by-application': rejects,
	'transaction-rolled-back': (setup) =>
		rejects(setup) &&
		setup.consumers.some(({ settings }) => settings.acknowledgeMode === mode.transacted)
};

const none = (found: number, what: string): string | null =>
	found > 0 ? `${found} ${what}` : null;

/** A producer's messages, by number, and their place in its row, from 1. */
const messagesOf = ({ producers }: ActivemqSetup): { producer: Producer; first: number }[] =>
	producers.map((producer, index) => ({
		producer,
		first: sum(producers.slice(0, index).map(({ messages }) => messages))
	}));

const arrived: (Fate | null)[] = ['processedOnce', 'duplicated', 'deadLettered'];
const gone: (Fate | null)[] = ['failed', 'lost'];

function committedInPart({ setup, fateOf }: Run): string | null {
	for (const { producer, first } of messagesOf(setup)) {
		const { commitEvery } = producer.settings;
		for (let begin = 0; begin < producer.messages; begin += commitEvery) {
			const size = Math.min(commitEvery, producer.messages - begin);
			const fates = Array.from({ length: size }, (_, place) => fateOf(first + begin + place));
			if (fates.some((fate) => arrived.includes(fate)) && fates.some((fate) => gone.includes(fate)))
				return `from message ${first + begin} on: ${fates.join(' ')}`;
		}
	}
	return null;
}

/** Processed, and by its session not yet acknowledged, when it dies. */
const atRisk = ({ settings }: Consumer): number =>
	settings.acknowledgeMode === mode.client || settings.acknowledgeMode === mode.transacted
		? settings.ackEvery
		: 1;

function repeatedTooOften({ setup, result }: Run): string | null {
	const deaths = setup.faults.map(({ target }) => setup.consumers[target.index]);
	const most = sum(deaths.map((consumer) => (consumer ? atRisk(consumer) : 0)));
	return none(result.totals.duplicateDeliveries - most, `more than ${most} processed again`);
}

/** A message is buried exactly if the application fails at it whenever it comes. */
function wronglyBuried({ setup, fateOf }: Run): string | null {
	for (const { producer, first } of messagesOf(setup)) {
		for (let place = 1; place <= producer.messages; place++) {
			const failing = setup.consumers.filter(
				(consumer) => rejecting(consumer) && place % consumer.settings.rejectEvery === 0
			);
			const always = failing.filter(({ settings }) => settings.rejectTimes === 255);
			const fate = fateOf(first + place - 1);
			if (fate === 'deadLettered' && failing.length === 0) return `${first + place - 1} is buried`;
			if (fate !== 'deadLettered' && always.length === setup.consumers.length)
				return `${first + place - 1} is ${fate}, not buried`;
		}
	}
	return null;
}

export const promises = {
	'causes are those that can be': {
		after: 'docs/model.md',
		holdsFor: () => true,
		broken: ({ setup, result }) => {
			const unfounded = Object.keys(result.causes).filter(
				(cause) => !needs[cause as CauseId]?.(setup)
			);
			return unfounded.length > 0 ? unfounded.join() : null;
		}
	},
	'persistent and answered: none lost': {
		after: 'JMS 1.1, 4.4.9; KahaDB; A5, A7, A8',
		holdsFor: isSafe,
		broken: ({ result }) => none(result.totals.lostAcknowledged, 'acknowledged and lost')
	},
	'without a fault each message comes once': {
		after: 'JMS 1.1, 4.4',
		holdsFor: (setup) => !anyFault(setup) && isKept(setup) && !rejects(setup),
		broken: ({ result: { totals, fates } }) =>
			none(totals.lost, 'lost') ??
			none(totals.redelivered + totals.duplicateDeliveries, 'given again') ??
			none(totals.sends - totals.attempted, 'sent again') ??
			none(fates.deadLettered, 'buried')
	},
	'acknowledged before the work, sent once: at most once': {
		after: 'JMS 1.1, 4.4.13; A1',
		holdsFor: (setup) =>
			setup.consumers.every((one) => receives(one) && isOneByOne(setup)(one)) &&
			onlyConsumersDie(setup) &&
			!rejects(setup),
		broken: ({ result }) => none(result.totals.duplicateDeliveries, 'processed again')
	},
	'a consumer that dies repeats at most what it had not acknowledged': {
		after: 'JMS 1.1, 4.4.11; A1, A3',
		holdsFor: (setup) =>
			onlyConsumersDie(setup) &&
			!rejects(setup) &&
			setup.consumers.every(
				(one) =>
					!isLazy(one) &&
					(isOneByOne(setup)(one) ||
						one.settings.acknowledgeMode === mode.client ||
						one.settings.acknowledgeMode === mode.transacted)
			),
		broken: repeatedTooOften
	},
	'a transaction arrives whole or not at all': {
		after: 'JMS 1.1, 4.4.7; A5',
		holdsFor: (setup) =>
			isSafe(setup) &&
			setup.consumers.length > 0 &&
			// Where a session begins anew its next transaction begins anywhere.
			setup.producers.every(
				({ settings, retry }) => settings.transacted === 1 && settings.failover === 1 && !retry
			) &&
			!setup.faults.some(isOf('producer', 'crash')),
		broken: committedInPart
	},
	'what the application always fails at is buried, and nothing else': {
		after: 'ActiveMQ, Message Redelivery and DLQ Handling; A9',
		holdsFor: (setup) =>
			setup.settings.topic === 0 &&
			setup.consumers.length > 0 &&
			onlyConsumersDie(setup) &&
			setup.consumers.every((one) => !receives(one) && isOneByOne(setup)(one)),
		broken: wronglyBuried
	},
	'idempotent consumers process nothing twice': {
		after: 'Hohpe and Woolf, Idempotent Receiver',
		holdsFor: ({ consumers }) =>
			consumers.length > 0 && consumers.every(({ idempotent }) => idempotent),
		broken: ({ result }) => none(result.totals.duplicateDeliveries, 'processed again')
	},
	'who sends again until it is answered fails at nothing': {
		after: 'docs/model.md',
		holdsFor: ({ producers }) => producers.every(({ retry }) => retry),
		broken: ({ result }) => none(result.totals.failed, 'failed')
	}
} satisfies Record<string, Promise>;

export type PromiseName = keyof typeof promises;
