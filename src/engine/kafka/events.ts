/** Who handles the events of Kafka’s lanes, and which of them stand still. */
import { Lane } from '../kernel/events';
import { Client } from '../clients/client';
import { swallowAnswer } from '../scenario/faults';
import { nodeAt } from '../world/node';
import { Broker } from './broker';
import { onApplication } from './client/application';
import { onMetadata } from './client/metadata';
import { KafkaProducer } from './client/producer';
import { onAlarm, onTimeout } from './client/producer-events';
import { consumerStands, onConsumerEvent } from './consumer-hooks';
import { onController } from './controller';
import { onCheck, onInSyncWritten } from './in-sync';
import { KafkaLane } from './lane-kind';
import { onOrder } from './leadership';
import { onBoot } from './lifecycle';
import { onProduce, onSynced } from './produce';
import { ProduceRequest, releaseRequest } from './produce-request';
import { Fetcher, onFetch, onFetched, onFetchServed, onFetchWait } from './replication';
import { reviewOutage } from './review';
import { onSession } from './sessions';
import { onAnswerArrived, onRequest, onWire, Wire } from './wire';
import { WorkKind } from './work-kind';

export function onEvent(lane: Lane, a: u32, b: u32, c: u32): void {
	const owner = lane.owner;
	if (lane.kind >= KafkaLane.Consumers) {
		onConsumerEvent(lane, a, b, c);
		return;
	}
	switch (lane.kind) {
		case KafkaLane.Application:
			onApplication(changetype<KafkaProducer>(owner), a);
			break;
		case KafkaLane.Alarm:
			onAlarm(changetype<KafkaProducer>(owner));
			break;
		case KafkaLane.Timeout:
			onTimeout(changetype<KafkaProducer>(owner));
			break;
		case KafkaLane.Metadata:
			onMetadata(changetype<KafkaProducer>(owner), a);
			break;
		case KafkaLane.Request:
			onRequest(changetype<Wire>(owner), changetype<ProduceRequest>(<usize>a));
			break;
		case KafkaLane.Answer:
			onAnswerLane(changetype<Wire>(owner), changetype<ProduceRequest>(<usize>a));
			break;
		case KafkaLane.Wire:
			onWire(changetype<Wire>(owner), a, b);
			break;
		case KafkaLane.Fetch:
			onFetch(changetype<Fetcher>(owner));
			break;
		case KafkaLane.Fetched:
			onFetched(changetype<Fetcher>(owner));
			break;
		case KafkaLane.FetchWait:
			onFetchWait(changetype<Fetcher>(owner));
			break;
		case KafkaLane.Controller:
			onController(a, b);
			reviewOutage();
			break;
		default:
			onBrokerEvent(lane, changetype<Broker>(owner), a, b, c);
	}
}

function onBrokerEvent(lane: Lane, broker: Broker, a: u32, b: u32, c: u32): void {
	switch (lane.kind) {
		case KafkaLane.Work:
			if (c == WorkKind.Fetch) onFetchServed(changetype<Fetcher>(<usize>a));
			else onProduce(broker, changetype<ProduceRequest>(<usize>a));
			break;
		case KafkaLane.Synced:
			onSynced(changetype<ProduceRequest>(<usize>a), b);
			break;
		case KafkaLane.Check:
			onCheck(broker);
			break;
		case KafkaLane.InSync:
			onInSyncWritten(broker, a, b, c);
			break;
		case KafkaLane.Boot:
			onBoot(broker, a);
			reviewOutage();
			break;
		case KafkaLane.Order:
			onOrder(broker, a, b, c);
			reviewOutage();
			break;
		case KafkaLane.Session:
			onSession(broker, a);
			break;
		default:
			assert(false, 'a lane that nobody handles');
	}
}

/** An armed cut swallows the answer with the connection. */
function onAnswerLane(wire: Wire, request: ProduceRequest): void {
	if (swallowAnswer(wire.client)) releaseRequest(request);
	else onAnswerArrived(wire, request);
}

export function stands(lane: Lane): bool {
	const owner = lane.owner;
	if (lane.kind >= KafkaLane.Consumers) return consumerStands(lane);
	switch (lane.kind) {
		case KafkaLane.Application:
		case KafkaLane.Alarm:
		case KafkaLane.Timeout:
		case KafkaLane.Metadata:
			return changetype<Client>(owner).paused;
		case KafkaLane.Answer:
		case KafkaLane.Wire: {
			const wire = changetype<Wire>(owner);
			if (wire.client.paused) return true;
			return lane != wire.closing && nodeAt(wire.node).cutFromClients;
		}
		case KafkaLane.Request: {
			const node = nodeAt(changetype<Wire>(owner).node);
			return node.paused || node.cutFromClients;
		}
		case KafkaLane.Fetch: {
			const fetcher = changetype<Fetcher>(owner);
			return nodeStands(fetcher.leader, fetcher.follower);
		}
		case KafkaLane.Fetched: {
			const fetcher = changetype<Fetcher>(owner);
			return nodeStands(fetcher.follower, fetcher.leader);
		}
		case KafkaLane.FetchWait:
			return nodeAt(changetype<Fetcher>(owner).leader).paused;
		case KafkaLane.Order: {
			const node = nodeAt(changetype<Broker>(owner).node);
			return node.paused || node.cutFromClients;
		}
		case KafkaLane.Work:
		case KafkaLane.Synced:
		case KafkaLane.Check:
		case KafkaLane.InSync:
			return nodeAt(changetype<Broker>(owner).node).paused;
		default:
			// Sessions end while their owners stand still; the controller sees to itself.
			return false;
	}
}

function nodeStands(to: u32, from: u32): bool {
	const node = nodeAt(to);
	return node.paused || ((node.cutFrom >> from) & 1) != 0;
}
