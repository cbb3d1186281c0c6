/** A broker takes a produce request: appends each batch, or says why not (K1). */
import { now, push } from '../kernel/events';
import { LossCause, Place } from '../ledger/causes';
import { appendBatch, onAppended } from './append';
import { Broker, brokerAt } from './broker';
import { endOnFullDisk } from './lifecycle';
import { holds, Partition, partitionAt, Replica, replicaOn, RoleOfReplica } from './partition';
import {
	entryBatch,
	entrySend,
	finishEntry,
	loseEntry,
	loseRequest,
	ProduceRequest,
	ProduceResult,
	releaseRequest
} from './produce-request';
import { ringPush } from '../kernel/ring';
import { judge, noteSequence, Sequence, sequenceWord } from './sequences';
import { Acks } from './settings';
import { refuseWire } from './wire-end';
import { WorkKind } from './work-kind';

export function onProduce(broker: Broker, request: ProduceRequest): void {
	if (now < broker.steppedDownUntil) {
		push(broker.work, broker.steppedDownUntil, changetype<u32>(request), 0, WorkKind.Produce);
		return;
	}
	if (broker.diskFull) {
		loseRequest(request, LossCause.DiskFull, Place.Node, broker.node);
		releaseRequest(request);
		endOnFullDisk(broker);
		return;
	}
	// The answer goes when the last entry has its result; an entry may have it at once.
	const count = request.count;
	let refused = false;
	request.holders++;
	for (let entry: u32 = 0; entry < count; entry++) {
		if (!appendEntry(broker, request, entry)) refused = true;
	}
	// Nobody hears an answer: a refusal closes the connection, so that the client asks for metadata.
	if (refused && request.acks == Acks.None && request.generation == request.wire.generation) {
		refuseWire(request.wire);
	}
	releaseRequest(request);
}

/** Returns false if the entry was refused. */
function appendEntry(broker: Broker, request: ProduceRequest, entry: u32): bool {
	const batch = entryBatch(request, entry);
	const partition = partitionAt(batch.partition);
	const refusal = refusalOf(broker, partition, request);
	if (refusal != ProduceResult.Ok) return refuse(broker, request, entry, refusal);
	const replica = replicaOn(partition, broker.node);
	if (batch.sequence > 0) {
		const first = sequenceWord(batch.epoch, batch.sequence);
		const verdict = judge(replica, request.producer, first, batch.count);
		if (verdict == Sequence.OutOfOrder) {
			return refuse(broker, request, entry, ProduceResult.OutOfOrder);
		}
		if (verdict == Sequence.Duplicate) {
			// What it has already is acknowledged as what it has: when every replica in sync has it.
			settle(broker, replica, request, entry, now);
			return true;
		}
		noteSequence(replica, request.producer, first + batch.count - 1);
	}
	const answerAt = appendBatch(replica, batch, entrySend(request, entry));
	onAppended(replica);
	settle(broker, replica, request, entry, answerAt);
	return true;
}

function refusalOf(broker: Broker, partition: Partition, request: ProduceRequest): u32 {
	if (!holds(partition, broker.node)) return ProduceResult.NotLeader;
	const replica = replicaOn(partition, broker.node);
	if (replica.role != RoleOfReplica.Leader) return ProduceResult.NotLeader;
	const tooFew = <u32>popcnt<u32>(replica.inSync) < partition.minInSync;
	if (request.acks == Acks.All && tooFew) return ProduceResult.NotEnoughReplicas;
	return ProduceResult.Ok;
}

function refuse(broker: Broker, request: ProduceRequest, entry: u32, result: u32): bool {
	loseEntry(request, entry, LossCause.NeverSentAgain, Place.Node, broker.node);
	finishEntry(request, entry, result);
	return false;
}

/** Acknowledges at once, after the sync, or when the in-sync set has it. */
function settle(
	broker: Broker,
	replica: Replica,
	request: ProduceRequest,
	entry: u32,
	answerAt: f64
): void {
	const end = replica.log.end;
	if (request.acks == Acks.All && replica.highWatermark < end) {
		const address = ringPush(replica.waiting);
		store<u32>(address, changetype<u32>(request));
		store<u32>(address, entry, 4);
		store<u32>(address, end, 8);
	} else if (answerAt > now) {
		push(broker.synced, answerAt, changetype<u32>(request), entry, 0);
	} else {
		finishEntry(request, entry, ProduceResult.Ok);
	}
}

export function onSynced(request: ProduceRequest, entry: u32): void {
	if (brokerAt(request.wire.node).alive) finishEntry(request, entry, ProduceResult.Ok);
}
