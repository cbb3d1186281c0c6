/** A broker's process ends, and starts again. */
import { clear, Lane, laneA, laneB, laneC, laneLength, now, push } from '../kernel/events';
import { Ring, ringLength, ringShift } from '../kernel/ring';
import { clientAt, clientCount } from '../clients/roster';
import { Role } from '../clients/client';
import { LossCause, Place } from '../ledger/causes';
import { Ending } from '../scenario/fault';
import { cost } from '../world/costs';
import { nodeAt } from '../world/node';
import { unparkInto } from '../world/parking';
import { Broker, brokerAt, setKnownLeader } from './broker';
import { asKafkaProducer, wireOf } from './client/producer';
import { controlledShutdown, coordination } from './cluster';
import { onBrokerDied, onBrokerReturned } from './consumer-hooks';
import { controllerActs, moveLeadersFrom } from './controller';
import { KafkaCost } from './costs';
import { endOnDisk, flushAll } from './flush';
import { checkpointedMark } from './high-watermark';
import { truncateLog } from './log';
import { holds, partitionAt, partitionTotal, Replica, replicaOn, RoleOfReplica } from './partition';
import {
	finishEntry,
	loseRequest,
	ProduceRequest,
	ProduceResult,
	releaseRequest
} from './produce-request';
import { stopFetches } from './replication';
import { closeSession, loseContact, openSession } from './sessions';
import { Coordination } from './settings';
import { loseFrom } from './truncation';
import { loseBrokerEnd } from './wire-end';
import { WorkKind } from './work-kind';

const enum BootEvent {
	Started = 0,
	/** A controlled shutdown is over. */
	Stopped
}

/** Asked to stop, it first hands over what it leads; killed, it ends at once. */
export function endBroker(node: u32, ending: i32): void {
	const broker = brokerAt(node);
	clear(broker.boot);
	if (!broker.alive) {
		broker.starting = false;
		broker.awaitsSession = false;
		if (ending == Ending.PowerLoss) endReplicas(node, ending);
		return;
	}
	if (ending == Ending.Stop && controlledShutdown && broker.registered && controllerActs()) {
		broker.stopping = true;
		push(broker.boot, moveLeadersFrom(broker), BootEvent.Stopped, 0, 0);
	} else {
		endProcess(node, ending);
	}
}

function endProcess(node: u32, ending: i32): void {
	const broker = brokerAt(node);
	if (!broker.alive) return;
	broker.alive = false;
	broker.open = false;
	broker.stopping = false;
	broker.checkArmed = false;
	unparkInto(broker.check);
	clear(broker.check);
	dropWires(node);
	dropWork(broker);
	stopFetches(broker);
	unparkInto(broker.order);
	clear(broker.order);
	endReplicas(node, ending);
	if (ending == Ending.Stop) closeSession(broker, now + cost(KafkaCost.Shutdown));
	else loseContact(broker);
	onBrokerDied(node);
}

/** An I/O error in the log ends the process (Runtime.halt in 0.8, no log directory left later). */
export function endOnFullDisk(broker: Broker): void {
	endProcess(broker.node, Ending.Crash);
	broker.endedByDisk = true;
}

function dropWires(node: u32): void {
	for (let index: u32 = 0; index < clientCount; index++) {
		const client = clientAt(index);
		if (client.role == Role.Producer) loseBrokerEnd(wireOf(asKafkaProducer(client), node));
	}
}

/** What its threads had in hand never reaches the log. */
function dropWork(broker: Broker): void {
	const lane: Lane = broker.work;
	unparkInto(lane);
	for (let index: u32 = 0; index < laneLength(lane); index++) {
		if (laneC(lane, index) != WorkKind.Produce) continue;
		const request = changetype<ProduceRequest>(<usize>laneA(lane, index));
		loseRequest(request, LossCause.InFlight, Place.Node, broker.node);
		releaseRequest(request);
	}
	clear(lane);
	const synced: Lane = broker.synced;
	unparkInto(synced);
	for (let index: u32 = 0; index < laneLength(synced); index++) {
		const request = changetype<ProduceRequest>(<usize>laneA(synced, index));
		finishEntry(request, laneB(synced, index), ProduceResult.Disconnected);
	}
	clear(synced);
}

function endReplicas(node: u32, ending: i32): void {
	for (let index: u32 = 0; index < partitionTotal; index++) {
		const partition = partitionAt(index);
		if (holds(partition, node)) endReplica(replicaOn(partition, node), ending);
	}
}

function endReplica(replica: Replica, ending: i32): void {
	replica.role = RoleOfReplica.None;
	replica.leader = -1;
	replica.inSyncChanging = false;
	replica.mustTruncate = false;
	const waiting: Ring = replica.waiting;
	while (ringLength(waiting) > 0) {
		const address = ringShift(waiting);
		const request = changetype<ProduceRequest>(<usize>load<u32>(address));
		finishEntry(request, load<u32>(address, 4), ProduceResult.Disconnected);
	}
	if (ending == Ending.Stop) {
		flushAll(replica);
	} else {
		replica.highWatermark = checkpointedMark(replica);
	}
	if (ending == Ending.PowerLoss) {
		const end = endOnDisk(replica);
		if (end < replica.log.end) {
			loseFrom(replica, end, LossCause.NotSyncedAtPowerLoss);
			truncateLog(replica.log, end);
		}
	}
	if (replica.highWatermark > replica.log.end) replica.highWatermark = replica.log.end;
}

/** The process is started again: it reads its logs, registers, and is told what it is. */
export function startBroker(node: u32): void {
	const broker = brokerAt(node);
	if (broker.stopping) endProcess(node, Ending.Stop);
	broker.endedByDisk = false;
	clear(broker.boot);
	push(broker.boot, now + cost(KafkaCost.Boot), BootEvent.Started, 0, 0);
}

export function onBoot(broker: Broker, event: u32): void {
	if (event == BootEvent.Stopped) {
		if (broker.stopping) endProcess(broker.node, Ending.Stop);
		return;
	}
	if (!nodeAt(broker.node).up || broker.alive || broker.starting) return;
	broker.starting = true;
	broker.startedAt = now;
	if (coordination == Coordination.Zookeeper) {
		beginService(broker);
		openDoors(broker);
	}
	openSession(broker);
}

/**
 * It takes part in the cluster. With ZooKeeper that is before it registers, knowing of no leader until
 * the controller tells it; with KRaft it has read the metadata's log and been taken up first.
 */
export function beginService(broker: Broker): void {
	broker.starting = false;
	broker.alive = true;
	broker.cpuFreeAt = now;
	broker.cardFreeAt = now;
	for (let index: u32 = 0; index < partitionTotal; index++) {
		const partition = partitionAt(index);
		if (coordination == Coordination.Zookeeper) setKnownLeader(broker, index, -1, 0);
		else setKnownLeader(broker, index, partition.leader, partition.epoch);
	}
}

/**
 * Clients can connect: with KRaft only now that it knows what it leads (BrokerServer.startup), so that
 * they are refused until its old session has ended.
 */
export function openDoors(broker: Broker): void {
	if (broker.open) return;
	broker.open = true;
	onBrokerReturned(broker.node);
}
