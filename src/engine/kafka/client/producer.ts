/** A Kafka producer: what the old client of 0.8 and the Java client have in common. */
import { clear, createLane, Lane, push } from '../../kernel/events';
import { allocateForever } from '../../kernel/memory';
import { createStream, Purpose, Stream } from '../../kernel/random';
import { createRing, Ring } from '../../kernel/ring';
import { Client, Role, setUpClient } from '../../clients/client';
import { setting, settingCount, settingFlag } from '../../scenario/settings';
import { nodeCount, NODES_MAX } from '../../world/node';
import { brokerAt, knownLeader } from '../broker';
import { noteRecordSize, recordOverhead } from '../cluster';
import { KafkaLane } from '../lane-kind';
import { PARTITIONS_MAX, partitionTotal } from '../partition';
import { noteIdempotent } from '../sequences';
import { Acks, KafkaClientKind, KafkaProducerSetting } from '../settings';
import { enrolTransactional } from '../transactions/transactional-producer';
import { createWire, Wire, WireState } from '../wire';
import { createAccumulator } from './accumulator';
import { pumpApplication } from './application';
import { createNumbers } from './idempotence';
import { initialisePartitioner } from './partitioner';

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

/** Sets the sending thread's alarm, unless it rings before. */
export function setAlarm(producer: KafkaProducer, at: f64): void {
	if (at >= producer.alarmAt) return;
	if (producer.alarmAt != Infinity) clear(producer.alarm);
	producer.alarmAt = at;
	push(producer.alarm, at, 0, 0, 0);
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
