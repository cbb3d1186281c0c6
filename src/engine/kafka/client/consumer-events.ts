/** Who handles the events of the consumers' and the groups' lanes. */
import { Lane } from '../../kernel/events';
import { nodeAt } from '../../world/node';
import { onGroupRequest, onJoinTimer } from '../group/coordinator';
import { Group } from '../group/group';
import {
	onCoordinatorFound,
	onGroupAnswer,
	onHeartbeatDue,
	onPollLimit
} from '../group/membership';
import { onStep } from '../group/zookeeper-group';
import { KafkaLane } from '../lane-kind';
import { onCommitRequest, onCommitTimer, onZookeeperWritten } from '../offsets/commit';
import { onTransactionTimer } from '../transactions/transactional-producer';
import { onMarker, onTransactionStep, Transactor } from '../transactions/transactor';
import { KafkaConsumer } from './consumer';
import { onFetched } from './consumer-fetch';
import { onAboutCluster, onLinkEvent, onMetadata, onRetry } from './consumer-metadata';
import { bitOfRequest, isStaleLink, Link, Request } from './consumer-network';
import { onWork } from './consumer-poll';
import { onListed, onListRequest } from './consumer-position';
import { onEpochEnd } from './consumer-validation';
import { onFetchRequest, onWaitOver } from './fetch-waiting';
import { onSession } from './consumer-life';

function asLink(owner: usize): Link {
	return changetype<Link>(owner);
}

function asConsumer(owner: usize): KafkaConsumer {
	return changetype<KafkaConsumer>(owner);
}

/** An event of one of a consumer's or a group's lanes is due. */
export function onConsumerEvent(lane: Lane, a: u32, b: u32, c: u32): void {
	const owner = lane.owner;
	switch (lane.kind) {
		case KafkaLane.ConsumerWork:
			onWork(asConsumer(owner), a);
			break;
		case KafkaLane.ConsumerRequest:
			onRequest(asLink(owner), a, b, c);
			break;
		case KafkaLane.ConsumerAnswer:
			onAnswer(asLink(owner), a, b, c);
			break;
		case KafkaLane.ConsumerLink:
			onLinkEvent(asLink(owner), a, b);
			break;
		case KafkaLane.ConsumerFetchWait:
			onWaitOver(asLink(owner));
			break;
		case KafkaLane.ConsumerCommitTimer:
			onCommitTimer(asConsumer(owner), a);
			break;
		case KafkaLane.ConsumerPollLimit:
			onPollLimit(asConsumer(owner), a, b);
			break;
		case KafkaLane.ConsumerHeartbeat:
			onHeartbeatDue(asConsumer(owner), a);
			break;
		case KafkaLane.ConsumerStep:
			onStep(asConsumer(owner), a, b);
			break;
		case KafkaLane.ConsumerRetry:
			onRetry(asConsumer(owner), a, b);
			break;
		case KafkaLane.ConsumerZookeeper:
			onZookeeperWritten(asConsumer(owner), a, b);
			break;
		case KafkaLane.ConsumerSession:
			onSession(asConsumer(owner), a, b);
			break;
		case KafkaLane.GroupJoin:
			onJoinTimer(changetype<Group>(owner), a);
			break;
		case KafkaLane.Transaction:
			onTransactionStep(changetype<Transactor>(owner), a, b);
			break;
		case KafkaLane.TransactionMarker:
			onMarker(changetype<Transactor>(owner), a, b);
			break;
		case KafkaLane.TransactionTimer:
			onTransactionTimer(changetype<Transactor>(owner), a, b);
			break;
		default:
			assert(false, 'a lane that nobody handles');
	}
}

/** Whether what the event is for is paused, or its link cut. */
export function consumerStands(lane: Lane): bool {
	const owner = lane.owner;
	switch (lane.kind) {
		case KafkaLane.ConsumerWork:
		case KafkaLane.ConsumerCommitTimer:
		case KafkaLane.ConsumerPollLimit:
		case KafkaLane.ConsumerHeartbeat:
		case KafkaLane.ConsumerStep:
		case KafkaLane.ConsumerRetry:
		case KafkaLane.ConsumerZookeeper:
			return asConsumer(owner).paused;
		case KafkaLane.Transaction:
			return changetype<Transactor>(owner).client.paused;
		case KafkaLane.ConsumerLink:
			return asLink(owner).consumer.paused;
		case KafkaLane.ConsumerAnswer: {
			const link = asLink(owner);
			return link.consumer.paused || nodeAt(link.node).cutFromClients;
		}
		case KafkaLane.ConsumerRequest: {
			const node = nodeAt(asLink(owner).node);
			return node.paused || node.cutFromClients;
		}
		case KafkaLane.ConsumerFetchWait:
			return nodeAt(asLink(owner).node).paused;
		default:
			return false;
	}
}

/** A request arrives at a broker. */
function onRequest(link: Link, a: u32, b: u32, c: u32): void {
	if (isStaleLink(link, c)) return;
	const kind = c & 255;
	switch (kind) {
		case Request.Fetch:
			onFetchRequest(link);
			break;
		case Request.Metadata:
		case Request.FindCoordinator:
			onAboutCluster(link, kind);
			break;
		case Request.ListOffset:
		case Request.EpochEnd:
			onListRequest(link, kind);
			break;
		case Request.Commit:
			onCommitRequest(link, a, b);
			break;
		default:
			onGroupRequest(link, kind, a);
	}
}

/** An answer arrives at the client. */
function onAnswer(link: Link, a: u32, b: u32, c: u32): void {
	const kind = c & 255;
	if (isStaleLink(link, c) || link.consumer.dead) return;
	link.outstanding &= ~bitOfRequest(kind);
	switch (kind) {
		case Request.Fetch:
			onFetched(link, a, b);
			break;
		case Request.Metadata:
			onMetadata(link);
			break;
		case Request.FindCoordinator:
			onCoordinatorFound(link);
			break;
		case Request.ListOffset:
			onListed(link);
			break;
		case Request.EpochEnd:
			onEpochEnd(link);
			break;
		default:
			onGroupAnswer(link, kind, a, b);
	}
}
