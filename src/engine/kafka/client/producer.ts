/** A Kafka producer: what the old client of 0.8 and the Java client have in common. */
import { allocateForever } from '../../kernel/memory';
import { clear, createLane, Lane, now, push } from '../../kernel/events';
import { createRing, Ring, ringLength } from '../../kernel/ring';
import { createStream, Purpose, Stream } from '../../kernel/random';
import { Client, Role, setUpClient } from '../../clients/client';
import { attemptMany, attemptNextAt, hasMore, nextDue } from '../../clients/workload';
import { setting, settingCount, settingFlag } from '../../scenario/settings';
import { attemptsUntilFault, checkCountedFaults } from '../../scenario/triggers';
import { cost } from '../../world/costs';
import { nodeCount, NODES_MAX } from '../../world/node';
import { noteRecordSize, recordOverhead } from '../cluster';
import { attemptRoom, mayAttempt } from '../consumer-hooks';
import { KafkaCost } from '../costs';
import { KafkaLane } from '../lane-kind';
import { knownLeader, brokerAt } from '../broker';
import { partitionTotal, PARTITIONS_MAX } from '../partition';
import { ProduceRequest } from '../produce-request';
import { noteIdempotent } from '../sequences';
import { Acks, KafkaClientKind, KafkaProducerSetting } from '../settings';
import { createWire, hasRoom, Wire, WireState } from '../wire';
import { enrolTransactional, noteTransactional } from '../transactions/transactional-producer';
import { createNumbers } from './idempotence';
import * as java from './java-producer';
import * as old from './old-producer';
import { initialisePartitioner } from './partitioner';
import { createAccumulator } from './accumulator';

@unmanaged
export class KafkaProducer extends Client {
	java: bool;
	/** The application waits for each `send`. */
	sync: bool;
	acks: i32;
	batchBytes: f64;
	batchMessages: u32;
	lingerUs: f64;
	bufferBytes: f64;
	bufferMessages: u32;
	/** −1: blocks for ever. */
	enqueueTimeoutUs: f64;
	maxInFlight: u32;
	retries: f64;
	backoffUs: f64;
	/** 0: none. */
	deliveryTimeoutUs: f64;
	requestTimeoutUs: f64;
	idempotence: bool;
	partitioner: i32;
	reverseOnRetry: bool;
	transactional: bool;

	/** Sending thread: linger, back-off, its next turn. */
	alarm: Lane;
	alarmAt: f64;
	/** Request and delivery time-outs, a full queue's. */
	timeout: Lane;
	timeoutAt: f64;
	metadata: Lane;
	metadataPending: bool;
	/** When it last had an answer about metadata, or none. */
	refreshedAt: f64;
	/** Rounds of metadata since something last worked. */
	fruitless: u32;
	/** A wire per node, u32. */
	wires: usize;
	/** What it knows of leaders, i8 per partition. */
	leaders: usize;
	chance: Stream;
	/** The sending thread does one thing at a time. */
	ioFreeAt: f64;

	/** Messages that the application's thread makes in the event that is due, and since when. */
	making: u32;
	makingFrom: f64;
	/** Messages that failed and that the application sends again. */
	again: Ring;
	/** A message for which there is no room yet, plus one. */
	held: u32;
	/** Waits for the answer to its `send`. */
	awaiting: bool;

	// Partitioner.
	randomPartition: u32;
	randomUntil: f64;
	turn: u32;
	sticky: u32;
	stickyBytes: f64;
	/** u16 per key. */
	keyPartitions: usize;

	// Java client: the accumulator.
	/** Oldest and newest batch per partition, u32. */
	heads: usize;
	tails: usize;
	queued: u32;
	bufferUsed: f64;
	/** Batches on their way per partition, u32, and to which node, u8. */
	flying: usize;
	flyingTo: usize;
	flyingTotal: u32;
	/** `idempotence.ts`: numbers given, per partition. */
	numbers: usize;

	// Old client: messages that wait for the sending thread; those it has in hand.
	queue: Ring;
	lastSend: f64;
	phase: i32;
	triesLeft: u32;
	outstanding: Ring;
	refused: Ring;
	/** Requests of this round that are still to be sent. */
	toSend: Ring;
}

export function asKafkaProducer(client: Client): KafkaProducer {
	assert(client.role == Role.Producer, 'a producer');
	return changetype<KafkaProducer>(changetype<usize>(client));
}

export function makeKafkaProducer(node: u32, host: bool): KafkaProducer {
	const producer = changetype<KafkaProducer>(allocateForever(offsetof<KafkaProducer>()));
	setUpClient(producer, Role.Producer, node, host, KafkaLane.Application);
	readSettings(producer);
	const owner = changetype<usize>(producer);
	producer.alarm = createLane(KafkaLane.Alarm, owner);
	producer.timeout = createLane(KafkaLane.Timeout, owner);
	producer.metadata = createLane(KafkaLane.Metadata, owner);
	producer.refreshedAt = -Infinity;
	producer.alarmAt = Infinity;
	producer.timeoutAt = Infinity;
	producer.chance = createStream(Purpose.Partitioner, producer.ordinal);
	producer.wires = allocateForever(NODES_MAX * 4);
	producer.leaders = allocateForever(PARTITIONS_MAX);
	producer.again = createRing(2);
	producer.queue = createRing(2);
	producer.outstanding = createRing(2);
	producer.refused = createRing(2);
	producer.toSend = createRing(2);
	createAccumulator(producer);
	createNumbers(producer);
	for (let other: u32 = 0; other < nodeCount; other++) {
		const wire = createWire(producer, other);
		wire.watched = producer.java || producer.acks != Acks.None;
		store<u32>(producer.wires + ((<usize>other) << 2), changetype<u32>(wire));
	}
	if (producer.idempotence) noteIdempotent(producer.ordinal);
	return producer;
}

function readSettings(producer: KafkaProducer): void {
	producer.java = <i32>setting(KafkaProducerSetting.Client) == KafkaClientKind.Java;
	producer.sync = settingFlag(KafkaProducerSetting.Sync);
	producer.acks = <i32>setting(KafkaProducerSetting.Acks);
	producer.batchBytes = max(1.0, setting(KafkaProducerSetting.BatchBytes));
	producer.batchMessages = max(1, settingCount(KafkaProducerSetting.BatchMessages));
	producer.lingerUs = setting(KafkaProducerSetting.LingerUs);
	producer.bufferBytes = setting(KafkaProducerSetting.BufferBytes);
	producer.bufferMessages = max(1, settingCount(KafkaProducerSetting.BufferMessages));
	producer.enqueueTimeoutUs = setting(KafkaProducerSetting.EnqueueTimeoutUs);
	producer.maxInFlight = max(1, settingCount(KafkaProducerSetting.MaxInFlight));
	producer.retries = setting(KafkaProducerSetting.Retries);
	producer.backoffUs = setting(KafkaProducerSetting.RetryBackoffUs);
	producer.deliveryTimeoutUs = setting(KafkaProducerSetting.DeliveryTimeoutUs);
	producer.requestTimeoutUs = setting(KafkaProducerSetting.RequestTimeoutUs);
	producer.idempotence = settingFlag(KafkaProducerSetting.Idempotence) && producer.acks == Acks.All;
	producer.partitioner = <i32>setting(KafkaProducerSetting.Partitioner);
	producer.reverseOnRetry = settingFlag(KafkaProducerSetting.ReverseOnRetry);
	producer.transactional = settingCount(KafkaProducerSetting.TransactionMessages) > 0;
}

/** Time 0: it is connected to every leader and knows them. */
export function startProducer(producer: KafkaProducer): void {
	readMetadata(producer, producer.homeNode);
	for (let node: u32 = 0; node < nodeCount; node++) wireOf(producer, node).state = WireState.Open;
	initialisePartitioner(producer);
	pumpApplication(producer);
}

export function completeKafkaProducer(producer: KafkaProducer): void {
	noteRecordSize(producer.workload.size);
	if (!producer.transactional) return;
	const every = settingCount(KafkaProducerSetting.TransactionMessages);
	const interval = setting(KafkaProducerSetting.TransactionIntervalUs);
	enrolTransactional(producer, every, interval, settingCount(KafkaProducerSetting.AbortEvery));
}

export function wireOf(producer: KafkaProducer, node: u32): Wire {
	return changetype<Wire>(<usize>load<u32>(producer.wires + ((<usize>node) << 2)));
}

export function knownLeaderOf(producer: KafkaProducer, partition: u32): i32 {
	return <i32>load<i8>(producer.leaders + <usize>partition);
}

export function readMetadata(producer: KafkaProducer, node: u32): void {
	const broker = brokerAt(node);
	const count = min(partitionTotal, PARTITIONS_MAX);
	for (let partition: u32 = 0; partition < count; partition++) {
		const leader = knownLeader(broker, partition);
		// Somebody leads now: worth trying again.
		if (leader >= 0 && leader != knownLeaderOf(producer, partition)) producer.fruitless = 0;
		store<i8>(producer.leaders + <usize>partition, <i8>leader);
	}
}

/** Bytes of one message on the wire. */
export function messageBytes(producer: KafkaProducer): f64 {
	return producer.workload.size + recordOverhead();
}

function isHeldBack(producer: KafkaProducer): bool {
	if (producer.dead || producer.host || producer.making > 0 || producer.held != 0) return true;
	return producer.awaiting || !mayAttempt(producer);
}

/** Lets the application's thread make its next messages, if nothing holds it back. */
export function pumpApplication(producer: KafkaProducer): void {
	if (isHeldBack(producer)) return;
	const free = max(now, producer.cpuFreeAt);
	const each = cost(KafkaCost.ClientMessage);
	let count: u32 = 1;
	let due = free + each;
	if (ringLength(producer.again) == 0) {
		const workload = producer.workload;
		if (!hasMore(workload)) return;
		if (workload.gapUs > 0) {
			due = nextDue(workload, free);
		} else {
			// As fast as it goes: so many at once as cannot be held back meanwhile.
			const most = producer.java ? java.fillable(producer) : old.fillable(producer);
			const room = min(workload.messages - workload.made, attemptRoom(producer));
			count = max(1, min(most, room));
			due = free + each * count;
		}
	}
	producer.making = count;
	producer.makingFrom = free;
	push(producer.wake, due, count, 0, 0);
}

/** The thread has made them: each is handed to the client library. */
export function onApplication(producer: KafkaProducer, count: u32): void {
	producer.making = 0;
	const workload = producer.workload;
	const paced = workload.gapUs > 0 || ringLength(producer.again) > 0;
	makeMessages(producer, count);
	producer.cpuFreeAt = paced ? max(now, producer.cpuFreeAt) + cost(KafkaCost.ClientMessage) : now;
	if (producer.dead) return;
	afterMaking(producer);
	pumpApplication(producer);
}

function makeMessages(producer: KafkaProducer, count: u32): void {
	const workload = producer.workload;
	const each = cost(KafkaCost.ClientMessage);
	if (count > 1 && attemptsUntilFault() > <f64>count && nothingHolds(producer, count)) {
		const first = attemptMany(workload, count, producer.makingFrom, each);
		handOverMany(producer, first, count);
		assert(producer.held == 0, 'room for all');
		return;
	}
	for (let index: u32 = 0; index < count; index++) {
		if (ringLength(producer.again) > 0) {
			handOver(producer, java.takeAgain(producer));
			continue;
		}
		const intended =
			workload.gapUs > 0 ? workload.nextIntended : producer.makingFrom + each * <f64>index;
		const message = attemptNextAt(workload, min(intended, now));
		handOver(producer, message);
		checkCountedFaults();
		if (producer.dead || producer.held != 0) return;
	}
}

/** Whether the library is sure to take so many messages, which are about a batch. */
function nothingHolds(producer: KafkaProducer, count: u32): bool {
	return producer.java ? java.hasMemory(producer) : old.hasPlace(producer, count);
}

function handOver(producer: KafkaProducer, message: u32): void {
	if (producer.transactional) noteTransactional(producer, message);
	if (producer.java) java.accept(producer, message);
	else old.accept(producer, message);
}

function handOverMany(producer: KafkaProducer, first: u32, count: u32): void {
	if (!producer.java) {
		old.acceptMany(producer, first, count);
	} else if (!producer.transactional) {
		java.acceptMany(producer, first, count);
	} else {
		for (let index: u32 = 0; index < count; index++) handOver(producer, first + index);
	}
}

function afterMaking(producer: KafkaProducer): void {
	if (producer.java) java.pumpSender(producer);
	else old.pumpOld(producer);
}

/** Its thread was making messages when it died: those whose time had come were attempted. */
export function makeWhatWasDue(producer: KafkaProducer): void {
	if (producer.making < 2) return;
	const each = cost(KafkaCost.ClientMessage);
	const count = <u32>min(<f64>producer.making, Math.floor((now - producer.makingFrom) / each));
	clear(producer.wake);
	producer.making = 0;
	makeMessages(producer, count);
}

/** Sets the sending thread's alarm, unless it rings before. */
export function setAlarm(producer: KafkaProducer, at: f64): void {
	if (at >= producer.alarmAt) return;
	if (producer.alarmAt != Infinity) clear(producer.alarm);
	producer.alarmAt = at;
	push(producer.alarm, at, 0, 0, 0);
}

export function onAlarm(producer: KafkaProducer): void {
	producer.alarmAt = Infinity;
	if (producer.dead) return;
	if (producer.java) java.pumpSender(producer);
	else old.onOldAlarm(producer);
}

export function setTimeoutAt(producer: KafkaProducer, at: f64): void {
	if (at >= producer.timeoutAt) return;
	if (producer.timeoutAt != Infinity) clear(producer.timeout);
	producer.timeoutAt = at;
	push(producer.timeout, at, 0, 0, 0);
}

export function clearTimeoutAt(producer: KafkaProducer): void {
	if (producer.timeoutAt == Infinity) return;
	clear(producer.timeout);
	producer.timeoutAt = Infinity;
}

export function onTimeout(producer: KafkaProducer): void {
	producer.timeoutAt = Infinity;
	if (producer.dead) return;
	if (producer.java) java.onJavaTimeout(producer);
	else old.onOldTimeout(producer);
}

/** A connection is open, or has room again. */
export function onWireOpen(wire: Wire): void {
	const producer = asKafkaProducer(wire.client);
	if (producer.dead || !hasRoom(wire)) return;
	producer.fruitless = 0;
	if (producer.java) java.pumpSender(producer);
	else old.onOldWireOpen(producer, wire);
}

/** A connection fell or was refused. */
export function onWireLost(wire: Wire): void {
	const producer = asKafkaProducer(wire.client);
	if (producer.dead) return;
	if (producer.java) java.onJavaWireLost(producer, wire);
	else old.onOldWireLost(producer, wire);
}

export function onAnswer(request: ProduceRequest): void {
	const producer = asKafkaProducer(request.wire.client);
	producer.ioFreeAt = max(now, producer.ioFreeAt) + cost(KafkaCost.ClientAnswer);
	if (producer.java) java.onJavaAnswer(producer, request);
	else old.onOldAnswer(producer, request);
}
