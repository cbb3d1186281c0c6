/** A broker's process: its processor, its network card, what it believes about the cluster. */
import { allocateForever } from '../kernel/memory';
import { createLane, Lane, now } from '../kernel/events';
import { createStream, Purpose, Stream, uniform } from '../kernel/random';
import { Cost, cost } from '../world/costs';
import { Node, nodeAt, nodeCount, NODES_MAX } from '../world/node';
import { KafkaLane } from './lane-kind';

@unmanaged
export class Broker {
	node: u32;
	/** Its process runs. A broker that is asked to stop lives on while it hands over what it leads. */
	alive: bool;
	/** Its process has started and registers; with KRaft it takes part only after that. */
	starting: bool;
	startedAt: f64;
	/** It takes the connections of clients. */
	open: bool;
	stopping: bool;
	/** The controller takes it for alive: its session stands. */
	registered: bool;
	/** When it last sent ZooKeeper anything but a ping. */
	spokeAt: f64;
	/** When the session that it lost contact in ends; Infinity: it is in contact. */
	sessionEnds: f64;
	cpuFreeAt: f64;
	/** It lost leaderships and is busy with that. */
	steppedDownUntil: f64;
	cardFreeAt: f64;
	/** Followers whose fetch waits here, a bit each. */
	waitingFetches: u32;
	/** A check of the in-sync sets is due. */
	checkArmed: bool;
	/** The disk is full: the next append ends the process. It did: who makes room starts it again. */
	diskFull: bool;
	endedByDisk: bool;
	/** What its metadata say: leader per partition, −1 none, and of which epoch. */
	knownLeaders: usize;
	knownEpochs: usize;
	link: Stream;
	/** It has started while its old session still stands, and waits for the end of that. */
	awaitsSession: bool;
	/** When it looks after its in-sync sets, and when its session's heartbeats fall: phases, 0 … 1. */
	phase: f64;
	work: Lane;
	synced: Lane;
	check: Lane;
	inSyncLane: Lane;
	boot: Lane;
	order: Lane;
	sessionLane: Lane;
}

const brokers = new StaticArray<usize>(NODES_MAX);

export function createBrokers(partitions: u32): void {
	for (let node: u32 = 0; node < nodeCount; node++) {
		const broker = changetype<Broker>(allocateForever(offsetof<Broker>()));
		const owner = changetype<usize>(broker);
		brokers[node] = owner;
		broker.node = node;
		broker.alive = true;
		broker.open = true;
		broker.registered = true;
		broker.sessionEnds = Infinity;
		broker.knownLeaders = allocateForever(partitions);
		broker.knownEpochs = allocateForever((<usize>partitions) << 2);
		broker.link = createStream(Purpose.Link, 256 + node);
		broker.phase = uniform(createStream(Purpose.Session, node));
		broker.work = createLane(KafkaLane.Work, owner);
		broker.synced = createLane(KafkaLane.Synced, owner);
		broker.check = createLane(KafkaLane.Check, owner);
		broker.inSyncLane = createLane(KafkaLane.InSync, owner);
		broker.boot = createLane(KafkaLane.Boot, owner);
		broker.order = createLane(KafkaLane.Order, owner);
		broker.sessionLane = createLane(KafkaLane.Session, owner);
	}
}

export function brokerAt(node: u32): Broker {
	assert(node < nodeCount, 'broker');
	return changetype<Broker>(unchecked(brokers[node]));
}

/** When the broker's threads have done so much more work, queueing included. */
export function serve(node: u32, costUs: f64): f64 {
	const broker = brokerAt(node);
	broker.cpuFreeAt = max(now, broker.cpuFreeAt) + costUs;
	return broker.cpuFreeAt;
}

/** When the broker's network card has sent so many bytes that are ready at `from`. */
export function sendBytes(node: u32, from: f64, bytes: f64): f64 {
	const broker = brokerAt(node);
	broker.cardFreeAt = max(from, broker.cardFreeAt) + bytes / cost(Cost.LinkBytesPerUs);
	return broker.cardFreeAt;
}

/** It serves and can be heard by clients, by ZooKeeper and by the controller's side of the network. */
export function isHeard(node: u32): bool {
	const place: Node = nodeAt(node);
	return brokerAt(node).open && !place.paused && !place.cutFromClients;
}

/** Its process runs, and the controller's side of the network hears it. */
export function canRegister(node: u32): bool {
	const place: Node = nodeAt(node);
	const broker = brokerAt(node);
	return (broker.alive || broker.starting) && !place.paused && !place.cutFromClients;
}

export function knownLeader(broker: Broker, partition: u32): i32 {
	return <i32>load<i8>(broker.knownLeaders + <usize>partition);
}

export function knownEpoch(broker: Broker, partition: u32): u32 {
	return load<u32>(broker.knownEpochs + ((<usize>partition) << 2));
}

export function setKnownLeader(broker: Broker, partition: u32, leader: i32, epoch: u32): void {
	store<i8>(broker.knownLeaders + <usize>partition, <i8>leader);
	store<u32>(broker.knownEpochs + ((<usize>partition) << 2), epoch);
}
