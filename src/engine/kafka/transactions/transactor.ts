/**
 * One transactional id: a producer, or a worker that consumes and produces, with the transaction it
 * is in, as the transaction coordinator knows it. The coordinator is the broker that leads the
 * partition of `__transaction_state`; each of its steps is written to every replica in sync before
 * it counts (K23).
 */
import { allocateForever } from '../../kernel/memory';
import { createLane, Lane, now, push } from '../../kernel/events';
import { createRing, Ring, ringAt, ringPush } from '../../kernel/ring';
import { Client, Role } from '../../clients/client';
import { cost } from '../../world/costs';
import { linkDelay } from '../../world/link';
import { appendInternal, appendMarker } from '../append';
import { brokerAt, serve } from '../broker';
import { KafkaCost } from '../costs';
import { KafkaLane } from '../lane-kind';
import { internalPartition, Partition, partitionAt, partitionCount, replicaOn } from '../partition';
import { SMALL_BYTES } from '../client/consumer-network';
import { onAnswered } from './answers';
import { isMember, onWorkerDecided } from './worker';

/** `transaction.timeout.ms`. */
export const TRANSACTION_TIMEOUT_US: f64 = 60e6;
/** A step of which a coordinator could not be told is told again to the next one. */
const RETRY_US: f64 = 100e3;
/** The client asks again after so long while its last transaction is being completed. */
const CONCURRENT_RETRY_US: f64 = 20e3;
const TRANSACTORS_MAX: u32 = 32;
const NO_OFFSET: u32 = u32.MAX_VALUE;

export const enum Step {
	None = 0,
	/** AddPartitionsToTxn: a partition is part of the transaction from now on. */
	Add,
	/** TxnOffsetCommit: a worker's offsets go with it. */
	Offsets,
	/** EndTxn: commit or abort. From here on nothing can change the outcome. */
	End,
	/** InitProducerId: whoever has this id comes back; what its earlier life left open is aborted. */
	Init
}

export const enum Outcome {
	Open = 0,
	Committed,
	Aborted
}

/** What a transaction knows of a partition. */
const enum Part {
	None = 0,
	/** The client wants to write there. */
	Wanted,
	Added
}

@unmanaged
export class Transactor {
	index: u32;
	client: Client;
	/** Number of the transaction it is in; 0: none. */
	current: u32;
	/** Step that the coordinator has not written yet. */
	step: i32;
	commits: bool;
	/** u8, u32 and u32 per partition: `Part`; its first offset there; end of the log after its marker. */
	parts: usize;
	first: usize;
	markers: usize;
	/** Partitions that are added and whose marker is not on every replica in sync. */
	open: u32;
	/** The outcome is decided; markers are being written. */
	decided: bool;
	/** Since when the client asks for the next transaction meanwhile; below 0: it does not. */
	refusedSince: f64;
	lane: Lane;
	markerLane: Lane;
	timer: Lane;
	deathTimer: Lane;

	// A producer's application: `transactional-producer.ts`.
	every: u32;
	intervalUs: f64;
	abortEvery: u32;
	begun: u32;
	/** How often its application has ended one. */
	round: u32;
	/** A worker's life that the transaction belongs to. */
	life: u32;
	/** Its offsets are part of the transaction: whoever asks where to begin waits for the outcome. */
	offsetsPending: bool;
	/** A batch of it failed for good: it can only be aborted. */
	spoilt: bool;
	ending: bool;
	/** Its end has been asked for, and the answer is not there. */
	ended: bool;
	initialising: bool;
	/** What it has handed over in this transaction: message u32, unused, when f64. */
	messages: Ring;
}

const transactors = new StaticArray<usize>(TRANSACTORS_MAX);
export let transactorCount: u32 = 0;
let outcomes: Ring = changetype<Ring>(0);

export function initialiseTransactors(): void {
	transactorCount = 0;
	outcomes = createRing(2);
	// Number 0 is no transaction.
	store<u32>(ringPush(outcomes), Outcome.Committed);
}

export function transactorAt(index: u32): Transactor {
	return changetype<Transactor>(transactors[index]);
}

export function createTransactor(client: Client): Transactor {
	assert(transactorCount < TRANSACTORS_MAX, 'number of transactional ids');
	const transactor = changetype<Transactor>(allocateForever(offsetof<Transactor>()));
	const owner = changetype<usize>(transactor);
	transactor.index = transactorCount;
	transactors[transactorCount++] = owner;
	transactor.client = client;
	transactor.refusedSince = -1;
	transactor.parts = allocateForever(<usize>partitionCount);
	transactor.first = allocateForever(<usize>partitionCount * 4);
	transactor.markers = allocateForever(<usize>partitionCount * 4);
	transactor.messages = createRing(4);
	transactor.lane = createLane(KafkaLane.Transaction, owner);
	transactor.markerLane = createLane(KafkaLane.TransactionMarker, owner);
	transactor.timer = createLane(KafkaLane.TransactionTimer, owner);
	transactor.deathTimer = createLane(KafkaLane.TransactionTimer, owner);
	return transactor;
}

export function transactorOf(client: Client): Transactor {
	for (let index: u32 = 0; index < transactorCount; index++) {
		if (transactorAt(index).client == client) return transactorAt(index);
	}
	return changetype<Transactor>(0);
}

export function outcomeOf(transaction: u32): u32 {
	return load<u32>(ringAt(outcomes, transaction));
}

export function beginTransaction(transactor: Transactor): void {
	transactor.current = outcomes.tail - outcomes.head;
	store<u32>(ringPush(outcomes), Outcome.Open);
	transactor.begun++;
	transactor.decided = false;
}

export function isAdded(transactor: Transactor, partition: u32): bool {
	return load<u8>(transactor.parts + <usize>partition) == <u8>Part.Added && !transactor.decided;
}

/** The client wants to write to a partition: the coordinator has to know before. */
export function want(transactor: Transactor, partition: u32): void {
	// An earlier transaction's markers are still being written: the coordinator refuses until then.
	if (transactor.decided) return;
	const address = transactor.parts + <usize>partition;
	if (load<u8>(address) != <u8>Part.None) return;
	store<u8>(address, <u8>Part.Wanted);
	if (transactor.step == Step.None) send(transactor, Step.Add);
}

/** Sends a step to the coordinator. */
export function send(transactor: Transactor, step: i32): void {
	transactor.step = step;
	sendAgain(transactor, now);
}

function sendAgain(transactor: Transactor, at: f64): void {
	const leader = internalPartition(1).leader;
	if (leader < 0) return;
	const delay = linkDelay(transactor.client.link, <u32>leader, SMALL_BYTES);
	push(transactor.lane, at + delay, transactor.step, transactor.current, 0);
}

/** A step arrives at the coordinator, or its answer at the client (`ANSWER`). */
const ANSWER: u32 = 16;

export function onTransactionStep(transactor: Transactor, step: u32, transaction: u32): void {
	if (step >= ANSWER) {
		onAnswered(transactor, step - ANSWER);
		return;
	}
	if (step != <u32>transactor.step || transaction != transactor.current) return;
	const partition = internalPartition(1);
	if (partition.leader < 0 || !brokerAt(<u32>partition.leader).alive) return;
	serve(<u32>partition.leader, cost(KafkaCost.GroupRequest));
	appendInternal(partition, transactor.index | (step << 8), transaction);
}

/** The coordinator's step is on every replica in sync. */
export function onStepWritten(first: u32, transaction: u32): void {
	const transactor = transactorAt(first & 255);
	const step = first >> 8;
	if (step != <u32>transactor.step || transaction != transactor.current) return;
	const ended = transactor.current;
	transactor.step = Step.None;
	if (step == Step.Add) addWanted(transactor);
	else if (step == Step.Offsets) transactor.offsetsPending = isMember(transactor);
	else if (step == Step.End) decide(transactor, transactor.commits);
	else if (step == Step.Init) abortOpen(transactor);
	if (step != Step.Init || !transactor.decided) answer(transactor, step, ended);
}

function answer(transactor: Transactor, step: u32, transaction: u32): void {
	const leader = internalPartition(1).leader;
	const delay = leader < 0 ? 0 : linkDelay(transactor.client.link, <u32>leader, SMALL_BYTES);
	push(transactor.lane, now + delay, ANSWER + step, transaction, 0);
}

function addWanted(transactor: Transactor): void {
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		const address = transactor.parts + <usize>partition;
		if (load<u8>(address) != <u8>Part.Wanted) continue;
		store<u8>(address, <u8>Part.Added);
		store<u32>(transactor.first + ((<usize>partition) << 2), NO_OFFSET);
		store<u32>(transactor.markers + ((<usize>partition) << 2), 0);
		transactor.open++;
	}
}

/** Nothing can change the outcome any more: every partition gets its marker. */
export function decide(transactor: Transactor, commit: bool): void {
	const outcome = commit ? Outcome.Committed : Outcome.Aborted;
	store<u32>(ringAt(outcomes, transactor.current), outcome);
	transactor.commits = commit;
	transactor.decided = true;
	if (transactor.client.role == Role.Consumer) onWorkerDecided(transactor, commit);
	if (transactor.open == 0) {
		complete(transactor);
		return;
	}
	const coordinator = max(internalPartition(1).leader, 0);
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		if (load<u8>(transactor.parts + <usize>partition) != <u8>Part.Added) continue;
		const delay = linkDelay(transactor.client.link, <u32>coordinator, SMALL_BYTES);
		push(transactor.markerLane, now + delay, partition, transactor.current, 0);
	}
}

/** A marker arrives at the leader of a partition. Without one it waits for the next leader. */
export function onMarker(transactor: Transactor, index: u32, transaction: u32): void {
	if (transaction != transactor.current || !transactor.decided) return;
	const partition = partitionAt(index);
	const address = transactor.markers + ((<usize>index) << 2);
	if (load<u8>(transactor.parts + <usize>index) != <u8>Part.Added) return;
	if (partition.leader < 0) return;
	// Noted before: a leader alone raises its high watermark at once.
	store<u32>(address, replicaOn(partition, <u32>partition.leader).log.end + 1);
	const taken = appendMarker(partition, transaction, transactor.commits);
	if (!taken) store<u32>(address, 0);
}

/** The high watermark of a partition moved: markers below it are there for good. */
export function closeParts(partition: Partition, mark: u32): void {
	for (let index: u32 = 0; index < transactorCount; index++) {
		const transactor = transactorAt(index);
		if (!transactor.decided || transactor.open == 0) continue;
		const address = transactor.parts + <usize>partition.index;
		const end = load<u32>(transactor.markers + ((<usize>partition.index) << 2));
		if (load<u8>(address) != <u8>Part.Added || end == 0 || end > mark) continue;
		store<u8>(address, <u8>Part.None);
		transactor.open--;
		if (transactor.open == 0) complete(transactor);
	}
}

/** All markers are written: the id is free for the next transaction. */
function complete(transactor: Transactor): void {
	for (let partition: u32 = 0; partition < partitionCount; partition++) {
		store<u8>(transactor.parts + <usize>partition, <u8>Part.None);
	}
	transactor.decided = false;
	const ended = transactor.current;
	transactor.current = 0;
	if (transactor.initialising) answer(transactor, Step.Init, ended);
	else push(transactor.lane, nextAttempt(transactor), ANSWER + COMPLETED, ended, 0);
}

/** CONCURRENT_TRANSACTIONS: there is nothing to wait for, the client tries again and again. */
export function refuse(transactor: Transactor): void {
	if (transactor.refusedSince < 0) transactor.refusedSince = now;
}

function nextAttempt(transactor: Transactor): f64 {
	const since = transactor.refusedSince;
	transactor.refusedSince = -1;
	if (since < 0) return now;
	const attempts = Math.ceil((now - since) / CONCURRENT_RETRY_US);
	return max(now, since + attempts * CONCURRENT_RETRY_US);
}

/** Answer number of a transaction whose last marker is written. */
export const COMPLETED: u32 = 8;

function abortOpen(transactor: Transactor): void {
	if (transactor.current != 0 && !transactor.decided) decide(transactor, false);
}

/** Whoever leads now is told what the one before may not have written. */
export function tellNewLeader(partition: Partition): void {
	const ofCoordinator = partition.index == internalPartition(1).index;
	for (let index: u32 = 0; index < transactorCount; index++) {
		const transactor = transactorAt(index);
		if (ofCoordinator) {
			if (transactor.step != Step.None) sendAgain(transactor, now + RETRY_US);
		} else if (!partition.internal && transactor.decided && partition.leader >= 0) {
			const end = load<u32>(transactor.markers + ((<usize>partition.index) << 2));
			const log = replicaOn(partition, <u32>partition.leader).log;
			if (end > 0 && end <= log.end) continue;
			push(transactor.markerLane, now + RETRY_US, partition.index, transactor.current, 0);
		}
	}
}
