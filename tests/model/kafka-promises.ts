/** What Kafka's documentation promises, to whom, and how a run would break it. */
import { second, type Choice, type Fault, type Outcome } from './kafka-engine';
import type { Watched } from './kafka-watch';
import { sum } from './setups';

type Producer = NonNullable<Choice['producers']>[number];
type Consumer = NonNullable<Choice['consumers']>[number];

export interface Run {
	choice: Choice;
	run: Outcome;
	/** What was seen on the way (`kafka-watch.ts`). */
	seen: Partial<Record<Watched, string>>;
}

interface Promise {
	/** Where it is promised. */
	after: string;
	holdsFor: (choice: Choice) => boolean;
	/** What is wrong, if anything. */
	broken: (run: Run) => string | null;
}

const always = (): boolean => true;
const watched =
	(what: Watched) =>
	({ seen }: Run): string | null =>
		seen[what] ?? null;
const none = (found: number, what: string): string | null =>
	found > 0 ? `${found} ${what}` : null;
const all = <Item>(items: readonly Item[] | undefined, is: (item: Item) => boolean): boolean =>
	items !== undefined && items.length > 0 && items.every(is);

const inTransactions = ({ transactionMessages = 0 }: Producer): boolean => transactionMessages > 0;
const sendsOnce = ({ idempotence, retries, retry }: Producer): boolean =>
	retry !== true && (idempotence === 1 || retries === 0);
/** Who gives up on a message ends its transaction there, and the next one begins anywhere. */
const neverGivesUp = ({ deliveryTimeoutUs = 0, retries = 0 }: Producer): boolean =>
	deliveryTimeoutUs > 100 * second && retries > 100;
const isWorker = ({ transactional, readCommitted }: Consumer): boolean =>
	transactional === 1 && readCommitted === 1;
const commitsFirst = ({
	autoCommit,
	commitBefore,
	commitAsync,
	transactional
}: Consumer): boolean =>
	autoCommit === 0 && commitBefore === 1 && commitAsync === 0 && transactional !== 1;
/** 0.8's automatic commit counts the message in hand (K18). */
const commitsAfter = ({ old, autoCommit, commitBefore, transactional }: Consumer): boolean =>
	commitBefore !== 1 && transactional !== 1 && !(old === 1 && autoCommit === 1);
const readsAll = ({ resetToEarliest }: Consumer): boolean => resetToEarliest === 1;
const isOfProducer = ({ target }: Fault): boolean => target === 'producer';
/** A producer that dies may leave a commit of which it never hears, and sends all of that again. */
const mayRepeat = ({ producers = [], faults = [] }: Choice): boolean =>
	producers.some(inTransactions) && faults.some(isOfProducer);

const partitionsOf = ({ broker }: Choice): number[] =>
	Array.from({ length: broker?.partitions ?? 1 }, (_, index) => index);

/** Number of each producer's first message. */
const firstMessages = ({ producers = [] }: Choice): number[] =>
	producers.map((_, index) => sum(producers.slice(0, index).map(({ messages = 0 }) => messages)));

function differingReplicas({ choice, run }: Run): string | null {
	for (const partition of partitionsOf(choice)) {
		const leader = run.leader(partition);
		if (leader < 0) continue;
		const words = run.log(partition, leader);
		for (let node = 0; node < (choice.nodes ?? 3); node++) {
			if (node === leader || ((run.inSync(partition) >> node) & 1) === 0) continue;
			const mark = run.highWatermark(partition, node);
			const own = run.log(partition, node);
			const at = own.findIndex((word, offset) => offset < mark && word !== words[offset]);
			if (at >= 0) return `partition ${partition}, place ${at}: node ${node} has another record`;
		}
	}
	return null;
}

/** In a partition each producer's messages, which are numbered in turn, stand once and ascend. */
function outOfSequence({ choice, run }: Run): string | null {
	const firsts = firstMessages(choice);
	const producerOf = (message: number): number => firsts.findLastIndex((first) => message >= first);
	for (const partition of partitionsOf(choice)) {
		const last = firsts.map(() => -1);
		for (const message of run.log(partition)) {
			const before = last[producerOf(message)] ?? -1;
			if (message <= before) return `partition ${partition}: ${message} after ${before}`;
			last[producerOf(message)] = message;
		}
	}
	return null;
}

const wasRead = (run: Outcome, message: number): boolean =>
	['processedOnce', 'duplicated'].includes(run.fateOf(message));

/** Each transaction is `transactionMessages` messages that follow one another. */
function readInPart({ choice, run }: Run): string | null {
	const firsts = firstMessages(choice);
	for (const [index, { messages = 0, transactionMessages = 1 }] of (
		choice.producers ?? []
	).entries()) {
		const first = firsts[index] ?? 0;
		for (let begin = 0; begin < messages; begin += transactionMessages) {
			const size = Math.min(transactionMessages, messages - begin);
			const numbers = Array.from({ length: size }, (_, place) => first + begin + place);
			const read = numbers.filter((message) => wasRead(run, message)).length;
			if (read > 0 && read < size) return `${read} of ${size} from message ${first + begin} on`;
		}
	}
	return null;
}

export const promises = {
	'a leader’s high watermark never goes back': {
		after: 'documentation, Replication; KIP-101',
		holdsFor: always,
		broken: watched('the high watermark')
	},
	'what readers were shown stays where it was': {
		after: 'documentation, Replication: committed messages are not lost; KIP-101',
		holdsFor: always,
		broken: watched('what was shown')
	},
	'replicas in sync hold the same': {
		after: 'documentation, Replication: the same offsets and messages in the same order',
		holdsFor: always,
		broken: differingReplicas
	},
	'a partition has one reader in a group': {
		after: 'documentation, The Consumer',
		holdsFor: ({ consumers }) => all(consumers, always),
		broken: watched('one owner')
	},
	'a commit after the work covers only what is done': {
		after: 'documentation, Message Delivery Semantics',
		holdsFor: ({ consumers }) => all(consumers, commitsAfter),
		broken: watched('committed after the work')
	},
	'what all replicas in sync acknowledged is in the log': {
		after: 'producer configs, acks; K4',
		holdsFor: ({ producers }) => all(producers, ({ acks }) => acks === 2),
		broken: ({ run }) => none(run.read().lostAcknowledged, 'acknowledged and in no log')
	},
	'with sequence numbers each record is there once, in order': {
		after: 'producer configs, enable.idempotence; KIP-98; K6',
		holdsFor: ({ producers }) =>
			// What is in flight behind a batch that is given up is numbered anew, and may be there twice
			// (TransactionManager, bumpIdempotentProducerEpoch).
			all(
				producers,
				(one) =>
					one.idempotence === 1 && sendsOnce(one) && !inTransactions(one) && neverGivesUp(one)
			),
		broken: outOfSequence
	},
	'sent once, committed before the work: at most once': {
		after: 'documentation, Message Delivery Semantics; K17',
		holdsFor: (choice) =>
			all(choice.producers, sendsOnce) && all(choice.consumers, commitsFirst) && !mayRepeat(choice),
		broken: ({ run }) => none(run.totals.duplicateDeliveries, 'processed again')
	},
	'acknowledged by all, committed after the work: at least once': {
		after: 'documentation, Message Delivery Semantics; K17',
		holdsFor: ({ producers, consumers }) =>
			all(producers, ({ acks }) => acks === 2) &&
			all(consumers, (one) => commitsAfter(one) && readsAll(one)),
		broken: ({ run }) => none(run.totals.lostAcknowledged, 'acknowledged and never processed')
	},
	'consume, transform, produce in transactions: exactly once': {
		after: 'KIP-98, KIP-447; K23',
		holdsFor: ({ producers, consumers }) =>
			all(producers, (one) => inTransactions(one) || (one.idempotence === 1 && sendsOnce(one))) &&
			all(consumers, (one) => isWorker(one) && readsAll(one)),
		broken: ({ run, choice }) =>
			(mayRepeat(choice) ? null : none(run.totals.duplicateDeliveries, 'counted twice')) ??
			none(run.totals.lostAcknowledged, 'committed and never counted')
	},
	'what a producer aborted is never read': {
		after: 'KIP-98, isolation.level; K23',
		holdsFor: ({ producers, consumers, faults = [] }) =>
			all(producers, (one) => inTransactions(one)) &&
			all(consumers, ({ readCommitted }) => readCommitted === 1) &&
			// As in `mayRepeat`.
			!faults.some(isOfProducer),
		broken: ({ run }) => none(run.totals.recovered, 'read though not committed')
	},
	'a transaction is read whole or not at all': {
		after: 'KIP-98; K23',
		holdsFor: ({ producers, consumers, faults = [] }) =>
			all(producers, (one) => inTransactions(one) && one.retry !== true && neverGivesUp(one)) &&
			all(
				consumers,
				(one) => one.readCommitted === 1 && readsAll(one) && (isWorker(one) || commitsAfter(one))
			) &&
			// After a death the next one begins anywhere.
			!faults.some(isOfProducer),
		broken: readInPart
	}
} satisfies Record<string, Promise>;

export type PromiseName = keyof typeof promises;
